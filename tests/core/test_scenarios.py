"""What people say, and what must happen: with a hand-turned clock."""

import pytest

from supine.core.events import (
    Alert,
    Answer,
    Ending,
    QuestionClosed,
    RecordPractice,
    RememberPreference,
    Say,
)
from supine.core.habits import Habits
from supine.core.states import State
from supine.model import Side


def answers(commands):
    return [c.text for c in commands if isinstance(c, Answer)]


def ending(b):
    [record] = [c for c in b.done if isinstance(c, RecordPractice)]
    return record.ending


# 1, 2


def test_start_says_the_routine_and_its_length_at_once(bench):
    b = bench()

    first = b.say("SupineStartRoutine", routine="back-release")

    assert first[0] == Answer(first[0].line_id, "d1", "Back release, fifteen minutes.")
    assert b.practice.getting_ready


def test_a_routine_with_two_sides_says_so(bench):
    said = answers(bench().say("SupineStartRoutine", routine="hip-stretch", minutes=10))

    assert said == ["Hip stretch, ten minutes, both sides."]


@pytest.mark.parametrize(
    ("asked", "said", "takes_s"), [(2, "five minutes", 300), (90, "forty-five minutes", 2700)]
)
def test_a_length_out_of_range_becomes_the_nearest_and_is_said(bench, asked, said, takes_s):
    b = bench()

    [text] = answers(b.say("SupineStartRoutine", routine="back-release", minutes=asked))
    b.get_down()

    assert said in text
    assert b.finish() == pytest.approx(takes_s, abs=2)


def test_an_unknown_routine_is_said_to_be_unknown(bench):
    b = bench()

    [text] = answers(b.say("SupineStartRoutine", routine="juggling"))

    assert "routine" in text
    assert b.practice is None


# 3


def test_which_one_names_at_most_three_and_takes_an_ordinal(bench):
    b = bench()

    [question] = b.say("SupineStartRoutine", minutes=7)
    assert question.text == "Which would you like, back release, hip stretch or desk break?"
    [text] = answers(b.reply("SupineChoose", ordinal=2))

    assert text == "Hip stretch, seven minutes, both sides."


def test_which_one_takes_a_name(bench):
    b = bench()
    b.say("SupineStartRoutine")

    assert answers(b.reply("SupineChoose", routine="back-release")) == [
        "Back release, fifteen minutes."
    ]


def test_which_one_ends_quietly_after_fifteen_seconds(bench):
    b = bench()
    b.say("SupineStartRoutine")
    asked = b.texts, b.now
    b.wait(60)

    assert b.site.scene.question is None
    assert b.site.deadline is None
    assert len(b.texts) == len(asked[0]) + 1


def test_a_favourite_just_starts(bench):
    b = bench(favourite="hip-stretch")

    assert answers(b.say("SupineStartRoutine")) == ["Hip stretch, eight minutes, both sides."]


def test_the_one_practised_last_just_starts(bench):
    b = bench(habits=Habits(last_routine="desk-break"))

    assert answers(b.say("SupineStartRoutine")) == ["Desk break, one minute."]


# 4


