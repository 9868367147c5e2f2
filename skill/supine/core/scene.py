"""What stands at a site: its practice, its open question, its habits, and how it answers.

The rules of `supine.core.dialogue` work on a `Scene`; `supine.core.site` feeds it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from itertools import count
from typing import TYPE_CHECKING

from supine.core.events import Answer, Command, IntentHeard, Question
from supine.core.habits import Habits
from supine.core.pace import Pace
from supine.core.questions import ANSWERS, PATIENCE_S, About, OpenQuestion
from supine.core.reminders.desk import Desk
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.core.reminders.wallclock import zone
from supine.core.states import Timing
from supine.model import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supine.core.practice import Practice
    from supine.core.reminders.model import Key


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

        self.practice: Practice | None = None
        self.question: OpenQuestion | None = None
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
        wire = Question(question.token, ANSWERS[question.about]) if question else None
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

    def token(self) -> str:
        """Return a new token for a question."""
        return str(next(self._tokens))
