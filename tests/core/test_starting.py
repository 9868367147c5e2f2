from dataclasses import replace
from datetime import date, timedelta

import pytest

from supine.core import starting
from supine.core.events import (
    Answer,
    CloseEar,
    Ending,
    Hush,
    IntentHeard,
    RecordPractice,
    Say,
)
from supine.core.habits import Fading, Habits


def answers(commands):
    return [c.text for c in commands if isinstance(c, Answer)]


def test_while_getting_ready_another_routine_simply_takes_its_place(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(3)

    b.say("SupineStartRoutine", routine="hip-stretch")

    assert b.practice.routine.id == "hip-stretch"
    assert not [c for c in b.done if isinstance(c, RecordPractice)]


def test_a_parked_practice_makes_room_and_is_written_down(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(3600)

    b.say("SupineStartRoutine", routine="hip-stretch")

    assert b.practice.routine.id == "hip-stretch"
    [record] = [c for c in b.done if isinstance(c, RecordPractice)]
    assert record.ending is Ending.LEFT_PAUSED
    assert record.practised_s == pytest.approx(150, abs=1)


def test_what_hurt_and_was_left_for_another_routine_is_written_down_as_eased(resting):
    """It was care, not failure."""
    b = resting()
    b.say("SupinePain")
    b.wait(60)
    b.say("SupineStartRoutine", routine="desk-break")
    b.wait(5)

    b.reply("SupineYes")

    [record] = [c for c in b.done if isinstance(c, RecordPractice)]
    assert record.ending is Ending.EASED


def test_a_language_without_routines_says_so(bench):
    b = bench()
    scene = b.site.scene
    scene.settings = replace(scene.settings, language=replace(scene.settings.language, routines={}))

    assert answers(b.say("SupineStartRoutine")) == ["There are no routines here yet."]
    assert "roll to one side" in answers(b.say("SupineHelpUp"))[0].lower()


def test_the_only_routine_needs_no_question(bench):
    b = bench()
    scene = b.site.scene
    only = {"desk-break": scene.settings.language.routines["desk-break"]}
    scene.settings = replace(
        scene.settings, language=replace(scene.settings.language, routines=only)
    )

    assert answers(b.say("SupineStartRoutine")) == ["Desk break, one minute."]


def test_help_up_takes_the_close_of_what_was_practised_last(bench):
    b = bench(habits=Habits(times_done={"hip-stretch": 1}, last_routine="hip-stretch"))

    b.say("SupineHelpUp")

    assert b.practice.routine.id == "hip-stretch"
    assert b.practice.closing


def test_nothing_is_forgotten_before_half_a_day(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(starting.PARKED_MAX_S - 10)

    assert not starting.forgotten(b.site.scene, b.now)
    b.wait(60)
    assert starting.forgotten(b.site.scene, b.now)


def test_the_routines_name_said_at_the_gate_means_ready(bench):
    """ "Lying down" is a name of the back release, and what somebody says who has lain down."""
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)

    b.say("SupineStartRoutine", routine="back-release")

    assert not b.practice.getting_ready


# ---- how much is said ---------------------------------------------------------------------------


FIRST = "A few words first, since it is new. Say next to pass over them."
RULE = "Never push."
AGAIN = "As before, slowly and in comfort. To hear the rules, say, tell me the rules."


def before_the_gate(bench, times):
    b = bench(habits=Habits(times_done={"hip-stretch": times}))
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.until_quiet()
    return [text for text in b.texts if text in {FIRST, RULE, AGAIN}]


@pytest.mark.parametrize(
    ("times", "said"), [(0, [FIRST, RULE]), (1, [AGAIN]), (2, [AGAIN]), (3, []), (100, [])]
)
def test_needs_and_rules_are_told_in_full_then_in_a_line_then_not_at_all(bench, times, said):
    assert before_the_gate(bench, times) == said


def test_a_routine_without_needs_and_rules_has_no_line_about_them(bench):
    b = bench(habits=Habits(times_done={"back-release": 1}))
    b.say("SupineStartRoutine", routine="back-release")
    b.until_quiet()

    assert AGAIN not in b.texts


def practising(bench, **habits):
    b = bench(habits=Habits(**habits))
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.finish()
    assert b.now - b.ready_at == pytest.approx(600, abs=2)
    return b


BRIEF, FULL = "Knees bent, feet flat.", "Let your knees be bent."


def test_the_sixth_time_is_brief_and_as_long_and_keeps_the_cues(bench):
    b = practising(bench, times_done={"back-release": 4})
    assert FULL in b.texts
    said = len(b.texts)

    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.finish()

    assert BRIEF in b.since(said)
    assert FULL not in b.since(said)
    assert "Still here." in b.since(said)
    assert b.now - b.ready_at == pytest.approx(600, abs=2)


def test_after_two_weeks_away_it_is_full_once_more(bench):
    today = date(2026, 3, 2)  # on the bench
    times = {"back-release": 30}

    b = practising(bench, times_done=times, last_done={"back-release": today - timedelta(days=14)})
    assert FULL in b.texts
    said = len(b.texts)
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.finish()

    assert FULL not in b.since(said)


def test_say_more_is_remembered_over_what_has_faded(bench):
    b = bench(habits=Habits(times_done={"back-release": 9}))
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.say("SupineSayMore")
    b.get_down()
    b.finish()
    said = len(b.texts)
    assert FULL in b.texts

    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.finish()

    assert FULL in b.since(said)


def test_how_soon_texts_fade_can_be_set(bench):
    habits = Habits(times_done={"back-release": 1})
    b = bench(habits=habits, fading=Fading(brief_after=1))
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(60)

    assert BRIEF in b.texts


# ---- somebody who is down already --------------------------------------------------------------


def test_somebody_who_lies_already_is_not_brought_down(bench):
    b = bench()

    [first, *_] = b.say("SupineStartRoutine", routine="back-release", minutes=10, down="lying")
    took_s = b.finish()

    assert first.text == "Back release, ten minutes."
    assert not any(text.startswith(("Come down", "When you are down")) for text in b.texts)
    assert b.texts[1] == "Let your head rest on the books."
    assert took_s == pytest.approx(600, abs=4)


def test_what_is_new_to_them_is_told_all_the_same(bench):
    b = bench(habits=Habits())

    b.say("SupineStartRoutine", routine="hip-stretch", minutes=8, down="lying")
    b.wait(40)

    assert b.texts[1].startswith("A few words first")
    assert b.texts[2:4] == ["Have a mat.", "Never push."]
    assert "When you are down" not in " ".join(b.texts)
    assert b.texts[4] == "Draw your left knee towards your chest."


def test_the_way_up_is_the_same_for_somebody_who_lay_already(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=10, down="lying")
    b.wait(60)

    b.say("SupineHelpUp")
    b.finish()

    assert "Wait here on your side." in b.texts


def test_a_routine_without_a_gate_starts_as_ever(bench):
    b = bench()

    b.say("SupineStartRoutine", routine="desk-break", down="lying")
    b.finish()

    assert b.texts[:2] == ["Desk break, one minute.", "Stop for a moment."]


# ---- the first word before the plan -------------------------------------------------------------


def start_at(b, *, routine="back-release"):
    """Say it and return what is to be done at once, and what follows."""
    heard = IntentHeard("SupineStartRoutine", {"routine": routine}, dialogue="d")
    first = b.site.answer(heard, b.now, b.wall)
    before = b.practice
    return first, before, b.site.go_on(first, b.now)


def test_the_name_is_said_before_the_practice_is_planned(bench):
    first, planned, rest = start_at(bench())

    assert answers(first) == ["Back release, fifteen minutes."]
    assert [type(each) for each in first] == [Answer]
    assert planned is None
    assert [type(each) for each in rest] == [Say]


def test_what_is_said_and_done_is_the_same_whether_it_is_taken_in_one_or_two(bench):
    at_once, in_two = bench(), bench()
    heard = IntentHeard("SupineStartRoutine", {"routine": "hip-stretch"}, dialogue="d")

    commands = at_once.site.handle(heard, at_once.now, at_once.wall)
    first, _, rest = start_at(in_two, routine="hip-stretch")

    kept = in_two.site.keep(heard, [*first, *rest], in_two.now)
    assert [*first, *rest, *kept] == commands
    assert in_two.site.deadline == at_once.site.deadline


def test_a_practice_that_made_room_is_counted_and_told_once(resting):
    b = resting()
    b.say("SupinePause")
    b.wait(3600)

    first, planned, rest = start_at(b, routine="hip-stretch")

    assert [type(each) for each in first] == [Hush, RecordPractice, Answer]
    assert planned is None
    assert not [each for each in rest if isinstance(each, RecordPractice)]
    assert sum(b.site.scene.habits.days.values()) == pytest.approx(first[1].practised_s)


def test_while_a_question_is_open_everything_keeps_its_order(bench):
    """The ear at the gate is closed before anything is said."""
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)

    first, planned, rest = start_at(b, routine="hip-stretch")

    assert isinstance(first[0], CloseEar)
    assert planned.routine.id == "hip-stretch"
    assert rest == []
