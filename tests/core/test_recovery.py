"""A practice that was cut off: kept, offered once, taken up or put away."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from powercut import PowerCut

from supine.core.events import (
    Answer,
    Ending,
    ForgetPractice,
    IntentHeard,
    PracticeFound,
    RecordPractice,
    SavePractice,
    TellWhenFree,
)
from supine.core.habits import Habits
from supine.core.recovery import AGAIN_S, KEEP_EVERY_S, TRIES_MAX
from supine.core.reminders.model import Reason, Reminder, Source
from supine.core.reminders.model import State as Firing
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.sounds import Sounds
from supine.core.states import RUNNING, State

OFFER = "The back release was cut off with six minutes left. Carry on, start over, or leave it?"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def house(language):
    """Somebody resting in a back release of 15 minutes, six minutes before its end."""

    def make(left_s=360.0, routine="back-release", **options):
        ours = Settings(language=language, **options)
        b = PowerCut(
            ours, site=Site(ours, Habits(times_done={"hip-stretch": 3, "back-release": 3}))
        )
        b.say("SupineStartRoutine", routine=routine)
        b.get_down()
        while b.practice.left_s(b.now) > left_s:
            b.wait(0.5)
        return b

    return make


def offers(b):
    return [text for text in b.texts if "cut off" in text]


def endings(b):
    return [(record.routine_id, record.ending) for record in b.history]


# 26


def test_after_a_crash_it_is_offered_once_where_it_was(house):
    b = house()
    b.crash(5 * 60)
    b.wait(600)

    assert b.texts == [OFFER]
    assert len(b.ears) == 1


@pytest.mark.parametrize("words", ["SupineResume", "SupineYes", "SupineReady"])
def test_carry_on_goes_on_after_a_line_that_names_the_posture(house, words):
    b = house()
    left_s = b.practice.left_s(b.now)
    b.come_back(5 * 60)
    b.reply(words)
    b.until_quiet()
    resumed = b.practice.left_s(b.now)
    answered_at = b.now
    b.finish()

    assert b.texts[1] == "Going on. On your back, knees bent."
    assert left_s - 3 <= resumed <= left_s + KEEP_EVERY_S
    assert b.now - answered_at == pytest.approx(resumed, abs=2)
    assert endings(b) == [("back-release", Ending.COMPLETED)]
    assert b.history[0].practised_s == pytest.approx(900, abs=2)
    assert b.texts[-1] == "That is all."
    assert b.disk is None


def test_start_over_begins_anew_with_the_asked_length(house):
    b = house()
    b.come_back(60)
    b.reply("SupineRestartStep")
    b.wait(8)

    assert b.texts[1:3] == ["Back release, fifteen minutes.", "Come down to the floor slowly."]
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.practice.getting_ready
    assert b.kept_snapshot().practised_s is None


@pytest.mark.parametrize("words", ["SupineNo", "SupineStop", "SupineNotToday"])
def test_leave_it_leaves_it_and_says_how_to_get_up(house, words):
    b = house()
    b.come_back(60)
    b.reply(words)
    b.until_quiet()

    assert "help me up" in b.texts[-1]
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.history[0].practised_s == pytest.approx(540, abs=KEEP_EVERY_S)
    assert b.practice is None
    assert b.disk is None
    b.say("SupineHelpUp")
    b.until_quiet()
    assert "Before you move, think of rolling over." in b.texts


def test_somebody_who_sits_is_just_left(language):
    b = PowerCut(Settings(language=language))
    b.say("SupineStartRoutine", routine="desk-break")
    b.wait(8)
    b.come_back(20)
    b.reply("SupineNo")
    b.until_quiet()

    assert b.texts[-1] == "Then we leave it there."


def test_no_answer_leaves_it_and_history_says_interrupted(house):
    b = house()
    b.come_back(60)
    b.silence()
    b.wait(3600)

    assert b.texts == [OFFER]
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]


def test_resume_takes_it_up_later_that_day_and_no_minute_counts_twice(house):
    b = house()
    b.come_back(60)
    b.silence()
    b.wait(3 * 3600)
    b.say("SupineResume")
    b.finish()

    assert endings(b) == [
        ("back-release", Ending.INTERRUPTED),
        ("back-release", Ending.COMPLETED),
    ]
    assert sum(record.practised_s for record in b.history) == pytest.approx(
        900, abs=KEEP_EVERY_S + 2
    )
    assert b.texts[-1] == "That is all."


def test_whoever_starts_it_later_that_day_starts_it_from_the_beginning(house):
    b = house()
    b.come_back(60)
    b.silence()
    b.wait(3 * 3600)
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(5)

    assert "Back release, fifteen minutes." in b.texts
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]


def test_what_lasts_longer_than_the_window_is_not_spoken_of(house):
    b = house()
    ran_until = b.disk[1]
    b.crash(31 * 60)
    b.wait(3600)

    assert b.texts == []
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.history[0].ended_at == ran_until
    b.say("SupineResume")
    b.until_quiet()
    assert b.texts == ["Going on. On your back, knees bent."]


def test_the_window_can_be_set(house):
    b = house(offer_within_s=3600.0)
    b.come_back(50 * 60)

    assert len(offers(b)) == 1


def test_yesterdays_minutes_are_yesterdays(house):
    b = house()
    b.crash(26 * 3600)

    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.practice is None
    assert list(b.site.scene.habits.days) == [b.wall.date() - timedelta(days=1)]
    [line] = [c.text for c in b.say("SupineResume") if isinstance(c, Answer)]
    assert line == "There is nothing to resume."


def test_two_crashes_make_two_offers_at_most_and_one_entry_in_history(house):
    b = house()
    made = 0
    for _ in range(5):
        b.crash(90)
        b.wait(1)
        made += sum(isinstance(c, Answer) for c in b.done)

    assert made == 2
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]


def test_after_carrying_on_another_crash_is_offered_again(house):
    b = house()
    for _ in range(4):
        b.come_back(60)
        b.reply("SupineResume")
        b.wait(20)
        assert len(offers(b)) == 1
    b.finish()

    assert endings(b) == [("back-release", Ending.COMPLETED)]


def test_an_offer_that_reached_no_loudspeaker_is_made_again(house):
    """After a power cut the voice often starts up later than supine."""
    b = house()
    b.loudspeaker_dead = True
    b.come_back(60)
    b.silence()
    assert b.history == []
    b.loudspeaker_dead = False
    b.wait(AGAIN_S + 10)
    b.reply("SupineResume")
    b.wait(10)

    assert len(offers(b)) == 2
    assert b.practice.state in RUNNING


def test_with_a_dead_loudspeaker_it_gives_up_after_some_tries(house):
    b = house()
    b.loudspeaker_dead = True
    b.crash(60)
    for _ in range(TRIES_MAX):
        b.wait(10)
        b.silence()
        b.wait(AGAIN_S)
    b.wait(3600)

    assert len(offers(b)) == TRIES_MAX
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]


def test_an_offer_that_came_too_late_to_a_free_site_is_not_made(house):
    b = house()
    b.talk = True
    b.crash(20 * 60)
    b.wait(15 * 60)
    assert b.texts == []
    b.talk = False
    b._tell_if_free()
    b.wait(10)

    assert b.texts == []
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]


def test_it_waits_until_nobody_is_talking(house):
    b = house()
    b.talk = True
    b.crash(60)
    b.wait(120)
    assert b.texts == []
    b.talk = False
    b._tell_if_free()
    b.wait(10)

    assert b.texts == [OFFER]


# ---- without waiting for the offer ------------------------------------------------------------


def test_whoever_says_carry_on_first_is_not_asked(house):
    b = house()
    b.talk = True
    b.crash(60)
    b.say("SupineResume")
    b.wait(30)
    b.talk = False
    b._tell_if_free()
    b.wait(60)

    assert offers(b) == []
    assert b.practice.state in RUNNING
    assert b.kept_snapshot().offers == 0


def test_help_me_up_brings_up_from_the_right_routine(house):
    b = house()
    b.come_back(60)
    b.reply("SupineHelpUp")
    b.finish()

    assert b.texts[1:3] == ["Slowly, then.", "Before you move, think of rolling over."]
    assert endings(b) == [("back-release", Ending.STOPPED_EARLY)]


def test_who_is_helped_up_after_leaving_it_is_helped_up_from_the_routine_that_was_cut_off(house):
    b = house(left_s=300.0, routine="hip-stretch")
    b.come_back(60)
    b.reply("SupineNo")

    assert b.site.scene.last_lying == "hip-stretch"


def test_another_routine_can_be_started_in_answer(house):
    b = house()
    b.come_back(60)
    b.reply("SupineStartRoutine", routine="hip-stretch", minutes=8)
    b.wait(5)

    assert b.practice.routine.id == "hip-stretch"
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.kept_snapshot().routine_id == "hip-stretch"


def test_the_routine_by_its_name_in_answer_carries_on(house):
    b = house()
    b.come_back(60)
    b.reply("SupineStartRoutine", routine="back-release")
    b.until_quiet()

    assert b.texts[1] == "Going on. On your back, knees bent."


def test_somebody_who_is_not_understood_is_asked_again(house):
    b = house()
    b.come_back(60)
    b.mumble()
    b.wait(5)
    b.reply("SupineResume")
    b.wait(10)

    assert b.practice.state in RUNNING
    assert b.history == []


def test_an_answer_by_wake_word_counts_as_well(house):
    b = house()
    b.come_back(60)
    b.say("SupineResume")
    b.wait(10)

    assert b.practice.state in RUNNING
    assert b.history == []


def test_a_practice_that_began_meanwhile_is_not_disturbed(house):
    """The broker was there, and somebody spoke, before what was kept was read."""
    b = house()
    kept, kept_at = b.kept_snapshot(), b.disk[1]
    b.disk = None
    b.crash(60)
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.send(PracticeFound(kept, kept_at))

    assert b.practice.routine.id == "hip-stretch"
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.kept_snapshot().routine_id == "hip-stretch"


# ---- where it stood ---------------------------------------------------------------------------


def test_a_pause_is_offered_and_goes_on_with_the_whole_hold(house):
    b = house()
    b.say("SupinePause")
    left_s = b.practice.left_s(b.now)
    b.wait(240)
    b.come_back(60)
    b.reply("SupineResume")
    b.until_quiet()

    assert len(offers(b)) == 1
    assert b.practice.left_s(b.now) == pytest.approx(left_s, abs=3)


def test_a_practice_that_was_put_away_stays_put_away_and_resume_takes_it_up(house):
    b = house()
    b.say("SupinePause")
    b.wait(20 * 60)
    assert b.practice.state is State.PARKED
    b.crash(60)
    b.wait(60)
    assert b.texts == []
    b.crash(60)
    b.say("SupineResume")
    b.finish()

    assert endings(b) == [("back-release", Ending.COMPLETED)]


def test_a_practice_that_was_put_away_too_long_ago_is_over(house):
    b = house()
    b.say("SupinePause")
    b.wait(20 * 60)
    b.crash(6 * 3600)
    assert b.practice is not None
    b.crash(6 * 3600)

    assert b.practice is None
    assert endings(b) == [("back-release", Ending.LEFT_PAUSED)]
    assert b.disk is None


def test_whoever_had_pain_carries_on_without_the_step_that_hurt(language):
    ours = Settings(language=language)
    b = PowerCut(ours, site=Site(ours, Habits(times_done={"hip-stretch": 3})))
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.get_down()
    while b.practice.hold_left_s(b.now) is None:
        b.wait(0.1)
    b.say("SupinePain")
    b.come_back(30)
    b.reply("SupineResume")
    b.wait(5)

    assert len(offers(b)) == 1
    assert b.texts[-1] == "Let both knees be bent."


def test_pain_that_nobody_spoke_of_again_is_no_failure(language):
    ours = Settings(language=language)
    b = PowerCut(ours, site=Site(ours, Habits(times_done={"hip-stretch": 3})))
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.get_down()
    b.wait(20)
    b.say("SupinePain")
    b.crash(3600)

    assert endings(b) == [("hip-stretch", Ending.EASED)]
    assert b.practice is None


def test_somebody_on_the_way_down_is_offered_to_go_on_and_the_gate_waits_again(language):
    ours = Settings(language=language)
    b = PowerCut(ours, site=Site(ours, Habits()))
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.5)
    b.come_back(30)
    b.reply("SupineResume")
    b.wait(5)
    assert b.texts == [
        OFFER.replace("six", "fifteen"),
        "Going on.",
    ]
    b.get_down()

    assert b.practice.left_s(b.now) == pytest.approx(900)


def test_of_getting_ready_nothing_is_written_into_history(language):
    b = PowerCut(Settings(language=language))
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(5)
    b.crash(3600)

    assert b.history == []
    assert b.disk is None
    assert b.practice is None


def test_somebody_who_was_being_helped_up_is_helped_up(language):
    b = PowerCut(Settings(language=language))
    b.say("SupineHelpUp")
    b.wait(20)
    b.come_back(20)
    assert len(offers(b)) == 1
    b.reply("SupineRestartStep")
    b.finish()

    assert "Before you move, think of rolling over." in b.texts
    assert b.texts[-1] == "That is all."
    assert b.history == []
    assert b.disk is None


@pytest.mark.parametrize("words", ["SupineNo", None], ids=["left", "not answered"])
def test_being_helped_up_is_no_practice_of_its_own_although_it_was_cut_off(language, words):
    b = PowerCut(Settings(language=language))
    b.say("SupineHelpUp")
    b.wait(20)
    b.come_back(20)

    if words is None:
        b.silence()
    else:
        b.reply(words)

    assert b.history == []
    assert b.disk is None


def test_who_began_by_a_reminder_still_did(house):
    b = house()
    b.site.scene.by_reminder = True
    b.wait(KEEP_EVERY_S + 1)
    b.come_back(60)
    b.reply("SupineResume")
    b.finish()

    assert b.site.scene.desk.finished == {}


def test_a_clock_that_was_set_back_does_not_hinder_it(house):
    b = house()
    b.noon -= timedelta(minutes=10)
    b.come_back(60)

    assert b.texts == [OFFER]


# ---- reminders --------------------------------------------------------------------------------


def daily(b, at="12:30"):
    hour, minute = map(int, at.split(":"))
    one = Reminder(
        id="daily",
        site_id="default",
        at=time(hour, minute),
        zone="UTC",
        source=Source.VOICE,
        created_at=LONG_AGO,
        since=LONG_AGO,
        routine_id="hip-stretch",
    )
    b.site.scene.desk.reminders[one.id] = one
    return one


def test_a_reminder_that_is_due_waits_for_the_offer_and_is_asked_after_it(house):
    b = house()
    one = daily(b, f"{b.wall + timedelta(minutes=2):%H:%M}")
    b.talk = True
    b.crash(180)
    b.due(one)
    b.talk = False
    b._tell_if_free()
    b.wait(10)
    assert b.texts == [OFFER]
    assert [f.reason for f in b.kept.values()] == [Reason.BUSY]
    b.silence()
    b.wait(10)

    assert len(b.texts) == 2
    assert "hip stretch" in b.texts[1]


def test_a_reminder_that_is_due_when_the_practice_goes_on_is_done_by_that(house):
    b = house()
    one = daily(b, f"{b.wall + timedelta(minutes=2):%H:%M}")
    b.crash(180)
    b.due(one)
    b.wait(10)
    b.reply("SupineResume")
    b.wait(60)

    assert [f.state for f in b.kept.values()] == [Firing.DONE_ALREADY]


def test_a_practice_that_was_put_away_silences_no_reminder_of_another_day(house):
    b = house()
    one = daily(b, "08:00")
    b.say("SupinePause")
    b.wait(20 * 60)
    assert b.practice.state is State.PARKED
    b.at("08:00")
    b.due(one)
    b.wait(10)

    assert "hip stretch" in b.texts[-1]


# ---- what is written --------------------------------------------------------------------------


def test_what_is_kept_comes_after_what_the_voice_has_to_do(language):
    b = PowerCut(Settings(language=language))
    commands = b.say("SupineStartRoutine", routine="back-release")

    assert isinstance(commands[0], Answer)
    assert isinstance(commands[-1], SavePractice)


def test_the_end_is_told_to_history_and_nothing_is_kept_after_it(house):
    b = house(left_s=30.0)
    b.done.clear()
    b.finish()

    told = [c for c in b.done if isinstance(c, RecordPractice | SavePractice | ForgetPractice)]
    assert isinstance(told[-1], RecordPractice)
    assert not [c for c in told if isinstance(c, ForgetPractice)], "the record means it"


def test_what_was_never_begun_is_forgotten(language):
    b = PowerCut(Settings(language=language))
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(3)

    assert b.say("SupineStop")[-1] == ForgetPractice()


def test_one_that_makes_room_for_another_is_forgotten_first(language):
    b = PowerCut(Settings(language=language))
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(3)
    commands = b.say("SupineStartRoutine", routine="hip-stretch")

    assert [type(c) for c in commands[-2:]] == [ForgetPractice, SavePractice]
    assert b.kept_snapshot().routine_id == "hip-stretch"


def test_a_pause_of_hours_is_written_three_times_at_most(house):
    b = house()
    b.done.clear()
    b.say("SupinePause")
    b.wait(5 * 3600)

    assert len([c for c in b.done if isinstance(c, SavePractice)]) <= 3


def test_a_site_where_nothing_was_cut_off_is_not_asked_anything(language):
    b = PowerCut(Settings(language=language))
    b.crash(60)
    b.wait(600)

    assert b.done == []
    assert b.say("SupineResume")[0].text == "There is nothing to resume."


def test_an_offer_is_an_announcement_with_an_ear_after_it(house):
    b = house()
    b.crash(60)
    [asked] = [c for c in b.done if isinstance(c, Answer)]

    assert TellWhenFree() in b.done
    assert asked.dialogue is None
    assert {"SupineResume", "SupineRestartStep", "SupineNo"} <= set(asked.question.intents)


def test_a_routine_that_is_gone_is_told_to_history_alone(house, language):
    b = house()
    without = replace(language, routines={"desk-break": language.routines["desk-break"]})
    b.crash(60, replace(b.settings, language=without))
    b.wait(60)

    assert b.texts == []
    assert endings(b) == [("back-release", Ending.INTERRUPTED)]
    assert b.disk is None
    assert (
        b.send(IntentHeard("SupineResume", {}, 1.0, "d"))[0].text == "There is nothing to resume."
    )


# ---- whatever happens -------------------------------------------------------------------------


def test_however_often_it_is_cut_off_whoever_carries_on_gets_the_whole_practice(language):
    """At any moment, for any time within the window, pausing or not."""

    @hypothesis.settings(max_examples=60, deadline=None)
    @given(
        routine=st.sampled_from(["back-release", "hip-stretch"]),
        cuts=st.lists(
            st.tuples(st.floats(0.1, 200), st.floats(1, 1700), st.booleans()), max_size=5
        ),
    )
    def check(routine, cuts):
        ours = Settings(language=language)
        b = PowerCut(ours, site=Site(ours, Habits(times_done={"hip-stretch": 3})))
        b.say("SupineStartRoutine", routine=routine)
        b.get_down()
        asked_s = b.practice.total_s
        for runs_s, away_s, paused in cuts:
            b.wait(runs_s)
            if b.practice is None:
                break
            if paused:
                b.say("SupinePause")
                b.wait(1)
            b.crash(away_s)
            b.wait(15)
            b.reply("SupineResume")
        b.finish()

        assert endings(b) == [(routine, Ending.COMPLETED)]
        assert b.history[0].practised_s == pytest.approx(asked_s, abs=2.5)
        assert b.texts[-1] == "That is all."
        assert b.disk is None

    check()


def test_at_any_moment_of_silence_one_site_at_most_is_asked_at_most_twice(language):
    """Crashes with nobody there: two offers, one entry in history, and nothing more, ever."""

    @hypothesis.settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.floats(0, 4000), st.floats(1, 4000)), min_size=1, max_size=6))
    def check(lives):
        ours = Settings(language=language)
        b = PowerCut(ours, site=Site(ours, Habits(times_done={"back-release": 3})))
        b.say("SupineStartRoutine", routine="back-release")
        b.get_down()
        b.wait(200)
        made = 0
        for away_s, lives_s in lives:
            b.crash(away_s)
            b.wait(min(lives_s, 20))
            if b.ears and lives_s > 40:
                b.silence()
            b.wait(lives_s)
            made += sum(isinstance(c, Answer) for c in b.done)

        assert made <= 2
        assert len(endings(b)) <= 1
        assert b.practice is None or not b.practice.running

    check()


def test_history_knows_over_another_crash_what_it_was_told(house):
    b = house()
    b.come_back(60)
    b.silence()
    b.crash(3600)
    b.say("SupineStartRoutine", routine="hip-stretch", minutes=8)

    assert endings(b) == [("back-release", Ending.INTERRUPTED)]


def test_a_reminder_that_waited_is_asked_once_it_was_left(house):
    b = house()
    one = daily(b, f"{b.wall + timedelta(minutes=2):%H:%M}")
    b.talk = True
    b.crash(180)
    b.due(one)
    b.talk = False
    b._tell_if_free()
    b.wait(10)
    b.reply("SupineNo")
    b.wait(15)

    assert "hip stretch" in b.texts[-1]


def test_a_last_chime_that_is_long_in_coming_leaves_nothing_due_that_is_past(language):
    ours = Settings(language=language, can=frozenset({"sound"}), sounds=Sounds(chime=True))
    site = Site(ours, Habits(times_done={"desk-break": 3}))
    b = PowerCut(ours, site=site, lose=frozenset({"(chime)"}))
    b.say("SupineStartRoutine", routine="desk-break")
    while b.practice.timetable.part.step.id != "chime":
        b.wait(0.1)

    for _ in range(3):
        b.wait(KEEP_EVERY_S)
        assert b.site.deadline > b.now
    b.finish()

    assert endings(b) == [("desk-break", Ending.COMPLETED)]
