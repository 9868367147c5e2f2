"""Who has the floor, by every order of messages that Rhasspy was seen to send."""

import pytest

from adapters.hermes.room import END, SAY, heard
from supine.core.events import (
    IntentHeard,
    LineHeard,
    Outcome,
    Question,
    QuestionClosed,
)

YES_OR_NO = ("SupineYes", "SupineNo")


# ---- other people's notifications and dialogues ---------------------------------------------


def test_nothing_is_said_into_somebodys_dialogue(room):
    room.started("somebodys", "timer-skill")
    room.say()
    room.ask()

    room.wait(60.0)
    assert room.sent == []
    room.ended("somebodys", "nominal", "timer-skill")

    assert len(room.says) == 1


def test_the_answer_to_an_intent_in_somebodys_dialogue_waits_and_never_ends_it(room):
    room.started("somebodys", "timer-skill")
    room.intent("SupineHowLong", "somebodys", "timer-skill")
    line_id = room.answer("somebodys", "About six minutes.")

    room.wait(5.0)
    assert room.sent == []
    room.ended("somebodys")
    room.play_finished()

    assert room.sent[0][0] == SAY
    assert room.events[-1] == heard(line_id, pytest.approx(0.0))


def test_an_answer_that_could_not_be_given_for_ten_seconds_is_stale_and_so_is_its_question(room):
    room.started("somebodys", "timer-skill")
    line_id = room.answer("somebodys", "Shall I?", Question("7", YES_OR_NO))

    room.wait(10.0)
    room.ended("somebodys")

    assert room.sent == []
    assert room.events == [LineHeard(line_id, Outcome.DROPPED), QuestionClosed("7")]


def test_a_wake_word_named_by_the_intent_makes_a_dialogue_answerable(room):
    """The message of the wake word itself may have been lost."""
    room.started("renamed", "porcupine")
    room.intent("SupinePause", "renamed", "porcupine", wakewordId="porcupine")

    room.answer("renamed")

    assert room.sent == [(END, {"sessionId": "renamed", "text": "Paused."})]


def test_a_dialogue_whose_start_was_missed_is_answered_when_a_wake_word_opened_it(room):
    session = "bedroom-porcupine-f00d"
    room.intent("SupinePause", session, "porcupine")
    room.answer(session)

    assert room.sent == [(END, {"sessionId": session, "text": "Paused."})]


def test_a_recogniser_that_names_a_wake_word_in_every_session_makes_none_ours(room):
    room.started("somebodys", "timer-skill")
    room.intent("SupineStop", "somebodys", "timer-skill", wakewordId="porcupine")

    room.answer("somebodys", "Nothing is running.")

    assert room.sent == []


def test_a_dialogue_whose_start_was_missed_is_known_by_the_wake_word_in_its_intent(room):
    room.intent("SupinePause", "named by a satellite", "porcupine", wakewordId="porcupine")
    room.answer("named by a satellite")

    assert room.sent == [(END, {"sessionId": "named by a satellite", "text": "Paused."})]


@pytest.mark.parametrize("custom_data", [None, "porcupine"])
def test_a_dialogue_that_follows_a_wake_word_is_its_own_whatever_its_name(room, custom_data):
    room.wake()
    room.wait(4.0)  # some wake sounds are long
    room.started("named by a satellite", custom_data)
    room.intent("SupinePause", "named by a satellite", custom_data)
    room.answer("named by a satellite")

    assert room.sent == [(END, {"sessionId": "named by a satellite", "text": "Paused."})]


def test_a_wake_word_opens_one_dialogue_only(room):
    """What another skill asks right after it is the other skill's."""
    room.ended(room.woken_session())
    room.started("somebodys")
    room.intent("SupinePause", "somebodys")

    room.answer("somebodys")

    assert room.sent == []


def test_a_dialogue_that_nothing_else_tells_of_is_answered_aloud_and_holds_nobody_up(room):
    room.intent("SupinePause", "made-up-by-hand")
    room.answer("made-up-by-hand")

    assert room.says == ["Paused."]


# ---- the wake word in the middle of things --------------------------------------------------


