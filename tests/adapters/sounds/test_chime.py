"""The chime: as long as it is counted for, soft, and quickly made."""

import io
import math
import time
import wave
from array import array
from itertools import pairwise

from supine.adapters.sounds.chime import RATE_HZ, chime
from supine.core.sounds import CHIME
from supine.loading.sounds import measure_wav


def samples():
    with wave.open(io.BytesIO(chime())) as reader:
        return array("h", reader.readframes(reader.getnframes()))


def loudness(part):
    return math.sqrt(sum(n * n for n in part) / len(part))


def test_it_is_a_wav_that_every_loudspeaker_plays_of_the_length_that_is_counted():
    assert measure_wav(io.BytesIO(chime()), len(chime())) == CHIME.lasts_s


def test_it_comes_up_slowly_and_dies_away():
    heard = samples()
    tenths = [loudness(heard[n : n + 1600]) for n in range(0, len(heard), 1600)]

    assert tenths[0] < tenths[1]
    assert all(later < earlier for earlier, later in pairwise(tenths[1:]))
    assert tenths[-1] < tenths[1] / 20


def test_it_startles_nobody():
    """Far below full scale, without a click at its beginning or its end."""
    heard = samples()
    steps = [abs(later - earlier) for earlier, later in pairwise(heard)]

    assert max(map(abs, heard)) < 0.3 * 32_767
    assert loudness(heard[: RATE_HZ // 100]) < 0.01 * 32_767
    assert max(steps[:80]) < 100
    assert abs(heard[-1]) < 50


def test_it_is_made_once_and_in_no_time():
    chime.cache_clear()
    began = time.process_time()
    first = chime()
    took_s = time.process_time() - began

    assert chime() is first
    assert took_s < 0.25, "50 ms on a desktop machine that has nothing else to do"
