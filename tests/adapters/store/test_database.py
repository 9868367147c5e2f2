import errno
import os
import pwd
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from supine.adapters.store.database import Database, make_private
from supine.adapters.store.errors import StoreError


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def refusal(url):
    with pytest.raises(StoreError) as raised:
        Database(url, 1.0)
    return str(raised.value)


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}"])
def test_an_sqlite_file_may_be_given_as_a_path_or_as_a_url(path, form):
    assert Database(form.format(path), 1.0).path == path


def test_a_path_may_begin_in_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    assert Database("~/supine.db", 1.0).path == tmp_path / "supine.db"
    assert Database("sqlite:///~/supine.db", 1.0).path == tmp_path / "supine.db"


def test_a_relative_path_stays_where_it_was_when_the_service_moves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert Database("supine.db", 1.0).path == tmp_path / "supine.db"


@pytest.mark.parametrize("url", ["mysql://me@host/x", "redis:1", "postgres://me@host/x"])
def test_an_unknown_scheme_is_told_which_are_known(url):
    said = refusal(url)

    assert said.startswith(f"{url.partition(':')[0]}:…: supine keeps nothing there")
    assert "sqlite:///PATH or postgresql://USER@HOST/DATABASE" in said


@pytest.mark.parametrize("url", ["sqlite:supine.db", "postgresql://me@host:port/x"])
def test_a_broken_url_is_told_what_one_looks_like(url):
    assert "this is not an address: write sqlite:///PATH" in refusal(url)


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///x?mode=ro"]
)
def test_an_sqlite_url_must_name_a_file_and_nothing_else(url):
    assert "this names no file" in refusal(url)


def test_the_home_of_somebody_unknown_is_refused():
    assert "no such home folder" in refusal("~nobody-of-that-name/supine.db")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:s3cret@host/x",
        "postgresql://me:s3cret@host:port/x",
        "sqlite://me:s3cret@host/x",
    ],
)
def test_a_password_is_never_repeated(url):
    assert "s3cret" not in refusal(url)


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    said = refusal("postgresql://me:s3cret@host:5433/house")

    assert said == (
        "postgresql://host:5433/house: "
        "PostgreSQL wants the package psycopg: pip install 'psycopg[binary]'"
    )


def test_a_folder_in_the_place_of_the_file_is_called_so(tmp_path):
    with pytest.raises(StoreError, match="this is a folder: name a file in it"):
        Database(str(tmp_path), 1.0).connect()


def test_the_file_and_new_folders_belong_to_their_owner_alone(tmp_path):
    path = tmp_path / "deep" / "deeper" / "supine.db"

    make_private(path)

    assert rights(path) == 0o600
    assert rights(path.parent) == rights(path.parent.parent) == 0o700


def test_rights_that_somebody_has_given_stay(path):
    path.touch()
    path.chmod(0o640)

    make_private(path)

    assert rights(path) == 0o640


def test_the_log_beside_the_file_is_as_private(database, path):
    before = os.umask(0)
    try:
        database.log_ahead()
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE a (x)"))
            found = {file.name: rights(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert found == dict.fromkeys(["supine.db", "supine.db-wal", "supine.db-shm"], 0o600)


def test_connections_keep_the_rules_of_the_house(database):
    with database.reading() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("foreign_keys", "synchronous", "busy_timeout")
        }

    assert pragmas == {"foreign_keys": 1, "synchronous": 1, "busy_timeout": 200}


def test_the_log_is_still_written_ahead_after_a_restart(database, path):
    database.log_ahead()

    with database.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert sorted(file.name for file in path.parent.iterdir()) == ["supine.db"]


def test_a_reader_does_not_wait_for_the_writer(database):
    database.log_ahead()
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE a (x)"))

    with database.writing() as writer:
        writer.execute(text("INSERT INTO a VALUES (1)"))
        with database.reading() as reader:
            seen = reader.execute(text("SELECT count(*) FROM a")).scalar()

    assert seen == 0


def test_a_piece_of_work_is_kept_whole_or_not_at_all_even_where_it_makes_tables(database):
    def write_half():
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE a (x)"))
            connection.execute(text("INSERT INTO a VALUES (1)"))
            raise InterruptedError

    with pytest.raises(StoreError):
        write_half()

    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0


def test_a_rule_that_a_row_breaks_is_no_trouble_of_the_store(database):
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE a (x NOT NULL)"))

    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text("INSERT INTO a VALUES (NULL)"))


def test_a_lock_is_waited_for_and_then_told(database, path, locked):
    make_private(path)

    with (
        locked(path),
        pytest.raises(StoreError, match=r"supine\.db: another program keeps this locked"),
        database.writing(),
    ):
        pass


def test_nothing_stays_open_between_two_pieces_of_work(database, path):
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE a (x)"))
    path.unlink()

    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE b (x)")
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_master")).scalars().all() == ["b"]


@pytest.mark.parametrize(
    ("owner", "mend"),
    [(0, "sudo chown 47110815 {path}*"), (4711, "put `sudo -u 4711` before the command")],
)
def test_a_file_of_another_user_is_told_with_what_to_do(database, path, monkeypatch, owner, mend):
    """Root's it is by mistake; anybody else's it may be because a service runs as that user."""
    path.write_bytes(b"")
    stat_ = Path.stat
    theirs = os.stat_result((0o600, 0, 0, 1, owner, 0, 0, 0, 0, 0))
    monkeypatch.setattr(
        Path, "stat", lambda file, **how: theirs if file == path else stat_(file, **how)
    )
    monkeypatch.setattr(os, "geteuid", lambda: 47110815)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)

    with pytest.raises(StoreError) as refused, database.reading():
        pass

    assert refused.value.problem.startswith("it belongs to ")
    assert refused.value.problem.endswith(f", and this is 47110815: {mend.format(path=path)}")


def test_a_folder_that_only_its_owner_may_look_into_is_told(database, path, monkeypatch):
    owner, stat = pwd.getpwuid(os.geteuid()).pw_name, Path.stat

    def closed(file, **how):
        if file == path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return stat(file, **how)

    monkeypatch.setattr(Path, "stat", closed)

    with pytest.raises(StoreError, match=f"put `sudo -u {owner}` before the command"):
        database.exists()


def test_what_is_not_there_is_no_trouble(database, path):
    before = database.exists()
    path.write_bytes(b"")

    assert (before, database.exists()) == (False, True)
    assert not Database(str(path / "below" / "supine.db"), 0.2).exists()
