"""One site: at most one practice, at most one open question, and what is preferred there.

`Site.handle` takes an event and returns what must now be done; `Site.deadline` is when
`TimeUp` must come.
"""

from dataclasses import replace
from datetime import datetime

from supine.core import answers, consulting, recovery
from supine.core.events import (
    Ask,
    CloseEar,
    Command,
    Ending,
    Event,
    FiringsSaved,
    IntentHeard,
    LineHeard,
    NothingUnderstood,
    PracticeFound,
    Question,
    QuestionClosed,
    RecordPractice,
    RemindersRead,
    Say,
    SiteFree,
    TimeUp,
)
from supine.core.habits import Habits
from supine.core.news import Reporter
from supine.core.questions import ANSWERS, About, OpenQuestion
from supine.core.reminders import asking
from supine.core.reminders.model import RemindersDue
from supine.core.scene import Scene, Settings
from supine.core.states import State
from supine.core.words import Consulted

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

    def __init__(
        self, settings: Settings, habits: Habits | None = None, site_id: str = "default"
    ) -> None:
        self.scene = Scene(settings, habits or Habits(), site_id)
        self._ears = 0
        self._ear_from = 0.0
        self._reporter = Reporter() if settings.reported else None

    @property
    def deadline(self) -> float | None:
        """When `TimeUp` must come, in monotonic seconds; None while nothing runs here."""
        practice, question = self.scene.practice, self.scene.question
        due = [
            practice.deadline if practice else None,
            asking.due_at(self.scene),
            consulting.due(self.scene),
            recovery.due(self.scene),
            recovery.next_beat(self.scene),
        ]
        if question is not None:
            due.append(question.closes_at)
        elif self._wants_ear():
            due.append(self._ear_from)
        return min((at for at in due if at is not None), default=None)

    @property
    def idle(self) -> bool:
        """Whether it can be forgotten: nothing goes on here, and nothing is to come."""
        scene = self.scene
        going_on = (scene.practice, scene.question, scene.asking, self.deadline)
        return all(each is None for each in going_on) and not (
            scene.waiting or scene.desk.reminders
        )

    def handle(self, event: Event, now: float, wall: datetime | None = None) -> list[Command]:
        """Take one event and return what must now be done, in order, and what must be kept."""
        commands = self.answer(event, now, wall)
        commands += self.go_on(commands, now)
        return [*commands, *self.keep(event, commands, now)]

    def answer(self, event: Event, now: float, wall: datetime | None = None) -> list[Command]:
        """Take one event and return what must now be done, in order; `go_on` returns the rest.

        Args:
            event: What happened.
            now: Monotonic seconds; never earlier than in the call before.
            wall: The time of day, aware; only reminders need it.
        """
        self.scene.wall = wall or self.scene.wall
        commands = self._take(event, now)
        return commands if self.scene.then is not None else self._tended(commands, now)

    def go_on(self, commands: list[Command], now: float) -> list[Command]:
        """Return what must be done besides what `answer` has returned.

        A practice is planned here: whoever has started it hears its name meanwhile.
        """
        then, self.scene.then = self.scene.then, None
        return [] if then is None else self._tended([*commands, *then()], now)[len(commands) :]

    def keep(self, event: Event, commands: list[Command], now: float) -> list[Command]:
        """Return what must be kept after `go_on`, and what those who listen are told.

        It takes as long as the answer itself, so whoever is waiting is answered before.
        """
        kept = recovery.keep(self.scene, event, commands, now)
        news = self._reporter.since(self.scene, [*commands, *kept]) if self._reporter else []
        return [*kept, *news]

    def _take(self, event: Event, now: float) -> list[Command]:
        match event:
            case LineHeard():
                return self._line_heard(event, now)
            case IntentHeard():
                return self._intent(event, now)
            case NothingUnderstood(dialogue, token):
                heard = IntentHeard("", dialogue=dialogue, token=token)
                return self._again(heard, self._taken(token), now)
            case QuestionClosed(token):
                self._ear_from = now + EAR_AGAIN_S
                return self._given_up(self._taken(token), now)
            case TimeUp():
                return self._time_up(now)
            case Consulted():
                return consulting.answered(self.scene, event, now)
            case _:
                return self._remind(event, now)

    def _remind(
        self,
        event: RemindersDue | SiteFree | FiringsSaved | RemindersRead | PracticeFound,
        now: float,
    ) -> list[Command]:
        match event:
            case RemindersDue():
                return asking.due(self.scene, event.keys)
            case SiteFree():
                offered = recovery.site_free(self.scene, now)
                return [*offered, *asking.site_free(self.scene, now)]
            case FiringsSaved():
                return asking.saved(self.scene, event, now)
            case PracticeFound():
                return recovery.found(self.scene, event, now)
            case RemindersRead(reminders):
                self.scene.desk.replace(reminders)
                return []

    # ---- events -----------------------------------------------------------------------------

    def _intent(self, heard: IntentHeard, now: float) -> list[Command]:
        question = self._taken(heard.token)
        other = self.scene.question
        if other is not None and other.about is not About.GATE:
            # Somebody used the wake word: to answer all the same, or for something else.
            self.scene.question = None
            answers_it = heard.intent in other.answers
            over = [] if answers_it else self._given_up(other, now)
            told = self._told(heard, other if answers_it else None, now)
            return [CloseEar(other.token), *over, *told]
        return self._told(heard, question, now)

    def _told(self, heard: IntentHeard, question: OpenQuestion | None, now: float) -> list[Command]:
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
            return [self.scene.answer(heard, ""), *self._given_up(question, now)]
        text = self.scene.phrase("say_again")
        fresh = self.scene.ask(question.about, text, now)
        self.scene.question = again = replace(
            question,
            token=fresh.token,
            closes_at=fresh.closes_at,
            asked_again=question.asked_again + 1,
        )
        return [self.scene.answer(heard, text, again)]

    def _given_up(self, question: OpenQuestion | None, now: float) -> list[Command]:
        """Nobody has answered this question, and nobody will."""
        if question is None:
            return []
        if question.about is About.RECOVERY:
            return recovery.unanswered(self.scene, now)
        asked = question.about is About.REMINDER
        return asking.unanswered(self.scene, question) if asked else []

    def _line_heard(self, event: LineHeard, now: float) -> list[Command]:
        asked = asking.line_over(self.scene, event)
        if asked is not None:
            return asked
        if recovery.line_over(self.scene, event):
            return []
        practice = self.scene.practice
        return practice.heard(event, now) if practice else []

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
            self.scene.question = None
            commands += [CloseEar(question.token), *self._given_up(question, now)]
        if self.scene.practice is not None:
            commands += self.scene.practice.tick(now)
        commands += consulting.overdue(self.scene, now) + recovery.time_up(self.scene, now)
        return commands + asking.disk_is_late(self.scene, now)

    # ---- after every event --------------------------------------------------------------------

    def _tended(self, commands: list[Command], now: float) -> list[Command]:
        """Keep the ear at the gate, count what was completed, let go of what is over."""
        commands, self.scene.pending = [*commands, *self.scene.pending], []
        question = self.scene.question
        if question is not None and question.about is About.GATE:
            if not self._listening() or any(isinstance(c, Say) for c in commands):
                self.scene.question, self._ear_from = None, now
                commands = [CloseEar(question.token), *commands]
        elif question is None and self._wants_ear() and now >= self._ear_from:
            commands = [*commands, self._open_ear()]
        self._keep_books(commands)
        return commands

    def _keep_books(self, commands: list[Command]) -> None:
        for command in commands:
            if isinstance(command, RecordPractice):
                self._count(command)
        practice = self.scene.practice
        if practice is None or practice.state is State.DONE:
            self.scene.practice, self.scene.by_reminder = None, False
        if not self._waiting():
            self._ears = 0

    def _count(self, record: RecordPractice) -> None:
        scene, completed = self.scene, record.ending is Ending.COMPLETED
        routine_id, seconds = record.routine_id, record.practised_s
        day = (record.ended_at or scene.wall).astimezone(scene.zone()).date()
        scene.habits.practised(routine_id, day, seconds, completed=completed)
        if completed and not scene.by_reminder:
            scene.desk.finished[routine_id] = scene.wall

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
