"""A voice for machines without one: silence, as long as the text would take to say.

Used like ``espeak-ng --stdout``: the text is the last argument, a WAV comes out.
"""

import sys
import wave

CHARACTERS_PER_SECOND = 24
"""As espeak-ng speaks English at 250 words a minute."""

RATE_HZ = 16_000
LEAST_S = 0.2

seconds = max(LEAST_S, len(sys.argv[-1]) / CHARACTERS_PER_SECOND)
with wave.open(sys.stdout.buffer, "wb") as sound:
    sound.setnchannels(1)
    sound.setsampwidth(2)
    sound.setframerate(RATE_HZ)
    sound.setnframes(round(seconds * RATE_HZ))
    sound.writeframesraw(bytes(2 * round(seconds * RATE_HZ)))
