import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from household import at, micro_pause, reminder

from supine.adapters.store.migrations import prepare
from supine.adapters.store.reminderrows import (
    Stored,
    drop_firings_before,
    read_checked,
    read_firings,
    read_firings_since,
    read_reminders,
    read_version,
    write_checked,
    write_firings,
    write_reminders,
)
from supine.core.reminders.model import Firing, Key, Reason, Source, State

DAY = date(2026, 6, 15)
DUE = at("2026-06-15 08:00")


def firing(day=DAY, slot=0, id_="daily", state=State.ACCEPTED, **changes):
    look_at = DUE if state in (State.DUE, State.ASKING, State.ASKED, State.SNOOZED) else None
    times = {"due_at": DUE, "wanted_at": DUE, "look_at": look_at, "changed_at": DUE}
    return Firing(key=Key(id_, day, slot), state=state, **{**times, **changes})


@pytest.fixture
def made(database):
    prepare(database)
    return database


@pytest.fixture
def write(made):
    def run(function, *arguments):
        with made.writing() as connection:
            return function(connection, *arguments)

    return run


@pytest.fixture
def read(made):
    def run(function, *arguments):
        with made.reading() as connection:
            found = function(connection, *arguments)
            return found if isinstance(found, dict | int | datetime | None) else list(found)

    return run


@pytest.fixture
def edit(path):
    """Change the file by hand, as no supine would."""

    def run(statement):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()

    return run


def stored(*reminders):
    return {one.id: Stored(one) for one in reminders}


# ---- reminders ------------------------------------------------------------------------------


def test_a_reminder_comes_back_as_it_was_written(write, read):
    plain = reminder("23:59:59", id_="plain", enabled=False)
    full = micro_pause(
        id_="full",
        days=frozenset({0, 6}),
        routine_id="poise-pause",
        minutes=3,
        text="Magst du eine Pause? ☺",
        source=Source.CONFIG,
        since=at("2026-06-01 10:00"),
    )
    changes = {"plain": Stored(plain), "full": Stored(full, cancelled=True)}

    write(write_reminders, changes)

    assert read(read_reminders) == changes


def test_reminders_come_back_the_oldest_first(write, read):
    old, new = reminder(id_="z"), reminder(id_="a", created_at=DUE)

    write(write_reminders, stored(new, old))

    assert list(read(read_reminders)) == ["z", "a"]


def test_every_change_makes_another_version(write, read):
    before = read(read_version)

    told = [write(write_reminders, {"daily": kept}) for kept in (Stored(reminder()), None)]

    assert (before, told, read(read_version)) == (0, [1, 2], 2)


def test_none_removes_and_what_is_not_there_is_no_fault(write, read):
    write(write_reminders, stored(reminder(id_="a"), reminder(id_="b")))

    write(write_reminders, {"a": None, "nobody": None})

    assert list(read(read_reminders)) == ["b"]


def test_a_reminder_of_a_zone_that_is_gone_is_left_out_and_left_there(write, read, edit, caplog):
    write(write_reminders, stored(reminder(id_="a"), reminder(id_="b")))
    edit("UPDATE reminders SET zone = 'Europe/Atlantis' WHERE id = 'a'")

    assert list(read(read_reminders)) == ["b"]
    [line] = caplog.messages
    assert line.startswith("The reminder 'a' cannot be used: no time zone 'Europe/Atlantis' here")
    edit("UPDATE reminders SET zone = 'Europe/London' WHERE id = 'a'")
    assert list(read(read_reminders)) == ["a", "b"]


@pytest.mark.parametrize(
    "nonsense",
    ["at = 'breakfast'", "days = 'mon'", "days = '9'", "source = 'a dream'", "since = 5"],
)
def test_nonsense_in_one_reminder_costs_only_that_one(write, read, edit, caplog, nonsense):
    write(write_reminders, stored(reminder(id_="a"), reminder(id_="b")))
    edit(f"UPDATE reminders SET {nonsense} WHERE id = 'a'")

    assert list(read(read_reminders)) == ["b"]
    assert len(caplog.messages) == 1


def test_what_the_database_cannot_hold_is_dropped_with_a_line_and_the_rest_is_kept(
    write, read, caplog
):
    strange = reminder(id_="strange", text="\ud800")

    write(write_reminders, stored(reminder(id_="a"), strange, reminder(id_="b")))

    assert list(read(read_reminders)) == ["a", "b"]
    [line] = caplog.messages
    assert line.startswith("The store refuses {'id': 'strange'")


# ---- firings --------------------------------------------------------------------------------


