from datetime import time

import pytest
from household import LONDON, at

from supine.core.reminders.quiet import Quiet, quiet_until

NIGHT = Quiet(start=time(21, 30), end=time(7, 30))
FRIDAY, SATURDAY, SUNDAY = "2026-06-19", "2026-06-20", "2026-06-21"


def until(spans, now):
    end = quiet_until(spans, LONDON, at(now))
    return end and end.astimezone(at(now).tzinfo)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (f"{FRIDAY} 21:29", None),
        (f"{FRIDAY} 21:30", f"{SATURDAY} 07:30"),
        (f"{SATURDAY} 00:00", f"{SATURDAY} 07:30"),
        (f"{SATURDAY} 07:29", f"{SATURDAY} 07:30"),
        (f"{SATURDAY} 07:30", None),
    ],
)
def test_a_night_begins_on_one_date_and_ends_on_the_next(now, end):
    assert until([NIGHT], now) == (end and at(end))


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (f"{FRIDAY} 22:00", f"{SATURDAY} 10:00"),
        (f"{SATURDAY} 09:00", f"{SATURDAY} 10:00"),
        (f"{SATURDAY} 22:00", None),
        (f"{FRIDAY} 09:00", None),
    ],
)
def test_the_weekday_is_that_of_the_evening(now, end):
    friday_night = Quiet(start=time(21), end=time(10), days=frozenset({4}))

    assert until([friday_night], now) == (end and at(end))


def test_spans_that_follow_each_other_are_one():
    nap = Quiet(start=time(7, 30), end=time(9), days=frozenset({5}))

    assert until([NIGHT, nap], f"{FRIDAY} 23:00") == at(f"{SATURDAY} 09:00")
    assert until([NIGHT, nap], f"{SATURDAY} 23:00") == at(f"{SUNDAY} 07:30")


def test_from_midnight_to_midnight_is_the_whole_day():
    sunday = Quiet(start=time(0), end=time(0), days=frozenset({6}))

    assert until([sunday], f"{SUNDAY} 12:00") == at("2026-06-22 00:00")
    assert until([sunday], f"{SATURDAY} 12:00") is None


def test_a_household_that_is_always_quiet_is_quiet_for_more_than_a_week():
    always = Quiet(start=time(0), end=time(0))

    assert until([always], f"{SUNDAY} 12:00") > at("2026-06-28 12:00")


def test_a_night_with_a_clock_change_ends_at_its_time_on_the_wall():
    assert until([NIGHT], "2026-03-28 23:00") == at("2026-03-29 07:30")
    assert until([NIGHT], "2026-10-24 23:00") == at("2026-10-25 07:30")


def test_without_quiet_hours_it_is_never_quiet():
    assert until([], f"{SUNDAY} 03:00") is None
