"""Answers and questions in dialogues, by every order that Rhasspy was seen to send."""

import pytest

from adapters.hermes.room import CONTINUE, END, SAY, START, heard
from supine.core.events import (
    IntentHeard,
    LineHeard,
    NothingUnderstood,
    Outcome,
    Question,
    QuestionClosed,
)

YES_OR_NO = ("SupineYes", "SupineNo")


# ---- wake word, intent, answer --------------------------------------------------------------


def test_an_intent_after_the_wake_word_can_be_answered_in_its_session(room):
    session = room.woken_session()
    room.wait(1.0)
    room.intent(
        "SupineStartRoutine",
        session,
        "porcupine",
        slots=[{"slotName": "minutes", "value": {"kind": "Number", "value": 12}}],
    )

    assert room.take_events() == [
        IntentHeard("SupineStartRoutine", {"minutes": 12}, 1.0, session, None)
    ]
    line_id = room.answer(session, "Starting your back release.")
    assert room.take_sent() == [
        (END, {"sessionId": session, "text": "Starting your back release."})
    ]
    room.wait(1.6)
    room.say_finished("dialogue-managers-own", session)
    assert room.events == [], "the end of the session tells it better"
    room.ended(session)

    assert room.events == [heard(line_id, pytest.approx(1.6))]


def test_after_the_answer_the_next_sentence_waits_for_the_end_of_the_session(room):
    session = room.heard_session()
    room.answer(session, "Paused.")
    room.say("Going on.")

    room.wait(0.6)
    assert room.says == []
    room.ended(session)

    assert room.says == ["Going on."]


def test_an_empty_answer_ends_the_session_without_a_word(room):
    session = room.heard_session()

    line_id = room.answer(session, "")

    assert room.sent == [(END, {"sessionId": session})]
    assert room.events == [heard(line_id)]


def test_an_answer_whose_session_is_never_reported_over_is_lost_after_its_cap(room):
    session = room.heard_session()
    line_id = room.answer(session, "Paused.")

    room.wait(4.8)
    assert room.events == []
    room.wait(0.1)

    assert room.events == [LineHeard(line_id, Outcome.LOST, 4.875)]


def test_a_session_that_was_told_to_end_holds_the_site_for_a_quarter_of_a_minute_at_most(room):
    room.answer(room.heard_session(), "Paused.")
    room.say("Going on.")

    room.wait(14.9)
    assert room.says == []
    room.wait(0.2)

    assert room.says == ["Going on."]


def test_a_failing_speech_service_loses_the_answer_at_once(room):
    session = room.heard_session()
    line_id = room.answer(session, "Paused.")

    room.say_failed("dialogue-managers-own", session)
    room.ended(session)

    assert room.events == [LineHeard(line_id, Outcome.LOST, 0.0)]


def test_what_is_too_long_for_a_dialogue_is_said_after_it(room):
    session = room.heard_session("SupineAbout")
    first = "This one lets your back release by itself, while you lie still and do nothing at all."
    rest = "You will need a few books under your head, a carpet and a quarter of an hour of peace."

    line_id = room.answer(session, f"{first} {rest}")

    assert room.take_sent() == [(END, {"sessionId": session, "text": first})]
    room.wait(4.0)
    room.ended(session)
    assert room.says == [rest]
    assert room.events == []
    room.wait(5.0)
    room.play_finished()
    assert room.events == [heard(line_id, pytest.approx(9.0))]


def test_two_recognisers_at_one_broker_are_heard_as_one(room):
    session = room.woken_session()

    room.intent("SupinePause", session)
    room.wait(0.1)
    room.intent("SupinePause", session)

    assert len(room.events) == 1


def test_an_intent_outside_any_session_is_heard_and_answered_aloud(room):
    room.intent("SupineHowLong", None)
    assert room.take_events() == [IntentHeard("SupineHowLong", {}, 1.0, None, None)]

    room.answer(None, "About six minutes.")

    assert room.says == ["About six minutes."]


