import pytest
from pydantic import ValidationError

from supine.loading.routinefile import CloseStepFile, RoutineFile, StepFile, TranslationFile

LEAST = {
    "id": "a",
    "name": "a",
    "position": "bed",
    "minutes": 3,
    "steps": [{"id": "b", "say": "Let go.", "hold": "5s"}],
}


def test_little_is_needed_for_a_routine():
    file = RoutineFile.model_validate(LEAST)

    assert file.lang == "en"
    assert file.steps[0].hold == 5.0
    assert file.close == []


@pytest.mark.parametrize("key", LEAST)
def test_what_is_needed_cannot_be_left_out(key):
    with pytest.raises(ValidationError):
        RoutineFile.model_validate({k: v for k, v in LEAST.items() if k != key})


def test_a_step_of_the_close_needs_no_id():
    assert CloseStepFile.model_validate({"say": "Up."}).id is None
    with pytest.raises(ValidationError):
        StepFile.model_validate({"say": "Up."})


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("sides", ["left"], "sides-unequal"),
        ("sides", ["left", "left"], "sides-unequal"),
        ("sides", ["left", "right", "left"], "sides-unequal"),
        ("sides", [], "sides-unequal"),
        ("sides", ["left", "rihgt"], "literal_error"),
        ("reps", {"count": 0, "pace": 4}, "greater_than_equal"),
        ("reps", {"count": 100, "pace": 4}, "less_than_equal"),
        ("reps", {"count": 8, "pace": 0}, "wrong-value"),
        ("reps", {"count": 8}, "missing"),
        ("until", "down", "literal_error"),
        ("optional", "yes", "bool_type"),
        ("settle", "soon", "wrong-value"),
        ("cues", [{"every": 0, "say": "Wait."}], "wrong-value"),
        ("cues", [{"at": "5s"}], "missing"),
        ("gentler", [], "too_short"),
        ("gentler", 5, "string_type"),
    ],
)
def test_a_steps_keys_take_only_what_they_mean(key, value, rule):
    with pytest.raises(ValidationError) as caught:
        StepFile.model_validate({"id": "a", "say": "Let go.", key: value})

    assert [error["type"] for error in caught.value.errors()] == [rule]


@pytest.mark.parametrize("key", ["about", "why"])
@pytest.mark.parametrize("model", [RoutineFile, TranslationFile])
def test_an_answer_about_a_routine_has_two_sentences_at_most(model, key):
    with pytest.raises(ValidationError, match=f"`{key}` has at most 2 sentences, here are 3"):
        model.model_validate({**LEAST, key: ["One.", "Two.", "Three."]})


def test_a_translation_holds_texts_only():
    with pytest.raises(ValidationError) as caught:
        TranslationFile.model_validate({"name": "a", "steps": {"b": {"hold": "5s"}}})

    assert [error["type"] for error in caught.value.errors()] == ["extra_forbidden"]
