"""Times of the day, days of the week, time spans and zones, as people write them."""

import re
from collections.abc import Iterable
from datetime import time
from zoneinfo import available_timezones

from supine.core.reminders.model import EVERY_DAY
from supine.core.reminders.wallclock import zone
from supine.loading.durations import parse_duration, spell_duration
from supine.loading.schema import suggestion
from supine.loading.yamlerrors import show

LONGEST_SPAN_S = 86_400.0
"""A day."""

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WHOLE_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    "daily": EVERY_DAY,
    "weekdays": frozenset(range(5)),
    "weekend": frozenset((5, 6)),
}
_DAYS = {name: n for names in (DAY_NAMES, _WHOLE_NAMES) for n, name in enumerate(names)}

_TIME = re.compile(r"(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?(?: ?([ap])\.?m\.?)?", re.ASCII)
_HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,3})?) ?h(?: ?(\S.*))?", re.ASCII)

_TIME_FORMS = "a time of the day is written 07:30 or 7:30 pm"
_SPAN_FORMS = "a time span is written 15min, 1h or 1h 30min"


def parse_time(value: object) -> time:
    """Return a time of the day: ``07:30``, ``7:30 pm`` or ``7 pm``.

    Raises:
        ValueError: It is none; the message says what would be one.
    """
    match = _TIME.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
    if match is None or not (match[2] or match[4]):
        raise ValueError(_TIME_FORMS)
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if match[4] is not None:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of half a day
            raise ValueError(f"{show(value)} is no time: with am or pm the hours go from 1 to 12")
        hour = hour % 12 + (12 if match[4] == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        told = f"{show(value)} is no time: a day goes from 00:00 to 23:59"
        raise ValueError(told) from None


def parse_day(value: object) -> int:
    """Return the weekday of a name such as ``mon``; 0 is Monday.

    Raises:
        ValueError: It is no day; the message says which there are.
    """
    name = value.strip().casefold() if isinstance(value, str) else ""
    if name not in _DAYS:
        meant = suggestion(name, DAY_NAMES) if name else ""
        raise ValueError(f"a day is one of {' '.join(DAY_NAMES)}{meant}")
    return _DAYS[name]


def parse_days(value: object) -> frozenset[int]:
    """Return the weekdays of ``daily``, ``weekdays``, ``weekend``, or names with commas.

    Raises:
        ValueError: It names no days; the message says what would.
    """
    words = re.split(r"[\s,]+", value.strip().casefold()) if isinstance(value, str) else [""]
    if len(words) == 1 and words[0] in _GROUPS:
        return _GROUPS[words[0]]
    try:
        return frozenset(parse_day(word) for word in words)
    except ValueError:
        wrong = next((word for word in words if word not in _DAYS), "")
        meant = suggestion(wrong, [*_GROUPS, *DAY_NAMES]) if wrong else ""
        forms = f"days are daily, weekdays, weekend, or some of {' '.join(DAY_NAMES)}"
        raise ValueError(f"{forms}{meant}") from None


def parse_span(value: object) -> float:
    """Return a time span in seconds, from 0 to a day: ``1h``, ``1h 30min``, or a duration.

    Raises:
        ValueError: It is none; the message says what would be one.
    """
    match = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    hours, rest = (float(match[1]), match[2] or 0) if match else (0.0, value)
    try:
        seconds = hours * 3600 + parse_duration(rest)
    except ValueError:
        raise ValueError(_SPAN_FORMS) from None
    if seconds > LONGEST_SPAN_S:
        raise ValueError("a time span is at most 24h")
    return seconds


def parse_zone(value: object) -> str:
    """Return the name of a time zone that the machine knows, such as ``Europe/London``.

    Raises:
        ValueError: It is none; the message says what one looks like.
    """
    if not isinstance(value, str) or not value:
        raise ValueError("a time zone is written like Europe/London")
    try:
        return zone(value).key
    except ValueError:
        meant = suggestion(value, available_timezones()) or ": write it like Europe/London"
        raise ValueError(f"no time zone {show(value)} is known here{meant}") from None


def machine_zone() -> str:
    """Return the name of the machine's own time zone; UTC where it cannot be told."""
    from tzlocal import get_localzone_name  # noqa: PLC0415 - asks the machine

    try:
        return zone(get_localzone_name() or "UTC").key
    except (ValueError, LookupError, OSError):
        return "UTC"


def spell_time(at: time) -> str:
    """Return ``07:30``, with the seconds where there are some."""
    return at.isoformat("seconds" if at.second else "minutes")


def spell_days(days: Iterable[int]) -> str:
    """Return ``weekdays`` or ``mon wed``."""
    days = frozenset(days)
    named = next((name for name, group in _GROUPS.items() if group == days), None)
    return named or " ".join(DAY_NAMES[day] for day in sorted(days))


def spell_span(seconds: float) -> str:
    """Return ``1h 30min`` for 5400."""
    hours, rest = divmod(seconds, 3600)
    parts = [f"{hours:g}h"] if hours else []
    return " ".join([*parts, spell_duration(rest)] if rest or not parts else parts)
