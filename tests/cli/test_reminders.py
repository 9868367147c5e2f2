import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supine.adapters.store import open_store
from supine.clock import SystemClock
from supine.core.reminders.model import Firing, Key, Source, State
from supine.core.reminders.when import next_due

HERE = Path(__file__).resolve().parent
SKILL = HERE.parents[1] / "skill"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SKILL)}
LONDON = ZoneInfo("Europe/London")

CONFIG = """\
zone: Europe/London
sites: [bedroom, study]
"""
OF_CONFIG = """\
reminders:
  - {at: 08:00, site: bedroom, routine: back-release, minutes: 10}
  - {at: 09:00, site: study, days: weekdays, every: 1h, until: "17:00"}
"""


@pytest.fixture
def house(tmp_path):
    """A folder with a config; write into the file to change it."""
    (tmp_path / "supine.yaml").write_text(CONFIG, "utf-8")
    return tmp_path


@pytest.fixture
def reminders(supine, house):
    """Run ``supine reminders ... -c supine.yaml`` in this process."""

    def run(*arguments):
        return supine("reminders", *arguments, "-c", house / "supine.yaml")

    return run


@contextmanager
def opened(house):
    with open_store(str(house / "supine.db"), SystemClock().wall) as store:
        yield store


def cells(ran):
    """Return the rows of a table without its head."""
    return [re.split(r" {2,}", line) for line in ran.out.splitlines()[1:]]


def added(ran):
    assert ran.code == 0, ran.err
    return cells(ran)[0][0]


def files(house):
    return sorted(file.name for file in house.iterdir())


def moments(ran):
    texts = (line.partition("Europe/")[0].strip() for line in ran.out.splitlines())
    form = "%a %Y-%m-%d %H:%M"
    return [datetime.strptime(text, form).replace(tzinfo=LONDON) for text in texts]


# ---- add and list ---------------------------------------------------------------------------


def test_what_is_added_is_listed_with_the_moment_it_is_due_next(reminders, house):
    ran = reminders(
        *("add", "--at", "7:30 pm", "--days", "mon,wed", "--site", "bedroom"),
        *("--routine", "back-release", "--minutes", "10", "--text", "Shall we?"),
    )
    id_ = added(ran)

    [row] = cells(reminders("list"))

    with opened(house) as store:
        [kept] = store.reminders.all()
    assert (kept.id, kept.source, kept.text) == (id_, Source.COMMAND, "Shall we?")
    due = next_due(kept, SystemClock().wall()).instant.astimezone(LONDON)
    assert row == [
        id_,
        "19:30",
        "mon wed",
        "bedroom",
        "back-release 10 min",
        "command",
        f"{due:%a %Y-%m-%d %H:%M} Europe/London",
    ]
    assert cells(ran) == [row]


def test_a_reminder_may_come_again_and_again_and_in_another_zone(reminders):
    added(
        reminders(
            *("add", "--at", "09:00", "--every", "1h 30min", "--until", "17:00"),
            *("--days", "weekdays", "--site", "study", "--zone", "Asia/Tokyo"),
        )
    )

    [row] = cells(reminders("list"))

    assert row[1:6] == ["09:00 to 17:00 every 1h 30min", "weekdays", "study", "any", "command"]
    assert row[6].endswith("Asia/Tokyo")


def test_the_list_is_what_comes_without_a_word(reminders):
    added(reminders("add", "--at", "08:00", "--site", "study"))

    assert reminders().out == reminders("list").out


def test_the_config_may_be_named_before_the_word_as_well(supine, house):
    supine("reminders", "-c", house / "supine.yaml", "add", "--at", "8:00", "--site", "study")

    ran = supine("reminders", "-c", house / "supine.yaml", "list")

    assert len(cells(ran)) == 1


@pytest.mark.parametrize(("sites", "site"), [("[]", "default"), ("[den]", "den")])
def test_without_a_site_it_is_the_only_one_or_the_default(reminders, house, sites, site):
    (house / "supine.yaml").write_text(f"sites: {sites}\n", "utf-8")

    assert cells(reminders("add", "--at", "08:00"))[0][3] == site


def test_the_configs_reminders_are_listed_even_before_there_is_a_database(reminders, house):
    (house / "supine.yaml").write_text(CONFIG + OF_CONFIG, "utf-8")

    rows = cells(reminders("list"))

    assert [row[5] for row in rows] == ["config", "config"]
    assert [row[3] for row in rows] == ["bedroom", "study"]
    assert files(house) == ["supine.yaml"]


def test_what_was_made_and_turned_off_by_voice_is_listed_as_it_is(reminders, house):
    id_ = added(reminders("add", "--at", "08:00", "--site", "study"))
    with opened(house) as store:
        [one] = store.reminders.all()
        store.reminders.put(replace(one, source=Source.VOICE, enabled=False))

    assert cells(reminders("list")) == [
        [id_, "08:00", "daily", "study", "any", "voice", "turned off"]
    ]


