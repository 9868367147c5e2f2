"""A long sound in pieces: nothing is lost, nothing is longer than a sentence."""

import io
import wave
from array import array

import pytest

from supine.adapters.sounds.pieces import PIECE_MAX_S, as_wav, in_pieces

RATE_HZ = 8_000


def frames_of(wav):
    with wave.open(io.BytesIO(wav)) as reader:
        return reader.readframes(reader.getnframes())


def ramp(seconds, channels=1):
    return array("h", [n % 30_000 for n in range(round(seconds * RATE_HZ) * channels)]).tobytes()


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("lasts_s", [5.5, 10.0, 29.9])
def test_the_pieces_together_are_the_sound(lasts_s, channels):
    frames = ramp(lasts_s, channels)

    pieces = in_pieces(as_wav(frames, RATE_HZ, channels=channels), lasts_s)

    assert b"".join(frames_of(wav) for wav, _ in pieces) == frames
    assert sum(seconds for _, seconds in pieces) == pytest.approx(lasts_s)
    assert max(seconds for _, seconds in pieces) <= PIECE_MAX_S


def test_a_short_sound_is_sent_as_it_is():
    wav = as_wav(ramp(5.0), RATE_HZ, channels=1)

    assert in_pieces(wav, 5.0) == [(wav, 5.0)]