def test_the_clock_starts_at_the_gate(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    while not b.ears:
        b.wait(0.1)
    b.wait(100)
    b.reply("SupineReady")

    assert b.finish() == pytest.approx(600, abs=2)


def test_the_gate_listens_without_a_wake_word_and_again_after_a_time_out(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)

    token = b.ears.pop().token
    b.send(QuestionClosed(token))
    b.wait(3)

    assert b.ears
    assert b.ears[0].token != token


def test_noises_at_the_gate_are_answered_by_nothing(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)
    said = len(b.texts)

    b.mumble()
    b.wait(5)

    assert len(b.texts) == said
    assert b.ears


def test_an_unanswered_gate_asks_once_and_then_begins(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)
    opened = b.now

    b.wait(240)

    asked = b.heard("Are you lying down?")
    assert asked.from_s - opened == pytest.approx(180, abs=1)
    begun = b.heard("I'll begin now.")
    assert begun.from_s - opened == pytest.approx(210, abs=1)
    assert b.practice.started_at == pytest.approx(begun.from_s, abs=0.1)


def test_yes_answers_the_gates_question(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while "Are you lying down?" not in b.texts:
        b.wait(1)
    b.wait(1)
    b.reply("SupineYes")

    assert not b.practice.getting_ready


def test_already_on_the_floor_skips_getting_down(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(1)
    b.say("SupineReady")
    b.wait(20)

    assert "Roll onto your back." not in b.texts
    assert "Let your head rest on the books." in b.texts


# 5, 6


def test_pause_keeps_what_is_left_of_the_hold(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    while b.practice.timetable.part.step.id != "knees" or b.practice.state is not State.HOLDING:
        b.wait(0.1)
    left_s = b.practice.hold_left_s(b.now)

    assert answers(b.say("SupinePause")) == ["Paused."]
    b.wait(300)
    assert b.texts[-1] == "Paused."
    assert b.practice.hold_left_s(b.now) == pytest.approx(left_s)

    [line] = answers(b.say("SupineResume"))
    assert line == "Going on. On your back, knees bent."
    b.wait(30)
    resumed, after = b.heard(line), left_s
    b.wait(60)
    assert b.heard("Let your breath come and go.").from_s - resumed.to_s == pytest.approx(
        after, abs=0.01
    )


def test_a_forgotten_pause_is_mentioned_once_and_parked(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(3 * 3600)

    assert [t for t in b.texts if "Still paused" in t] == [b.texts[-1]]
    assert b.practice.state is State.PARKED
    assert b.site.deadline is None
    b.say("SupineResume")
    b.finish()
    assert b.texts[-1] == "That is all."


@pytest.mark.parametrize("asked", ["SupineRepeat", "SupineHowLong"])
@pytest.mark.parametrize("pause_s", [40, 1200])
def test_what_was_said_in_a_pause_delays_nothing_after_it(hugging, asked, pause_s):
    b = hugging()
    left_s = b.practice.hold_left_s(b.now)
    b.say("SupinePause")
    b.wait(pause_s)
    b.say(asked)
    b.wait(20)
    b.say("SupineResume")
    while b.practice.state is not State.HOLDING:
        b.wait(0.1)

    b.wait(left_s + 2)

    assert b.texts[-1] == "Now the right side."


@pytest.mark.parametrize("still", ["SupinePause", "SupinePain"])
def test_the_words_are_repeated_in_full_where_nothing_goes_on(hugging, still):
    b = hugging()
    b.say(still)
    b.wait(900)

    b.say("SupineRepeat")
    b.wait(20)

    assert b.texts[-2:] == ["Draw your left knee towards your chest.", "Let the other leg be long."]
    assert b.site.deadline is None


def test_a_pause_while_getting_into_place_keeps_the_time_for_that(hugging):
    b = hugging()
    while b.practice.state is not State.SETTLING:
        b.wait(0.1)
    b.wait(1)
    b.say("SupinePause")
    b.wait(900)
    b.say("SupineRepeat")
    b.wait(20)
    b.say("SupineResume")
    while b.practice.state is not State.SETTLING:
        b.wait(0.1)
    began = b.now

    while b.practice.state is not State.HOLDING:
        b.wait(0.1)

    assert b.now - began == pytest.approx(4, abs=0.3)


def test_help_up_after_pain_in_the_close_comes_although_it_was_parked_before(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(725)
    b.say("SupineResume")
    b.wait(8)
    b.say("SupineFinish")
    b.wait(3)
    b.say("SupinePain")
    b.wait(4)
    b.silence()
    b.wait(36)

    b.say("SupineHelpUp")
    b.wait(10)

    assert b.texts[-1] == "Before you move, think of rolling over."


def test_start_takes_up_the_parked_routine(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(3600)

    [line] = answers(b.say("SupineStartRoutine", routine="back-release"))

    assert line.startswith(("Going on", "On we go"))


def test_a_practice_parked_yesterday_is_not_resumed(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(20 * 3600)

    assert answers(b.say("SupineResume")) == ["There is nothing to resume."]


# 7, 8


def test_repeat_says_the_words_again_and_the_hold_goes_on(hugging):
    b = hugging()
    ends = b.now + b.practice.hold_left_s(b.now)
    b.wait(10)

    b.say("SupineRepeat")
    b.wait(20)

    assert b.texts[-2:] == ["Draw your left knee towards your chest.", "Let the other leg be long."]
    assert b.now + b.practice.hold_left_s(b.now) == pytest.approx(ends)


def test_what_is_repeated_late_in_a_hold_is_said_to_its_end(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    while (b.practice.hold_left_s(b.now) or 99) > 1:
        b.wait(0.1)

    b.say("SupineRepeat")
    b.wait(8)

    words = ["Let your head rest on the books.", "Chin neither up nor down."]
    assert b.texts[-3:] == [*words, "Let your knees be bent."]
    b.finish()
    assert b.now - b.ready_at == pytest.approx(15 * 60, abs=2)


def test_no_side_is_held_longer_for_words_that_are_repeated_late(hugging):
    b = hugging()
    while b.practice.timetable.part.side is Side.LEFT or b.practice.state is not State.HOLDING:
        b.wait(0.1)
    b.wait(b.practice.hold_left_s(b.now) - 1)

    b.say("SupineRepeat")
    b.wait(4)

    assert b.practice.timetable.part.step.id != "hug"


def test_starting_the_step_again_restarts_its_hold(hugging):
    b = hugging()
    b.wait(30)

    b.say("SupineRestartStep")
    while b.practice.state is not State.HOLDING:
        b.wait(0.1)

    assert b.practice.hold_left_s(b.now) == pytest.approx(45, abs=0.2)


def test_next_on_the_first_side_holds_the_other_as_long(hugging):
    b = hugging()
    b.wait(20)
    held_s = b.practice.held_s(b.now)

    b.say("SupineNext")
    b.wait(2)
    while b.practice.state is not State.HOLDING:
        b.wait(0.1)

    assert b.practice.timetable.part.side == "right"
    assert b.practice.hold_left_s(b.now) == pytest.approx(held_s, abs=0.2)


def test_next_before_a_side_was_held_skips_both(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.get_down()
    b.wait(0.5)
    b.say("SupineNext")
    b.wait(10)

    assert b.practice.timetable.part.step.id == "bent"


def test_back_goes_to_the_step_before_and_stops_at_the_first(hugging):
    b = hugging()
    assert "first" in answers(b.say("SupineBack"))[0] or "before" in b.texts[-1]
    b.wait(3)
    b.say("SupineNext")
    b.wait(3)
    assert b.practice.timetable.part.side == "right"
    b.say("SupineBack")
    assert b.practice.timetable.part.side == "left"


def test_next_never_skips_the_close(resting):
    b = resting()

    [line] = answers(b.say("SupineNext"))
    assert "finish slowly" in line
    b.wait(5)
    assert b.practice.closing
    for _ in range(10):
        b.say("SupineNext")
        b.wait(1)
    b.finish()

    for text in (
        "Before you move, think of rolling over.",
        "Wait here on your side.",
        "Slowly come to hands and knees.",
        "That is all.",
    ):
        assert b.texts.count(text) == 1
    assert ending(b) is Ending.COMPLETED


# 9


def test_how_long_is_rounded_and_names_what_comes(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=7)
    b.get_down()
    b.wait(40)
    ends = b.practice.timetable.ends_at

    assert answers(b.say("SupineHowLong")) == ["About six minutes."]
    b.wait(50)
    assert answers(b.say("SupineHowLong")) == ["About six minutes. Next, the long rest."]
    assert b.practice.timetable.ends_at == ends


def test_how_long_on_the_left_names_the_right(hugging):
    b = hugging()
    assert answers(b.say("SupineHowLong"))[0].endswith("Next, the right knee.")


# 10, 11


def test_stop_while_speaking_says_nothing_more_but_one_line(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    while not b.playing or b.playing[3] != "Let your knees be bent.":
        b.wait(0.1)
    said = len(b.texts)

    [answer] = [c for c in b.say("SupineStop") if isinstance(c, Answer)]
    b.wait(600)

    assert answer.text == "Stopped. Shall I help you up?"
    assert b.texts[said:] == ["Let your knees be bent.", "Stopped. Shall I help you up?"]
    assert ending(b) is Ending.STOPPED_EARLY


def test_help_up_after_a_stop_is_the_whole_close_with_its_pauses(resting):
    b = resting()
    b.say("SupineStop")
    b.wait(3)
    b.reply("SupineYes")
    began = b.now
    b.finish()

    close = b.texts[b.texts.index("Slowly, then.") + 1 :]
    assert close[0] == "Before you move, think of rolling over."
    assert close[-1] == "That is all."
    assert b.now - began > 8 + 10 + 15 + 10 + 12
    assert b.heard("Slowly come to hands and knees.").from_s - b.heard(
        "Wait here on your side."
    ).to_s == pytest.approx(15, abs=0.01)
    assert ending(b) is Ending.STOPPED_EARLY


def test_help_up_works_when_nothing_runs(bench):
    b = bench()

    b.say("SupineHelpUp")
    b.finish()

    assert b.texts[0] == "Slowly, then."
    assert b.texts[-1] == "That is all."
    assert not [c for c in b.done if isinstance(c, RecordPractice)]


def test_help_up_in_the_middle_goes_to_the_close(resting):
    b = resting()
    b.say("SupineHelpUp")
    b.finish()

    assert "Wait here on your side." in b.texts
    assert ending(b) is Ending.STOPPED_EARLY


@pytest.mark.parametrize("said", ["SupineNo", "SupineLonger"])
def test_no_or_a_bit_longer_to_help_up_lets_the_person_rest(resting, said):
    b = resting()
    b.say("SupineStop")
    b.wait(3)

    [line] = answers(b.reply(said))

    assert "rest as long as you like" in line
    assert b.site.deadline is None


# 12, 13


@pytest.mark.parametrize("voice", [8, 14, 22])
@pytest.mark.parametrize("slots", [{}, {"minutes": 5}])
def test_the_short_one_ends_in_five_minutes(resting, voice, slots):
    b = resting(voice=voice)
    b.wait(900 - 150 - 11 * 60)
    began = b.now

    [line] = answers(b.say("SupineShorter", **slots))
    b.finish()

    assert line in {"Then we'll be done in five minutes.", "Then it will take five minutes."}
    assert b.now - began == pytest.approx(300, abs=10)
    assert b.texts[-5:] == [
        "Wait here on your side.",
        "Slowly come to hands and knees.",
        "One foot in front, and stand up.",
        "Notice how you feel.",
        "That is all.",
    ]
    assert b.texts.count(line) == 1


def test_the_short_one_keeps_sides_equal(hugging):
    b = hugging(minutes=12)
    b.wait(5)
    began = b.now

    b.say("SupineShorter", minutes=4)
    b.finish()

    assert b.now - began == pytest.approx(240, abs=10)
    for text in ("Draw your {} knee towards your chest.", "On your side, hold the {} ankle."):
        left, right = text.format("left"), text.format("right")
        assert b.texts.count(left) == b.texts.count(right)
    assert b.texts[-1] == "That is all."


def test_shorter_than_is_safe_becomes_the_shortest_and_is_said(resting):
    b = resting()
    began = b.now

    [line] = answers(b.say("SupineShorter", minutes=1))
    b.finish()

    assert "It needs" in line
    assert 60 < b.now - began < 150
    assert b.texts[-1] == "That is all."


def test_two_more_minutes_make_the_hold_longer(resting):
    b = resting()
    left_s = b.practice.hold_left_s(b.now)

    [line] = answers(b.say("SupineLonger", minutes=2))

    assert line == "Two minutes more."
    assert b.practice.hold_left_s(b.now) == pytest.approx(left_s + 120)
    b.finish()
    assert b.now - b.ready_at == pytest.approx(1020, abs=2)


def test_longer_on_the_left_makes_the_right_as_long(hugging):
    b = hugging()
    b.say("SupineLonger", minutes=1)
    assert b.practice.hold_left_s(b.now) == pytest.approx(105, abs=0.2)
    while not (b.practice.timetable.part.side == "right" and b.practice.state is State.HOLDING):
        b.wait(0.1)

    assert b.practice.hold_left_s(b.now) == pytest.approx(105, abs=0.2)


def test_longer_on_the_right_goes_to_the_rest(hugging):
    b = hugging()
    while not (b.practice.timetable.part.side == "right" and b.practice.state is State.HOLDING):
        b.wait(0.1)
    left_s = b.practice.hold_left_s(b.now)

    [line] = answers(b.say("SupineLonger", minutes=2))

    assert "rest" in line
    assert b.practice.hold_left_s(b.now) == pytest.approx(left_s)
    b.finish()
    assert b.now - b.ready_at == pytest.approx(480 + 120, abs=2)


# 14, 15


def test_pain_ends_the_hold_at_once_and_asks(hugging):
    b = hugging()
    [line] = answers(b.say("SupinePain"))

    assert line.endswith("Gentler, or finish?")
    assert b.practice.state is State.EASED
    b.wait(3600)
    assert b.texts[-1] == line
    assert b.site.deadline is None


def test_gentler_replaces_both_sides_by_the_named_step(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(4)
    b.reply("SupineGentler")
    b.wait(8)

    assert b.texts[-1] == "Let both knees be bent."
    b.finish()
    assert "Draw your right knee towards your chest." not in b.texts
    assert ending(b) is Ending.COMPLETED


def test_gentler_in_the_rest_goes_on_resting(resting):
    b = resting()
    b.say("SupinePain")
    b.wait(4)
    b.reply("SupineGentler")
    b.wait(12)

    assert b.texts[-1] == "Let your calves rest on a chair."
    b.finish()
    assert b.texts[-1] == "That is all."


def test_finish_after_pain_is_no_failure(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(4)
    b.reply("SupineFinish")
    b.finish()

    assert b.texts[-1] == "That is all."
    assert ending(b) is Ending.EASED


def test_carrying_on_after_pain_leaves_the_step_out(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(60)
    b.say("SupineResume")
    b.wait(5)

    assert b.practice.timetable.part.step.id == "bent"


def test_a_red_flag_says_the_safety_words_ends_and_alerts_once(resting, language):
    b = resting()
    b.say("SupineRedFlag")
    b.wait(120)

    assert tuple(b.texts[-len(language.safety) :]) == language.safety
    assert [c for c in b.done if isinstance(c, Alert)] == [Alert("red flag")]
    assert b.practice is None
    assert ending(b) is Ending.RED_FLAG


# 16, 17


def test_say_less_drops_the_cues_and_keeps_the_time(resting):
    b = resting()
    b.say("SupineSayLess")
    said = len(b.texts)
    b.finish()

    assert "Still here." not in b.texts[said:]
    assert b.now - b.ready_at == pytest.approx(900, abs=2)
    assert RememberPreference("guidance:back-release", "less") in b.done
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(40)
    assert "Knees bent, feet flat." in b.texts


def test_louder_and_softer_change_the_next_sentence(resting):
    b = resting(can=frozenset({"volume"}))
    b.say("SupineSofter")
    assert answers(b.say("SupineLouder"))
    b.say("SupineSofter")
    b.finish()

    assert [c for c in b.done if isinstance(c, Say)][-1].volume == 0.8


def test_slower_leaves_more_time_where_the_voice_has_one_speed(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    [first] = answers(b.say("SupineSlower"))
    [second] = answers(b.say("SupineSlower"))
    assert first != second
    b.get_down()
    b.finish()

    assert b.now - b.ready_at == pytest.approx(900, abs=2)
    gap = b.heard("Feet flat on the floor.").from_s - b.heard("Let your knees be bent.").to_s
    assert gap == pytest.approx(2.0)


def test_slower_asks_the_voice_where_it_can(resting):
    b = resting(can=frozenset({"rate"}))
    b.say("SupineSlower")
    b.finish()

    assert [c for c in b.done if isinstance(c, Say)][-1].rate == 0.85


# 18


def test_a_pause_in_the_left_leaves_left_and_right_equal(hugging):
    b = hugging()
    left_began = b.now
    b.wait(20)
    b.say("SupinePause")
    b.wait(120)
    b.say("SupineResume")
    b.wait(0.1)
    b.finish()

    resumed = next(s for s in b.spoken if s.text.startswith(("Going on", "On we go")))
    change = next(s for s in b.spoken if s.text == "Now the right side.")
    left_s = 20 + change.from_s - resumed.to_s
    settled = [s.to_s for s in b.spoken if s.text == "Let the other leg be long."][1]
    right_s = b.heard("Let both knees be bent.").from_s - settled - 5
    assert left_s == pytest.approx(45, abs=0.2)
    assert right_s == pytest.approx(left_s, abs=1)
    assert left_began < change.from_s


# 27, 28, 29


def test_an_intent_under_the_floor_is_let_go(resting):
    b = resting()
    ends, said = b.practice.timetable.ends_at, len(b.texts)

    assert answers(b.say("SupineStop", confidence=0.4)) == [""]

    assert b.practice.timetable.ends_at == ends
    assert len(b.texts) == said


def test_under_the_floor_in_our_own_question_is_asked_again_once(bench):
    b = bench()
    b.say("SupineStartRoutine")
    [again] = answers(b.reply("SupineChoose", confidence=0.3, ordinal=1))
    assert "again" in again or "catch" in again
    [quiet] = answers(b.reply("SupineChoose", confidence=0.3, ordinal=1))
    assert quiet == ""


def test_a_question_asked_again_still_knows_what_it_was_about(bench):
    b = bench()
    b.say("SupineStartRoutine", minutes=9)
    b.mumble()

    assert answers(b.reply("SupineChoose", ordinal=2)) == ["Hip stretch, nine minutes, both sides."]


@pytest.mark.parametrize(
    "intent", ["SupinePause", "SupineNext", "SupineHowLong", "SupineStop", "SupineSayLess"]
)
def test_when_nothing_runs_one_short_line_says_so(bench, intent):
    b = bench()

    [answer] = b.say(intent)

    assert answer.question is None
    assert "running" in answer.text
    assert b.site.deadline is None


def test_two_sites_do_not_know_of_each_other(bench):
    a, b = bench(), bench()
    a.say("SupineStartRoutine", routine="back-release")
    b.say("SupineStartRoutine", routine="hip-stretch")
    a.get_down()
    b.get_down()
    a.say("SupinePause")
    a.wait(100)
    b.wait(100)

    assert a.practice.state is State.PAUSED
    assert b.practice.running


# starting another


def test_another_routine_asks_before_it_takes_the_place_of_a_running_one(resting):
    b = resting()
    [question] = answers(b.say("SupineStartRoutine", routine="hip-stretch"))
    assert question == "Leave the back release and start the hip stretch?"
    b.wait(4)
    [staying] = answers(b.reply("SupineNo"))
    assert b.practice.routine.id == "back-release"

    b.say("SupineStartRoutine", routine="hip-stretch")
    b.wait(4)
    b.reply("SupineYes")

    assert staying
    assert b.practice.routine.id == "hip-stretch"


def test_the_routine_that_runs_begins_anew_only_when_that_is_wanted(resting):
    b = resting()
    [question] = answers(b.say("SupineStartRoutine", routine="back-release"))
    assert question == "Start the back release again, from the beginning?"
    b.wait(4)

    b.reply("SupineYes")

    assert b.practice.getting_ready


def test_start_takes_up_the_routine_that_is_paused(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(30)

    [line] = answers(b.say("SupineStartRoutine", routine="back-release"))

    assert line.startswith(("Going on", "On we go"))


def test_more_time_than_is_left_needs_no_shorter_practice(resting):
    b = resting()

    [line] = answers(b.say("SupineShorter", minutes=30))

    assert line.startswith("About")


def test_how_long_after_pain_says_that_the_practice_stands_still(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(60)

    [line] = answers(b.say("SupineHowLong"))

    assert line.startswith("Paused, with about")


def test_intents_of_nobody_end_the_dialogue_quietly(bench):
    assert answers(bench().say("SupineYes")) == [""]
    assert answers(bench().say("SupineJuggle")) == [""]
