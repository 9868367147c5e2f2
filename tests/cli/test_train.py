"""`supine train` against a web server that is asked what Rhasspy's is asked."""

import json
import subprocess
import time
from pathlib import Path

import pytest

from brokers import free_port, mosquitto
from cli.house import rhasspy as rhasspy_of
from cli.house import written
from rhasspy.bus import Bus
from rhasspy.environment import rhasspy_python, train
from rhasspyserver import RhasspyWeb, TrainingFailedException
from supine.app import Skill
from supine.cli.library import (
    language_of,
    names_of,
    read_config,
    read_library,
    read_templates,
)
from supine.clock import SystemClock
from supine.understanding.exact import ExactMatcher
from supine.understanding.proof import INTENT, proofs
from supine.understanding.rhasspy import rhasspy_files
from supine.understanding.spoken import Numbers

__all__ = ["mosquitto"]

RECOGNISE = Path(__file__).resolve().parents[1] / "rhasspy" / "recognise.py"


@pytest.fixture(scope="module")
def matchers():
    """What understands exactly, by language."""
    found = {}
    for code in ("en", "de"):
        library = read_library(read_config(None), code)
        names = names_of(language_of(library, code))
        found[code] = ExactMatcher(read_templates(library, code), names, Numbers(code))
    return found


@pytest.fixture(autouse=True)
def _read_once(monkeypatch, kept):
    """Read each language's files once: these tests are about what becomes of them."""

    def once(function, *key):
        def read(*given):
            name = (function.__name__, *(repr(given[place]) for place in key))
            if name not in kept:
                kept[name] = function(*given)
            return kept[name]

        return read

    monkeypatch.setattr("supine.cli.library.read_library", once(read_library, 0, 1))
    monkeypatch.setattr("supine.cli.library.read_templates", once(read_templates, 1))
    monkeypatch.setattr("supine.understanding.rhasspy.rhasspy_files", once(rhasspy_files, 1))
    monkeypatch.setattr("supine.understanding.proof.proofs", once(proofs, 1))


@pytest.fixture(scope="module")
def kept():
    """What was read."""
    return {}


@pytest.fixture
def learn(matchers):
    """Learn whatever stands in the profile: nothing, when nothing of ours does."""

    def learn(profile):
        files = [profile / "sentences.ini", *(profile / "intents").glob("*.ini")]
        text = "".join(path.read_text("utf-8") for path in files if path.is_file())
        code = "de" if "hilf" in text else "en"

        def understand(said, intents):
            found = matchers[code].match(said, intents)
            return found if found and f"[{found[0]}]" in text else None

        return understand

    return learn


@pytest.fixture
def rhasspy(tmp_path, learn):
    (tmp_path / "profile").mkdir()
    with RhasspyWeb(tmp_path / "profile", learn) as web:
        yield web


def one_line(ran):
    assert ran.code == 1, ran
    assert ran.err.splitlines()[-1].startswith("supine: http")
    return ran.err.splitlines()[-1]


def test_rhasspy_gets_sentences_and_slots_is_trained_and_asked(supine, rhasspy):
    ran = supine("train", "--url", rhasspy.url)

    assert ran.code == 0, ran.err
    assert "[SupineStop]" in (rhasspy.profile / "sentences.ini").read_text("utf-8")
    routines = (rhasspy.profile / "slots/supine/routine").read_text("utf-8")
    assert any(
        line.startswith("(back [release | ") and line.endswith("):back-release")
        for line in routines.splitlines()
    )
    assert "Training completed in 0.28 second(s)" in ran.out
    assert "it understands us: 'first' is SupineChoose, ordinal 1" in ran.out
    asked = [address.partition("?")[0] for address in rhasspy.asked]
    assert asked == [
        "GET /api/sentences",
        "POST /api/slots",
        "POST /api/sentences",
        "POST /api/train",
        "POST /api/text-to-intent",
        "GET /api/profile",
    ]


def test_to_ask_sets_off_nothing_in_the_house(supine, rhasspy):
    """A sentence that is asked is heard by every skill: it must be one that does nothing."""
    supine("train", "--url", rhasspy.url)

    [question] = [each for each in rhasspy.asked if "text-to-intent" in each]
    assert "nohass=true" in question
    assert "intentFilter=SupineChoose" in question


