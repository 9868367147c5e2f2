"""The speech service is dead, slow, early or failing; ends of sound are lost, doubled or late.

Each room has one of these troubles, and all practise the same at the same time.
"""

import json
from collections.abc import Iterator

import pytest

from chaos.account import Account, Plan, account, routine
from chaos.house import House
from chaos.rhasspy import Ailments

pytestmark = pytest.mark.broker

HOLDS_S = (16.0, 12.0, 16.0, 12.0, 14.0, 12.0)
MINUTES = 3
PLAN = Plan.of(HOLDS_S, MINUTES)
OFF_MAX_S = 2.0

ILL = {
    "failing speech": Ailments(speech="failing"),
    "slow speech": Ailments(speech="slow"),
    "early speech": Ailments(speech="early"),
    "early speech without a report of the sound": Ailments(speech="early", played="lost"),
    "reports of texts lost": Ailments(said="lost"),
    "reports of texts doubled": Ailments(said="doubled"),
    "reports of texts late": Ailments(said="late", late_s=1.0),
    "reports of sounds lost": Ailments(played="lost"),
    "reports of sounds doubled": Ailments(played="doubled"),
    "reports of sounds late": Ailments(played="late", late_s=1.0),
    "all reports lost": Ailments(said="lost", played="lost"),
}
NEVER = "no report of a sound, ever"
DEAD = "dead speech"
WELL = "nothing wrong here"
STRANGE = "strange words on the wire"
SITES = (*ILL, NEVER, DEAD, WELL, STRANGE)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A practice in every room, from its beginning to its end."""
    folder = tmp_path_factory.mktemp("speech")
    with House(folder, {"beats": routine(HOLDS_S, MINUTES)}, 20) as house:
        house.satellite.ail(NEVER, Ailments(played="lost"))
        house.begin()
        for site in SITES:
            house.satellite.utter("beats", site=site)
        for site in SITES:
            house.wait_for(PLAN.texts[0], 40, site)
        house.live(4)
        for site, ailments in ILL.items():
            house.satellite.ail(site, ailments)
        house.wait_for(PLAN.texts[1], 40, WELL)
        house.satellite.ail(DEAD, Ailments(speech="dead"))
        say_strange_things(house)
        house.wait_for(PLAN.texts[4], 120, WELL)
        house.satellite.ail(DEAD, Ailments())
        house.wait_for(PLAN.texts[-1], 200, WELL)
        house.live(25)
        yield house


def say_strange_things(house: House) -> None:
    """Publish what nobody may act upon."""
    mumbled = {"intent": {"intentName": "SupineStop", "confidenceScore": 0.4}, "slots": []}
    nonsense = {"siteId": STRANGE, "sessionId": 7, "intent": None}
    house.satellite.utter("mumbled stop", site=STRANGE)
    house.satellite.utter("pause", site="cellar")
    with house.somebody() as publish:
        made_up = {**mumbled, "siteId": STRANGE, "sessionId": "made-up", "input": "stop"}
        publish("hermes/intent/SupineStop", json.dumps(made_up))
        publish("hermes/intent/SupineStop", json.dumps(nonsense))
        publish("hermes/tts/sayFinished", json.dumps({"siteId": STRANGE, "id": "supine-0-1"}))


def practised(house: House, site: str) -> Account:
    """Return what became of the practice in a room."""
    began_at = house.asked_at("beats", site)
    return account(PLAN, house.sounds(site), began_at, house.now)


@pytest.mark.parametrize("site", [WELL, STRANGE, *ILL])
def test_every_silence_is_as_long_as_planned_whatever_is_told_of_the_sound(house: House, site: str):
    late_s = house.lateness.worst_s(0, house.now)

    found = practised(house, site)

    off = [what for off_s, what in found.off_s if abs(off_s) > OFF_MAX_S + late_s]
    assert off == []
    assert len(found.off_s) > 0 or site == "failing speech"


def test_a_room_that_never_reports_a_sound_is_waited_for_only_at_first(house: House):
    late_s = house.lateness.worst_s(0, house.now)

    found = practised(house, NEVER)

    assert [what for off_s, what in found.off_s[2:] if abs(off_s) > 1 + late_s] == []


@pytest.mark.parametrize("site", SITES)
def test_no_sentence_is_said_twice_and_none_is_missing_but_those_that_had_no_sound(
    house: House, site: str
):
    found = practised(house, site)

    assert found.doubled == []
    lost = [text for text, _, _ in found.lost]
    if site == "failing speech":
        assert lost == PLAN.texts[1:]
    elif site == DEAD:
        assert lost
        assert set(lost) <= set(PLAN.texts[2:5])
    else:
        assert lost == []


@pytest.mark.parametrize("site", [site for site in SITES if site != "failing speech"])
def test_the_whole_takes_its_minutes(house: House, site: str):
    late_s = house.lateness.worst_s(0, house.now)
    # The end of the last words is when they are over, however late that is told.
    slow_s = 3.0 if site == "slow speech" else 0.0

    off_s = practised(house, site).total_off_s

    assert off_s is not None
    assert -OFF_MAX_S - late_s <= off_s <= OFF_MAX_S + slow_s + late_s


def test_what_was_not_surely_understood_or_meant_for_another_room_is_not_answered_here(
    house: House,
):
    assert [spoken.text for spoken in house.heard(STRANGE)] == [
        spoken.text for spoken in house.heard(WELL)
    ]
    assert house.texts("cellar")[1:], "who asked there got no answer"
