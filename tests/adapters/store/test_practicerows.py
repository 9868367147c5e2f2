import json
import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from supine.adapters.store.practicerows import KeptPractice, PracticeRows
from supine.adapters.store.writer import GATHER_S
from supine.core.events import Ending, ForgetPractice, RecordPractice, SavePractice
from under_way import RESTING

HERE = Path(__file__).resolve().parent
SKILL = HERE.parents[2] / "skill"
TIMES = 4
NOW = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
OVER = RecordPractice("back-release", Ending.COMPLETED, 900.0)


def rows(path, query="SELECT site_id FROM practices"):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def change(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_what_is_kept_is_there_after_a_restart_and_when_it_was(opened, wall):
    with opened() as store:
        store.tell("den", SavePractice(replace(RESTING, index=0)))
        wall.pass_by(minutes=3)
        store.tell("den", SavePractice(RESTING))
        assert store.flush()
        assert store.cut_off == ()

    [kept] = opened().cut_off
    assert kept == KeptPractice(
        site_id="den", snapshot=RESTING, started_at=NOW, changed_at=NOW + timedelta(minutes=3)
    )


def test_each_site_has_one_row(opened, path):
    with opened() as store:
        for index in range(3):
            for site_id in ("den", "attic"):
                store.tell(site_id, SavePractice(replace(RESTING, index=index)))
                assert store.flush()

    assert sorted(
        rows(path, "SELECT site_id, json_extract(snapshot, '$.index') FROM practices")
    ) == [
        ("attic", 2),
        ("den", 2),
    ]


def test_the_end_takes_the_row_away_and_stands_in_history(opened, path):
    with opened() as store:
        store.tell("den", SavePractice(RESTING))
        store.tell("attic", SavePractice(RESTING))
        store.tell("den", OVER)
        assert store.flush()

        assert rows(path) == [("attic",)]
        assert [entry.site_id for entry in store.history()] == ["den"]


def test_the_entry_and_the_end_of_the_row_are_one_transaction(opened, path):
    """Whoever looks in between, however often, sees one of them and never both or neither."""
    with opened() as store:
        store.tell("den", SavePractice(RESTING))
        assert store.flush()
        change(
            path,
            "CREATE TRIGGER late BEFORE DELETE ON practices BEGIN SELECT RAISE(ABORT, 'x'); END",
        )
        store.tell("den", OVER)
        store.flush()

        assert rows(path) == [("den",)]
        assert store.history() == []


def test_what_is_forgotten_leaves_no_entry(opened, path):
    with opened() as store:
        store.tell("den", SavePractice(RESTING))
        store.tell("den", ForgetPractice())
        assert store.flush()

        assert rows(path) == []
        assert store.history() == []


def test_a_practice_that_follows_another_at_once_is_kept(opened, path, locked):
    with opened() as store:
        with locked(path):
            store.tell("den", SavePractice(RESTING))
            store.tell("den", OVER)
            store.tell("den", SavePractice(replace(RESTING, routine_id="hip-stretch")))
        assert store.flush(10)

        assert rows(path, "SELECT json_extract(snapshot, '$.routine_id') FROM practices") == [
            ("hip-stretch",)
        ]
        assert len(store.history()) == 1


def test_while_the_disk_is_away_a_practice_takes_one_place_in_the_queue():
    shelf = PracticeRows()

    handed_over = [shelf.keep("den", replace(RESTING, held_s=float(n)), NOW) for n in range(1000)]

    assert [row is None for row in handed_over] == [False] + [True] * 999


def test_what_is_written_together_is_one_statement_for_all_practices(opened, path, locked):
    """A thousand practices turn two hundred times a second."""
    with opened() as store:
        with locked(path):
            for index in range(3):
                for n in range(20):
                    store.tell(f"site-{n}", SavePractice(replace(RESTING, index=index)))
                store.tell("site-7", OVER)
        change(path, "CREATE TABLE written (n)")
        change(
            path,
            "CREATE TRIGGER counts AFTER INSERT ON practices BEGIN"
            " INSERT INTO written VALUES (1); END",
        )
        assert store.flush(10)

        assert len(rows(path)) == 19
        assert len(rows(path, "SELECT * FROM written")) <= 20
        assert len(store.history()) == 3


def test_a_plan_that_changes_is_written_anew_and_one_that_stays_with_what_has_changed(opened):
    other = replace(RESTING, parts=(*RESTING.parts, RESTING.parts[0]))
    with opened() as store:
        for moment in (RESTING, replace(RESTING, held_s=7.0), other, replace(other, held_s=8.0)):
            store.tell("den", SavePractice(moment))
            assert store.flush()

            [kept] = opened().cut_off
            assert kept.snapshot == moment


def test_an_end_of_yesterday_stands_under_yesterday(opened):
    with opened() as store:
        yesterday = NOW - timedelta(days=1)
        store.tell(
            "den", RecordPractice("back-release", Ending.INTERRUPTED, 540.0, ended_at=yesterday)
        )
        assert store.flush()

        [entry] = store.history()
        assert entry.ended_at == yesterday
        assert entry.local_date == date(2026, 2, 28)
        assert entry.ending == "interrupted"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", "Expecting value"),
        ("[" * 100_000, "recursion"),
        ("7", "not a mapping"),
        (json.dumps({**RESTING.as_dict(), "version": 2}), "version 2"),
        (json.dumps({**RESTING.as_dict(), "index": 9}), "outside"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line_and_the_others_are_there(
    opened, path, caplog, text, told
):
    with opened() as store:
        store.tell("den", SavePractice(RESTING))
        store.tell("attic", SavePractice(RESTING))
        assert store.flush()
    change(path, "UPDATE practices SET snapshot = ? WHERE site_id = 'attic'", text)
    caplog.set_level(logging.WARNING)

    assert [kept.site_id for kept in opened().cut_off] == ["den"]
    [line] = caplog.messages
    assert line.startswith("attic: ")
    assert told in line


def test_moments_that_are_none_leave_the_store_open(opened, path, caplog):
    with opened() as store:
        store.tell("den", SavePractice(RESTING))
        assert store.flush()
    change(path, "UPDATE practices SET changed_at = 'noon'")

    assert opened().cut_off == ()
    assert "cannot be read" in caplog.text


def save_until_killed(path, first):
    """Return the number of the last practice whose end was confirmed before the kill."""
    process = subprocess.Popen(
        [sys.executable, HERE / "saves_until_killed.py", path, str(first)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{SKILL}{os.pathsep}{HERE.parents[1]}"},
    )
    with process:
        lines = [process.stdout.readline()]
        time.sleep(random.uniform(0.0, 0.2))
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return int([line for line in lines if line.endswith("\n")][-1])


def test_however_often_it_is_killed_a_practice_is_under_way_or_over_never_both(path):
    last, first = 0, 0
    for _ in range(TIMES):
        last = save_until_killed(path, first)

        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        over = [n for (n,) in rows(path, "SELECT practised_s FROM history ORDER BY id")]
        under_way = rows(path, "SELECT json_extract(snapshot, '$.practised_s') FROM practices")
        assert over == [float(n) for n in range(len(over))], "none is lost and none doubled"
        assert len(over) > last
        assert under_way in ([], [(float(len(over)),)])
        first = len(over)
    assert last > TIMES


LATE_S = 0.5
"""How late a busy machine may wake the thread that writes."""


def test_a_kill_costs_a_quarter_of_a_second_of_where_a_practice_stands_and_no_more(path):
    for _ in range(TIMES):
        process = subprocess.Popen(
            [sys.executable, HERE / "stands_until_killed.py", path],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{SKILL}{os.pathsep}{HERE.parents[1]}"},
        )
        with process:
            lines = [process.stdout.readline()]
            time.sleep(random.uniform(0.3, 1.0))
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        told_at = [float(line.split()[1]) for line in lines if line.endswith("\n")]

        [(kept,)] = rows(path, "SELECT json_extract(snapshot, '$.practised_s') FROM practices")
        lost = told_at[int(kept) + 1 :]
        assert len(told_at) > 20
        assert not lost or told_at[-1] - lost[0] <= GATHER_S + LATE_S
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
