import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.core.reminders.wallclock import date_exists, first_instant, local_date, zone

ZONES = ["Europe/London", "America/Havana", "Atlantic/Azores", "Australia/Lord_Howe", "Asia/Tokyo"]
ODD = ["Antarctica/Troll", "Africa/Casablanca", "Pacific/Apia", "Pacific/Kwajalein"]
WALLS = st.builds(
    datetime.combine,
    st.dates(date(1960, 1, 1), date(2037, 1, 1)),
    st.times().map(lambda wall: wall.replace(microsecond=0, fold=0)),
)


@given(st.sampled_from(ZONES + ODD), WALLS)
def test_the_first_instant_shows_the_time_or_jumps_over_it(name, wall):
    tz = ZoneInfo(name)

    instant = first_instant(tz, wall.date(), wall.time())

    just_before = (instant - timedelta(seconds=1)).astimezone(tz).replace(tzinfo=None)
    assert instant.astimezone(tz).replace(tzinfo=None) >= wall
    assert just_before < wall


@given(st.sampled_from(ZONES + ODD), WALLS, st.integers(1, 100_000))
def test_a_later_reading_never_gives_an_earlier_instant(name, wall, seconds):
    tz, later = ZoneInfo(name), wall + timedelta(seconds=seconds)

    first = first_instant(tz, wall.date(), wall.time())
    second = first_instant(tz, later.date(), later.time())

    assert first <= second


def test_a_gap_that_ends_in_universal_time_itself_is_found_too():
    """In summer the Azores have no offset at all, which must not be taken for an unknown one."""
    instant = first_instant(ZoneInfo("Atlantic/Azores"), date(2026, 3, 29), time(0, 30))

    assert instant == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_date_over_the_date_line_does_not_exist_and_its_neighbours_do():
    apia = ZoneInfo("Pacific/Apia")

    assert [date_exists(apia, date(2011, 12, day)) for day in (29, 30, 31)] == [True, False, True]


def test_the_date_is_that_of_the_place():
    instant = datetime(2026, 6, 15, 22, 30, tzinfo=UTC)

    assert local_date(ZoneInfo("Europe/Berlin"), instant) == date(2026, 6, 16)


@pytest.mark.parametrize("name", ["Mars/Olympus", "Europe", "", "../secret", "Europe/London\0"])
def test_a_zone_that_is_none_is_refused_with_what_would_be_right(name):
    with pytest.raises(ValueError, match="write it like 'Europe/London'"):
        zone(name)


def test_every_zone_of_the_machine_is_one():
    assert all(zone(name).key == name for name in zoneinfo.available_timezones())
