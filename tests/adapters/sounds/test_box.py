"""Which sound is found where."""

import threading

from loading.written import wav
from supine.adapters.sounds.box import SoundBox
from supine.adapters.sounds.chime import chime
from supine.core.sounds import CHIME, TRACK
from supine.model import Sound


def test_a_sound_that_brings_its_file_is_that_file_even_if_it_is_called_chime():
    assert SoundBox()(Sound("chime", 2.0, b"RIFF"), 0.0) == b"RIFF"


def test_the_chime_is_made():
    assert SoundBox()(CHIME, 0.0) == chime()


def test_without_a_track_there_is_no_piece_of_it():
    assert SoundBox()(Sound(TRACK, 4.0), 0.0) is None


def test_what_nobody_knows_is_nothing():
    assert SoundBox()(Sound("gong", 4.0), 0.0) is None


def test_a_piece_of_the_track_is_found_once_it_has_been_read(tmp_path):
    box = SoundBox(wav(tmp_path / "sea.wav", 20.0))
    assert box(Sound(TRACK, 4.0), 8.0) is None

    for reader in [t for t in threading.enumerate() if t.name == "supine-track"]:
        reader.join(5)

    found = box(Sound(TRACK, 4.0), 8.0)
    assert found is not None
    assert len(found) == 44 + 4 * 2 * 8_000