# ---- a question in the session --------------------------------------------------------------


def test_a_question_keeps_the_session_open_and_its_answer_carries_the_token(room):
    session = room.heard_session("SupineStop")

    line_id = room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))

    assert room.take_sent() == [
        (
            CONTINUE,
            {
                "sessionId": session,
                "text": "Shall I help you up?",
                "intentFilter": ["SupineYes", "SupineNo"],
                "customData": room.mark("7"),
                "sendIntentNotRecognized": True,
            },
        )
    ]
    room.wait(2.0)
    room.say_finished("dialogue-managers-own", session)
    assert room.take_events() == [heard(line_id, pytest.approx(2.0))]
    room.intent("SupineYes", session, room.mark("7"))
    assert room.take_events() == [IntentHeard("SupineYes", {}, 1.0, session, "7")]
    room.answer(session, "Slowly, then.")
    assert room.sent == [(END, {"sessionId": session, "text": "Slowly, then."})]
    room.wait(1.0)
    room.ended(session)
    assert [type(event) for event in room.events] == [LineHeard], "the question was over before"


def test_nothing_understood_may_be_asked_again_in_the_same_session(room):
    session = room.heard_session("SupineStop")
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.say_finished("x", session)
    room.take_events()
    room.take_sent()

    room.not_recognised(session, room.mark("7"))
    assert room.take_events() == [NothingUnderstood(session, "7")]
    room.answer(session, "Sorry?", Question("7", YES_OR_NO))
    [(topic, payload)] = room.take_sent()
    room.say_finished("x", session)
    room.ended(session, "timeout")

    assert (topic, payload["text"]) == (CONTINUE, "Sorry?")
    assert room.events[1:] == [QuestionClosed("7")]


def test_another_question_in_the_same_session_closes_the_first(room):
    session = room.heard_session("SupineStop")
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.say_finished("x", session)
    room.not_recognised(session)
    room.take_events()

    room.answer(session, "Yes or no?", Question("8", YES_OR_NO))
    room.say_finished("x", session)
    room.intent("SupineNo", session)

    assert QuestionClosed("7") in room.events
    assert room.events[-1] == IntentHeard("SupineNo", {}, 1.0, session, "8")


def test_nothing_understood_and_no_more_questions_ends_the_session_and_the_question(room):
    session = room.open_ear()
    room.not_recognised(session, room.mark("1"))
    room.take_events()

    line_id = room.answer(session, "")
    assert room.sent == [(END, {"sessionId": session})]
    room.ended(session)

    assert room.events == [heard(line_id), QuestionClosed("1")]


def test_nobody_understood_in_a_dialogue_of_others_is_nothing_to_us(room):
    session = room.woken_session()

    room.not_recognised(session, "porcupine")

    assert room.events == []


def test_an_answer_to_a_question_proves_that_the_question_was_heard(room):
    session = room.heard_session("SupineStop")
    line_id = room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.wait(2.0)

    room.intent("SupineYes", session)

    assert room.events == [
        heard(line_id, pytest.approx(2.0)),
        IntentHeard("SupineYes", {}, 1.0, session, "7"),
    ]


def test_a_question_too_long_for_a_dialogue_is_asked_after_it(room):
    session = room.heard_session("SupineStartRoutine")
    first = (
        "There are three of them, and each has its own way of letting the back be long and wide."
    )
    question = (
        "Which one would you like: the back release, the hip stretch or the evening wind-down?"
    )
    room.answer(session, f"{first} {question}", Question("7", ("SupineChoose",)))
    room.take_sent()

    room.wait(6.0)
    room.ended(session)
    assert room.says == [question]
    room.play_finished()

    topic, payload = room.sent[-1]
    assert topic == START
    assert payload["init"]["intentFilter"] == ["SupineChoose"]


