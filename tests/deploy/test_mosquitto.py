"""The access list that is shipped, on a real mosquitto: enough for everything, and no more."""

import re
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

import noon
from brokers import LOOPBACK
from deploy.shipped import AUDITOR, DEPLOY, Client, ShippedBroker, recognise
from supine.adapters.hermes.codec import SUBSCRIPTIONS, encode_play
from supine.adapters.mqtt import MqttLink, MqttSettings
from supine.adapters.probe import HermesProbe
from supine.adapters.questions import NOWHERE, TOPICS, Question, Service
from supine.app import Skill
from supine.clock import FastClock
from supine.core.habits import Habits
from supine.data import shipped
from supine.demo.satellite import Kind, TypedSatellite
from supine.loading.config import load_config
from supine.loading.contract import CONTRACT_FILE, load_contract
from supine.loading.library import load_library

FAST = 30
HEARD = ("say", "startSession", "endSession", "continueSession")

REFUSED_TO_SUPINE = [
    "hermes/nlu/train",
    "rhasspy/nlu/default/train",
    "hermes/asr/toggleOff",
    "hermes/asr/textCaptured",
    "hermes/hotword/toggleOff",
    "hermes/hotword/porcupine/detected",
    "hermes/intent/SupineStop",
    "hermes/intent/GetTime",
    "hermes/dialogueManager/sessionStarted",
    "hermes/dialogueManager/configure",
    "hermes/audioServer/default/audioFrame",
    "hermes/audioServer/default/playFinished",
    "hermes/tts/sayFinished",
    "hermes/injection/perform",
    "homeassistant/switch/door/set",
    "supine/bridge/other",
    "zigbee2mqtt/lamp/set",
]

NOT_FOR_SUPINES_EARS = [
    "hermes/audioServer/default/audioFrame",
    "hermes/audioServer/default/playBytes/1",
    "hermes/asr/textCaptured",
    "hermes/nlu/query",
    "hermes/intent/GetTime",
    "hermes/tts/say",
    "hermes/dialogueManager/startSession",
    "hermes/dialogueManager/endSession",
    "rhasspy/audioServer/getDevices",
    "homeassistant/switch/door/set",
    "supine/bridge/other",
]


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with ShippedBroker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture
def somebody(broker):
    """Come in as one of the users: ``somebody("supine")``."""
    return lambda user: Client(broker.port, user, broker.passwords[user])


@pytest.fixture(scope="module")
def library():
    return load_library([shipped("routines")], shipped("intents"), ["en"])


def rights(user):
    """What the shipped list grants a user, as pairs of right and topic."""
    text = (DEPLOY / "mosquitto.acl").read_text("utf-8")
    [section] = re.findall(rf"^user {user}\n(.*?)(?=^user |\Z)", text, re.DOTALL | re.MULTILINE)
    return set(re.findall(r"^topic (\w+) (\S+)$", section, re.MULTILINE))


@pytest.mark.broker
def test_a_practice_and_a_reminder_need_nothing_that_is_refused(
    broker, somebody, library, monkeypatch
):
    clock, zone = FastClock(FAST), noon.zone()
    due = clock.wall().astimezone(ZoneInfo(zone)) + timedelta(minutes=6)
    (broker._config.parent / "supine.yaml").write_text(
        f'zone: {zone}\nreminders: [{{at: "{due:%H:%M:%S}", text: Shall we lie down?}}]\n', "utf-8"
    )
    config = load_config(broker._config.parent / "supine.yaml", broker.environ())
    tried = Counter()
    publish = MqttLink.publish

    def told(link, topic, payload, *, retain=False):
        tried[topic] += 1
        return publish(link, topic, payload, retain=retain)

    monkeypatch.setattr(MqttLink, "publish", told)
    skill = Skill(config, library, clock, new_habits=lambda: Habits(times_done={"back-release": 1}))
    satellite = TypedSatellite(clock, recognise, LOOPBACK, broker.port)
    satellite._client.username_pw_set("rhasspy", broker.passwords["rhasspy"])

    def said(words, answer):
        so_far = len(satellite.said)
        satellite.utter(words)
        satellite.wait_for(
            lambda spoken: spoken.kind is not Kind.YOU and answer in spoken.text,
            within_s=900,
            since=so_far,
        )

    with somebody(AUDITOR) as auditor, satellite:
        auditor.subscribe("#")
        skill.start()
        skill.wait_connected()
        said("start", "just say")
        auditor.wait_for("hermes/dialogueManager/startSession")
        said("down", ".")
        said("pause", "Paused.")
        said("go on", ".")
        said("stop", "help you up")
        said("yes", "lie down")
        said("not today", "today")
        skill.stop()
        auditor.wait_for("supine/bridge/state")
        auditor.publish("over")
        auditor.wait_for("over")
        got_through = Counter(topic for topic, _ in auditor.heard)

    assert {name for topic in tried if (name := topic.rpartition("/")[2]) in HEARD} == set(HEARD)
    lost = {topic for topic, times in tried.items() if got_through[topic] < times}
    assert not lost