def test_a_wake_word_holds_the_site_until_its_session_has_begun_and_ended(room):
    room.wake()
    room.say()

    room.wait(0.8)
    room.started("bedroom-porcupine-1", "porcupine")
    room.wait(4.0)
    assert room.sent == []
    room.ended("bedroom-porcupine-1", "timeout")

    assert len(room.says) == 1


def test_a_wake_word_without_a_session_holds_the_site_for_three_seconds(room):
    room.wake()
    room.say()

    room.wait(2.99)
    assert room.says == []
    room.wait(0.02)

    assert len(room.says) == 1


def test_a_wake_word_during_an_answer_loses_it(room):
    session = room.heard_session()
    line_id = room.answer(session, "About six minutes. Next, the left knee.")
    room.wake()
    room.ended(session, "abortedByUser")
    room.started("bedroom-porcupine-9", "porcupine")

    assert room.events == [LineHeard(line_id, Outcome.LOST)]


def test_a_wake_word_during_a_long_answer_drops_its_rest_and_its_question(room):
    session = room.heard_session()
    line_id = room.answer(session, "A sentence of some length here. " * 8, Question("7", YES_OR_NO))
    room.wake()
    room.ended(session, "abortedByUser")
    room.wait(60.0)

    assert room.says == []
    assert room.events == [LineHeard(line_id, Outcome.LOST), QuestionClosed("7")]


def test_a_wake_word_closes_our_ear(room):
    session = room.open_ear("3")
    room.wake()
    room.wait(0.5)
    room.ended(session, "abortedByUser", room.mark("3"))
    room.started("bedroom-porcupine-1", "porcupine")

    assert room.events == [QuestionClosed("3")]


def test_a_wake_word_during_a_sentence_leaves_it_to_its_end_and_holds_the_next(room):
    first = room.say("Breathe in slowly.")
    room.wake()
    room.started("bedroom-porcupine-1", "porcupine")
    room.say("And out again.")
    room.play_finished()

    assert [event.line_id for event in room.events] == [first]
    assert room.says == ["Breathe in slowly."]


def test_our_session_that_slips_in_before_the_awaited_one_does_not_end_the_waiting(room):
    """An ear asked for just before the wake word opens first and is then aborted."""
    room.ask("3")
    room.wake()
    room.started("own", room.mark("3"))
    room.wait(0.5)
    room.ended("own", "abortedByUser", room.mark("3"))
    room.say()
    assert room.says == []

    room.started("bedroom-porcupine-1", "porcupine")
    room.ended("bedroom-porcupine-1")

    assert len(room.says) == 1


# ---- nobody tells the end -------------------------------------------------------------------


def test_a_dialogue_manager_that_died_holds_the_site_for_two_minutes_at_most(room):
    room.woken_session()
    room.say("Rest.")

    room.wait(119.9)
    assert room.says == []
    room.wait(0.2)

    assert room.says == ["Rest."]


def test_what_a_dialogue_manager_that_died_has_turned_off_is_turned_on_again(room):
    """Until then nobody can call, and so nobody can stop what is running."""
    room.woken_session()

    room.wait(119.9)
    assert room.sent == []
    room.wait(0.2)

    here = {"siteId": "bedroom"}
    assert room.sent == [
        ("hermes/hotword/toggleOn", {**here, "reason": "dialogueSession"}),
        ("hermes/hotword/toggleOn", {**here, "reason": "ttsSay"}),
        ("hermes/asr/toggleOn", {**here, "reason": "ttsSay"}),
    ]


def test_what_is_told_to_end_in_time_turns_nothing_on(room):
    session = room.heard_session()
    room.answer(session)
    room.ended(session)
    room.wait(300)

    assert [topic for topic, _ in room.sent] == [END]


def test_after_a_gap_in_the_wire_a_session_counts_half_a_minute(room):
    """Its end may have been told when nobody heard it."""
    room.woken_session()
    room.say("Rest.")
    room.wait(20)

    room.voice.doubt(room.now)
    room.wait(14.9)
    assert room.says == []
    room.wait(0.2)

    assert room.says == ["Rest."]


