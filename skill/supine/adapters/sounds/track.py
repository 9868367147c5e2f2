"""A long WAV, read in pieces by threads of its own: whoever plays them never waits for a disk."""

import logging
import sys
import threading
import wave
from array import array
from pathlib import Path

from supine.adapters.sounds.pieces import as_wav

FADE_S = 0.3
"""Each piece comes and goes within this, so that nothing clicks."""

KEPT = 8
"""Pieces kept in memory: those last played and the next, for several sites."""

_LOGGER = logging.getLogger(__name__)

Key = tuple[float, float]


class Track:
    """Pieces of a WAV file of 16 bit that begins again at its end.

    Args:
        path: The file; it may be as long as it likes, and is never read as a whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._ready: dict[Key, bytes] = {}
        self._asked: set[Key] = set()
        self._broken = False

    def piece(self, from_s: float, lasts_s: float) -> bytes | None:
        """Return a piece as a WAV of its own, or None if it has not been read yet.

        Either way it, or the one after it, is read meanwhile.

        Args:
            from_s: Where it begins, in seconds; past the end it goes on from the beginning.
            lasts_s: How long it is.
        """
        with self._lock:
            wav = self._ready.get((from_s, lasts_s))
        self._fetch((from_s, lasts_s) if wav is None else (from_s + lasts_s, lasts_s))
        return wav

    def _fetch(self, key: Key) -> None:
        with self._lock:
            if self._broken or key in self._asked or key in self._ready:
                return
            self._asked.add(key)
        threading.Thread(target=self._read, args=(key,), name="supine-track", daemon=True).start()

    def _read(self, key: Key) -> None:
        wav = None
        try:
            wav = self._cut(*key)
        except (OSError, EOFError, ValueError, wave.Error) as exc:
            _LOGGER.warning("%s cannot be played any more: %s", self._path, exc)
        with self._lock:
            self._asked.discard(key)
            if wav is None:
                self._broken = True
                return
            while len(self._ready) >= KEPT:
                del self._ready[next(iter(self._ready))]
            self._ready[key] = wav

    def _cut(self, from_s: float, lasts_s: float) -> bytes:
        with self._path.open("rb") as file, wave.open(file) as track:
            rate_hz, channels = track.getframerate(), track.getnchannels()
            wanted = round(lasts_s * rate_hz) * channels * 2
            track.setpos(round(from_s * rate_hz) % max(1, track.getnframes()))
            frames = bytearray(track.readframes(round(lasts_s * rate_hz)))
            while len(frames) < wanted:
                track.rewind()
                more = track.readframes((wanted - len(frames)) // (2 * channels))
                if not more:
                    raise ValueError("it is empty")
                frames += more
        return as_wav(
            _faded(frames, round(FADE_S * rate_hz) * channels), rate_hz, channels=channels
        )


def _faded(frames: bytearray, edge: int) -> bytes:
    """Return samples that come from silence and go back to it.

    Args:
        frames: Samples of 16 bit, little endian as in a WAV.
        edge: How many of them each takes.
    """
    samples = array("h", bytes(frames))
    if sys.byteorder == "big":
        samples.byteswap()
    edge = min(edge, len(samples) // 2)
    for n in range(edge):
        samples[n] = samples[n] * n // edge
        samples[-1 - n] = samples[-1 - n] * n // edge
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
