"""Plugins from the core's side: it hands out, waits for a moment, and says what came back."""

from dataclasses import replace

import pytest

from bench import Bench
from supine.core.events import Answer, IntentHeard, QuestionClosed
from supine.core.scene import Settings
from supine.core.words import Consult, Consulted, GiveUp, Reply


@pytest.fixture
def b(language):
    return Bench(Settings(language=language, consulted={"QuietAsk": 2.0}))


def consult(commands):
    [one] = [each for each in commands if isinstance(each, Consult)]
    return one


def spoken(commands):
    return [each.text for each in commands if isinstance(each, Answer)]


def test_an_intent_that_a_plugin_owns_is_handed_out_and_nothing_is_said_yet(b):
    commands = b.say("QuietAsk", minutes=3)

    assert consult(commands).intent == "QuietAsk"
    assert consult(commands).slots == {"minutes": 3}
    assert consult(commands).language == "en"
    assert spoken(commands) == []


def test_what_runs_is_told_with_it(b):
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.wait(30)

    told = consult(b.say("QuietAsk"))

    assert told.routine == "back-release"
    assert told.step == b.practice.timetable.part.step.id
    assert told.left_s == pytest.approx(570, abs=2)


def test_the_answer_is_given_in_the_dialogue_that_asked(b):
    ticket = consult(b.say("QuietAsk")).ticket

    commands = b.send(Consulted(ticket, Reply(text="Yes.")))

    assert [(each.dialogue, each.text) for each in commands] == [("d1", "Yes.")]
    assert b.site.deadline is None


def test_without_an_answer_in_time_the_person_is_told_and_the_plugin_given_up(b, phrases):
    ticket = consult(b.say("QuietAsk")).ticket
    assert b.site.deadline == b.now + 2.0

    b.wait(1.9)
    assert b.texts == []
    b.wait(5)

    assert b.texts == [phrases.say("plugin_failed")]
    assert GiveUp(ticket) in b.done


def test_an_answer_that_comes_too_late_or_twice_changes_nothing(b):
    ticket = consult(b.say("QuietAsk")).ticket
    b.wait(3)

    assert b.send(Consulted(ticket, Reply(text="Late."))) == []
    assert b.send(Consulted(99, Reply(text="Nobody asked."))) == []


def test_a_plugin_that_has_no_answer_is_apologised_for(b, phrases):
    ticket = consult(b.say("QuietAsk")).ticket

    assert spoken(b.send(Consulted(ticket))) == [phrases.say("plugin_failed")]


def test_an_empty_answer_ends_the_dialogue_without_a_word(b):
    ticket = consult(b.say("QuietAsk")).ticket

    assert spoken(b.send(Consulted(ticket, Reply()))) == [""]


def test_two_questions_at_once_get_each_its_own_answer(b):
    first, second = (consult(b.say("QuietAsk")).ticket for _ in "12")

    late = b.send(Consulted(second, Reply(text="Two.")))
    early = b.send(Consulted(first, Reply(text="One.")))

    assert [(each.dialogue, each.text) for each in late + early] == [("d2", "Two."), ("d1", "One.")]


def test_an_answer_may_start_a_routine(b):
    ticket = consult(b.say("QuietAsk")).ticket

    b.send(Consulted(ticket, Reply(text="Gladly.", start="back-release", minutes=8)))
    b.until_quiet()

    assert b.texts[0] == "Gladly."
    assert b.practice.routine.id == "back-release"
    assert b.practice.total_s == 480


def test_another_practice_is_not_thrown_away_for_it(b):
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.wait(30)
    ticket = consult(b.say("QuietAsk")).ticket

    b.send(Consulted(ticket, Reply(start="hip-stretch")))

    assert b.practice.routine.id == "back-release"
    assert b.site.scene.question is not None


def asking(b):
    ticket = consult(b.say("QuietAsk")).ticket
    reply = Reply(text="Shall there be more?", listen_for=("SupineYes", "SupineNo"), topic="more")
    b.send(Consulted(ticket, reply))


def test_the_answer_to_its_question_goes_back_to_it(b):
    asking(b)

    told = consult(b.reply("SupineYes"))

    assert (told.intent, told.answers, told.topic) == ("SupineYes", "QuietAsk", "more")


def test_who_was_not_understood_is_asked_once_more(b, phrases):
    asking(b)

    assert spoken(b.mumble()) == [phrases.say("say_again")]
    assert consult(b.reply("SupineNo")).topic == "more"


def test_nobody_has_to_answer_its_question(b):
    asking(b)
    token = b.ears[0].token

    b.wait(30)

    assert b.site.scene.question is None
    assert b.send(QuestionClosed(token)) == []


def test_stop_stops_the_question_and_in_a_practice_the_practice(b):
    asking(b)
    assert spoken(b.reply("SupineStop")) == [""]

    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    asking(b)
    b.reply("SupineStop")
    assert b.practice is None


@pytest.mark.parametrize("intent", ["SupineRedFlag", "SupineHelpUp", "SupinePain"])
def test_no_plugins_question_stands_in_the_way_of_help(b, intent):
    asking(b)
    assert intent in b.ears[0].intents

    answers = spoken(b.reply(intent))

    assert answers
    assert answers[0]
    assert not [each for each in b.done if isinstance(each, Consult)][1:]


def test_something_else_than_an_answer_is_taken_as_ever(b):
    asking(b)

    b.say("SupineStartRoutine", routine="back-release")

    assert b.practice.routine.id == "back-release"


def test_what_was_hardly_understood_does_not_reach_a_plugin(b):
    commands = b.say("QuietAsk", confidence=0.3)

    assert not [each for each in commands if isinstance(each, Consult)]


def test_an_intent_that_nobody_owns_ends_the_dialogue(b):
    assert spoken(b.say("LoudAsk")) == [""]


def test_a_site_without_plugins_knows_none(language):
    site = Bench(Settings(language=language)).site

    commands = site.handle(IntentHeard("QuietAsk", dialogue="d"), 0.0)

    assert commands == [replace(commands[0], text="")]