def test_a_wordless_question_listens_at_once(room):
    session = room.heard_session()

    line_id = room.answer(session, "", Question("7", YES_OR_NO))

    [(topic, payload)] = room.sent
    assert (topic, payload["text"]) == (CONTINUE, None)
    assert room.events == [heard(line_id)]


# ---- our own ear ----------------------------------------------------------------------------


def test_the_ear_is_opened_by_an_action_that_can_be_queued(room):
    room.ask("3", ["SupineNext", "SupinePause"])

    assert room.sent == [
        (
            START,
            {
                "siteId": "bedroom",
                "customData": room.mark("3"),
                "init": {
                    "type": "action",
                    "text": None,
                    "canBeEnqueued": True,
                    "intentFilter": ["SupineNext", "SupinePause"],
                    "sendIntentNotRecognized": True,
                },
            },
        )
    ]


def test_what_is_said_into_our_ear_carries_the_token(room):
    session = room.open_ear("3")
    room.intent("SupineNext", session, room.mark("3"))
    line_id = room.answer(session, "")
    room.ended(session, custom_data=room.mark("3"))

    assert room.events == [IntentHeard("SupineNext", {}, 1.0, session, "3"), heard(line_id)]


def test_our_session_is_recognised_by_its_intent_when_its_start_was_missed(room):
    room.ask("3")

    room.intent("SupineNext", "own", room.mark("3"))

    assert room.events == [IntentHeard("SupineNext", {}, 1.0, "own", "3")]


def test_our_session_is_recognised_by_its_end_when_its_start_was_missed(room):
    room.ask("3")

    room.ended("own", "timeout", room.mark("3"))

    assert room.events == [QuestionClosed("3")]


@pytest.mark.parametrize("reason", ["timeout", "abortedByUser", "error", "nominal"])
def test_a_question_closes_with_its_session(room, reason):
    session = room.open_ear("3")

    room.ended(session, reason, room.mark("3"))

    assert room.events == [QuestionClosed("3")]
    assert room.voice.deadline() is None


def test_a_queued_question_is_listened_for_when_its_turn_has_come(room):
    room.ask("3")
    room.queued("own", room.mark("3"))
    room.wait(20.0)
    room.started("own", room.mark("3"))
    room.intent("SupineNext", "own", room.mark("3"))

    assert room.events == [IntentHeard("SupineNext", {}, 1.0, "own", "3")]


def test_a_question_that_no_dialogue_manager_takes_up_is_closed(room):
    room.ask("3")

    room.wait(5.0)

    assert room.events == [QuestionClosed("3")]


def test_an_ear_that_opens_after_its_question_was_closed_is_shut_at_once(room):
    room.ask("3")
    room.wait(5.0)
    room.take_sent()

    room.started("own", room.mark("3"))

    assert room.sent == [(END, {"sessionId": "own"})]
    assert room.events == [QuestionClosed("3")]


def test_a_question_of_an_earlier_run_is_left_alone(room):
    room.started("own", "supine:feedbeef:1")

    assert room.sent == []


def test_closing_the_ear_ends_its_session_without_a_word(room):
    session = room.open_ear("3")

    room.close("3")
    assert room.take_sent() == [(END, {"sessionId": session})]
    assert room.events == []
    room.ended(session, custom_data=room.mark("3"))

    assert room.events == [QuestionClosed("3")]


def test_closing_the_ear_does_not_wait_for_ever(room):
    room.open_ear("3")
    room.close("3")
    room.say("Next, the right side.")

    room.wait(2.9)
    assert room.says == []
    room.wait(0.2)

    assert room.events == [QuestionClosed("3")]
    assert room.says == ["Next, the right side."]


def test_a_sentence_that_falls_due_while_the_ear_is_open_waits_for_its_end(room):
    session = room.open_ear("3")
    room.say("Next, the right side.")

    assert room.says == []
    room.close("3")
    assert room.says == []
    room.ended(session)

    assert room.says == ["Next, the right side."]


