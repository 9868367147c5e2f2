from datetime import time
from zoneinfo import available_timezones

import pytest
import tzlocal
from hypothesis import given
from hypothesis import strategies as st

from supine.loading.times import (
    machine_zone,
    parse_day,
    parse_days,
    parse_span,
    parse_time,
    parse_zone,
    spell_days,
    spell_span,
    spell_time,
)

DAILY, WEEKDAYS, WEEKEND = frozenset(range(7)), frozenset(range(5)), frozenset({5, 6})


def problem(parse, value):
    with pytest.raises(ValueError, match=r".") as raised:
        parse(value)
    return str(raised.value)


# ---- times of the day -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07:30", time(7, 30)),
        ("7:30", time(7, 30)),
        (" 23:59 ", time(23, 59)),
        ("00:00", time(0)),
        ("07:30:15", time(7, 30, 15)),
        ("7:30 pm", time(19, 30)),
        ("7:30PM", time(19, 30)),
        ("7 a.m.", time(7)),
        ("11 p.m.", time(23)),
        ("12 am", time(0)),
        ("12:15 am", time(0, 15)),
        ("12:15 pm", time(12, 15)),
    ],
)
def test_a_time_may_have_24_hours_or_twice_12(text, expected):
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "value",
    [
        "7",
        "",
        "half past seven",
        "7.30",
        "07:3",
        "7:30 xm",
        "\N{ARABIC-INDIC DIGIT SEVEN}:30",
        7,
        7.3,
        None,
        True,
    ],
)
def test_what_is_no_time_is_told_which_forms_are(value):
    assert problem(parse_time, value) == "a time of the day is written 07:30 or 7:30 pm"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("24:00", "`24:00` is no time: a day goes from 00:00 to 23:59"),
        ("7:60", "a day goes from"),
        ("7:30:99", "a day goes from"),
        ("13:00 pm", "with am or pm the hours go from 1 to 12"),
        ("0:30 am", "with am or pm the hours go from 1 to 12"),
    ],
)
def test_a_time_that_no_clock_shows_is_told_why(text, part):
    assert part in problem(parse_time, text)


@given(st.times().map(lambda at: at.replace(microsecond=0)))
def test_a_time_as_it_is_spelled_is_the_same_time(at):
    assert parse_time(spell_time(at)) == at


def test_seconds_are_spelled_only_where_there_are_some():
    assert spell_time(time(7, 5)) == "07:05"
    assert spell_time(time(7, 5, 1)) == "07:05:01"


# ---- days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily", DAILY),
        ("Weekdays", WEEKDAYS),
        ("weekend", WEEKEND),
        ("mon", {0}),
        ("Sunday", {6}),
        ("mon,wed", {0, 2}),
        ("mon, wed fri", {0, 2, 4}),
    ],
)
def test_days_are_a_group_or_names(text, expected):
    assert parse_days(text) == expected


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("wekdays", "did you mean `weekdays`?"),
        ("mon,weds", "did you mean `wed`?"),
        ("", "daily, weekdays, weekend, or some of mon tue wed thu fri sat sun"),
        ("weekdays sat", "or some of mon"),
        (5, "daily, weekdays"),
        (None, "daily, weekdays"),
    ],
)
def test_what_are_no_days_is_told_which_are(value, part):
    assert part in problem(parse_days, value)


def test_a_day_is_its_name_short_or_whole():
    assert [parse_day(name) for name in ("mon", "Tuesday", "SUN")] == [0, 1, 6]
    assert problem(parse_day, "moon") == (
        "a day is one of mon tue wed thu fri sat sun; did you mean `mon`?"
    )
    assert "a day is one of" in problem(parse_day, 0)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_as_they_are_spelled_are_the_same_days(days):
    assert parse_days(spell_days(days)) == days


# ---- time spans -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected_s"),
    [
        ("1h", 3600),
        ("1h 30min", 5400),
        ("1h30min", 5400),
        ("0.5 h", 1800),
        ("1h 5s", 3605),
        ("24h", 86_400),
        ("15min", 900),
        ("90s", 90),
        (45, 45),
        (0, 0),
    ],
)
def test_a_time_span_may_have_hours(value, expected_s):
    assert parse_span(value) == expected_s


@pytest.mark.parametrize("value", ["", "1 hour", "h", "1h 5", "-1h", "1h -5s", None, True, "soon"])
def test_what_is_no_time_span_is_told_which_forms_are(value):
    assert problem(parse_span, value) == "a time span is written 15min, 1h or 1h 30min"


def test_a_time_span_is_a_day_at_most():
    assert problem(parse_span, "25h") == "a time span is at most 24h"


@pytest.mark.parametrize(
    ("seconds", "text"), [(3600, "1h"), (5400, "1h 30min"), (900, "15min"), (90, "1min 30s")]
)
def test_a_time_span_is_spelled_as_it_is_written(seconds, text):
    assert spell_span(seconds) == text
    assert parse_span(text) == seconds


# ---- zones ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Europe/London", "Pacific/Apia", "UTC"])
def test_a_zone_is_its_iana_name(name):
    assert parse_zone(name) == name


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (
            "Europe/Londn",
            "`Europe/Londn` is known here; did you mean `Europe/London`?",
        ),
        ("london", "did you mean `Europe/London`?"),
        ("Middle-earth/Bree", "write it like Europe/London"),
        ("", "is written like Europe/London"),
        ("../../etc/passwd", "no time zone"),
        ("/etc/localtime", "no time zone"),
        ("\0", "no time zone"),
        (5, "a time zone is written like Europe/London"),
        (None, "a time zone is written like Europe/London"),
    ],
)
def test_what_is_no_zone_is_told_what_one_looks_like(value, part):
    assert part in problem(parse_zone, value)


def test_the_machine_lives_in_a_zone():
    assert machine_zone() in available_timezones()


@pytest.mark.parametrize("name", [None, "", "Middle-earth/Bree", "../etc", "local"])
def test_a_machine_that_cannot_tell_its_zone_lives_in_utc(monkeypatch, name):
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: name)

    assert machine_zone() == "UTC"


def test_a_machine_that_contradicts_itself_lives_in_utc(monkeypatch):
    def contradict():
        raise LookupError("conflicting time zone configurations")

    monkeypatch.setattr(tzlocal, "get_localzone_name", contradict)

    assert machine_zone() == "UTC"
