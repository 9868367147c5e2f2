from dataclasses import replace

import pytest

from supine.core import starting
from supine.core.events import Answer, Ending, RecordPractice
from supine.core.habits import Habits


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
