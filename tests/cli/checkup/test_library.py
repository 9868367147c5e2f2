from datetime import date

import pytest

from supine.cli.checkup import library
from supine.cli.checkup.finding import State
from supine.cli.library import read_library
from supine.errors import Fault
from supine.loading.config import load_config
from supine.plugins.records import Record, Status

TODAY = date(2026, 12, 1)


@pytest.fixture
def configured(tmp_path):
    """Return a function that loads a configuration with its library."""

    def load(text):
        file = tmp_path / "supine.yaml"
        file.write_text(f"store: {{url: 'sqlite:///{tmp_path}/supine.db'}}\n{text}", "utf-8")
        config = load_config(file, {})
        return config, read_library(config), str(file)

    return load


def test_what_was_loaded_is_counted(configured):
    config, found, _ = configured("")

    [finding] = library.library(config, found)

    assert finding.state is State.FINE
    assert finding.what == f"{len(found.languages['en'].routines)} routines; spoken: en"


def test_a_routine_that_was_left_out_is_told_with_its_place(configured, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "desk.yaml").write_text("id: desk\n", "utf-8")
    config, found, _ = configured("routines: [mine]\n")

    findings = list(library.library(config, found))

    assert {finding.state for finding in findings} == {State.MEND}
    assert "desk.yaml:1:" in findings[0].what
    assert "supine check" in findings[0].mend


def test_of_many_faults_a_few_are_shown(configured, tmp_path):
    (tmp_path / "mine").mkdir()
    for n in range(8):
        (tmp_path / "mine" / f"desk{n}.yaml").write_text("id: other\n", "utf-8")
    config, found, _ = configured("routines: [mine]\n")

    findings = list(library.library(config, found))

    assert len(findings) == library.SHOWN + 1
    assert findings[-1].what.endswith("faults more")


def test_sentences_that_cannot_be_read_are_told_too(configured):
    config, found, _ = configured("")
    fault = Fault("intents/en/sentences.yaml", 7, 1, "nobody says ?", "never-said")

    [finding] = library.library(config, found, [fault])

    assert finding.state is State.MEND
    assert finding.what == "intents/en/sentences.yaml:7:1: nobody says ?"


def test_a_favourite_that_is_no_routine_is_told(configured):
    config, found, _ = configured("favourite: juggling\n")

    [finding] = library.library(config, found)

    assert finding.state is State.MEND
    assert "juggling" in finding.what


def test_a_plugin_that_is_out_is_told_with_the_reason():
    well = Record(name="supine", status=Status.ACTIVE, origin="supine")
    out = Record(name="breath", status=Status.BROKEN, origin="x", reason=("ImportError: y",))

    broken, fine = library.plugins([well, out])

    assert (broken.state, broken.what) == (State.MEND, "breath is broken: ImportError: y")
    assert (fine.state, fine.what) == (State.FINE, "supine")


def test_reminders_of_routines_that_are_there_are_fine(configured):
    config, found, path = configured(
        "reminders: [{at: '08:00', routine: back-release}, {at: '09:00'}]\n"
    )

    [finding] = library.reminders(config, found, path, TODAY)

    assert finding.state is State.FINE
    assert finding.what.startswith("2, ")


def test_a_reminder_of_the_settings_without_its_routine_is_told_at_its_line(configured):
    config, found, path = configured("reminders:\n  - {at: '08:00', routine: juggling}\n")

    [finding] = library.reminders(config, found, path, TODAY)

    assert finding.state is State.MEND
    assert "supine.yaml:3:" in finding.what


def test_a_reminder_made_by_voice_whose_routine_has_gone_can_be_removed(
    configured, tmp_path, supine
):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "desk.yaml").write_text(
        "id: desk\nname: desk pause\nposition: sitting\nminutes: 1\n"
        "steps:\n  - id: one\n    say: Stop for a moment.\n    hold: 20s\n",
        "utf-8",
    )
    _, _, path = configured("routines: [mine]\n")
    made = supine("reminders", "add", "-c", path, "--at", "08:00", "--routine", "desk")
    config, found, path = configured("")

    [finding] = library.reminders(config, found, path, TODAY)

    assert made.code == 0, made.err
    assert finding.state is State.MEND
    assert "'desk', and there is no such routine" in finding.what
    removed = supine(*finding.mend.split()[1:], "-c", path)
    assert removed.code == 0, removed.err
    assert [each.state for each in library.reminders(config, found, path, TODAY)] == [State.FINE]
