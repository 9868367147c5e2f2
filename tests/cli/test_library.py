import json

import pytest

from householdfiles import routine
from supine.cli.library import (
    language_of,
    left_out,
    names_of,
    read_config,
    read_library,
    routine_named,
)
from supine.errors import Fault, FaultsError, RoutineUnknownError


def test_every_routine_is_found_by_its_name_and_aliases():
    names = names_of(language_of(read_library(read_config(None), "en"), "en"))

    assert names["back release"] == "back-release"
    assert names["hips"] == "hip-stretch"


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(FaultsError, match="tlh"):
        language_of(read_library(read_config(None), "tlh"), "tlh")


def test_a_broken_routine_costs_only_itself(tmp_path):
    (tmp_path / "bad.yaml").write_text("id: bad\n", "utf-8")
    (tmp_path / "supine.yaml").write_text("routines: [.]\n", "utf-8")

    library = read_library(read_config(str(tmp_path / "supine.yaml")))

    assert "back-release" in library.languages["en"].routines
    assert any(fault.source.endswith("bad.yaml") for fault in library.faults)


@pytest.fixture
def mine(tmp_path):
    """A folder of routines that no settings name."""
    (tmp_path / "desk-sit.yaml").write_text(routine(), "utf-8")
    german = "name: Sitzen\nsteps:\n  sit: {say: [Sitz ruhig.]}\n"
    (tmp_path / "desk-sit.de.yaml").write_text(german, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "lang", "code", "name"),
    [
        ("desk-sit.yaml", None, "en", "desk sit"),
        ("desk-sit.yaml", "de", "de", "Sitzen"),
        ("desk-sit.de.yaml", None, "de", "Sitzen"),
    ],
)
def test_a_routine_is_found_by_the_path_of_its_file(mine, file, lang, code, name):
    language, routine_id = routine_named(str(mine / file), read_config(None), lang)

    assert (language.code, language.routines[routine_id].name) == (code, name)


def test_a_file_in_another_language_is_read_in_that(tmp_path):
    text = routine().replace("name:", "lang: de\nname:", 1)
    (tmp_path / "desk-sit.yaml").write_text(text, "utf-8")

    assert routine_named(str(tmp_path / "desk-sit.yaml"), read_config(None), None)[0].code == "de"


def test_a_folder_that_the_settings_name_already_is_read_once(mine, monkeypatch):
    (mine / "supine.yaml").write_text("routines: [.]\n", "utf-8")
    monkeypatch.chdir(mine)

    _, routine_id = routine_named("desk-sit.yaml", read_config("supine.yaml"), None)

    assert routine_id == "desk-sit"


@pytest.mark.parametrize("named", ["by its id", "by its file"])
def test_of_a_routine_that_is_broken_the_fault_is_told(mine, named):
    file = mine / "desk-sit.yaml"
    file.write_text(routine().replace("sitting", "floating"), "utf-8")
    (mine / "supine.yaml").write_text(f"routines: [{mine}]\n", "utf-8")
    given = "desk-sit" if named == "by its id" else str(file)

    with pytest.raises(FaultsError, match="position"):
        routine_named(given, read_config(str(mine / "supine.yaml")), None)


def test_a_file_called_like_one_of_ours_is_not_taken_for_it(tmp_path):
    file = tmp_path / "back-release.yaml"
    file.write_text(routine("back-release", name="sitting on"), "utf-8")

    with pytest.raises(FaultsError, match="already"):
        routine_named(str(file), read_config(None), None)


def test_what_nobody_wrote_is_unknown(tmp_path):
    with pytest.raises(RoutineUnknownError, match="back-release"):
        routine_named("juggling", read_config(None), None)
    with pytest.raises(FaultsError, match="no such file"):
        routine_named(str(tmp_path / "juggling.yaml"), read_config(None), None)


def test_what_is_left_out_is_a_line_for_each_file():
    faults = [Fault("a.yaml", n, 1, "wrong", "yaml") for n in (1, 2, 3)]
    faults.append(Fault("b.yaml", 4, 1, "odd", "yaml"))

    assert left_out(faults) == [
        "left out: a.yaml:1:1: wrong [yaml] (and 2 more: see `supine check`)",
        "left out: b.yaml:4:1: odd [yaml]",
    ]


def test_a_household_that_speaks_german_need_not_say_so_again(supine, tmp_path):
    """Otherwise its own routines are not found by their ids."""
    supine("new", "routine", "meine-pause", "--lang", "de", "--dir", tmp_path)
    config = tmp_path / "supine.yaml"
    config.write_text("language: de\nroutines: [.]\n", "utf-8")

    listed = supine("routines", "-c", config)
    shown = supine("routines", "meine-pause", "-c", config)
    rehearsed = supine("rehearse", "meine-pause", "--json", "-c", config)
    understood = supine("recognise", "hilf mir auf", "-c", config)
    written = supine("sentences", "--out", tmp_path / "out", "-c", config)

    assert "meine-pause" in listed.out
    assert "Halte einen Moment inne." in shown.out
    assert json.loads(rehearsed.out)["lang"] == "de"
    assert understood.out.startswith("SupineHelpUp()")
    assert written.code == 0, written.err
    assert "hilf" in (tmp_path / "out" / "sentences.ini").read_text("utf-8")


def test_another_language_than_the_configured_one_can_be_asked_for(supine, tmp_path):
    config = tmp_path / "supine.yaml"
    config.write_text("language: de\n", "utf-8")

    ran = supine("recognise", "help me up", "--lang", "en", "-c", config)

    assert ran.out.startswith("SupineHelpUp()")
