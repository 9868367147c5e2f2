"""What ``supine.yaml`` may say about how much is said, and about a goal."""

import re
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from supine.core.habits import Fading, Goal
from supine.loading.schema import FileModel

DAY_S = 86_400.0
LONGEST_DAYS = 366

_DAYS = re.compile(r"(\d{1,3}) ?(d|day|days|w|week|weeks)")


def parse_days_long(value: object) -> float:
    """Return a time of whole days or weeks in seconds: ``10d``, ``2w``.

    Raises:
        ValueError: It is none; the message says what would be one.
    """
    match = _DAYS.fullmatch(value.strip().casefold()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("this time is written in days or weeks: 10d or 2w")
    days = int(match[1]) * (7 if match[2].startswith("w") else 1)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"this time is between 1d and {LONGEST_DAYS}d")
    return days * DAY_S


def _days_long(value: object) -> object:
    try:
        return parse_days_long(value)
    except ValueError as exc:
        raise PydanticCustomError("wrong-value", "{problem}", {"problem": str(exc)}) from None


DaysLong = Annotated[float, BeforeValidator(_days_long)]


class GuidanceConfig(FileModel):
    """When full texts give way to brief ones."""

    noun: ClassVar[str] = "`guidance`"

    brief_after: Annotated[int, Field(ge=1, le=1000)] = 5
    """Completed practices of a routine that are said in full."""

    full_again_after_s: DaysLong = Field(
        default=Fading().full_again_after_s, alias="full_again_after"
    )

    def as_fading(self) -> Fading:
        """Return it as the core takes it."""
        return Fading(brief_after=self.brief_after, full_again_after_s=self.full_again_after_s)


class GoalConfig(FileModel):
    """So many minutes a day, over so many months."""

    noun: ClassVar[str] = "`goal`"

    minutes: Annotated[int, Field(ge=1, le=120)] = 15
    months: Annotated[int, Field(ge=1, le=12)] = 3

    def as_goal(self) -> Goal:
        """Return it as the core takes it."""
        return Goal(minutes=self.minutes, months=self.months)
