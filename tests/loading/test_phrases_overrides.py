"""Other words for some phrases keep the rules of all phrases."""

import pytest

from loading.written import CONTRACT
from supine.errors import FaultsError
from supine.loading.contract import check_contract
from supine.loading.phrases import check_overrides
from supine.loading.yamlfile import parse_yaml


def overrides(text, needed=()):
    contract = check_contract(parse_yaml(CONTRACT.encode(), "intents.yaml"))
    return check_overrides(parse_yaml(text.encode(), "phrases.en.yaml"), contract, needed)


def test_a_phrase_may_be_put_otherwise_in_one_way_or_several():
    assert overrides("phrases: {paused: Held., how_long: ['{time}.', 'Still {time}.']}") == {
        "paused": ("Held.",),
        "how_long": ("{time}.", "Still {time}."),
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("phrases: {pausd: Held.}", "phrases.en.yaml:1:11: there is no phrase `pausd`"),
        ("phrases: {paused: '{time}'}", "phrases.en.yaml:1:19: "),
        ("phrases: {paused: []}", "`paused` is empty"),
        ("numbers: [zero]", "`numbers` is not a key of a file of other phrases"),
        ("phrases: {paused: 7}", "has to be a text"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text, fault):
    with pytest.raises(FaultsError) as refused:
        overrides(text)

    assert fault in str(refused.value)


def test_what_is_needed_must_be_there():
    with pytest.raises(FaultsError, match="the phrase `how_long` is missing"):
        overrides("phrases: {paused: Held.}", ["how_long"])
