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
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
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

PRACTICES = Table(
    "practices",
    TABLES,
    Column("site_id", Text, primary_key=True),
    Column("snapshot", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
)
"""The practices that are under way: one row at most for a site, gone when it is over.

``snapshot`` is JSON: `supine.core.snapshot.Snapshot`.
"""

REMINDERS = Table(
    "reminders",
    TABLES,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, nullable=False),
    Column("at", Time, nullable=False),
    Column("zone", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("since", Utc, nullable=False),
    Column("days", Text, nullable=False),
    Column("routine_id", Text),
    Column("minutes", Integer),
    Column("text", Text),
    Column("enabled", Boolean, nullable=False),
    Column("every_s", Integer),
    Column("until", Time),
    Column("cancelled", Boolean, nullable=False),
    Column("on_date", Date),
)
"""The reminders there are.

``at`` and ``until`` are what the clock on the wall shows, ``days`` the digits of the weekdays,
0 for Monday, ``on_date`` the only date of one that asks once.  ``cancelled`` marks one from
the config that a person has taken back: it is kept so that the config does not bring it again.
"""

FIRINGS = Table(
    "firings",
    TABLES,
    Column("reminder_id", Text, primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("due_at", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("wanted_at", Utc, nullable=False),
    Column("look_at", Utc),
    Column("changed_at", Utc, nullable=False),
    Column("reason", Text),
    Column("unanswered", Integer, nullable=False),
    Column("asked", Text, nullable=False),
    Column("merged_into", Text),
)
"""What became of each reminder on each local date: one row at most, whatever happens.

They outlive their reminder, so that one which comes back does not ask twice on a date.
``asked`` and ``merged_into`` are JSON: a list of moments, and a key.
"""

ALARM = Table(
    "alarm",
    TABLES,
    Column("reminders_version", Integer, nullable=False),
    Column("checked_at", Utc),
)
"""One row.

``reminders_version`` counts the changes to the reminders, so that a program notices those
of another; ``checked_at`` is when the alarm clock last looked at the time.
"""
