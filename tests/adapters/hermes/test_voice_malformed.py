"""Ten thousand messages that should not exist, through the codec into a voice at work."""

import json
import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.hermes.room import Room
from supine.adapters.hermes.codec import decode
from supine.adapters.hermes.messages import HermesDecodeError

DIALOGUE = "hermes/dialogueManager/"
SESSION = {"siteId": "bedroom", "sessionId": "s", "customData": "porcupine"}
WELL_FORMED = {
    "hermes/hotword/porcupine/detected": {"siteId": "bedroom", "modelId": "porcupine"},
    f"{DIALOGUE}sessionStarted": SESSION,
    f"{DIALOGUE}sessionQueued": SESSION,
    f"{DIALOGUE}sessionEnded": {**SESSION, "termination": {"reason": "nominal"}},
    f"{DIALOGUE}intentNotRecognized": {**SESSION, "input": "banana"},
    "hermes/intent/SupinePause": {
        **SESSION,
        "intent": {"intentName": "SupinePause", "confidenceScore": 1.0},
        "slots": [{"slotName": "minutes", "value": {"kind": "Number", "value": 5}}],
    },
    "hermes/tts/sayFinished": {"siteId": "bedroom", "id": "supine-0badcafe-1", "sessionId": ""},
    "hermes/error/tts": {"siteId": "bedroom", "context": "supine-0badcafe-1", "error": "x"},
    "hermes/audioServer/bedroom/playFinished": {"id": "supine-0badcafe-1"},
}
TOPICS = sorted(WELL_FORMED)
ONE_LINE = re.compile(r"'hermes/[\w/]+': .{1,400}")
KEYS = ["siteId", "sessionId", "customData", "termination", "intent", "slots", "id", "context"]

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["\x00", "a\nb", "\ud800", "x" * 200, "supine:0badcafe:1", "supine-1", ""]),
)
junk = st.one_of(
    leaves,
    st.lists(leaves, max_size=2),
    st.dictionaries(st.sampled_from(["value", "slotName", "reason", "intentName"]), leaves),
)
broken = st.tuples(st.just("a field"), st.sampled_from(KEYS), junk)
missing = st.tuples(st.just("no field"), st.sampled_from(KEYS), st.none())
whole = st.tuples(st.just("another value"), st.just(""), junk)
cut = st.tuples(st.just("cut off"), st.just(""), st.integers(0, 60))
noise = st.tuples(st.just("noise"), st.just(""), st.binary(max_size=12))
faults = st.one_of(broken, broken, missing, whole, cut, noise)


def with_fault(topic, fault):
    kind, key, value = fault
    fields = WELL_FORMED[topic]
    match kind:
        case "noise":
            return value
        case "cut off":
            return json.dumps(fields).encode()[:value]
        case "another value":
            return json.dumps(value).encode()
        case "a field":
            return json.dumps({**fields, key: value}).encode()
        case _:
            return json.dumps({name: fields[name] for name in fields if name != key}).encode()


def one_of_three(topic, payload):
    """Return the message, None, or the line that refuses it."""
    try:
        return decode(topic, payload)
    except HermesDecodeError as refused:
        return str(refused)


def test_ten_thousand_malformed_messages_are_one_line_each_and_nothing_else():
    room = Room()
    room.say("Rest.")
    seen = Counter()

    @settings(max_examples=10_000, database=None)
    @given(st.sampled_from(TOPICS), faults)
    def send(topic, fault):
        message = one_of_three(topic, with_fault(topic, fault))
        kind = type(message).__name__ if isinstance(message, str | None) else "taken"
        seen["messages"] += 1
        seen[kind] += 1
        assert not isinstance(message, str) or ONE_LINE.fullmatch(message)
        list(room.voice.receive(message, room.now))
        room.now += 0.01
        list(room.voice.tick(room.now))

    send()

    assert seen["messages"] >= 10_000
    assert min(seen["str"], seen["taken"], seen["NoneType"]) > 100, seen
    assert len(room.says) == 1, "nothing was said twice"
    room.wait(600.0)
    room.say("Still here.")
    assert room.says[-1] == "Still here."
