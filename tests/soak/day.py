"""A simulated day of a thousand sites: what it takes must not grow with the hours.

    python tests/soak/day.py --sites 1000 --hours 24    (make soak has it, too)

It is the whole service as `supine.app` wires it, with its store on disk, its alarm clock, its
codec and its link; only paho's client is a street of satellites, and time is injected: it jumps
to whatever comes next.  The day is the one on which the clocks go back, begun in the evening
before.  Half of the first people's practices are cut off by a power cut before the day.
"""

import argparse
import logging
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from unittest import mock
from zoneinfo import ZoneInfo

if __name__ == "__main__":  # pytest and `pyproject.toml` see to it otherwise
    _TESTS = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(_TESTS), str(_TESTS.parent / "skill")]

from soak.census import Sample, grown, most, sample
from soak.street import Street
from supine.adapters.store import open_store
from supine.adapters.store.store import Store
from supine.app import Skill
from supine.cli.library import read_config, read_library
from supine.core.reminders.model import Reminder, Source
from supine.runner import ForSite

if TYPE_CHECKING:
    from queue import SimpleQueue

T = TypeVar("T")

ZONE = ZoneInfo("Europe/Berlin")
CLOCKS_GO_BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""At three in the morning by the clock on the wall, which then shows two once more."""

REMINDERS_EACH = 2
CHECKS_EVERY_S = 60.0
"""As the alarm clock itself does, in its own time."""

POWER_CUT_AFTER_S = 100.0
STEPS_IN_WITHIN = 0.1
"""Of the time: after that every site has been heard of."""

CANCELLED_AT = time_of_day(7, 5)
"""People make reminders for this time, and cancel them again."""

CONFIG = """\
language: en
zone: Europe/Berlin
sites: [{sites}]
reminder_rules: {{quiet_when_done: false}}
sound: {{chime: true}}
"""
RSS_MORE_MB = 2.0
STORE_S = 60.0
"""How long the disk may take on a machine that has other things to do."""


class DayClock:
    """Jumps to what comes next; looked at and turned on the runner's thread.

    Args:
        began: The wall's time at nought.
        lasts_s: Where it stops; then `over` is set.
    """

    def __init__(self, began: datetime, lasts_s: float) -> None:
        self.over = threading.Event()
        self.settle: Callable[[], None] = lambda: None
        self.next_at: Callable[[], float] = lambda: float("inf")
        self.turn: Callable[[float], None] = lambda _: None
        self.runs = False
        self._began, self._lasts_s, self._now = began, lasts_s, 0.0

    def monotonic(self) -> float:
        return self._now

    def wall(self) -> datetime:
        return self._began + timedelta(seconds=self._now)

    def take(self, inbox: "SimpleQueue[T]", until: float | None) -> T | None:
        while inbox.empty():
            if not self.runs:
                return inbox.get()
            self.settle()
            if not inbox.empty():
                break
            at = self.next_at()
            if until is not None and until < at and until <= self._lasts_s:
                self._now = max(self._now, until)
                return None
            if at > self._lasts_s:
                self.runs = False
                self.over.set()
                continue
            self._now = max(self._now, at)
            self.turn(self._now)
        return inbox.get_nowait()


class Oddity:
    """An event that no site knows; meeting it is a mishap."""


class Day:
    """The service, its street, and the time between them.

    Args:
        folder: For database and configuration.
        sites: How many.
        hours: How long.
        seed: Decides what people do.
        samples: How often everything is counted.
    """

    def __init__(self, folder: Path, sites: int, hours: float, seed: int, samples: int) -> None:
        self.folder, self.hours, self.seed = folder, hours, seed
        self.lasts_s = hours * 3600
        self.site_ids = [f"room-{number}" for number in range(sites)]
        # The hour that comes twice is in it, however short it is.
        before_h = 5.0 if hours > 6 else hours / 2
        self.began = CLOCKS_GO_BACK - timedelta(hours=before_h)
        self.reminders = [self._reminder(n) for n in range(sites * REMINDERS_EACH)]
        self.samples: list[Sample] = []
        self.done: Counter[str] = Counter()
        self.errors: list[str] = []
        self.cut_off, self.took_s = 0, 0.0
        self.upon_sample: Callable[[], None] = lambda: None
        """Called before everything is counted."""

        self._every_s = self.lasts_s / samples
        (folder / "supine.yaml").write_text(CONFIG.format(sites=", ".join(self.site_ids)), "utf-8")
        self._config = read_config(str(folder / "supine.yaml"))
        self._library = read_library(self._config, "en")

    def _reminder(self, number: int) -> Reminder:
        luck = random.Random(self.seed * 100_003 + number)
        at = self.began + timedelta(seconds=luck.uniform(120, max(240, self.lasts_s - 1800)))
        wall = at.astimezone(ZONE).time().replace(second=0, microsecond=0, fold=0)
        if wall == CANCELLED_AT:
            wall = wall.replace(minute=wall.minute + 1)
        return Reminder(
            id=f"daily-{number}",
            site_id=self.site_ids[number // REMINDERS_EACH],
            at=wall,
            zone=ZONE.key,
            source=Source.COMMAND,
            created_at=self.began - timedelta(days=9),
            since=self.began - timedelta(seconds=POWER_CUT_AFTER_S + 1),
            routine_id="poise-pause",
            minutes=1 + number % 3,
        )

    def expected(self) -> set[tuple[str, str]]:
        """Return the reminders and local dates that fall into the day."""
        found = set()
        end = self.began + timedelta(seconds=self.lasts_s - CHECKS_EVERY_S)
        first = self.began.astimezone(ZONE).date()
        for reminder in self.reminders:
            for days in range(int(self.hours // 24) + 2):
                date = first + timedelta(days=days)
                due = datetime.combine(date, reminder.at, ZONE).astimezone(UTC)
                if self.began <= due <= end:
                    found.add((reminder.id, str(date)))
        return found

    def live(self) -> None:
        """A few minutes that end in a power cut, then the day."""
        self._put_reminders()
        began = self.began - timedelta(seconds=POWER_CUT_AFTER_S)
        started_s = time.monotonic()
        with overheard(self.errors):
            self._life(DayClock(began, POWER_CUT_AFTER_S), self._cut)
            self._life(DayClock(self.began, self.lasts_s), self._measured)
        self.took_s = time.monotonic() - started_s

    def records(self) -> list[tuple[str, str, str]]:
        """Return what stands on disk of the reminders that there were from the beginning."""
        return self.on_disk(
            "SELECT reminder_id, local_date, state FROM firings WHERE reminder_id LIKE 'daily-%'"
        )

    def on_disk(self, query: str) -> list[tuple[str, ...]]:
        """Ask the database."""
        with closing(sqlite3.connect(self.folder / "supine.db")) as connection:
            return connection.execute(query).fetchall()

    def grown(self) -> dict[str, tuple[float, float]]:
        """Return what there is too much of, with how much there was before."""
        return grown(self.samples, len(self.site_ids), int(self.hours // 24) + 2)

    def problems(self) -> list[str]:
        """Return what was not as it should be, a sentence each; none after a good day."""
        told = [
            f"{name} held {after:g} in the last third, {before:g} in the second"
            for name, (before, after) in self.grown().items()
        ]
        told += [f"logged: {error}" for error in self.errors if Oddity.__name__ not in error]
        for name, of, more in (
            ("MiB", lambda one: one.rss_mb, RSS_MORE_MB),
            ("descriptors", lambda one: one.fds, 0),
            ("threads", lambda one: one.threads, 0),
        ):
            before, after = most(self.samples, of)
            if after > before + more:
                told.append(f"{after:g} {name} in the last third, {before:g} in the second")
        records = Counter((id_, date) for id_, date, _ in self.records())
        expected = self.expected()
        told += [f"{id_} of {date} was not told" for id_, date in sorted(expected - set(records))]
        told += [f"{id_} of {date} was told" for id_, date in sorted(set(records) - expected)]
        return told

    def _put_reminders(self) -> None:
        with self._store(lambda: self.began) as store:
            for reminder in self.reminders:
                store.reminders.put(reminder)
            assert store.flush(STORE_S)

    def _life(self, clock: DayClock, lived: Callable[[DayClock, Skill, Street], None]) -> None:
        every_s = min(self.lasts_s / 2, 8 * 3600) if clock.wall() == self.began else 60.0
        street = Street(self.site_ids, self.seed, clock._lasts_s, every_s)
        with self._store(clock.wall) as store:
            self.cut_off = len(store.cut_off)
            with mock.patch("supine.adapters.mqtt.new_client", street.connect):
                skill = Skill(self._config, self._library, clock, store)
            street.upset = lambda site_id: skill.runner.inbox.put(ForSite(site_id, Oddity()))
            skill.start()
            skill._waits.join()
            lived(clock, skill, street)
            skill.stop()
        self.done = street.done

    def _store(self, wall: Callable[[], datetime]) -> Store:
        return open_store(str(self.folder / "supine.db"), wall, ZONE)

    def _cut(self, clock: DayClock, skill: Skill, street: Street) -> None:
        """Let every second site begin to practise, and go on without any of that."""
        for site_id in street._site_ids[::2]:
            street.say(site_id, "SupineStartRoutine", {"routine": "poise-pause", "minutes": 3})
        self._run(clock, skill, street, lambda: None)

    def _measured(self, clock: DayClock, skill: Skill, street: Street) -> None:
        street.move_in(self.lasts_s * STEPS_IN_WITHIN)

        def look() -> None:
            self.upon_sample()
            self.samples.append(sample(clock.monotonic()))

        self._run(clock, skill, street, look)

    def _run(self, clock: DayClock, skill: Skill, street: Street, look: Callable[[], None]) -> None:
        """Turn the clock to its end: people, the alarm clock's looks, and counting."""
        checks, looks = CHECKS_EVERY_S, self._every_s
        store = skill._store
        waits = _noticed(store.reminders)

        def settle() -> None:
            if waits.is_set():
                waits.clear()
                assert store.flush(STORE_S)

        def turn(now: float) -> None:
            nonlocal checks, looks
            street.turn(now)
            if now >= checks:
                checks += CHECKS_EVERY_S
                assert store.flush(STORE_S)
                skill._secretary._alarm.check()
            if now >= looks:
                looks += self._every_s
                look()

        clock.settle, clock.turn = settle, turn
        clock.next_at = lambda: min(street.next_at(), checks, looks)
        clock.runs = True
        skill.runner.post(lambda: None)
        while not clock.over.wait(1.0):
            assert skill.runner._thread.is_alive()


