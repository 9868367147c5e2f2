"""What people live with: the scenarios of reminders, each over hours or days."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from household import Household, at, micro_pause, reminder
from hypothesis import settings
from life import Life

from supine.core.reminders.facts import Why
from supine.core.reminders.model import Reason, State
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.record import rescheduled
from supine.core.reminders.rule import Rules

NIGHT = (Quiet(start=time(21, 30), end=time(7, 30)),)


def household(*reminders, now="2026-06-15 07:00", **options):
    return Household(list(reminders) or [reminder()], at(now), **options)


# 19: answered


def test_it_asks_at_its_time_and_a_yes_settles_it_for_the_day():
    home = household()

    home.wait_until("2026-06-15 08:00")
    home.answer(State.ACCEPTED)
    home.practising = True
    home.wait_until("2026-06-15 23:59")

    assert home.heard_at() == ["06-15 08:00"]
    assert home.states() == ["accepted"]


# 20: snooze, skip, off, no answer


def test_a_snooze_of_any_length_comes_once_and_tomorrow_is_unchanged():
    home = household()

    home.wait_until("2026-06-15 08:00")
    home.answer(State.SNOOZED, until="2026-06-15 08:10")
    home.wait_until("2026-06-15 08:10")
    home.answer(State.SNOOZED, until="2026-06-15 13:30")
    home.wait_until("2026-06-15 13:30")
    home.answer(State.ACCEPTED)
    home.wait_until("2026-06-16 08:00")

    assert home.heard_at() == ["06-15 08:00", "06-15 08:10", "06-15 13:30", "06-16 08:00"]
    assert [speak.late_s for _, _, speak in home.spoken] == [0, 0, 0, 0]


def test_a_snooze_outlives_a_power_cut():
    home = household()
    home.wait_until("2026-06-15 08:00")
    home.answer(State.SNOOZED, until="2026-06-15 09:00")

    home.power_off()
    home.wait_until("2026-06-15 08:40")
    home.power_on()
    home.wait_until("2026-06-15 09:00")

    assert home.heard_at() == ["06-15 08:00", "06-15 09:00"]


def test_not_today_is_silence_until_tomorrow():
    home = household()

    home.wait_until("2026-06-15 08:00")
    home.answer(State.SKIPPED)
    home.wait_until("2026-06-16 08:00")

    assert home.heard_at() == ["06-15 08:00", "06-16 08:00"]
    assert home.states() == ["skipped", "asked"]


def test_once_turned_off_it_stays_silent_and_once_on_again_nothing_was_missed():
    home = household()
    home.wait_until("2026-06-15 08:00")
    home.answer(State.OFF)
    home.change(replace(home.reminders[0], enabled=False))

    home.wait_until("2026-06-18 12:00")
    home.change(replace(home.reminders[0], enabled=True, since=home.clock.now))
    home.wait_until("2026-06-19 08:00")

    assert home.heard_at() == ["06-15 08:00", "06-19 08:00"]
    assert home.states() == ["off", "asked"]


def test_a_question_without_an_answer_is_asked_once_more_and_then_missed():
    home = household()

    home.wait_until("2026-06-15 08:00")
    home.nobody_answers()
    home.wait_until("2026-06-15 08:15")
    home.nobody_answers()
    home.wait_until("2026-06-15 23:59")

    assert home.heard_at() == ["06-15 08:00", "06-15 08:15"]
    [missed] = home.missed("2026-06-15 00:00")
    assert missed.reason is Reason.NO_ANSWER
    assert missed.asked == (at("2026-06-15 08:00"), at("2026-06-15 08:15"))


def test_a_snooze_that_nobody_answers_is_asked_once_more_too():
    home = household()
    home.wait_until("2026-06-15 08:00")
    home.nobody_answers()
    home.wait_until("2026-06-15 08:15")
    home.answer(State.SNOOZED, until="2026-06-15 09:00")

    home.wait_until("2026-06-15 09:00")
    home.nobody_answers()
    home.wait_until("2026-06-15 23:59")

    assert home.heard_at() == ["06-15 08:00", "06-15 08:15", "06-15 09:00", "06-15 09:15"]
    assert home.states() == ["missed"]


# 22: power cut


def test_after_a_power_cut_it_comes_once_and_says_that_it_is_late():
    home = household()
    home.wait_until("2026-06-15 07:55")

    home.power_off()
    home.wait_until("2026-06-15 08:20")
    home.power_on()
    home.answer(State.ACCEPTED)
    home.wait_until("2026-06-16 08:00")

    assert home.heard_at() == ["06-15 08:20", "06-16 08:00"]
    assert [speak.late_s for _, _, speak in home.spoken] == [20 * 60, 0]


def test_after_a_long_power_cut_it_is_missed_kept_and_can_be_asked_about():
    home = household()
    home.wait_until("2026-06-15 07:55")

    home.power_off()
    home.wait_until("2026-06-15 14:00")
    home.power_on()
    [missed] = home.missed("2026-06-15 00:00")
    home.wait_until("2026-06-16 08:00")

    assert (missed.key.local_date.isoformat(), missed.reason) == ("2026-06-15", Reason.TOO_LATE)
    assert home.heard_at() == ["06-16 08:00"]


def test_a_week_without_power_is_a_record_for_every_date():
    home = household()

    home.power_off()
    home.wait_until("2026-06-22 12:00")
    home.power_on()

    assert home.states() == ["missed"] * 8
    assert home.heard_at() == []


def test_killed_while_asking_it_asks_again_inside_the_window_and_is_one_record():
    """Nobody knows whether the question was heard, so it must neither be lost nor repeat."""
    home = household(rules=Rules(retry_s=60, answer_s=180))
    home.speak = lambda _key, _decision: None  # the power goes before the voice answers
    home.wait_until("2026-06-15 08:00")
    home.power_off()
    del home.speak

    home.wait_until("2026-06-15 08:01")
    home.power_on()
    home.wait_until("2026-06-15 08:04")
    home.answer(State.SKIPPED)
    home.wait_until("2026-06-15 23:59")

    assert home.heard_at() == ["06-15 08:04"]
    assert home.states() == ["skipped"]


# 23: clock changes


@pytest.mark.parametrize("wall", ["01:30", "08:00"])
@pytest.mark.parametrize("around", ["2026-03-29", "2026-10-25"])
def test_clock_changes_in_london_leave_one_question_for_every_date(around, wall):
    middle = at(f"{around} 12:00")
    home = Household([reminder(wall)], middle - timedelta(days=3), reply=State.SKIPPED)

    home.wait_until(middle + timedelta(days=3))

    dates = [(middle + timedelta(days=day)).strftime("%m-%d") for day in range(-2, 4)]
    assert home.heard_at() == [
        f"{date} 02:00" if (date, wall) == ("03-29", "01:30") else f"{date} {wall}"
        for date in dates
    ]


def test_the_day_without_a_half_past_one_has_its_reminder_at_two():
    home = Household([reminder("01:30")], at("2026-03-28 12:00"))

    home.wait_until("2026-03-29 02:00")

    assert home.heard_at() == ["03-29 02:00"]
    assert home.spoken[0][2].late_s == 0


# 24: quiet hours and company


def test_a_snooze_into_quiet_hours_is_dropped_and_the_record_tells_why():
    home = household(reminder("21:15"), quiet=NIGHT)
    home.wait_until("2026-06-15 21:15")
    home.answer(State.SNOOZED, until="2026-06-15 21:45")

    home.wait_until("2026-06-16 12:00")

    assert home.heard_at() == ["06-15 21:15"]
    answer = home.why_not("2026-06-15")
    assert answer.why is Why.AS_RECORDED
    assert [(f.state, f.reason) for f in answer.firings] == [(State.QUIET, Reason.QUIET_HOURS)]


def test_what_is_due_shortly_before_quiet_hours_end_moves_to_their_end_and_is_not_late():
    home = household(reminder("07:00"), now="2026-06-15 06:00", quiet=NIGHT)

    home.wait_until("2026-06-15 07:30")

    assert home.heard_at() == ["06-15 07:30"]
    assert home.spoken[0][2].late_s == 0


def test_it_waits_until_nobody_talks_any_more():
    home = household(talking=True)

    home.wait_until("2026-06-15 08:25")
    silent = home.heard_at()
    home.talk_is_over()

    assert silent == []
    assert home.heard_at() == ["06-15 08:25"]
    assert home.spoken[0][2].late_s == 25 * 60


def test_a_site_that_is_busy_for_the_whole_window_makes_it_missed_for_that_reason():
    home = household(talking=True)

    home.wait_until("2026-06-15 12:00")
    home.talk_is_over()

    assert home.heard_at() == []
    assert [firing.reason for firing in home.missed("2026-06-15 00:00")] == [Reason.BUSY]


def test_a_practice_that_runs_counts_as_done():
    home = household(practising=True)

    home.wait_until("2026-06-15 12:00")

    assert home.heard_at() == []
    assert home.why_not("2026-06-15").firings[0].reason is Reason.PRACTISING
    assert home.missed("2026-06-15 00:00") == []


# 25: done already


@pytest.mark.parametrize(("settled", "heard"), [(True, []), (False, ["06-15 08:00"])])
def test_a_practice_finished_that_day_keeps_it_quiet_as_the_household_wants(settled, heard):
    one = reminder(routine_id="back-release")
    home = household(one, rules=Rules(quiet_when_done=settled))
    home.finished["back-release"] = at("2026-06-15 06:20")

    home.wait_until("2026-06-15 08:00")

    assert home.heard_at() == heard


# several, micro-pauses, undelivered, clocks that were set


def test_several_due_at_once_are_one_question():
    three = reminder("07:10", id_="a"), reminder("07:30", id_="b"), reminder(id_="c")
    home = household(*three)
    home.power_off()
    home.wait_until("2026-06-15 08:20")

    home.power_on()
    home.answer(State.SKIPPED)
    home.wait_until("2026-06-15 23:59")

    [(_, key, speak)] = home.spoken
    assert key.reminder_id == "a"
    assert [other.reminder_id for other in speak.also] == ["b", "c"]
    assert home.states() == ["skipped", "merged", "merged"]


def test_a_missed_micro_pause_is_gone_and_nobody_is_asked_twice():
    home = household(micro_pause())

    home.wait_until("2026-06-15 09:00")
    home.nobody_answers()
    home.wait_until("2026-06-15 11:00")

    assert home.heard_at() == ["06-15 09:00", "06-15 10:00", "06-15 11:00"]
    assert home.states() == ["gone", "gone", "asked"]
    assert home.missed("2026-06-15 00:00") == []


def test_a_micro_pause_is_not_spoken_when_the_next_one_is_nearer():
    home = household(micro_pause(), talking=True)

    home.wait_until("2026-06-15 09:31")
    home.talk_is_over()

    assert home.heard_at() == []
    assert home.states() == ["gone"]


def test_with_no_loudspeaker_it_is_tried_again_inside_the_window():
    home = household(loudspeaker=False)

    home.wait_until("2026-06-15 08:30")
    home.loudspeaker = True
    home.wait_until("2026-06-15 08:32")

    assert home.heard_at() == ["06-15 08:31"]


def test_with_no_loudspeaker_all_the_time_it_is_undelivered_and_not_missed():
    home = household(loudspeaker=False)

    home.wait_until("2026-06-15 23:00")

    assert home.states() == ["undelivered"]
    assert [f.state for f in home.missed("2026-06-15 00:00")] == [State.UNDELIVERED]


def test_a_clock_set_back_over_the_hour_does_not_bring_it_again():
    home = household()
    home.wait_until("2026-06-15 08:00")
    home.answer(State.SKIPPED)

    home.set_clock("2026-06-15 07:00")
    home.wait_until("2026-06-15 09:00")

    assert home.heard_at() == ["06-15 08:00"]


def test_a_clock_that_ran_years_ahead_for_a_moment_costs_no_reminder():
    """A machine without a battery may start in another year, until the network tells."""
    home = household(reminder(created_at=at("2026-06-14 20:00")))

    home.set_clock(datetime(2038, 1, 19, tzinfo=UTC))
    home.set_clock("2026-06-15 07:01")
    home.wait_until("2026-06-15 08:00")

    assert home.heard_at() == ["06-15 08:00"]
    assert home.missed("2026-06-01 00:00") == []


def test_a_reminder_that_is_moved_to_later_today_comes_later_today_even_if_it_was_missed():
    home = household()
    home.wait_until("2026-06-15 08:00")
    home.nobody_answers()
    home.wait_until("2026-06-15 08:15")
    home.nobody_answers()

    moved = replace(home.reminders[0], at=time(10), since=home.clock.now)
    [firing] = home.records.values()
    home.change(moved)
    home.save(rescheduled(moved, firing, home.clock.now))
    home.wait_until("2026-06-15 10:00")

    assert home.heard_at() == ["06-15 08:00", "06-15 08:15", "06-15 10:00"]


# in any order

TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