@pytest.mark.broker
def test_supine_may_publish_nothing_else(somebody):
    with somebody(AUDITOR) as auditor, somebody("supine") as supine:
        auditor.subscribe("#")
        for topic in REFUSED_TO_SUPINE:
            supine.publish(topic)
        supine.publish("hermes/tts/say")
        auditor.wait_for("hermes/tts/say")

        assert auditor.topics() - {"supine/bridge/state"} == {"hermes/tts/say"}


@pytest.mark.broker
@pytest.mark.parametrize("wish", ["#", "hermes/#", "hermes/audioServer/+/audioFrame", "+/+/+"])
def test_supine_hears_nothing_else_whatever_it_subscribes(somebody, wish):
    with somebody("supine") as supine, somebody(AUDITOR) as auditor:
        supine.subscribe(wish)
        supine.subscribe("hermes/tts/sayFinished")
        for topic in NOT_FOR_SUPINES_EARS:
            auditor.publish(topic)
        auditor.publish("hermes/tts/sayFinished")
        supine.wait_for("hermes/tts/sayFinished")

        assert supine.topics() - {"supine/bridge/state"} == {"hermes/tts/sayFinished"}


@pytest.mark.broker
def test_everything_that_supine_subscribes_reaches_it(somebody):
    topics = {topic.replace("+", "default") for topic in SUBSCRIPTIONS} - {"hermes/intent/default"}
    topics.add("hermes/intent/SupineStop")

    with somebody("supine") as supine, somebody("rhasspy") as rhasspy:
        for topic in SUBSCRIPTIONS:
            supine.subscribe(topic)
        for topic in topics:
            rhasspy.publish(topic)
        for topic in topics:
            supine.wait_for(topic)


@pytest.mark.broker
def test_what_the_doctor_asks_gets_through_and_so_do_the_answers(somebody):
    asked = {
        Question(service, "mark", "pause", ["SupinePause"]).asked(NOWHERE)[0] for service in Service
    }

    with somebody("supine") as supine, somebody("rhasspy") as rhasspy:
        for topic in TOPICS:
            supine.subscribe(topic)
            rhasspy.publish(topic)
        for topic in asked:
            rhasspy.subscribe(topic)
            supine.publish(topic)
        for topic in TOPICS:
            supine.wait_for(topic)
        for topic in asked:
            rhasspy.wait_for(topic)


@pytest.mark.broker
def test_the_doctor_hears_whether_supine_runs(broker, somebody):
    here = {"host": LOOPBACK, "port": broker.port, "password": broker.passwords["supine"]}
    with somebody("supine") as supine, somebody(AUDITOR) as auditor:
        supine._client.publish("supine/bridge/state", "online", retain=True)
        auditor.subscribe("supine/bridge/state")
        auditor.wait_for("supine/bridge/state")
        with HermesProbe(MqttSettings(username="supine", **here)) as probe:
            probe.wait(lambda _: probe.state is not None, 2.0)
        supine._client.publish("supine/bridge/state", "", retain=True)

    assert probe.not_heard == []
    assert probe.state == "online"


@pytest.mark.broker
def test_a_sound_reaches_the_loudspeaker(somebody):
    topic, wav = encode_play("bedroom", "supine-1-sound", b"RIFF")

    with somebody("supine") as supine, somebody("rhasspy") as rhasspy:
        rhasspy.subscribe("hermes/audioServer/+/playBytes/+")
        supine.publish(topic, wav)

        assert rhasspy.wait_for(topic) == b"RIFF"


@pytest.mark.broker
def test_rhasspys_services_hear_each_other_and_nothing_of_the_rest_of_the_house(somebody):
    own = {"hermes/audioServer/default/audioFrame", "rhasspy/asr/default/train", "hermes/asr/x"}
    others = {"supine/bridge/state", "homeassistant/switch/door/set", "household/help"}

    with somebody("rhasspy") as rhasspy, somebody(AUDITOR) as auditor:
        rhasspy.subscribe("#")
        auditor.subscribe("#")
        for topic in [*others, *own]:
            rhasspy.publish(topic)
        for topic in own:
            rhasspy.wait_for(topic)
            auditor.wait_for(topic)

        assert rhasspy.topics() == own
        assert auditor.topics() - {"supine/bridge/state"} == own


@pytest.mark.broker
@pytest.mark.parametrize(("user", "password"), [(None, None), ("supine", "guess"), ("eve", "x")])
def test_nobody_comes_in_without_a_password(broker, user, password):
    with Client(broker.port, user, password) as client:
        assert client.code in {4, 5}


def test_the_list_names_every_intent_of_supine_and_no_other():
    contract = load_contract(shipped("intents") / CONTRACT_FILE)
    listed = {topic for right, topic in rights("supine") if topic.startswith("hermes/intent/")}

    assert listed == {f"hermes/intent/{name}" for name in contract.intents}


def test_only_what_comes_before_the_last_slash_is_left_open_and_only_for_sites():
    """A plus stands for a site, a wake word or an utterance, and a # is in no right of supine's."""
    wide = {topic for _, topic in rights("supine") if "+" in topic or "#" in topic}

    assert wide == {
        "hermes/hotword/+/detected",
        "hermes/audioServer/+/playFinished",
        "hermes/audioServer/+/playBytes/+",
    }
