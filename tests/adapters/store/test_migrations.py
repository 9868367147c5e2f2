import logging
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from supine.adapters.store.errors import StoreError
from supine.adapters.store.migrations import MIGRATIONS, prepare, version_of

SKILL = Path(__file__).resolve().parents[3] / "skill"


def rooms(connection):
    connection.execute(text("ALTER TABLE history ADD COLUMN room TEXT"))
    connection.execute(text("UPDATE history SET room = site_id"))


def half_then_broken(connection):
    rooms(connection)
    connection.execute(text("UPDATE nothing SET x = 1"))


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def tables(path):
    return {name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table'")}


def beside(path):
    return sorted(file.name for file in path.parent.iterdir() if file != path)


@pytest.fixture
def older(database, path):
    """A database of version 1 in which something has been kept."""
    prepare(database, MIGRATIONS[:1])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO history VALUES"
            " (1, 'den', 'hip-rest', 'completed', 900, '2026-03-01 07:00:00', '2026-03-01')"
        )
        connection.commit()
    return database


def test_an_empty_database_gets_every_table_and_its_version(database, path):
    prepare(database)

    assert tables(path) == {
        *("meta", "preferences", "history", "practices", "reminders", "firings", "alarm")
    }
    assert rows(path, "SELECT schema_version FROM meta") == [(len(MIGRATIONS),)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    assert beside(path) == []


def test_a_database_of_today_is_left_as_it_is(older, path):
    before = path.read_bytes()

    prepare(older, MIGRATIONS[:1])

    assert path.read_bytes() == before
    assert beside(path) == []


def test_an_older_database_is_brought_up_and_a_copy_of_it_kept(older, path, caplog):
    caplog.set_level(logging.INFO)

    prepare(older, [*MIGRATIONS[:1], rooms])

    copy = path.with_name("supine.db.before-v2")
    assert rows(path, "SELECT room, schema_version FROM history, meta") == [("den", 2)]
    assert rows(copy, "SELECT routine_id, schema_version FROM history, meta") == [("hip-rest", 1)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert beside(path) == [copy.name]
    assert caplog.messages == [f"{path}: brought from version 1 to 2"]


def test_a_household_from_before_there_were_reminders_keeps_its_history(older, path):
    prepare(older)

    assert rows(path, "SELECT routine_id, ending FROM history") == [("hip-rest", "completed")]
    assert rows(path, "SELECT reminders_version, checked_at FROM alarm") == [(0, None)]
    assert rows(path, "SELECT (SELECT count(*) FROM reminders), count(*) FROM firings") == [(0, 0)]


def test_the_version_is_told_without_touching_anything(older, path):
    before = path.read_bytes()

    assert version_of(older) == 1
    assert path.read_bytes() == before


def test_several_versions_are_made_up_for_at_once(older, path):
    def sums(connection):
        connection.execute(text("CREATE TABLE sums AS SELECT room, 1 AS n FROM history"))

    prepare(older, [*MIGRATIONS[:1], rooms, sums])

    assert rows(path, "SELECT room, schema_version FROM sums, meta") == [("den", 3)]
    assert beside(path) == ["supine.db.before-v3"]


def test_a_migration_runs_once_in_the_life_of_a_database(older):
    ran = []
    chain = [
        *MIGRATIONS[:1],
        *(lambda _, version=version: ran.append(version) for version in (2, 3, 4)),
    ]

    for newest in (2, 2, 4):
        prepare(older, chain[:newest])

    assert ran == [2, 3, 4]


def test_a_copy_of_an_earlier_time_is_never_overwritten(older, path):
    for name in ("supine.db.before-v2", "supine.db.before-v2-2"):
        path.with_name(name).write_text("somebody's own")

    prepare(older, [*MIGRATIONS[:1], rooms])

    assert path.with_name("supine.db.before-v2").read_text() == "somebody's own"
    assert rows(path.with_name("supine.db.before-v2-3"), "SELECT count(*) FROM history") == [(1,)]


def test_a_migration_that_fails_changes_nothing_and_leaves_no_copy(older, path):
    before = path.read_bytes()

    with pytest.raises(StoreError) as raised:
        prepare(older, [*MIGRATIONS[:1], half_then_broken])

    assert "version 2 could not be made of 1; nothing was changed" in str(raised.value)
    assert path.read_bytes() == before
    assert beside(path) == []


def test_a_copy_that_cannot_be_made_stops_the_migration(older, path):
    path.with_name("supine.db.before-v2.part").mkdir()

    with pytest.raises(StoreError, match=r"supine\.db: "):
        prepare(older, [*MIGRATIONS[:1], rooms])

    assert rows(path, "SELECT schema_version FROM meta") == [(1,)]


def test_a_newer_database_is_refused_and_not_touched(older, path):
    prepare(older, [*MIGRATIONS[:1], rooms])
    before = path.read_bytes()

    with pytest.raises(StoreError) as raised:
        prepare(older, MIGRATIONS[:1])

    assert str(raised.value) == (
        f"{path}: a newer supine wrote this (version 2, this one knows 1): "
        "install that supine again, or name another database; nothing was changed"
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE states (id)", "CREATE TABLE meta (key, value)"]
)
def test_the_database_of_another_program_is_refused_and_not_touched(database, path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="holds the tables of something else"):
        prepare(database)

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM meta",
        "INSERT INTO meta VALUES (1)",
        "UPDATE meta SET schema_version = 'two'",
        "UPDATE meta SET schema_version = 0",
    ],
)
def test_a_version_that_makes_no_sense_is_refused(older, path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()

    with pytest.raises(StoreError, match="its schema version cannot be read"):
        prepare(older)


def test_a_power_cut_during_a_migration_is_as_if_it_had_never_begun(older, path):
    child = """
import sys
from sqlalchemy import text
from supine.adapters.store.database import Database
from supine.adapters.store.migrations import MIGRATIONS, prepare
def stuck(connection):
    connection.execute(text("ALTER TABLE history ADD COLUMN room TEXT"))
    connection.execute(text("DELETE FROM history"))
    print("half-way", flush=True)
    sys.stdin.read()
prepare(Database(sys.argv[1], 1.0), [*MIGRATIONS[:1], stuck])
"""
    process = subprocess.Popen(
        [sys.executable, "-c", child, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SKILL)},
    )
    with process:
        assert process.stdout.readline() == "half-way\n"
        process.send_signal(signal.SIGKILL)

    prepare(older, [*MIGRATIONS[:1], rooms])

    assert rows(path, "SELECT room, schema_version FROM history, meta") == [("den", 2)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert beside(path) == ["supine.db.before-v2", "supine.db.before-v2-2"]
