import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from supine.adapters.store import open_store
from supine.clock import SystemClock
from supine.core.events import Ending, RecordPractice

CONFIG = "zone: UTC\n"


@pytest.fixture
def house(tmp_path):
    """A folder with a config."""
    (tmp_path / "supine.yaml").write_text(CONFIG, "utf-8")
    return tmp_path


@pytest.fixture
def history(supine, house):
    """Run ``supine history ... -c supine.yaml`` in this process."""

    def run(*arguments):
        return supine("history", *arguments, "-c", house / "supine.yaml")

    return run


@pytest.fixture
def practised(house):
    """Keep practices: each the days ago, and what else there is to say of it."""

    def write(*practices):
        now = SystemClock().wall().astimezone(UTC).replace(hour=8, minute=15)
        moment = [now]
        with open_store(str(house / "supine.db"), lambda: moment[0], UTC) as store:
            for days_ago, *more in practices:
                moment[0] = now - timedelta(days=days_ago)
                site, routine, minutes, ending = [
                    *more,
                    *("den", "back-release", 15, Ending.COMPLETED)[len(more) :],
                ]
                store.tell(site, RecordPractice(routine, ending, minutes * 60.0))
            assert store.flush(10)
        return now.date()

    return write


def calendar(ran):
    """Return the rows of the calendar, by the first column."""
    lines = ran.out.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("week of"))
    return [line for line in lines[head + 1 :] if line[:2].isdigit()]


def test_an_empty_history_is_one_friendly_line_and_makes_no_database(history, house):
    ran = history()

    assert ran.code == 0
    assert ran.out == 'nothing practised yet: say "start my back release", or try supine demo\n'
    assert not (house / "supine.db").exists()


def test_what_was_practised_is_listed_with_how_it_ended(history, practised):
    today = practised((2, "den", "hip-stretch", 8, Ending.EASED), (0,))

    head, first, second, *_ = history().out.splitlines()

    day = today - timedelta(days=2)
    assert head.split() == ["ended", "routine", "min"]
    assert first.split() == [f"{day:%d}", f"{day:%b}", "08:15", "hip-stretch", "8", "eased"]
    assert second.split() == [f"{today:%d}", f"{today:%b}", "08:15", "back-release", "15"]


def test_a_list_over_a_year_names_the_years(history, practised):
    today = practised((400,), (0,))

    _, first, second, *_ = history("--since", "2020-01-01").out.splitlines()

    assert first.startswith(f"{today - timedelta(days=400)} 08:15 ")
    assert second.startswith(f"{today} 08:15 ")


def test_the_site_is_named_where_there_are_several(history, practised):
    practised((0, "den"), (0, "bedroom"))

    _, first, second, *_ = history().out.splitlines()

    assert first.split()[-1] == "den"
    assert second.split()[-1] == "bedroom"


def test_only_the_last_ten_are_listed_and_the_others_counted(history, practised):
    practised(*((n,) for n in range(25, -1, -1)))

    lines = history().out.splitlines()

    assert sum("back-release" in line for line in lines) == 10
    assert "and 16 before; all of them: supine history --since DATE" in lines


def test_the_calendar_shows_three_months_with_minutes_and_weekly_totals(history, practised):
    today = practised((1,), (1, "den", "poise-pause", 2), (0, "den", "back-release", 4))

    weeks = calendar(history())

    assert 13 <= len(weeks) <= 15
    monday = today - timedelta(days=today.weekday())
    assert weeks[-1].startswith(f"{monday:%d %b %y}")
    both = weeks if today.weekday() == 0 else weeks[-1:]
    assert sum("17" in line[10:].split() for line in both) == 1
    assert sum(int(line.split()[-2]) for line in weeks if line.endswith("min")) == 21


def test_a_day_with_nothing_to_the_end_is_marked(history, practised):
    practised((0, "den", "back-release", 3, Ending.STOPPED_EARLY))

    ran = history()

    assert "3*" in calendar(ran)[-1].split()
    assert "* none of them to the end" in ran.out


def test_days_outside_the_calendar_are_left_empty(history, practised):
    today = practised((0,))

    ran = history("--since", today.isoformat())

    [week] = calendar(ran)
    assert week.split()[3:] == ["15", "15", "min"]


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_no_line_is_wider_than_the_terminal_and_none_has_colour(
    history, practised, monkeypatch, columns
):
    monkeypatch.setenv("COLUMNS", columns)
    practised(
        (1, "living-room-by-the-window", "back-release-further", 45, Ending.STOPPED_EARLY),
        *((n,) for n in range(90, -1, -1)),
    )

    ran = history("--since", "2020-01-01")

    assert max(map(len, ran.out.splitlines())) <= int(columns)
    assert "\x1b" not in ran.out
    assert "105 min" in ran.out


def test_since_leaves_out_what_was_before(history, practised):
    today = practised((40,), (3,), (0,))

    ran = history("--since", (today - timedelta(days=3)).isoformat(), "--json")

    days = [row["date"] for row in json.loads(ran.out)]
    assert days == [str(today - timedelta(days=3)), str(today)]


def test_a_site_may_be_asked_for(history, practised):
    practised((1, "bedroom"), (0, "den"))

    assert [row["site"] for row in json.loads(history("--json", "--site", "den").out)] == ["den"]
    assert history("--site", "attic").out == "nothing practised at attic\n"


def test_json_and_csv_tell_the_same(history, practised):
    practised((1, "den", "hip-stretch", 7.51, Ending.RED_FLAG), (0,))

    told = json.loads(history("--json").out)
    written = list(csv.DictReader(io.StringIO(history("--csv").out)))

    assert [{key: str(value) for key, value in row.items()} for row in told] == written
    assert told[0]["seconds"] == 450.6
    assert told[0]["ending"] == "red flag"
    assert datetime.fromisoformat(told[0]["ended_at"]).utcoffset() == timedelta(0)


def test_an_empty_history_is_empty_for_programs_as_well(history):
    assert json.loads(history("--json").out) == []
    assert history("--csv").out == "date,ended_at,site,routine,seconds,ending\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "last week"], "'last week' is no date: write it like 2026-09-01"),
        (["--csv", "--json"], "choose one of --csv and --json"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(history, arguments, told):
    ran = history(*arguments)

    assert ran.code == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_a_database_that_cannot_be_read_is_one_line(history, practised, house):
    practised((0,))
    with closing(sqlite3.connect(house / "supine.db")) as edited, edited:
        edited.execute("UPDATE history SET local_date = 'a Monday'")

    ran = history()

    assert ran.code == 1
    assert "the history cannot be read" in ran.err
    assert ran.err.count("\n") == 1
