import os
import sqlite3

import pytest

from supine.adapters.store import open_store
from supine.cli.checkup.finding import State
from supine.cli.checkup.keeping import database
from supine.clock import SystemClock


def by_name(findings):
    return {finding.name: finding for finding in findings}


@pytest.fixture
def kept(tmp_path):
    """Return the URL of a database as the service leaves it."""
    url = f"sqlite:///{tmp_path}/supine.db"
    open_store(url, SystemClock().wall).close()
    return url


def test_the_services_database_is_fine(kept):
    found = by_name(database(kept))

    assert found["database"].state is State.FINE
    assert "can be written" in found["database"].what
    assert found["disk"].state is State.FINE


def test_looking_changes_nothing(kept, tmp_path):
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    list(database(kept))

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_one_that_is_not_there_yet_is_not_made(tmp_path):
    found = by_name(database(f"sqlite:///{tmp_path}/deep/supine.db"))

    assert found["database"].state is State.FINE
    assert "the first supine run makes it" in found["database"].what
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)

    found = by_name(database(f"sqlite:///{tmp_path}/supine.db"))

    assert found["database"].state is State.MEND
    assert "let supine's user write there" in found["database"].mend


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    found = by_name(database(f"sqlite:///{tmp_path}/file/supine.db"))

    assert found["database"].state is State.MEND
    assert "cannot be made" in found["database"].what


def test_what_is_no_database_is_told(tmp_path):
    (tmp_path / "supine.db").write_bytes(b"no database at all" * 100)

    [found] = database(f"sqlite:///{tmp_path}/supine.db")

    assert found.state is State.MEND
    assert "is not a database" in found.mend


def test_a_newer_supines_database_is_told(kept, tmp_path):
    with sqlite3.connect(tmp_path / "supine.db") as connection:
        connection.execute("UPDATE meta SET schema_version = 999")
    connection.close()

    [found] = database(kept)

    assert found.state is State.MEND
    assert "newer" in found.mend


def test_an_older_ones_will_be_brought_up_to_date(kept, tmp_path):
    with sqlite3.connect(tmp_path / "supine.db") as connection:
        connection.execute("UPDATE meta SET schema_version = 1")
    connection.close()

    found = by_name(database(kept))

    assert found["database"].state is State.NOTE


def test_one_that_another_program_keeps_locked_is_told(kept, tmp_path):
    connection = sqlite3.connect(tmp_path / "supine.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")

    [found] = database(kept)

    connection.close()
    assert found.state is State.MEND
    assert "locked" in found.mend


def test_a_database_for_everybodys_eyes_is_told(kept, tmp_path):
    (tmp_path / "supine.db").chmod(0o644)

    found = [each for each in database(kept) if each.state is State.MEND]

    assert [each.mend for each in found] == [f"chmod 600 {tmp_path}/supine.db*"]


def test_a_disk_without_room_is_told(kept):
    found = by_name(database(kept, room=10**18))

    assert found["disk"].state is State.MEND
    assert found["disk"].mend.startswith("make room")


def test_an_address_that_is_none_is_told():
    [found] = database("mysql://localhost/supine")

    assert found.state is State.MEND
    assert "sqlite:///PATH" in found.mend
