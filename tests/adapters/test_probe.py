"""The visitor at a real broker."""

import json
import socket

import pytest

from brokers import Broker, Certificates, certificates, free_port, mosquitto
from rhasspy.bus import Bus
from supine.adapters import probe as probe_module
from supine.adapters.mqtt import MqttSettings, TlsSettings
from supine.adapters.probe import HermesProbe
from supine.adapters.questions import NOWHERE, Question, Service
from supine.errors import UnreachableError

__all__ = ["certificates", "mosquitto"]

pytestmark = pytest.mark.broker


def settings(port, **more):
    return MqttSettings(host="127.0.0.1", port=port, **more)


def refusal(settings):
    with pytest.raises(UnreachableError) as raised, HermesProbe(settings):
        pass
    return str(raised.value)


def test_questions_go_out_and_answers_come_in(mosquitto):
    question = Question(Service.SPEECH, "mark")

    with Bus(mosquitto.port) as bus, HermesProbe(settings(mosquitto.port)) as probe:
        probe.ask([question], NOWHERE)
        bus.wait_for("hermes/tts/say", id="mark", siteId=NOWHERE)
        bus.publish_bytes("hermes/tts/sayFinished", b"no JSON")
        bus.publish_bytes("hermes/tts/sayFinished", b"[1]")
        bus.publish("hermes/tts/sayFinished", id="mark", siteId=NOWHERE)
        heard = probe.wait(lambda messages: bool(question.replies(messages)), 3.0)

    assert [message.fields["id"] for message in heard] == ["mark"]


def test_it_waits_no_longer_than_it_may(mosquitto):
    with HermesProbe(settings(mosquitto.port)) as probe:
        assert probe.wait(bool, 0.05) == []


def test_what_the_service_says_of_itself_is_read_and_left(mosquitto):
    with Bus(mosquitto.port) as bus:
        bus._client.publish("supine/bridge/state", "online", retain=True)
        bus.publish("hermes/flush")
        bus.wait_for("hermes/flush")
        with HermesProbe(settings(mosquitto.port)) as probe:
            probe.wait(lambda _: probe.state is not None, 0.5)
            first = probe.state
        with HermesProbe(settings(mosquitto.port)) as probe:
            probe.wait(lambda _: probe.state is not None, 0.5)

    assert (first, probe.state) == ("online", "online")


def test_what_was_kept_from_earlier_is_no_answer(mosquitto):
    with Bus(mosquitto.port) as bus:
        bus._client.publish("hermes/tts/sayFinished", json.dumps({"id": "m"}), retain=True)
        bus.wait_for("hermes/tts/sayFinished")
        with HermesProbe(settings(mosquitto.port)) as probe:
            assert probe.wait(bool, 0.2) == []


def test_it_does_not_push_the_running_service_out(mosquitto):
    """Two clients of one name: the broker throws the first one out."""
    probe = HermesProbe(settings(mosquitto.port, client_id="supine"))

    assert probe._client._client_id != b"supine"
    assert probe._client._client_id.startswith(b"supine-doctor-")


def test_a_wrong_password_is_told_as_that(tmp_path):
    with Broker(tmp_path, users={"anna": "right"}) as broker:
        wrong = refusal(settings(broker.port, username="anna", password="wrong"))
        with HermesProbe(settings(broker.port, username="anna", password="right")):
            pass

    assert "are user name and password right?" in wrong
    assert "wrong" not in wrong.replace("password right", "")


def test_without_a_broker_that_is_told():
    assert "refuses the connection; is it running there?" in refusal(settings(free_port()))


def test_a_name_that_nobody_knows_is_told():
    assert "nobody knows that name" in refusal(MqttSettings(host="no.such.invalid"))


# paho leaves the socket open when the handshake fails.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_tls_is_spoken_where_it_is_wanted(tmp_path, certificates: Certificates):
    with Broker(tmp_path, certificates=certificates) as broker:
        trusting = TlsSettings(ca_file=certificates.file("ca.crt"))
        with HermesProbe(settings(broker.port, tls=trusting)):
            pass
        stranger = refusal(settings(broker.port, tls=TlsSettings()))
        plain = refusal(settings(broker.port))

    assert "certificate that is not trusted" in stranger
    assert "TLS?" in plain


def test_somebody_who_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(probe_module, "CONNECTS_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert "TLS?" in refusal(settings(listener.getsockname()[1]))
