"""One instant for each local date: every zone, every clock change from now to the end of 2028.

What is expected is worked out from the offsets alone: a zone is a row of stretches with one
offset each, and a wall shows a time first in the first stretch that gets so far.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from household import LONG_AGO, at, micro_pause, reminder

from supine.core.reminders.when import Due, due_at, due_between, next_due

FIRST, LAST = date(2026, 10, 1), date(2028, 12, 31)
DAY = timedelta(days=1)
WALLS = ["00:30", "01:30", "02:30", "08:00"]


def shown(tz, instant):
    return instant.astimezone(tz).replace(tzinfo=None)


def stretches(tz, first, last):
    """Return (begins, offset) of each stretch, found by looking every six hours."""
    step, instant = timedelta(hours=6), datetime.combine(first, time.min, UTC) - 2 * DAY
    end = datetime.combine(last, time.min, UTC) + 3 * DAY
    found = [(instant, instant.astimezone(tz).utcoffset())]
    while instant < end:
        offset = (instant + step).astimezone(tz).utcoffset()
        if offset != found[-1][1]:
            changed = bisect_left(
                range(6 * 3600),
                True,
                key=lambda s: (instant + timedelta(seconds=s)).astimezone(tz).utcoffset() == offset,
            )
            found.append((instant + timedelta(seconds=changed), offset))
        instant += step
    return found


@cache
def zone_stretches(name):
    return tuple(stretches(ZoneInfo(name), FIRST, LAST))


def expected(rows, day, wall):
    """Return the first instant at which a wall shows ``wall`` of ``day`` or later."""
    reading = datetime.combine(day, wall).replace(tzinfo=UTC)
    ends = [begins for begins, _ in rows[1:]] + [datetime.max.replace(tzinfo=UTC)]
    for (begins, offset), stretch_ends in zip(rows, ends, strict=True):
        if reading - offset < stretch_ends:
            return max(begins, reading - offset)
    raise AssertionError("the last stretch has no end")


def by_behaviour():
    """Yield (name, rows, whether a zone of the same rows came before): most names are links."""
    known = set()
    for name in sorted(available_timezones()):
        rows = zone_stretches(name)
        yield name, rows, rows in known
        known.add(rows)


def walk(one, rows, first, last):
    """Go from due to due, as the alarm clock does; return the first that is not as expected."""
    near = {begins.date() + n * DAY for begins, _ in rows[1:] for n in (-2, -1, 0, 1, 2)}
    day, instant = first, expected(rows, first, one.at)
    while day < last:
        due = next_due(one, instant)
        day += DAY
        if day in near:
            instant = expected(rows, day, one.at)
        else:
            offset = [offset for begins, offset in rows if begins <= due.instant][-1]
            instant = datetime.combine(day, one.at, UTC) - offset
        if due != Due(day, 0, instant):
            return due
    return None


@pytest.mark.parametrize("wall", WALLS)
def test_in_every_zone_each_local_date_has_exactly_one_instant(wall):
    """All dates of all zones; of zones that only differ in name, those around the changes."""
    wrong = []
    for name, rows, seen in by_behaviour():
        spans = [(FIRST, LAST)]
        if seen:
            spans = [(begins.date() - 4 * DAY, begins.date() + 4 * DAY) for begins, _ in rows[1:]]
        faults = (walk(reminder(wall, name), rows, first, last) for first, last in spans)
        wrong += [(name, fault) for fault in faults if fault]

    assert wrong == []


def test_there_are_zones_and_clock_changes_to_be_tested():
    changes = {name: len(zone_stretches(name)) - 1 for name in available_timezones()}

    assert len(changes) > 400
    assert sum(1 for count in changes.values() if count) > 100
    assert changes["Europe/London"] == 5
    assert changes["Australia/Lord_Howe"] >= 4


@pytest.mark.parametrize(
    ("zone_name", "day", "wall", "utc"),
    [
        pytest.param("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30", id="twice: first"),
        pytest.param("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 01:00", id="never: after"),
        pytest.param("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23 22:00", id="no midnight"),
        pytest.param("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:30", id="half"),
        pytest.param("Antarctica/Troll", "2026-03-29", "02:30", "2026-03-29 01:00", id="two hours"),
        pytest.param("America/Toronto", "1919-03-30", "23:45", "1919-03-31 04:30", id="next date"),
    ],
)
def test_a_time_that_is_left_out_or_doubled_has_the_first_instant_that_gets_so_far(
    zone_name, day, wall, utc
):
    instant = due_at(reminder(wall, zone_name), date.fromisoformat(day), 0)

    assert instant == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone_name", "left_out"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
    ],
)
@pytest.mark.parametrize("wall", ["00:00", *WALLS, "23:59"])
def test_a_date_that_a_zone_never_had_is_nobodys_day(zone_name, left_out, wall):
    tz, one = (
        ZoneInfo(zone_name),
        reminder(wall, zone_name, created_at=datetime(1990, 1, 1, tzinfo=UTC)),
    )
    rows = stretches(tz, left_out - 3 * DAY, left_out + 3 * DAY)

    dues = list(due_between(one, expected(rows, left_out - 2 * DAY, one.at), rows[-1][0] + 2 * DAY))

    assert due_at(one, left_out, 0) is None
    days = [due.local_date for due in dues]
    assert days[:2] == [left_out - DAY, left_out + DAY]
    assert [due.instant for due in dues] == [expected(rows, day, one.at) for day in days]


def test_a_date_that_a_zone_had_twice_is_due_once():
    """Kwajalein moved over the date line backwards on the last of September 1969."""
    one = reminder("08:00", "Pacific/Kwajalein")

    dues = due_between(one, datetime(1969, 9, 28, tzinfo=UTC), datetime(1969, 10, 3, tzinfo=UTC))

    days = [due.local_date for due in dues]
    assert days == sorted(set(days))
    assert date(1969, 9, 30) in days


def test_a_weekly_reminder_whose_day_a_zone_left_out_comes_a_week_later():
    fridays = reminder("08:00", "Pacific/Apia", days=frozenset({4}))

    due = next_due(fridays, datetime(2011, 12, 25, tzinfo=UTC))

    assert due.local_date == date(2012, 1, 6)


def test_the_day_of_the_week_is_that_of_the_local_date():
    """Sunday evening in Auckland is Sunday morning in UTC; at half past twelve it is Saturday."""
    sundays = reminder("00:30", "Pacific/Auckland", days=frozenset({6}))

    dues = list(due_between(sundays, at("2026-06-10 00:00"), at("2026-06-25 00:00")))

    assert [due.local_date for due in dues] == [date(2026, 6, 14), date(2026, 6, 21)]
    assert [due.instant.weekday() for due in dues] == [5, 5]


def test_next_is_later_than_the_moment_itself():
    one = reminder("08:00")

    assert next_due(one, at("2026-06-15 08:00")).local_date == date(2026, 6, 16)
    assert next_due(one, at("2026-06-15 08:00") - timedelta(seconds=1)).local_date.day == 15


def test_a_reminder_that_is_off_is_never_due():
    assert next_due(reminder(enabled=False), LONG_AGO) is None


def test_every_hour_from_nine_to_five_on_weekdays():
    one = micro_pause(days=frozenset(range(5)))

    dues = list(due_between(one, at("2026-06-12 15:30"), at("2026-06-15 10:30")))

    walls = [shown(ZoneInfo("Europe/London"), due.instant).strftime("%a %H:%M") for due in dues]
    assert walls == ["Fri 16:00", "Fri 17:00", "Mon 09:00", "Mon 10:00"]
    assert [due.slot for due in dues] == [57_600, 61_200, 32_400, 36_000]


@pytest.mark.parametrize(
    ("day", "walls"),
    [
        ("2026-03-29", ["00:30", "02:00", "02:30"]),
        ("2026-10-25", ["00:30", "01:00", "01:30", "02:00", "02:30"]),
    ],
)
def test_a_micro_pause_has_the_times_that_the_clock_shows_each_once(day, walls):
    one = micro_pause("00:30", "02:30", every_s=1800)

    dues = list(due_between(one, at(f"{day} 00:00"), at(f"{day} 12:00")))

    tz = ZoneInfo("Europe/London")
    assert [shown(tz, due.instant).strftime("%H:%M") for due in dues] == walls
    assert [one.wall_time(due.slot).strftime("%H:%M") for due in dues] == walls


@pytest.mark.parametrize("zone_name", ["Europe/London", "Pacific/Auckland", "Pacific/Apia"])
def test_one_for_one_date_is_due_then_and_never_again(zone_name):
    chosen = date(2026, 10, 25)  # clocks are put back in London
    one = reminder("01:30", zone_name, on_date=chosen)
    dues = list(due_between(one, LONG_AGO, LONG_AGO + timedelta(days=5000)))

    assert [due.local_date for due in dues] == [chosen]
    assert next_due(one, dues[0].instant) is None
    assert due_at(one, chosen + DAY, 0) is None


def test_one_that_is_months_ahead_is_planned_all_the_same():
    one = reminder("08:00", on_date=date(2027, 2, 1))

    assert next_due(one, at("2026-10-01 08:00")) == Due(date(2027, 2, 1), 0, at("2027-02-01 08:00"))
