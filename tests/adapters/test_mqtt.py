"""The link, held against a real mosquitto: what goes wrong with brokers in houses."""

import json
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest

from brokers import Broker, Certificates, certificates, free_port, mosquitto
from supine.adapters.hermes.codec import SUBSCRIPTIONS
from supine.adapters.hermes.messages import IntentSpoken, Message, WakeHeard
from supine.adapters.mqtt import STATE_TOPIC, MqttLink, MqttSettings, TlsSettings, tls_context
from supine.adapters.pahoclient import FRESH_S
from supine.errors import UnreachableError

__all__ = ["certificates", "mosquitto"]  # fixtures

WAIT_S = 15.0
WAKE = "hermes/hotword/porcupine/detected"


class Listener:
    """Takes what a link hands on, and lets a test wait for it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.connections = 0
        self.losses = 0
        self._changed = threading.Condition()

    def take(self, message: Message) -> None:
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def connected(self) -> None:
        with self._changed:
            self.connections += 1
            self._changed.notify_all()

    def lost(self) -> None:
        with self._changed:
            self.losses += 1
            self._changed.notify_all()

    def wait_until(self, claim: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(claim, WAIT_S), "it did not happen in time"


class Neighbour:
    """Another client at the same broker."""

    def __init__(self, port: int, topic: str = "#") -> None:
        versions = getattr(paho, "CallbackAPIVersion", None)
        self._client = paho.Client(*(() if versions is None else (versions.VERSION1,)))
        self.heard: list[tuple[str, str, bool]] = []
        self._changed = threading.Condition()
        subscribed = threading.Event()
        self._client.on_connect = lambda client, *_: client.subscribe(topic)
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert subscribed.wait(WAIT_S)

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        with self._changed:
            self.heard.append((message.topic, message.payload.decode(), bool(message.retain)))
            self._changed.notify_all()

    def publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        self._client.publish(topic, payload, retain=retain)

    def wait_for(self, topic: str, payload: str) -> None:
        with self._changed:
            assert self._changed.wait_for(
                lambda: any(heard[:2] == (topic, payload) for heard in self.heard), WAIT_S
            ), self.heard

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def neighbour(port: int) -> Iterator[Neighbour]:
    client = Neighbour(port)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def linked(settings: MqttSettings, listener: Listener) -> Iterator[MqttLink]:
    link = MqttLink(settings, listener.take, listener.connected, listener.lost)
    link.start()
    try:
        yield link
    finally:
        link.stop()


def at(port: int, **settings: Any) -> MqttSettings:
    return MqttSettings(host="127.0.0.1", port=port, **settings)


def said(caplog: pytest.LogCaptureFixture, *, words: str) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "supine.adapters.mqtt" and words in record.getMessage()
    ]


def wait_for_log(caplog: pytest.LogCaptureFixture, words: str) -> str:
    give_up_at = time.monotonic() + WAIT_S
    while not (lines := said(caplog, words=words)):
        assert time.monotonic() < give_up_at, [record.getMessage() for record in caplog.records]
        time.sleep(0.01)
    return lines[0]


# ---- with a broker --------------------------------------------------------------------------


@pytest.mark.broker
def test_messages_are_handed_on_decoded_and_answers_get_out(mosquitto: Broker):
    listener = Listener()

    with neighbour(mosquitto.port) as other, linked(at(mosquitto.port), listener) as link:
        listener.wait_until(lambda: listener.connections == 1)
        other.publish(WAKE, '{"siteId": "bedroom"}')
        listener.wait_until(lambda: len(listener.messages) == 1)
        sent = link.publish("hermes/tts/say", '{"text": "Hello."}')
        other.wait_for("hermes/tts/say", '{"text": "Hello."}')

    assert sent
    assert listener.messages == [WakeHeard("bedroom", "porcupine")]


@pytest.mark.broker
def test_everything_supine_needs_is_subscribed(mosquitto: Broker):
    listener = Listener()
    intent = {"intent": {"confidenceScore": 1}, "siteId": "a", "sessionId": "s"}

    with neighbour(mosquitto.port) as other, linked(at(mosquitto.port), listener):
        listener.wait_until(lambda: listener.connections == 1)
        other.publish(WAKE, "{}")
        for event in ("sessionStarted", "sessionQueued", "sessionEnded", "intentNotRecognized"):
            other.publish(f"hermes/dialogueManager/{event}", '{"sessionId": "s"}')
        other.publish("hermes/intent/SupinePause", json.dumps(intent))
        other.publish("hermes/tts/sayFinished", '{"id": "supine-1"}')
        other.publish("hermes/error/tts", '{"context": "supine-1"}')
        other.publish("hermes/audioServer/a/playFinished", '{"id": "supine-1"}')
        listener.wait_until(lambda: len(listener.messages) == 9)

    assert len({type(message) for message in listener.messages}) == 9


@pytest.mark.broker
def test_a_retained_intent_from_yesterday_does_nothing(mosquitto: Broker):
    listener = Listener()
    old = {"intent": {"confidenceScore": 1}, "siteId": "yesterday"}
    new = {"intent": {"confidenceScore": 1}, "siteId": "today"}

    with neighbour(mosquitto.port) as other:
        other.publish("hermes/intent/SupinePause", json.dumps(old), retain=True)
        other.wait_for("hermes/intent/SupinePause", json.dumps(old))
        with linked(at(mosquitto.port), listener):
            listener.wait_until(lambda: listener.connections == 1)
            other.publish("hermes/intent/SupineNext", json.dumps(new))
            listener.wait_until(lambda: len(listener.messages) == 1)

    assert listener.messages == [IntentSpoken("today", None, "SupineNext", {}, 1.0)]


@pytest.mark.broker
def test_a_flood_of_nonsense_is_ten_lines_and_changes_nothing(
    mosquitto: Broker, caplog: pytest.LogCaptureFixture
):
    listener = Listener()

    with neighbour(mosquitto.port) as other, linked(at(mosquitto.port), listener):
        listener.wait_until(lambda: listener.connections == 1)
        for number in range(500):
            other.publish("hermes/intent/SupinePause", f"nonsense\n{number}")
        other.publish(WAKE, "{}")
        listener.wait_until(lambda: len(listener.messages) == 1)

    lines = said(caplog, words="left aside")
    assert len(lines) == 10
    assert "'hermes/intent/SupinePause': the payload is not JSON" in lines[0]
    assert not any("\n" in line for line in lines)


@pytest.mark.broker
def test_the_broker_tells_who_is_there_and_who_has_left(mosquitto: Broker):
    listener = Listener()

    with neighbour(mosquitto.port) as other:
        with linked(at(mosquitto.port), listener):
            other.wait_for(STATE_TOPIC, "online")
        other.wait_for(STATE_TOPIC, "offline")
    with neighbour(mosquitto.port) as later:
        later.wait_for(STATE_TOPIC, "offline")
        retained = later.heard

    assert retained == [(STATE_TOPIC, "offline", True)]
    assert listener.losses == 1


@pytest.mark.broker
def test_the_place_where_that_is_told_can_be_another_or_none(mosquitto: Broker):
    listener = Listener()

    with neighbour(mosquitto.port) as other:
        with linked(at(mosquitto.port, state_topic="house/supine", client_id="one"), listener):
            other.wait_for("house/supine", "online")
        other.wait_for("house/supine", "offline")
        with linked(at(mosquitto.port, state_topic=None, client_id="other"), listener) as link:
            listener.wait_until(lambda: listener.connections == 2)
            link._client.socket().shutdown(socket.SHUT_RDWR)  # there is no last will either
            listener.wait_until(lambda: listener.connections == 3)
        heard = {topic for topic, *_ in other.heard}

    assert heard == {"house/supine"}


@pytest.mark.broker
def test_somebody_who_just_vanishes_is_reported_by_the_last_will(mosquitto: Broker):
    listener = Listener()

    with neighbour(mosquitto.port) as other, linked(at(mosquitto.port), listener) as link:
        other.wait_for(STATE_TOPIC, "online")
        link._client.socket().shutdown(socket.SHUT_RDWR)  # as a power cut does
        other.wait_for(STATE_TOPIC, "offline")
        listener.wait_until(lambda: listener.connections == 2)

    assert listener.losses >= 1


@pytest.mark.broker
def test_after_a_restart_of_the_broker_everything_is_heard_again(
    mosquitto: Broker, caplog: pytest.LogCaptureFixture
):
    listener = Listener()

    with linked(at(mosquitto.port), listener) as link:
        listener.wait_until(lambda: listener.connections == 1)
        mosquitto.stop()
        listener.wait_until(lambda: listener.losses == 1)
        sent_meanwhile = link.publish("hermes/tts/say", '{"text": "Nobody hears this."}')
        known_meanwhile = link.connected
        mosquitto.start()
        listener.wait_until(lambda: listener.connections == 2)
        with neighbour(mosquitto.port) as other:
            other.publish(WAKE, "{}")
            listener.wait_until(lambda: len(listener.messages) == 1)
            heard = [topic for topic, *_ in other.heard]

    assert not sent_meanwhile
    assert not known_meanwhile
    assert "hermes/tts/say" not in heard
    assert len(said(caplog, words="has closed the connection")) == 1


@pytest.mark.broker
def test_a_broker_that_stands_still_is_not_given_what_it_would_say_much_later(
    mosquitto: Broker, monkeypatch: pytest.MonkeyPatch
):
    """All of it would be said at once when it goes on, minutes after its time."""
    monkeypatch.setattr("supine.adapters.mqtt.ANSWERS_WITHIN_S", 0.2)
    listener = Listener()
    process = mosquitto._process
    assert process is not None
    with neighbour(mosquitto.port) as other, linked(at(mosquitto.port), listener) as link:
        listener.wait_until(lambda: listener.connections == 1)
        assert link.publish("test/said", "before")
        other.wait_for("test/said", "before")
        time.sleep(FRESH_S + 0.1)
        process.send_signal(signal.SIGSTOP)
        try:
            link.publish("test/said", "first")
            time.sleep(0.3)
            taken = [link.publish("test/said", "stale") for _ in range(3)]
        finally:
            process.send_signal(signal.SIGCONT)
        other.wait_for("test/said", "first")
        give_up_at = time.monotonic() + WAIT_S
        while not link.publish("test/said", "after"):
            assert time.monotonic() < give_up_at, "it was never given anything any more"
            time.sleep(0.01)
        other.wait_for("test/said", "after")

    assert taken == [False] * 3
    assert [text for topic, text, _ in other.heard if topic == "test/said"] == [
        "before",
        "first",
        "after",
    ]
    assert listener.connections == 1


@pytest.mark.broker
def test_a_broker_that_comes_later_is_found(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    listener, late = Listener(), Broker(tmp_path)

    with linked(at(late.port), listener):
        line = wait_for_log(caplog, "refuses the connection")
        late.start()
        try:
            listener.wait_until(lambda: listener.connections == 1)
        finally:
            late.stop()

    assert f"127.0.0.1:{late.port}" in line
    assert line.endswith("it refuses the connection; is it running there?")


@pytest.mark.broker
def test_the_right_password_opens_and_a_wrong_one_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    right, wrong = Listener(), Listener()

    with Broker(tmp_path, users={"anna": "secret"}) as broker:
        with linked(at(broker.port, username="anna", password="secret"), right):
            right.wait_until(lambda: right.connections == 1)
        with linked(at(broker.port, username="anna", password="guess"), wrong) as link:
            line = wait_for_log(caplog, "user name and password")
            assert not link.connected

    assert wrong.connections == 0
    assert "guess" not in caplog.text
    assert "does not greet" not in caplog.text
    assert f"127.0.0.1:{broker.port}" in line


@pytest.mark.broker
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_tls_with_the_right_authority_connects(
    tmp_path: Path, certificates: Certificates, host: str
):
    listener = Listener()
    tls = TlsSettings(ca_file=certificates.file("ca.crt"))

    with Broker(tmp_path, certificates=certificates) as broker:
        settings = MqttSettings(host=host, port=broker.port, tls=tls)
        with linked(settings, listener):
            listener.wait_until(lambda: listener.connections == 1)


@pytest.mark.broker
def test_a_password_goes_over_tls_and_the_right_one_opens(
    tmp_path: Path, certificates: Certificates, caplog: pytest.LogCaptureFixture
):
    right, wrong = Listener(), Listener()
    tls = TlsSettings(ca_file=certificates.file("ca.crt"))

    with Broker(tmp_path, users={"anna": "secret"}, certificates=certificates) as broker:
        with linked(at(broker.port, username="anna", password="secret", tls=tls), right) as link:
            right.wait_until(lambda: right.connections == 1)
            cipher = link._client.socket().cipher()
        with linked(at(broker.port, username="anna", password="guess", tls=tls), wrong):
            wait_for_log(caplog, "user name and password")

    assert cipher is not None
    assert wrong.connections == 0


@pytest.mark.broker
def test_a_broker_that_wants_a_certificate_gets_ours(tmp_path: Path, certificates: Certificates):
    listener = Listener()
    tls = TlsSettings(
        ca_file=certificates.file("ca.crt"),
        cert_file=certificates.file("client.crt"),
        key_file=certificates.file("client.key"),
    )

    with (
        Broker(tmp_path, certificates=certificates, ask_for_certificate=True) as broker,
        linked(at(broker.port, tls=tls), listener),
    ):
        listener.wait_until(lambda: listener.connections == 1)


# A handshake that fails leaves paho's socket to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.broker
def test_a_certificate_nobody_vouches_for_is_refused_unless_one_asks_for_it(
    tmp_path: Path, certificates: Certificates, caplog: pytest.LogCaptureFixture
):
    careful, careless = Listener(), Listener()

    with Broker(tmp_path, certificates=certificates) as broker:
        with linked(at(broker.port, tls=TlsSettings()), careful):
            line = wait_for_log(caplog, "certificate")
        with linked(at(broker.port, tls=TlsSettings(insecure=True)), careless):
            careless.wait_until(lambda: careless.connections == 1)

    assert careful.connections == 0
    assert "not trusted" in line


@pytest.mark.broker
def test_a_plain_link_to_a_tls_port_is_told_what_to_look_at(
    tmp_path: Path, certificates: Certificates, caplog: pytest.LogCaptureFixture
):
    listener = Listener()

    with (
        Broker(tmp_path, certificates=certificates) as broker,
        linked(at(broker.port), listener),
    ):
        line = wait_for_log(caplog, "TLS")

    assert line.endswith("it takes the connection, but does not greet; does it expect TLS?")
    assert listener.connections == 0


@pytest.mark.broker
def test_an_error_in_a_callback_is_logged_and_the_link_lives_on(
    mosquitto: Broker, caplog: pytest.LogCaptureFixture
):
    listener = Listener()

    def take(message: Message) -> None:
        listener.take(message)
        if len(listener.messages) == 1:
            raise RuntimeError("the inbox is broken")

    link = MqttLink(at(mosquitto.port), take, listener.connected, listener.lost)
    link.start()
    with neighbour(mosquitto.port) as other:
        listener.wait_until(lambda: listener.connections == 1)
        other.publish(WAKE, "{}")
        other.publish(WAKE, "{}")
        listener.wait_until(lambda: len(listener.messages) == 2)
    link.stop()

    assert "RuntimeError: the inbox is broken" in caplog.text


@pytest.mark.broker
def test_small_messages_do_not_wait_for_each_other(mosquitto: Broker):
    listener = Listener()

    with linked(at(mosquitto.port), listener) as link:
        listener.wait_until(lambda: listener.connections == 1)
        no_delay = link._client.socket().getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert no_delay


# ---- without one ----------------------------------------------------------------------------


def test_an_unknown_host_is_one_line_and_stopping_does_not_hang(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", nobody)
    listener = Listener()

    with linked(MqttSettings(host="brokr.invalid"), listener):
        wait_for_log(caplog, "nobody knows that name")
        time.sleep(1.5)  # a second attempt
        began = time.monotonic()

    assert time.monotonic() - began < 2.5
    [line] = said(caplog, words="brokr")
    assert line == (
        "the MQTT broker at brokr.invalid:1883 is out of reach, and supine keeps trying: "
        "it cannot be found, since nobody knows that name"
    )


def test_a_host_that_is_no_host_does_not_end_the_attempts(caplog: pytest.LogCaptureFixture):
    listener = Listener()

    with linked(MqttSettings(host="a..b"), listener) as link:
        wait_for_log(caplog, "cannot be found")
        alive = link._client._thread.is_alive()

    assert alive


def test_a_broker_that_says_nothing_is_given_up_in_time(caplog: pytest.LogCaptureFixture):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        listener = Listener()
        with linked(at(silent.getsockname()[1], keepalive_s=1), listener):
            line = wait_for_log(caplog, "does not greet")

    assert listener.connections == 0
    assert "127.0.0.1" in line


def test_nothing_is_sent_before_there_was_a_broker():
    listener = Listener()

    with linked(at(free_port()), listener) as link:
        sent = link.publish("hermes/tts/say", "{}")

    assert not sent
    assert (listener.connections, listener.losses) == (0, 0)


def test_a_topic_that_the_broker_withholds_is_named(caplog: pytest.LogCaptureFixture):
    listener = Listener()
    link = MqttLink(MqttSettings(host="broker.home"), listener.take, listener.connected, print)
    granted = [0 if "tts" not in topic else 0x80 for topic in SUBSCRIPTIONS]

    link._subscribed(link._client, None, 1, granted)

    assert [line.partition("hear ")[2] for line in said(caplog, words="does not let")] == [
        "hermes/tts/sayFinished: look at its access list",
        "hermes/error/tts: look at its access list",
    ]
    assert listener.connections == 1, "what is let through is worth hearing"


def test_a_thread_of_the_link_that_is_stuck_in_what_it_hands_on_is_told_of(mosquitto: Broker):
    """A heartbeat looks at this: whoever started supine has to start it anew then."""
    stuck, let_go = threading.Event(), threading.Event()

    def hang(_message: Message) -> None:
        stuck.set()
        let_go.wait(WAIT_S)

    listener = Listener()
    link = MqttLink(at(mosquitto.port), hang, listener.connected, listener.lost)
    link._client.pulse._within_s = 1.5  # it comes round once a second
    before = link.trouble()
    link.start()
    listener.wait_until(lambda: listener.connections == 1)
    time.sleep(2.0)
    at_rest = link.trouble()
    with neighbour(mosquitto.port) as other:
        other.publish(WAKE, '{"siteId": "a"}')
        assert stuck.wait(WAIT_S)
        time.sleep(2.0)

    in_it = link.trouble()
    let_go.set()
    end = time.monotonic() + WAIT_S
    while link.trouble() is not None:
        assert time.monotonic() < end
        time.sleep(0.01)
    link.stop()

    assert (before, at_rest) == (None, None)
    assert in_it is not None
    assert in_it.startswith("the thread of the MQTT link has been at one thing for ")
    assert link.trouble() is None


def test_a_thread_of_the_link_that_has_ended_is_told_of(mosquitto: Broker):
    listener = Listener()
    with linked(at(mosquitto.port), listener) as link:
        listener.wait_until(lambda: listener.connections == 1)
        ends = link._client._thread
        link._client._thread_terminate = True
        ends.join(WAIT_S)

        assert link.trouble() == "the thread of the MQTT link has ended"


def test_whoever_leaves_says_nothing_more_and_does_not_wait(mosquitto: Broker):
    listener = Listener()
    with linked(at(mosquitto.port), listener) as link, neighbour(mosquitto.port) as other:
        listener.wait_until(lambda: listener.connections == 1)
        began = time.monotonic()

        link.leave()
        took_s = time.monotonic() - began
        said = link.publish("hermes/tts/say", "{}")
        other.wait_for(STATE_TOPIC, "offline")

    assert took_s < 0.2
    assert not said
    assert "hermes/tts/say" not in [topic for topic, *_ in other.heard]


def test_stopping_what_was_never_started_is_nothing():
    link = MqttLink(MqttSettings(), print, print, print)

    link.stop()

    assert not link.connected


def test_a_password_is_not_shown():
    assert "secret" not in repr(MqttSettings(username="anna", password="secret"))


def test_an_address_is_written_as_people_write_it():
    assert MqttSettings(host="::1", port=1884).address == "[::1]:1884"
    assert MqttSettings(host="broker.home").address == "broker.home:1883"


def test_a_missing_tls_file_is_one_sentence(tmp_path: Path):
    missing = str(tmp_path / "ca.crt")

    with pytest.raises(UnreachableError) as refused:
        tls_context(TlsSettings(ca_file=missing), "broker:8883")

    assert str(refused.value) == (
        f"broker:8883: {missing} cannot be used for TLS: No such file or directory"
    )


def test_a_tls_file_that_is_something_else_is_one_sentence(tmp_path: Path):
    wrong = tmp_path / "ca.crt"
    wrong.write_text("not a certificate", "utf-8")

    with pytest.raises(UnreachableError, match=r"ca\.crt cannot be used for TLS"):
        MqttLink(
            MqttSettings(tls=TlsSettings(ca_file=str(wrong))),
            Listener().take,
            print,
            print,
            logging.getLogger(__name__),
        )
