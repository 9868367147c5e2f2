import json
from pathlib import Path


def test_a_schema_is_printed_for_an_editor(supine):
    ran = supine("schema", "routine")

    assert ran.code == 0
    assert json.loads(ran.out)["title"] == "supine: routine"


def test_where_it_lies_is_told_too(supine):
    path = supine("schema", "config", "--path").out.strip()

    assert json.loads(Path(path).read_text("utf-8"))["title"] == "supine: config"


def test_without_a_kind_the_kinds_are_listed(supine):
    assert supine("schema").out.split() == [
        *("routine", "translation", "phrases", "sentences", "config"),
        *("pack", "pack-phrases", "pack-sentences"),
    ]


def test_a_kind_that_there_is_not_is_refused(supine):
    ran = supine("schema", "rutine")

    assert ran.code == 2
    assert "there is no schema 'rutine': there are routine," in ran.err


def test_all_are_written_into_a_folder(supine, tmp_path):
    folder = tmp_path / "new" / "schemas"

    ran = supine("schema", "--out", folder)

    assert len(ran.out.splitlines()) == 8
    assert (folder / "routine.json").read_text("utf-8") == supine("schema", "routine").out


def test_a_folder_that_cannot_be_made_is_told_in_one_line(supine, tmp_path):
    (tmp_path / "taken").write_text("a file", "utf-8")

    ran = supine("schema", "--out", tmp_path / "taken")

    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "cannot be written" in ran.err
