"""A household whose power fails all the time: `supine run`, its broker, and people.

The service is the real program on a real broker and a real database.  Rhasspy, which is another
machine and stays on, is played by `supine.demo`; so it keeps sessions whose skill has died.
"""

import heapq
import random
import re
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import noon
from brokers import LOOPBACK, AnyBroker, Process, end_process, spawn
from kept import Kept, read
from supine.adapters.store import open_store
from supine.clock import SystemClock
from supine.core.reminders.model import Reminder, Source
from supine.demo.satellite import Kind, Settings, Spoken, TypedSatellite

SKILL = Path(__file__).resolve().parents[2] / "skill"
CONFIG = """\
language: en
reminder_rules: {again_after: 4s}
"""
QUESTIONS = 2
"""How often a question that nobody answers is asked."""

SESSION_TIMEOUT_S = 1.0
ANSWERED = 0.6
"""How many of the questions get an answer."""

_NUMBER = re.compile(r"Ring (\d+)")


@dataclass(frozen=True)
class Found:
    """What a recogniser returns."""

    intent: str
    slots: dict[str, str | int | float] = field(default_factory=dict)
    confidence: float = 1.0


def recognise(text: str, intents: Collection[str] | None) -> Found | None:
    """Understand what is said here."""
    understood = text == "not today" and (intents is None or "SupineNotToday" in intents)
    return Found("SupineNotToday") if understood else None


class House:
    """Everything, as a context manager; the service is started by hand.

    Args:
        folder: For the database, the configuration and the logs.
        reminders: How many there are.
        sites: Over how many sites they are spread.
        luck: Decides who answers, and when.
    """

    def __init__(self, folder: Path, reminders: int, sites: int, luck: random.Random) -> None:
        self.database = folder / "supine.db"
        self.reminders, self.sites = reminders, sites
        self.broker = AnyBroker(folder)
        self.day = ""
        self.last_due_at = 0.0
        self._folder = folder
        self._luck = luck
        self._process: Process | None = None
        self._answers: list[tuple[float, str]] = []
        self._heard = 0

    def __enter__(self) -> Self:
        (self._folder / "supine.yaml").write_text(CONFIG, "utf-8")
        self.broker.start()
        self.satellite = TypedSatellite(
            SystemClock(),
            recognise,
            LOOPBACK,
            self.broker.port,
            settings=Settings(session_timeout_s=SESSION_TIMEOUT_S),
        )
        self.satellite.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            end_process(self._process)
        self.satellite.__exit__(kind, error, trace)
        self.broker.stop()

    # ---- power ------------------------------------------------------------------------------

    def power_on(self) -> None:
        """Start the service."""
        self._process = spawn(
            [sys.executable, "-m", "supine", "run", "-c", str(self._folder / "supine.yaml")],
            self._folder / "supine.log",
            SUPINE_MQTT__PORT=str(self.broker.port),
            PYTHONPATH=str(SKILL),
        )

    def power_off(self) -> dict[str, list[Kept]]:
        """Kill it, -9, wherever it is; return what is on disk."""
        assert self._process is not None
        assert self._process.poll() is None, self.log
        self._process.kill()
        self._process.wait()
        self._process = None
        return read(self.database)

    def shut_down(self) -> int:
        """End it in order and return its exit code."""
        assert self._process is not None
        process, self._process = self._process, None
        end_process(process)
        code: int = process.returncode
        return code

    @property
    def log(self) -> str:
        """What all its lives have printed."""
        return (self._folder / "supine.log").read_text("utf-8")

    # ---- people -----------------------------------------------------------------------------

    def live(self, seconds: float) -> None:
        """Let time pass; some who are asked say "not today" soon after, others nothing."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for spoken in self.satellite.said[self._heard :]:
                self._heard += 1
                if number_in(spoken) is not None and self._luck.random() < ANSWERED:
                    at = spoken.at_s + spoken.lasts_s + self._luck.uniform(0.1, 0.7)
                    heapq.heappush(self._answers, (at, spoken.site))
            while self._answers and self._answers[0][0] <= now:
                _, site = heapq.heappop(self._answers)
                self.satellite.utter("not today", site=site)
            time.sleep(min(0.01, max(0.0, end - now)))

    def questions(self) -> list[tuple[float, int]]:
        """Return when each question began to sound, and which reminder's it was."""
        said = list(self.satellite.said)
        return [(s.at_s, n) for s in said if (n := number_in(s)) is not None]

    def answers(self) -> int:
        """Return how many answers people gave."""
        return sum(spoken.kind is Kind.YOU for spoken in self.satellite.said)

    # ---- reminders --------------------------------------------------------------------------

    def make_reminders(self, first_s: float, every_s: float) -> None:
        """Have all of them due today, one after another, the first in ``first_s`` seconds."""
        zone, now = noon.zone(), datetime.now(UTC)
        with open_store(str(self.database), SystemClock().wall) as store:
            for number in range(self.reminders):
                store.reminders.put(
                    Reminder(
                        id=f"soak-{number}",
                        site_id=f"room-{number % self.sites}",
                        at=noon.moment(zone, first_s + number * every_s).time(),
                        zone=zone,
                        source=Source.COMMAND,
                        created_at=now,
                        since=now,
                        text=f"Ring {number}.",
                    )
                )
            assert store.flush(10)
        self.day = str(now.astimezone(ZoneInfo(zone)).date())
        self.last_due_at = time.monotonic() + first_s + self.reminders * every_s


def number_in(spoken: Spoken) -> int | None:
    """Return which reminder asks in what was heard, if any does."""
    found = _NUMBER.search(spoken.text) if spoken.kind is not Kind.YOU else None
    return int(found[1]) if found else None
