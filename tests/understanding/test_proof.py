import pytest

from supine.understanding.proof import INTENT, Proof, proofs
from understanding.sayings import LANGUAGES

in_each_language = pytest.mark.parametrize("code", LANGUAGES, indirect=True)


@in_each_language
def test_there_is_one_sentence_of_ours_and_one_for_each_routine(templates, names):
    found = proofs(templates, names)

    assert found[0].slot == "ordinal"
    assert {proof.value for proof in found[1:]} == set(names.values())
    assert {proof.slot for proof in found[1:]} == {"routine"}


@in_each_language
def test_our_own_recogniser_passes(templates, names, recogniser):
    for proof in proofs(templates, names):
        found = recogniser.recognise(proof.text, {INTENT})

        assert found is not None, proof
        assert proof.holds(found.intent, found.slots)


def test_what_is_found_has_to_be_what_was_meant():
    proof = Proof("the second one", "ordinal", 2)

    assert proof.holds("SupineChoose", {"ordinal": 2})
    assert proof.holds("SupineChoose", {"ordinal": "2"})
    assert not proof.holds("SupineChoose", {"ordinal": 3})
    assert not proof.holds("SupineChoose", {})
    assert not proof.holds("SupineStop", {"ordinal": 2})
    assert not proof.holds(None, {})


def test_a_name_with_an_apostrophe_is_asked_for_by_another(templates):
    found = proofs(templates, {"runner's rest": "rest", "lie down": "rest", "kid's": "kids"})

    assert [proof.value for proof in found] == [1, "rest"]
    assert "lie down" in found[1].text
