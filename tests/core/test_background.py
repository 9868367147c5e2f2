"""The track under the silences: heard where there is room for it, never in the way."""

from itertools import count, pairwise

import pytest

from supine.core.background import CLEAR_S, PIECE_S, UNHEARD_MAX, Background
from supine.core.events import LineHeard, Outcome, Play
from supine.core.sounds import Sounds

CAN = frozenset({"volume", "sound"})
TRACK = Sounds(background=True, gap_s=2.0)
PIECE = "(background)"


@pytest.fixture
def lying(bench):
    """Somebody in a back release with a track under it."""

    def make(minutes=15, sounds=TRACK, can=CAN, **options):
        b = bench(can=can, sounds=sounds, **options)
        b.say("SupineStartRoutine", routine="back-release", minutes=minutes)
        b.get_down()
        return b

    return make


def pieces(b):
    return [line for line in b.spoken if line.text == PIECE]


def plays(b):
    return [c for c in b.done if isinstance(c, Play)]


@pytest.mark.parametrize("voice", [8, 14, 22])
@pytest.mark.parametrize("gap_s", [0.5, 2.0, 10.0])
def test_a_practice_with_a_track_takes_its_minutes(lying, voice, gap_s):
    b = lying(voice=voice, sounds=Sounds(chime=True, background=True, gap_s=gap_s))

    assert b.finish() == pytest.approx(900, abs=2)
    assert len(pieces(b)) > 20


def test_no_word_waits_for_a_piece_and_each_is_over_well_before_the_next_words(lying):
    with_track, without = lying(), lying(sounds=Sounds())
    with_track.finish()
    without.finish()

    words = [line for line in with_track.spoken if line.text != PIECE]
    assert [(w.text, w.from_s) for w in words] == [(w.text, w.from_s) for w in without.spoken]
    for piece in pieces(with_track):
        after = [line.from_s for line in words if line.from_s > piece.from_s]
        assert min(after) - piece.to_s >= CLEAR_S


def test_it_begins_after_im_down(bench):
    b = bench(can=CAN, sounds=TRACK)
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(170)  # holds while getting down, and the gate
    assert plays(b) == []

    b.reply("SupineReady")
    b.finish()
    assert pieces(b)


def test_the_pieces_are_the_track_in_its_order_with_the_gap_between_them(lying):
    b = lying()
    b.finish()

    assert [play.from_s for play in plays(b)] == [n * PIECE_S for n in range(len(plays(b)))]
    silences = [late.from_s - early.to_s for early, late in pairwise(pieces(b))]
    assert min(silences) == pytest.approx(2.0)


def test_a_longer_gap_makes_less_of_it(lying):
    close, wide = lying(), lying(sounds=Sounds(background=True, gap_s=8.0))
    close.finish()
    wide.finish()

    assert len(pieces(wide)) < 0.6 * len(pieces(close))


@pytest.mark.parametrize("intent", ["SupinePause", "SupineStop"])
def test_pause_and_stop_end_it_within_one_piece(lying, intent):
    b = lying()
    while not (b.playing and b.playing[3] == PIECE):
        b.wait(0.5)
    heard, sent = len(pieces(b)), len(plays(b))

    b.say(intent)
    b.ears.clear()
    b.wait(300)

    assert len(pieces(b)) == heard + 1
    assert len(plays(b)) == sent


def test_after_a_pause_it_goes_on_where_it_was(lying):
    b = lying()
    b.wait(200)
    b.say("SupinePause")
    b.wait(60)
    b.say("SupineResume")
    b.wait(60)

    assert [play.from_s for play in plays(b)] == [n * PIECE_S for n in range(len(plays(b)))]


def test_no_piece_is_begun_while_somebody_talks(lying):
    """The voice drops it, since it is told to begin it at once or not at all."""
    b = lying()
    b.wait(200)
    heard = len(pieces(b))
    b.talk = True
    b.wait(60)
    assert len(pieces(b)) <= heard + 1
    b.talk = False
    b.wait(60)

    assert len(pieces(b)) > heard + 4
    assert all(play.patience_s == 0.0 for play in plays(b))


def test_where_nobody_confirms_a_piece_there_are_no_more_of_them(lying):
    b = lying()
    b.loudspeaker_dead = True
    b.wait(300)

    assert len(plays(b)) == UNHEARD_MAX


def test_a_voice_that_cannot_play_has_no_track(lying):
    b = lying(can=frozenset())

    assert b.finish() == pytest.approx(900, abs=2)
    assert plays(b) == []


def test_a_piece_that_was_dropped_is_the_next_one_again():
    track = Background(count(1), 2.0)
    assert track.due_at(10.0, 30.0) == 12.0
    first = track.play()

    assert track.heard(LineHeard(first.line_id, Outcome.DROPPED), 12.0)

    assert track.due_at(10.0, 30.0) == 14.0
    assert track.play().from_s == first.from_s


def test_a_piece_is_begun_only_once_at_a_time_and_only_where_it_fits():
    track = Background(count(1), 2.0)

    assert track.due_at(10.0, 12.0 + PIECE_S + CLEAR_S - 0.1) is None
    assert track.due_at(10.0, 12.0 + PIECE_S + CLEAR_S) == 12.0
    track.play()
    assert track.due_at(10.0, 300.0) is None
    assert not track.heard(LineHeard(99), 16.0)
