"""The bytes on the wire: Rhasspy's own, as they were recorded, and the ways to get them wrong."""

import json
import warnings

import pytest

from supine.adapters.hermes.codec import (
    SUBSCRIPTIONS,
    decode,
    encode_continue,
    encode_end,
    encode_play,
    encode_say,
    encode_start,
    encode_wake_up,
)
from supine.adapters.hermes.messages import (
    NOT_OURS,
    HermesDecodeError,
    IntentSpoken,
    NotRecognised,
    PlayFinished,
    SayFailed,
    SayFinished,
    SessionEnded,
    SessionQueued,
    SessionStarted,
    WakeHeard,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # they belong to libraries of rhasspy-hermes
    from rhasspyhermes import asr, dialogue, nlu, tts, wake

DIALOGUE = "hermes/dialogueManager/"
INTENT = "hermes/intent/SupineStartRoutine"

RECORDED_INTENT = """
{"input":"start my back_release for 12 minutes",
 "intent":{"intentName":"SupineStartRoutine","confidenceScore":1.0},"siteId":"default","id":null,
 "slots":[{"entity":"routine","value":{"kind":"Unknown","value":"back_release"},
           "slotName":"routine","rawValue":"back release","confidence":1.0,
           "range":{"start":9,"end":21,"rawStart":9,"rawEnd":21}},
          {"entity":"rhasspy/number","value":{"kind":"Number","value":12},
           "slotName":"minutes","rawValue":"twelve","confidence":1.0,
           "range":{"start":26,"end":28,"rawStart":26,"rawEnd":32}}],
 "sessionId":"default-porcupine-aa5e9edf-4253-4d60-8e88-329ef6184ad2","customData":"porcupine",
 "asrTokens":[[{"value":"start","confidence":1.0,"rangeStart":0,"rangeEnd":5,"time":null}]],
 "asrConfidence":1.0,"rawInput":"start my back release for twelve minutes",
 "wakewordId":"porcupine","lang":null}
"""


def read(topic, **payload):
    return decode(topic, json.dumps(payload).encode())


def intent(**payload):
    return read(INTENT, **{"intent": {"confidenceScore": 0.9}, **payload})


def slot(name="minutes", value=12):
    return {"slotName": name, "value": {"kind": "Unknown", "value": value}}


# ---- reading --------------------------------------------------------------------------------


def test_a_recorded_intent_is_read():
    assert decode(INTENT, RECORDED_INTENT.encode()) == IntentSpoken(
        site_id="default",
        session_id="default-porcupine-aa5e9edf-4253-4d60-8e88-329ef6184ad2",
        intent="SupineStartRoutine",
        slots={"routine": "back_release", "minutes": 12},
        confidence=1.0,
        custom_data="porcupine",
        wake_id="porcupine",
    )


def test_dialogues_are_read():
    session = {"sessionId": "s", "siteId": "bedroom", "customData": "supine:0badcafe:1"}

    assert [
        read(f"{DIALOGUE}sessionStarted", **session),
        read(f"{DIALOGUE}sessionQueued", **session),
        read(f"{DIALOGUE}sessionEnded", **session, termination={"reason": "abortedByUser"}),
        read(f"{DIALOGUE}intentNotRecognized", **session, input="banana"),
    ] == [
        SessionStarted("bedroom", "s", "supine:0badcafe:1"),
        SessionQueued("bedroom", "s", "supine:0badcafe:1"),
        SessionEnded("bedroom", "s", "supine:0badcafe:1", "abortedByUser"),
        NotRecognised("bedroom", "s", "supine:0badcafe:1"),
    ]


def test_wake_words_and_ends_of_sounds_are_read():
    said = {"id": "supine-0badcafe-1", "siteId": "bedroom", "sessionId": ""}
    failed = {"error": "no voice", "context": "supine-0badcafe-1", "siteId": "bedroom"}

    assert [
        read("hermes/hotword/porcupine/detected", siteId="bedroom", modelId="porcupine"),
        read("hermes/tts/sayFinished", **said),
        read("hermes/error/tts", **failed),
        read("hermes/audioServer/bedroom/playFinished", id="supine-0badcafe-1"),
    ] == [
        WakeHeard("bedroom", "porcupine"),
        SayFinished("bedroom", "supine-0badcafe-1"),
        SayFailed("bedroom", "supine-0badcafe-1"),
        PlayFinished("bedroom", "supine-0badcafe-1"),
    ]


def test_what_the_dialogue_manager_lets_say_is_read_for_its_session():
    assert read("hermes/tts/sayFinished", id="x", sessionId="s") == SayFinished("default", "x", "s")
    failed = read("hermes/error/tts", error="no voice", context="x", sessionId="s")
    assert failed == SayFailed("default", None, "s")


@pytest.mark.parametrize(
    "topic",
    [
        "hermes/intent/GetTime",
        "hermes/intent/supinePause",
        "hermes/intent/SupinePause/more",
        "hermes/intent/Supine",
        "hermes/audioServer/bedroom/playBytes/supine-1",
        "hermes/audioServer/bedroom/more/playFinished",
        "hermes/hotword/toggleOff",
        "hermes/dialogueManager/startSession",
        "hermes/tts/say",
        "homeassistant/status",
        "",
        "/",
    ],
)
def test_other_peoples_topics_are_nothing_to_us_whatever_they_carry(topic):
    assert decode(topic, b"\xff not even JSON") is None


def test_the_end_of_somebody_elses_sound_is_told_since_it_may_be_that_of_our_answer():
    topic = "hermes/audioServer/bedroom/playFinished"

    assert read(topic, id="others") == PlayFinished("bedroom", "others")


def test_a_sound_is_written_as_it_is():
    assert encode_play("bedroom", "supine-0badcafe-1-sound", b"RIFF") == (
        "hermes/audioServer/bedroom/playBytes/supine-0badcafe-1-sound",
        b"RIFF",
    )


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("hermes/tts/sayFinished", {"id": "others", "sessionId": ""}),
        ("hermes/tts/sayFinished", {}),
        ("hermes/error/tts", {"error": "x", "context": "others"}),
        ("hermes/error/tts", {"error": "x", "context": {"free": "text"}}),
        ("hermes/audioServer/bedroom/playFinished", {"id": None}),
        ("hermes/audioServer/bedroom/playFinished", {}),
    ],
)
def test_the_end_of_other_peoples_texts_is_nothing_to_us(topic, payload):
    assert read(topic, **payload) is None


