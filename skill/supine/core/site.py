"""One site: at most one practice, at most one open question, and what is preferred there.

`Site.handle` takes an event and returns what must now be done; `Site.deadline` is when
`TimeUp` must come.
"""

from supine.core import answers
from supine.core.events import (
    Ask,
    CloseEar,
    Command,
    Ending,
    Event,
    IntentHeard,
    LineHeard,
    NothingUnderstood,
    Question,
    QuestionClosed,
    RecordPractice,
    Say,
    TimeUp,
)
from supine.core.habits import Habits
from supine.core.questions import ANSWERS, About, OpenQuestion
from supine.core.scene import Scene, Settings
from supine.core.states import State

EAR_AGAIN_S = 2.0
"""How long the ear at the gate stays closed after nobody, or no words, were understood."""

EARS_MAX = 12
"""How often the ear is opened at one gate; after that the wake word is needed."""

ASK_AGAIN = 1
"""How often a question is put again to somebody who was not understood."""


class Site:
    """A place with a microphone and a speaker.

    Args:
        settings: What the household has set.
        habits: What is preferred here; changed in place.
    """

    def __init__(self, settings: Settings, habits: Habits | None = None) -> None:
        self.scene = Scene(settings, habits or Habits())
        self._ears = 0
        self._ear_from = 0.0

    @property
    def deadline(self) -> float | None:
        """When `TimeUp` must come, in monotonic seconds; None while nothing runs here."""
        practice, question = self.scene.practice, self.scene.question
        due = [practice.deadline if practice else None]
        if question is not None:
            due.append(question.closes_at)
        elif self._wants_ear():
            due.append(self._ear_from)
        return min((at for at in due if at is not None), default=None)

    def handle(self, event: Event, now: float) -> list[Command]:
        """Take one event and return what must now be done, in order.

        Args:
            event: What happened.
            now: Monotonic seconds; never earlier than in the call before.
        """
        commands: list[Command]
        match event:
            case LineHeard():
                practice = self.scene.practice
                commands = practice.heard(event, now) if practice else []
            case IntentHeard():
                commands = self._intent(event, now)
            case NothingUnderstood(dialogue, token):
                heard = IntentHeard("", dialogue=dialogue, token=token)
                commands = self._again(heard, self._taken(token), now)
            case QuestionClosed(token):
                self._taken(token)
                self._ear_from = now + EAR_AGAIN_S
                commands = []
            case TimeUp():
                commands = self._time_up(now)
        return self._tend(commands, now)

    # ---- events -----------------------------------------------------------------------------

    def _intent(self, heard: IntentHeard, now: float) -> list[Command]:
        question = self._taken(heard.token)
        other = self.scene.question
        if other is not None and other.about is not About.GATE:
            # Somebody spoke up elsewhere instead of answering: the question is over.
            self.scene.question = None
            return [CloseEar(other.token), *self._intent(heard, now)]
        if heard.confidence < self.scene.settings.confidence_floor:
            return self._again(heard, question, now)
        return answers.respond(self.scene, heard, question, now)

    def _again(
        self, heard: IntentHeard, question: OpenQuestion | None, now: float
    ) -> list[Command]:
        """Somebody was not understood: ask again in a dialogue of ours, else let it go."""
        gate = question is None or question.about is About.GATE
        if question is None or gate or question.asked_again >= ASK_AGAIN:
            # At the gate noises are to be expected, and nobody is waiting for an answer.
            self._ear_from = now + EAR_AGAIN_S
            return [self.scene.answer(heard, "")]
        text = self.scene.phrase("say_again")
        again = self.scene.ask(question.about, text, now)
        again.asked_again = question.asked_again + 1
        again.routines, again.minutes = question.routines, question.minutes
        return [self.scene.answer(heard, text, again)]

    def _taken(self, token: str | None) -> OpenQuestion | None:
        """Return the open question if ``token`` is its own, and close it."""
        question = self.scene.question
        if question is None or question.token != token:
            return None
        self.scene.question = None
        return question

    def _time_up(self, now: float) -> list[Command]:
        commands: list[Command] = []
        question = self.scene.question
        if question is not None and question.closes_at is not None and now >= question.closes_at:
            commands.append(CloseEar(question.token))
            self.scene.question = None
        if self.scene.practice is not None:
            commands += self.scene.practice.tick(now)
        return commands

    # ---- after every event --------------------------------------------------------------------

    def _tend(self, commands: list[Command], now: float) -> list[Command]:
        """Keep the ear at the gate, count what was completed, let go of what is over."""
        question = self.scene.question
        if question is not None and question.about is About.GATE:
            if not self._listening() or any(isinstance(c, Say) for c in commands):
                self.scene.question, self._ear_from = None, now
                commands = [CloseEar(question.token), *commands]
        elif question is None and self._wants_ear() and now >= self._ear_from:
            commands = [*commands, self._open_ear()]
        for command in commands:
            if isinstance(command, RecordPractice) and command.ending is Ending.COMPLETED:
                done = self.scene.habits.times_done
                done[command.routine_id] = done.get(command.routine_id, 0) + 1
        practice = self.scene.practice
        if practice is not None and practice.state is State.DONE:
            self.scene.practice = None
        if not self._waiting():
            self._ears = 0
        return commands

    def _waiting(self) -> bool:
        practice = self.scene.practice
        return practice is not None and practice.state is State.WAITING

    def _listening(self) -> bool:
        practice = self.scene.practice
        return self._waiting() and practice is not None and practice.lines.silent

    def _wants_ear(self) -> bool:
        return self._listening() and self._ears < EARS_MAX

    def _open_ear(self) -> Ask:
        self._ears += 1
        token = self.scene.token()
        self.scene.question = OpenQuestion(token=token, about=About.GATE, closes_at=None)
        return Ask(Question(token, ANSWERS[About.GATE]))
