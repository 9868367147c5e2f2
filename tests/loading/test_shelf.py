import pytest

from loading.written import DESK_BREAK, written
from supine.loading.routines import ENGLISH_SIDES
from supine.loading.shelf import Shelf, translation_of
from supine.model import Side

SHORT = """\
id: {id}
name: {name}
aliases: [{aliases}]
position: sitting
minutes: 1
steps:
  - id: sit
    say: Sit.
    hold: 5s
"""


def short(routine_id, name, aliases=""):
    return SHORT.format(id=routine_id, name=name, aliases=aliases)


@pytest.fixture
def shelf():
    return Shelf({"en": ENGLISH_SIDES, "de": {Side.LEFT: "linke", Side.RIGHT: "rechte"}})


def problems(shelf):
    return [(fault.source.rpartition("/")[2], fault.line, fault.rule) for fault in shelf.faults]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("desk-break.yaml", None),
        ("desk-break.de.yaml", ("desk-break", "de")),
        ("desk-break.pt-BR.yml", ("desk-break", "pt-BR")),
        ("desk.break.yaml", None),
        (".de.yaml", None),
    ],
)
def test_a_translation_is_known_by_its_name(name, expected):
    assert translation_of(name) == expected


def test_a_folders_routines_come_in_the_order_of_their_names(shelf, tmp_path):
    for name in ("c", "a-more", "a", "b"):
        written(tmp_path, f"{name}.yaml", short(name, f"routine {name}"))
    written(tmp_path, "README.md", "no routine")
    written(tmp_path, ".hidden.yaml", "no routine")
    written(tmp_path, "deeper/d.yaml", short("d", "routine d"))

    shelf.add_folder(tmp_path)

    assert list(shelf.routines_in("en", ENGLISH_SIDES)) == ["a", "a-more", "b", "c"]
    assert shelf.faults == []


def test_a_broken_file_costs_only_itself(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "one"))
    written(tmp_path, "b.yaml", "id: b\nname: b: c\n")
    written(tmp_path, "c.yaml", short("c", "three").replace("hold", "hodl"))
    written(tmp_path, "d.yaml", b"\xff\xfe")

    shelf.add_folder(tmp_path)

    assert list(shelf.routines_in("en", ENGLISH_SIDES)) == ["a"]
    assert problems(shelf) == [
        ("b.yaml", 2, "yaml"),
        ("c.yaml", 9, "unknown-key"),
        ("d.yaml", 1, "not-utf-8"),
    ]


def test_a_folder_that_is_not_there_is_told(shelf, tmp_path):
    shelf.add_folder(tmp_path / "nowhere")

    assert problems(shelf) == [("nowhere", 0, "unreadable")]


def test_of_two_routines_with_one_id_the_first_is_taken(shelf, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    written(first, "a.yaml", short("a", "one"))
    written(second, "a.yaml", short("a", "two"))

    shelf.add_folder(first)
    shelf.add_folder(second)

    assert shelf.routines_in("en", ENGLISH_SIDES)["a"].name == "one"
    assert problems(shelf) == [("a.yaml", 1, "duplicate-id")]
    assert "first/a.yaml already" in shelf.faults[0].problem


def test_a_routine_of_a_taken_name_is_left_out(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "Neck Break"))
    written(tmp_path, "b.yaml", short("b", "neck break"))

    shelf.add_folder(tmp_path)

    assert list(shelf.routines_in("en", ENGLISH_SIDES)) == ["a"]
    assert problems(shelf) == [("b.yaml", 2, "name-collision")]


def test_a_taken_alias_is_left_out_and_the_routine_stays(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "one", "short one"))
    written(tmp_path, "b.yaml", short("b", "two", "other one, short one, ONE"))

    shelf.add_folder(tmp_path)

    assert shelf.routines_in("en", ENGLISH_SIDES)["b"].aliases == ("other one",)
    assert [(fault.line, fault.column) for fault in shelf.faults] == [(3, 22), (3, 33)]


def test_an_alias_given_twice_does_no_harm(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "one", "short one, one, short one"))

    shelf.add_folder(tmp_path)

    assert shelf.routines_in("en", ENGLISH_SIDES)["a"].aliases == ("short one", "one")
    assert shelf.faults == []


def test_a_routine_speaks_the_languages_it_has_texts_for(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "one"))
    written(tmp_path, "a.de.yaml", "name: eins\nsteps: {sit: {say: Sitz.}}\n")
    written(tmp_path, "b.yaml", "lang: de\n" + short("b", "zwei"))

    shelf.add_folder(tmp_path)

    assert {r.name for r in shelf.routines_in("en", ENGLISH_SIDES).values()} == {"one"}
    assert {r.name for r in shelf.routines_in("de", ENGLISH_SIDES).values()} == {"eins", "zwei"}
    assert shelf.languages == ["de", "en"]
    assert [fault.problem for fault in shelf.untranslated(["de", "en"])] == [
        "this routine is not translated: write b.en.yaml"
    ]


def test_a_broken_translation_costs_only_itself(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "one"))
    written(tmp_path, "a.de.yaml", "name: eins\nsteps: {sit: {}}\n")

    shelf.add_folder(tmp_path)

    assert list(shelf.routines_in("de", ENGLISH_SIDES)) == []
    assert list(shelf.routines_in("en", ENGLISH_SIDES)) == ["a"]
    assert problems(shelf) == [("a.de.yaml", 2, "text-missing")]


def test_a_translation_may_lie_in_another_folder(shelf, tmp_path):
    written(tmp_path, "shipped/a.yaml", short("a", "one"))
    written(tmp_path, "own/a.de.yaml", "name: eins\nsteps: {sit: {say: Sitz.}}\n")

    shelf.add_folder(tmp_path / "shipped")
    shelf.add_folder(tmp_path / "own")

    assert list(shelf.routines_in("de", ENGLISH_SIDES)) == ["a"]
    assert list(shelf.orphans()) == []


def test_a_translation_of_nothing_is_told(shelf, tmp_path):
    written(tmp_path, "a.de.yaml", "name: eins\nsteps: {}\n")
    written(tmp_path, "b.yaml", "broken: [")
    written(tmp_path, "b.de.yaml", "name: zwei\nsteps: {}\n")

    shelf.add_folder(tmp_path)

    (orphan,) = shelf.orphans()
    assert orphan.source.endswith("a.de.yaml")
    assert orphan.rule == "id-mismatch"


def test_two_translations_into_one_language_are_told(shelf, tmp_path):
    written(tmp_path, "a.yaml", short("a", "one"))
    written(tmp_path, "a.de.yaml", "name: eins\nsteps: {sit: {say: Sitz.}}\n")
    written(tmp_path, "a.de.yml", "name: uno\nsteps: {sit: {say: Sitz.}}\n")

    shelf.add_folder(tmp_path)

    assert shelf.routines_in("de", ENGLISH_SIDES)["a"].name == "eins"
    assert problems(shelf) == [("a.de.yml", 0, "duplicate-id")]


def test_the_name_of_the_file_is_the_id(shelf, tmp_path):
    written(tmp_path, "Desk Break.yaml", DESK_BREAK)

    shelf.add_folder(tmp_path)

    assert problems(shelf) == [("Desk Break.yaml", 1, "id-mismatch")]
