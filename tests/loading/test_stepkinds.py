"""Steps of somebody's own kind become ordinary ones before anything is checked."""

import pytest

from loading.written import written
from supine.errors import FaultsError
from supine.loading.routines import ENGLISH_SIDES
from supine.loading.shelf import Shelf
from supine.loading.stepkinds import StepKindError, expanded
from supine.loading.yamlfile import parse_yaml

HUM = """\
id: hum
name: humming
position: sitting
minutes: {default: 2, min: 1, max: 5}
steps:
  - id: sit
    say: [Sit.]
    hold: 5s
  - id: tones
    name: the tones
    hum: {times: 2, on: 3s}
  - id: rest
    say: [Rest.]
    hold: rest
close:
  - say: [Up.]
  - hum: {times: 1, on: 3s}
  - say: [Done.]
"""
TRANSLATED = """\
name: Summen
steps:
  sit: {say: [Sitz.]}
  tones: {name: die Töne}
  rest: {say: [Ruh.]}
close:
  close-1: {say: [Auf.]}
  close-3: {say: [Fertig.]}
"""
SAID = {"en": "Hum.", "de": "Summ."}


def hum(value, language):
    if not isinstance(value, dict) or "times" not in value:
        raise StepKindError("`hum` needs `times`")
    if language not in SAID:
        raise StepKindError(f"`hum` has no words in {language}")
    cues = [{"at": "1s", "say": [SAID[language]]}]
    return [{"say": [SAID[language]], "hold": value["on"], "cues": cues}] * value["times"]


@pytest.fixture
def shelf():
    return Shelf({"en": ENGLISH_SIDES, "de": ENGLISH_SIDES}, {"hum": hum})


def test_a_step_becomes_as_many_as_its_kind_makes(tmp_path, shelf):
    written(tmp_path, "hum.yaml", HUM)
    shelf.add_folder(tmp_path)

    routine = shelf.routines_in("en", ENGLISH_SIDES)["hum"]

    assert shelf.faults == []
    assert [step.id for step in routine.steps] == ["sit", "tones", "tones-2", "rest"]
    assert [step.hold_s for step in routine.steps] == [5, 3, 3, 0]
    assert {step.name[None] for step in routine.steps[1:3]} == {"the tones"}
    assert [step.id for step in routine.close] == ["close-1", "close-2", "close-3"]


def test_a_translation_needs_no_words_for_what_the_kind_says_itself(tmp_path, shelf):
    written(tmp_path, "hum.yaml", HUM)
    written(tmp_path, "hum.de.yaml", TRANSLATED)
    shelf.add_folder(tmp_path)

    routine = shelf.routines_in("de", ENGLISH_SIDES)["hum"]

    assert shelf.faults == []
    assert [step.words[None].full for step in routine.steps] == [
        ("Sitz.",),
        ("Summ.",),
        ("Summ.",),
        ("Ruh.",),
    ]
    assert routine.steps[1].name[None] == "die Töne"
    assert [step.words[None].full[0] for step in routine.close] == ["Auf.", "Summ.", "Fertig."]


def test_a_language_that_the_kind_does_not_speak_is_told(tmp_path, shelf):
    written(tmp_path, "hum.yaml", HUM)
    written(tmp_path, "hum.fr.yaml", TRANSLATED)
    shelf.add_folder(tmp_path)

    assert shelf.routines_in("fr", ENGLISH_SIDES) == {}
    [fault] = shelf.faults
    assert fault.source.endswith("hum.fr.yaml")
    assert "`hum` has no words in fr" in fault.problem


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("{times: 2, on: 3s}", "{on: 3s}", 11, "`hum` needs `times`"),
        ("{times: 2, on: 3s}", "{times: 0, on: 3s}", 11, "makes 0 steps"),
        ("{times: 2, on: 3s}", "{times: 51, on: 3s}", 11, "makes 51 steps"),
        ("name: the tones", "hold: 3s", 11, "`hold` cannot stand beside `hum`"),
        ("{times: 2, on: 3s}", "{times: 2, on: soon}", 9, "duration"),
        ("say: [Rest.]", "say: [Rest.]\n    holt: 3s", 14, "`holt` is not a key of a step"),
        ("- id: rest", "- id: tones-2", 12, "there is a step `tones-2` already"),
    ],
)
def test_what_is_wrong_is_told_at_the_line_of_the_step_as_it_is_written(
    tmp_path, shelf, old, new, line, problem
):
    written(tmp_path, "hum.yaml", HUM.replace(old, new))

    shelf.add_folder(tmp_path)

    assert shelf.routines_in("en", ENGLISH_SIDES) == {}
    told = [fault for fault in shelf.faults if problem in fault.problem]
    assert {fault.line for fault in told} == {line}, shelf.faults


def test_every_step_that_is_wrong_is_told_at_once():
    text = HUM.replace("{times: 2, on: 3s}", "{}").replace("{times: 1, on: 3s}", "{}")

    with pytest.raises(FaultsError) as refused:
        expanded(parse_yaml(text.encode(), "hum.yaml"), {"hum": hum})

    assert [fault.line for fault in refused.value.faults] == [11, 17]


@pytest.mark.parametrize("made", [None, {}, "steps", [1], [[]]])
def test_what_is_no_list_of_steps_is_refused(made):
    with pytest.raises(FaultsError, match="has to return a list of steps"):
        expanded(parse_yaml(HUM.encode(), "hum.yaml"), {"hum": lambda *_: made})


@pytest.mark.parametrize("text", ["- 1", "steps: 3", "steps: [3, null]", "id: a\nsteps: []"])
def test_what_is_no_routine_is_left_as_it_is(text):
    document = parse_yaml(text.encode(), "hum.yaml")

    assert expanded(document, {"hum": hum}) is document


def test_without_kinds_nothing_is_touched():
    document = parse_yaml(HUM.encode(), "hum.yaml")

    assert expanded(document, {}) is document