def test_a_retained_message_is_of_the_past():
    assert decode(INTENT, RECORDED_INTENT.encode(), retain=True) is None
    assert decode(INTENT, b"not JSON", retain=True) is None


@pytest.mark.parametrize(
    ("given", "sure"),
    [(0.5, 0.5), (1, 1.0), ("0.9", 0.9), (1.7, 1.0), (-3, 0.0), ("95", 1.0)],
)
def test_confidence_is_a_number_from_0_to_1(given, sure):
    assert intent(intent={"confidenceScore": given}).confidence == sure


def test_snips_word_for_confidence_is_taken_too():
    assert intent(intent={"probability": 0.4}).confidence == 0.4


def test_a_confidence_that_nobody_gave_is_not_made_up():
    """A floor against misheard words is worth nothing if silence counts as certainty."""
    with pytest.raises(HermesDecodeError, match="confidenceScore must be a number from 0 to 1"):
        intent(intent={"intentName": "SupineStartRoutine"})


def test_of_two_slots_with_one_name_the_last_is_meant():
    assert intent(slots=[slot(value=5), slot(value=10)]).slots == {"minutes": 10}


@pytest.mark.parametrize("value", [12, 10.0, "back_release", ""])
def test_a_slot_holds_a_number_or_a_text(value):
    assert intent(slots=[slot(value=value)]).slots == {"minutes": value}


@pytest.mark.parametrize("nothing", [{}, {"slots": None}, {"slots": []}])
def test_an_intent_may_have_no_slots(nothing):
    assert intent(**nothing).slots == {}


@pytest.mark.parametrize(
    "termination", [None, {}, "nominal", {"reason": 5}, {"reason": "no\nreason"}, []]
)
def test_an_odd_reason_does_not_keep_a_session_open(termination):
    ended = read(f"{DIALOGUE}sessionEnded", sessionId="s", termination=termination)

    assert ended == SessionEnded("default", "s", None, "")


def test_what_another_skill_keeps_with_its_session_does_not_hide_the_session():
    started = read(f"{DIALOGUE}sessionStarted", sessionId="s", customData={"timer": [5]})

    assert started == SessionStarted("default", "s", NOT_OURS)


