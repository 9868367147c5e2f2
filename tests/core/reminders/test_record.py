from dataclasses import replace
from datetime import time, timedelta

import pytest
from household import LONDON, at, micro_pause, reminder

from supine.core.reminders.model import ANSWERS, LOST, OPEN, Key, Reason, State
from supine.core.reminders.record import (
    answered,
    cut_off,
    follow,
    heard,
    opening,
    rescheduled,
)
from supine.core.reminders.rule import Case, Drop, Leave, Rules, SiteFacts, Speak, Wait

EIGHT = at("2026-06-15 08:00")
LATER = EIGHT + timedelta(minutes=5)
KEY = Key("daily", EIGHT.date(), 0)
SETTLED = sorted(set(State) - OPEN)


def firing(**changes):
    return replace(opening(reminder(), KEY, None, EIGHT), **changes)


def after(decision, now=LATER, **changes):
    return follow(
        Case(reminder(), firing(**changes), SiteFacts(zone=LONDON), Rules(), now), decision
    )


# ---- opening --------------------------------------------------------------------------------


def test_a_due_reminder_opens_one_record_and_only_one():
    first = opening(reminder(), KEY, None, EIGHT)

    assert (first.state, first.due_at, first.wanted_at, first.look_at) == (
        State.DUE,
        EIGHT,
        EIGHT,
        EIGHT,
    )
    assert opening(reminder(), KEY, first, LATER) is first


@pytest.mark.parametrize(
    "changed",
    [
        reminder(days=frozenset({6})),
        reminder(created_at=EIGHT),
        reminder(since=LATER),
        micro_pause("09:00", id_="daily"),
    ],
    ids=["another day", "made at that moment", "turned on later", "another slot"],
)
def test_a_reminder_that_was_changed_meanwhile_opens_nothing(changed):
    assert opening(changed, KEY, None, LATER) is None


def test_a_reminder_that_was_made_under_a_clock_running_ahead_is_due_all_the_same():
    assert opening(reminder(since=EIGHT + timedelta(days=400)), KEY, None, EIGHT).state is State.DUE


@pytest.mark.parametrize("reason", [Reason.TOO_LATE, Reason.QUIET_HOURS, Reason.UNDELIVERED])
@pytest.mark.parametrize("state", sorted(LOST))
def test_what_was_given_up_under_a_clock_running_ahead_is_due_again(state, reason):
    snoozed = EIGHT + timedelta(minutes=10)
    lost = firing(state=state, reason=reason, look_at=None, wanted_at=snoozed)
    lost = replace(lost, changed_at=EIGHT + timedelta(days=400))

    again = opening(reminder(), KEY, lost, LATER)

    assert (again.state, again.wanted_at, again.look_at) == (State.DUE, snoozed, snoozed)


@pytest.mark.parametrize("state", sorted(ANSWERS - {State.SNOOZED}))
def test_an_answer_stands_whatever_the_clock_said(state):
    given = firing(state=state, look_at=None, changed_at=EIGHT + timedelta(days=400))

    assert opening(reminder(), KEY, given, LATER) is given


def test_a_question_heard_twice_without_an_answer_is_over_whatever_the_clock_said():
    missed = firing(state=State.MISSED, reason=Reason.NO_ANSWER, look_at=None, changed_at=LATER)

    assert opening(reminder(), KEY, missed, EIGHT) is missed


def test_a_snooze_made_under_a_clock_running_ahead_is_as_long_as_it_was_meant():
    ahead = EIGHT + timedelta(days=400)
    snoozed = answered(firing(), State.SNOOZED, ahead, ahead + timedelta(minutes=10))

    set_right = opening(reminder(), KEY, snoozed, LATER)

    assert set_right.wanted_at == set_right.look_at == LATER + timedelta(minutes=10)


# ---- decisions ------------------------------------------------------------------------------


def test_what_was_settled_before_is_not_touched():
    assert after(Leave()) == firing()


def test_before_it_is_spoken_it_is_written_that_it_is_being_asked():
    asking = after(Speak(), reason=Reason.BUSY)

    assert (asking.state, asking.reason) == (State.ASKING, None)
    assert asking.look_at == LATER + timedelta(seconds=Rules().answer_s)
    assert asking.asked == ()


@pytest.mark.parametrize("reason", [Reason.QUIET_HOURS, Reason.NO_ANSWER])
def test_what_is_moved_is_not_late_then(reason):
    until = LATER + timedelta(minutes=15)

    assert after(Wait(until, reason)).wanted_at == until


