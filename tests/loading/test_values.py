import pytest
from pydantic import TypeAdapter, ValidationError

from supine.loading.values import (
    SIDE_CHARS,
    Duration,
    Hold,
    Id,
    LanguageCode,
    Name,
    NameBySide,
    PositiveDuration,
    Said,
    SaidBySide,
    SentencesBySide,
    as_lines,
    is_language,
)


def read(kind, value, **context):
    return TypeAdapter(kind).validate_python(value, context=context)


def rules(kind, value, **context):
    with pytest.raises(ValidationError) as caught:
        read(kind, value, **context)
    return [error["type"] for error in caught.value.errors()]


def test_one_sentence_is_as_good_as_a_list():
    assert as_lines(read(Said, " Let it\ngo. ")) == ("Let it go.",)
    assert as_lines(read(Said, ["Let go.", "Wait."])) == ("Let go.", "Wait.")
    assert as_lines(None) == ()


def test_an_empty_list_says_nothing():
    assert rules(Said, []) == ["too_short"]
    assert rules(SaidBySide, []) == ["too_short"]


def test_only_texts_of_a_step_may_speak_of_the_side():
    assert read(SaidBySide, ["Over the {side} shoulder."])
    assert rules(Said, ["Over the {side} shoulder."]) == ["sentence-unspeakable"]


def test_a_sentence_is_measured_with_the_languages_longer_word_for_a_side():
    text = "x" * 81 + " {side}"

    assert read(NameBySide, text) == text
    assert rules(NameBySide, text, **{SIDE_CHARS: 9}) == ["sentence-too-long"]


def test_texts_by_side_cover_both_sides():
    both = read(SaidBySide, {"left": "Links.", "right": ["Rechts.", "Still."]})

    assert isinstance(both, SentencesBySide)
    assert rules(SaidBySide, {"left": "Links."}) == ["missing"]
    assert rules(NameBySide, {"left": "links", "rihgt": "rechts"}) == ["missing", "extra_forbidden"]


def test_a_name_can_be_said():
    assert read(Name, "short one for the desk")
    assert rules(Name, "desk | break") == ["sentence-unspeakable"]


def test_a_hold_is_a_duration_or_the_rest():
    assert read(Hold, "1min 30s") == 90.0
    assert read(Hold, "rest") == "rest"
    with pytest.raises(ValidationError, match="or rest for what is left"):
        read(Hold, "Rest")


def test_durations_are_read_as_seconds():
    assert read(Duration, "0s") == 0.0
    assert rules(Duration, "soon") == ["wrong-value"]
    assert rules(PositiveDuration, 0) == ["wrong-value"]


@pytest.mark.parametrize("text", ["", "Desk", "desk break", "-desk", "desk--break", "d" * 65, "ü"])
def test_an_id_has_small_letters_digits_and_hyphens(text):
    assert rules(Id, text) == ["wrong-value"]
    assert read(Id, "desk-break-2")


@pytest.mark.parametrize("text", ["", "english", "EN", "e", "en_GB", "en-"])
def test_a_language_is_a_code(text):
    assert rules(LanguageCode, text) == ["wrong-value"]
    assert not is_language(text)


@pytest.mark.parametrize("text", ["en", "pt-BR", "zh-Hant-TW", "nds"])
def test_every_form_of_code_is_taken(text):
    assert read(LanguageCode, text) == text