GOOD = {"intent": {"confidenceScore": 0.9}}
MALFORMED_INTENTS = [
    *[{**GOOD, "intent": value} for value in (None, "SupineStartRoutine", 5, [], True, {})],
    {},
    *[
        {"intent": {"confidenceScore": value}}
        for value in (None, "", "high", "0,9", True, [], {}, "nan", "inf", "1" * 400)
    ],
    *[
        {"intent": {"confidenceScore": 1, "intentName": value}}
        for value in (None, 5, "", "SupineStop", ["SupineStartRoutine"], "SupineStartRoutine\n")
    ],
    *[{**GOOD, "siteId": value} for value in (5, ["default"], {}, "a\nb", "x" * 129, False)],
    *[{**GOOD, "sessionId": value} for value in (5, ["s"], {}, "a\x00", "x" * 129, True)],
    *[{**GOOD, "wakewordId": value} for value in (5, ["w"], {}, "x" * 129)],
    *[
        {**GOOD, "slots": value}
        for value in ("x", 5, {"a": 1}, [None], ["x"], [5], [[]], [{}], [slot()] * 33)
    ],
    *[
        {**GOOD, "slots": [{"slotName": "minutes", "value": value}]}
        for value in (None, 12, "12", [], {}, {"value": None}, {"value": True}, {"value": [1]})
    ],
    *[
        {**GOOD, "slots": [slot(value=value)]}
        for value in ({}, "x" * 257, "a\nb", 10**13, -(10**13), float("nan"), float("inf"))
    ],
    *[{**GOOD, "slots": [slot(name=value)]} for value in (None, 5, "", "a\nb", "x" * 129, [])],
    {**GOOD, "slots": [{"value": {"value": 12}}]},
]
OF_NO_SITE = [
    (INTENT, GOOD),
    (f"{DIALOGUE}sessionStarted", {"sessionId": "s"}),
    (f"{DIALOGUE}sessionEnded", {"sessionId": "s"}),
    (f"{DIALOGUE}intentNotRecognized", {"sessionId": "s"}),
    ("hermes/hotword/porcupine/detected", {"modelId": "porcupine"}),
    ("hermes/tts/sayFinished", {"id": "x", "sessionId": "s"}),
    ("hermes/error/tts", {"error": "no voice", "sessionId": "s"}),
]
MALFORMED_SESSIONS = [{}, *({"sessionId": value} for value in (None, "", 5, ["s"], {}, "a\tb"))]


@pytest.mark.parametrize("payload", MALFORMED_INTENTS, ids=lambda value: json.dumps(value)[:70])
def test_a_malformed_intent_is_one_clear_line(payload):
    with pytest.raises(HermesDecodeError) as refused:
        read(INTENT, **payload)

    assert str(refused.value).startswith(f"'{INTENT}': ")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(("topic", "payload"), OF_NO_SITE, ids=lambda value: str(value)[:40])
def test_what_comes_from_no_site_is_nobodys_and_no_reason_to_complain(topic, payload):
    """So `supine doctor` and `supine train` ask Rhasspy, beside a supine that runs."""
    assert read(topic, **payload, siteId="") is None
    assert read(topic, **payload, siteId=None).site_id == "default"
    assert read(topic, **payload).site_id == "default"


def test_a_loudspeaker_is_named_by_the_topic():
    topic = "hermes/audioServer/bedroom/playFinished"

    assert read(topic, id="supine-1", siteId="") == PlayFinished("bedroom", "supine-1")


@pytest.mark.parametrize("payload", MALFORMED_SESSIONS, ids=json.dumps)
@pytest.mark.parametrize(
    "event", ["sessionStarted", "sessionQueued", "sessionEnded", "intentNotRecognized"]
)
def test_a_dialogue_without_a_proper_id_is_refused(event, payload):
    with pytest.raises(HermesDecodeError, match="sessionId must"):
        read(f"{DIALOGUE}{event}", **payload)


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("hermes/hotword/porcupine/detected", {"siteId": 5}),
        ("hermes/hotword//detected", {}),
        (f"hermes/hotword/{'x' * 129}/detected", {}),
        ("hermes/tts/sayFinished", {"id": 5}),
        ("hermes/tts/sayFinished", {"id": "supine-1\n"}),
        ("hermes/tts/sayFinished", {"id": "supine-1", "siteId": ["a"]}),
        ("hermes/error/tts", {"context": f"supine-{'x' * 129}"}),
        ("hermes/error/tts", {"context": "supine-1", "sessionId": 5}),
        ("hermes/audioServer//playFinished", {"id": "supine-1"}),
        ("hermes/audioServer/bedroom/playFinished", {"id": ["supine-1"]}),
    ],
)
def test_malformed_sounds_and_wake_words_are_refused(topic, payload):
    with pytest.raises(HermesDecodeError):
        read(topic, **payload)


def test_nothing_with_audio_in_it_is_subscribed():
    assert not any("playBytes" in topic or "#" in topic for topic in SUBSCRIPTIONS)


# ---- writing, held against rhasspy-hermes ---------------------------------------------------


def parsed(message_type, outgoing):
    topic, payload = outgoing
    assert topic == message_type.topic()
    return message_type.from_json(payload)


def test_rhasspy_understands_our_announcements():
    say = parsed(tts.TtsSay, encode_say("bedroom", "supine-1", "Größer, weiter.", 0.5))

    assert say == tts.TtsSay(
        text="Größer, weiter.", site_id="bedroom", id="supine-1", session_id="", volume=0.5
    )


