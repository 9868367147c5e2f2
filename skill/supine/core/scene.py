"""What stands at a site: its practice, its open question, its habits, and how it answers.

The rules of `supine.core.dialogue` work on a `Scene`; `supine.core.site` feeds it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from itertools import count

from supine.core.events import Answer, Command, IntentHeard, Question
from supine.core.habits import Fading, Goal, Habits
from supine.core.pace import Pace
from supine.core.practice import Practice
from supine.core.questions import PATIENCE_S, About, OpenQuestion
from supine.core.reminders.desk import Desk
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.core.reminders.wallclock import zone
from supine.core.sounds import Sounds
from supine.core.states import Timing
from supine.core.underway import Asking, Kept, Offer, Taken, Waiting
from supine.model import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the household has set for a site."""

    language: Language
    timing: Timing = field(default_factory=Timing)
    confidence_floor: float = 0.6
    favourite: str | None = None
    can: frozenset[str] = frozenset()
    """What the voice can do beyond speaking."""

    zone: str = "UTC"
    """IANA name of where the household lives."""

    quiet: tuple[Quiet, ...] = ()
    reminder_rules: Rules = field(default_factory=Rules)
    after_lunch: time = time(13, 30)
    """The time of day that "after lunch" means."""

    fading: Fading = field(default_factory=Fading)
    goal: Goal | None = None
    """What "how am I doing" tells the days towards; None: it does not."""

    sounds: Sounds = field(default_factory=Sounds)
    offer_within_s: float = 1800.0
    """How long after a practice was cut off it is offered to go on with it."""

    consulted: Mapping[str, float] = field(default_factory=dict)
    """The intents that plugins answer, each with the seconds that it may take."""

    reported: bool = False
    """Whether anybody listens to what happens."""


@dataclass(eq=False, repr=False)
class Scene:
    """One site's state, shared by the rules."""

    settings: Settings
    """What the household has set."""

    habits: Habits
    """What is preferred here; changed in place."""

    site_id: str = "default"
    wall: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """The time of day of the event that is being handled; aware."""

    desk: Desk = field(init=False)
    asking: Asking | None = None
    """The reminder that is being asked, or about to be."""

    by_reminder: bool = False
    """Whether the practice was begun by answering a reminder."""

    pending: list[Command] = field(default_factory=list)
    """What must still be done after this event."""

    then: Callable[[], list[Command]] | None = None
    """What is done once the first of it was said; it belongs to the same event."""

    practice: Practice | None = None
    kept: Kept | None = None
    """What was kept of the practice last."""

    taken: Taken | None = None
    """What was taken down of its plan."""

    offer: Offer | None = None
    """Set while a practice that was cut off waits for somebody to say how to go on."""

    offers: int = 0
    """How often it was offered to go on with the practice since it ran last."""

    question: OpenQuestion | None = None
    waiting: dict[int, Waiting] = field(default_factory=dict)
    """Who waits for a plugin's answer, by ticket."""

    telling_until: float = 0.0
    """Until when sentences may still be waiting that somebody has asked for, while no
    practice runs; monotonic seconds."""

    named: int = 0
    named_until: float = 0.0
    """How many routines were named, and until when somebody who asks hears the others."""

    told_of: str = ""
    told_until: float = 0.0
    """The routine that was told of last, and until when it is meant by "it"."""

    last_lying: str | None = None
    """The lying routine that was practised last: how somebody who asks is helped up."""

    pace: Pace = field(default_factory=Pace)
    line_ids: Iterator[int] = field(default_factory=lambda: count(1))
    _tokens: Iterator[int] = field(default_factory=lambda: count(1))
    _turns: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = self.settings
        self.desk = Desk(zone=settings.zone, rules=settings.reminder_rules, quiet=settings.quiet)

    def phrase(self, key: str, **slots: str) -> str:
        """Return a phrase in this site's language as a sentence, its variants in turn."""
        turn = self._turns.get(key, 0)
        self._turns[key] = turn + 1
        text = self.settings.language.phrases.say(key, turn, **slots)
        return text[:1].upper() + text[1:]

    def answer(self, heard: IntentHeard, text: str, question: OpenQuestion | None = None) -> Answer:
        """Return the answer that ends the dialogue, or keeps it open for ``question``."""
        wire = Question(question.token, question.answers) if question else None
        line_id = next(self.line_ids)
        return Answer(line_id, heard.dialogue, text, wire, self.habits.volume, self.habits.rate)

    def ask(self, about: About, text: str, now: float) -> OpenQuestion:
        """Open a question and return it; what was open before is forgotten."""
        closes_at = now + self.pace.estimate_s(text) + PATIENCE_S[about]
        self.question = OpenQuestion(token=self.token(), about=about, closes_at=closes_at)
        return self.question

    def zone(self) -> tzinfo:
        """Return where the household lives."""
        return zone(self.settings.zone)

    def today(self) -> date:
        """Return the household's date."""
        return self.wall.astimezone(self.zone()).date()

    def begin_anew(self, number: int) -> None:
        """Number lines and questions from here on, after a mishap: old ones may be reported."""
        self.line_ids, self._tokens = count(number), count(number)

    def token(self) -> str:
        """Return a new token for a question."""
        return str(next(self._tokens))
