"""Times, as they were said and as they are said back."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from supine.core.reminders.wallclock import first_instant, zone
from supine.model import EVERY_DAY, WEEKDAYS, WEEKEND, PhraseBook

if TYPE_CHECKING:
    from collections.abc import Mapping

_EARLY = {"morning", "am"}
_LATE = {"afternoon", "evening", "pm", "night"}
_NOON = 12
_FIRST_WAKING_HOUR = 6  # "half past six" alone is in the morning, "five" in the afternoon
_SMALL_HOURS = 5
_MINUTES_SAID = 90

DAYS = {"daily": EVERY_DAY, "weekdays": WEEKDAYS, "weekend": WEEKEND}
_AHEAD = {"today": 0, "tonight": 0, "tomorrow": 1, "overmorrow": 2}
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def time_said(said: object, daypart: object = None) -> time | None:
    """Return the time of day that somebody meant; None if it is none.

    Args:
        said: ``H:MM`` as it stands on a clock; from 13:00 on, and before 1:00, as meant.
        daypart: ``morning``, ``afternoon``, ``evening``, ``night``, ``am``, ``pm`` or None:
            then the sensible half of the day is taken.
    """
    hours, _, minutes = str(said).partition(":")
    try:
        hour, minute = int(hours), int(minutes or 0)
        time(hour % 24, minute)
    except ValueError:
        return None
    if hour > _NOON or hour == 0:
        return time(hour % 24, minute)
    late = hour < _FIRST_WAKING_HOUR or hour == _NOON
    if daypart in _EARLY:
        late = False
    elif daypart in _LATE:
        # "Two at night" is long before noon, "nine at night" long after.
        late = not (daypart == "night" and (hour == _NOON or hour < _SMALL_HOURS))
    return time(hour % _NOON + (_NOON if late else 0), minute)


def days_said(said: object) -> frozenset[int]:
    """Return the days that somebody meant; every day if they named none."""
    if said in DAYS:
        return DAYS[str(said)]
    named = frozenset(_NAMES.index(day) for day in str(said).split(",") if day in _NAMES)
    return named or DAYS["daily"]


def other_half(at: time) -> time:
    """Return what the same hands of a clock show twelve hours before or after."""
    return at.replace(hour=(at.hour + 12) % 24)


def date_said(said: object, today: date) -> date | None:
    """Return the one date that somebody meant; None if they named none.

    Args:
        said: ``today``, ``tonight``, ``tomorrow``, ``overmorrow``, or a day of the week: the next.
        today: Of the household.
    """
    if said in _AHEAD:
        return today + timedelta(days=_AHEAD[str(said)])
    if said not in _NAMES:
        return None
    return today + timedelta(days=(_NAMES.index(str(said)) - today.weekday() - 1) % 7 + 1)


def to_come(
    zone_name: str, now: datetime, day: date, at: time, *, free: bool = False
) -> tuple[date, time]:
    """Return a date and time that are still to come.

    Args:
        zone_name: Where the clock hangs.
        now: Aware.
        day: The date that was meant.
        at: The time that was meant.
        free: Whether the other half of the day may be meant as well.
    """
    for each in (at, other_half(at)) if free else (at,):
        if first_instant(zone(zone_name), day, each) > now:
            return day, each
    return day + timedelta(days=1), at


def from_now(zone_name: str, now: datetime, minutes: float) -> tuple[date, time]:
    """Return the date and time that a clock on the wall shows so many minutes from now.

    To the nearest minute; and where it shows in the second of two hours what it showed in the
    first, the next that is new, since a reminder means the first.
    """
    tz = zone(zone_name)
    wanted = (now + timedelta(minutes=minutes, seconds=30)).replace(second=0, microsecond=0)
    shown = wanted.astimezone(tz).replace(tzinfo=None, fold=0)
    while first_instant(tz, shown.date(), shown.time()) < wanted:
        shown += timedelta(minutes=1)
    return shown.date(), shown.time()


def in_daypart(at: time, daypart: object) -> bool:
    """Whether a time of day lies in the part of the day that was named."""
    spans: Mapping[object, range] = {
        "morning": range(4, 12),
        "am": range(12),
        "afternoon": range(12, 18),
        "pm": range(12, 24),
        "evening": range(17, 24),
        "night": range(20, 28),
    }
    return daypart not in spans or at.hour in spans[daypart] or at.hour + 24 in spans[daypart]


def moment_in(zone_name: str, now: datetime, wall_time: time) -> datetime:
    """Return the next instant at which the clock on the wall shows ``wall_time``."""
    tz = zone(zone_name)
    day: date = now.astimezone(tz).date()
    instant = first_instant(tz, day, wall_time)
    return instant if instant > now else first_instant(tz, day + timedelta(days=1), wall_time)


def span_words(phrases: PhraseBook, seconds: float) -> str:
    """Return "twenty minutes", "an hour" or "three hours"."""
    minutes = max(1, round(seconds / 60))
    if minutes < _MINUTES_SAID and minutes != 60:  # noqa: PLR2004 - an hour is an hour
        return phrases.amount(minutes, "minute")
    return phrases.amount(round(minutes / 60), "hour")
