"""What stands at a site: its practice, its open question, its habits, and how it answers.

The rules of `supine.core.dialogue` work on a `Scene`; `supine.core.site` feeds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from itertools import count
from typing import TYPE_CHECKING

from supine.core.events import Answer, Command, IntentHeard, Question
from supine.core.habits import Fading, Goal, Habits
from supine.core.pace import Pace
from supine.core.questions import PATIENCE_S, About, OpenQuestion
from supine.core.reminders.desk import Desk
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.core.reminders.wallclock import zone
from supine.core.sounds import Sounds
from supine.core.states import Timing
from supine.model import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from supine.core.consulting import Waiting
    from supine.core.practice import Practice
    from supine.core.recovery import Kept, Offer
    from supine.core.reminders.model import Key
    from supine.core.restoring import Taken


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


class Scene:
    """One site's state, shared by the rules.

    Args:
        settings: What the household has set.
        habits: What is preferred here; changed in place.
    """

    def __init__(self, settings: Settings, habits: Habits, site_id: str = "default") -> None:
        self.settings = settings
        self.habits = habits
        self.site_id = site_id
        self.wall = datetime(1970, 1, 1, tzinfo=UTC)
        """The time of day of the event that is being handled; aware."""

        self.desk = Desk(zone=settings.zone, rules=settings.reminder_rules, quiet=settings.quiet)
        self.asking: Key | None = None
        """The reminder that is being asked, or about to be."""

        self.asking_by: float | None = None
        """When it is asked although nobody has said that it is on disk; monotonic seconds."""

        self.asking_text = ""
        self.asking_line: int | None = None
        self.asking_lost = False
        self.by_reminder = False
        """Whether the practice was begun by answering a reminder."""

        self.pending: list[Command] = []
        """What must still be done after this event."""

        self.then: Callable[[], list[Command]] | None = None
        """What is done once the first of it was said; it belongs to the same event."""

        self.practice: Practice | None = None
        self.kept: Kept | None = None
        """What was kept of the practice last."""

        self.taken: Taken | None = None
        """What was taken down of its plan."""

        self.offer: Offer | None = None
        """Set while a practice that was cut off waits for somebody to say how to go on."""

        self.offers = 0
        """How often it was offered to go on with the practice since it ran last."""

        self.question: OpenQuestion | None = None
        self.waiting: dict[int, Waiting] = {}
        """Who waits for a plugin's answer, by ticket."""

        self.telling_until = 0.0
        """Until when sentences may still be waiting that somebody has asked for, while no
        practice runs; monotonic seconds."""

        self.named_until, self.named = 0.0, 0
        """How many routines were named, and until when somebody who asks hears the others."""

        self.told_until, self.told_of = 0.0, ""
        """The routine that was told of last, and until when it is meant by "it"."""

        self.last_lying: str | None = None
        """The lying routine that was practised last: how somebody who asks is helped up."""

        self.pace = Pace()
        self.line_ids: Iterator[int] = count(1)
        self._tokens = count(1)
        self._turns: dict[str, int] = {}

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
