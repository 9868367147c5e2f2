"""A household in which everything may fail: its broker, its Rhasspy, its cables and its clock.

supine is the real service, wired as `supine run` wires it, with a real database; only its time
goes faster.  It hangs on a cable of its own, so that it can be cut off alone.
"""

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

import paho.mqtt.client as paho
import pytest
from sqlalchemy import event

import noon
from brokers import LOOPBACK, AnyBroker
from chaos.account import Sound
from chaos.cable import Cable
from chaos.rhasspy import AilingSatellite
from supine.adapters.store import open_store
from supine.app import Skill
from supine.clock import FastClock
from supine.core.reminders.model import Reminder, Source
from supine.data import shipped
from supine.demo.rhasspy.dialogue import Settings
from supine.demo.satellite import Kind, Spoken
from supine.loading.config import load_config
from supine.loading.library import load_library

SIGHT_S = 0.02
"""How often anybody looks, in real seconds."""

KEEPALIVE_S = 2
"""Real seconds: as with everything else, less of them than in a house where time goes slowly."""

SCALED = {"ANSWERS_WITHIN_S": 0.1, "RETRY_FIRST_S": 0.1, "RETRY_MOST_S": 0.25}
"""As that: from when on a broker stands still, and how often it is tried again."""

CONFIG = """\
zone: {zone}
mqtt: {{host: 127.0.0.1, port: {port}, keepalive: {keepalive}s}}
store: {{url: 'sqlite:///{folder}/supine.db'}}
reminder_rules: {{again_after: 120s}}
"""


@dataclass(frozen=True)
class Found:
    """What a recogniser returns."""

    intent: str
    slots: dict[str, str | int | float] = field(default_factory=dict)
    confidence: float = 1.0


SAYINGS = {
    "beats": Found("SupineStartRoutine", {"routine": "beats"}),
    "lie down": Found("SupineStartRoutine", {"routine": "lying"}),
    "I'm down": Found("SupineReady"),
    "pause": Found("SupinePause"),
    "mumbled pause": Found("SupinePause", confidence=0.3),
    "mumbled stop": Found("SupineStop", confidence=0.3),
    "go on": Found("SupineResume"),
    "how long": Found("SupineHowLong"),
    "stop": Found("SupineStop"),
    "no": Found("SupineNo"),
    "not today": Found("SupineNotToday"),
}


def recognise(text: str, intents: Collection[str] | None) -> Found | None:
    """Understand the few things that are said here."""
    found = SAYINGS.get(text)
    return found if found is None or intents is None or found.intent in intents else None


class HouseClock(FastClock):
    """Time that goes faster, and a time of day that somebody may set.

    Attributes:
        ahead: How far the time of day was set forth; less than nothing: back.
    """

    ahead = timedelta()

    def wall(self) -> datetime:
        """Return the time of day, as it was set."""
        return super().wall() + self.ahead


