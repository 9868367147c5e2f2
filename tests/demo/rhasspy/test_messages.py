"""Reading and writing Hermes as the real services do."""

import json

import pytest

from supine.demo.rhasspy.messages import (
    SUBSCRIPTIONS,
    PlayBytes,
    PlayError,
    PlayFinished,
    decode,
    subscribed,
    to,
)

SAY = "hermes/tts/say"
START = "hermes/dialogueManager/startSession"


def read(topic: str, payload: object):
    return decode(topic, json.dumps(payload).encode())


def test_a_say_is_read_with_everything_in_it():
    message = read(SAY, {"text": "Lie back.", "siteId": "a", "id": "x", "sessionId": ""})

    assert message is not None
    say = message.body
    assert (say.text, say.site_id, say.id, say.session_id) == ("Lie back.", "a", "x", "")


def test_a_missing_site_is_the_default_one():
    message = read(SAY, {"text": "Lie back."})

    assert message is not None
    assert message.body.site_id == "default"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": None, "siteId": ["default"]},
        {"text": "x", "siteId": 5},
        {"text": ["x"]},
        {"text": "x", "sessionId": {}},
        [],
        None,
        "text",
        7,
    ],
)
def test_a_say_out_of_shape_is_dropped(payload: object):
    assert read(SAY, payload) is None


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_dropped(payload: bytes):
    assert decode(SAY, payload) is None


def test_an_action_without_can_be_enqueued_is_dropped_as_the_real_one_does():
    init = {"type": "action", "text": "Start now?"}

    assert read(START, {"siteId": "default", "init": init}) is None
    assert read(START, {"siteId": "default", "init": {**init, "canBeEnqueued": True}})


def test_a_topic_of_somebody_else_is_nobodys():
    assert read("hermes/intent/GetTime", {"text": "x"}) is None


def test_a_sound_carries_its_site_and_its_id_in_the_topic():
    message = decode("hermes/audioServer/kitchen/playBytes/chime", b"RIFF")

    assert message is not None
    assert message.body == PlayBytes(request_id="chime", wav=b"RIFF", site_id="kitchen")
    assert message.payload() == b"RIFF"


def test_a_sound_whose_id_has_a_slash_is_never_heard_of():
    assert decode("hermes/audioServer/kitchen/playBytes/a/b", b"RIFF") is None


def test_the_end_of_audio_names_the_request_twice_as_the_speakers_do():
    finished = to(PlayFinished(id="chime", site_id="kitchen"))

    assert finished.topic == "hermes/audioServer/kitchen/playFinished"
    assert json.loads(finished.payload()) == {"id": "chime", "sessionId": "chime"}


def test_an_error_of_the_speakers_says_for_which_sound():
    error = to(PlayError(error="not a WAV", context="chime", site_id="kitchen"))

    assert error.topic == "hermes/error/audioServer/play"
    assert json.loads(error.payload())["context"] == "chime"


@pytest.mark.parametrize(
    "topic",
    [SAY, START, "hermes/hotword/typed/detected", "hermes/audioServer/a/playBytes/b"],
)
def test_what_is_subscribed_is_known_to_be(topic: str):
    assert subscribed(topic)


def test_what_is_only_published_is_not_subscribed():
    assert not subscribed("hermes/dialogueManager/sessionStarted")
    assert len(SUBSCRIPTIONS) == len(set(SUBSCRIPTIONS))
