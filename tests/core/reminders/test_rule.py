"""Speak or not: each question of the rule, and which comes before which."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from household import LONDON, at, micro_pause, reminder

from supine.core.reminders.model import OPEN, Key, Reason, State
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.record import opening
from supine.core.reminders.rule import (
    Case,
    Drop,
    Leave,
    Rules,
    SiteFacts,
    Speak,
    Wait,
    after_failure,
    after_silence,
    decide,
    decide_site,
)

TODAY = "2026-06-15"
EIGHT = at(f"{TODAY} 08:00")
FREE = SiteFacts(zone=LONDON)
NIGHT = (Quiet(start=time(21, 30), end=time(7, 30)),)


def due(one, slot=0, **changes):
    key = Key(one.id, EIGHT.date(), slot)
    return replace(opening(one, key, None, EIGHT), **changes)


def case(minutes=0.0, one=None, site=FREE, rules=None, **firing):
    """A case so many minutes after eight."""
    one = one or reminder()
    now = EIGHT + timedelta(minutes=minutes)
    return Case(one, due(one, **firing), site, rules or Rules(), now)


def site(**facts):
    return SiteFacts(zone=LONDON, **facts)


def minutes_after(minutes):
    return EIGHT + timedelta(minutes=minutes)


# ---- being late -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "decision"),
    [
        (-1, Wait(EIGHT, Reason.NOT_YET)),
        (0, Speak()),
        (1.9, Speak()),
        (2, Speak(late_s=120)),
        (119.9, Speak(late_s=119.9 * 60)),
        (120, Drop(State.MISSED, Reason.TOO_LATE)),
        (60 * 24 * 9, Drop(State.MISSED, Reason.TOO_LATE)),
    ],
)
def test_late_inside_the_window_is_spoken_and_later_is_missed(minutes, decision):
    assert decide(case(minutes)) == decision


def test_the_window_is_settable():
    assert decide(case(20, rules=Rules(late_window_s=600))) == Drop(State.MISSED, Reason.TOO_LATE)


def test_a_snooze_has_a_window_of_its_own():
    snoozed = {"state": State.SNOOZED, "wanted_at": minutes_after(300)}

    assert decide(case(299, **snoozed)) == Wait(minutes_after(300), Reason.NOT_YET)
    assert decide(case(300, **snoozed)) == Speak()
    assert decide(case(400, **snoozed)) == Speak(late_s=6000)


@pytest.mark.parametrize("minutes", [-600, 0, 30, 600])
@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_what_is_settled_is_left_alone_at_any_time(state, minutes):
    assert decide(case(minutes, state=state, look_at=None)) == Leave()


# ---- what keeps it quiet --------------------------------------------------------------------


def test_turned_off_meanwhile_it_is_dropped():
    off = reminder(enabled=False)

    assert decide(case(0, off)) == Drop(State.OFF, Reason.TURNED_OFF)


def test_a_practice_at_the_site_counts_as_done_even_while_it_speaks():
    assert decide(case(site=site(practising=True, busy=True))) == Drop(
        State.DONE_ALREADY, Reason.PRACTISING
    )


@pytest.mark.parametrize(
    ("routine_id", "finished", "quiet"),
    [
        ("back-release", {"back-release": "06:20"}, True),
        ("back-release", {"hip-stretch": "06:20"}, False),
        (None, {"hip-stretch": "06:20"}, True),
        ("back-release", {"back-release": "00:00"}, True),
        ("back-release", {"back-release": "08:30"}, False),
        ("back-release", {}, False),
    ],
    ids=["its own", "another", "any", "since midnight", "yet to come", "none"],
)
def test_what_was_finished_earlier_that_day_keeps_it_quiet(routine_id, finished, quiet):
    done = {name: at(f"{TODAY} {wall}") for name, wall in finished.items()}

    decision = decide(case(one=reminder(routine_id=routine_id), site=site(finished=done)))

    assert decision == (Drop(State.DONE_ALREADY, Reason.DONE_TODAY) if quiet else Speak())


def test_what_was_finished_yesterday_does_not_count_today():
    done = {"back-release": EIGHT - timedelta(hours=9)}

    assert decide(case(site=site(finished=done))) == Speak()


def test_done_before_it_is_known_that_it_is_late_is_done_and_not_missed():
    done = {"back-release": minutes_after(60)}

    assert decide(case(600, site=site(finished=done))).state is State.DONE_ALREADY


def test_quiet_hours_that_end_inside_the_window_move_it():
    early = reminder("06:30")

    decision = decide(replace(case(-89, early, site(quiet=NIGHT))))

    assert decision == Wait(at(f"{TODAY} 07:30"), Reason.QUIET_HOURS)


def test_quiet_hours_that_end_later_drop_it():
    late = reminder("21:45")

    decision = decide(case(13 * 60 + 45, late, site(quiet=NIGHT)))

    assert decision == Drop(State.QUIET, Reason.QUIET_HOURS)


def test_a_busy_site_is_waited_for_to_the_end_of_the_window():
    assert decide(case(5, site=site(busy=True))) == Wait(minutes_after(120), Reason.BUSY)


def test_in_quiet_hours_a_free_site_changes_nothing():
    early = case(-60, reminder("07:00"), site(quiet=NIGHT, busy=True))

    assert decide(early) == Wait(at(f"{TODAY} 07:30"), Reason.QUIET_HOURS)


# ---- what kept it waiting is what it is told for ---------------------------------------------


@pytest.mark.parametrize(
    ("waited_for", "told"),
    [
        (None, Drop(State.MISSED, Reason.TOO_LATE)),
        (Reason.QUIET_HOURS, Drop(State.MISSED, Reason.TOO_LATE)),
        (Reason.BUSY, Drop(State.MISSED, Reason.BUSY)),
        (Reason.NO_ANSWER, Drop(State.MISSED, Reason.NO_ANSWER)),
        (Reason.UNDELIVERED, Drop(State.UNDELIVERED, Reason.UNDELIVERED)),
    ],
)
def test_what_kept_it_waiting_is_why_it_was_lost(waited_for, told):
    assert decide(case(121, reason=waited_for)) == told


# ---- the question is on air -----------------------------------------------------------------


@pytest.mark.parametrize("state", [State.ASKING, State.ASKED])
def test_while_its_question_is_on_air_it_is_not_asked_again(state):
    assert decide(case(1, state=state, look_at=minutes_after(3))) == Wait(
        minutes_after(3), Reason.NOT_YET
    )


def test_a_question_whose_end_nobody_saw_is_asked_again_later():
    asked = case(3, state=State.ASKED, look_at=minutes_after(3), unanswered=1)

    assert decide(asked) == Wait(minutes_after(18), Reason.NO_ANSWER)


def test_a_second_silence_is_a_miss():
    asked = case(18, state=State.ASKED, unanswered=2)

    assert after_silence(asked) == Drop(State.MISSED, Reason.NO_ANSWER)


def test_how_often_and_how_soon_it_is_asked_again_is_settable():
    once = case(1, rules=Rules(questions=1), state=State.ASKED, unanswered=1)
    soon = case(1, rules=Rules(again_s=300), state=State.ASKED, unanswered=1)

    assert after_silence(once) == Drop(State.MISSED, Reason.NO_ANSWER)
    assert after_silence(soon) == Wait(minutes_after(6), Reason.NO_ANSWER)


def test_a_question_that_perhaps_nobody_heard_is_tried_again_at_once():
    interrupted = case(3, state=State.ASKING, look_at=minutes_after(3))

    assert decide(interrupted) == Wait(minutes_after(4), Reason.UNDELIVERED)


def test_a_question_that_reached_no_loudspeaker_is_tried_again_inside_the_window_only():
    assert after_failure(case(30, state=State.ASKING)) == Wait(
        minutes_after(31), Reason.UNDELIVERED
    )
    assert after_failure(case(119, state=State.ASKING)) == Drop(
        State.UNDELIVERED, Reason.UNDELIVERED
    )


def test_a_question_that_somebody_forestalled_waits_for_the_end_of_their_talk():
    forestalled = case(30, site=site(busy=True), state=State.ASKING)

    assert after_failure(forestalled) == Wait(minutes_after(120), Reason.BUSY)


# ---- micro-pauses ---------------------------------------------------------------------------


def pause(minutes, **options):
    return case(minutes, micro_pause("08:00", "12:00"), slot=8 * 3600, **options)


@pytest.mark.parametrize(
    ("minutes", "decision"),
    [
        (29, Speak(late_s=29 * 60)),
        (30, Drop(State.GONE, Reason.TOO_LATE)),
    ],
)
def test_a_micro_pause_is_late_for_half_its_interval_and_then_gone(minutes, decision):
    assert decide(pause(minutes)) == decision


def test_a_micro_pause_is_never_asked_twice():
    assert after_silence(pause(1, state=State.ASKED, unanswered=1)) == Drop(
        State.GONE, Reason.NO_ANSWER
    )


@pytest.mark.parametrize(("minutes_ago", "quiet"), [(59, True), (61, False)])
def test_only_a_practice_of_the_last_interval_keeps_a_micro_pause_quiet(minutes_ago, quiet):
    """Or one pause in the morning would silence the whole day."""
    done = {"poise-pause": minutes_after(-minutes_ago)}

    decision = decide(pause(0, site=site(finished=done)))

    assert isinstance(decision, Drop if quiet else Speak)


# ---- all that is open at a site -------------------------------------------------------------


def open_at_site(*pairs, minutes=0, where=FREE):
    decided = decide_site(pairs, where, Rules(), minutes_after(minutes))
    return {each.firing.key.reminder_id: decision for each, decision in decided}


def test_of_several_at_once_the_one_wanted_first_speaks_for_all():
    early, late = reminder("07:45", id_="early"), reminder(id_="late")

    decided = open_at_site((late, due(late)), (early, due(early)))

    assert decided["early"] == Speak(late_s=900, also=(due(late).key,))
    assert decided["late"] == Drop(State.MERGED, Reason.MERGED, due(early).key)


def test_a_daily_reminder_speaks_for_a_micro_pause_that_is_wanted_before_it():
    pausing, daily = micro_pause("07:40", "12:00"), reminder()

    decided = open_at_site((pausing, due(pausing, slot=27_600)), (daily, due(daily)))

    assert isinstance(decided["daily"], Speak)
    assert decided["pause"].state is State.MERGED


def test_one_that_was_not_asked_yet_speaks_for_one_that_was():
    """The other way round, it would have one chance to be answered instead of two."""
    old, new = reminder("07:45", id_="old"), reminder(id_="new")

    decided = open_at_site((old, due(old, unanswered=1)), (new, due(new)))

    assert isinstance(decided["new"], Speak)


def test_what_falls_due_while_another_question_is_on_air_waits_for_its_end():
    old, new = reminder("07:59", id_="old"), reminder(id_="new")
    asked = due(old, state=State.ASKED, look_at=minutes_after(2))

    decided = open_at_site((old, asked), (new, due(new)))

    assert decided["new"] == Wait(minutes_after(120), Reason.BUSY)
    assert decided["old"] == Wait(minutes_after(2), Reason.NOT_YET)


def test_what_need_not_speak_is_not_merged():
    done, left = (
        reminder(id_="done", routine_id="back-release"),
        reminder(id_="left", routine_id="x"),
    )

    decided = open_at_site(
        (done, due(done)), (left, due(left)), where=site(finished={"back-release": EIGHT})
    )

    assert decided == {
        "done": Drop(State.DONE_ALREADY, Reason.DONE_TODAY),
        "left": Speak(),
    }


def test_where_nothing_is_open_nothing_is_decided():
    assert decide_site([], FREE, Rules(), EIGHT) == []
