"""The ways through a practice, one by one."""

from dataclasses import replace

import pytest
from examples import HIPS

from supine.core import steering
from supine.core.states import State
from supine.core.steering import Moved
from supine.model import Side


def test_skipping_a_rest_gives_its_time_away(resting):
    """Who wants to get up now must not wait in a slow close for the asked minutes."""
    b = resting(minutes=45)

    moved, _ = steering.skip(b.practice, b.now)

    assert moved is Moved.INTO_CLOSE
    assert b.practice.left_s(b.now) < 120


def test_skipping_an_ordinary_step_leaves_its_time_to_the_rest(hugging):
    b = hugging()
    ends_at = b.practice.timetable.ends_at

    b.say("SupineNext")
    b.finish()

    assert b.now == pytest.approx(ends_at, abs=2)


def test_back_from_the_close_stays_in_the_close(resting):
    b = resting()
    b.say("SupineNext")
    b.wait(30)
    assert b.practice.closing

    for _ in range(10):
        b.say("SupineBack")
        b.wait(0.2)

    assert b.practice.closing
    assert b.practice.timetable.part.step.id == "think"


def test_next_while_paused_goes_on(hugging):
    b = hugging()
    b.say("SupinePause")
    b.wait(100)

    b.say("SupineNext")

    assert b.practice.running


def test_the_gentler_step_is_held_as_long_as_the_one_it_replaces(hugging):
    b = hugging()
    b.say("SupinePain")
    b.ears.clear()
    b.say("SupineGentler")
    while b.practice.state is not State.HOLDING:
        b.wait(0.1)

    assert b.practice.hold_left_s(b.now) == pytest.approx(45, abs=0.2)
    assert b.practice.timetable.part.step.name == HIPS.steps[1].name


def test_less_said_in_the_middle_of_a_rest_is_less_at_once(resting):
    b = resting()
    b.wait(30)
    said = len(b.texts)

    b.say("SupineSayLess")
    b.wait(400)

    assert b.texts[said + 1 :] == []
    b.say("SupineSayMore")
    b.wait(130)
    assert b.texts[-1] in {"Still here.", "Notice your back."}


def test_what_was_said_already_is_not_said_again_when_more_is_wanted(resting):
    b = resting()
    while "Still here." not in b.texts:
        b.wait(1)
    b.wait(5)

    b.say("SupineSayMore")
    b.wait(60)

    assert b.texts.count("Still here.") == 1


def test_coming_up_from_a_routine_without_a_close_is_the_end(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="desk-break")
    b.wait(5)

    b.say("SupineFinish")
    b.wait(5)

    assert b.practice is None


def test_a_gentler_version_names_the_side_it_is_for_on_the_other_too(hugging):
    b = hugging()
    said = {side: (f"Only rest the {side} leg.",) for side in Side}
    table = b.practice.timetable
    kinder = replace(table.part.step, gentler=said)
    table.parts = tuple(
        replace(part, step=kinder) if part.step is table.part.step else part for part in table.parts
    )

    b.say("SupinePain")
    b.ears.clear()
    b.say("SupineGentler")
    b.finish()

    assert [text for text in b.texts if text.startswith("Only rest")] == [
        "Only rest the left leg.",
        "Only rest the right leg.",
    ]
