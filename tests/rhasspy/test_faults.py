"""Services of a real Rhasspy that are ill or die: silences, words and the wake word all the same.

One practice in each of four rooms, all at the same time, each with another voice; the plan is
held against the sound that was sent to the loudspeakers and how long it was.  `tests/chaos` has
these and other faults for hours, with a Rhasspy that can be made ill at any moment.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokers import LOOPBACK
from rhasspy.bus import Bus, Message
from rhasspy.environment import rhasspy_python
from rhasspy.ill import ROOMS, SLOW_S, IllServices
from rhasspy.satellite import Household
from rhasspy.services import RhasspyServices
from rhasspy.skill import ROUTINES, SkillProcess
from supine.app import Skill
from supine.clock import SystemClock
from supine.data import shipped
from supine.loading.config import load_config
from supine.loading.library import load_library

BEATS = [
    "One is for the shoulders.",
    "Two is for the elbows.",
    "Three is for the wrists.",
    "Let everything be.",
]
HOLD_S = 3.0
OFF_MAX_S = 1.0
"""By how much a silence may be off on a busy machine; two seconds are promised."""

GRACE_S = 1.75
"""How much longer it is at first where the end of a sound is not reported, but might be."""

TOLD_LATER_S = 0.25
"""How long after its sound Rhasspy's speech service tells the end where nobody reports it."""

GIVEN_UP_S = 6.0
"""When a session of which nothing is heard is over, in place of two minutes."""


@pytest.fixture(scope="module")
def practised(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    """What came by while the same was practised in all rooms, up to the long rest."""
    folder = tmp_path_factory.mktemp("ill")
    with (
        IllServices(rhasspy_python(), graph, folder) as services,
        Bus(services.port) as bus,
        Household(services.port, ROOMS) as household,
        SkillProcess(services.port, folder, bus, sites=ROOMS) as skill,
    ):
        for room in ROOMS:
            household.ask(room, "start the slow beats")
        for room in ROOMS:
            bus.wait_for("hermes/tts/say", siteId=room, text=BEATS[-1], within_s=40)
        yield bus
    assert "Traceback" not in skill.log, skill.log


def said(bus: Bus, room: str) -> list[Message]:
    """Return the beats that were sent to be spoken."""
    every = bus.heard("hermes/tts/say", siteId=room)
    return [message for message in every if message.payload["text"] in BEATS]


def over_at(bus: Bus, say: Message) -> float | None:
    """Return when the sound of a text had really ended, or would have; None if there was none."""
    room, id_ = say.payload["siteId"], say.payload["id"]
    if played := bus.heard(f"hermes/audioServer/{room}/playFinished", id=id_):
        return played[0].at_s
    if not bus.heard(f"hermes/audioServer/{room}/playBytes/{id_}"):
        return None
    return bus.heard("hermes/tts/sayFinished", id=id_)[0].at_s - TOLD_LATER_S


def silences(bus: Bus, room: str) -> list[float]:
    """Return how long it was quiet between the beats; where nothing sounds, between the texts."""
    pairs = itertools.pairwise(said(bus, room))
    return [after.at_s - (over_at(bus, before) or before.at_s) for before, after in pairs]


@pytest.mark.parametrize("room", ROOMS)
def test_every_beat_is_said_once_in_its_order(practised: Bus, room: str):
    assert [message.payload["text"] for message in said(practised, room)] == BEATS


@pytest.mark.parametrize("room", ["remote", "slow"])
def test_every_silence_is_as_long_as_written(practised: Bus, room: str):
    assert silences(practised, room) == pytest.approx([HOLD_S] * 3, abs=OFF_MAX_S)


def test_a_report_that_never_comes_is_waited_for_only_twice(practised: Bus):
    first, second, third = silences(practised, "silent")

    assert max(first, second) < HOLD_S + GRACE_S + OFF_MAX_S
    assert third == pytest.approx(HOLD_S, abs=OFF_MAX_S)


def test_where_no_voice_can_speak_time_goes_on(practised: Bus):
    """The silence may be as much longer as the words would have taken."""
    assert practised.heard("hermes/error/tts", siteId="failing")
    for silence_s in silences(practised, "failing"):
        assert HOLD_S - OFF_MAX_S < silence_s < HOLD_S + 2.0 + OFF_MAX_S


def test_the_rooms_were_as_ill_as_they_should_be(practised: Bus):
    """Else the tests above would show nothing."""
    for say in said(practised, "remote"):
        over = over_at(practised, say)
        told = practised.heard("hermes/tts/sayFinished", id=say.payload["id"])
        assert over is not None
        assert told[0].at_s < over - 0.4, "its end was told while it was only beginning"
    for say in said(practised, "slow")[:-1]:
        [sent] = practised.heard(f"hermes/audioServer/slow/playBytes/{say.payload['id']}")
        assert sent.at_s - say.at_s > SLOW_S
    for room in ("failing", "silent"):
        assert practised.heard(f"hermes/audioServer/{room}/playFinished") == []


@pytest.fixture
def skill(
    services: RhasspyServices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Skill]:
    """The service, in this process, so that two minutes need not be waited for."""
    for place in ("floor", "dialogues"):
        monkeypatch.setattr(f"supine.adapters.hermes.{place}.SESSION_S", GIVEN_UP_S)
    config = tmp_path / "supine.yaml"
    config.write_text(f"sites: [bedroom]\nmqtt: {{host: {LOOPBACK}, port: {services.port}}}\n")
    library = load_library([ROUTINES], shipped("intents"), ["en"])
    skill = Skill(load_config(config, {}), library, SystemClock())
    skill.start()
    skill.wait_connected()
    yield skill
    skill.stop()


@pytest.mark.usefixtures("skill")
def test_after_the_dialogue_manager_has_died_in_a_dialogue_the_wake_word_comes_back(
    services: RhasspyServices, household: Household
):
    with Bus(services.port) as bus:
        household.ask("bedroom", "start the slow beats")
        bus.wait_until_heard("bedroom", BEATS[0])
        woken_at = bus.now()
        assert household.wake("bedroom", patience_s=2)
        bus.wait_for("hermes/asr/startListening", woken_at, siteId="bedroom")
        services.kill("dialogue")
        died_at = bus.now()
        assert household.wake_word_off("bedroom"), "the dialogue had turned it off"

        assert household.wake_word_on("bedroom", patience_s=GIVEN_UP_S + OFF_MAX_S)
        assert bus.heard("hermes/dialogueManager/sessionEnded", died_at) == []
        household.speak("bedroom", "into the ear that the dead one has left open")
        services.start("dialogue")
        services.wait_until_ready()
        household.ask("bedroom", "stop")

        bus.wait_until_heard("bedroom", "Stopped.", died_at)
