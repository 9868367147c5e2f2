"""The wired service against a real broker, with a satellite that plays Rhasspy's part."""

import pytest

from supine.app import Skill
from supine.clock import FastClock
from supine.core.habits import Habits
from supine.data import shipped
from supine.demo.broker import EmbeddedBroker
from supine.demo.satellite import TypedSatellite
from supine.errors import UnreachableError
from supine.loading.config import load_config
from supine.loading.library import load_library
from supine.understanding.recogniser import Recogniser
from supine.understanding.templates import load_templates


@pytest.fixture(scope="module")
def library():
    return load_library([shipped("routines")], shipped("intents"), ["en"])


@pytest.fixture(scope="module")
def recogniser(library):
    names = {
        name: routine.id
        for routine in library.languages["en"].routines.values()
        for name in (routine.name, *routine.aliases)
    }
    return Recogniser(
        load_templates(shipped("intents") / "en" / "sentences.yaml", library.contract), names
    )


@pytest.fixture
def house(library, recogniser):
    """A broker, the real service and a satellite, thirty times as fast."""
    clock = FastClock(30)
    with EmbeddedBroker() as broker:
        environ = {"SUPINE_MQTT__HOST": broker.host, "SUPINE_MQTT__PORT": str(broker.port)}
        known = dict.fromkeys(library.languages["en"].routines, 1)
        skill = Skill(
            load_config(None, environ), library, clock, new_habits=lambda: Habits(times_done=known)
        )
        skill.start()
        skill.wait_connected()
        with TypedSatellite(clock, recogniser.recognise, broker.host, broker.port) as satellite:
            yield skill, satellite
        skill.stop()


@pytest.mark.broker
def test_it_speaks_waits_and_tells_what_it_holds(house):
    skill, satellite = house
    assert skill.idle()

    satellite.utter("start my back release for five minutes")
    satellite.wait_for("Back release, five minutes.", within_s=20)
    satellite.utter("I'm already on the floor")
    satellite.wait_for("If it bends forward, chin to chest, take one away.", within_s=60)
    satellite.utter("pause")
    satellite.wait_for("Paused.", within_s=30)

    assert skill.idle()
    satellite.utter("stop")
    satellite.wait_for("Stopped. Shall I help you up?", within_s=30)


@pytest.mark.broker
def test_the_hold_that_runs_can_be_shown(house):
    skill, satellite = house
    satellite.utter("start my back release for five minutes")
    satellite.wait_for("Lay the books on the floor, where your head will rest.", within_s=30)
    until = skill.runner.now() + 30
    while (progress := skill.progress("default")) is None:
        assert skill.runner.now() < until, "nothing is held"

    assert progress.label == "getting the books in place"
    assert 0 <= progress.left_s <= progress.total_s
    assert progress.total_s == pytest.approx(8, abs=0.5)
    assert skill.progress("cellar") is None


def test_a_broker_that_does_not_let_us_in_is_told(library):
    config = load_config(None, {"SUPINE_MQTT__HOST": "127.0.0.1", "SUPINE_MQTT__PORT": "1"})
    skill = Skill(config, library, FastClock(1))
    skill.start()

    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:1"):
        skill.wait_connected(0.2)
    skill.stop()
