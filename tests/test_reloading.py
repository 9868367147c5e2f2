"""The service as a real process on a real broker, while somebody edits the household's files."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brokers import LOOPBACK, AnyBroker, Process, end_process, spawn
from householdfiles import routine
from supine.clock import SystemClock
from supine.demo.rhasspy.mouth import WrittenVoice
from supine.demo.satellite import TypedSatellite
from supine.understanding.recogniser import Recognition

pytestmark = pytest.mark.broker

SKILL = Path(__file__).resolve().parents[1] / "skill"
WITHIN_S = 20.0
WORDS = {
    "start": ("SupineStartRoutine", {"routine": "desk-sit"}),
    "stop": ("SupineStop", {}),
}


def recognise(text: str, _intents: object) -> Recognition:
    intent, slots = WORDS[text]
    return Recognition(intent, slots, 1.0, text)


class Service:
    """A service with a folder of routines, and what it has logged."""

    def __init__(self, folder: Path, port: int) -> None:
        self.file = folder / "routines" / "desk-sit.yaml"
        self.file.parent.mkdir()
        (folder / "supine.yaml").write_text("routines: [routines]\n", "utf-8")
        self._log = folder / "supine.log"
        self.process: Process = spawn(
            [sys.executable, "-m", "supine", "run", "-c", str(folder / "supine.yaml")],
            self._log,
            SUPINE_MQTT__PORT=str(port),
            PYTHONPATH=str(SKILL),
        )

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def write(self, text: str, told: str) -> None:
        """Save the routine, and wait until the log says so."""
        before = self.log.count(told)
        self.file.write_text(text, "utf-8")
        self.until(lambda: self.log.count(told) > before)

    def until(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + WITHIN_S
        while not holds():
            assert time.monotonic() < end, self.log
            time.sleep(0.02)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[AnyBroker]:
    with AnyBroker(tmp_path) as running:
        yield running


@pytest.fixture
def service(tmp_path: Path, broker: AnyBroker) -> Iterator[Service]:
    running = Service(tmp_path, broker.port)
    try:
        running.until(lambda: "connected to" in running.log)
        yield running
    finally:
        end_process(running.process)
    assert running.process.returncode == 0, running.log
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def room(broker: AnyBroker, service: Service) -> Iterator[TypedSatellite]:
    assert service.process.poll() is None
    voice = WrittenVoice(50.0)
    with TypedSatellite(SystemClock(), recognise, LOOPBACK, broker.port, voice=voice) as satellite:
        yield satellite


def started(room: TypedSatellite, words: str) -> None:
    """Start the routine, hear its first words, and stop it."""
    since = len(room.said)
    room.utter("start")
    room.wait_for(words, within_s=WITHIN_S, since=since)
    room.utter("stop")
    room.wait_for(lambda said: said.text.startswith("Stopped"), within_s=WITHIN_S, since=since)


def test_a_routine_is_taken_up_broken_and_mended_while_the_service_runs(
    service: Service, room: TypedSatellite
):
    service.write(routine(), f"new, and in use: {service.file}")
    started(room, "Sit quietly.")

    kept = "not taken, what was good before stays in use"
    service.write(routine(step="hold: soon"), f"{kept}: {service.file}:10:11: ")
    started(room, "Sit quietly.")

    service.write(routine(say="Sit as you like."), f"mended, and in use: {service.file}")
    started(room, "Sit as you like.")

    assert service.log.count("Rhasspy knows them after `supine train`") == 1
