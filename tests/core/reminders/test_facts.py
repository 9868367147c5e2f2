from dataclasses import replace
from datetime import date, timedelta

import pytest
from household import at, micro_pause, reminder

from supine.core.reminders.facts import Upcoming, Why, WhyNot, missed_since, upcoming, why_not
from supine.core.reminders.model import Key, State
from supine.core.reminders.record import opening

NOON = at("2026-06-15 12:00")  # a Monday


def record(one, day, state, slot=0, **changes):
    """The record of a date, settled or open."""
    firing = opening(one, Key(one.id, date.fromisoformat(day), slot), None, NOON)
    look_at = firing.look_at if state in (State.DUE, State.SNOOZED) else None
    return replace(firing, state=state, **{"look_at": look_at, **changes})


# ---- did I miss one -------------------------------------------------------------------------


def test_missed_are_those_that_were_lost_since_in_the_order_they_were_due():
    one, pause = reminder(), micro_pause()
    today, friday, saturday, sunday = (
        record(one, "2026-06-15", State.QUIET),
        record(one, "2026-06-12", State.MISSED),
        record(one, "2026-06-13", State.UNDELIVERED),
        record(one, "2026-06-14", State.ACCEPTED),
    )
    before = record(one, "2026-06-11", State.MISSED)
    gone = record(pause, "2026-06-15", State.GONE, slot=32_400)

    missed = missed_since(
        [today, gone, sunday, before, saturday, friday], at("2026-06-12 00:00"), NOON
    )

    assert missed == [friday, saturday, today]


def test_what_a_clock_running_ahead_has_written_is_not_told_as_missed():
    assert (
        missed_since([record(reminder(), "2038-01-19", State.MISSED)], at("2026-06-01 00:00"), NOON)
        == []
    )


# ---- why didn't you remind me ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "day", "why"),
    [
        (reminder(), "2026-06-15", WhyNot(Why.NOT_RUNNING, at("2026-06-15 08:00"))),
        (reminder("13:00"), "2026-06-15", WhyNot(Why.NOT_YET, at("2026-06-15 13:00"))),
        (reminder(days=frozenset({6})), "2026-06-15", WhyNot(Why.NOT_THAT_DAY)),
        (reminder(enabled=False), "2026-06-15", WhyNot(Why.TURNED_OFF, at("2026-06-15 08:00"))),
        (
            reminder(since=at("2026-06-15 09:00")),
            "2026-06-15",
            WhyNot(Why.MADE_LATER, at("2026-06-15 08:00")),
        ),
        (reminder(zone_name="Pacific/Apia"), "2011-12-30", WhyNot(Why.NOT_THAT_DAY)),
    ],
)
def test_without_a_record_the_plan_tells_why(one, day, why):
    assert why_not(one, [], date.fromisoformat(day), NOON) == why


def test_a_record_tells_more_than_the_plan_as_it_is_today():
    one = reminder()
    asked = record(one, "2026-06-15", State.MISSED)
    others = [
        record(one, "2026-06-14", State.MISSED),
        record(micro_pause(), "2026-06-15", State.GONE, 32_400),
    ]

    answer = why_not(replace(one, enabled=False), [*others, asked], date(2026, 6, 15), NOON)

    assert answer == WhyNot(Why.AS_RECORDED, at("2026-06-15 08:00"), (asked,))


def test_of_a_micro_pause_all_slots_of_the_day_are_told_in_order():
    one = micro_pause()
    ten, nine = (record(one, "2026-06-15", State.GONE, slot) for slot in (36_000, 32_400))

    answer = why_not(one, [ten, nine], date(2026, 6, 15), NOON)

    assert answer.firings == (nine, ten)


# ---- what is next ---------------------------------------------------------------------------


def next_of(reminders, firings=()):
    return [(one.key.reminder_id, one.at) for one in upcoming(reminders, firings, NOON)]


def test_the_next_of_each_reminder_soonest_first():
    evening, morning = reminder("20:00", id_="evening"), reminder(id_="morning")
    off, pause = reminder("13:00", id_="off", enabled=False), micro_pause()

    assert next_of([morning, off, evening, pause]) == [
        ("pause", at("2026-06-15 13:00")),
        ("evening", at("2026-06-15 20:00")),
        ("morning", at("2026-06-16 08:00")),
    ]


def test_a_snooze_is_next_before_tomorrow():
    one = reminder()
    snoozed = record(one, "2026-06-15", State.SNOOZED, wanted_at=at("2026-06-15 14:00"))

    assert upcoming([one], [snoozed], NOON) == [Upcoming(one, snoozed.key, at("2026-06-15 14:00"))]


def test_what_waits_for_a_free_site_is_next_now():
    one = reminder("11:55")

    assert next_of([one], [record(one, "2026-06-15", State.DUE)]) == [("daily", NOON)]


def test_moved_to_this_evening_after_it_was_answered_it_is_next_tomorrow():
    moved = reminder("20:00", since=NOON - timedelta(minutes=5))

    assert next_of([moved], [record(moved, "2026-06-15", State.ACCEPTED)]) == [
        ("daily", at("2026-06-16 20:00"))
    ]


def test_records_of_reminders_that_are_no_more_do_no_harm():
    assert next_of([], [record(reminder(), "2026-06-15", State.SNOOZED)]) == []
