"""Today's tables.

A new table, or a new column, takes three steps:

1. Write it here as it is from now on.
2. Append a function to `supine.adapters.store.migrations.MIGRATIONS` that brings a
   database there from the version before.  It says itself what it makes and does not
   use this module, which will have moved on when somebody's old database meets it.
3. Run the tests: one compares what all the migrations make with what stands here.

Only what SQLite and PostgreSQL both know is used.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Utc(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would otherwise forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - SQLAlchemy's
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102 - SQLAlchemy's
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


TABLES = MetaData()

META = Table("meta", TABLES, Column("schema_version", Integer, nullable=False))
"""One row."""

PREFERENCES = Table(
    "preferences",
    TABLES,
    Column("site_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Utc, nullable=False),
)
"""What somebody asked for once and expects from then on, one row for each site and key."""

HISTORY = Table(
    "history",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("site_id", Text, nullable=False),
    Column("routine_id", Text, nullable=False),
    Column("ending", Text, nullable=False),
    Column("practised_s", Double, nullable=False),
    Column("ended_at", Utc, nullable=False),
    Column("local_date", Date, nullable=False),
)
"""The practices that are over, in the order they ended.

``local_date`` is the household's date at the end: it stays what it was when the household
moves to another zone.
"""
