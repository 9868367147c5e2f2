"""How many things of supine's there are, how much each that can grow holds, and what has grown."""

import gc
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from queue import SimpleQueue

PER_SITE_AND_DATE = {
    # A record for each reminder and date; a voice may have made some more reminders.
    **dict.fromkeys(("Firing", "Key", "Desk.firings", "ReminderBook._firings"), 6),
    **dict.fromkeys(("Habits.days", "_Page.days"), 1),
}
PER_SITE = {
    # What is known of a person: by routine, by preference.
    **dict.fromkeys(("Desk.finished", "Habits.guidance", "_Page.preferences"), 8),
    **dict.fromkeys(("Habits.times_done", "_Page.times_done"), 8),
    **dict.fromkeys(("Habits.last_done", "_Page.last_done"), 8),
    # Which variant of a phrase comes next; the dialogues that ended last; the last mishap.
    "Scene._turns": 60,
    "Floor._over": 8,
    "Runner._mishaps": 1,
}
"""What may go on growing for more than a day, and how much of it a site may have at most."""

ROOM, SHARE = 20, 0.25
"""So many more, and so much more of what there was, is chance: people do what they like."""

_GROW = (dict, list, set, deque)


@dataclass(frozen=True)
class Sample:
    """What there was at a moment of the day."""

    hour: float
    rss_mb: float
    fds: int
    threads: int
    held: Counter[str]


def sample(now_s: float) -> Sample:
    """Return what this process takes and holds now; Linux tells it."""
    held = census()
    fields = Path("/proc/self/statm").read_text("utf-8").split()
    rss_mb = int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    fds = len(list(Path("/proc/self/fd").iterdir()))
    return Sample(now_s / 3600, round(rss_mb, 1), fds, threading.active_count(), held)


def most(samples: Sequence[Sample], of: Callable[[Sample], float]) -> tuple[float, float]:
    """Return the greatest in the second third of the samples, and in the last."""
    length = len(samples) // 3
    return max(map(of, samples[length : 2 * length])), max(map(of, samples[2 * length :]))


def grown(samples: Sequence[Sample], sites: int, dates: int) -> dict[str, tuple[float, float]]:
    """Return what there is too much of in the last third, with how much there was before.

    That is what is above its limit, or where there is none, above what there was in the second
    third: a leak from the beginning on has by then grown by a half.
    """
    by_date = {name: each * dates for name, each in PER_SITE_AND_DATE.items()}
    limits = {name: each * sites for name, each in (PER_SITE | by_date).items()}
    found = {}
    for name in sorted({name for each in samples for name in each.held}):
        before, after = most(samples, lambda one, name=name: one.held[name])
        limit = limits.get(name, before * (1 + SHARE) + ROOM)
        if after > limit:
            found[name] = before, after
    return found


def census() -> Counter[str]:
    """Return the number of objects by class, and the length of containers by class and attribute.

    ``Site`` counts objects, ``Desk.firings`` what all desks' dictionaries hold together, with what
    containers in them hold, and ``cache of f`` what is kept of a function's results.
    """
    gc.collect()
    found: Counter[str] = Counter()
    for each in gc.get_objects():
        kind = type(each)
        if kind is _lru_cache_wrapper:
            if str(each.__module__).startswith("supine."):
                found[f"cache of {each.__qualname__}"] += each.cache_info().currsize
        elif str(getattr(kind, "__module__", "")).startswith("supine."):
            found[kind.__name__] += 1
            for name, value in _attributes(each):
                _count(found, f"{kind.__name__}.{name}", value)
    return found


def _count(found: Counter[str], name: str, value: object) -> None:
    if isinstance(value, SimpleQueue):
        found[name] += value.qsize()
    elif isinstance(value, _GROW):
        inner = tuple(value.values()) if isinstance(value, dict) else tuple(value)
        found[name] += len(value) + sum(len(one) for one in inner if isinstance(one, _GROW))


def _attributes(owner: object) -> Iterator[tuple[str, object]]:
    yield from tuple(getattr(owner, "__dict__", {}).items())
    for kind in type(owner).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else tuple(slots):
            if name not in {"__dict__", "__weakref__"} and hasattr(owner, name):
                yield name, getattr(owner, name)
