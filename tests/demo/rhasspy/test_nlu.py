"""Queries and what they are answered with."""

import pytest

from demo.bench import Bench
from supine.demo.rhasspy.messages import Kind

QUERY = "hermes/nlu/query"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_intent_has_the_whole_shape_of_the_real_one(bench: Bench):
    bench.utter("start my back release for twelve minutes")

    assert bench.bodies("intent/StartRoutine") == [
        {
            "input": "start my back release for twelve minutes",
            "intent": {"intentName": "StartRoutine", "confidenceScore": 1.0},
            "siteId": "default",
            "id": None,
            "slots": [
                {
                    "entity": "routine",
                    "value": {"kind": "Unknown", "value": "back-release"},
                    "slotName": "routine",
                    "rawValue": "back release",
                    "confidence": 1.0,
                    "range": {"start": 9, "end": 21, "rawStart": 9, "rawEnd": 21},
                },
                {
                    "entity": "rhasspy/number",
                    "value": {"kind": "Number", "value": 12},
                    "slotName": "minutes",
                    "rawValue": "12",
                    "confidence": 1.0,
                    "range": {"start": 0, "end": 2, "rawStart": 0, "rawEnd": 2},
                },
            ],
            "sessionId": "default-typed-id1",
            "customData": "typed",
            "asrTokens": [
                [
                    {
                        "value": word,
                        "confidence": 1.0,
                        "rangeStart": start,
                        "rangeEnd": end,
                        "time": None,
                    }
                    for word, start, end in [
                        ("start", 0, 5),
                        ("my", 6, 8),
                        ("back", 9, 13),
                        ("release", 14, 21),
                        ("for", 22, 25),
                        ("twelve", 26, 32),
                        ("minutes", 33, 40),
                    ]
                ]
            ],
            "asrConfidence": 1.0,
            "rawInput": "start my back release for twelve minutes",
            "wakewordId": "typed",
            "lang": None,
        }
    ]


def test_a_query_of_somebody_else_is_answered_to_them_alone(bench: Bench):
    bench.send(QUERY, input="pause", id="probe", siteId="kitchen")

    assert bench.order() == ["nlu/intentParsed", "intent/Pause"]
    assert bench.bodies("nlu/intentParsed")[0]["id"] == "probe"


def test_what_is_not_found_is_said_to_be_not_found(bench: Bench):
    bench.send(QUERY, input="banana", id="probe", siteId="kitchen")

    assert bench.bodies("nlu/intentNotRecognized") == [
        {
            "input": "banana",
            "siteId": "kitchen",
            "id": "probe",
            "customData": None,
            "sessionId": None,
        }
    ]
    assert [(s.kind, s.text) for s in bench.spoken()] == [(Kind.NOT_UNDERSTOOD, "banana")]


def test_nothing_said_is_not_found_and_troubles_nobody(bench: Bench):
    bench.send(QUERY, input="  ", id="probe", siteId="kitchen")

    assert bench.order() == ["nlu/intentNotRecognized"]
    assert bench.spoken() == []


def test_only_the_intents_asked_for_are_found(bench: Bench):
    bench.send(QUERY, input="pause", siteId="default", intentFilter=["Yes"])
    bench.send(QUERY, input="yes", siteId="default", intentFilter=["Yes"])

    assert bench.order() == ["nlu/intentNotRecognized", "nlu/intentParsed", "intent/Yes"]
