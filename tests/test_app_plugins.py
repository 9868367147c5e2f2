"""The wired service with plugins: over a real broker, and through a voice of their own."""

import threading

import pytest

from fakes import FakeVoice
from supine.app import Skill
from supine.clock import FastClock
from supine.core.events import IntentHeard
from supine.core.habits import Habits
from supine.demo.broker import EmbeddedBroker
from supine.demo.satellite import TypedSatellite
from supine.loading.config import load_config
from supine.plugins.api import Plugin, Reply
from supine.plugins.assembly import Wanted, load_plugins
from supine.plugins.discovery import Candidate
from supine.understanding.recogniser import Recognition


class DeskVoice(FakeVoice):
    """Speaks at the desk, and keeps who made it."""

    made: list = []  # noqa: RUF012 - one for each test

    def __init__(self, host):
        super().__init__()
        self.host = host
        self.made.append(self)


@pytest.fixture
def told():
    """What a listener was told: site id and news."""
    return []


@pytest.fixture
def plugins(told):
    def register(supine):
        supine.add_intent("QuietAsk", lambda heard: Reply(text=f"Quiet at {heard.site_id}."))
        supine.add_listener(lambda site_id, happened: told.append((site_id, happened.news.value)))
        supine.add_voice("desk", DeskVoice)

    plugin = Plugin(name="quiet", api="1.0", register=register)
    DeskVoice.made.clear()
    candidate = Candidate("quiet", "a test", lambda: plugin)
    return load_plugins(Wanted(languages=("en",)), None, [candidate])


@pytest.fixture
def serve(plugins):
    """Return a function that starts the service, thirty times as fast."""
    skills = []

    def start(host, port, clock):
        environ = {"SUPINE_MQTT__HOST": host, "SUPINE_MQTT__PORT": str(port)}
        known = dict.fromkeys(plugins.library.languages["en"].routines, 9)
        skill = Skill(
            load_config(None, environ),
            plugins.library,
            clock,
            new_habits=lambda: Habits(times_done=known),
            plugins=plugins,
        )
        skills.append(skill)
        skill.start()
        return skill

    yield start
    for skill in skills:
        skill.stop()


def until(claim, most_s=10.0):
    pause = threading.Event()
    for _ in range(int(most_s / 0.01)):
        if claim():
            return
        pause.wait(0.01)
    raise AssertionError("it does not come to that")


@pytest.mark.broker
def test_a_plugins_intent_is_answered_in_the_room_where_it_was_said(serve):
    clock = FastClock(30)

    def recognise(text, _intents=None):
        return Recognition("QuietAsk", {}, 1.0, text)

    with EmbeddedBroker() as broker:
        serve(broker.host, broker.port, clock).wait_connected()
        with TypedSatellite(clock, recognise, broker.host, broker.port) as satellite:
            satellite.utter("how quiet is it")

            satellite.wait_for("Quiet at default.", within_s=30)


def test_a_plugins_voice_speaks_a_practice_without_any_broker(serve, told):
    skill = serve("127.0.0.1", 1, FastClock(100))
    [desk] = DeskVoice.made

    desk.host.post(("desk:1", IntentHeard("SupineStartRoutine", {"routine": "poise-pause"})))
    until(lambda: ("desk:1", "finished") in told)

    assert desk.said("desk:1")[0].startswith("Poise pause")
    assert told[0] == ("desk:1", "started")
    assert list(skill.runner.sites) == ["desk:1"]


def test_a_demos_faster_time_leaves_plugins_as_long_to_answer(serve):
    skill = serve("127.0.0.1", 1, FastClock(100))
    [desk] = DeskVoice.made

    desk.host.post(("desk:1", IntentHeard("QuietAsk")))
    until(lambda: desk.said("desk:1"))

    site = skill.runner.sites["desk:1"]
    assert site.scene.settings.consulted["QuietAsk"] == pytest.approx(200)
    assert desk.said("desk:1") == ["Quiet at desk:1."]
