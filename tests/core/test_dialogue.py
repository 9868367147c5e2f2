"""Answers that no scenario asks for, but somebody will."""

import pytest

from supine.core import dialogue
from supine.core.events import Answer, Ending, RecordPractice
from supine.core.intents import Intent
from supine.core.questions import About
from supine.core.states import State


def answers(commands):
    return [c.text for c in commands if isinstance(c, Answer)]


def test_every_intent_has_its_rule():
    only_answers = {Intent.YES, Intent.NO, Intent.CHOOSE, Intent.LATER, Intent.NOT_TODAY}

    answered_by_a_plugin = {Intent.LIST_PLUGINS}

    ruled = set(dialogue.ANYTIME) | set(dialogue.PRACTISING)
    assert set(Intent) - only_answers - answered_by_a_plugin == ruled


def test_pausing_twice_says_so(resting):
    b = resting()
    b.say("SupinePause")

    assert answers(b.say("SupinePause")) == ["Already paused."]


def test_onward_is_the_next_part_where_nothing_is_paused(hugging):
    b = hugging()
    before = b.practice.timetable.part

    b.say("SupineResume", onward="next")

    assert b.practice.timetable.part != before


def test_onward_goes_on_after_a_pause_and_skips_nothing(hugging):
    b = hugging()
    before = b.practice.timetable.part
    b.say("SupinePause")

    b.say("SupineResume", onward="next")

    assert b.practice.timetable.part == before


def test_going_on_at_the_gate_says_that_somebody_is_ready(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while b.practice.state is not State.WAITING:
        b.wait(0.5)

    b.reply("SupineResume", onward="next")

    assert not b.practice.getting_ready


def test_going_on_where_nothing_is_paused_skips_nothing(hugging):
    b = hugging()
    before = b.practice.timetable.part

    told = answers(b.say("SupineResume"))

    assert b.practice.timetable.part == before
    assert told in (["It isn't paused."], ["We are still going."])


def test_how_long_in_a_pause_and_before_the_start(bench, resting):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    assert answers(b.say("SupineHowLong")) == ["It takes ten minutes, once you are ready."]

    b = resting()
    b.say("SupinePause")
    b.wait(500)
    assert answers(b.say("SupineHowLong"))[0].startswith("Paused, with about twelve minutes left.")


def test_under_a_minute_is_said_as_that(resting):
    b = resting(minutes=5)
    b.wait(130)

    assert answers(b.say("SupineHowLong"))[0] in {"Less than a minute.", "Under a minute."}


def test_shorter_while_getting_ready_changes_the_length(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")

    assert "five minutes" in answers(b.say("SupineShorter"))[0]
    b.get_down()
    assert b.finish() == pytest.approx(300, abs=2)


def test_shorter_in_the_close_is_no_shorter(resting):
    b = resting()
    b.say("SupineNext")
    b.wait(10)

    assert "nearly" in answers(b.say("SupineShorter", minutes=1))[0]


def test_no_practice_grows_beyond_two_hours(resting):
    b = resting()

    [line] = answers(b.say("SupineLonger", minutes=200))

    assert "room for" in line
    assert b.practice.left_s(b.now) == pytest.approx(dialogue.LONGEST_S, abs=1)


def test_ready_means_go_on_to_somebody_who_paused(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(20)

    [line] = answers(b.say("SupineReady"))

    assert line.startswith(("Going on", "On we go"))


def test_stop_in_the_close_wishes_a_slow_way_up_and_asks_nothing(resting):
    b = resting()
    b.say("SupineNext")
    b.wait(10)

    [answer] = [c for c in b.say("SupineStop") if isinstance(c, Answer)]

    assert answer.question is None
    assert "slowly" in answer.text


def test_stop_before_anybody_lies_offers_no_help_up(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")

    [answer] = [c for c in b.say("SupineStop") if isinstance(c, Answer)]

    assert answer.question is None


def test_pain_when_nothing_runs_is_not_brushed_off(bench):
    [line] = answers(bench().say("SupinePain"))

    assert "running" not in line


def test_being_helped_up_is_no_practice_of_its_own_however_it_ends(resting):
    b = resting()
    b.say("SupineStop")
    b.wait(3)
    b.reply("SupineYes")
    b.wait(20)

    b.say("SupineStop")
    b.say("SupineHelpUp")
    b.wait(20)
    b.say("SupineRedFlag")

    assert [c.ending for c in b.done if isinstance(c, RecordPractice)] == [Ending.STOPPED_EARLY]


def test_help_up_in_the_close_lets_the_close_go_on(resting):
    b = resting()
    b.say("SupineNext")
    b.wait(20)
    index = b.practice.timetable.index

    b.say("SupineHelpUp")

    assert b.practice.timetable.index == index


def test_the_posture_is_that_of_the_last_step_that_named_one(resting):
    b = resting()

    assert dialogue.posture(b.site.scene, b.practice) == "On your back, knees bent."


def test_before_the_start_a_resumed_practice_names_no_posture(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(3)
    b.say("SupinePause")
    b.wait(9)

    assert answers(b.say("SupineResume"))[0] in {"Going on.", "On we go."}


def test_a_question_in_the_middle_of_another_replaces_it(resting):
    b = resting()
    b.say("SupineStop")
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(3)

    assert b.site.scene.question is None or b.site.scene.question.about is not About.HELP_UP


def test_five_minutes_said_in_a_practice_means_the_short_one(resting):
    """A recogniser that knows no question takes it for the answer to a reminder."""
    b = resting()
    began = b.now

    b.say("SupineLater", minutes=5)
    b.finish()

    assert b.now - began == pytest.approx(300, abs=10)
