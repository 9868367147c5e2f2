"""What a person prefers and has done at a site, as far as it shapes a practice."""

from dataclasses import dataclass, field

from supine.core.pace import GAP_S
from supine.core.timetable import Guidance

GAPS_S = (0.2, GAP_S, 1.2, 2.0)
"""Silences between two sentences, from "faster" to "slower", in seconds."""

VOLUMES = (0.25, 0.4, 0.6, 0.8, 1.0)
RATES = (0.7, 0.85, 1.0, 1.15, 1.3)


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

    last_routine: str | None = None
    told: set[str] = field(default_factory=set)
    """What the voice cannot do and was said to be so, once."""


def nearer(steps: tuple[float, ...], value: float, by: int) -> float:
    """Return the step ``by`` places from the one nearest to ``value``, within the steps."""
    index = min(range(len(steps)), key=lambda n: abs(steps[n] - value))
    return steps[max(0, min(len(steps) - 1, index + by))]
