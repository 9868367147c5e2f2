"""Play a WAV with whatever really plays on this machine."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from supine.demo.rhasspy.audio import silence, wav_lasts_s
from supine.demo.voices import installed

Play = Callable[[bytes], None]
"""Plays a WAV and returns at its end; raises OSError when it cannot."""

PROGRAMS = ("pw-play", "paplay", "aplay", "afplay")

_LATE_S = 5.0  # a sound that is so much over its time has met a device that hangs
_TAIL_S = 0.3  # what is still in a device's buffers when all was handed over
_HZ = 22_050


def find_player() -> Play | None:
    """Return the first that has played a moment of silence, or None."""
    for play in _candidates():
        try:
            play(silence(0.05))
        except (OSError, ValueError):
            continue
        return play
    return None


def _candidates() -> Iterator[Play]:
    if miniaudio := installed("miniaudio"):
        yield partial(_through_device, miniaudio)
    for program in filter(None, map(shutil.which, PROGRAMS)):
        yield partial(_through_program, program)


def _through_device(miniaudio: Any, wav: bytes) -> None:  # noqa: ANN401 - no types
    over = threading.Event()

    def samples() -> Generator[memoryview, int, None]:
        wanted = yield memoryview(b"")
        left = memoryview(decoded.samples.tobytes())
        while left:
            part, left = left[: 2 * wanted], left[2 * wanted :]
            wanted = yield part
        over.set()

    try:
        decoded = miniaudio.decode(wav, nchannels=1, sample_rate=_HZ)
        with miniaudio.PlaybackDevice(nchannels=1, sample_rate=_HZ) as device:
            source = samples()
            next(source)
            device.start(source)
            if not over.wait(wav_lasts_s(wav) + _LATE_S):
                raise OSError("the sound device hangs")
            threading.Event().wait(_TAIL_S)
    except miniaudio.MiniaudioError as exc:
        raise OSError(str(exc)) from exc


def _through_program(program: str, wav: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sound.wav")
        path.write_bytes(wav)
        try:
            subprocess.run(  # noqa: S603 - found on the PATH, and no shell
                [program, str(path)],
                capture_output=True,
                check=True,
                timeout=wav_lasts_s(wav) + _LATE_S,
            )
        except subprocess.SubprocessError as exc:
            raise OSError(str(exc)) from exc
