"""One line for each thing: what is new, what is wrong and where, what is mended."""

import logging
import shutil

import pytest

from householdfiles import Files, routine
from supine.plugins.tidings import FILES_TOLD, tidings

TRAIN = "names or sentences have changed: Rhasspy knows them after `supine train`"


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def told(household):
    """Return what the log hears of two looks, as levels and texts."""
    lines = []
    for _ in range(2):
        before = household.taken
        if (now := household.look()) is not None:
            lines += tidings(before, now)
    return [(logging.getLevelName(level), text) for level, text in lines]


def test_a_new_routine_is_told_and_that_rhasspy_has_to_learn_its_name(files):
    household = files.household()

    file = files.write("mine/desk-sit.yaml", routine())

    assert told(household) == [("INFO", f"new, and in use: {file}"), ("INFO", TRAIN)]


def test_where_words_are_understood_by_supine_itself_nobody_is_trained(files):
    household = files.household()
    files.write("mine/desk-sit.yaml", routine())
    household.look()
    before = household.taken
    household.look()

    lines = tidings(before, household.taken, elsewhere=False)

    assert [text.partition(":")[0] for _, text in lines] == ["new, and in use"]


def test_other_words_in_a_routine_need_no_training(files):
    file = files.write("mine/desk-sit.yaml", routine())
    household = files.household()

    files.write("mine/desk-sit.yaml", routine(say="Sit still."))

    assert told(household) == [("INFO", f"changed, and in use: {file}")]


def test_a_broken_edit_is_one_line_with_its_place_and_so_is_its_end(files):
    file = files.write("mine/desk-sit.yaml", routine())
    household = files.household()

    file.write_text(routine(step="hold: soon"), "utf-8")
    [(level, text)] = told(household)
    file.write_text(routine(), "utf-8")
    after = told(household)

    kept = "not taken, what was good before stays in use"
    assert level == "WARNING"
    assert text.startswith(f"{kept}: {file}:10:11: ")
    assert after == [("INFO", f"mended, and in use: {file}")]


def test_several_faults_in_a_file_are_one_line(files):
    household = files.household()

    file = files.write("mine/desk-sit.yaml", routine(say="Sit", step="hold: soon"))
    file.write_text(routine(step="hold: soon\n    sound: 7"), "utf-8")

    [(level, text)] = told(household)
    assert level == "WARNING"
    assert text.startswith(f"left out: {file}:")
    assert text.endswith(" more: see `supine check`)")


def test_a_fault_is_told_again_only_when_its_file_is_saved_again(files):
    file = files.write("mine/desk-sit.yaml", "id: desk-sit\n")
    household = files.household()

    files.write("mine/desk-hum.yaml", routine("desk-hum"))
    other = told(household)
    file.write_text("id: desk-sit\n\n", "utf-8")
    again = told(household)

    assert [text for level, text in other if level == "WARNING"] == []
    assert len(again) == 1
    assert again[0][1].startswith(f"left out: {file}:1:1: ")


def test_what_was_taken_away_is_told_even_if_it_was_broken(files):
    file = files.write("mine/desk-sit.yaml", "id: desk-sit\n")
    household = files.household()

    file.unlink()

    assert told(household) == [("INFO", f"gone, and no longer in use: {file}")]


def test_a_broken_pack_is_told_at_its_line(files):
    files.pack(intents__en__phrases="phrases: {paused: [Held.]}\n")
    household = files.household()

    file = files.write("plugins/evening/intents/en/phrases.yaml", "phrases: {pawsed: [Held.]}\n")

    [(level, text)] = told(household)
    assert level == "WARNING"
    assert text.startswith("not taken, what was good before stays in use: ")
    assert f"{file}:1:11: there is no phrase `pawsed`" in text


def test_of_a_new_pack_that_is_refused_only_the_fault_is_told(files):
    household = files.household(disabled=["other"])

    files.pack(routines__sit=routine("sit"), intents__en__phrases="phrases: {pawsed: [Held.]}\n")
    files.pack("other", routines__hum=routine("hum"))

    [(level, text)] = told(household)
    assert level == "WARNING"
    assert text.startswith(f"left out: {files.packs}/evening/intents/en/phrases.yaml:1:11: ")


def test_new_sentences_have_to_be_trained(files):
    files.pack()
    household = files.household()
    text = "language: en\nintents:\n  SupineStop:\n    sentences:\n      - {}\n"

    files.write(
        "plugins/evening/intents/en/sentences.yaml", text.format("that will do for tonight")
    )
    first = told(household)
    files.write("plugins/evening/intents/en/sentences.yaml", text.format("that will do for today"))
    second = told(household)

    assert first[-1] == second[-1] == ("INFO", TRAIN)


def test_a_folder_that_is_lost_is_one_line_and_its_return_another(files):
    files.write("mine/desk-sit.yaml", routine())
    household = files.household()

    shutil.move(files.mine, files.folder / "away")
    lost = told(household) + told(household)
    shutil.move(files.folder / "away", files.mine)

    why = "cannot be read: No such file or directory: what was read there before stays in use"
    assert lost == [("WARNING", f"{files.mine} {why}")]
    assert told(household) == [("INFO", f"{files.mine} can be read again")]


def test_a_whole_folder_of_files_is_counted(files):
    household = files.household()

    for n in range(FILES_TOLD + 3):
        files.write(f"mine/desk-{n:02}.yaml", routine(f"desk-{n:02}"))

    lines = told(household)
    assert len(lines) == FILES_TOLD + 2
    assert lines[-2:] == [("INFO", "new, and in use: 3 files more"), ("INFO", TRAIN)]
