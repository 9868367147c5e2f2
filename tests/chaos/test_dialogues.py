"""The dialogue manager dies in a dialogue: nobody tells of its end, and the wake word is off."""

from collections.abc import Iterator

import pytest

from chaos.account import Plan, account, routine
from chaos.house import House

pytestmark = pytest.mark.broker

HOLDS_S = (20.0, 20.0, 20.0, 20.0)
MINUTES = 5
PLAN = Plan.of(HOLDS_S, MINUTES)
NOTICED_S = 120.0
"""Who says nothing for so long is taken for dead."""

LYING = """\
id: lying
name: lying
position: lying
minutes: {default: 5, min: 5, max: 5}
steps:
  - {id: down, say: [Lie down.], until: ready}
  - {id: neck, say: [Let your neck be long.], hold: 20s}
  - {id: rest, hold: rest}
close:
  - say: [Come up slowly.]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three rooms in dialogues of which nobody hears the end."""
    folder = tmp_path_factory.mktemp("dialogues")
    with House(folder, {"beats": routine(HOLDS_S, MINUTES), "lying": LYING}, 40) as house:
        house.begin()
        house.satellite.utter("beats", site="bedroom")
        house.satellite.utter("lie down", site="study")
        house.wait_for("Lie down.", 40, "study")
        house.wait_until(lambda: len(house.rhasspy.sessions["study"]) == 2, 20, "an ear")
        house.wait_for(PLAN.texts[0], 40, "bedroom")
        house.live(6)
        house.satellite.wake(site="bedroom")
        house.wait_until(lambda: len(house.rhasspy.sessions["bedroom"]) == 2, 20, "a session")
        house.killed_at = house.now
        house.satellite.kill_dialogues()
        house.live(4)
        house.satellite.revive_dialogues()
        yield house


def test_the_wake_word_comes_back_by_itself(house: House):
    assert house.rhasspy.deaf("bedroom")

    house.wait_until(
        lambda: not house.rhasspy.deaf("bedroom"), NOTICED_S + 5, "the wake word is alive"
    )
    house.satellite.utter("how long", site="bedroom")

    house.wait_until(
        lambda: any("minute" in text for text in house.texts("bedroom", house.killed_at)),
        30,
        "an answer",
    )


def test_the_gate_listens_again_and_im_down_is_heard(house: House):
    house.satellite.utter("I'm down", site="study")

    house.wait_for("Let your neck be long.", NOTICED_S + 40, "study")


def test_the_practice_goes_on_after_two_minutes_at_most_and_takes_its_minutes_all_the_same(
    house: House,
):
    house.wait_for(PLAN.texts[-1], MINUTES * 60.0, "bedroom")
    house.live(5)
    late_s = house.lateness.worst_s(0, house.now)

    found = account(
        PLAN,
        house.sounds("bedroom"),
        house.asked_at("beats", "bedroom"),
        house.now,
        lambda since, until: (0.0, NOTICED_S if since <= house.killed_at <= until else 0.0),
    )

    assert [what for off_s, what in found.off_s if abs(off_s) > 2 + late_s] == []
    assert (found.doubled, found.lost) == ([], [])
    assert found.total_off_s == pytest.approx(0, abs=2 + late_s)
