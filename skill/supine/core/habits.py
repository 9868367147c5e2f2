"""What a person prefers and has done at a site: it shapes a practice, and can be asked about."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from supine.core.pace import GAP_S
from supine.core.timetable import Guidance

GAPS_S = (0.2, GAP_S, 1.2, 2.0)
"""Silences between two sentences, from "faster" to "slower", in seconds."""

VOLUMES = (0.25, 0.4, 0.6, 0.8, 1.0)
RATES = (0.7, 0.85, 1.0, 1.15, 1.3)

_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fading:
    """When full texts give way to brief ones, and when they come back."""

    brief_after: int = 5
    """Completed practices of a routine that are said in full."""

    full_again_after_s: float = 14 * 86_400.0
    """Seconds without the routine after which it is said in full once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """So many minutes a day, over so many months."""

    minutes: int = 15
    months: int = 3

    def begins_after(self, today: date) -> date:
        """Return the day before the months that end today."""
        year, month = divmod(today.year * _MONTHS + today.month - 1 - self.months, _MONTHS)
        month += 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))


@dataclass(slots=True)
class Habits:
    """Kept over practices and restarts."""

    gap_s: float = GAP_S
    volume: float = 1.0
    rate: float = 1.0
    guidance: dict[str, Guidance] = field(default_factory=dict)
    """By routine id."""

    times_done: dict[str, int] = field(default_factory=dict)
    """Completed practices, by routine id."""

    last_done: dict[str, date] = field(default_factory=dict)
    """The local date of the last completed practice, by routine id."""

    days: dict[date, float] = field(default_factory=dict)
    """Seconds practised, by local date, however the practices ended."""

    last_routine: str | None = None
    told: set[str] = field(default_factory=set)
    """What the voice cannot do and was said to be so, once."""

    def practised(self, routine_id: str, day: date, seconds: float, *, completed: bool) -> None:
        """Count a practice that is over.

        Args:
            routine_id: What was practised.
            day: The local date.
            seconds: How long.
            completed: Whether it came to its end.
        """
        self.days[day] = self.days.get(day, 0.0) + seconds
        if completed:
            self.times_done[routine_id] = self.times_done.get(routine_id, 0) + 1
            self.last_done[routine_id] = day

    def guidance_for(self, routine_id: str, today: date, fading: Fading) -> Guidance:
        """Return how much is said: what was asked for, else less once the routine is known."""
        asked_for = self.guidance.get(routine_id)
        if asked_for is not None:
            return asked_for
        if self.times_done.get(routine_id, 0) < fading.brief_after:
            return Guidance.FULL
        last = self.last_done.get(routine_id, today)
        away = today - last >= timedelta(seconds=fading.full_again_after_s)
        return Guidance.FULL if away else Guidance.BRIEF

    def minutes_on(self, day: date) -> int:
        """Return the whole minutes practised on a local date."""
        return round(self.days.get(day, 0.0) / 60)

    def between(self, after: date, upto: date, least: int = 1) -> list[int]:
        """Return the minutes of each day after one and up to another that has ``least``."""
        days = (after + timedelta(days=n + 1) for n in range((upto - after).days))
        return [minutes for day in days if (minutes := self.minutes_on(day)) >= least]

    def in_a_row(self, today: date) -> int:
        """Return on how many days without a gap was practised, until today or yesterday."""
        day = today if self.minutes_on(today) else today - timedelta(days=1)
        count = 0
        while self.minutes_on(day):
            count, day = count + 1, day - timedelta(days=1)
        return count


def nearer(steps: tuple[float, ...], value: float, by: int) -> float:
    """Return the step ``by`` places from the one nearest to ``value``, within the steps."""
    index = min(range(len(steps)), key=lambda n: abs(steps[n] - value))
    return steps[max(0, min(len(steps) - 1, index + by))]
