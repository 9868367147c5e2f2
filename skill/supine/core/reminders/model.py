"""What a reminder is, and the record of each time that it was due.

A `Reminder` is the plan; a `Firing` is the one record for a local date (and a slot of the
day, if it repeats).  Times of the day are naive, instants are aware.  Days of the week are
counted as `datetime.date.weekday` does: 0 is Monday.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from supine.core.reminders.wallclock import zone

EVERY_DAY = frozenset(range(7))
SHORTEST_REPEAT_S = 60


class Source(StrEnum):
    """Who made a reminder."""

    VOICE = "voice"
    COMMAND = "command"
    CONFIG = "config"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A promise to ask, at a time of the day, at one site.

    With ``every_s`` and ``until`` it is a micro-pause: due again and again from ``at`` on, by
    the clock on the wall, at last at ``until``; one that was missed is simply gone.
    """

    id: str
    site_id: str
    at: time
    zone: str  # IANA name, such as Europe/London
    source: Source
    created_at: datetime
    since: datetime  # nothing before it counts: when it was made, moved or turned on last
    days: frozenset[int] = EVERY_DAY
    on_date: date | None = None  # this local date and no other: it asks once
    routine_id: str | None = None  # None: any routine
    minutes: int | None = None
    text: str | None = None  # said in place of supine's own question
    enabled: bool = True
    every_s: int | None = None
    until: time | None = None

    def __post_init__(self) -> None:
        zone(self.zone)
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError("a reminder needs days of the week, from 0 (Monday) to 6 (Sunday)")
        if any(t and (t.microsecond or t.fold or t.tzinfo) for t in (self.at, self.until)):
            raise ValueError("the time of a reminder is whole seconds without a zone of its own")
        if self.created_at.tzinfo is None or self.since.tzinfo is None:
            raise ValueError("created_at and since must be aware")
        if (self.every_s is None) != (self.until is None):
            raise ValueError("a reminder that repeats needs both every_s and until")
        if self.every_s is not None and (self.every_s < SHORTEST_REPEAT_S or len(self.slots) == 0):
            raise ValueError("a reminder repeats after a minute or more, until later the same day")

    @property
    def slots(self) -> range:
        """The slots of a day: just 0, or of a micro-pause its times in seconds of the day."""
        if self.every_s is None or self.until is None:
            return range(1)
        return range(_seconds(self.at), _seconds(self.until) + 1, self.every_s)

    def wall_time(self, slot: int) -> time:
        """Return what the clock on the wall shows when ``slot`` is due."""
        return self.at if self.every_s is None else time(slot // 3600, slot // 60 % 60, slot % 60)


def _seconds(wall: time) -> int:
    return wall.hour * 3600 + wall.minute * 60 + wall.second


class State(StrEnum):
    """Where a firing stands."""

    DUE = "due"  # waits for its time, a free site, the end of quiet hours, another attempt
    ASKING = "asking"  # the voice has the question; written down before it is sent
    ASKED = "asked"  # the question has sounded, the ear is open
    SNOOZED = "snoozed"
    ACCEPTED = "accepted"
    SKIPPED = "skipped"  # "not today"
    OFF = "off"  # the reminder was turned off
    DONE_ALREADY = "done-already"
    MERGED = "merged"  # another reminder spoke for it
    MISSED = "missed"
    UNDELIVERED = "undelivered"  # it reached no loudspeaker: not the person's doing
    QUIET = "quiet"  # quiet hours kept it
    GONE = "gone"  # a micro-pause that came to nothing


ON_AIR = frozenset({State.ASKING, State.ASKED})
OPEN = ON_AIR | {State.DUE, State.SNOOZED}
ANSWERS = frozenset({State.ACCEPTED, State.SNOOZED, State.SKIPPED, State.OFF})
TOLD_AS_MISSED = frozenset({State.MISSED, State.UNDELIVERED, State.QUIET})
LOST = TOLD_AS_MISSED | {State.GONE}


class Reason(StrEnum):
    """Why a firing waits, or how it came to its end."""

    NOT_YET = "not yet"
    BUSY = "busy"
    QUIET_HOURS = "quiet hours"
    NO_ANSWER = "no answer"
    UNDELIVERED = "undelivered"
    TOO_LATE = "too late"
    PRACTISING = "practising"
    DONE_TODAY = "done today"
    MERGED = "merged"
    TURNED_OFF = "turned off"


class Key(NamedTuple):
    """Which firing; there is never more than one record for a key."""

    reminder_id: str
    local_date: date
    slot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """What became of a reminder on one local date."""

    key: Key
    due_at: datetime
    state: State
    wanted_at: datetime
    """When it ought to be spoken: the due instant; later the end of a snooze or of quiet hours,
    or the second asking.  Being late is counted from here."""

    look_at: datetime | None
    """When to decide again; None exactly when it is settled."""

    changed_at: datetime
    reason: Reason | None = None
    unanswered: int = 0  # questions heard since it was due or was answered last
    asked: tuple[datetime, ...] = ()  # when a question sounded
    merged_into: Key | None = None


@dataclass(frozen=True, slots=True)
class RemindersDue:
    """Event: these firings of one site want a decision; the same one may be told twice."""

    site_id: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class AlarmChecked:
    """Event: everything due up to ``at`` was told before.  Kept for the next start-up."""

    at: datetime
