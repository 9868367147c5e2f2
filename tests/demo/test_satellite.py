"""The typed satellite on a real broker, with a small skill on the other side."""

import json
import threading
import time
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import paho.mqtt.client as mqtt
import pytest

from demo.bench import Found, SmallSkill, recognise
from supine.clock import FastClock, SystemClock
from supine.demo.broker import EmbeddedBroker
from supine.demo.rhasspy.audio import silence
from supine.demo.satellite import Kind, Settings, Spoken, TypedSatellite
from supine.errors import UnreachableError

pytestmark = pytest.mark.broker

START = "start my back release for twelve minutes"


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker() as running:
        yield running


@pytest.fixture
def skill(broker: EmbeddedBroker) -> Iterator[SmallSkill]:
    with SmallSkill(broker.host, broker.port) as running:
        yield running


@pytest.fixture
def satellite(broker: EmbeddedBroker, skill: SmallSkill) -> Iterator[TypedSatellite]:
    assert skill.idle()
    with TypedSatellite(FastClock(20), recognise, broker.host, broker.port) as running:
        yield running


class Client:
    """Somebody else on the broker."""

    def __init__(self, broker: EmbeddedBroker, *topics: str) -> None:
        self.got: list[tuple[str, Any]] = []
        subscribed = threading.Event()
        self._client = mqtt.Client()
        self._client.on_connect = lambda client, *_: client.subscribe(
            [(topic, 0) for topic in topics or ("nothing",)]
        )
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.on_message = lambda _client, _data, message: self.got.append(
            (message.topic, json.loads(message.payload))
        )
        self._client.connect(broker.host, broker.port)
        self._client.loop_start()
        assert subscribed.wait(5)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def send(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload)

    def wait_for(self, topic: str) -> Any:
        end = time.monotonic() + 5
        while time.monotonic() < end:
            for got, body in list(self.got):
                if got == topic:
                    return body
            time.sleep(0.01)
        raise TimeoutError(topic)


def test_words_reach_the_skill_and_its_answer_is_heard(satellite: TypedSatellite):
    satellite.utter("pause")

    answer = satellite.wait_for("Paused.", within_s=60)

    assert answer.kind is Kind.ANSWERED
    assert answer.lasts_s == 0.5
    assert [spoken.text for spoken in satellite.said] == ["pause", "Paused."]


def test_announcements_follow_each_other_as_their_ends_are_heard(satellite: TypedSatellite):
    satellite.utter(START)
    satellite.wait_for("That is all.", within_s=200)

    announced = [spoken for spoken in satellite.said if spoken.kind is Kind.ANNOUNCED]

    assert [spoken.text for spoken in announced] == ["Lie back.", "Let it go.", "That is all."]
    for one, next_one in pairwise(announced):
        assert next_one.at_s >= one.at_s + one.lasts_s


def test_each_site_hears_its_own(satellite: TypedSatellite):
    satellite.utter(START, site="bedroom")
    satellite.utter("pause", site="kitchen")

    satellite.wait_for(lambda spoken: spoken.text == "Paused.", within_s=60)
    satellite.wait_for("That is all.", within_s=200)

    assert {s.site for s in satellite.said if s.kind is Kind.ANNOUNCED} == {"bedroom"}
    assert {s.site for s in satellite.said if s.text == "Paused."} == {"kitchen"}


def test_it_is_quiet_only_once_the_answer_was_said(satellite: TypedSatellite):
    before = satellite.quiet_since()
    satellite.utter("pause")
    at_once = satellite.quiet_since()
    answer = satellite.wait_for("Paused.", within_s=60)
    end = time.monotonic() + 5
    while satellite.quiet_since() is None and time.monotonic() < end:
        time.sleep(0.01)

    assert before == 0.0
    assert at_once is None
    assert (satellite.quiet_since() or 0.0) >= answer.at_s + answer.lasts_s


def test_what_was_not_heard_in_time_is_told_with_what_was(satellite: TypedSatellite):
    satellite.utter("banana")

    with pytest.raises(TimeoutError, match=r"not heard within 20 s: 'Paused.'; heard: .'banana'"):
        satellite.wait_for("Paused.", within_s=20)


