"""Durations as people write them: ``10s``, ``1.5s``, ``2min``, ``1min 30s`` or bare seconds."""

import math
import re

MAX_S = 7200.0
"""Two hours: the longest practice there is."""

_DURATION = re.compile(r"(?:(\d{1,6}(?:\.\d{1,3})?) ?min)? ?(?:(\d{1,6}(?:\.\d{1,3})?) ?s)?")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
_OTHER_UNIT = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?([a-z]+)")
_UNITS = {
    **dict.fromkeys(("m", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
}


def parse_duration(value: object) -> float:
    """Return a duration in seconds, from 0 to `MAX_S`.

    Raises:
        ValueError: It is no duration; the message says what would be one.
    """
    seconds = _seconds(value)
    if seconds is None:
        raise ValueError(_problem(value))
    if not 0 <= seconds <= MAX_S:  # false for a NaN, too
        raise ValueError(f"a duration is between 0s and {MAX_S / 60:g}min")
    return seconds


def _seconds(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        return None
    return float(match[1] or 0) * 60 + float(match[2] or 0)


def _problem(value: object) -> str:
    text = value.strip().casefold() if isinstance(value, str) else ""
    if match := _CLOCK.fullmatch(text):
        return f"a duration is written {match[1]}min {match[2]}s"
    if (match := _OTHER_UNIT.fullmatch(text)) and match[2] in _UNITS:
        return f"a duration is written {match[1]}{_UNITS[match[2]]}"
    return "a duration is written 10s, 1.5s, 2min or 1min 30s"


def spell_duration(seconds: float) -> str:
    """Return ``1min 30s`` for 90; whole seconds, rounded up."""
    minutes, rest = divmod(math.ceil(seconds), 60)
    parts = [f"{minutes}min"] if minutes else []
    return " ".join([*parts, f"{rest}s"] if rest or not parts else parts)
