import json

import pytest


def test_what_was_understood_is_printed_as_json(supine):
    ran = supine("recognise", "start my back release for ten minutes", "--json")

    assert ran.code == 0
    assert json.loads(ran.out) == {
        "intent": "SupineStartRoutine",
        "slots": {"routine": "back-release", "minutes": 10},
        "confidence": 1.0,
    }


@pytest.mark.parametrize("text", ["turn on the light", "", "xyzzy"])
def test_what_is_not_understood_is_exit_1(supine, text):
    ran = supine("recognise", text)

    assert ran.code == 1
    assert "not understood" in ran.out
    assert json.loads(supine("recognise", text, "--json").out) is None


def test_a_likeness_is_less_sure_than_the_words_themselves(supine):
    ran = supine("recognise", "start my bag release", "--json")

    found = json.loads(ran.out)
    assert found["intent"] == "SupineStartRoutine"
    assert 0.6 < found["confidence"] < 1


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        (
            "zehn Minuten Rückenentspannung",
            "StartRoutine",
            {"routine": "back-release", "minutes": 10},
        ),
        ("hilf mir auf", "HelpUp", {}),
        ("hoer bitte auf", "Stop", {}),
        ("erinnere mich werktags um halb sieben", "RemindMe", {"days": "weekdays", "time": "6:30"}),
    ],
)
def test_german_is_understood_when_it_is_asked_for(supine, said, intent, slots):
    ran = supine("recognise", said, "--lang", "de", "--json")

    assert ran.code == 0
    found = json.loads(ran.out)
    assert (found["intent"], found["slots"]) == (f"Supine{intent}", slots)


def test_a_language_is_not_understood_in_another(supine):
    assert supine("recognise", "hilf mir auf").code == 1
    assert supine("recognise", "help me up", "--lang", "de").code == 1