# ---- remove ---------------------------------------------------------------------------------


def test_what_is_removed_is_not_listed_any_more(reminders):
    times = ("08:00", "09:00")
    stays, goes = (added(reminders("add", "--at", at, "--site", "study")) for at in times)

    ran = reminders("remove", goes)

    assert (ran.code, ran.out) == (0, f"removed {goes}\n")
    assert [row[0] for row in cells(reminders("list"))] == [stays]


def test_a_reminder_of_the_config_can_be_removed_until_its_entry_changes(reminders, house):
    (house / "supine.yaml").write_text(CONFIG + OF_CONFIG, "utf-8")
    goes, stays = (row[0] for row in cells(reminders("list")))

    ran = reminders("remove", goes)

    assert "its entry in the config does nothing until it is changed" in ran.out
    assert [row[0] for row in cells(reminders("list"))] == [stays]
    assert reminders("remove", goes).code == 2
    (house / "supine.yaml").write_text(CONFIG + OF_CONFIG.replace("08:00", "08:15"), "utf-8")
    assert [row[1] for row in cells(reminders("list"))] == ["08:15", "09:00 to 17:00 every 1h"]


@pytest.mark.parametrize("known", [False, True])
def test_removing_what_is_not_there_names_what_is(reminders, known):
    id_ = added(reminders("add", "--at", "08:00", "--site", "study")) if known else None

    ran = reminders("remove", "juggling")

    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "there is no reminder 'juggling'" in ran.err
    assert (id_ or "there is no") in ran.err


# ---- next -----------------------------------------------------------------------------------


def test_the_next_moments_of_all_reminders_come_in_order(reminders, house):
    (house / "supine.yaml").write_text(CONFIG + OF_CONFIG, "utf-8")
    added(reminders("add", "--at", "20:00", "--site", "study"))

    ran = reminders("next", "--count", "40")

    found = moments(ran)
    assert found == sorted(found)
    assert len(found) == 40
    assert found[0] > SystemClock().wall()
    assert {line.split()[-2] for line in ran.out.splitlines() if line.endswith(" any")} == {"study"}
    a_week = [each for each in found if each < found[0] + timedelta(days=3)]
    assert {each.hour for each in a_week if each.weekday() < 5} >= {8, 9, 12, 17, 20}


def test_five_moments_are_shown_unless_told_otherwise(reminders):
    added(reminders("add", "--at", "08:00", "--site", "study"))

    assert len(moments(reminders("next"))) == 5
    assert len(moments(reminders("next", "--count", "1"))) == 1


def test_what_was_snoozed_comes_first_and_what_is_settled_does_not_come(reminders, house):
    added(reminders("add", "--at", "08:00", "--site", "study"))
    now = SystemClock().wall()
    ends = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    with opened(house) as store:
        [one] = store.reminders.all()
        due = next_due(one, now)
        later = next_due(one, due.instant)
        snoozed = Firing(
            key=Key(one.id, now.astimezone(LONDON).date() - timedelta(days=1), 0),
            due_at=now,
            state=State.SNOOZED,
            wanted_at=ends,
            look_at=ends,
            changed_at=now,
        )
        settled = replace(
            snoozed, key=Key(one.id, due.local_date, 0), state=State.SKIPPED, look_at=None
        )
        store.reminders.save_firings([snoozed, settled])

    assert moments(reminders("next", "--count", "2")) == [ends, later.instant]


# ---- nothing there --------------------------------------------------------------------------


@pytest.mark.parametrize("command", [(), ("list",), ("next",)])
def test_looking_makes_no_database_and_says_how_to_make_a_reminder(reminders, house, command):
    ran = reminders(*command)

    assert (ran.code, ran.err) == (0, "")
    assert "supine reminders add --at 08:00" in ran.out
    assert files(house) == ["supine.yaml"]


def test_reminders_that_are_all_turned_off_are_not_due(reminders, house):
    added(reminders("add", "--at", "08:00", "--site", "study"))
    with opened(house) as store:
        [one] = store.reminders.all()
        store.reminders.put(replace(one, enabled=False))

    assert reminders("next").out == "nothing is due\n"


