"""A sentence said outside any dialogue, and how its end becomes known."""

import pytest

from adapters.hermes.room import SAY, Room, heard
from supine.adapters.hermes.lines import GRACE_S, IN_VAIN_MAX, SOUND_GRACE_S, really_over_at
from supine.adapters.sounds.pieces import as_wav
from supine.core.events import (
    LineHeard,
    Outcome,
)
from supine.model import Sound


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


def test_where_no_speaker_has_told_two_ends_none_is_waited_for_any_more(room):
    """Else every sentence of a household whose speech service plays by itself costs a moment."""
    for _ in range(IN_VAIN_MAX):
        room.say()
        room.wait(1.2)
        room.say_finished()
        room.wait(GRACE_S)
    room.take_events()

    line_id = room.say()
    room.wait(1.2)
    room.say_finished()
    room.wait(0)

    assert room.events == [heard(line_id, pytest.approx(1.2))]


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

    assert room.events == [LineHeard(line_id, Outcome.LOST, 9.0)]


def test_a_speech_service_that_fails_loses_the_sentence_at_once(room):
    line_id = room.say()
    room.say_failed()
    room.say_finished()

    assert room.events == [LineHeard(line_id, Outcome.LOST, 0.0)]


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


# ---- sounds ----------------------------------------------------------------------------------


def test_a_sound_goes_to_the_loudspeaker_and_is_heard_when_it_tells(room):
    line_id = room.play()

    assert room.sent == [
        ("hermes/audioServer/bedroom/playBytes/supine-0badcafe-1-sound", b"RIFF and so on")
    ]
    room.wait(3.1)
    room.play_finished("supine-0badcafe-1-sound")

    assert room.events == [heard(line_id, pytest.approx(3.1))]
    assert room.voice.deadline() is None


def test_a_sound_whose_end_nobody_tells_is_lost_soon_after_it(room):
    line_id = room.play()

    room.wait(3.0 + SOUND_GRACE_S - 0.1)
    assert room.events == []
    room.wait(0.2)

    assert room.events == [LineHeard(line_id, Outcome.LOST, 4.5)]


def test_sounds_and_sentences_follow_one_another(room):
    room.play()
    room.say("Let your neck be long.")
    assert room.says == []

    room.play_finished(room.played[0])
    room.play()

    assert room.says == ["Let your neck be long."]
    assert len(room.played) == 1
    room.play_finished()
    assert len(room.played) == 2


def test_a_sound_waits_until_nobody_has_the_floor(room):
    session = room.woken_session()
    line_id = room.play()
    assert room.played == []

    room.ended(session, "timeout")

    assert len(room.played) == 1
    assert room.events == []
    room.play_finished(room.played[0])
    assert room.events == [heard(line_id, 0.0)]


@pytest.mark.parametrize("occupy", [Room.wake, Room.woken_session, Room.open_ear, Room.say])
def test_a_sound_that_must_begin_at_once_is_dropped_where_somebody_has_the_floor(room, occupy):
    occupy(room)

    line_id = room.play(patience_s=0.0)

    assert room.played == []
    assert room.events == [LineHeard(line_id, Outcome.DROPPED)]


def test_hush_drops_a_sound_that_waits_and_leaves_the_one_that_plays(room):
    playing, waiting = room.play(), room.play()

    room.hush()
    room.play_finished(room.played[0])

    assert [(event.line_id, event.outcome) for event in room.events] == [
        (waiting, Outcome.DROPPED),
        (playing, Outcome.HEARD),
    ]
    assert len(room.played) == 1


def test_the_end_of_a_sound_says_nothing_about_how_the_ends_of_sentences_are_told(room):
    """A speech service with a player of its own, beside a loudspeaker service."""
    room.play()
    room.play_finished(room.played[0])
    room.take_events()
    line_id = room.say("Let your neck be long.")

    room.wait(1.5)
    room.say_finished()
    room.wait(5.0)

    assert room.events == [heard(line_id, pytest.approx(1.5))]


def test_a_sound_that_is_not_to_be_had_is_over_at_once(room):
    line_id = room.play(Sound("background", 4.0))

    assert room.sent == []
    assert room.events == [heard(line_id)]


def test_a_piece_that_has_not_been_read_yet_is_not_begun(room):
    line_id = room.play(Sound("background", 4.0), patience_s=0.0)

    assert room.sent == []
    assert room.events == [LineHeard(line_id, Outcome.DROPPED)]


@pytest.mark.parametrize("site_id", ["bed/room", "bed+room", "#"])
def test_nothing_is_played_at_a_site_that_cannot_be_named_in_a_topic(site_id):
    room = Room(site_id)

    line_id = room.play()

    assert room.sent == []
    assert room.events == [heard(line_id)]


def test_the_speech_service_has_nothing_to_say_about_a_sound(room):
    line_id = room.play()

    room.say_finished(room.played[0])
    room.say_failed(room.played[0])
    room.wait(2.0)
    assert room.events == []

    room.play_finished(room.played[0])
    assert room.events == [heard(line_id, pytest.approx(2.0))]


GONG = Sound("gong.wav", 12.0, as_wav(bytes(2 * 8_000 * 12), 8_000, channels=1))


def test_a_long_sound_is_played_piece_by_piece_and_is_one_line(room):
    line_id = room.play(GONG)
    for lasts_s in (5.0, 5.0, 2.0):
        assert room.events == []
        room.wait(lasts_s)
        room.play_finished(room.played[-1])

    assert len(room.played) == len(set(room.played)) == 3
    assert room.events == [heard(line_id, pytest.approx(12.0))]


def test_of_a_long_sound_nothing_is_heard_after_stop_but_the_piece_that_plays(room):
    room.play(GONG)
    room.wait(1.0)

    room.hush()
    room.play_finished(room.played[0])
    room.wait(20.0)

    assert len(room.played) == 1
    assert len(room.events) == 1


def test_the_rest_of_a_long_sound_waits_for_somebodys_dialogue(room):
    room.play(GONG)
    session = room.woken_session()
    room.play_finished(room.played[0])
    assert len(room.played) == 1

    room.ended(session)

    assert len(room.played) == 2


# ---- what cannot be true -----------------------------------------------------------------------


def test_a_sentence_that_cannot_be_over_yet_is_over_as_a_calm_voice_would_be(room):
    """The first one at a site whose speech is made elsewhere: later ones are told better."""
    text = "Let your knees come over, and the rest of you after them."
    line_id = room.say(text)
    room.wait(0.03)

    room.say_finished()
    room.wait(3.0)
    assert room.events == []
    room.wait(5.0)

    assert room.events == [heard(line_id, pytest.approx(len(text) / 14))]


@pytest.mark.parametrize(("told_s", "over_s"), [(0.0, 5.0), (1.7, 5.0), (1.8, 1.8), (6.0, 6.0)])
def test_no_voice_says_seventy_characters_in_less_than_a_second_and_three_quarters(told_s, over_s):
    assert really_over_at(70, 100.0, 100.0 + told_s) == pytest.approx(100.0 + over_s)


def test_a_lost_sentence_that_had_to_wait_tells_when_it_was_begun(room):
    """The hold after it is counted from there, not from when somebody still had the floor."""
    session = room.heard_session()
    line_id = room.say("x" * 40)
    room.wait(20)

    room.ended(session)
    room.wait(9.01)

    assert room.events == [LineHeard(line_id, Outcome.LOST, 9.0)]