def test_what_is_waited_for_is_told_apart_from_what_came_out(supine, rhasspy):
    ran = supine("train", "--url", rhasspy.url)

    assert "training; on a Raspberry Pi this takes a minute or more ..." in ran.err
    assert "..." not in ran.out


def test_values_that_are_gone_are_forgotten_and_others_slots_stay(supine, rhasspy):
    (rhasspy.profile / "slots/supine").mkdir(parents=True)
    (rhasspy.profile / "slots/supine/routine").write_text("(old one):old\n", "utf-8")
    (rhasspy.profile / "slots/rooms").write_text("kitchen\n", "utf-8")

    supine("train", "--url", rhasspy.url)

    assert "old" not in (rhasspy.profile / "slots/supine/routine").read_text("utf-8")
    assert (rhasspy.profile / "slots/rooms").read_text("utf-8") == "kitchen\n"


def test_sentences_of_ones_own_are_kept_without_being_asked(supine, rhasspy):
    (rhasspy.profile / "sentences.ini").write_text("[GetTime]\nwhat time is it\n", "utf-8")

    ran = supine("train", "--url", rhasspy.url)

    assert ran.code == 0, ran.err
    assert "[GetTime]" in (rhasspy.profile / "sentences.ini").read_text("utf-8")
    assert "[SupineStop]" in (rhasspy.profile / "intents/supine.ini").read_text("utf-8")
    assert "in intents/supine.ini and" in ran.out


def test_no_intent_stands_in_two_files_after_a_change_of_mind(supine, rhasspy):
    supine("train", "--url", rhasspy.url)
    supine("train", "--url", rhasspy.url, "--beside")

    assert not (rhasspy.profile / "sentences.ini").exists()
    assert (rhasspy.profile / "intents/supine.ini").is_file()

    supine("train", "--url", rhasspy.url)

    assert not (rhasspy.profile / "sentences.ini").exists()


def test_a_server_that_shows_no_sentences_is_trained_all_the_same(supine, rhasspy):
    rhasspy.answers["/api/profile"] = (404, "")
    before = type(rhasspy)._get_api_sentences
    rhasspy._get_api_sentences = lambda options, headers, body: (
        "no JSON" if len(rhasspy.asked) == 1 else before(rhasspy, options, headers, body)
    )

    ran = supine("train", "--url", rhasspy.url)

    assert ran.code == 0, ran.err
    assert (rhasspy.profile / "sentences.ini").is_file()


def test_german_is_trained_in_german(supine, rhasspy):
    ran = supine("train", "--url", rhasspy.url, "--lang", "de")

    assert ran.code == 0, ran.err
    assert "it understands us: 'erste'" in ran.out


def test_loose_matching_is_mentioned(supine, rhasspy):
    rhasspy.settings["intent"]["fsticuffs"]["fuzzy"] = True

    ran = supine("train", "--url", rhasspy.url)

    assert ran.code == 0
    assert '"fuzzy": false' in ran.out


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TOKEN": "abc.def"}, "Bearer abc.def"),
        ({"USERNAME": "anna", "PASSWORD": "secret"}, "Basic YW5uYTpzZWNyZXQ="),
    ],
)
def test_secrets_come_from_the_environment(
    supine, tmp_path, learn, monkeypatch, environment, wanted
):
    with RhasspyWeb(tmp_path, learn, authorization=wanted) as web:
        shut_out = supine("train", "--url", web.url)
        for name, value in environment.items():
            monkeypatch.setenv(f"SUPINE_RHASSPY__{name}", value)
        let_in = supine("train", "--url", web.url)

    assert "does not let us in (401): set SUPINE_RHASSPY__TOKEN" in one_line(shut_out)
    assert let_in.code == 0, let_in.err


def test_secrets_are_not_taken_from_the_command_line_nor_repeated(supine):
    ran = supine("train", "--url", "http://anna:secret@localhost:12101")

    assert ran.code == 1
    assert "no secrets in addresses: set SUPINE_RHASSPY__USERNAME" in ran.err
    assert "secret@" not in ran.err


def test_a_training_that_fails_is_told_in_rhasspys_words(supine, tmp_path):
    def learn(_profile):
        raise TrainingFailedException("[Errno 2] No such file or directory: 'phonetisaurus'")

    with RhasspyWeb(tmp_path, learn) as web:
        ran = supine("train", "--url", web.url)

    assert one_line(ran).endswith(
        ": the training failed: TrainingFailedException: "
        "[Errno 2] No such file or directory: 'phonetisaurus'"
    )


