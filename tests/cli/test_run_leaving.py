"""Told to stop, the service goes quiet, saves and leaves within two seconds, whatever is wrong."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from brokers import LOOPBACK, AnyBroker, end_process, spawn
from deploy.shipped import Client, Found
from supine.adapters.store import open_store
from supine.clock import SystemClock
from supine.demo.satellite import TypedSatellite

pytestmark = pytest.mark.broker

SKILL = Path(__file__).resolve().parents[2] / "skill"
LEAVES_WITHIN_S = 2.0
WITHIN_S = 20.0
PRACTISED = ("SupineStartRoutine", {"routine": "poise-pause", "minutes": 3})


class House:
    """A service in the middle of a sentence, with its broker, its database and its room."""

    def __init__(self, folder):
        self.folder, self.database = folder, folder / "supine.db"
        self.broker = AnyBroker(folder)
        (folder / "supine.yaml").write_text("{}", "utf-8")
        self.process = None

    def power_on(self):
        self.process = spawn(
            [sys.executable, "-m", "supine", "run", "-c", str(self.folder / "supine.yaml")],
            self.folder / "supine.log",
            SUPINE_MQTT__PORT=str(self.broker.port),
            PYTHONPATH=str(SKILL),
        )

    @property
    def log(self):
        return (self.folder / "supine.log").read_text("utf-8")

    def until(self, holds):
        end = time.monotonic() + WITHIN_S
        while not holds():
            assert time.monotonic() < end, self.log
            time.sleep(0.02)

    def kept(self):
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute("SELECT snapshot FROM practices").fetchall()

    def leave(self):
        """Tell it to stop; return how long that took, in seconds."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return time.monotonic() - began

    @contextmanager
    def locked(self):
        with closing(sqlite3.connect(self.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")

    @contextmanager
    def frozen(self):
        pid = self.broker._process.pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def house(tmp_path):
    home = House(tmp_path)
    with home.broker:
        try:
            yield home
        finally:
            if home.process is not None and home.process.poll() is None:
                end_process(home.process)


@pytest.fixture
def room(house):
    def start(*_):
        return Found(*PRACTISED)

    with TypedSatellite(SystemClock(), start, LOOPBACK, house.broker.port) as satellite:
        house.power_on()
        house.until(lambda: "connected to the MQTT broker" in house.log)
        satellite.utter("start")
        satellite.wait_for("Stop for a moment.", within_s=WITHIN_S)
        yield satellite


def test_in_the_middle_of_a_sentence_it_goes_quiet_saves_and_leaves(house, room):
    house.until(house.kept)
    with Client(house.broker.port) as listener:
        listener.subscribe("hermes/tts/say")
        room.wait_for("Let whatever you were doing wait.", within_s=WITHIN_S)

        took_s = house.leave()
        said = len(listener.heard)
        time.sleep(1.0)
        said_later = listener.heard[said:]
        listener.subscribe("supine/bridge/state")
        state = listener.wait_for("supine/bridge/state")

    assert took_s < LEAVES_WITHIN_S
    assert house.process.returncode == 0, house.log
    assert said_later == []
    assert state == b"offline"
    [(snapshot,)] = house.kept()
    assert json.loads(snapshot)["routine_id"] == "poise-pause"
    assert "Traceback" not in house.log


def test_with_a_locked_database_and_a_frozen_broker_it_leaves_all_the_same(house, room):
    with house.locked():
        room.wait_for("Let your neck be long and soft.", within_s=WITHIN_S)
        house.until(lambda: "kept in memory until then" in house.log)
        time.sleep(1.0)  # it has begun to wait for the lock once more, for five seconds
        with house.frozen():
            took_s = house.leave()

    assert took_s < LEAVES_WITHIN_S
    assert house.process.returncode == 0, house.log
    assert "The store was closed before all was written; lost: " in house.log
    assert "Traceback" not in house.log


def test_while_it_waits_for_a_locked_database_at_its_start_it_leaves_as_well(house):
    with open_store(str(house.database), SystemClock().wall):
        pass
    with house.locked():
        house.power_on()
        time.sleep(3.0)
        took_s = house.leave()

    assert took_s < LEAVES_WITHIN_S
    assert house.process.returncode == 0, house.log
