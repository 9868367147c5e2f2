import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from supine.adapters.store import open_store
from supine.adapters.store.errors import StoreError
from supine.core.events import Alert, Ending, Hush, RecordPractice, RememberPreference
from supine.core.habits import Habits
from supine.core.reminders.model import Firing, Key, State
from supine.core.timetable import Guidance

SKILL = Path(__file__).resolve().parents[3] / "skill"
DONE = RecordPractice("hip-rest", Ending.COMPLETED, 900.5)
QUIETER = RememberPreference("volume", "0.4")


def routines(store):
    return [entry.routine_id for entry in store.history()]


def practised(n):
    return RecordPractice(f"routine-{n}", Ending.COMPLETED, 60.0)


def refusal(path, wall):
    with pytest.raises(StoreError) as raised:
        open_store(str(path), wall, UTC, 0.1)
    assert "\n" not in str(raised.value)
    return str(raised.value)


# ---- what is kept -----------------------------------------------------------------------------


def test_a_practice_is_kept_with_its_time_and_the_households_date(opened, wall):
    wall.now = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    store = opened(zone=ZoneInfo("Europe/Berlin"))

    store.tell("den", DONE)
    store.flush()

    (entry,) = store.history()
    assert (entry.site_id, entry.routine_id, entry.practised_s) == ("den", "hip-rest", 900.5)
    assert entry.ending == Ending.COMPLETED
    assert entry.ended_at == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert entry.local_date == date(2026, 3, 2)


def test_a_practice_ends_when_it_is_told_not_when_the_disk_has_time(opened, wall, path, locked):
    store = opened()
    with locked(path):
        store.tell("den", DONE)
        wall.pass_by(hours=3)

    assert store.flush(10.0)
    assert store.history()[0].ended_at.hour == 7


def test_everything_comes_back_after_a_restart(opened):
    with opened() as store:
        for command in (
            DONE,
            DONE,
            RecordPractice("desk-break", Ending.EASED, 30.0),
            QUIETER,
            RememberPreference("gap", "1.2"),
            RememberPreference("rate", "0.85"),
            RememberPreference("guidance:hip-rest", "brief"),
        ):
            store.tell("den", command)
        before = store.habits("den")

    after = opened().habits("den")

    assert after == before
    assert after == Habits(
        gap_s=1.2,
        volume=0.4,
        rate=0.85,
        guidance={"hip-rest": Guidance.BRIEF},
        times_done={"hip-rest": 2},
        last_done={"hip-rest": date(2026, 3, 1)},
        days={date(2026, 3, 1): 1831.0},
        last_routine="desk-break",
    )


def test_sites_do_not_share_their_habits(opened):
    store = opened()

    store.tell("den", QUIETER)

    assert store.habits("bedroom") == Habits()


def test_habits_know_what_the_disk_does_not_know_yet(opened, path, locked):
    store = opened()

    with locked(path):
        store.tell("den", QUIETER)
        store.tell("den", DONE)
        known = store.habits("den")

    assert (known.volume, known.times_done) == (0.4, {"hip-rest": 1})


def test_history_may_begin_at_a_moment(opened, wall):
    store = opened()
    store.tell("den", practised(1))
    wall.pass_by(days=1)
    store.tell("den", practised(2))
    store.flush()

    assert [entry.routine_id for entry in store.history(since=wall.now)] == ["routine-2"]


def test_two_programs_may_use_one_file(opened):
    service, command_line = opened(), opened()

    service.tell("den", practised(1))
    service.flush()
    command_line.tell("den", practised(2))
    command_line.flush()

    assert routines(service) == routines(command_line) == ["routine-1", "routine-2"]


def test_a_new_file_may_be_opened_by_several_at_the_same_moment(opened_at_once):
    first, *others = opened_at_once()

    first.tell("den", DONE)
    first.flush()

    assert all(routines(other) == ["hip-rest"] for other in others)


# ---- a witness --------------------------------------------------------------------------------


def test_other_commands_are_passed_over(opened):
    store = opened()

    store.tell("den", Hush())
    store.tell("den", Alert("red flag"))

    assert store.flush()
    assert store.history() == []


