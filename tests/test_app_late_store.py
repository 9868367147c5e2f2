"""The wired service, whose store can only be opened when somebody is practising already."""

import logging
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import noon
from brokers import LOOPBACK, AnyBroker, end_process, spawn
from kept import the_record
from supine import app
from supine.adapters.store import open_store
from supine.app import Skill
from supine.clock import FastClock, SystemClock
from supine.core.events import RememberPreference
from supine.core.reminders.model import Reminder, Source
from supine.data import shipped
from supine.demo.satellite import TypedSatellite
from supine.loading.config import load_config
from supine.loading.library import load_library
from supine.understanding.recogniser import Recogniser
from supine.understanding.templates import load_templates

SKILL = Path(__file__).resolve().parents[1] / "skill"
SPEED = 60
WITHIN_S = 20.0


@pytest.fixture(scope="module")
def library():
    return load_library([shipped("routines")], shipped("intents"), ["en"])


@pytest.fixture(scope="module")
def recognise(library):
    names = {routine.name: routine.id for routine in library.languages["en"].routines.values()}
    sentences = shipped("intents") / "en" / "sentences.yaml"
    return Recogniser(load_templates(sentences, library.contract), names).recognise


def reminder(zone, due_in_s, text="Are you ready?", reminder_id="daily"):
    made_at = datetime.now(UTC)
    return Reminder(
        id=reminder_id,
        site_id="default",
        at=noon.moment(zone, due_in_s).time(),
        zone=zone,
        source=Source.COMMAND,
        created_at=made_at,
        since=made_at - timedelta(hours=1),
        text=text,
    )


def until(holds):
    pause = threading.Event()
    for _ in range(int(WITHIN_S / 0.02)):
        if holds():
            return
        pause.wait(0.02)
    raise AssertionError("it never came true")


