from supine.core.intents import Intent
from supine.core.questions import ANSWERS, PATIENCE_S, About


def test_every_question_listens_for_something_and_can_be_declined():
    for about in About:
        assert Intent.NO in ANSWERS[about] or Intent.STOP in ANSWERS[about]


def test_every_question_but_the_gates_is_given_up_some_time():
    assert set(PATIENCE_S) == set(About) - {About.GATE}


def test_a_red_flag_is_heard_wherever_somebody_lies():
    for about in (About.GATE, About.EASE, About.HELP_UP):
        assert Intent.RED_FLAG in ANSWERS[about]


def test_at_the_gate_it_can_be_asked_what_is_needed():
    assert {Intent.NEEDS, Intent.RULES, Intent.CAN_DO} <= set(ANSWERS[About.GATE])


def test_an_offer_can_be_taken_declined_and_stopped_by_a_red_flag():
    assert {Intent.YES, Intent.NO, Intent.STOP, Intent.RED_FLAG} <= set(ANSWERS[About.OFFER])
