"""A household upgrades supine and finds everything as it was.

``databases/vN.sql`` is what the version N of the schema had on disk, written by the supine of
its time; a new version of the schema gets a file of its own and these stay as they are.
"""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supine.adapters.store import open_store
from supine.adapters.store.migrations import MIGRATIONS
from supine.core.reminders.model import Source, State
from supine.core.states import State as PracticeState
from supine.core.timetable import Guidance

DATABASES = sorted((Path(__file__).parent / "databases").glob("v*.sql"))
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(params=DATABASES, ids=lambda path: path.stem)
def written(request, tmp_path):
    """A database as an earlier supine has left it, and its version."""
    path = tmp_path / "supine.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(request.param.read_text("utf-8"))
    return path, int(request.param.stem.removeprefix("v"))


def opened(path):
    return open_store(str(path), lambda: NOW, BERLIN)


def test_there_is_a_database_of_every_version_but_todays():
    versions = {int(path.stem.removeprefix("v")) for path in DATABASES}

    assert versions >= set(range(1, len(MIGRATIONS)))


def test_what_was_practised_is_all_there(written):
    path, _ = written
    with opened(path) as store:
        history = store.history()

    assert [(one.site_id, one.routine_id, one.ending, one.local_date) for one in history] == [
        ("bedroom", "back-release", "completed", date(2026, 2, 26)),
        ("bedroom", "back-release", "completed", date(2026, 2, 27)),
        ("study", "poise-pause", "stopped early", date(2026, 2, 28)),
    ]
    assert [one.practised_s for one in history] == [901.5, 899.0, 61.0]
    assert history[0].ended_at == datetime(2026, 2, 26, 7, 16, tzinfo=UTC)


def test_what_is_preferred_still_is(written):
    path, _ = written
    with opened(path) as store:
        bedroom, study = store.habits("bedroom"), store.habits("study")

    assert bedroom.guidance["back-release"] is Guidance.BRIEF
    assert bedroom.times_done["back-release"] == 2
    assert study.volume == 0.6


def test_a_household_from_before_there_were_reminders_has_none(written):
    path, version = written
    with opened(path) as store:
        assert bool(store.reminders.all()) == (version > 1)


@pytest.mark.parametrize("written", DATABASES[1:], ids=lambda path: path.stem, indirect=True)
def test_reminders_and_what_became_of_them_are_all_there(written):
    path, _ = written
    with opened(path) as store:
        [reminder] = store.reminders.all()
        [firing] = store.reminders.firings_of(["by-voice"], date(2026, 2, 1))
        checked = store.reminders.last_checked()

    assert (reminder.id, reminder.site_id, reminder.at) == ("by-voice", "bedroom", time(7))
    assert (reminder.routine_id, reminder.minutes) == ("back-release", 15)
    assert (reminder.zone, reminder.source) == ("Europe/Berlin", Source.VOICE)
    assert (firing.state, firing.due_at) == (State.ACCEPTED, datetime(2026, 2, 27, 6, tzinfo=UTC))
    assert checked == datetime(2026, 2, 28, 18, 10, tzinfo=UTC)


@pytest.mark.parametrize("written", DATABASES[2:], ids=lambda path: path.stem, indirect=True)
def test_a_practice_that_the_upgrade_cut_off_can_be_gone_on_with(written):
    path, _ = written
    with opened(path) as store:
        [kept] = store.cut_off

    assert kept.site_id == "attic"
    assert kept.started_at == datetime(2026, 3, 1, 7, 50, tzinfo=UTC)
    there = kept.snapshot
    assert (there.routine_id, there.state, there.parts[there.index].step) == (
        "back-release",
        PracticeState.HOLDING,
        "rest",
    )
    assert (there.held_s, there.left_s, there.practised_s) == (61.5, 360.0, 540.25)


def test_life_goes_on_and_the_old_one_is_kept_as_a_copy(written):
    path, version = written
    with opened(path):
        pass
    with opened(path) as store:  # a second start changes nothing more
        assert len(store.history()) == 3

    copies = [file.name for file in path.parent.glob("*.before-*")]
    assert copies == (
        [] if version == len(MIGRATIONS) else [f"supine.db.before-v{len(MIGRATIONS)}"]
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT schema_version FROM meta").fetchone() == (
            len(MIGRATIONS),
        )
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
