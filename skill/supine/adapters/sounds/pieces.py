"""WAVs in memory: made from samples, and cut so that playing them can be stopped."""

import io
import wave

PIECE_MAX_S = 5.0
"""As long as the longest sentence: what has been sent to a loudspeaker cannot be called back."""


def as_wav(frames: bytes, rate_hz: int, *, channels: int) -> bytes:
    """Return frames of 16 bit as a WAV file."""
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as writer:
            writer.setnchannels(channels)
            writer.setsampwidth(2)
            writer.setframerate(rate_hz)
            writer.writeframes(frames)
        return buffer.getvalue()


def in_pieces(wav: bytes, lasts_s: float) -> list[tuple[bytes, float]]:
    """Return a sound as WAVs that are to be played one after the other, each with its seconds.

    Args:
        wav: The whole of it, 16 bit.
        lasts_s: How long it is; a short one stays as it is.
    """
    if lasts_s <= PIECE_MAX_S:
        return [(wav, lasts_s)]
    with wave.open(io.BytesIO(wav)) as reader:
        rate_hz, channels = reader.getframerate(), reader.getnchannels()
        frames = reader.readframes(reader.getnframes())
    step = round(PIECE_MAX_S * rate_hz) * channels * 2
    cut = [frames[at : at + step] for at in range(0, len(frames), step)]
    seconds = 1 / (rate_hz * channels * 2)
    return [(as_wav(part, rate_hz, channels=channels), len(part) * seconds) for part in cut]
