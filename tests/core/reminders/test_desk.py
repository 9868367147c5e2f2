from datetime import UTC, datetime, time, timedelta

import pytest

from supine.core.reminders.desk import SETTLED_KEPT, Desk
from supine.core.reminders.model import Firing, Key, Reason, Reminder, Source, State

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def desk():
    daily = Reminder(
        id="daily",
        site_id="default",
        at=time(12),
        zone="UTC",
        source=Source.VOICE,
        created_at=NOON - timedelta(days=9),
        since=NOON - timedelta(days=9),
    )
    return Desk(reminders={"daily": daily})


KEY = Key("daily", NOON.date(), 0)


def test_what_was_handed_on_is_handed_on_once(desk):
    desk.take_in([KEY], NOON)

    assert [firing.state for firing in desk.hand_on()] == [State.DUE]
    assert desk.hand_on() == ()


def test_a_record_that_does_not_change_is_not_written_again(desk):
    desk.take_in([KEY], NOON)
    desk.hand_on()
    desk.take_in([KEY], NOON)

    assert desk.hand_on() == ()


def test_a_busy_site_makes_it_wait(desk):
    desk.take_in([KEY], NOON)

    assert desk.decide(desk.facts(busy=True, practising=False), NOON) is None
    assert desk.waiting_for_silence()
    assert desk.firings[KEY].reason is Reason.BUSY


def test_a_free_site_hears_it(desk):
    desk.take_in([KEY], NOON)

    case, speak = desk.decide(desk.facts(busy=False, practising=False), NOON)

    assert case.firing.key == KEY
    assert speak.late_s == 0
    assert desk.firings[KEY].state is State.ASKING


def test_a_reminder_that_was_forgotten_is_nobodys_case(desk):
    desk.take_in([KEY], NOON)
    del desk.reminders["daily"]

    assert desk.decide(desk.facts(busy=False, practising=False), NOON) is None
    assert desk.case(KEY, desk.facts(busy=False, practising=False), NOON) is None


def settled(number, reminder_id="daily"):
    at = NOON + timedelta(days=number)
    key = Key(reminder_id, at.date(), 0)
    return Firing(
        key=key, due_at=at, state=State.SKIPPED, wanted_at=at, look_at=None, changed_at=at
    )


def test_what_was_settled_longest_ago_is_let_go_and_nothing_else(desk):
    desk.take_in([KEY], NOON)
    desk.put(settled(1, "another"))

    for number in range(1, SETTLED_KEPT + 4):
        desk.put(settled(number))

    theirs = [key for key in desk.firings if key.reminder_id == "daily"]
    assert [key.local_date for key in theirs[:2]] == [
        NOON.date(),
        settled(4).key.local_date,
    ], "what is open stays, however old"
    assert len(theirs) == 1 + SETTLED_KEPT
    assert settled(1, "another").key in desk.firings


def test_what_is_let_go_is_handed_on_all_the_same(desk):
    for number in range(SETTLED_KEPT + 4):
        desk.put(settled(number))

    assert len(desk.hand_on()) == SETTLED_KEPT + 4
