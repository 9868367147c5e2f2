import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from supine.adapters.store.errors import StoreError, explain
from supine.errors import SupineError


def complaint_of(path, *statements):
    """Return what SQLite really raises for the last of these statements."""
    with closing(sqlite3.connect(path, timeout=0.05, isolation_level=None)) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        with pytest.raises(sqlite3.Error) as raised:
            connection.execute(statements[-1]).fetchall()
    return explain(raised.value)


def test_a_store_error_is_one_line_of_place_and_problem():
    error = StoreError("/var/lib/supine.db", "the disk is full: make room")

    assert isinstance(error, SupineError)
    assert str(error) == "/var/lib/supine.db: the disk is full: make room"


def test_a_file_of_something_else_is_called_not_a_database(path):
    path.write_bytes(b"a shopping list, long enough to have the size of a header" * 30)

    assert complaint_of(path, "SELECT * FROM history").startswith("this file is not a database")


def test_a_file_with_overwritten_pages_is_called_damaged(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE history (routine_id)")
        connection.executemany("INSERT INTO history VALUES (?)", [("hip-rest" * 50,)] * 200)
        connection.commit()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    assert complaint_of(path, "SELECT * FROM history").startswith("the database is damaged")


def test_a_file_that_may_only_be_read_is_called_so(path):
    assert "read but not written" in complaint_of(
        path, "CREATE TABLE history (id)", "PRAGMA query_only=ON", "INSERT INTO history VALUES (1)"
    )


def test_a_folder_that_is_not_there_is_a_matter_of_rights(tmp_path):
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(tmp_path / "nowhere" / "supine.db")

    assert explain(raised.value).startswith("this cannot be opened")


def test_a_database_at_its_limit_is_a_full_disk(path):
    limit = ("PRAGMA max_page_count=2", "CREATE TABLE a (x)", "CREATE TABLE b (x)")

    assert complaint_of(path, *limit) == "the disk is full: make room"


def test_a_device_without_room_is_a_full_disk():
    with pytest.raises(OSError, match="space") as raised:
        Path("/dev/full").write_bytes(b"x")

    assert explain(raised.value) == "the disk is full: make room"


def test_a_disk_that_fails_is_told_with_what_fails_first_when_it_is_full(path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))  # no file may grow beyond it
    try:
        said = complaint_of(path, "CREATE TABLE a (x)", "INSERT INTO a VALUES (zeroblob(100000))")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert said.startswith("the disk cannot be used: make room if it is full")


def test_a_lock_names_the_other_program(path, locked):
    with locked(path):
        assert complaint_of(path, "BEGIN IMMEDIATE").startswith("another program keeps this locked")


def test_a_file_in_the_place_of_a_folder_is_called_so(path):
    path.touch()

    with pytest.raises(OSError, match="Not a directory") as raised:
        (path / "supine.db").open()

    assert explain(raised.value).startswith("a file stands where its folder should be")


def test_other_complaints_of_a_disk_are_quoted(path):
    with pytest.raises(OSError, match="No such") as raised:
        path.open()

    assert explain(raised.value).startswith("No such file or directory: let supine's user")


def test_other_complaints_of_sqlite_are_quoted_as_they_come_through_sqlalchemy(path):
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    with pytest.raises(DBAPIError) as raised, engine.connect() as connection:
        connection.execute(text("SELECT * FROM history"))

    assert explain(raised.value) == "SQLite says: no such table: history"