def test_the_volume_is_left_out_where_it_is_the_services_own():
    assert "volume" not in json.loads(encode_say("bedroom", "supine-1", "Rest.")[1])


def test_rhasspy_understands_that_wake_word_and_ear_are_on_again():
    *hotword, ear = encode_wake_up("bedroom")

    reasons = [parsed(wake.HotwordToggleOn, outgoing).reason for outgoing in hotword]
    assert reasons == [
        wake.HotwordToggleReason.DIALOGUE_SESSION,
        wake.HotwordToggleReason.TTS_SAY,
    ]
    assert parsed(asr.AsrToggleOn, ear) == asr.AsrToggleOn(
        site_id="bedroom", reason=asr.AsrToggleReason.TTS_SAY
    )


def test_rhasspy_understands_our_ends_of_dialogues():
    with_text = parsed(dialogue.DialogueEndSession, encode_end("s", "Paused."))
    without = parsed(dialogue.DialogueEndSession, encode_end("s"))

    assert with_text == dialogue.DialogueEndSession(session_id="s", text="Paused.")
    assert without == dialogue.DialogueEndSession(session_id="s")


@pytest.mark.parametrize(("text", "on_the_wire"), [("Sorry?", "Sorry?"), ("", None)])
def test_rhasspy_understands_our_questions(text, on_the_wire):
    asked = parsed(
        dialogue.DialogueContinueSession,
        encode_continue("s", text, ["SupineYes", "SupineNo"], "supine:0badcafe:1"),
    )

    assert asked == dialogue.DialogueContinueSession(
        session_id="s",
        text=on_the_wire,
        intent_filter=["SupineYes", "SupineNo"],
        custom_data="supine:0badcafe:1",
        send_intent_not_recognized=True,
    )


def test_rhasspy_understands_our_opening_of_the_ear():
    opened = parsed(
        dialogue.DialogueStartSession, encode_start("bedroom", ["SupineNext"], "supine:0badcafe:1")
    )

    assert opened == dialogue.DialogueStartSession(
        init=dialogue.DialogueAction(
            can_be_enqueued=True,
            text=None,
            intent_filter=["SupineNext"],
            send_intent_not_recognized=True,
        ),
        site_id="bedroom",
        custom_data="supine:0badcafe:1",
    )


def test_no_filter_means_every_intent():
    assert json.loads(encode_start("bedroom", (), "m")[1])["init"]["intentFilter"] is None
    assert json.loads(encode_continue("s", "", (), "m")[1])["intentFilter"] is None


@pytest.mark.parametrize(
    "outgoing",
    [
        encode_say("a", "supine-1", "\n-x"),
        encode_end("s", "\n-x"),
        encode_continue("s", "\n-x", (), "m"),
    ],
)
def test_no_text_reaches_an_engine_as_an_option(outgoing):
    assert json.loads(outgoing[1])["text"] == " -x"


def test_a_dialogue_manager_never_gets_a_text_it_would_not_wait_for():
    with pytest.raises(ValueError, match="151 characters"):
        encode_end("s", "x" * 151)
    with pytest.raises(ValueError, match="151 characters"):
        encode_continue("s", "x" * 151, (), "m")


@pytest.mark.parametrize(
    ("message", "is_read"),
    [
        (
            nlu.NluIntent(
                input="pause",
                intent=nlu.Intent(intent_name="SupinePause", confidence_score=0.7),
                site_id="bedroom",
                session_id="s",
            ),
            IntentSpoken("bedroom", "s", "SupinePause", {}, 0.7),
        ),
        (
            dialogue.DialogueSessionStarted(session_id="s", site_id="a", custom_data="porcupine"),
            SessionStarted("a", "s", "porcupine"),
        ),
        (dialogue.DialogueSessionQueued(session_id="s", site_id="a"), SessionQueued("a", "s")),
        (
            dialogue.DialogueSessionEnded(
                session_id="s",
                site_id="a",
                termination=dialogue.DialogueSessionTermination(
                    reason=dialogue.DialogueSessionTerminationReason.TIMEOUT
                ),
            ),
            SessionEnded("a", "s", None, "timeout"),
        ),
        (
            dialogue.DialogueIntentNotRecognized(session_id="s", site_id="a", input="banana"),
            NotRecognised("a", "s"),
        ),
        (tts.TtsSayFinished(site_id="a", id="supine-1"), SayFinished("a", "supine-1")),
        (tts.TtsError(error="x", site_id="a", context="supine-1"), SayFailed("a", "supine-1")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_we_understand_what_rhasspy_hermes_writes(message, is_read):
    keywords = {"intent_name": "SupinePause"} if isinstance(message, nlu.NluIntent) else {}

    assert decode(message.topic(**keywords), message.payload().encode()) == is_read
