"""The service, killed with SIGKILL in the middle of a practice, on a real broker and disk."""

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from brokers import LOOPBACK, AnyBroker, Process, end_process, spawn
from supine.clock import SystemClock
from supine.demo.rhasspy.mouth import WrittenVoice
from supine.demo.satellite import Settings, Spoken, TypedSatellite

pytestmark = pytest.mark.broker

SKILL = Path(__file__).resolve().parents[1] / "skill"
WITHIN_S = 20.0
CHARS_PER_S = 50.0
"""A hurried voice, so that the test is one of seconds."""

WORDS = {
    "start": ("SupineStartRoutine", {"routine": "duo"}),
    "carry on": ("SupineResume", {}),
    "how long": ("SupineHowLong", {}),
}
ROUTINE = """\
id: duo
name: duo
position: sitting
minutes: 3
steps:
  - id: arms
    sides: [left, right]
    settle: 0s
    say: ["Lift the {side} arm."]
    posture: "Your {side} arm is up."
    hold: 3s
  - id: rest
    say: [Rest.]
    hold: rest
close:
  - say: [That was it.]
"""


@dataclass(frozen=True)
class Found:
    """What a recogniser returns."""

    intent: str
    slots: dict[str, str | int | float] = field(default_factory=dict)
    confidence: float = 1.0


def recognise(text: str, intents: Collection[str] | None) -> Found | None:
    """Understand what is said here."""
    intent, slots = WORDS[text]
    return Found(intent, dict(slots)) if intents is None or intent in intents else None


class House:
    """A broker and a room that stay on, and a service that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = AnyBroker(folder)
        self.process: Process | None = None
        (folder / "routines").mkdir()
        (folder / "routines" / "duo.yaml").write_text(ROUTINE, "utf-8")

    def power_on(self, config: str = "") -> None:
        (self.folder / "supine.yaml").write_text(f"routines: [routines]\n{config}\n", "utf-8")
        self.process = spawn(
            [sys.executable, "-m", "supine", "run", "-c", str(self.folder / "supine.yaml")],
            self.folder / "supine.log",
            SUPINE_MQTT__PORT=str(self.broker.port),
            PYTHONPATH=str(SKILL),
        )

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    @property
    def log(self) -> str:
        return (self.folder / "supine.log").read_text("utf-8")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what is on disk, read by somebody who does not use supine's own code."""
        with closing(sqlite3.connect(self.folder / "supine.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return connection.execute(query).fetchall()

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + WITHIN_S
        while not holds():
            assert time.monotonic() < end, self.log
            time.sleep(0.02)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    home = House(tmp_path)
    with home.broker:
        home.power_on()
        try:
            home.until(lambda: "connected to" in home.log)
            yield home
        finally:
            if home.process is not None:
                end_process(home.process)
    assert home.process is not None
    assert home.process.returncode == 0, home.log
    assert "Traceback" not in home.log, home.log


@pytest.fixture
def room(house: House) -> Iterator[TypedSatellite]:
    settings = Settings(session_timeout_s=4.0)
    port = house.broker.port
    with TypedSatellite(
        *(SystemClock(), recognise, LOOPBACK, port),
        settings=settings,
        voice=WrittenVoice(CHARS_PER_S),
    ) as satellite:
        yield satellite


def held(house: House) -> tuple[str | None, str] | None:
    """Return the side and the state that stand on disk."""
    rows = house.rows("SELECT snapshot FROM practices")
    if not rows:
        return None
    kept = json.loads(str(rows[0][0]))
    return kept["parts"][kept["index"]]["side"], kept["state"]


def asked_to_go_on(said: Spoken) -> bool:
    return "was cut off" in said.text


def test_killed_in_the_middle_of_a_practice_it_offers_to_go_on_where_it_was(
    house: House, room: TypedSatellite
):
    """And killed again it says nothing when it comes back too late."""
    room.utter("start")
    house.until(lambda: held(house) == ("right", "holding"))
    house.kill()
    assert house.rows("SELECT * FROM history") == []

    house.power_on()
    offer = room.wait_for(asked_to_go_on, within_s=WITHIN_S)
    assert offer.text.startswith("The duo was cut off with three minutes left.")
    time.sleep(offer.lasts_s + 0.3)
    room.utter("carry on")
    posture = room.wait_for("Going on. Your right arm is up.", within_s=WITHIN_S)
    rest = room.wait_for("Rest.", within_s=WITHIN_S)
    right_s = rest.at_s - posture.at_s - posture.lasts_s
    # The end of an answer is told up to 1.6 s late; the hold is counted from there.
    assert 2.8 < right_s < 5.5, "as long as the left one"
    house.until(lambda: held(house) == (None, "holding"))
    house.kill()
    assert house.rows("SELECT * FROM history") == []

    house.power_on("recovery: {offer_within: 0.1s}")
    house.until(lambda: house.rows("SELECT * FROM history"))
    room.utter("how long")
    room.wait_for(
        "Paused, with about three minutes left. After this, we finish slowly.", within_s=9
    )
    assert len([said for said in room.said if asked_to_go_on(said)]) == 1
    [(routine, ending, practised_s)] = house.rows(
        "SELECT routine_id, ending, practised_s FROM history"
    )
    assert (routine, ending) == ("duo", "interrupted")
    assert isinstance(practised_s, float)
    assert 4 < practised_s < 25
    house.until(
        lambda: house.rows("SELECT snapshot FROM practices WHERE snapshot LIKE '%\"told\": true%'")
    )
