import pytest

from linting.broken import GOOD
from loading.written import DESK_BREAK
from supine.linting.routines import Place, name_faults, spoken_texts, text_faults
from supine.loading.routines import ENGLISH_SIDES, check_routine
from supine.loading.shelf import Edition
from supine.loading.yamlfile import parse_yaml


def edition(text, stem):
    document = parse_yaml(text.encode(), f"{stem}.yaml")
    return Edition(document, check_routine(document, ENGLISH_SIDES, stem).routine, None)


def test_every_text_that_is_said_is_found_at_its_place():
    found = set(spoken_texts(parse_yaml(DESK_BREAK.encode(), "a.yaml").data))

    assert Place(("aliases", 0), "neck break") in found
    assert Place(("steps", 0, "say", 1), "Leave the screen where it is.") in found
    assert Place(("steps", 2, "cues", 0, "say", 0), "Nothing to do.") in found
    assert Place(("steps", 2, "gentler", 0), "Let it go.") in found
    assert Place(("close", 0, "say"), "That's it.") in found
    assert "pause" not in {place.text for place in found}  # a step's id
    assert "60s" not in {place.text for place in found}


def test_texts_by_side_are_found_and_times_are_not():
    data = {
        "steps": {
            "a": {"say": {"left": "L.", "right": ["R."]}, "cues": [{"left": "5s", "say": "C."}]}
        }
    }

    assert {place.text for place in spoken_texts(data)} == {"L.", "R.", "C."}


@pytest.mark.parametrize("name", ["Desk-Break", "desk  break!", "neck break"])
def test_names_that_are_heard_alike_belong_to_one_routine(name):
    other = GOOD["routines/short-one.yaml"].replace("name: window break", f'name: "{name}"')
    found = list(name_faults([edition(DESK_BREAK, "desk-break"), edition(other, "short-one")]))

    assert [(fault.source, fault.line, fault.rule) for fault in found] == [
        ("short-one.yaml", 2, "name-collision")
    ]


def cut(text):
    document = parse_yaml(f"about: {text}\naliases: [a, b]\n".encode(), "a.yaml")
    return [fault.rule for fault in text_faults(document, "en", ())]


@pytest.mark.parametrize(
    "text",
    [
        "[Lie down, and rest.]",
        "[Rest., Lie down, then wait, and rest.]",
        "{left: [Lie down, and rest.], right: [Rest.]}",
    ],
)
def test_a_sentence_that_was_cut_at_a_comma_is_told(text):
    assert "sentence-cut" in cut(text)


@pytest.mark.parametrize(
    "text",
    [
        '["Lie down, and rest."]',
        "[Lie down., and rest.]",
        "['\"Down.\"', and rest.]",
        "[Lie down, Rest.]",
        "down, and rest",
        "[]",
    ],
)
def test_what_ends_and_begins_as_sentences_do_is_good(text):
    assert cut(text) == []