@pytest.mark.parametrize("reason", [Reason.BUSY, Reason.UNDELIVERED])
def test_what_only_waits_becomes_later_and_later(reason):
    waiting = after(Wait(LATER + timedelta(minutes=15), reason), state=State.SNOOZED)

    assert waiting.wanted_at == EIGHT
    assert (waiting.state, waiting.reason) == (State.DUE, reason)
    assert waiting.look_at == LATER + timedelta(minutes=15)


def test_too_early_changes_nothing_but_when_to_look():
    early = after(Wait(EIGHT, Reason.NOT_YET), state=State.SNOOZED, look_at=LATER)

    assert early == firing(state=State.SNOOZED, look_at=EIGHT)


def test_what_is_dropped_is_settled_with_its_reason_and_who_spoke_for_it():
    other = Key("other", EIGHT.date(), 0)

    dropped = after(Drop(State.MERGED, Reason.MERGED, other))

    assert (dropped.state, dropped.reason, dropped.merged_into) == (
        State.MERGED,
        Reason.MERGED,
        other,
    )
    assert dropped.look_at is None
    assert dropped.changed_at == LATER


# ---- the voice ------------------------------------------------------------------------------


def test_a_question_counts_once_it_has_sounded():
    asked = heard(firing(state=State.ASKING), LATER)

    assert (asked.state, asked.asked, asked.unanswered) == (State.ASKED, (LATER,), 1)


@pytest.mark.parametrize("state", sorted(set(State) - {State.ASKING}))
def test_a_report_that_comes_late_or_twice_changes_nothing(state):
    assert heard(firing(state=state), LATER) == firing(state=state)


# ---- answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [State.ACCEPTED, State.SKIPPED, State.OFF])
@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_answer_settles_whatever_is_open(state, answer):
    """Between two questions, too: somebody may have thought about it."""
    settled = answered(firing(state=state, unanswered=1), answer, LATER)

    assert (settled.state, settled.look_at, settled.unanswered) == (answer, None, 0)


@pytest.mark.parametrize("state", SETTLED)
def test_an_answer_to_what_is_settled_changes_nothing(state):
    settled = firing(state=state, look_at=None)

    assert answered(settled, State.ACCEPTED, LATER) == settled


@pytest.mark.parametrize(
    ("answer", "until"),
    [(State.MISSED, None), (State.SNOOZED, None), (State.SKIPPED, LATER)],
)
def test_what_is_no_answer_is_refused(answer, until):
    with pytest.raises(ValueError, match="no answer to a reminder"):
        answered(firing(), answer, LATER, until)


# ---- cut off ------------------------------------------------------------------------------


def test_a_question_that_a_crash_cut_off_is_due_again_at_once():
    asking = firing(state=State.ASKING, look_at=LATER + timedelta(seconds=170))
    mended = cut_off(asking, LATER)

    assert (mended.state, mended.reason, mended.look_at) == (State.DUE, Reason.UNDELIVERED, LATER)
    assert (mended.due_at, mended.wanted_at) == (asking.due_at, asking.wanted_at)
    assert mended.unanswered == 1, "it may have been heard"


def test_a_question_that_is_cut_off_again_waits_for_its_time():
    """Or a crash at each question would ask without end."""
    asking = firing(state=State.ASKING, unanswered=1)

    assert cut_off(asking, LATER) is asking


@pytest.mark.parametrize("state", sorted(set(State) - {State.ASKING}))
def test_what_was_heard_or_settled_before_a_crash_stays_as_it_is(state):
    before = firing(state=state)

    assert cut_off(before, LATER) is before


# ---- moved ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", sorted(OPEN | LOST))
def test_moved_to_later_that_day_what_is_open_or_was_lost_moves_along(state):
    moved = rescheduled(reminder("10:00"), firing(state=state, unanswered=2), LATER)

    assert (moved.state, moved.unanswered) == (State.DUE, 0)
    assert moved.due_at == moved.wanted_at == moved.look_at == at("2026-06-15 10:00")


@pytest.mark.parametrize("state", sorted(set(State) - OPEN - LOST))
def test_moved_after_it_was_answered_it_comes_tomorrow(state):
    settled = firing(state=state)

    assert rescheduled(reminder("10:00"), settled, LATER) == settled


@pytest.mark.parametrize(
    "one",
    [reminder("08:04"), reminder("10:00", days=frozenset({6}))],
    ids=["earlier", "another day"],
)
def test_moved_to_where_today_has_no_such_time_today_stays_as_it_was(one):
    assert rescheduled(one, firing(), LATER) == firing()


def test_a_micro_pause_keeps_its_slot_when_its_end_is_moved():
    one = micro_pause("08:00", "12:00", id_="daily")
    key = KEY._replace(slot=9 * 3600)
    waiting = opening(one, key, None, EIGHT)

    assert rescheduled(replace(one, until=time(11)), waiting, LATER).due_at == waiting.due_at
