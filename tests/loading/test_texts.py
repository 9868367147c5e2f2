import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.loading.texts import name_faults, sentence_faults, tidy


def rules(text, longest=90, slots=None):
    return [broken.rule for broken in sentence_faults(text, longest, slots or {})]


@pytest.mark.parametrize(
    "text",
    [
        "Let it go.",
        "Über die Schulter, langsam!",
        "Look over your {side} shoulder.",
        "می‌خواهم",  # Persian needs its joiner
        "Prêt ?",  # French its narrow space
    ],
)
def test_ordinary_sentences_can_be_spoken(text):
    assert rules(text, slots={"side": 5}) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "text-missing"),
        ("-w file.wav", "sentence-unspeakable"),
        ("3, 2, 1.", "sentence-unspeakable"),
        ("Let\x07 go.", "sentence-unspeakable"),
        ("Let\u202e go.", "sentence-unspeakable"),
        ("Over the {sides} shoulder.", "sentence-unspeakable"),
        ("Over the {side.__class__} shoulder.", "sentence-unspeakable"),
        ("Over the {} shoulder.", "sentence-unspeakable"),
        ("Over the {{side}} shoulder.", "sentence-unspeakable"),
        ("A lone { brace.", "sentence-unspeakable"),
    ],
)
def test_what_cannot_be_spoken_is_refused(text, rule):
    assert set(rules(text, slots={"side": 5})) == {rule}


def test_the_length_is_that_of_the_filled_sentence():
    text = "x" * 80 + " {side}"

    assert rules(text, slots={"side": 9}) == []
    assert rules(text, slots={"side": 10}) == ["sentence-too-long"]


def test_every_fault_of_a_sentence_is_told():
    assert rules("-" + "1" * 90) == [
        "sentence-unspeakable",
        "sentence-unspeakable",
        "sentence-too-long",
    ]


def test_a_name_has_none_of_the_templates_signs():
    found = list(name_faults("back (or neck) | hips", 90, {}))

    assert [broken.rule for broken in found] == ["sentence-unspeakable"]
    assert "( ) |" in found[0].problem


def test_how_a_sentence_was_typed_plays_no_part():
    assert tidy("  Let it\n  go.\t\n") == "Let it go."
    assert tidy("Prêt\u202f?") == "Prêt\u202f?"


@given(st.text(), st.dictionaries(st.text(max_size=5), st.integers(0, 30)))
def test_a_sentence_without_faults_can_be_filled(text, slots):
    text = tidy(text)
    if not any(sentence_faults(text, 90, slots)):
        for slot in slots:
            text = text.replace(f"{{{slot}}}", "x")
        assert "{" not in text
        assert "}" not in text
