from supine.core.words import Consult, Reply


def test_a_reply_with_nothing_in_it_says_starts_and_asks_nothing():
    assert Reply() == Reply(text="", start=None, minutes=None, listen_for=(), topic="")


def test_a_question_to_a_plugin_is_about_nothing_that_runs_unless_it_says_so():
    consult = Consult(ticket=1, intent="QuietAsk", language="en")

    assert (consult.routine, consult.step, consult.left_s, consult.answers) == (None,) * 4
