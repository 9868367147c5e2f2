import re

import pytest
from hassil import Intents, recognize_all

from supine.understanding.exact import ExactMatcher
from supine.understanding.samples import samples
from supine.understanding.spoken import Numbers, plain_template


@pytest.fixture(scope="module")
def matcher(templates, names):
    return ExactMatcher(templates, names, Numbers("en"))


def test_slots_have_the_values_of_their_lists(matcher):
    assert matcher.match("start a twenty minute back release") == (
        "SupineStartRoutine",
        {"routine": "back-release", "minutes": 20},
    )
    assert matcher.match("the second one") == ("SupineChoose", {"ordinal": 2})


def test_of_two_intents_the_contracts_first_is_meant(matcher):
    assert matcher.match("start now") == ("SupineStartRoutine", {})
    assert matcher.match("start now", ["SupineReady", "SupineYes"]) == ("SupineReady", {})
    assert matcher.match("start now", ["SupineYes"]) == ("SupineYes", {})


def test_what_no_template_says_is_nothing(matcher):
    assert matcher.match("stop the bus") is None
    assert matcher.match("") is None


_sign = {"values": ["@"]}
"""Times and days are put together by ourselves: hassil sees a sign in their place."""

COMPOSED = re.compile("[@%]")


def test_the_vocabulary_keeps_nothing_from_hassil(templates, names, matcher):
    """Every template tried on its own by hassil finds what all of them together find."""
    whole = Intents.from_dict(
        {
            "language": "en",
            "intents": {
                intent: {"data": [{"sentences": [plain_template(it.text) for it in sentences]}]}
                for intent, sentences in templates.sentences.items()
            },
            "lists": {"time": _sign, "days": _sign} | templates.hassil_lists(names),
            "expansion_rules": templates.hassil_rules(),
        }
    )
    texts = [sample.text.replace("#", "seven") for sample in samples(templates, names)][::97]

    for text in (text for text in texts if not COMPOSED.search(text)):
        found = next(iter(recognize_all(text, whole)))

        assert matcher.match(text)[0] == found.intent.name, text


def test_every_sample_is_a_sentence_of_its_intent(templates, names, matcher):
    said = [sample for sample in samples(templates, names) if not COMPOSED.search(sample.text)]
    for sample in said[::29]:
        found = matcher.match(sample.text.replace("#", "seven"), [sample.intent])

        wanted = {slot: 7 if value is None else value for slot, value in sample.slots}
        assert found is not None, sample
        assert found[1].keys() == wanted.keys(), sample
