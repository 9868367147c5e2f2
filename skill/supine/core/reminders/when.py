"""When a reminder is due: one instant for each local date and slot, whatever the clocks do."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from supine.core.reminders.model import Reminder
from supine.core.reminders.wallclock import date_exists, first_instant, zone

_SCAN_DAYS = 15  # a weekly reminder whose day a zone left out comes a week later


class Due(NamedTuple):
    """A local date and slot, and their instant in UTC."""

    local_date: date
    slot: int
    instant: datetime


def due_at(reminder: Reminder, day: date, slot: int) -> datetime | None:
    """Return the instant of a local date and slot; None if the reminder has no such day or slot.

    The weekday is that of the local date, also when a clock change puts the instant on the
    next.  A date that the zone never had is nobody's day; and a micro-pause whose time a
    clock change leaves out is left out, since the next one is near.
    """
    if day.weekday() not in reminder.days or slot not in reminder.slots:
        return None
    if reminder.on_date not in (None, day):
        return None
    tz, wall_time = zone(reminder.zone), reminder.wall_time(slot)
    instant = first_instant(tz, day, wall_time)
    shown = instant.astimezone(tz)
    if shown.time() == wall_time and shown.date() == day:
        return instant
    return instant if reminder.every_s is None and date_exists(tz, day) else None


def next_due(reminder: Reminder, after: datetime) -> Due | None:
    """Return the first date and slot due later than ``after``; None while it is turned off.

    ``since`` is left to the caller: one that lies ahead of now was written by a wrong clock.
    """
    if not reminder.enabled:
        return None
    shown = after.astimezone(zone(reminder.zone))
    today = shown.date()
    for day in _dates(reminder, today):
        for slot in reminder.slots if day.weekday() in reminder.days else ():
            # What a wall shows now or has shown before is over: see first_instant.
            is_over = day == today and reminder.wall_time(slot) <= shown.time()
            instant = None if is_over else due_at(reminder, day, slot)
            if instant is not None and instant > after:
                return Due(day, slot, instant)
    return None


def _dates(reminder: Reminder, today: date) -> Iterator[date]:
    """Yield the dates from today on that are looked at for the next time."""
    if reminder.on_date is None:
        yield from (today + timedelta(days=ahead) for ahead in range(_SCAN_DAYS))
    elif reminder.on_date >= today:
        yield reminder.on_date


def due_between(reminder: Reminder, after: datetime, until: datetime) -> Iterator[Due]:
    """Yield everything due later than ``after``, up to and with ``until``."""
    while (due := next_due(reminder, after)) is not None and due.instant <= until:
        yield due
        after = due.instant