def test_after_a_gap_in_the_wire_the_wake_word_is_turned_on_as_soon_as_nobody_talks(room):
    """A dialogue of which nothing was heard may have died with its dialogue manager."""
    room.say("Rest.")
    room.voice.doubt(room.now)
    assert room.says == ["Rest."] == [*room.says, *room.sent[1:]]

    room.play_finished()

    assert [topic for topic, _ in room.sent[1:]] == [
        "hermes/hotword/toggleOn",
        "hermes/hotword/toggleOn",
        "hermes/asr/toggleOn",
    ]


def test_after_a_long_gap_in_the_wire_no_session_is_waited_for(room):
    room.woken_session()
    room.say("Rest.")
    room.wait(60)

    room.voice.doubt(room.now)
    room.wait(0)

    assert room.says == ["Rest."]


def test_a_gap_in_the_wire_does_not_prolong_a_session_that_was_told_to_end(room):
    session = room.heard_session()
    room.answer(session, "")
    room.say("Rest.")

    room.voice.doubt(room.now)
    room.wait(3.1)

    assert room.says == ["Rest."]


def test_an_intent_shows_that_the_session_is_alive(room):
    session = room.woken_session()
    room.wait(100.0)
    room.intent("SupinePause", session)
    room.wait(100.0)

    room.answer(session)

    assert room.sent == [(END, {"sessionId": session, "text": "Paused."})]


def test_a_session_that_begins_before_the_end_of_another_was_told_ends_it(room):
    session = room.open_ear("3")

    room.started("somebodys", "timer-skill")
    room.ended(session)
    room.say()

    assert room.events == [QuestionClosed("3")]
    assert room.says == [], "the late end is not that of the open one"


def test_an_answer_in_a_session_that_timed_out_meanwhile_is_said_aloud(room):
    session = room.heard_session()
    room.ended(session, "timeout")

    room.answer(session, "Paused.")

    assert room.says == ["Paused."]


def test_a_text_cut_short_by_the_session_timeout_is_not_called_heard(room):
    session = room.heard_session()
    line_id = room.answer(session, "Paused.")

    room.ended(session, "timeout")

    assert room.events == [LineHeard(line_id, Outcome.LOST, 0.0)]


def test_an_intent_of_a_session_that_is_over_does_not_open_it_again(room):
    session = room.woken_session()
    room.ended(session, "timeout")
    room.intent("SupinePause", session, "porcupine", wakewordId="porcupine")

    room.say()

    assert room.events == [IntentHeard("SupinePause", {}, 1.0, session, None)]
    assert len(room.says) == 1


def test_a_queued_dialogue_of_others_has_the_floor_right_after_the_one_before(room):
    room.started("first", "timer-skill")
    room.queued("second", "timer-skill")
    room.say()

    room.ended("first")
    assert room.says == []
    room.started("second", "timer-skill")
    room.wait(5.0)
    assert room.says == []
    room.ended("second")

    assert len(room.says) == 1


def test_a_queued_dialogue_that_never_comes_is_not_waited_for(room):
    room.started("first", "timer-skill")
    room.queued("second", "timer-skill")
    room.say()
    room.ended("first")

    room.wait(0.5)

    assert len(room.says) == 1


def test_a_dialogue_manager_that_forgot_its_queue_is_not_waited_for_each_time(room):
    room.started("first", "timer-skill")
    room.queued("second", "timer-skill")
    room.ended("first")
    room.wait(0.5)
    room.started("third", "timer-skill")
    room.say()

    room.ended("third")

    assert len(room.says) == 1


def test_a_sign_of_life_does_not_prolong_a_session_that_was_told_to_end(room):
    session = room.heard_session()
    room.answer(session, "Paused.")
    room.wait(10.0)
    room.intent("SupineNext", session)
    room.say("Rest.")

    room.wait(5.0)

    assert room.says == ["Rest."]


def test_a_session_that_bears_the_name_of_an_earlier_one_is_a_new_session(room):
    """A satellite may name its sessions itself, and need not find a new name each time."""
    room.wake()
    room.started("satellite", "porcupine")
    room.ended("satellite")
    room.wake()
    room.started("satellite", "porcupine")
    room.wait(100.0)
    room.intent("SupinePause", "satellite")
    room.wait(100.0)

    room.answer("satellite")

    assert room.sent == [(END, {"sessionId": "satellite", "text": "Paused."})]
