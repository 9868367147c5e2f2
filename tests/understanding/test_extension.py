"""What plugins add to a language, and what they may not touch of it."""

from dataclasses import replace

import pytest

from supine.errors import FaultsError
from supine.loading.contract import IntentRule, SlotKind, load_contract
from supine.understanding.extension import check_added, load_extended
from supine.understanding.recogniser import Recogniser
from understanding.conftest import TINY_CONTRACT

BASE = """\
language: en
skip_words: [please]
lists:
  ordinal: {values: [{in: first, out: 1}, {in: second, out: 2}]}
expansion_rules:
  it: (it|that)
intents:
  SupineStop: {sentences: [stop, stop <it>]}
  SupineStartRoutine: {sentences: ["start {routine} [for {minutes} minutes]"]}
  SupineChoose: {sentences: ["the {ordinal} one", "the {routine} one"]}
"""
NAMES = {"back release": "back-release"}


@pytest.fixture
def added(tmp_path):
    """Return a function that writes files of sentences, the language's own first."""
    contract = tmp_path / "intents.yaml"
    contract.write_text(TINY_CONTRACT, "utf-8")
    known = load_contract(contract)
    intents = {
        **known.intents,
        "QuietAsk": IntentRule(slots=("minutes", "quiet_kind"), when=("idle",)),
        "LoudAsk": IntentRule(when=("idle",)),
    }
    slots = {**known.slots, "quiet_kind": SlotKind(list="quiet_kind")}

    def write(*texts):
        sources = []
        for n, text in enumerate((BASE, *texts)):
            (tmp_path / str(n)).mkdir(exist_ok=True)
            sources.append(tmp_path / str(n) / "sentences.yaml")
            sources[-1].write_text(text, "utf-8")
        return tuple(sources), replace(known, intents=intents, slots=slots)

    return write


QUIET = """\
language: en
lists:
  quiet_kind: {values: [{in: soft, out: 1}, {in: hushed, out: 2}]}
expansion_rules:
  quietly: (quietly|calmly)
intents:
  QuietAsk:
    sentences:
      - "breathe <quietly> {quiet_kind}"
      - "breathe <it> for {minutes} minutes"
"""
LOUD = """\
language: en
intents:
  LoudAsk: {sentences: [make some noise]}
  SupineStop: {sentences: [no more of it]}
"""


def test_what_is_added_is_understood_beside_what_was_there(added):
    recogniser = Recogniser(load_extended(*added(QUIET, LOUD)), NAMES)

    understood = {
        text: (found.intent, dict(found.slots))
        for text in (
            "please breathe calmly hushed",
            "breathe that for seven minutes",
            "make some noise",
            "no more of it",
            "stop it",
        )
        if (found := recogniser.recognise(text))
    }

    assert understood == {
        "please breathe calmly hushed": ("QuietAsk", {"quiet_kind": 2}),
        "breathe that for seven minutes": ("QuietAsk", {"minutes": 7}),
        "make some noise": ("LoudAsk", {}),
        "no more of it": ("SupineStop", {}),
        "stop it": ("SupineStop", {}),
    }


def test_an_intent_that_nobody_says_in_a_language_is_not_in_it(added):
    templates = load_extended(*added(LOUD))

    assert "QuietAsk" not in templates.contract.intents
    assert "quiet_kind" not in templates.contract.slots
    assert "LoudAsk" in templates.sentences


def test_good_sentences_have_no_faults(added):
    sources, contract = added(QUIET, LOUD)

    assert check_added(sources, contract, NAMES) == []
    assert check_added(sources[:2], contract, NAMES) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("skip_words: [no]\nlanguage: en\nintents: {}\n", ":1:1: `skip_words` is not a key"),
        ("language: de\nintents: {}\n", ":1:11: these are sentences for en"),
        (
            "language: en\nintents: {NobodyAsk: {sentences: [well then]}}\n",
            ":2:11: the contract has no intent NobodyAsk",
        ),
        (
            "language: en\nintents:\n  SupineStop:\n    sentences:\n      - 'halt {hue}'\n",
            ":5:9: there is no list {hue}",
        ),
        (
            "language: en\nintents:\n  LoudAsk: {sentences: [ask jarvis]}\n",
            ":3:25: jarvis is a wake word",
        ),
        (
            "language: en\nlists:\n  ordinal: {values: [{in: third, out: 3}]}\nintents: {}\n",
            ":3:3: there is a list ordinal already",
        ),
        (
            "language: en\nexpansion_rules:\n  it: (him|her)\nintents: {}\n",
            ":3:3: there is a rule it already",
        ),
        (
            "language: en\nintents:\n  LoudAsk: {sentences: [be loud, stop that]}\n",
            ':3:34: "stop that" is taken for SupineStop already',
        ),
        (
            "language: en\nintents:\n  SupineChoose: {sentences: ['start {routine}']}\n",
            ':3:30: "start back release" is taken for SupineStartRoutine already',
        ),
        (
            "language: en\nintents:\n  LoudAsk: {sentences: [loud]}\n",
            ":3:3: LoudAsk has single words only",
        ),
        ("language: en\nintents: [1]\n", ":2:10: "),
    ],
)
def test_what_is_wrong_is_told_at_the_added_files_line(added, text, fault):
    sources, contract = added(text)

    told = [str(each) for each in check_added(sources, contract, NAMES)]

    assert any(each.startswith(f"{sources[-1]}{fault}") for each in told), told


def test_the_second_of_two_plugins_cannot_take_what_the_first_one_says(added):
    quiet = QUIET.replace("breathe <quietly> {quiet_kind}", "make some noise").replace(
        "for {minutes} minutes", "{quiet_kind} {minutes}"
    )
    sources, contract = added(LOUD, quiet)

    [fault] = check_added(sources, contract, NAMES)

    assert fault.source == str(sources[-1])
    assert '"make some noise" is taken for LoudAsk already' in fault.problem


def test_a_broken_file_is_a_fault_and_not_an_error(added):
    sources, contract = added("{")

    assert check_added(sources, contract, NAMES)
    with pytest.raises(FaultsError):
        load_extended(sources, contract)