# ---- what is wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (["--at", "soon"], "--at: a time of the day is written 07:30 or 7:30 pm"),
        (["--at", "24:00"], "--at: `24:00` is no time: a day goes from 00:00 to 23:59"),
        ([], "--at"),
        (["--at", "8:00", "--site", "garage"], "--site: `garage` is none of the `sites`"),
        (["--at", "8:00"], "--site: a reminder needs the key `site`: one of bedroom, study"),
        (["--at", "8:00", "--site", "study", "--days", "wendsday"], "--days: days are daily"),
        (["--at", "8:00", "--site", "study", "--routine", "back-releas"], "mean `back-release`?"),
        (
            ["--at", "8:00", "--site", "study", "--routine", "back-release", "--minutes", "99"],
            "--minutes: `back-release` takes between 5 and 45 minutes",
        ),
        (["--at", "8:00", "--site", "study", "--minutes", "many"], "--minutes"),
        (["--at", "8:00", "--site", "study", "--every", "1h"], "--every: `every` needs an `until`"),
        (
            ["--at", "8:00", "--site", "study", "--every", "1h", "--until", "07:00"],
            "--until: `until` has to be later on the same day than `at`",
        ),
        (["--at", "8:00", "--site", "study", "--zone", "Europe/Londn"], "`Europe/London`?"),
        (["--at", "8:00", "--site", "study", "--text", "-"], "--text: "),
    ],
)
def test_a_wrong_option_is_one_line_that_says_what_would_be_right(reminders, house, options, part):
    ran = reminders("add", *options)

    assert ran.code == 2
    assert ran.err.startswith("supine: ")
    assert ran.err.count("\n") == 1
    assert part in ran.err
    assert files(house) == ["supine.yaml"]


def test_a_wrong_config_is_told_at_its_place(reminders, house):
    (house / "supine.yaml").write_text("reminders: [{at: 25:00}]\n", "utf-8")

    ran = reminders("list")

    assert ran.code == 2
    assert "supine.yaml:1:18: `25:00` is no time" in ran.err


@pytest.mark.parametrize(
    "arguments", [("list",), ("next",), ("add", "--at", "8:00", "--site", "study")]
)
def test_a_database_that_cannot_be_used_is_one_line_and_left_as_it_is(reminders, house, arguments):
    (house / "supine.db").write_bytes(b"somebody's letter, long enough to have a header" * 50)
    before = (house / "supine.db").read_bytes()

    ran = reminders(*arguments)

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "supine.db: this file is not a database" in ran.err
    assert (house / "supine.db").read_bytes() == before


def test_a_database_of_a_newer_supine_is_refused_kindly(reminders, house):
    added(reminders("add", "--at", "08:00", "--site", "study"))
    with closing(sqlite3.connect(house / "supine.db")) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")
        connection.commit()

    for command in (["list"], ["next"], ["add", "--at", "09:00", "--site", "study"]):
        ran = reminders(*command)
        assert ran.code == 1
        assert ran.err.count("\n") == 1
        assert "a newer supine wrote this (version 99" in ran.err


@pytest.mark.parametrize("command", ["list", "add", "remove", "next"])
def test_every_word_has_help_with_an_example(supine, command):
    ran = supine("reminders", command, "--help")

    assert ran.code == 0
    assert f"Example: supine reminders {command}" in ran.out


# ---- while the service runs -----------------------------------------------------------------


def start(*arguments, cwd):
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )


def command_line(house, *arguments):
    return start("-m", "supine", "reminders", *arguments, "-c", "supine.yaml", cwd=house)


def finished(process):
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


def test_a_running_service_notices_what_the_command_line_does(house):
    with start(HERE / "keeps_reminders.py", house / "supine.db", cwd=house) as service:
        assert service.stdout.readline() == "ready\n"

        out = finished(command_line(house, "add", "--at", "08:00", "--site", "study"))
        id_ = out.splitlines()[1].split()[0]
        noticed = service.stdout.readline()
        finished(command_line(house, "remove", id_))
        noticed_again = service.stdout.readline()
        _, err = service.communicate(timeout=30)

    assert (noticed, noticed_again) == (f"{id_}\n", "\n")
    assert (service.returncode, err) == (0, "")


def test_several_may_add_at_the_same_time_while_the_service_writes(house):
    with start(HERE / "keeps_reminders.py", house / "supine.db", cwd=house) as service:
        assert service.stdout.readline() == "ready\n"

        several = [
            command_line(house, "add", "--at", f"08:0{n}", "--site", "study") for n in range(4)
        ]
        made = {finished(process).splitlines()[1].split()[0] for process in several}
        noticed = set()
        while noticed != made:
            noticed = set(service.stdout.readline().split())
        _, err = service.communicate(timeout=30)

    assert len(made) == 4
    assert (service.returncode, err) == (0, "")
    with closing(sqlite3.connect(house / "supine.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert {id_ for (id_,) in connection.execute("SELECT id FROM reminders")} == made


def test_the_list_does_not_wait_for_a_service_that_writes(house, reminders):
    added(reminders("add", "--at", "08:00", "--site", "study"))
    with closing(sqlite3.connect(house / "supine.db", isolation_level=None)) as service:
        service.execute("BEGIN IMMEDIATE")
        service.execute("DELETE FROM reminders")
        rows = cells(reminders("list"))
        service.execute("ROLLBACK")

    assert len(rows) == 1
