"""Answers from the record, without words: what was missed, why, and what is next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from supine.core.reminders.model import OPEN, TOLD_AS_MISSED, Firing, Key, Reminder
from supine.core.reminders.when import Due, due_at, next_due


class Why(StrEnum):
    """Why nothing was said on a date; `AS_RECORDED` if something was, or the record tells."""

    AS_RECORDED = "as recorded"
    NOT_THAT_DAY = "not that day"
    TURNED_OFF = "turned off"
    MADE_LATER = "made later"
    NOT_YET = "not yet"
    NOT_RUNNING = "not running"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """An answer to "why didn't you remind me?"."""

    why: Why
    due_at: datetime | None = None
    firings: tuple[Firing, ...] = ()


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next time that a reminder speaks, be it due then, moved or snoozed."""

    reminder: Reminder
    key: Key
    at: datetime


def missed_since(firings: Iterable[Firing], since: datetime, now: datetime) -> list[Firing]:
    """Return what was missed, undelivered or kept quiet; micro-pauses are not counted."""
    missed = (f for f in firings if f.state in TOLD_AS_MISSED and since <= f.due_at <= now)
    return sorted(missed, key=lambda firing: firing.due_at)


def why_not(
    reminder: Reminder, firings: Iterable[Firing], local_date: date, now: datetime
) -> WhyNot:
    """Return why ``reminder`` was or was not heard on ``local_date``, from its firings."""
    recorded = sorted(
        (f for f in firings if f.key[:2] == (reminder.id, local_date)), key=lambda f: f.due_at
    )
    due = next((at for at in _dues(reminder, local_date) if at is not None), None)
    if recorded:
        return WhyNot(Why.AS_RECORDED, recorded[0].due_at, tuple(recorded))
    if due is None:
        return WhyNot(Why.NOT_THAT_DAY)
    if not reminder.enabled:
        return WhyNot(Why.TURNED_OFF, due)
    if due <= reminder.since <= now:
        return WhyNot(Why.MADE_LATER, due)
    return WhyNot(Why.NOT_YET if due > now else Why.NOT_RUNNING, due)


def is_over(reminder: Reminder, firings: Iterable[Firing], now: datetime) -> bool:
    """Whether a reminder was for one date only, and has been answered or missed."""
    if reminder.on_date is None:
        return False
    return not upcoming([replace(reminder, enabled=True)], firings, now)


def upcoming(
    reminders: Iterable[Reminder], firings: Iterable[Firing], now: datetime
) -> list[Upcoming]:
    """Return the next time of each reminder that is on, the soonest first.

    Args:
        reminders: Those to look at.
        firings: Their open records, and those of today and later; others do no harm.
        now: Aware.
    """
    on = {reminder.id: reminder for reminder in reminders if reminder.enabled}
    known = {firing.key: firing for firing in firings if firing.key.reminder_id in on}
    found = [
        Upcoming(on[key.reminder_id], key, max(now, firing.wanted_at))
        for key, firing in known.items()
        if firing.state in OPEN
    ]
    for reminder in on.values():
        due = _next_due(reminder, now)
        while due and Key(reminder.id, due.local_date, due.slot) in known:
            due = _next_due(reminder, due.instant)
        if due:
            key = Key(reminder.id, due.local_date, due.slot)
            found.append(Upcoming(reminder, key, due.instant))
    soonest: dict[str, Upcoming] = {}
    for one in sorted(found, key=lambda one: (one.at, one.key)):
        soonest.setdefault(one.reminder.id, one)
    return list(soonest.values())


# A zone that the machine has lost is told elsewhere; nobody need do without the other answers.


def _next_due(reminder: Reminder, after: datetime) -> Due | None:
    try:
        return next_due(reminder, after)
    except ValueError:
        return None


def _dues(reminder: Reminder, day: date) -> list[datetime | None]:
    try:
        return [due_at(reminder, day, slot) for slot in reminder.slots]
    except ValueError:
        return []
