"""What ``supine.yaml`` may say about reminders, key by key.

Durations end in ``_s`` and hold seconds.  `supine.loading.configreminders` makes of it what
the core works with.
"""

from collections.abc import Callable
from datetime import time
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from supine.core.reminders.model import EVERY_DAY, SHORTEST_REPEAT_S
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.loading.schema import FileModel
from supine.loading.times import parse_day, parse_days, parse_span, parse_time, parse_zone
from supine.loading.values import Id, Sentence, SiteId

LONGEST_PRACTICE_MIN = 120

T = TypeVar("T")


def _parsed(parse: Callable[[object], T]) -> Callable[[object], T]:
    """Return a validator that says what ``parse`` says."""

    def validate(value: object) -> T:
        try:
            return parse(value)
        except ValueError as exc:
            raise PydanticCustomError("wrong-value", "{problem}", {"problem": str(exc)}) from None

    return validate


def _positive(value: object) -> float:
    seconds = parse_span(value)
    if seconds == 0:
        raise ValueError("this time span has to be more than 0")
    return seconds


def _interval(value: object) -> int:
    seconds = parse_span(value)
    if seconds < SHORTEST_REPEAT_S or seconds % 1:
        raise ValueError("a reminder repeats after a minute or more, in whole seconds")
    return int(seconds)


def _list_or_text(value: object) -> str:
    return "(list)" if isinstance(value, list) else "(text)"


def _list_or_keys(value: object) -> str:
    return "(keys)" if isinstance(value, dict) else "(list)"


WallTime = Annotated[time, BeforeValidator(_parsed(parse_time))]
Zone = Annotated[str, BeforeValidator(_parsed(parse_zone))]
Span = Annotated[float, BeforeValidator(_parsed(parse_span))]
PositiveSpan = Annotated[float, BeforeValidator(_parsed(_positive))]
Interval = Annotated[int, BeforeValidator(_parsed(_interval))]
Days = Annotated[
    Annotated[
        list[Annotated[int, BeforeValidator(_parsed(parse_day))]],
        Field(min_length=1),
        Tag("(list)"),
    ]
    | Annotated[frozenset[int], BeforeValidator(_parsed(parse_days)), Tag("(text)")],
    Discriminator(_list_or_text),
]
"""``daily``, ``weekdays``, ``weekend``, one day, or a list of days."""


def _refuse(key: str, rule: str, problem: str) -> None:
    """Make a model's validator fail at one of its keys.

    Raises:
        ValidationError: Always.
    """
    kind = PydanticCustomError(rule, "{problem}", {"problem": problem})
    line = InitErrorDetails(type=kind, loc=(key,), input=None)
    raise ValidationError.from_exception_data("keys", [line])


class ReminderConfig(FileModel):
    """A reminder that the household has written down."""

    noun: ClassVar[str] = "a reminder"

    at: WallTime
    site: SiteId | None = None
    days: Days = EVERY_DAY
    routine: Id | None = None
    minutes: Annotated[int, Field(ge=1, le=LONGEST_PRACTICE_MIN)] | None = None
    text: Sentence | None = None
    every_s: Interval | None = Field(default=None, alias="every")
    until: WallTime | None = None
    zone: Zone | None = None

    @model_validator(mode="after")
    def _repeats_sensibly(self) -> Self:
        if self.every_s is not None and self.until is None:
            _refuse("every", "missing-key", "`every` needs an `until` beside it: when it ends")
        if self.until is not None and self.every_s is None:
            _refuse("until", "missing-key", "`until` needs an `every` beside it: how often")
        if self.until is not None and self.until <= self.at:
            _refuse("until", "wrong-value", "`until` has to be later on the same day than `at`")
        return self


class QuietConfig(FileModel):
    """Hours in which nobody is spoken to first; they may go over midnight."""

    noun: ClassVar[str] = "a quiet time"

    start: WallTime = Field(alias="from")
    end: WallTime = Field(alias="until")
    days: Days = EVERY_DAY
    """On which they begin."""

    def as_quiet(self) -> Quiet:
        """Return it as the core takes it."""
        return Quiet(start=self.start, end=self.end, days=frozenset(self.days))


QuietTimes = Annotated[
    Annotated[list[QuietConfig], Tag("(list)")]
    | Annotated[dict[SiteId, list[QuietConfig]], Tag("(keys)")],
    Discriminator(_list_or_keys),
]
"""For every site, or a list by site."""


class ReminderRulesConfig(FileModel):
    """When a reminder is spoken, and when not any more."""

    noun: ClassVar[str] = "`reminder_rules`"

    late_window_s: PositiveSpan = Field(default=7200.0, alias="late_window")
    late_after_s: Span = Field(default=120.0, alias="late_after")
    again_after_s: PositiveSpan = Field(default=900.0, alias="again_after")
    quiet_when_done: bool = True
    after_lunch: WallTime = time(13, 30)
    """The time of the day that these words mean."""

    def as_rules(self) -> Rules:
        """Return what the core takes of it."""
        return Rules(
            late_window_s=self.late_window_s,
            late_after_s=self.late_after_s,
            again_s=self.again_after_s,
            quiet_when_done=self.quiet_when_done,
        )