@contextmanager
def overheard(errors: list[str]) -> Iterator[None]:
    """Take the texts of what goes wrong, and keep the log's records from keeping anything else."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage())

    logger, ear = logging.getLogger("supine"), Ear(logging.ERROR)
    logger.addHandler(ear)
    before, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.propagate = before
        logger.removeHandler(ear)


def _noticed(book: object) -> threading.Event:
    """Return what is set when a reminder's record goes to the disk: what comes of it is awaited."""
    noticed, save = threading.Event(), book.save_firings

    def saving(*args: object) -> None:
        noticed.set()
        save(*args)

    book.save_firings = saving
    return noticed


# ---- what is made of it -------------------------------------------------------------------------


def told(day: Day) -> str:
    """Return the day as Markdown."""
    lines = [
        f"### {len(day.site_ids):,} sites, {day.hours:g} simulated hours in {day.took_s:.0f} s",
        "",
        "| hour | RSS MiB | descriptors | threads | objects | in containers |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for each in day.samples:
        objects = sum(count for name, count in each.held.items() if name.isidentifier())
        inside = sum(each.held.values()) - objects
        lines.append(
            f"| {each.hour:.1f} | {each.rss_mb} | {each.fds} | {each.threads} |"
            f" {objects:,} | {inside:,} |"
        )
    ends = day.on_disk("SELECT ending, COUNT(*) FROM history GROUP BY ending")
    states = Counter(state for _, _, state in day.records())
    lines += ["", _listed(day.done) + f", {day.cut_off:,} practices cut off before."]
    lines += [f"Practices: {_listed(dict(ends))}. Reminders: {_listed(states)}."]
    lines += [f"- **{problem}**" for problem in day.problems()]
    return "\n".join(lines)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))


def main(argv: list[str] | None = None) -> None:
    """Live a day and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--samples", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        day = Day(Path(name), options.sites, options.hours, options.seed, options.samples)
        day.live()
        print(told(day))
        if day.problems():
            raise SystemExit(1)


if __name__ == "__main__":
    main()