def test_a_firing_comes_back_as_it_was_written(write, read):
    plain = firing()
    full = firing(
        slot=32_400,
        state=State.SNOOZED,
        wanted_at=DUE + timedelta(minutes=10, microseconds=1),
        reason=Reason.NO_ANSWER,
        unanswered=2,
        asked=(DUE, DUE + timedelta(minutes=15)),
    )
    merged = firing(id_="other", state=State.MERGED, merged_into=Key("daily", DAY, 3))

    write(write_firings, [plain, full, merged])

    assert read(read_firings, 10) == [plain, full, merged]


def test_a_firing_takes_the_place_of_the_one_with_its_key(write, read):
    write(write_firings, [firing(state=State.ASKING)])

    write(write_firings, [firing(state=State.ASKED), firing(state=State.ASKED, slot=60)])
    write(write_firings, [firing(state=State.SKIPPED)])

    assert [(f.key.slot, f.state) for f in read(read_firings, 10)] == [
        (0, State.SKIPPED),
        (60, State.ASKED),
    ]


def test_the_latest_of_each_reminder_are_read_and_all_that_are_open(write, read):
    days = [DAY + timedelta(days=n) for n in range(5)]
    settled = [firing(day, id_=id_) for id_ in ("a", "b") for day in days[1:]]
    still_open = firing(days[0], id_="a", state=State.DUE)
    write(write_firings, [*settled, still_open])

    found = read(read_firings, 2)

    assert [(f.key.reminder_id, f.key.local_date.day) for f in found] == [
        ("a", 15),
        ("a", 18),
        ("a", 19),
        ("b", 18),
        ("b", 19),
    ]


def test_firings_may_be_read_from_a_date_on_with_all_that_are_open(write, read):
    days = [DAY + timedelta(days=n) for n in range(4)]
    kept = [firing(days[0], state=State.DUE), *(firing(day) for day in days[1:])]
    write(write_firings, kept)

    assert read(read_firings_since, days[2]) == [kept[0], *kept[2:]]


@pytest.mark.parametrize(
    "nonsense",
    [
        "state = 'lost in thought'",
        "reason = 'no reason'",
        "due_at = 'one morning'",
        "local_date = 'tuesday'",
        "asked = 'never'",
        "asked = '[5]'",
        "merged_into = '[]'",
    ],
)
def test_nonsense_in_one_firing_costs_only_that_one(write, read, edit, caplog, nonsense):
    write(write_firings, [firing(id_=id_) for id_ in ("a", "b", "c")])
    edit(f"UPDATE firings SET {nonsense} WHERE reminder_id = 'b'")

    assert [f.key.reminder_id for f in read(read_firings, 10)] == ["a", "c"]
    assert len(caplog.messages) == 1


def test_settled_firings_before_a_date_are_forgotten_the_others_stay(write, read):
    days = [DAY - timedelta(days=n) for n in (0, 400, 401, 500)]
    still_open = firing(DAY - timedelta(days=450), state=State.SNOOZED)
    write(write_firings, [*(firing(day) for day in days), still_open])

    dropped = write(drop_firings_before, DAY - timedelta(days=400))

    assert dropped == 2
    left = {f.key.local_date for f in read(read_firings, 10)}
    assert left == {DAY, DAY - timedelta(days=400), still_open.key.local_date}


def test_a_clock_that_ran_ahead_by_years_forgets_no_firing(write, read):
    write(write_firings, [firing(), firing(DAY - timedelta(days=1))])

    assert write(drop_firings_before, DAY + timedelta(days=20_000)) == 0
    assert len(read(read_firings, 10)) == 2


# ---- the alarm's row ------------------------------------------------------------------------


def test_the_alarms_last_check_comes_back_in_utc(write, read):
    assert read(read_checked) is None

    write(write_checked, DUE)

    assert read(read_checked) == DUE
    assert read(read_checked).tzinfo is UTC


def test_a_last_check_that_makes_no_sense_is_as_none(read, edit):
    edit("UPDATE alarm SET checked_at = 'a moment ago'")

    assert read(read_checked) is None


def test_a_transaction_that_is_cut_short_leaves_reminders_and_firings_as_they_were(made, read):
    def half():
        with made.writing() as connection:
            write_reminders(connection, stored(reminder()))
            write_firings(connection, [replace(firing(), unanswered=1)])
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        half()

    assert (read(read_reminders), read(read_firings, 1), read(read_version)) == ({}, [], 0)


def test_a_reminder_of_one_date_comes_back_with_it(made):
    one = reminder(on_date=DAY)
    with made.writing() as connection:
        write_reminders(connection, {one.id: Stored(one)})

    with made.reading() as connection:
        assert read_reminders(connection) == {one.id: Stored(one)}