class Lateness:
    """How late this machine comes to things by itself: nobody can be blamed for that.

    Args:
        clock: In whose seconds it is told.
    """

    def __init__(self, clock: FastClock) -> None:
        self._clock = clock
        self._late: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="lateness", daemon=True)
        self._thread.start()

    def worst_s(self, since: float, until: float) -> float:
        """Return by how many seconds it came late at most in some stretch of time."""
        return max(
            (late for at, late in list(self._late) if since <= at <= until + late), default=0
        )

    def stop(self) -> None:
        """Watch no more."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.is_set():
            before = self._clock.monotonic()
            time.sleep(0.01)
            late = self._clock.monotonic() - before - 0.01 * self._clock.speed
            if late > 0.02 * self._clock.speed:
                self._late.append((before, late))


class House:
    """Everything, as a context manager.

    Args:
        folder: For the database, the routines and the logs.
        routines: What can be practised, as YAML by id.
        speed: Seconds of the house in one real second.
        settings: How its Rhasspy is set up.
    """

    def __init__(
        self,
        folder: Path,
        routines: dict[str, str],
        speed: float = 20.0,
        settings: Settings | None = None,
    ) -> None:
        self.folder = folder
        self.database = folder / "supine.db"
        self.clock = HouseClock(speed)
        self.zone = noon.zone()
        self.broker = AnyBroker(folder)
        self._settings = settings
        self._patched = pytest.MonkeyPatch()
        (folder / "routines").mkdir()
        for id_, text in routines.items():
            (folder / "routines" / f"{id_}.yaml").write_text(text, "utf-8")

    def __enter__(self) -> Self:
        for name, value in SCALED.items():
            self._patched.setattr(f"supine.adapters.mqtt.{name}", value)
        self.broker.start()
        self.cable = Cable(self.broker.port).__enter__()
        self.satellite = AilingSatellite(self.clock, recognise, self.broker.port, self._settings)
        self.satellite._client.reconnect_delay_set(SCALED["RETRY_FIRST_S"], SCALED["RETRY_MOST_S"])
        self.satellite.__enter__()
        self.rhasspy = self.satellite.rhasspy
        text = CONFIG.format(
            zone=self.zone, port=self.cable.port, folder=self.folder, keepalive=KEEPALIVE_S
        )
        (self.folder / "supine.yaml").write_text(text, "utf-8")
        config = load_config(self.folder / "supine.yaml", {})
        library = load_library([self.folder / "routines"], shipped("intents"), ["en"])
        assert not library.faults, library.faults
        self.store = open_store(config.store.url.get_secret_value(), self.clock.wall)
        self.skill = Skill(config, library, self.clock, self.store)
        self.lateness = Lateness(self.clock)
        return self

    def begin(self) -> None:
        """Start the service, once whatever it shall find is there."""
        self.skill.start()
        self.skill.wait_connected()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.thaw()
        self.skill.stop()
        self.lateness.stop()
        self.satellite.__exit__(kind, error, trace)
        self.cable.__exit__()
        self.broker.stop()
        self._patched.undo()

    # ---- time -------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Seconds of the house that never go back."""
        return self.clock.monotonic()

    def live(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds / self.clock.speed)

    def wait_until(self, holds: Callable[[], Any], within_s: float, what: str) -> None:
        """Return once something holds.

        Raises:
            AssertionError: It did not come to that in time.
        """
        until = self.now + within_s
        while not holds():
            assert self.now < until, f"not within {within_s:g} s: {what}; heard: {self.texts()}"
            time.sleep(SIGHT_S)

    # ---- the broker -------------------------------------------------------------------------

    def freeze(self) -> None:
        """Let the broker stand still: it takes what is sent and does nothing with it."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        process = self.broker._process
        if process is not None and process.poll() is None:
            os.kill(process.pid, number)

    @contextmanager
    def somebody(self) -> Iterator[Callable[..., None]]:
        """Lend a way to publish whatever one likes."""
        versions = getattr(paho, "CallbackAPIVersion", None)
        client = paho.Client(*(() if versions is None else (versions.VERSION1,)))
        client.connect(LOOPBACK, self.broker.port)
        client.loop_start()

        def publish(topic: str, payload: str, *, retain: bool = False) -> None:
            client.publish(topic, payload, qos=1, retain=retain).wait_for_publish()

        try:
            yield publish
        finally:
            client.disconnect()
            client.loop_stop()

    # ---- the database -----------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep the database from being written, as another program may."""
        other = sqlite3.connect(self.database, timeout=10, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let the disk be full."""
        engine = self.store._database._engine

        def fill(connection: Any, _: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")

        event.listen(engine, "connect", fill)
        try:
            yield
        finally:
            event.remove(engine, "connect", fill)

    # ---- what can be heard ------------------------------------------------------------------

    def heard(self, site: str, since: float = 0.0) -> list[Spoken]:
        """Return what supine was heard to say at a site."""
        people = (Kind.YOU, Kind.NOT_UNDERSTOOD, Kind.SOUND)
        said = list(self.satellite.said)
        return [s for s in said if s.site == site and s.at_s >= since and s.kind not in people]

    def sounds(self, site: str, since: float = 0.0) -> list[Sound]:
        """Return the sentences that were heard at a site outside of dialogues."""
        arrived = [(at, text) for at, where, text in list(self.rhasspy.arrived) if where == site]
        return [
            Sound(
                spoken.text,
                max(
                    (at for at, text in arrived if text == spoken.text and at <= spoken.at_s),
                    default=spoken.at_s,
                ),
                spoken.at_s,
                spoken.at_s + spoken.lasts_s,
            )
            for spoken in self.heard(site, since)
            if spoken.kind is Kind.ANNOUNCED
        ]

    def asked_at(self, text: str, site: str) -> float:
        """Return when somebody was last heard to say something at a site."""
        said = list(self.satellite.said)
        return [s.at_s for s in said if (s.site, s.text, s.kind) == (site, text, Kind.YOU)][-1]

    def texts(self, site: str | None = None, since: float = 0.0) -> list[str]:
        """Return its words, with those of people, at one site or at all of them."""
        said = list(self.satellite.said)
        return [s.text for s in said if s.site == (site or s.site) and s.at_s >= since]

    def wait_for(self, text: str, within_s: float, site: str = "default", since: int = 0) -> Spoken:
        """Return the first time that a text is heard at a site."""
        return self.satellite.wait_for(
            lambda spoken: (spoken.site, spoken.text) == (site, text),
            within_s=within_s,
            since=since,
        )

    # ---- reminders --------------------------------------------------------------------------

    def remind(self, id_: str, site: str, in_s: float, text: str) -> datetime:
        """Have a reminder due today; return the instant."""
        now = self.clock.wall()
        at = (now + timedelta(seconds=in_s)).astimezone(ZoneInfo(self.zone)).replace(microsecond=0)
        one = Reminder(
            id=id_,
            site_id=site,
            at=at.time(),
            zone=self.zone,
            source=Source.COMMAND,
            created_at=now,
            since=now,
            text=text,
        )
        self.store.reminders.put(one)
        assert self.store.flush(10)
        return at
