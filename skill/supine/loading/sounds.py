"""The sounds that a routine brings: found beside it, looked at, taken in."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from supine.errors import Fault
from supine.loading.document import Document, KeyPath
from supine.loading.yamlerrors import show
from supine.model import Sound

SOUND_MAX_S = 30.0
"""Seconds of the longest sound: what has been sent to a loudspeaker cannot be called back."""

SOUND_MAX_BYTES = 2 * 1024 * 1024
"""The broker carries it in one message."""

ALL_MAX_BYTES = 8 * 1024 * 1024
"""What all sounds of one routine may come to: they are kept in memory."""

_SAMPLE_BYTES = 2
_HEADER_BYTES = 44
_RATE_MIN_HZ, _RATE_MAX_HZ = 8_000, 48_000
_CONVERT = "convert it, as by `ffmpeg -i FILE -ac 1 -c:a pcm_s16le NEW.wav`"

Sounds = dict[tuple[str, int], Sound]
"""By ``steps`` or ``close`` and the step's number there, from 0."""


class SoundError(ValueError):
    """A sound that cannot be played.

    Attributes:
        rule: Short name of the rule it breaks.
    """

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(problem)
        self.rule = rule


def load_sounds(document: Document) -> tuple[Sounds, list[Fault]]:
    """Return the sounds of a routine's steps, and what is wrong with others.

    Args:
        document: The routine's file; its folder is where sounds are looked for.
    """
    folder = Path(document.source).parent
    known: dict[str, Sound] = {}
    sounds: Sounds = {}
    faults = []
    for path, name in _named(document.data):
        try:
            if name not in known:
                known[name] = _sound(folder, name, sum(len(s.wav or b"") for s in known.values()))
            sounds[str(path[0]), int(path[1])] = known[name]
        except SoundError as error:
            faults.append(document.fault(path, str(error), error.rule))
    return sounds, faults


def measure_wav(file: BinaryIO, size: int) -> float:
    """Return how long a WAV lasts, in seconds, without reading it as a whole.

    Args:
        file: The WAV, open at its beginning.
        size: Its bytes: what was recorded as it came has a header that names no true length.

    Raises:
        SoundError: It is none that every loudspeaker can play.
    """
    try:
        with wave.open(file) as reader:
            channels, width = reader.getnchannels(), reader.getsampwidth()
            frames, rate_hz = reader.getnframes(), reader.getframerate()
    except (wave.Error, EOFError, OSError, ZeroDivisionError) as exc:
        raise SoundError("sound-format", f"this is no WAV of plain samples: {_CONVERT}") from exc
    if width != _SAMPLE_BYTES or channels not in (1, 2):
        form = f"{8 * width} bit with {channels} channel{'s' if channels != 1 else ''}"
        problem = f"a sound has 16 bit and one channel or two, this has {form}: {_CONVERT}"
        raise SoundError("sound-format", problem)
    if not _RATE_MIN_HZ <= rate_hz <= _RATE_MAX_HZ:
        problem = f"a sound has from {_RATE_MIN_HZ} to {_RATE_MAX_HZ} samples a second, this has"
        raise SoundError("sound-format", f"{problem} {rate_hz}: {_CONVERT}")
    frames = min(frames, max(0, size - _HEADER_BYTES) // (width * channels))
    if not frames:
        raise SoundError("sound-format", "there is nothing to hear in this file")
    lasts_s: float = frames / rate_hz
    return lasts_s


def measure_track(path: Path) -> float:
    """Return how long the WAV of a track lasts, in seconds.

    Raises:
        SoundError: It is not there, or none that every loudspeaker can play.
    """
    if not path.is_file():
        raise SoundError("sound-missing", f"there is no file {show(str(path))}")
    try:
        with path.open("rb") as file:
            return measure_wav(file, path.stat().st_size)
    except OSError as exc:
        raise SoundError("sound-missing", f"it cannot be read: {exc.strerror}") from exc


def _named(data: object) -> Iterator[tuple[KeyPath, str]]:
    for section in ("steps", "close"):
        items = data.get(section) if isinstance(data, dict) else None
        for n, item in enumerate(items if isinstance(items, list) else ()):
            name = item.get("sound") if isinstance(item, dict) else None
            if isinstance(name, str):
                yield (section, n, "sound"), name


def _sound(folder: Path, name: str, others: int) -> Sound:
    wav = _read(_found(folder, name), name)
    if others + len(wav) > ALL_MAX_BYTES:
        most = ALL_MAX_BYTES // 1024 // 1024
        problem = f"the sounds of this routine come to more than {most} MB: use fewer or shorter"
        raise SoundError("sound-too-long", problem)
    lasts_s = measure_wav(io.BytesIO(wav), len(wav))
    if lasts_s > SOUND_MAX_S:
        problem = f"a sound lasts {SOUND_MAX_S:g} s at most, {show(name)} lasts {lasts_s:.1f} s"
        raise SoundError("sound-too-long", f"{problem}: cut it")
    return Sound(name, lasts_s, wav)


def _found(folder: Path, name: str) -> Path:
    inside = f"a sound lies in the folder of its routine, or below: copy it there, {show(name)}"
    given = Path(name.replace("\\", "/"))
    if given.is_absolute() or ".." in given.parts or "\0" in name:
        raise SoundError("sound-outside", f"{inside} leads elsewhere")
    try:
        found, home = (folder / given).resolve(), folder.resolve()
    except (OSError, RuntimeError) as exc:  # links that lead to each other
        raise SoundError("sound-missing", f"{show(name)} cannot be found") from exc
    if not found.is_relative_to(home):
        raise SoundError("sound-outside", f"{inside} is a link that leads elsewhere")
    if not found.is_file():
        raise SoundError("sound-missing", f"there is no file {show(name)} in the routine's folder")
    return found


def _read(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            wav = file.read(SOUND_MAX_BYTES + 1)
    except OSError as exc:
        problem = f"{show(name)} cannot be read: {exc.strerror}"
        raise SoundError("sound-missing", problem) from exc
    if len(wav) > SOUND_MAX_BYTES:
        most = SOUND_MAX_BYTES // 1024 // 1024
        problem = f"{show(name)} is larger than {most} MB: one channel of 22050 Hz is enough"
        raise SoundError("sound-too-long", problem)
    return wav
