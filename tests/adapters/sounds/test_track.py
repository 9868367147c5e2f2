"""A track in pieces: the right ones, soft at the edges, and nobody waits for a disk."""

import io
import logging
import threading
import time
import wave
from array import array
from itertools import pairwise

import pytest

from loading.written import wav
from supine.adapters.sounds import track as module
from supine.adapters.sounds.track import FADE_S, Track

RATE_HZ = 8_000


def tone(path, levels, *, channels=1):
    """Write a WAV that is constantly as loud as ``levels`` says, a second each."""
    wav(path, 0.1, rate_hz=RATE_HZ, channels=channels)
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        for level in levels:
            writer.writeframes(array("h", [level] * RATE_HZ * channels).tobytes())
    return path


def all_read():
    """Wait until every thread that reads a piece has ended."""
    for reader in threading.enumerate():
        if reader.name == "supine-track":
            reader.join(5)
            assert not reader.is_alive(), "it is never read"


def piece(track, from_s, lasts_s=2.0):
    """Return the samples of a piece, as soon as it has been read."""
    if (found := track.piece(from_s, lasts_s)) is None:
        all_read()
        found = track.piece(from_s, lasts_s)
    assert found is not None, "it was not read"
    with wave.open(io.BytesIO(found)) as reader:
        assert reader.getframerate() == RATE_HZ
        return array("h", reader.readframes(reader.getnframes()))


def middle(samples, at_s):
    return samples[round(at_s * RATE_HZ)]


def test_a_piece_is_what_stands_there(tmp_path):
    samples = piece(Track(tone(tmp_path / "sea.wav", [1000, 2000, 3000, 4000])), 1.0)

    assert len(samples) == 2 * RATE_HZ
    assert middle(samples, 0.5) == 2000
    assert middle(samples, 1.5) == 3000


def test_at_its_end_the_track_begins_again(tmp_path):
    track = Track(tone(tmp_path / "sea.wav", [1000, 2000, 3000]))

    over_the_end, second_time = piece(track, 2.0), piece(track, 3.0 + 1.0)

    assert (middle(over_the_end, 0.5), middle(over_the_end, 1.5)) == (3000, 1000)
    assert middle(second_time, 0.5) == 2000


def test_a_track_shorter_than_a_piece_is_repeated_in_it(tmp_path):
    samples = piece(Track(tone(tmp_path / "drop.wav", [1000])), 0.0, 3.0)

    assert len(samples) == 3 * RATE_HZ
    assert middle(samples, 2.5) == 1000


@pytest.mark.parametrize("channels", [1, 2])
def test_a_piece_comes_out_of_silence_and_goes_back_to_it(tmp_path, channels):
    track = Track(tone(tmp_path / "sea.wav", [10_000] * 4, channels=channels))
    samples = piece(track, 0.0)
    edge = round(FADE_S * RATE_HZ) * channels

    assert samples[0] == samples[-1] == 0
    assert samples[edge // 2] == pytest.approx(5000, abs=50)
    assert samples[-edge // 2] == pytest.approx(5000, abs=50)
    steps = [abs(later - earlier) for earlier, later in pairwise(samples)]
    assert max(steps) < 20


def test_nobody_waits_for_a_disk(tmp_path, monkeypatch):
    """Reading takes as long as it likes; meanwhile there simply is no piece."""
    track, may_read = Track(tone(tmp_path / "sea.wav", [1000, 2000])), threading.Event()
    cut = Track._cut

    def slowly(self, *key):
        may_read.wait(10)
        return cut(self, *key)

    monkeypatch.setattr(Track, "_cut", slowly)
    began = time.monotonic()
    assert [track.piece(0.0, 1.0) for _ in range(50)] == [None] * 50
    assert time.monotonic() - began < 1.0
    readers = [t for t in threading.enumerate() if t.name == "supine-track"]
    may_read.set()

    assert len(readers) == 1
    assert piece(track, 0.0, 1.0)


def test_the_next_piece_is_read_while_one_plays(tmp_path):
    track = Track(tone(tmp_path / "sea.wav", [1000, 2000, 3000]))
    piece(track, 0.0, 1.0)
    all_read()

    assert track.piece(1.0, 1.0) is not None


def test_only_a_few_pieces_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "KEPT", 3)
    track = Track(tone(tmp_path / "sea.wav", [1000] * 3))
    for n in range(20):
        piece(track, float(n), 1.0)

    assert len(track._ready) <= 3


def test_a_long_file_is_not_read_as_a_whole(tmp_path, monkeypatch):
    track, read = Track(wav(tmp_path / "long.wav", 900.0, rate_hz=RATE_HZ)), []
    readframes = wave.Wave_read.readframes
    monkeypatch.setattr(
        wave.Wave_read,
        "readframes",
        lambda self, frames: read.append(frames) or readframes(self, frames),
    )

    piece(track, 600.0, 4.0)

    assert max(read) == 4 * RATE_HZ


def test_a_file_that_is_gone_is_told_once_and_then_there_is_silence(tmp_path, caplog):
    path = tone(tmp_path / "sea.wav", [1000])
    track = Track(path)
    path.unlink()

    with caplog.at_level(logging.WARNING):
        assert track.piece(0.0, 1.0) is None
        all_read()
        for n in range(5):
            assert track.piece(float(n), 1.0) is None

    assert track._broken
    assert len(caplog.records) == 1
    assert "sea.wav cannot be played any more" in caplog.text


def test_a_file_without_a_sound_in_it_is_told_as_well(tmp_path, caplog):
    track = Track(tone(tmp_path / "nothing.wav", []))

    assert track.piece(0.0, 1.0) is None
    all_read()

    assert track.piece(0.0, 1.0) is None
    assert "nothing.wav cannot be played any more: it is empty" in caplog.text
