"""What is under way at a site besides its practice: who waits for what, and what was kept.

Only what several modules know of; each class says whose it is.
"""

from dataclasses import dataclass
from datetime import datetime

from supine.core.events import IntentHeard
from supine.core.practice import Practice
from supine.core.reminders.model import Key
from supine.core.snapshot import KeptPart
from supine.core.timetable import Part


@dataclass(slots=True, kw_only=True)
class Asking:
    """A reminder that is being asked, or about to be: `supine.core.reminders.asking`."""

    key: Key
    text: str
    ask_by: float | None
    """When it is asked although nobody has said that it is on disk, in monotonic seconds; None
    once it was asked."""

    line_id: int | None = None
    """The question's, while it is on its way."""

    lost: bool = False
    """Whether it reached no loudspeaker, as far as anybody knows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a plugin's answer: `supine.core.consulting`."""

    heard: IntentHeard
    owner: str
    """The intent whose handler was asked."""

    until: float
    """Monotonic seconds; later than that they are told that there is no answer."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a routine's file knows of a plan: `supine.core.restoring`.

    It is the same from one turn to the next.
    """

    plan: tuple[Part, ...]
    places: tuple[int, ...]
    """Of the parts below, in the plan."""

    parts: tuple[KeptPart, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a practice last: `supine.core.recovery`."""

    practice: Practice
    turn: tuple[object, ...]
    """What has to change before it is worth keeping again."""

    at: float
    """When, in monotonic seconds."""


@dataclass(slots=True, kw_only=True)
class Offer:
    """A practice that was cut off and waits to be asked about, or for the answer.

    It is made by `supine.core.recovery`.
    """

    practice: Practice
    kept_at: datetime
    """When it ran last, as far as anybody knows."""

    tries: int = 0
    line_id: int | None = None
    """The question's, while it is on its way."""

    lost: bool = False
    again_at: float | None = None
    """When to try again; monotonic seconds."""

    answered: bool = False