def test_a_question_closed_before_it_was_asked_is_never_asked(room):
    room.started("somebodys", "timer-skill")
    room.ask("3")

    room.close("3")
    room.ended("somebodys")

    assert room.events == [QuestionClosed("3")]
    assert room.sent == []


def test_a_queued_question_cannot_be_called_back_and_is_ended_when_it_starts(room):
    room.ask("3")
    room.queued("own", room.mark("3"))
    room.close("3")
    room.wait(3.0)
    assert room.take_events() == [QuestionClosed("3")]
    room.take_sent()

    room.wait(10.0)
    room.started("own", room.mark("3"))

    assert room.sent == [(END, {"sessionId": "own"})]
    assert room.events == []


def test_a_question_closed_while_it_starts_is_ended_when_it_has(room):
    room.ask("3")
    room.close("3")
    room.take_sent()

    room.started("own", room.mark("3"))
    assert room.sent == [(END, {"sessionId": "own"})]
    room.ended("own")

    assert room.events == [QuestionClosed("3")]


def test_what_was_said_while_the_ear_was_closing_still_counts(room):
    """Somebody who says "stop" into a closing ear must be heard."""
    session = room.open_ear("3")
    room.close("3")
    room.intent("SupineStop", session, room.mark("3"))
    room.ended(session)

    assert room.take_events() == [IntentHeard("SupineStop", {}, 1.0, session, "3")]
    room.answer(session, "Stopped.")
    assert room.says == ["Stopped."]


def test_a_session_is_not_ended_between_its_question_and_the_open_ear(room):
    """The dialogue manager would open an ear for a session that is no more."""
    session = room.heard_session("SupineStop")
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.take_sent()

    room.close("7")
    room.wait(2.0)
    assert room.sent == []
    room.say_finished("x", session)
    assert room.sent == []
    room.wait(0.3)
    assert room.sent == [(END, {"sessionId": session})]
    room.ended(session)

    assert room.events[-1] == QuestionClosed("7")


def test_a_second_question_waits_until_the_first_is_over(room):
    session = room.open_ear("3")
    room.ask("4")

    assert room.sent == []
    room.ended(session, "timeout")

    assert [payload["customData"] for _, payload in room.sent] == [room.mark("4")]


def test_a_question_asked_in_the_same_breath_as_a_wake_word_is_queued_behind_it(room):
    room.ask("3")
    session = room.woken_session()
    room.queued("own", room.mark("3"))
    room.intent("SupinePause", session)
    room.answer(session)
    room.wait(0.6)
    room.ended(session)
    room.say("Not into the ear.")
    assert room.says == []

    room.started("own", room.mark("3"))
    room.ended("own", "timeout")

    assert room.events[-1] == QuestionClosed("3")
    assert room.says == ["Not into the ear."]


def test_a_question_without_a_dialogue_is_said_first_and_listened_for_after_it(room):
    line_id = room.answer(None, "Shall I go on?", Question("7", YES_OR_NO))

    assert [topic for topic, _ in room.sent] == [SAY]
    room.play_finished()

    assert [topic for topic, _ in room.sent] == [SAY, START]
    assert room.events == [heard(line_id, pytest.approx(0.0))]


# ---- out of turn ----------------------------------------------------------------------------


def test_an_open_ear_is_not_talked_into(room):
    """To go on with a session while it listens would end it."""
    session = room.open_ear("3")

    room.answer(session, "Sorry?", Question("4", YES_OR_NO))
    assert room.sent == []
    room.ended(session, "timeout")

    assert room.says == ["Sorry?"]


def test_an_ear_that_is_just_opening_is_shut_when_it_is_open(room):
    session = room.heard_session("SupineStop")
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.say_finished("x", session)
    room.take_sent()

    room.wait(0.1)
    room.close("7")
    assert room.sent == []
    room.wait(0.2)

    assert room.sent == [(END, {"sessionId": session})]


