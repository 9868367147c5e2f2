from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.core.reminders.wallclock import first_instant, zone
from supine.core.reminders.words import (
    date_said,
    days_said,
    from_now,
    in_daypart,
    moment_in,
    span_words,
    time_said,
)


@pytest.mark.parametrize(
    ("said", "daypart", "meant"),
    [
        ("7:00", "morning", time(7)),
        ("7:00", None, time(7)),
        ("6:30", None, time(6, 30)),
        ("5:00", None, time(17)),
        ("12:00", None, time(12)),
        ("12:00", "night", time(0)),
        ("9:00", "evening", time(21)),
        ("9:00", "pm", time(21)),
        ("2:00", "night", time(2)),
        ("11:00", "night", time(23)),
        ("12:15", "am", time(0, 15)),
        ("18:45", None, time(18, 45)),
        ("0:30", None, time(0, 30)),
        ("24:00", None, time(0)),
        ("7:75", None, None),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_a_time_means_the_sensible_half_of_the_day(said, daypart, meant):
    assert time_said(said, daypart) == meant


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("weekdays", {0, 1, 2, 3, 4}),
        ("weekend", {5, 6}),
        ("mon,thu", {0, 3}),
        (None, set(range(7))),
        ("whenever", set(range(7))),
    ],
)
def test_days_are_every_day_unless_some_are_named(said, days):
    assert days_said(said) == days


def test_parts_of_the_day():
    assert in_daypart(time(8), "morning")
    assert not in_daypart(time(18), "morning")
    assert in_daypart(time(1), "night")
    assert in_daypart(time(18), None)


def test_a_moment_that_has_passed_is_tomorrows():
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert moment_in("UTC", now, time(13)) == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert moment_in("UTC", now, time(11)) == datetime(2026, 3, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(600, "ten minutes"), (20, "one minute"), (3600, "hour"), (3 * 3600, "three hours")],
)
def test_spans_are_words(phrases, seconds, words):
    assert words in span_words(phrases, seconds)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", 4),
        ("tonight", 4),
        ("tomorrow", 5),
        ("overmorrow", 6),
        ("thu", 5),
        ("tue", 10),
        ("wed", 11),
        ("some day", None),
        (None, None),
    ],
)
def test_a_day_of_the_week_is_the_next_one_and_never_today(said, day):
    wednesday = date(2026, 3, 4)

    assert date_said(said, wednesday) == (day and date(2026, 3, day))


@pytest.mark.parametrize(
    ("now", "minutes", "shown"),
    [
        ("2026-07-01T12:00:00", 60, "2026-07-01 15:00"),
        ("2026-07-01T12:00:20", 60, "2026-07-01 15:00"),
        ("2026-07-01T12:00:40", 60, "2026-07-01 15:01"),
        ("2026-07-01T21:30:00", 60, "2026-07-02 00:30"),
        # Twice there is half past two that night; it means the first.
        ("2026-10-24T23:30:00", 60, "2026-10-25 02:30"),
        ("2026-10-25T00:30:00", 60, "2026-10-25 03:00"),
        ("2026-10-25T00:10:00", 180, "2026-10-25 04:10"),
        # Half past two is left out that night.
        ("2026-03-29T00:30:00", 60, "2026-03-29 03:30"),
    ],
)
def test_so_many_minutes_from_now_is_what_the_clock_shows_then(now, minutes, shown):
    day, at = from_now("Europe/Berlin", datetime.fromisoformat(f"{now}+00:00"), minutes)

    assert f"{day} {at:%H:%M}" == shown


@given(
    st.integers(0, 2 * 365 * 24 * 3600),
    st.integers(1, 720),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_it_is_never_due_before_then_nor_long_after(seconds, minutes, zone_name):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    day, at = from_now(zone_name, now, minutes)

    late = first_instant(zone(zone_name), day, at) - (now + timedelta(minutes=minutes))
    assert timedelta(seconds=-30) <= late <= timedelta(hours=1, seconds=30)
