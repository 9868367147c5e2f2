"""A sentence said outside any dialogue, and how its end becomes known."""

import pytest

from adapters.hermes.room import SAY, heard
from supine.core.events import (
    LineHeard,
    Outcome,
)


def test_a_sentence_is_sent_at_once_and_heard_when_its_sound_is_over(room):
    line_id = room.say("Let your neck be long.")

    assert room.take_sent() == [
        (
            SAY,
            {
                "text": "Let your neck be long.",
                "siteId": "bedroom",
                "id": "supine-0badcafe-1",
                "sessionId": "",
            },
        )
    ]
    room.wait(1.2)
    room.play_finished("supine-0badcafe-1")
    room.say_finished("supine-0badcafe-1")

    [event] = room.events
    assert event == heard(line_id, pytest.approx(1.2))
    assert room.voice.deadline() is None


def test_the_volume_goes_with_the_sentence(room):
    room.say(volume=0.4)

    assert room.last_say["volume"] == 0.4


def test_one_sentence_at_a_time(room):
    first, second = room.say("One."), room.say("Two.")

    assert room.says == ["One."]
    room.play_finished()
    assert room.says == ["One.", "Two."]
    room.play_finished()

    assert [event.line_id for event in room.events] == [first, second]


def test_where_no_speaker_tells_its_end_the_speech_service_is_believed_after_a_moment(room):
    line_id = room.say()
    room.wait(1.2)
    room.say_finished()

    room.wait(1.49)
    assert room.take_events() == []
    room.wait(0.02)

    [event] = room.events
    assert event == heard(line_id, pytest.approx(1.2)), "the moment of grace is not speech"


def test_where_the_speaker_tells_its_end_an_early_word_of_the_speech_service_is_not_believed(room):
    """A remote speech service is done in 30 ms; the sound goes on for seconds."""
    room.say("First.")
    room.play_finished()
    room.take_events()

    line_id = room.say("Let your shoulders widen.")
    room.wait(0.03)
    room.say_finished()
    room.wait(4.0)
    assert room.take_events() == []
    room.play_finished()

    assert room.events == [heard(line_id, pytest.approx(4.03))]


def test_a_speaker_is_recognised_by_the_end_of_a_sentence_that_came_late(room):
    room.say("First.")
    room.say_finished()
    room.wait(1.5)
    room.play_finished("supine-0badcafe-1")
    room.take_events()

    room.say("Second, which is longer.")
    room.say_finished()
    room.wait(3.0)

    assert room.events == []


def test_without_any_word_of_its_end_a_sentence_is_lost_after_its_cap(room):
    line_id = room.say("x" * 40)

    room.wait(8.99)
    assert room.events == []
    room.wait(0.02)

    assert room.events == [LineHeard(line_id, Outcome.LOST)]


def test_a_speech_service_that_fails_loses_the_sentence_at_once(room):
    line_id = room.say()
    room.say_failed()
    room.say_finished()

    assert room.events == [LineHeard(line_id, Outcome.LOST)]


def test_an_end_that_is_told_twice_late_or_for_others_changes_nothing(room):
    first = room.say("One.")
    room.play_finished()
    room.play_finished("supine-0badcafe-1")
    room.say_finished("supine-0badcafe-1")
    second = room.say("Two.")

    room.play_finished("supine-0badcafe-1")
    room.play_finished("supine-feedbeef-2")
    room.say_failed("supine-0badcafe-1")

    assert [event.line_id for event in room.events] == [first]
    room.play_finished("supine-0badcafe-2")
    assert [event.line_id for event in room.events] == [first, second]


def test_a_long_line_is_said_in_pieces_and_heard_once(room):
    text = "Lie on your back. Bend your knees. Let the floor carry you, and let it carry your head."
    line_id = room.say(f"{text} {text}")

    for _ in range(3):
        room.wait(3.0)
        room.play_finished()

    assert len(room.says) >= 2
    assert " ".join(room.says) == f"{text} {text}"
    assert all(len(said) <= 90 for said in room.says)
    assert room.events == [heard(line_id, pytest.approx(3.0 * len(room.says)))]


def test_a_line_with_nothing_to_say_is_over_at_once(room):
    line_id = room.say(" \n ")

    assert room.sent == []
    assert room.events == [heard(line_id)]


def test_the_moment_of_grace_ends_with_the_cap(room):
    line_id = room.say("x" * 8)
    room.wait(4.5)
    room.say_finished()

    room.wait(0.5)

    assert room.events == [heard(line_id, pytest.approx(4.5))]
