"""A program that speaks: sentences come in on standard input, sound goes to the speakers.

``supine demo --speak`` starts it as a child, so that neither the work of making speech nor
the noise that sound libraries make about missing devices reaches the demo.  It talks JSON,
one object a line:

* it begins with ``{"sorry": ""}``, or with ``{"sorry": "no sound card"}`` and ends;
* ``{"say": "Lie back.", "key": "1"}`` is answered by ``{"key": "1", "lasts_s": 1.1}``, or by
  ``null`` for the time when the sentence cannot be said;
* ``{"load": "chime.wav", "key": "2"}`` takes a sound;
* ``{"begin": "1"}`` plays what was made or taken under that key.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from queue import SimpleQueue
from typing import TextIO

from supine.demo.players import Play, find_player
from supine.demo.rhasspy.audio import wav_lasts_s
from supine.demo.voices import Make, find_voice

_LOGGER = logging.getLogger(__name__)


class Speaker:
    """Makes and plays what it is asked to, one sound after the other.

    Args:
        make: Turns a sentence into a WAV.
        play: Plays a WAV to its end.
        out: Where the answers go.
    """

    def __init__(self, make: Make, play: Play, out: TextIO) -> None:
        self._make = make
        self._play = play
        self._out = out
        self._wavs: dict[str, bytes] = {}
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()

    def serve(self, orders: Iterable[str]) -> None:
        """Follow orders until there are no more; what plays then is cut off."""
        threading.Thread(target=self._play_all, daemon=True).start()
        for order in map(json.loads, orders):
            if "begin" in order:
                self._queue.put(self._wavs.pop(order["begin"], None))
            elif "load" in order:
                self._wavs[order["key"]] = Path(order["load"]).read_bytes()
            else:
                self._prepare(order["key"], order["say"])

    def _prepare(self, key: str, text: str) -> None:
        lasts_s: float | None = None
        try:
            self._wavs[key] = self._make(text)
            lasts_s = wav_lasts_s(self._wavs[key])
        except (OSError, ValueError):
            _LOGGER.debug("cannot say %r", text, exc_info=True)
        answer(self._out, key=key, lasts_s=lasts_s)

    def _play_all(self) -> None:
        while True:
            wav = self._queue.get()
            try:
                self._play(wav or b"")
            except (OSError, ValueError):
                _LOGGER.debug("cannot play a sound", exc_info=True)


def answer(out: TextIO, **content: object) -> None:
    """Write one line of JSON."""
    out.write(json.dumps(content) + "\n")
    out.flush()


def main(lang: str) -> None:
    """Serve standard input and output."""
    make = find_voice(lang)
    if make is None:
        answer(sys.stdout, sorry=f"no voice here speaks {lang!r}")
        return
    play = find_player()
    if play is None:
        answer(sys.stdout, sorry="no sound card, or nothing that can play on it")
        return
    answer(sys.stdout, sorry="")
    Speaker(make, play, sys.stdout).serve(sys.stdin)


if __name__ == "__main__":
    main(sys.argv[1])
