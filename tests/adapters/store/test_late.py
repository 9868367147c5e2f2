"""Nothing that happens before there is a store is lost."""

from datetime import timedelta

import pytest

from supine.adapters.store import late
from supine.adapters.store.late import LateStore
from supine.core.events import Ending, Hush, RecordPractice, RememberPreference

DONE = RecordPractice("hip-rest", Ending.COMPLETED, 900.5)


@pytest.fixture
def stand_in(wall):
    return LateStore(wall)


def test_what_happened_is_written_with_the_time_at_which_it_did(stand_in, opened, wall):
    ended_at = wall.now
    stand_in.tell("den", DONE)
    stand_in.tell("den", RememberPreference("volume", "0.8"))
    stand_in.tell("den", RememberPreference("volume", "0.4"))
    stand_in.tell("den", Hush())
    wall.pass_by(hours=2)
    store = opened()

    stand_in.take_up(store)
    stand_in.tell("den", RecordPractice("wind-down", Ending.EASED, 60.0))

    assert store.flush(5.0)
    first, second = store.history()
    assert (first.routine_id, first.ended_at) == ("hip-rest", ended_at)
    assert (second.routine_id, second.ended_at) == ("wind-down", ended_at + timedelta(hours=2))
    assert store.habits("den").volume == 0.4
    assert store.habits("den").times_done == {"hip-rest": 1}


def test_a_practice_that_was_cut_off_earlier_keeps_its_own_time(stand_in, opened, wall):
    earlier = wall.now - timedelta(minutes=9)
    stand_in.tell("den", RecordPractice("hip-rest", Ending.INTERRUPTED, 60.0, earlier))
    store = opened()

    stand_in.take_up(store)

    assert store.flush(5.0)
    assert [entry.ended_at for entry in store.history()] == [earlier]


def test_of_too_many_the_latest_are_kept(stand_in, opened, monkeypatch, wall):
    monkeypatch.setattr(late, "RECORDS_MAX", 3)
    stand_in = LateStore(wall)
    for number in range(5):
        stand_in.tell("den", RecordPractice(f"routine-{number}", Ending.COMPLETED, 60.0))
    store = opened()

    stand_in.take_up(store)

    assert store.flush(5.0)
    assert [entry.routine_id for entry in store.history()] == [
        "routine-2",
        "routine-3",
        "routine-4",
    ]
