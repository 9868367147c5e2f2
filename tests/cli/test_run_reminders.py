"""Reminders of a household that writes them down: in ``supine.yaml``, and on the command line."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import noon
from brokers import LOOPBACK, AnyBroker, end_process, spawn
from kept import the_record
from supine.adapters.store import open_store
from supine.app import Skill
from supine.clock import Clock, FastClock, SystemClock
from supine.core.reminders.model import Firing, Key, Reason, Reminder, Source, State
from supine.core.reminders.when import next_due
from supine.data import shipped
from supine.demo.satellite import TypedSatellite
from supine.loading.config import load_config
from supine.loading.library import load_library

pytestmark = pytest.mark.broker

SKILL = Path(__file__).resolve().parents[2] / "skill"
FAST = 60
LOOKS_EVERY_S = 60
"""As often a service notices what another program has changed, on its own clock."""

IN_MIN = 7
"""When the added reminder is due, by the fast clock: seconds later by any other."""

AHEAD_S = (3, 6, 12, 24)
"""When reminders are due, from before the service starts: one of them comes after that."""


@contextmanager
def service(folder: Path, port: int) -> Iterator[None]:
    """Run ``supine run`` as a process; it ends in order."""
    log = folder / "supine.log"
    process = spawn(
        [sys.executable, "-m", "supine", "run", "-c", str(folder / "supine.yaml")],
        log,
        SUPINE_MQTT__PORT=str(port),
        PYTHONPATH=str(SKILL),
    )
    try:
        yield
    finally:
        end_process(process)
    assert process.returncode == 0, log.read_text("utf-8")


def satellite(clock: Clock, port: int) -> TypedSatellite:
    """Return a room in which nobody answers."""
    return TypedSatellite(clock, lambda _text, _intents: None, LOOPBACK, port)


def reminder(zone: str, due_in_s: float) -> Reminder:
    """Return a reminder that is due today."""
    made_at = datetime.now(UTC)
    return Reminder(
        id="daily",
        site_id="default",
        at=noon.moment(zone, due_in_s).time(),
        zone=zone,
        source=Source.COMMAND,
        created_at=made_at,
        since=made_at - timedelta(seconds=1),
        text="Are you ready?",
    )


def test_what_is_written_into_the_config_is_asked_at_its_time(tmp_path: Path):
    zone = noon.zone()
    due = {f"Is it {n}?": noon.moment(zone, n) for n in AHEAD_S}
    lines = [f'  - {{at: "{at:%H:%M:%S}", text: "{text}"}}' for text, at in due.items()]
    config = "\n".join([f"zone: {zone}", "reminders:", *lines])
    (tmp_path / "supine.yaml").write_text(config, "utf-8")

    with (
        AnyBroker(tmp_path) as broker,
        satellite(SystemClock(), broker.port) as room,
        service(tmp_path, broker.port),
    ):
        asked = room.wait_for(lambda spoken: spoken.text in due, within_s=AHEAD_S[-1] + 5)
        asked_at = datetime.now(UTC) - timedelta(seconds=time.monotonic() - asked.at_s)

    assert timedelta() <= asked_at - due[asked.text] < timedelta(seconds=1)


def test_what_is_overdue_waits_for_a_broker_that_comes_later_than_the_service(tmp_path: Path):
    """After a power cut everything starts at once, and nobody has to be ready first."""
    (tmp_path / "supine.yaml").write_text("{}", "utf-8")
    with open_store(str(tmp_path / "supine.db"), SystemClock().wall) as store:
        store.reminders.put(reminder(noon.zone(), 0))
        assert store.flush()
    broker = AnyBroker(tmp_path)

    with service(tmp_path, broker.port):
        time.sleep(2)
        with broker, satellite(SystemClock(), broker.port) as room:
            room.wait_for("Are you ready?", within_s=8)
            the_record(tmp_path / "supine.db", lambda kept: kept.state == "asked")


def test_what_waited_for_a_silence_when_the_power_failed_is_asked_after_it(tmp_path: Path):
    """Nobody remembers whose dialogue it was; it must not wait for the end of its two hours."""
    (tmp_path / "supine.yaml").write_text("{}", "utf-8")
    one = reminder(noon.zone(), 0)
    now = datetime.now(UTC)
    due = next_due(one, one.since)
    assert due is not None
    waits = Firing(
        key=Key(one.id, due.local_date, due.slot),
        due_at=due.instant,
        state=State.DUE,
        reason=Reason.BUSY,
        wanted_at=due.instant,
        look_at=due.instant + timedelta(hours=2),
        changed_at=now,
    )
    with open_store(str(tmp_path / "supine.db"), SystemClock().wall) as store:
        store.reminders.put(one)
        store.reminders.save_firings([waits])
        store.reminders.checked(now)
        assert store.flush()

    with (
        AnyBroker(tmp_path) as broker,
        satellite(SystemClock(), broker.port) as room,
        service(tmp_path, broker.port),
    ):
        room.wait_for("Are you ready?", within_s=15)
        the_record(tmp_path / "supine.db", lambda kept: kept.state == "asked")


@pytest.fixture
def fast_house(tmp_path: Path) -> Iterator[tuple[FastClock, Skill, TypedSatellite]]:
    """The service with a clock that runs sixty times as fast, and a room."""
    clock = FastClock(FAST)
    (tmp_path / "supine.yaml").write_text(f"zone: {noon.zone()}\n", "utf-8")
    library = load_library([shipped("routines")], shipped("intents"), ["en"])
    with AnyBroker(tmp_path) as broker:
        environ = {"SUPINE_MQTT__PORT": str(broker.port)}
        config = load_config(tmp_path / "supine.yaml", environ)
        store = open_store(config.store.url.get_secret_value(), clock.wall)
        skill = Skill(config, library, clock, store)
        skill.start()
        skill.wait_connected()
        with satellite(clock, broker.port) as room:
            yield clock, skill, room
        skill.stop()


def test_what_is_added_on_the_command_line_is_asked_without_a_restart(
    tmp_path: Path, fast_house: tuple[FastClock, Skill, TypedSatellite]
):
    clock, skill, room = fast_house
    at = (clock.wall() + timedelta(minutes=IN_MIN)).astimezone(ZoneInfo(noon.zone()))

    done = subprocess.run(
        [
            *(sys.executable, "-m", "supine", "reminders", "add", "--at", f"{at:%H:%M}"),
            *("--text", "Are you ready?", "-c", tmp_path / "supine.yaml"),
        ],
        env={**os.environ, "PYTHONPATH": str(SKILL)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    added_at = clock.wall()
    room.wait_for("Are you ready?", within_s=IN_MIN * 60 + LOOKS_EVERY_S)

    late = clock.wall() - at.replace(second=0, microsecond=0)
    assert added_at < at, "it was added too late to be noticed in time"
    assert late < timedelta(seconds=3 * LOOKS_EVERY_S)
    desk = skill.runner.sites["default"].scene.desk
    assert [one.text for one in desk.reminders.values()] == ["Are you ready?"]
