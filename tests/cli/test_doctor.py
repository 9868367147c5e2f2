"""`supine doctor` in households where something is wrong, and in one where nothing is."""

import errno
import json
import sys
import threading
import time
from pathlib import Path

import pytest

from brokers import Broker, free_port, mosquitto
from cli.house import english, rhasspy, written
from rhasspy.bus import Bus
from supine.app import Skill
from supine.cli.checkup import wire
from supine.cli.library import read_config, read_library
from supine.clock import SystemClock
from supine.errors import Fault, FaultsError

__all__ = ["mosquitto"]

WITHIN_S = 15.0
"""Ten seconds are promised; machines that run tests are busy."""


@pytest.fixture(scope="module")
def recogniser():
    return english()


@pytest.fixture
def _impatient(monkeypatch):
    """Who answers here answers soon."""
    monkeypatch.setattr(wire, "FIRST_S", 0.5)
    monkeypatch.setattr(wire, "SECOND_S", 1.0)
    monkeypatch.setattr(wire, "THIRD_S", 0.3)


@pytest.fixture
def doctor(supine, _impatient):
    """Return a function that asks the doctor and returns its exit code and its findings."""

    def ask(config):
        began = time.monotonic()
        ran = supine("doctor", "-c", config, "--json")
        assert time.monotonic() - began < WITHIN_S
        report = json.loads(ran.out)
        assert report["fine"] is (ran.code == 0)
        return ran.code, {check["name"]: check for check in report["checks"]}

    return ask


def to_mend(findings):
    return {name: check for name, check in findings.items() if check["state"] == "mend"}


@pytest.mark.broker
def test_in_a_household_where_all_is_well_it_says_so(doctor, mosquitto, recogniser, tmp_path):
    with rhasspy(mosquitto.port, recogniser.recognise):
        code, findings = doctor(written(tmp_path, mosquitto.port))

    assert (code, to_mend(findings)) == (0, {})
    routines = len(read_library(read_config(None), "en").languages["en"].routines)
    assert findings["intent recognition (en)"]["what"] == (
        f"knows our sentences and the names of {routines} routines"
    )
    assert {"clock", "zone", "files", "library", "plugins", "database", "disk", "reminders"} <= (
        set(findings)
    )


@pytest.mark.broker
@pytest.mark.usefixtures("_impatient")
def test_where_only_supine_is_missing_it_does_not_say_that_all_is_well(
    supine, mosquitto, recogniser, tmp_path
):
    with rhasspy(mosquitto.port, recogniser.recognise):
        ran = supine("doctor", "-c", written(tmp_path, mosquitto.port))

    *_, skill, last = ran.out.splitlines()
    assert ran.code == 0
    assert skill.startswith("note  supine: does not say that it is running at this broker")
    assert last == "nothing to mend, 1 note"


@pytest.mark.broker
def test_a_rhasspy_that_leaves_strange_sites_alone_answers_too(
    doctor, mosquitto, recogniser, tmp_path
):
    """As Rhasspy's own settings make it: every service is for its sites alone."""
    with rhasspy(mosquitto.port, recogniser.recognise, sites=("default", "bedroom")):
        code, findings = doctor(written(tmp_path, mosquitto.port))

    assert (code, to_mend(findings)) == (0, {})


@pytest.mark.broker
def test_nothing_is_said_and_nothing_asked_in_any_room(supine, mosquitto, recogniser, tmp_path):
    """Neither by what is asked nor by what a running supine makes of it."""
    file = written(tmp_path, mosquitto.port)
    config = read_config(str(file))
    skill = Skill(config, read_library(config), SystemClock())
    skill.start()
    skill.wait_connected()
    with rhasspy(mosquitto.port, recogniser.recognise) as satellite, Bus(mosquitto.port) as bus:
        satellite.utter("start my back release")
        satellite.wait_for(lambda said: said.text.startswith("Back release"), within_s=10)
        satellite.utter("pause")
        satellite.wait_for("Paused.", within_s=15)
        bus.wait_for("hermes/tts/say", text="Paused.")
        began, said = bus.now(), len(satellite.said)
        ran = supine("doctor", "-c", file)
        time.sleep(0.3)

    skill.stop()
    assert ran.code == 0, ran.out
    assert "fine  supine: is running" in ran.out
    assert ran.out.splitlines()[-1] == "all is well"
    assert [each for each in satellite.said[said:] if each.site not in {"", "supine-doctor"}] == []
    sites = {each.payload.get("siteId") for each in bus.heard("hermes/tts/say", began)}
    assert sites <= {"", "supine-doctor"}
    dialogues = bus.heard("hermes/dialogueManager/sessionStarted", began)
    assert {each.payload["siteId"] for each in dialogues} <= {"", "supine-doctor"}


@pytest.mark.broker
@pytest.mark.parametrize(
    ("away", "name"),
    [
        ("dialogue", "dialogue manager"),
        ("mouth", "text to speech"),
        ("nlu", "intent recognition (en)"),
    ],
)
def test_a_service_that_is_away_is_named(doctor, mosquitto, recogniser, tmp_path, away, name):
    with rhasspy(mosquitto.port, recogniser.recognise, without=away):
        code, findings = doctor(written(tmp_path, mosquitto.port))

    assert code == 1
    assert list(to_mend(findings)) == [name]
    assert findings[name]["what"] == "does not answer"
    assert "Rhasspy's settings" in findings[name]["mend"]