def test_telling_neither_waits_for_a_lock_nor_for_many_practices(opened, path, locked):
    store = opened(busy_s=5.0)
    with locked(path):
        began = time.monotonic()
        for n in range(500):
            store.tell("den", practised(n))
        took_s = time.monotonic() - began

    assert took_s < 1.0
    assert store.flush(10.0)
    assert len(store.history()) == 500


def test_telling_never_raises_whatever_was_told(opened, caplog):
    store = opened()

    store.tell("den", RecordPractice("odd", "no ending", 1.0))
    store.tell("den", DONE)

    assert store.flush()
    assert routines(store) == ["hip-rest"]
    assert "The store cannot take RecordPractice(routine_id='odd'" in caplog.messages[0]


@pytest.mark.parametrize(
    ("site_id", "command"),
    [
        ("\ud800", DONE),
        ("den", RememberPreference("volume", "\udfff")),
        ("den", RecordPractice("odd", Ending.COMPLETED, float("nan"))),
    ],
)
def test_what_no_database_can_hold_is_dropped_with_a_line(opened, caplog, site_id, command):
    """A site id comes from the wire: one strange message must not stop the history."""
    store = opened()

    store.tell(site_id, command)
    store.tell("den", practised(1))

    assert store.flush()
    assert routines(store) == ["routine-1"]
    assert [line for line in caplog.messages if "dropped" in line] == caplog.messages
    assert len(caplog.messages) == 1


# ---- when the disk has trouble ----------------------------------------------------------------


def test_a_lock_that_lasts_loses_nothing(opened, path, locked, until, caplog):
    store = opened(busy_s=0.01)
    with locked(path):
        store.tell("den", practised(1))
        until(lambda: caplog.messages)
        store.tell("den", practised(2))

    assert store.flush(10.0)
    assert routines(store) == ["routine-1", "routine-2"]
    (line,) = caplog.messages
    assert line.startswith(f"{path}: another program keeps this locked: let it finish, or end it")


def test_a_full_disk_loses_nothing(opened, until, path, caplog):
    caplog.set_level(logging.INFO)
    store = opened()

    def fill(connection, _):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(store._database._engine, "connect", fill)
    for n in range(300):
        store.tell("den", practised(n))
    until(lambda: caplog.messages)
    kept_while_full = len(store.history())
    event.remove(store._database._engine, "connect", fill)

    assert store.flush(10.0)
    assert kept_while_full < 300
    assert sorted(routines(store)) == sorted(f"routine-{n}" for n in range(300))
    assert caplog.messages[0].startswith(f"{path}: the disk is full: make room")
    until(lambda: caplog.messages[-1] == "The store is written again")


