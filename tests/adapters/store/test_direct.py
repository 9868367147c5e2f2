import sqlite3
from contextlib import closing
from datetime import date

import pytest
from household import at, reminder

from supine.adapters.store.database import Database
from supine.adapters.store.direct import DirectReminders, Found, read_practices
from supine.adapters.store.errors import StoreError
from supine.adapters.store.migrations import MIGRATIONS, prepare
from supine.adapters.store.reminderrows import Stored
from supine.core.events import Ending, RecordPractice
from supine.core.reminders.model import Firing, Key, State

DAY = date(2026, 6, 15)
DUE = at("2026-06-15 08:00")


@pytest.fixture
def direct(path):
    return DirectReminders(str(path), 0.2)


def test_reading_makes_no_database(direct, path):
    assert direct.read(DAY) == Found()
    assert list(path.parent.iterdir()) == []


def test_reading_leaves_an_older_database_as_it_is(direct, path):
    prepare(Database(str(path), 1.0), MIGRATIONS[:1])
    before = path.read_bytes()

    assert direct.read(DAY) == Found()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["supine.db"]


def test_changing_makes_the_database_and_an_older_one_newer(direct, path):
    prepare(Database(str(path), 1.0), MIGRATIONS[:1])

    direct.change({"daily": Stored(reminder())})

    assert direct.read(DAY).reminders == {"daily": Stored(reminder())}
    assert path.with_name(f"supine.db.before-v{len(MIGRATIONS)}").exists()


def test_what_the_service_has_kept_is_read(direct, opened):
    settled = Firing(
        key=Key("daily", DAY, 0),
        due_at=DUE,
        state=State.ACCEPTED,
        wanted_at=DUE,
        look_at=None,
        changed_at=DUE,
    )
    store = opened()
    store.reminders.put(reminder())
    store.reminders.save_firings([settled])
    store.flush()

    assert direct.read(DAY) == Found({"daily": Stored(reminder())}, (settled,))
    assert direct.read(date(2026, 6, 16)) == Found({"daily": Stored(reminder())})


def test_a_database_of_a_newer_supine_is_refused_for_reading_and_changing(direct, path, opened):
    opened().close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")
        connection.commit()

    with pytest.raises(StoreError, match="a newer supine wrote this"):
        direct.read(DAY)
    with pytest.raises(StoreError, match="a newer supine wrote this"):
        direct.change({"daily": None})


def test_a_lock_is_waited_for_and_then_told(direct, path, opened, locked):
    opened().close()

    with locked(path), pytest.raises(StoreError, match="another program keeps this locked"):
        direct.change({"daily": Stored(reminder())})


# ---- what was practised -----------------------------------------------------------------------


def test_reading_practices_makes_no_database(path):
    assert read_practices(str(path)) == []
    assert list(path.parent.iterdir()) == []


def test_practices_are_read_beside_the_service_that_writes_them(opened, wall, path):
    store = opened()
    for site_id, days in (("den", 0), ("den", 2), ("bedroom", 0)):
        wall.pass_by(days=days)
        store.tell(site_id, RecordPractice("hip-rest", Ending.COMPLETED, 900.0))
    store.flush()

    found = read_practices(str(path), since=date(2026, 3, 3), site_id="den")

    assert [(each.site_id, each.local_date) for each in found] == [("den", date(2026, 3, 3))]
    assert len(read_practices(str(path))) == 3


def test_a_history_that_makes_no_sense_is_refused_in_a_sentence(opened, path):
    store = opened()
    store.tell("den", RecordPractice("hip-rest", Ending.COMPLETED, 900.0))
    store.close()
    with closing(sqlite3.connect(path)) as edited, edited:
        edited.execute("UPDATE history SET local_date = 'a Monday'")

    with pytest.raises(StoreError, match="the history cannot be read"):
        read_practices(str(path))