@pytest.mark.broker
def test_a_rhasspy_that_was_never_trained_is_told(doctor, mosquitto, tmp_path):
    with rhasspy(mosquitto.port, lambda _text, _intents: None):
        _, findings = doctor(written(tmp_path, mosquitto.port))

    [(name, check)] = to_mend(findings).items()
    assert name == "intent recognition (en)"
    assert check["what"] == "answers, but knows nothing of ours"
    assert check["mend"] == "supine train"


@pytest.mark.broker
def test_a_routine_that_came_after_the_training_is_told(doctor, mosquitto, recogniser, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "juggling.yaml").write_text(
        "id: juggling\nname: three clubs\nposition: standing\nminutes: 1\n"
        "steps:\n  - id: one\n    say: Stop for a moment.\n    hold: 20s\n",
        "utf-8",
    )
    with rhasspy(mosquitto.port, recogniser.recognise):
        _, findings = doctor(written(tmp_path, mosquitto.port, "routines: [mine]\n"))

    [(name, check)] = to_mend(findings).items()
    assert name == "intent recognition (en)"
    assert check["what"] == "was trained, but does not know juggling"


@pytest.mark.broker
def test_a_voice_that_cannot_speak_says_why(doctor, mosquitto, recogniser, tmp_path):
    with rhasspy(mosquitto.port, recogniser.recognise, without="mouth"), Bus(mosquitto.port) as bus:

        def complain():
            said = bus.wait_for("hermes/tts/say", within_s=10)
            bus.publish(
                "hermes/error/tts",
                error="[Errno 2] No such file or directory: 'espeak-ng'",
                context=said.payload["id"],
                siteId=said.payload["siteId"],
            )

        voice = threading.Thread(target=complain)
        voice.start()
        _, findings = doctor(written(tmp_path, mosquitto.port))
        voice.join()

    assert list(to_mend(findings)) == ["text to speech"]
    assert "No such file or directory: 'espeak-ng'" in findings["text to speech"]["what"]


@pytest.mark.broker
def test_a_wrong_password_is_told_and_the_rest_is_looked_at(doctor, tmp_path):
    with Broker(tmp_path, users={"anna": "right"}) as broker:
        file = written(tmp_path, broker.port, mqtt=", username: anna, password: wrong")
        file.chmod(0o600)
        code, findings = doctor(file)

    assert code == 1
    assert list(to_mend(findings)) == ["broker"]
    assert "are user name and password right?" in findings["broker"]["what"]
    assert "mqtt.password_file" in findings["broker"]["mend"]
    assert findings["database"]["state"] == "fine"


def test_without_a_broker_it_is_told_in_lines_for_a_file(supine, tmp_path):
    port = free_port()

    ran = supine("doctor", "-c", written(tmp_path, port))

    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[-1] == "1 thing to mend"
    [broker] = [line for line in lines if line.startswith("mend")]
    assert broker.startswith(f"mend  broker: 127.0.0.1:{port}: refuses the connection")
    assert " -> look at mqtt: in supine.yaml" in broker


def test_sentences_that_cannot_be_read_are_no_good_health(doctor, tmp_path, monkeypatch):
    """Else nothing would be asked of the recogniser, and so nothing found."""
    fault = Fault("intents/en/sentences.yaml", 7, 1, "nobody says ?", "never-said")

    def broken(_library, _lang):
        raise FaultsError(fault)

    monkeypatch.setattr("supine.cli.library.read_templates", broken)

    _, findings = doctor(written(tmp_path, free_port()))

    assert set(to_mend(findings)) == {"broker", "library"}
    assert findings["library"]["what"].startswith("intents/en/sentences.yaml:7:1:")


def test_on_a_terminal_it_is_a_table(supine, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    ran = supine("doctor", "-c", written(tmp_path, free_port()))

    assert "to mend: look at mqtt: in supine.yaml" in ran.out
    assert "->" not in ran.out


def test_a_configuration_with_faults_is_all_that_is_looked_at(doctor, tmp_path):
    file = tmp_path / "supine.yaml"
    file.write_text("mqtt: {hots: localhost}\n", "utf-8")

    code, findings = doctor(file)

    assert code == 1
    assert list(findings) == ["configuration"]
    assert "supine.yaml:1:" in findings["configuration"]["what"]


def test_a_configuration_that_this_user_may_not_read_is_no_fault_of_the_file(
    doctor, tmp_path, monkeypatch
):
    """As with a service: its configuration is for root and for the user it runs as."""
    file = tmp_path / "supine.yaml"
    file.write_text("mqtt: {host: localhost}\n", "utf-8")

    def closed(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    code, findings = doctor(file)

    assert (code, list(findings)) == (1, ["configuration"])
    assert "Permission denied" in findings["configuration"]["what"]
    assert "sudo -u supine" in findings["configuration"]["mend"]
