from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, MetaData, Table, insert, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite

from supine.adapters.store.migrations import prepare
from supine.adapters.store.schema import TABLES, Utc

MOMENTS = Table("moments", MetaData(), Column("at", Utc))


def described(columns, dialect):
    return {
        column["name"]: (
            column["type"].compile(dialect),
            column["nullable"],
            bool(column["primary_key"]),
        )
        for column in columns
    }


def test_the_migrations_make_the_tables_of_today(database):
    """Or a new household's database would differ from an old one's."""
    prepare(database)

    with database.reading() as connection:
        found = inspect(connection)
        made = {
            name: described(found.get_columns(name), connection.dialect)
            for name in found.get_table_names()
        }
        today = {
            table.name: described(
                (
                    {
                        "name": column.name,
                        "type": column.type,
                        "nullable": column.nullable,
                        "primary_key": column.primary_key,
                    }
                    for column in table.columns
                ),
                connection.dialect,
            )
            for table in TABLES.tables.values()
        }

    assert made == today


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=lambda d: d.name)
def test_every_column_has_a_type_in_both_databases(dialect):
    types = [c.type.compile(dialect) for table in TABLES.tables.values() for c in table.columns]

    assert all(types)


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(database):
    given = datetime(2026, 3, 1, 23, 30, 0, 250_000, timezone(timedelta(hours=-5)))

    with database.writing() as connection:
        MOMENTS.create(connection)
        connection.execute(insert(MOMENTS).values(at=given))
        kept = connection.scalars(select(MOMENTS.c.at)).one()
        raw = connection.execute(text("SELECT at FROM moments")).scalar_one()

    assert kept == given
    assert kept.tzinfo is UTC
    assert raw == "2026-03-02 04:30:00.250000"


def test_no_moment_stays_none(database):
    with database.writing() as connection:
        MOMENTS.create(connection)
        connection.execute(insert(MOMENTS).values(at=None))

        assert connection.scalars(select(MOMENTS.c.at)).one() is None
