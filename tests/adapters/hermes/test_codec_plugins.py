"""Intents that plugins answer come over the same topics as supine's own."""

import json

from supine.adapters.hermes.codec import decode

SPOKEN = json.dumps(
    {
        "siteId": "a",
        "sessionId": "s",
        "intent": {"intentName": "QuietAsk", "confidenceScore": 0.9},
        "slots": [],
    }
).encode()


def test_an_intent_of_a_plugin_is_heard_when_it_is_asked_for():
    message = decode("hermes/intent/QuietAsk", SPOKEN, also=frozenset({"QuietAsk"}))

    assert (message.intent, message.site_id, message.confidence) == ("QuietAsk", "a", 0.9)


def test_everybody_elses_intents_stay_theirs():
    assert decode("hermes/intent/QuietAsk", SPOKEN) is None
    assert decode("hermes/intent/QuietAsk", SPOKEN, also=frozenset({"LoudAsk"})) is None
    assert decode("QuietAsk", SPOKEN, also=frozenset({"QuietAsk"})) is None
