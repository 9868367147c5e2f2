"""How a language says times of day and days of the week: parts of ``phrases.yaml``."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from supine.loading.document import KeyPath
from supine.loading.schema import FileModel, Problem
from supine.loading.texts import sentence_faults, tidy
from supine.loading.values import Sentence
from supine.model import SENTENCE_MAX, ClockWords, DayWords

_HALF_DAY = 12
_DAY = 24
_HOUR = 60
_WEEK = 7
_SLOTS = {"hour": 15, "next_hour": 15, "minute": 20, "left": 20}
"""What may stand in braces, and the characters it is taken to be long."""


def _clock_time(text: str) -> str:
    hour, colon, minute = text.partition(":")
    good = colon and len(minute) == len("00") and f"{hour}{minute}".isdecimal()
    if not good or int(hour) >= _DAY or int(minute) >= _HOUR:
        problem = {"problem": 'a time of day is written like "12:00"'}
        raise PydanticCustomError("wrong-value", "{problem}", problem)
    return text


_Pattern = Annotated[str, AfterValidator(tidy)]
"""A text with slots; its words are looked at further down."""


class MinuteFile(FileModel):
    """How some minutes are said."""

    noun: ClassVar[str] = "an item of `minutes`"

    at: list[Annotated[int, Field(ge=0, lt=_HOUR)]] | None = None
    """None for all that no item before names."""

    say: _Pattern


class DaypartFile(FileModel):
    """What is said with the time from an hour on."""

    noun: ClassVar[str] = "an item of `dayparts`"

    since: Annotated[int, Field(ge=0, lt=_DAY)] = Field(alias="from")
    say: _Pattern


class TimeNameFile(FileModel):
    """A time with a name of its own."""

    noun: ClassVar[str] = "an item of `names`"

    at: Annotated[str, AfterValidator(_clock_time)]
    say: Sentence


class ClockFile(FileModel):
    """How a time of day is said."""

    noun: ClassVar[str] = "`clock`"

    hours: Annotated[list[Sentence], Field(min_length=_HALF_DAY, max_length=_DAY)]
    minutes: Annotated[list[MinuteFile], Field(min_length=1)]
    dayparts: list[DaypartFile] = Field(default=[])
    names: list[TimeNameFile] = Field(default=[])


_Names = Annotated[list[Sentence], Field(min_length=_WEEK, max_length=_WEEK)]


class DaysFile(FileModel):
    """How days of the week are said."""

    noun: ClassVar[str] = "`days`"

    daily: Sentence
    weekdays: Sentence
    weekend: Sentence
    several: _Pattern
    names: _Names
    single: _Names


def clock_words(file: ClockFile) -> ClockWords:
    """Return what the file says, written out for every hour and minute."""
    minutes = dict.fromkeys(range(_HOUR), "")
    for item in reversed(file.minutes):
        for minute in range(_HOUR) if item.at is None else item.at:
            minutes[minute] = item.say
    dayparts = dict.fromkeys(range(_DAY), "{time}")
    for part in sorted(file.dayparts, key=lambda part: part.since):
        dayparts |= dict.fromkeys(range(part.since, _DAY), part.say)
    return ClockWords(
        hours=tuple(file.hours * (_DAY // len(file.hours))),
        minutes=tuple(minutes.values()),
        dayparts=tuple(dayparts.values()),
        names={_hour_and_minute(name.at): name.say for name in file.names},
    )


def day_words(file: DaysFile) -> DayWords:
    """Return what the file says."""
    return DayWords(
        daily=file.daily,
        weekdays=file.weekdays,
        weekend=file.weekend,
        several=file.several,
        names=tuple(file.names),
        single=tuple(file.single),
    )


def _hour_and_minute(text: str) -> tuple[int, int]:
    hour, _, minute = text.partition(":")
    return int(hour), int(minute)


# ---- rules that tie keys together ------------------------------------------------------------


def time_problems(file: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with ``clock`` and ``days`` beyond their shape.

    Args:
        file: The whole file, of any shape.
    """
    clock, days = file.get("clock"), file.get("days")
    if isinstance(clock, dict):
        yield from _hour_problems(clock.get("hours"))
        yield from _minute_problems(clock.get("minutes"))
        for path, item in _items(("clock", "dayparts"), clock.get("dayparts")):
            yield from _pattern_problems((*path, "say"), item.get("say"), {"time": 60}, "time")
    if isinstance(days, dict):
        path = ("days", "several")
        yield from _pattern_problems(path, days.get("several"), {"days": 60}, "days")


def _hour_problems(hours: object) -> Iterator[Problem]:
    if isinstance(hours, list) and _HALF_DAY < len(hours) < _DAY:
        problem = f"`hours` has 12 words, from 0 to 11, or 24; these are {len(hours)}"
        yield Problem(("clock", "hours"), "wrong-value", problem)


def _minute_problems(minutes: object) -> Iterator[Problem]:
    known: set[object] = set()
    for path, item in _items(("clock", "minutes"), minutes):
        yield from _pattern_problems((*path, "say"), item.get("say"), _SLOTS, None)
        at = item.get("at", range(_HOUR))
        if isinstance(at, list | range):
            known.update(minute for minute in at if isinstance(minute, int))
    missing = [minute for minute in range(_HOUR) if minute not in known]
    if missing and isinstance(minutes, list):
        problem = f"nothing says minute {missing[0]}: let the last item have no `at`"
        yield Problem(("clock", "minutes"), "missing-key", problem, at_key=True)


def _items(path: KeyPath, items: object) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    for n, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield (*path, n), item


def _pattern_problems(
    path: KeyPath, pattern: object, slots: dict[str, int], needed: str | None
) -> Iterator[Problem]:
    if not isinstance(pattern, str):
        return
    for rule, problem in sentence_faults(tidy(pattern), SENTENCE_MAX, slots):
        yield Problem(path, rule, problem)
    if needed and f"{{{needed}}}" not in pattern:
        yield Problem(path, "wrong-value", f"it has to hold {{{needed}}}")
    elif needed is None and "{hour}" not in pattern and "{next_hour}" not in pattern:
        yield Problem(path, "wrong-value", "it has to hold {hour} or {next_hour}")
