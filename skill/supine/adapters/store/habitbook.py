"""Every site's habits, kept in memory.

The store fills it once when it is opened and adds what it is told, so that asking for a
site's habits never waits for a disk and already knows what has not been written yet.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from supine.core.habits import GAPS_S, RATES, VOLUMES, Habits
from supine.core.timetable import Guidance

_LOGGER = logging.getLogger(__name__)
_GUIDANCE = "guidance:"


@dataclass(slots=True)
class _Page:
    """What is known of one site."""

    preferences: dict[str, str] = field(default_factory=dict)
    times_done: dict[str, int] = field(default_factory=dict)
    last_done: dict[str, date] = field(default_factory=dict)
    days: dict[date, float] = field(default_factory=dict)
    last_routine: str | None = None


class HabitBook:
    """What is preferred and was done, by site; may be used from any thread."""

    def __init__(self) -> None:
        self._pages: defaultdict[str, _Page] = defaultdict(_Page)
        self._lock = Lock()

    def fill(
        self,
        preferences: Iterable[tuple[str, str, str]],
        times_done: Iterable[tuple[str, str, int, date | None]],
        last_routines: Iterable[tuple[str, str]],
        days: Iterable[tuple[str, date, float]] = (),
    ) -> None:
        """Take over what was kept: rows that begin with the site's id."""
        with self._lock:
            for site_id, key, value in preferences:
                self._pages[site_id].preferences[key] = value
            for site_id, routine_id, times, last in times_done:
                self._pages[site_id].times_done[routine_id] = times
                if last is not None:
                    self._pages[site_id].last_done[routine_id] = last
            for site_id, day, seconds in days:
                self._pages[site_id].days[day] = seconds
            for site_id, routine_id in last_routines:
                self._pages[site_id].last_routine = routine_id

    def prefer(self, site_id: str, key: str, value: str) -> None:
        """Note what is preferred from now on."""
        with self._lock:
            self._pages[site_id].preferences[key] = value

    def practised(
        self, site_id: str, routine_id: str, day: date, seconds: float, *, completed: bool
    ) -> None:
        """Note that a practice is over, on a local date and after so many seconds."""
        with self._lock:
            page = self._pages[site_id]
            page.last_routine = routine_id
            page.days[day] = page.days.get(day, 0.0) + seconds
            if completed:
                page.times_done[routine_id] = page.times_done.get(routine_id, 0) + 1
                page.last_done[routine_id] = day

    def habits(self, site_id: str) -> Habits:
        """Return a site's habits, the usual ones for a site nothing is known of.

        A value that no supine could have written is passed over with a line in the log.
        """
        with self._lock:
            page = self._pages.get(site_id, _Page())
            preferences = dict(page.preferences)
            habits = Habits(
                times_done=dict(page.times_done),
                last_done=dict(page.last_done),
                days=dict(page.days),
                last_routine=page.last_routine,
            )
        for key, value in preferences.items():
            try:
                _apply(habits, key, value)
            except ValueError:
                _LOGGER.warning("%s: %s cannot be %r; the usual is taken", site_id, key, value)
        return habits


def _apply(habits: Habits, key: str, value: str) -> None:
    """Set one habit; a key that is not known is left alone.

    Raises:
        ValueError: The value is not one of those.
    """
    match key:
        case "gap":
            habits.gap_s = _within(value, GAPS_S)
        case "volume":
            habits.volume = _within(value, VOLUMES)
        case "rate":
            habits.rate = _within(value, RATES)
        case _ if key.startswith(_GUIDANCE):
            habits.guidance[key.removeprefix(_GUIDANCE)] = Guidance(value)
        case _:
            pass


def _within(value: str, steps: tuple[float, ...]) -> float:
    number = float(value)
    if not min(steps) <= number <= max(steps):  # nor "nan", which is in no order with them
        raise ValueError(value)
    return number
