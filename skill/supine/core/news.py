"""What has happened at a site, for those who listen to it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from supine.core.events import Command, RecordPractice, SaveFirings
from supine.core.reminders.model import State as FiringState
from supine.core.scene import Scene
from supine.core.states import State
from supine.core.words import Happened, News

if TYPE_CHECKING:
    from supine.core.practice import Practice


class Reporter:
    """Notices what a site has come to since it was looked at last."""

    def __init__(self) -> None:
        self._practice: Practice | None = None
        self._part: int | None = None

    def since(self, scene: Scene, commands: Iterable[Command]) -> list[Command]:
        """Return the news of an event.

        Args:
            scene: As the event has left it.
            commands: What the event led to.
        """
        over = [news for command in commands for news in _over(scene, command)]
        return [*over, *self._begun(scene)]

    def _begun(self, scene: Scene) -> Iterator[Happened]:
        practice = scene.practice
        if practice is None or practice.state is State.DONE:
            self._practice = self._part = None
            return
        routine = practice.routine.id
        if practice is not self._practice:
            self._practice, self._part = practice, None
            minutes = round(practice.total_s / 60, 1)
            yield Happened(news=News.STARTED, routine=routine, minutes=minutes)
        part = practice.timetable.part
        if practice.timetable.index != self._part:
            self._part = practice.timetable.index
            yield Happened(news=News.STEP, routine=routine, step=part.step.id, side=part.side)


def _over(scene: Scene, command: Command) -> Iterator[Happened]:
    match command:
        case RecordPractice(routine_id, ending, practised_s):
            yield Happened(
                news=News.FINISHED,
                routine=routine_id,
                minutes=round(practised_s / 60, 1),
                ending=ending.value,
            )
        case SaveFirings(firings):
            for firing in firings:
                if firing.state is FiringState.ASKING:
                    reminder = scene.desk.reminders.get(firing.key.reminder_id)
                    routine = reminder.routine_id if reminder else None
                    yield Happened(news=News.REMINDER, routine=routine)
        case _:
            return
