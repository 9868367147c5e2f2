from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import AfterValidator, Discriminator, Field, Tag

from loading.written import in_plain_words
from supine.loading.schema import FileModel, hint, refuse, suggestion, validated
from supine.loading.texts import Broken
from supine.loading.yamlfile import parse_yaml


def twice_refused(text):
    refuse(
        [Broken("one-rule", "one thing"), Broken("other-rule", "another")] if text == "bad" else []
    )
    return text


class Inner(FileModel):
    noun: ClassVar[str] = "a step"
    missing_rule: ClassVar[str] = "sides-unequal"

    hold: str
    text: Annotated[str, AfterValidator(twice_refused)] = "good"


class Outer(FileModel):
    noun: ClassVar[str] = "a routine file"

    steps: list[Inner] = Field(default=[])
    by_id: dict[str, Inner] = Field(default={}, alias="byId")
    either: Annotated[
        Annotated[str, Tag("(text)")] | Annotated[Inner, Tag("(keys)")],
        Discriminator(lambda value: "(keys)" if isinstance(value, dict) else "(text)"),
    ] = ""
    names: Annotated[list[str], Field(min_length=1, max_length=2)] = Field(default=["a"])
    side: Literal["left", "right"] = "left"
    count: Annotated[int, Field(ge=1, le=9)] = 1
    share: float = 0.5
    on: bool = False


def faults(text):
    _, found = validated(Outer, parse_yaml(text.encode(), "a.yaml"))
    for fault in found:
        in_plain_words(fault)
    return [(fault.line, fault.column, fault.rule, fault.problem) for fault in found]


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("steps: [{hodl: a, hold: b}]", (1, 10, "unknown-key"), "`hodl` is not a key of a step"),
        ("steps: [{hodl: a, hold: b}]", (1, 10, "unknown-key"), "did you mean `hold`?"),
        ("byId: {x: {hodl: a, hold: b}}", (1, 12, "unknown-key"), "not a key of a step"),
        ("either: {hodl: a, hold: b}", (1, 10, "unknown-key"), "not a key of a step"),
        ("xyzzy: 1", (1, 1, "unknown-key"), "there are byId, count, either"),
        ("by_id: {}", (1, 1, "unknown-key"), "did you mean `byId`?"),
        ("(text): 1", (1, 1, "unknown-key"), "`(text)` is not a key of a routine file"),
        ("steps:\n  - {}", (2, 5, "sides-unequal"), "a step needs the key `hold`"),
        ("steps: [a]", (1, 9, "wrong-type"), "this item of `steps` has to be made of keys"),
        ("steps: {a: b}", (1, 8, "wrong-type"), 'has to be a list: lines that begin with "-"'),
        ("byId: [a]", (1, 7, "wrong-type"), "has to be made of keys with values"),
        ("- a\n- b", (1, 1, "wrong-type"), "a routine file has to be made of keys"),
        ("either: 5", (1, 9, "wrong-type"), "put it in quotes"),
        ("either: true", (1, 9, "wrong-type"), "put it in quotes"),
        ("names: [a: b]", (1, 9, "wrong-type"), 'is taken for a key because of its ":"'),
        ("names: [{side}]", (1, 9, "wrong-type"), 'begins with "{"'),
        ("names: [[a]]", (1, 9, "wrong-type"), "a single text, not a list"),
        ("names: [~]", (1, 9, "text-missing"), "is empty"),
        ("names: []", (1, 8, "text-missing"), "`names` is empty"),
        ("names: [a, b, c]", (1, 8, "wrong-value"), "at most 2, it has 3"),
        ("side: rigth", (1, 7, "wrong-value"), "left or right; did you mean `right`?"),
        ("count: 1.5", (1, 8, "wrong-type"), "a whole number"),
        ("count: true", (1, 8, "wrong-type"), "a whole number"),
        ("count: 0", (1, 8, "wrong-value"), "at least 1"),
        ("count: 10", (1, 8, "wrong-value"), "at most 9"),
        ("share: half", (1, 8, "wrong-type"), "a number"),
        ("share: .nan", (1, 8, "wrong-type"), "a number"),
        ("on: yes", (1, 5, "wrong-type"), "true or false"),
        ("side:", (1, 6, "wrong-value"), "left or right"),
    ],
)
def test_each_misfit_is_told_at_its_place_in_plain_words(text, place, part):
    (found,) = faults(text)

    assert found[:3] == place
    assert part in found[3]


def test_a_text_can_break_several_rules():
    assert [fault[2:] for fault in faults("steps: [{hold: a, text: bad}]")] == [
        ("one-rule", "one thing"),
        ("other-rule", "another"),
    ]


def test_every_misfit_of_a_file_is_told():
    text = "side: top\ncount: 0\nstep: []\nsteps:\n  - hold: 5\n  - hld: a\n"

    assert [(line, rule) for line, _, rule, _ in sorted(faults(text))] == [
        (1, "wrong-value"),
        (2, "wrong-value"),
        (3, "unknown-key"),
        (5, "wrong-type"),
        (6, "sides-unequal"),
        (6, "unknown-key"),
    ]


def test_a_key_without_a_value_is_refused_even_where_it_may_be_left_out():
    class Optional(FileModel):
        note: str | None = None

    document = parse_yaml(b"note:\n", "a.yaml")

    value, found = validated(Optional, document)

    assert value is None
    assert [fault.rule for fault in found] == ["text-missing"]


def test_a_file_that_fits_becomes_its_model():
    value, found = validated(Outer, parse_yaml(b"steps: [{hold: 5s}]", "a.yaml"))

    assert found == []
    assert value is not None
    assert value.steps[0].hold == "5s"


def test_a_suggestion_is_made_only_for_something_alike():
    assert suggestion("hodl", ["hold", "say"]) == "; did you mean `hold`?"
    assert suggestion("HOLD", ["hold", "say"]) == "; did you mean `hold`?"
    assert suggestion("xyzzy", ["hold", "say"]) == ""


def test_where_nothing_is_alike_all_there_is_is_listed():
    assert hint("xyzzy", ["say", "hold"]) == ": there are hold, say"
    assert hint("xyzzy", ["say"]) == ": there is say"
    assert hint("xyzzy", []) == ""
    assert hint("xyzzy", [f"k{n}" for n in range(50)]) == ""
