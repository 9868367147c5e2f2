"""Bring a database to today's version, or refuse it and leave it as it is.

``MIGRATIONS[n]`` makes version n + 1 out of version n; version 0 is an empty database.
A migration that has been released is never edited: see `supine.adapters.store.schema` for
how to add one.  All that are wanting run in one transaction, with SQLite after a copy
``NAME.before-vN`` has been laid beside the file.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import chain, count
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from supine.adapters.store.database import Database, make_private
from supine.adapters.store.errors import StoreError
from supine.adapters.store.schema import META

_LOGGER = logging.getLogger(__name__)
_LOCK = 0x5_0_1_4_E  # the advisory lock under which PostgreSQL lets one supine migrate at a time

Migration = Callable[[Connection], None]


def _practices_and_preferences(connection: Connection) -> None:
    tables = MetaData()
    Table("meta", tables, Column("schema_version", Integer, nullable=False))
    Table(
        "preferences",
        tables,
        Column("site_id", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("value", Text, nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
    )
    Table(
        "history",
        tables,
        Column("id", Integer, primary_key=True),
        Column("site_id", Text, nullable=False),
        Column("routine_id", Text, nullable=False),
        Column("ending", Text, nullable=False),
        Column("practised_s", Double, nullable=False),
        Column("ended_at", DateTime(timezone=True), nullable=False),
        Column("local_date", Date, nullable=False),
    )
    tables.create_all(connection)


def _reminders(connection: Connection) -> None:
    tables = MetaData()
    moment = DateTime(timezone=True)
    Table(
        "reminders",
        tables,
        Column("id", Text, primary_key=True),
        Column("site_id", Text, nullable=False),
        Column("at", Time, nullable=False),
        Column("zone", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("created_at", moment, nullable=False),
        Column("since", moment, nullable=False),
        Column("days", Text, nullable=False),
        Column("routine_id", Text),
        Column("minutes", Integer),
        Column("text", Text),
        Column("enabled", Boolean, nullable=False),
        Column("every_s", Integer),
        Column("until", Time),
        Column("cancelled", Boolean, nullable=False),
    )
    Table(
        "firings",
        tables,
        Column("reminder_id", Text, primary_key=True),
        Column("local_date", Date, primary_key=True),
        Column("slot", Integer, primary_key=True),
        Column("due_at", moment, nullable=False),
        Column("state", Text, nullable=False),
        Column("wanted_at", moment, nullable=False),
        Column("look_at", moment),
        Column("changed_at", moment, nullable=False),
        Column("reason", Text),
        Column("unanswered", Integer, nullable=False),
        Column("asked", Text, nullable=False),
        Column("merged_into", Text),
    )
    alarm = Table(
        "alarm",
        tables,
        Column("reminders_version", Integer, nullable=False),
        Column("checked_at", moment),
    )
    tables.create_all(connection)
    connection.execute(insert(alarm).values(reminders_version=0))


def _snapshots(connection: Connection) -> None:
    tables = MetaData()
    Table(
        "practices",
        tables,
        Column("site_id", Text, primary_key=True),
        Column("snapshot", Text, nullable=False),
        Column("started_at", DateTime(timezone=True), nullable=False),
        Column("changed_at", DateTime(timezone=True), nullable=False),
    )
    tables.create_all(connection)


def _one_date(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE reminders ADD COLUMN on_date DATE"))


MIGRATIONS: tuple[Migration, ...] = (
    _practices_and_preferences,
    _reminders,
    _snapshots,
    _one_date,
)


def prepare(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Make the tables, or bring older ones to the newest version.

    Raises:
        StoreError: The database is of a newer version, holds something else, cannot be
            written or cannot be copied; it is left as it was.
    """
    newest = len(migrations)
    with database.reading() as connection:
        _version(connection, database.name, newest)  # what is refused is not even touched
    database.log_ahead()
    copy: Path | None = None
    try:
        with database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            version = _version(connection, database.name, newest)
            if version == newest:
                return
            if version and database.path is not None:
                copy = _copy(database, database.path, newest)
            _migrate(connection, database.name, version, migrations)
    except BaseException:
        if copy is not None:  # the database is as it was: nobody needs it
            copy.unlink(missing_ok=True)
        raise
    if version:
        _LOGGER.info("%s: brought from version %d to %d", database.name, version, newest)


def version_of(database: Database) -> int:
    """Return a database's version, 0 for an empty one; it is left as it is.

    Raises:
        StoreError: It is no database of ours, of a newer version, or cannot be read.
    """
    with database.reading() as connection:
        return _version(connection, database.name, len(MIGRATIONS))


def _version(connection: Connection, name: str, newest: int) -> int:
    """Return the database's version, 0 for an empty one.

    Raises:
        StoreError: It is no database of ours, or of a newer version.
    """
    tables = inspect(connection)
    names = tables.get_table_names()
    if not names:
        return 0
    columns = [column["name"] for column in tables.get_columns("meta")] if "meta" in names else []
    if columns != ["schema_version"]:
        raise StoreError(
            name, "this holds the tables of something else: give supine a database of its own"
        )
    versions = connection.scalars(select(META.c.schema_version)).all()
    if len(versions) != 1 or not isinstance(versions[0], int) or versions[0] < 1:
        raise StoreError(name, "its schema version cannot be read: bring back a copy of it")
    if versions[0] > newest:
        raise StoreError(
            name,
            f"a newer supine wrote this (version {versions[0]}, this one knows {newest}): "
            "install that supine again, or name another database; nothing was changed",
        )
    return versions[0]


def _migrate(
    connection: Connection, name: str, version: int, migrations: Sequence[Migration]
) -> None:
    for number, migration in enumerate(migrations[version:], version + 1):
        try:
            migration(connection)
        except Exception as exc:
            problem = f"version {number} could not be made of {number - 1}; nothing was changed"
            raise StoreError(name, f"{problem} ({exc})") from exc
    meta = insert(META) if version == 0 else update(META)
    connection.execute(meta.values(schema_version=len(migrations)))


def _copy(database: Database, path: Path, newest: int) -> Path:
    """Lay a copy beside the file and return where; a copy that is there already is kept.

    It gets its name once it is whole: a power cut leaves at most a ``.part``.
    """
    part = path.with_name(f"{path.name}.before-v{newest}.part")
    part.unlink(missing_ok=True)
    make_private(part)
    try:
        with closing(database.connect()) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
    except BaseException:
        part.unlink()
        raise
    suffixes = chain([""], (f"-{number}" for number in count(2)))
    names = (path.with_name(f"{path.name}.before-v{newest}{suffix}") for suffix in suffixes)
    return part.rename(next(name for name in names if not name.exists()))
