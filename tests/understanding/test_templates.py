from pathlib import Path

import pytest

from supine.errors import FaultsError
from supine.understanding.grammar import Choice, Slot, Words
from supine.understanding.templates import load_templates
from understanding.conftest import ROOT


def test_the_intents_stand_in_the_contracts_order(templates, contract):
    assert list(templates.sentences) == list(contract.intents)


def test_every_language_has_its_sentences(contract):
    languages = [path for path in (ROOT / "intents").iterdir() if path.is_dir()]

    assert languages
    for folder in languages:
        loaded = load_templates(folder / "sentences.yaml", contract)

        assert loaded.language == folder.name
        assert set(loaded.sentences) == set(contract.intents)


def test_a_file_that_is_not_there_is_a_fault(contract, tmp_path: Path):
    with pytest.raises(FaultsError, match=r"nowhere\.yaml"):
        load_templates(tmp_path / "nowhere.yaml", contract)


def test_the_routines_come_from_the_library(templates):
    values = templates.values("routine", {"Runner's walk": "walk", "Back": "back"})

    assert values == [(Words("runner's walk"), "walk"), (Words("back"), "back")]


def test_a_list_has_its_values_from_the_file(templates):
    ordinals = templates.values("ordinal", {})

    assert [value for _, value in ordinals] == [1, 2, 3]
    assert ordinals[0][0] == Choice((Words("first"), Words("1st")))


def test_a_range_is_told_from_a_list(templates):
    assert templates.range_of("minutes") == (1, 180)
    assert templates.range_of("ordinal") is None
    assert templates.range_of("span") is None


def test_it_is_known_what_can_be_heard_when(templates):
    assert "SupineYes" in templates.heard("question")
    assert "SupineYes" not in templates.heard("idle") | templates.heard("practice")
    assert "SupinePause" in templates.heard("idle"), "it is answered that nothing runs"


def test_hassil_gets_lists_and_rules_in_plain_words(tiny):
    templates = tiny(
        """\
language: en
lists:
  ordinal: {values: [{in: "I'm first", out: 1}]}
expansion_rules: {it: "(it's|IT)"}
intents:
  SupineStop: {sentences: [stop <it>]}
  SupineStartRoutine: {sentences: ["start {routine} {minutes}"]}
  SupineChoose: {sentences: ["{ordinal} {routine}"]}
"""
    )

    assert templates.hassil_rules() == {"it": "(its|it)"}
    assert templates.hassil_lists({"Warm-up!": "warm"}) == {
        "ordinal": {"values": [{"in": "im first", "out": 1}]},
        "routine": {"values": [{"in": "warm up", "out": "warm"}]},
        "minutes": {"range": {"from": 1, "to": 120}},
    }
    assert templates.sentences["SupineStop"][0].tree is not None
    assert Slot("minutes", "minutes") in templates.sentences["SupineStartRoutine"][0].tree.items