def test_a_wordless_question_is_shut_when_its_ear_is_open(room):
    session = room.heard_session()
    room.answer(session, "", Question("7", YES_OR_NO))
    room.take_sent()

    room.close("7")
    assert room.sent == []
    room.wait(0.3)

    assert room.sent == [(END, {"sessionId": session})]


def test_an_ear_that_has_just_heard_something_is_shut_at_once(room):
    session = room.heard_session("SupineStop")
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.say_finished("x", session)
    room.wait(0.1)
    room.not_recognised(session)
    room.take_sent()

    room.close("7")

    assert room.sent == [(END, {"sessionId": session})]


def test_nothing_understood_in_a_closing_ear_ends_it(room):
    session = room.heard_session("SupineStop")
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.close("7")
    room.take_sent()
    room.take_events()

    room.not_recognised(session)
    assert room.sent == [(END, {"sessionId": session})]
    room.ended(session)

    assert [type(event) for event in room.events] == [LineHeard, QuestionClosed]


def test_a_question_that_turns_out_to_be_queued_after_it_was_closed_is_not_waited_for(room):
    room.ask("3")
    room.close("3")
    room.queued("own", room.mark("3"))

    room.wait(3.0)

    assert room.events == [QuestionClosed("3")]


def test_a_question_keeps_the_floor_for_as_long_as_its_own_session_may_live(room):
    session = room.heard_session("SupineStop")
    room.wait(100.0)
    room.answer(session, "Shall I help you up?", Question("7", YES_OR_NO))
    room.say("Rest.")

    room.wait(100.0)

    assert room.says == []


# ---- services that report the end of a text too early ------------------------------------------


ANSWER = "About six minutes left. Next, the left knee."


def answered_too_early(room):
    """A speech service far away has only made the sound; the dialogue manager believes it."""
    session = room.heard_session("SupineHowLong")
    line_id = room.answer(session, ANSWER)
    room.wait(0.03)
    room.say_finished("dialogue-managers-own", session)
    room.ended(session)
    return line_id


def test_an_answer_that_cannot_be_over_yet_is_over_when_its_sound_is(room):
    line_id = answered_too_early(room)
    assert room.take_events() == []

    room.wait(2.0)
    room.play_finished("dialogue-managers-own")

    assert room.take_events() == [heard(line_id, pytest.approx(2.03))]


def test_without_a_word_about_its_sound_such_an_answer_is_over_as_a_calm_voice_would_be(room):
    line_id = answered_too_early(room)

    room.wait(10.0)

    assert room.events == [heard(line_id, pytest.approx(len(ANSWER) / 14))]


def test_nothing_is_said_into_an_answer_that_still_plays(room):
    answered_too_early(room)
    room.say("Let your neck be long.")
    assert room.says == []

    room.play_finished("dialogue-managers-own")

    assert room.says == ["Let your neck be long."]


def test_the_end_of_the_sentence_before_is_not_the_end_of_the_answer(room):
    room.say("Let your neck be long.")
    before = room.last_say["id"]
    line_id = answered_too_early(room)

    room.play_finished(before)
    assert [event.line_id for event in room.take_events()] != [line_id]
    room.play_finished("dialogue-managers-own")

    assert room.events == [heard(line_id, pytest.approx(0.03))]


def test_hush_leaves_of_a_long_answer_only_what_still_plays(room):
    session = room.heard_session("SupineTellRules")
    line_id = room.answer(session, "Move slowly and never push against anything. " * 6)
    room.ended(session)
    room.hush()

    room.play_finished("dialogue-managers-own")

    assert room.says == []
    assert [event.line_id for event in room.events] == [line_id]


def test_the_ear_does_not_open_after_a_question_that_perhaps_nobody_heard(room):
    """It would take the wake word from somebody who does not know that they were asked."""
    line_id = room.answer(None, "Shall I go on?", Question("7", YES_OR_NO))

    room.wait(60.0)

    assert [topic for topic, _ in room.sent] == [SAY]
    assert room.events == [LineHeard(line_id, Outcome.LOST, 5.75), QuestionClosed("7")]
