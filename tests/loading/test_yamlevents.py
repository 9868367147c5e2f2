import time

import pytest
import yaml

from loading.written import refused, told
from supine.errors import FaultsError
from supine.loading import yamlevents
from supine.loading.yamlfile import MAX_BYTES, parse_yaml, read_yaml


@pytest.fixture(params=["libyaml", "PyYAML's own"], autouse=True)
def parser(request, monkeypatch):
    """Both of PyYAML's parsers: not every machine has the fast one."""
    own = request.param != "libyaml"
    if not own and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yamlevents, "LOADER", yaml.SafeLoader if own else yaml.CSafeLoader)


def parse(text):
    document = parse_yaml(text.encode(), "a.yaml")
    document.refuse()
    return document


def test_every_value_and_every_key_has_its_place():
    document = parse("id: a\nsteps:\n  - say: [One., 'Two.']\n    hold:\n      5s\n")

    assert document.place(("id",)) == (1, 5, 1, 1)
    assert document.place(("steps", 0)) == (3, 5, 3, 5)
    assert document.place(("steps", 0, "say", 1)) == (3, 17, 3, 17)
    assert document.place(("steps", 0, "hold")) == (5, 7, 4, 5)


def test_columns_count_characters_and_not_bytes():
    assert parse("ünü: [ääh, b]\n").place(("ünü", 1)) == (1, 12, 1, 12)


def test_quoted_words_are_text_and_unquoted_ones_what_they_look_like():
    data = parse("a: '1'\nb: 1\nc: \"true\"\nd: true\ne: |\n  1\nf: no\n").data

    assert data == {"a": "1", "b": 1, "c": "true", "d": True, "e": "1\n", "f": "no"}


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("a: &x b\n", (1, 4, "alias"), '"&"'),
        ("a: b\nc: *x\n", (2, 4, "alias"), '"*"'),
        ("a: !!int 5\n", (1, 4, "alias"), '"!"'),
        ("a: !x {b: 1}\n", (1, 4, "alias"), '"!"'),
        ("<<: *x\n", (1, 5, "alias"), '"*"'),
        ("a: 1\nb: 2\na: 3\n", (3, 1, "duplicate-key"), "`a` is given twice, first in line 1"),
        ("a: {b: 1, b: 2}\n", (1, 11, "duplicate-key"), "`b` is given twice"),
        ("a: 1\n2: b\n", (2, 1, "wrong-type"), "`2` is no text"),
        ("true: b\n", (1, 1, "wrong-type"), "`true` is no text"),
        ("~: b\n", (1, 1, "wrong-type"), "in quotes"),
        ("{side}: b\n", (1, 1, "wrong-type"), 'begins with "{"'),
        ("a: 1\n---\nb: 2\n", (2, 1, "yaml"), "one document"),
    ],
)
def test_what_a_file_may_not_contain_is_refused_at_its_place(text, place, part):
    (fault,) = refused(lambda: parse(text))

    assert (fault.line, fault.column, fault.rule) == place
    assert part in fault.problem


def test_all_that_is_refused_is_told_at_once():
    text = "a: &x 1\nb: 2\nb: 3\n4: 5\nc: [1\n"

    assert told(lambda: parse(text)) == [
        (1, 4, "alias"),
        (3, 1, "duplicate-key"),
        (4, 1, "wrong-type"),
        (5, 4, "yaml"),
    ]


def test_of_two_values_for_one_key_the_first_is_kept():
    document = parse_yaml(b"a: 1\na: [2, 3]\nb: 4\n", "a.yaml")

    assert document.data == {"a": 1, "b": 4}
    assert document.place(("a",)) == (1, 4, 1, 1)


def test_twenty_levels_are_enough():
    parse("[" * 20 + "]" * 20)

    assert told(lambda: parse("[" * 21 + "]" * 21)) == [(1, 21, "too-deep")]


def test_a_tower_of_brackets_is_refused_at_once():
    began = time.perf_counter()

    assert told(lambda: parse("[" * MAX_BYTES)) == [(1, 21, "too-deep")]
    assert time.perf_counter() - began < 5


def test_the_number_of_values_is_bounded():
    (fault,) = refused(lambda: parse("[" + "a," * 100_000 + "]"))

    assert fault.rule == "too-large"
    assert fault.line == 1


def test_a_bomb_of_aliases_is_not_followed():
    text = "a: &a [x]\n" + "".join(
        f"{new}: &{new} [{f'*{old}, ' * 9}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )

    with pytest.raises(FaultsError) as caught:
        parse(text)

    assert {fault.rule for fault in caught.value.faults} == {"alias"}


def test_a_backslash_that_stands_for_no_character_is_refused():
    (fault,) = refused(lambda: parse('a: b\nc: "\\ud800"\n'))

    assert (fault.line, fault.rule) == (2, "yaml")


def test_the_strict_reading_refuses_what_the_survey_passes_over(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\na: 2\n")

    with pytest.raises(FaultsError):
        read_yaml(path)