def test_what_was_heard_already_need_not_be_waited_for_again(satellite: TypedSatellite):
    satellite.utter("pause")
    first = satellite.wait_for("Paused.", within_s=60)

    assert satellite.wait_for("Paused.", within_s=0) == first
    with pytest.raises(TimeoutError):
        satellite.wait_for("Paused.", within_s=1, since=len(satellite.said))


@pytest.mark.usefixtures("skill")
def test_a_listener_hears_everything_as_it_begins(broker: EmbeddedBroker):
    heard: list[Spoken] = []
    with TypedSatellite(
        FastClock(20), recognise, broker.host, broker.port, listener=heard.append
    ) as satellite:
        satellite.utter("pause")
        satellite.wait_for("Paused.", within_s=60)

        assert heard == satellite.said


def test_its_own_messages_come_back_from_the_broker_without_effect(
    broker: EmbeddedBroker, satellite: TypedSatellite
):
    with Client(broker, "hermes/dialogueManager/#", "hermes/hotword/+/detected") as client:
        satellite.utter("pause")
        satellite.wait_for("Paused.", within_s=60)
        client.wait_for("hermes/dialogueManager/sessionEnded")

        topics = [topic for topic, _ in client.got]

    assert topics.count("hermes/hotword/typed/detected") == 1
    assert topics.count("hermes/dialogueManager/sessionStarted") == 1
    assert satellite._echoes == {}


def test_nonsense_from_outside_is_passed_over(broker: EmbeddedBroker, satellite: TypedSatellite):
    with Client(broker) as client:
        for topic in ("hermes/tts/say", "hermes/dialogueManager/startSession", "hermes/nlu/query"):
            for payload in (b"", b"{", b"null", b'{"siteId": ["a"]}', b"\xff", b'{"text": 5}'):
                client.send(topic, payload)
        client.send("hermes/audioServer/default/playBytes/x", b"garbage")
        satellite.utter("pause")

        assert satellite.wait_for("Paused.", within_s=60)


@pytest.mark.usefixtures("skill")
def test_a_recogniser_that_fails_does_not_end_the_satellite(
    broker: EmbeddedBroker, caplog: pytest.LogCaptureFixture
):
    def fragile(text: str, intents: Collection[str] | None) -> Found | None:
        if text == "bug":
            raise LookupError(text)
        return recognise(text, intents)

    with TypedSatellite(
        FastClock(20), fragile, broker.host, broker.port, settings=Settings(session_timeout_s=3)
    ) as satellite:
        satellite.utter("bug", site="kitchen")
        satellite.utter("pause")

        assert satellite.wait_for("Paused.", within_s=60)
    assert "goes on" in caplog.text


def test_a_sound_sent_by_a_skill_is_heard_and_reported(
    broker: EmbeddedBroker, satellite: TypedSatellite
):
    with Client(broker, "hermes/audioServer/+/playFinished") as client:
        client.send("hermes/audioServer/kitchen/playBytes/chime", silence(0.5))
        spoken = satellite.wait_for(lambda spoken: spoken.kind is Kind.SOUND, within_s=60)
        body = client.wait_for("hermes/audioServer/kitchen/playFinished")

    assert (spoken.site, spoken.lasts_s) == ("kitchen", 0.5)
    assert body["id"] == "chime"


@pytest.mark.usefixtures("skill")
def test_on_the_real_clock_a_sentence_takes_its_time(broker: EmbeddedBroker):
    with TypedSatellite(SystemClock(), recognise, broker.host, broker.port) as satellite:
        satellite.utter(START)
        first = satellite.wait_for("Lie back.", within_s=5)
        second = satellite.wait_for("Let it go.", within_s=5)

    assert first.lasts_s == pytest.approx(9 / 14)
    assert second.at_s - first.at_s == pytest.approx(9 / 14, abs=0.15)


def test_it_leaves_no_thread_behind(broker: EmbeddedBroker):
    before = set(threading.enumerate())

    with TypedSatellite(SystemClock(), recognise, broker.host, broker.port):
        during = set(threading.enumerate())

    assert during > before
    assert set(threading.enumerate()) == before


def test_a_broker_that_is_not_there_is_one_sentence():
    with EmbeddedBroker() as gone:
        port = gone.port

    with pytest.raises(UnreachableError, match=f"127.0.0.1:{port}: "):
        TypedSatellite(SystemClock(), recognise, "127.0.0.1", port).__enter__()