def test_a_file_that_is_taken_away_is_begun_anew(opened, path):
    store = opened()
    store.tell("den", practised(1))
    store.flush()

    path.unlink()
    store.tell("den", practised(2))

    assert store.flush(10.0)
    assert routines(store) == ["routine-2"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_brought_back_is_gone_on_with(opened, path, tmp_path):
    store = opened()
    store.tell("den", practised(1))
    store.flush()
    shutil.copy(path, tmp_path / "copy")
    store.tell("den", practised(2))
    store.flush()

    shutil.move(tmp_path / "copy", path)
    store.tell("den", practised(3))
    store.flush()

    assert routines(store) == ["routine-1", "routine-3"]


def test_a_file_that_gets_damaged_is_left_for_its_owner_and_told(opened, path, until, caplog):
    store = opened()
    path.write_bytes(b"not what it was" * 1000)

    store.tell("den", DONE)
    until(lambda: caplog.messages)

    assert caplog.messages[0].startswith(f"{path}: this file is not a database")
    assert path.read_bytes() == b"not what it was" * 1000


def test_a_store_that_may_not_write_any_more_goes_on_once_it_may(own_folder, wall, until, caplog):
    path = own_folder / "supine.db"
    with open_store(str(path), wall, UTC, 0.1) as store:
        path.chmod(0o400)
        store.tell("den", DONE)
        until(lambda: caplog.messages)
        path.chmod(0o600)

        assert store.flush(10.0)
        assert routines(store) == ["hip-rest"]
    assert caplog.messages[0].startswith(f"{path}: this may be read but not written")


def test_closing_writes_what_was_told(opened):
    store = opened()
    for n in range(50):
        store.tell("den", practised(n))

    assert store.close()
    assert len(opened().history()) == 50


def test_closing_takes_two_seconds_at_most(opened, path, locked, caplog):
    store = opened(busy_s=5.0)
    with locked(path):
        store.tell("den", DONE)

        began = time.monotonic()
        written = store.close()
        took_s = time.monotonic() - began

    assert not written
    assert took_s < 3.0
    assert caplog.messages == ["The store was closed before all was written; lost: 1"]


# ---- opening ----------------------------------------------------------------------------------


def test_a_file_of_something_else_is_refused_and_not_touched(path, wall):
    path.write_text("a shopping list, long enough to have the size of a header\n" * 30)
    before = path.read_bytes()

    said = refusal(path, wall)

    assert said == (
        f"{path}: this file is not a database: "
        "move it away and supine makes a new one, or name another"
    )
    assert path.read_bytes() == before


def test_a_damaged_database_is_refused(opened, path, wall):
    with opened() as store:
        for n in range(500):
            store.tell("den", practised(n))
    whole = path.read_bytes()
    path.write_bytes(whole[: 2 * 4096] + b"\xff" * (len(whole) - 2 * 4096))

    assert refusal(path, wall).startswith(f"{path}: the database is damaged: bring back a copy")


def test_a_file_that_may_only_be_read_is_refused(own_folder, wall):
    path = own_folder / "supine.db"
    open_store(str(path), wall).close()
    path.chmod(0o400)

    assert refusal(path, wall).startswith(f"{path}: this may be read but not written")


def test_a_folder_that_may_not_be_written_is_refused(own_folder, wall):
    own_folder.chmod(0o500)

    assert refusal(own_folder / "supine.db", wall) == (
        f"{own_folder / 'supine.db'}: Permission denied: "
        "let supine's user write the file and its folder"
    )


def test_a_database_that_somebody_keeps_locked_is_refused(opened, path, wall, locked):
    opened().close()

    with locked(path):
        assert "another program keeps this locked" in refusal(path, wall)


def test_a_database_of_a_newer_supine_is_refused(opened, path, wall):
    opened().close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")
        connection.commit()

    assert "a newer supine wrote this (version 99" in refusal(path, wall)


def test_a_history_that_somebody_has_edited_into_nonsense_is_told(opened, path):
    store = opened()
    store.tell("den", DONE)
    store.flush()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE history SET ended_at = 'one morning'")
        connection.commit()

    with pytest.raises(StoreError, match=r"the history cannot be read: .*one morning"):
        store.history()


def test_the_package_is_cheap_until_a_store_is_opened():
    code = "import supine.adapters.store, sys; print('sqlalchemy' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SKILL)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "False\n"


# ---- what becomes of old records --------------------------------------------------------------


def settled(wall, days_ago):
    day = wall.now.date() - timedelta(days=days_ago)
    at = wall.now - timedelta(days=days_ago)
    return Firing(
        key=Key("daily", day, 0),
        due_at=at,
        state=State.ACCEPTED,
        wanted_at=at,
        look_at=None,
        changed_at=at,
    )


def days_on_disk(path):
    with closing(sqlite3.connect(path)) as file:
        return sorted(day for (day,) in file.execute("SELECT local_date FROM firings"))


def test_firings_are_kept_for_400_days(opened, wall, path):
    store = opened()
    kept, gone = settled(wall, 400), settled(wall, 401)

    store.reminders.save_firings([settled(wall, 0), kept, gone])
    store.flush()

    assert str(gone.key.local_date) not in days_on_disk(path)
    assert str(kept.key.local_date) in days_on_disk(path)


def test_old_firings_are_looked_for_every_day(opened, wall, path):
    store = opened()
    store.reminders.save_firings([settled(wall, 0), settled(wall, 400)])
    store.flush()

    wall.pass_by(days=1)
    store.reminders.save_firings([settled(wall, 0)])
    store.flush()

    assert days_on_disk(path) == ["2026-03-01", "2026-03-02"]


def test_the_days_of_practice_are_known_after_a_restart(opened):
    store = opened()
    store.tell("den", DONE)
    store.close()

    habits = opened().habits("den")

    assert habits.days == {date(2026, 3, 1): 900.5}
    assert habits.last_done == {"hip-rest": date(2026, 3, 1)}