@pytest.mark.broker
def test_locked_at_the_start_the_store_is_taken_up_when_it_is_free_and_what_was_due_is_asked(
    tmp_path,
):
    database, log = tmp_path / "supine.db", tmp_path / "supine.log"
    (tmp_path / "supine.yaml").write_text("{}", "utf-8")
    with open_store(str(database), SystemClock().wall) as store:
        store.reminders.put(reminder(noon.zone(), -5))
        assert store.flush()

    with (
        AnyBroker(tmp_path) as broker,
        TypedSatellite(SystemClock(), lambda *_: None, LOOPBACK, broker.port) as room,
    ):
        with closing(sqlite3.connect(database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            process = spawn(
                [sys.executable, "-m", "supine", "run", "-c", str(tmp_path / "supine.yaml")],
                log,
                SUPINE_MQTT__PORT=str(broker.port),
                PYTHONPATH=str(SKILL),
            )
            until(lambda: "connected to the MQTT broker" in log.read_text("utf-8"))
            other.execute("ROLLBACK")
        try:
            room.wait_for("Are you ready?", within_s=WITHIN_S)
            the_record(database, lambda kept: kept.state == "asked")
        finally:
            end_process(process)
    lines = log.read_text("utf-8").splitlines()
    assert process.returncode == 0, lines
    [away] = [line for line in lines if "going on without" in line]
    [back] = [line for line in lines if "The store is open now" in line]
    assert "another program keeps this locked" in away
    assert lines.index(away) < lines.index(back)


class House:
    """A broker, a room, and services with or without a store, sixty times as fast."""

    def __init__(self, folder, library, recognise):
        self.clock = FastClock(SPEED)
        self.database, self.library = folder / "supine.db", library
        self.broker = AnyBroker(folder)
        self.recognise = recognise

    def opened(self):
        return open_store(str(self.database), self.clock.wall)

    def service(self, store=None):
        environ = {"SUPINE_MQTT__PORT": str(self.broker.port)}
        skill = Skill(load_config(None, environ), self.library, self.clock, store)
        skill.start()
        skill.wait_connected()
        return skill

    def room(self):
        return TypedSatellite(self.clock, self.recognise, LOOPBACK, self.broker.port)

    def rows(self, query):
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def house(tmp_path, library, recognise):
    home = House(tmp_path, library, recognise)
    with home.broker:
        yield home


@pytest.mark.broker
def test_what_was_practised_and_said_without_a_store_is_written_once_there_is_one(house):
    skill = house.service()
    with house.room() as room:
        room.utter("start the poise pause for one minute")
        until(lambda: skill.runner.ask(skill._idle) is False)
        room.utter("softer")
        until(lambda: skill.runner.ask(skill._idle))
        until(lambda: skill._late._records)
        over_at = house.clock.wall()

        skill.take_up(house.opened())
        skill.stop()

    [(routine, ended_at)] = house.rows("SELECT routine_id, ended_at FROM history")
    [(key, value)] = house.rows("SELECT key, value FROM preferences WHERE key = 'volume'")
    assert routine == "poise-pause"
    assert datetime.fromisoformat(ended_at).replace(tzinfo=UTC) <= over_at
    assert (key, float(value) < 1.0) == ("volume", True)


@pytest.mark.broker
def test_a_practice_that_was_cut_off_is_offered_when_its_store_is_found(house):
    before = house.service(house.opened())
    with house.room() as room:
        room.utter("start the poise pause for three minutes")
        until(lambda: house.rows("SELECT * FROM practices"))
        before.stop()
    skill = house.service()
    with house.room() as room:
        skill.take_up(house.opened())

        room.wait_for(lambda spoken: "was cut off" in spoken.text, within_s=WITHIN_S * SPEED)
        skill.stop()


@pytest.mark.broker
def test_habits_of_a_site_that_speaks_already_are_those_of_the_store(house):
    with house.opened() as store:
        store.tell("default", RememberPreference("volume", "0.4"))
    skill = house.service()
    with house.room() as room:
        room.utter("what can you do")
        until(lambda: "default" in skill.runner.ask(lambda: dict(skill.runner.sites)))
        before = skill.runner.ask(lambda: skill.runner.sites["default"].scene.habits.volume)

        skill.take_up(house.opened())
        after = skill.runner.ask(lambda: skill.runner.sites["default"].scene.habits.volume)
        skill.stop()

    assert (before, after) == (1.0, 0.4)


class OddBook:
    """A book of which something cannot be read for a while."""

    def __init__(self, book, faults):
        self._book, self.faults = book, faults

    def __getattr__(self, name):
        return getattr(self._book, name)

    def last_checked(self):
        if self.faults:
            raise self.faults.pop()
        return self._book.last_checked()


def test_reminders_that_cannot_begin_are_begun_again_and_that_is_said_once(
    tmp_path, library, monkeypatch, caplog
):
    monkeypatch.setattr(app, "RINGS_AFTER_S", 0.01)
    monkeypatch.setattr(app, "RINGS_AGAIN_S", (0.02, 0.05))
    caplog.set_level(logging.WARNING)
    environ = {"SUPINE_MQTT__HOST": LOOPBACK, "SUPINE_MQTT__PORT": "1"}
    store = open_store(str(tmp_path / "supine.db"), SystemClock().wall)
    store.reminders = OddBook(store.reminders, [OSError("no"), OverflowError("too far")])
    skill = Skill(load_config(None, environ), library, SystemClock(), store)

    skill.start()
    skill._waits.join(WITHIN_S)
    rings = skill._secretary._alarm._watch.is_alive()
    skill.stop()

    assert rings
    told = [line for line in caplog.messages if "eminders" in line]
    assert told == [
        "Reminders cannot begin; supine keeps trying. See what is wrong: supine reminders list",
        "Reminders have begun now",
    ]


def test_a_store_that_is_found_while_supine_leaves_is_closed(tmp_path, library):
    environ = {"SUPINE_MQTT__HOST": LOOPBACK, "SUPINE_MQTT__PORT": "1"}
    skill = Skill(load_config(None, environ), library, SystemClock())
    skill.start()
    skill.stop()
    store = open_store(str(tmp_path / "supine.db"), SystemClock().wall)

    skill.take_up(store)

    assert not store._writer._thread.is_alive()
