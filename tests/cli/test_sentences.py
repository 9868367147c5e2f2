import os
from pathlib import Path

import pytest


def test_rhasspys_files_are_written_and_named(supine, tmp_path):
    out = tmp_path / "rhasspy"

    ran = supine("sentences", "--format", "rhasspy", "--out", out)

    assert ran.code == 0, ran.err
    named = {line for line in ran.out.splitlines() if line}
    assert str(out / "sentences.ini") in named
    assert "[SupineStartRoutine]" in (out / "sentences.ini").read_text("utf-8")
    assert all(Path(path).is_file() for path in named)


def test_beside_other_sentences_ours_have_a_file_of_their_own(supine, tmp_path):
    supine("sentences", "--out", tmp_path, "--beside")

    assert (tmp_path / "intents" / "supine.ini").exists()
    assert not (tmp_path / "sentences.ini").exists()


def test_a_folder_that_cannot_be_written_is_one_line(supine, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")

    ran = supine("sentences", "--out", tmp_path / "file" / "below")

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert os.fspath(tmp_path) in ran.err


def test_routines_of_ones_own_can_be_asked_for(supine, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "desk.yaml").write_text(
        "id: desk\nname: desk pause\nposition: sitting\nminutes: 1\n"
        "steps:\n  - id: one\n    say: Stop for a moment.\n    hold: 20s\n",
        "utf-8",
    )
    (tmp_path / "supine.yaml").write_text("routines: [mine]\n", "utf-8")

    supine("sentences", "--out", tmp_path / "out", "-c", tmp_path / "supine.yaml")

    written = "".join(p.read_text("utf-8") for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert "desk pause" in written


def test_german_sentences_are_written_in_german(supine, tmp_path):
    ran = supine("sentences", "--lang", "de", "--out", tmp_path)

    assert ran.code == 0, ran.err
    assert "hilf" in (tmp_path / "sentences.ini").read_text("utf-8")
    routines = (tmp_path / "slots" / "supine" / "routine").read_text("utf-8")
    assert any(
        line.startswith("(rückenentspannung | ") and line.endswith("):back-release")
        for line in routines.splitlines()
    )
    assert "back release" not in routines


def test_home_assistants_files_are_written_where_it_looks_for_them(supine, tmp_path):
    ran = supine("sentences", "--format", "homeassistant", "--lang", "de", "--out", tmp_path)

    assert ran.code == 0, ran.err
    sentences = tmp_path / "custom_sentences" / "de" / "supine.yaml"
    assert ran.out.splitlines() == [str(sentences), str(tmp_path / "intent_script.yaml")]
    assert "rückenentspannung" in sentences.read_text("utf-8")


def test_beside_means_nothing_to_home_assistant(supine, tmp_path):
    ran = supine("sentences", "--format", "homeassistant", "--beside", "--out", tmp_path)

    assert ran.code == 2
    assert "--beside is for Rhasspy" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["rhasspy", "homeassistant"])
def test_a_file_in_the_place_of_the_folder_is_told(supine, tmp_path, form):
    (tmp_path / "out").write_text("mine\n", "utf-8")

    ran = supine("sentences", "--format", form, "--out", tmp_path / "out")

    assert ran.code == 1
    assert "cannot be written" in ran.err
    assert "--out names a folder" in ran.err
    assert (tmp_path / "out").read_text("utf-8") == "mine\n"
