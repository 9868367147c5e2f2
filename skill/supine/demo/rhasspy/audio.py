"""How long a WAV lasts, and one that is silent for a given time."""

import io
import wave


def wav_lasts_s(wav: bytes) -> float:
    """Return the playing time of a WAV in seconds, by the audio that is really there.

    Headers written by a program that streams name a length that never comes.

    Raises:
        ValueError: It is not a WAV that can be played.
    """
    try:
        with wave.open(io.BytesIO(wav), "rb") as reader:
            frame = reader.getnchannels() * reader.getsampwidth()
            audio = reader.readframes(reader.getnframes())
            return len(audio) / (frame * reader.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError) as exc:
        raise ValueError(f"not a WAV: {exc}") from exc


def silence(lasts_s: float) -> bytes:
    """Return a WAV of silence."""
    rate = 8_000
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(1)
            writer.setframerate(rate)
            writer.writeframes(b"\x80" * round(lasts_s * rate))
        return buffer.getvalue()
