"""The broker goes away in a silence and in a sentence, stands still, or is out of reach."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.account import CHARS_PER_S, Account, Plan, account, routine
from chaos.house import House
from supine.demo.satellite import Kind

pytestmark = pytest.mark.broker

SPEED = 30
HOLDS_S = (32.0,) * 6
MINUTES = 4
PLAN = Plan.of(HOLDS_S, MINUTES)
ROOMS = ("bedroom", "study")
SECONDS_OFF = 18.0
"""From the beginning of the bedroom's sentences to those of the study."""

FROZEN_S = 20.0
WIRES_S = 0.05
"""What a busy machine takes over some messages, in real seconds: much, where a minute is less."""

OFF_MAX_S = 2.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two rooms whose broker is restarted, frozen and away, each time in a sentence of one."""
    folder: Path = tmp_path_factory.mktemp("broker")
    with House(folder, {"beats": routine(HOLDS_S, MINUTES)}, SPEED) as house:
        house.begin()
        house.satellite.utter("beats", site="bedroom")
        house.wait_for(PLAN.texts[0], 40, "bedroom")
        house.live(SECONDS_OFF - 4)
        house.satellite.utter("beats", site="study")
        house.wait_for(PLAN.texts[1], 90, "study")
        house.broker.restart()
        house.wait_for(PLAN.texts[3], 150, "bedroom")
        house.froze_at = house.now
        house.freeze()
        house.live(FROZEN_S)
        house.thaw()
        house.wait_for(PLAN.texts[4], 150, "study")
        house.broker.stop()
        house.live(20)
        house.broker.start()
        house.wait_for(PLAN.texts[-1], 400, "study")
        house.live(5)
        yield house


def practised(house: House, room: str) -> Account:
    """Return what became of the practice in a room."""

    def leave(since: float, until: float) -> tuple[float, float]:
        """What a broker had taken before it stood still is said when it goes on."""
        froze_at = house.froze_at
        return (FROZEN_S if since <= froze_at + FROZEN_S and until >= froze_at else 0.0,) * 2

    return account(PLAN, house.sounds(room), house.asked_at("beats", room), house.now, leave)


@pytest.mark.parametrize("room", ROOMS)
def test_every_silence_is_as_long_as_planned(house: House, room: str):
    late_s = house.lateness.worst_s(0, house.now)

    found = practised(house, room)

    assert [what for off_s, what in found.off_s if abs(off_s) > OFF_MAX_S + late_s] == []
    assert found.total_off_s == pytest.approx(0, abs=OFF_MAX_S + late_s)


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_said_twice_and_only_what_fell_into_the_gap_is_missing(house: House, room: str):
    found = practised(house, room)

    assert found.doubled == []
    assert len(found.lost) <= 2


def test_a_practice_outlasts_ten_minutes_without_a_broker(tmp_path: Path):
    """What the wire would have done meanwhile, or remembers, is of the past."""
    holds_s = (30.0,) * 20
    plan = Plan.of(holds_s, 12)

    def leave(since: float, until: float) -> tuple[float, float]:
        """What lies between two machines takes its time as well, and more so at this speed."""
        return 0.0, 0.5 * (until - since) / 30

    with House(tmp_path, {"beats": routine(holds_s, 12)}, 100) as house:
        house.begin()
        house.satellite.utter("beats")
        house.wait_for(plan.texts[0], 100)
        house.live(10)
        house.cable.pull()
        with house.somebody() as publish:
            heard = {"siteId": "default", "sessionId": "old", "input": "stop", "slots": []}
            stop = {"intentName": "SupineStop", "confidenceScore": 1.0}
            payload = json.dumps({**heard, "intent": stop})
            publish("hermes/intent/SupineStop", payload, retain=True)
        house.live(600)
        so_far = len(house.satellite.said)
        house.cable.plug_in()
        house.satellite.wait_for(
            lambda spoken: spoken.kind is Kind.ANNOUNCED, within_s=600, since=so_far
        )
        house.wait_for(plan.texts[-1], 400)
        house.live(5)
        late_s = house.lateness.worst_s(0, house.now)
        began_at = house.asked_at("beats", "default")
        found = account(plan, house.sounds("default"), began_at, house.now, leave)

    off_max_s = OFF_MAX_S + late_s + WIRES_S * house.clock.speed
    assert [what for off_s, what in found.off_s if abs(off_s) > off_max_s] == []
    assert found.doubled == []
    assert found.total_off_s == pytest.approx(0, abs=off_max_s)
    assert len(found.lost) * (30 + len(plan.texts[1]) / CHARS_PER_S) >= 500
