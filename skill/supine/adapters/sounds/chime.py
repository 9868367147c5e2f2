"""A soft chime, made by arithmetic: the least alarming end of a silence.

Two partials a fifth apart that come up slowly and die away.  Whoever lies with their eyes
closed is told that something goes on, not called to attention.
"""

import cmath
import math
import sys
from array import array
from functools import cache

from supine.adapters.sounds.pieces import as_wav
from supine.core.sounds import CHIME

RATE_HZ = 16_000
"""As speech engines speak; far above both partials."""

_PARTIALS = ((523.25, 0.18), (783.99, 0.09))  # hertz, share of full scale
_RISE_S = 0.12  # to full loudness; an attack that cannot startle
_FADES_S = 0.38  # to a third of it
_END_S = 0.1  # the last of it, so that nothing clicks
_FULL = 32_767


@cache
def chime() -> bytes:
    """Return the chime as a WAV: mono, 16 bit, as long as the core counts for it."""
    total = round(CHIME.lasts_s * RATE_HZ)
    tones = [0.0] * total
    for hz, share in _PARTIALS:
        # A pointer that turns and grows shorter: its height is a tone that dies away.
        turn = cmath.exp(complex(-1 / _FADES_S, 2 * math.pi * hz) / RATE_HZ)
        pointer = complex(_FULL * share)
        for n in range(total):
            tones[n] += pointer.imag
            pointer *= turn
    _soften(tones, round(_RISE_S * RATE_HZ))
    tones.reverse()
    _soften(tones, round(_END_S * RATE_HZ))
    tones.reverse()
    samples = array("h", map(round, tones))
    if sys.byteorder == "big":
        samples.byteswap()
    return as_wav(samples.tobytes(), RATE_HZ, channels=1)


def _soften(tones: list[float], edge: int) -> None:
    """Let the first ``edge`` samples come up from silence."""
    for n in range(edge):
        tones[n] *= 0.5 - 0.5 * math.cos(math.pi * n / edge)
