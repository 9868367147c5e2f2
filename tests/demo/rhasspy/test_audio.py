"""The playing time of a WAV."""

import io
import struct
import wave

import pytest

from supine.demo.rhasspy.audio import silence, wav_lasts_s


def test_silence_lasts_as_long_as_asked():
    assert wav_lasts_s(silence(0.7)) == pytest.approx(0.7)


def test_stereo_of_two_bytes_is_counted_by_its_frames():
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as writer:
            writer.setnchannels(2)
            writer.setsampwidth(2)
            writer.setframerate(1000)
            writer.writeframes(b"\0" * 4 * 500)
        wav = buffer.getvalue()

    assert wav_lasts_s(wav) == pytest.approx(0.5)


def test_a_length_in_the_header_that_never_comes_is_not_believed():
    """espeak-ng streams, so it writes the largest number there is."""
    wav = bytearray(silence(0.5))
    wav[40:44] = struct.pack("<I", 0x7FFFF000)

    assert wav_lasts_s(bytes(wav)) == pytest.approx(0.5)


@pytest.mark.parametrize("noise", [b"", b"RIFF", b"garbage that is long enough", silence(0.1)[:20]])
def test_what_is_no_wav_is_refused(noise: bytes):
    with pytest.raises(ValueError, match="not a WAV"):
        wav_lasts_s(noise)
