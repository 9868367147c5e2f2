import pytest

from supine.core.events import Answer
from supine.core.states import State


def answers(commands):
    return [c.text for c in commands if isinstance(c, Answer)]


@pytest.mark.parametrize("slots", [{}, {"ordinal": 7}])
def test_a_choice_of_nothing_ends_quietly(bench, slots):
    b = bench()
    b.say("SupineStartRoutine")

    assert answers(b.reply("SupineChoose", **slots)) == [""]
    assert b.practice is None


def test_no_to_which_one_ends_quietly(bench):
    b = bench()
    b.say("SupineStartRoutine")

    assert answers(b.reply("SupineNo")) == [""]


def test_a_whole_sentence_answers_which_one_too(bench):
    b = bench()
    b.say("SupineStartRoutine")

    [line] = answers(b.reply("SupineStartRoutine", routine="back-release", minutes=10))

    assert line == "Back release, ten minutes."


def test_yes_to_gentler_or_finish_is_gentler(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(4)
    b.reply("SupineYes")

    assert b.practice.running


def test_no_to_gentler_or_finish_stays_stopped(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(4)

    [line] = answers(b.reply("SupineNo"))

    assert "rest" in line.lower()
    assert b.practice.state is State.EASED


def test_help_up_answers_gentler_or_finish(hugging):
    b = hugging()
    b.say("SupinePain")
    b.wait(4)
    b.reply("SupineHelpUp")

    assert b.practice.closing


def test_not_yet_at_the_gate_goes_on_waiting(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)

    assert answers(b.reply("SupineNo")) == [""]
    assert b.practice.state is State.WAITING
