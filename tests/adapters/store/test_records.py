import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from supine.adapters.store.migrations import prepare
from supine.adapters.store.records import (
    HistoryEntry,
    Preference,
    read_days,
    read_history,
    read_history_since,
    read_last_routines,
    read_preferences,
    read_times_done,
)

MORNING = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)


def entry(routine_id="hip-rest", ending="completed", site_id="den", ended_at=MORNING, **other):
    return HistoryEntry(
        site_id=site_id,
        routine_id=routine_id,
        ending=ending,
        ended_at=ended_at,
        **{"practised_s": 900.5, "local_date": ended_at.date(), **other},
    )


@pytest.fixture
def kept(database):
    """Write records and give back what ``read`` then finds."""
    prepare(database)

    def write_and_read(records, read, *arguments):
        with database.writing() as connection:
            for record in records:
                record.write(connection)
        with database.reading() as connection:
            return list(read(connection, *arguments))

    return write_and_read


def test_a_practice_comes_back_as_it_was_written(kept):
    written = entry(local_date=date(2026, 2, 28))

    assert kept([written], read_history, None) == [written]


def test_history_begins_where_it_is_asked_to(kept):
    days = [entry(ended_at=MORNING + timedelta(days=n)) for n in range(3)]

    assert kept(days, read_history, MORNING + timedelta(days=1)) == days[1:]


def test_history_keeps_the_order_even_when_the_clock_was_set_back(kept):
    first, second = entry("desk-break"), entry(ended_at=MORNING - timedelta(hours=1))

    assert kept([first, second], read_history, None) == [first, second]


def test_a_practice_without_a_length_breaks_a_rule_of_the_table(kept):
    with pytest.raises(IntegrityError):
        kept([entry(practised_s=float("nan"))], read_history, None)


def test_a_preference_takes_the_place_of_the_one_before(kept):
    asked = [
        Preference(site_id="den", key="volume", value=value, changed_at=MORNING)
        for value in ("0.6", "0.4")
    ]
    other = Preference(site_id="bedroom", key="volume", value="1.0", changed_at=MORNING)

    found = kept([*asked, other], read_preferences)

    assert sorted(found) == [("bedroom", "volume", "1.0"), ("den", "volume", "0.4")]


def test_only_completed_practices_are_counted(kept):
    practices = [
        entry(),
        entry(),
        entry(ending="stopped early"),
        entry("desk-break"),
        entry(site_id="bedroom"),
    ]

    found = kept(practices, read_times_done)

    assert sorted(found) == [
        ("bedroom", "hip-rest", 1, MORNING.date()),
        ("den", "desk-break", 1, MORNING.date()),
        ("den", "hip-rest", 2, MORNING.date()),
    ]


def test_the_last_date_is_that_of_the_last_completed_practice(kept):
    day = MORNING.date()
    practices = [
        entry(local_date=day - timedelta(days=40)),
        entry(local_date=day - timedelta(days=3)),
        entry(ending="eased", local_date=day),
    ]

    assert kept(practices, read_times_done) == [("den", "hip-rest", 2, day - timedelta(days=3))]


def test_a_days_seconds_are_those_of_all_its_practices_however_they_ended(kept):
    day = MORNING.date()
    practices = [
        entry(practised_s=900.0),
        entry("desk-break", "stopped early", practised_s=45.5),
        entry(practised_s=60.0, local_date=day - timedelta(days=1)),
        entry(practised_s=30.0, site_id="bedroom"),
    ]

    assert sorted(kept(practices, read_days)) == [
        ("bedroom", day, 30.0),
        ("den", day - timedelta(days=1), 60.0),
        ("den", day, 945.5),
    ]


def test_a_date_that_makes_no_sense_costs_only_that_day(kept, path, caplog):
    kept([entry(), entry("desk-break", site_id="bedroom")], read_days)
    with closing(sqlite3.connect(path)) as edited, edited:
        edited.execute("UPDATE history SET local_date = 'a Monday' WHERE site_id = 'den'")

    assert kept([], read_days) == [("bedroom", MORNING.date(), 900.5)]
    assert ("den", "hip-rest", 1, None) in kept([], read_times_done)
    assert "a Monday" in caplog.messages[0]


def test_history_since_a_date_may_be_of_one_site_alone(kept):
    day = MORNING.date()
    old, den, bedroom = (
        entry(local_date=day - timedelta(days=1)),
        entry(),
        entry(site_id="bedroom"),
    )

    assert kept([old, den, bedroom], read_history_since, day, "den") == [den]
    assert kept([], read_history_since, day, None) == [den, bedroom]
    assert kept([], read_history_since, None, None) == [old, den, bedroom]


def test_the_last_routine_is_the_one_that_ended_last_however_it_ended(kept):
    practices = [
        entry(),
        entry("desk-break", site_id="bedroom"),
        entry("desk-break", "stopped early", ended_at=MORNING - timedelta(hours=1)),
    ]

    found = kept(practices, read_last_routines)

    assert sorted(found) == [("bedroom", "desk-break"), ("den", "desk-break")]
