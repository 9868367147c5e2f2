"""Ears, questions and what is left behind, at one site."""

from supine.core.events import Ask, CloseEar, NothingUnderstood, QuestionClosed, Say
from supine.core.site import EARS_MAX


def at_gate(b):
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)
    return b


def test_the_ear_at_a_gate_is_closed_before_anything_is_said(bench):
    b = at_gate(bench())
    b.done.clear()

    b.wait(185)

    kinds = [type(c) for c in b.done]
    assert CloseEar in kinds
    assert kinds.index(CloseEar) < kinds.index(Say)
    assert b.heard("Are you lying down?")


def test_the_ear_opens_only_so_often_at_one_gate(bench):
    """In a noisy room the microphone must not open and close for ever."""
    b = at_gate(bench())
    for _ in range(EARS_MAX + 5):
        if b.ears:
            b.mumble()
        b.wait(2.5)

    assert len([c for c in b.done if isinstance(c, Ask)]) == EARS_MAX


def test_an_answer_to_a_closed_question_is_taken_as_any_other_word(resting):
    b = resting()
    b.say("SupineStop")
    b.wait(40)

    b.say("SupineYes", token="1")

    assert b.practice is None


def test_a_question_that_is_not_answered_leaves_nothing_behind(resting):
    b = resting()
    b.say("SupineStop")
    b.wait(60)

    assert b.ears == []
    assert b.site.scene.question is None
    assert b.site.deadline is None


def test_reports_about_unknown_questions_change_nothing(resting):
    b = resting()
    deadline = b.site.deadline

    b.send(QuestionClosed("77"))
    b.send(NothingUnderstood("d9", "78"))

    assert b.site.deadline == deadline
    assert b.practice.running


def test_completed_practices_are_counted(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=5)
    b.get_down()
    b.finish()

    assert b.site.scene.habits.times_done["back-release"] == 1
    assert b.site.scene.habits.last_routine == "back-release"