def test_a_server_that_was_trained_and_still_does_not_know_us_is_told(supine, tmp_path):
    with RhasspyWeb(tmp_path, lambda _profile: lambda _text, _intents: None) as web:
        ran = supine("train", "--url", web.url)

    assert "was trained and does not understand it: 'first'" in one_line(ran)


def test_a_training_without_an_end_is_given_up(supine, rhasspy):
    rhasspy.train_s = 1.5

    ran = supine("train", "--url", rhasspy.url, "--timeout", "1")

    assert "has not answered to /api/train within 1 s" in one_line(ran)


def test_where_nobody_listens_that_is_said(supine):
    ran = supine("train", "--url", f"http://127.0.0.1:{free_port()}")

    assert "refuses the connection; is it running there?" in one_line(ran)


def test_a_web_server_that_is_no_rhasspy_is_told_by_its_404(supine, rhasspy):
    ran = supine("train", "--url", f"{rhasspy.url}/elsewhere")

    assert "has no /api/slots (404); is that the address of a Rhasspy 2.5 server?" in one_line(ran)


def test_nobody_is_followed_to_another_address(supine, rhasspy):
    rhasspy.answers["/api/sentences"] = (302, "http://elsewhere.example/api/sentences")

    ran = supine("train", "--url", rhasspy.url)

    assert "sends us on to http://elsewhere.example" in one_line(ran)


@pytest.mark.parametrize("url", ["raspberrypi:12101", "ftp://pi", "http://", "http://pi:port"])
def test_what_is_no_address_is_told_with_what_is(supine, url):
    ran = supine("train", "--url", url)

    assert ran.code == 1
    assert ran.err.splitlines()[-1].endswith("write it like http://localhost:12101")


def test_the_address_may_stand_in_the_configuration(supine, rhasspy, tmp_path):
    (tmp_path / "supine.yaml").write_text(f"rhasspy: {{url: '{rhasspy.url}/'}}\n", "utf-8")

    assert supine("train", "-c", tmp_path / "supine.yaml").code == 0


@pytest.mark.rhasspy
def test_rhasspys_own_training_takes_what_is_posted(supine, tmp_path):
    def learn(profile):
        ours = profile / "sentences.ini"
        train(profile, profile / "graph")
        assert ours.is_file()

        def understand(text, intents):
            done = subprocess.run(
                [rhasspy_python(), RECOGNISE, profile / "graph", "strict", "en"],
                input=json.dumps([{"text": text, "intents": intents}]),
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            )
            [found] = json.loads(done.stdout)
            return found and (found["intent"], found["slots"])

        return understand

    with RhasspyWeb(tmp_path, learn) as web:
        ran = supine("train", "--url", web.url)

    assert ran.code == 0, ran.err
    assert "it understands us" in ran.out


@pytest.mark.broker
@pytest.mark.parametrize("begun", [True, False])
def test_a_supine_that_runs_takes_the_question_in_silence(mosquitto, tmp_path, begun):
    """Rhasspy asks it of its recogniser as if it had been said in its own room."""
    file = written(tmp_path, mosquitto.port)
    config = read_config(str(file))
    skill = Skill(config, read_library(config), SystemClock())
    skill.start()
    skill.wait_connected()
    library = read_library(config, "en")
    proof = proofs(read_templates(library, "en"), names_of(language_of(library, "en")))[0]
    found = {"intentName": INTENT, "confidenceScore": 1.0}
    slot = {"slotName": proof.slot, "entity": proof.slot, "value": {"value": proof.value}}

    with (
        rhasspy_of(mosquitto.port, lambda _text, _intents: None),
        Bus(mosquitto.port) as bus,
    ):
        if begun:
            start = {"intentName": "SupineStartRoutine", "confidenceScore": 1.0}
            bus.publish("hermes/intent/SupineStartRoutine", intent=start, siteId="default")
            bus.wait_for("hermes/tts/say", text=lambda text: "which" in text.lower(), within_s=20)
        began = bus.now()
        topic = f"hermes/intent/{INTENT}"
        bus.publish(topic, intent=found, slots=[slot], siteId="default", sessionId="made-up")
        bus.wait_for(topic, began)
        time.sleep(1.5 if begun else 0.5)

    skill.stop()
    assert [str(each) for each in bus.heard("hermes/tts/say", began)] == []
    assert bus.heard("hermes/dialogueManager/endSession", began, sessionId="made-up") == []
