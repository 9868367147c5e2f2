from datetime import UTC, datetime, time

import pytest

from householdfiles import routine
from supine.core.reminders.model import Reminder, Source
from supine.data import shipped
from supine.loading.config import load_config
from supine.loading.library import load_library
from supine.loading.missed import missed

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def library(tmp_path):
    """Return a function that makes a library with some routines of the household."""

    def make(*ids):
        folder = tmp_path / "-".join(ids or ("none",))
        folder.mkdir()
        for each in ids:
            (folder / f"{each}.yaml").write_text(routine(each), "utf-8")
        return load_library([folder, shipped("routines")], shipped("intents"), ["en"])

    return make


def reminder(routine_id):
    return Reminder(
        id="a",
        site_id="bedroom",
        at=time(8),
        zone="Europe/London",
        source=Source.VOICE,
        created_at=NOW,
        since=NOW,
        routine_id=routine_id,
    )


def config(favourite=None):
    found = load_config(None, {})
    return found.model_copy(update={"favourite": favourite})


def test_a_reminder_of_a_routine_that_went_away_is_told_with_its_time_and_site(library):
    before, now = library("desk-sit", "desk-hum"), library("desk-hum")
    reminders = [reminder("desk-sit"), reminder("desk-hum"), reminder(None), reminder("unheard-of")]

    [told] = missed(config(), reminders, before, now)
    assert told.startswith("the reminder of 08:00 at bedroom is for the routine `desk-sit`, which ")


def test_so_is_the_favourite(library):
    before, now = library("desk-sit"), library()

    assert list(missed(config("desk-sit"), [], before, now)) == [
        "the favourite `desk-sit` is gone: put it back, or name another"
    ]


def test_where_nothing_went_away_nothing_is_told(library):
    here = library("desk-sit")

    assert list(missed(config("desk-sit"), [reminder("desk-sit")], here, here)) == []
