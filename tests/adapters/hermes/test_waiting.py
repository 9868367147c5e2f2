"""What has to wait at a site, and what becomes of it."""

import pytest

from adapters.hermes.room import START, heard
from supine.core.events import (
    LineHeard,
    Outcome,
)


def test_a_sentence_that_could_not_begin_in_time_is_dropped(room):
    room.woken_session()
    line_id = room.say(patience_s=5.0)

    room.wait(4.9)
    assert room.events == []
    room.wait(0.2)

    assert room.events == [LineHeard(line_id, Outcome.DROPPED)]


def test_patience_counts_until_the_beginning_not_until_the_end(room):
    line_id = room.say("x" * 80, patience_s=1.0)
    room.wait(6.0)
    room.play_finished()

    assert room.events == [heard(line_id, pytest.approx(6.0))]


def test_a_sentence_without_patience_is_said_now_or_never(room):
    said = room.say("One.", patience_s=0.0)
    never = room.say("Two.", patience_s=0.0)
    room.play_finished()

    assert room.says == ["One."]
    assert room.events == [LineHeard(never, Outcome.DROPPED), heard(said, pytest.approx(0.0))]


def test_hush_drops_what_was_not_sent_and_leaves_what_is_being_said(room):
    said = room.say("Lie on your back.")
    unsaid = [room.say("Bend your knees."), room.say("Rest.")]

    room.hush()
    assert room.take_events() == [LineHeard(line_id, Outcome.DROPPED) for line_id in unsaid]
    room.wait(1.0)
    room.play_finished()

    assert room.says == ["Lie on your back."]
    assert room.events == [heard(said, pytest.approx(1.0))]


def test_hush_cuts_a_long_line_after_the_piece_that_is_being_said(room):
    line_id = room.say("This is a sentence. " * 12)

    room.hush()
    room.play_finished()

    assert len(room.says) == 1
    assert [event.line_id for event in room.events] == [line_id]


def test_hush_leaves_questions_alone(room):
    room.started("somebodys", "timer-skill")
    room.ask("3")

    room.hush()
    room.ended("somebodys")

    assert [topic for topic, _ in room.sent] == [START]


def test_an_answer_goes_before_the_sentences_that_wait(room):
    room.say("Lie on your back.")
    room.say("Bend your knees.")

    room.answer(None, "About six minutes.")
    room.play_finished()

    assert room.says == ["Lie on your back.", "About six minutes."]
