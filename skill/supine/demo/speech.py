"""A voice that is heard, made by a child process (`supine.demo.speaker`)."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self

from supine.demo.rhasspy.mouth import WrittenVoice
from supine.errors import SupineError

READY_S = 15.0
"""How long the child may take to find a voice and a sound card, in real seconds."""

_END_S = 2.0


class NoSpeechError(SupineError):
    """Nothing can be heard on this machine; the message says why."""


class Speech:
    """Speaks through the child; a context manager that may be entered once.

    When the child is lost, sentences take the time they would take to say, in silence.

    Args:
        lang: Language code, such as ``en`` or ``pt-BR``.
        lost: Called once, from another thread, when the child has gone by itself.

    Attributes:
        answers: Takes the key of a sentence and how long it lasts, in seconds; to be set
            before anything is said.
    """

    answers: Callable[[str, float], None]

    def __init__(self, lang: str, lost: Callable[[], None]) -> None:
        self._lang = lang
        self._lost = lost
        self._written = WrittenVoice()
        self._lock = threading.Lock()
        self._estimates: dict[str, float] = {}
        self._silent = self._leaving = False
        self._greeting: SimpleQueue[str] = SimpleQueue()
        self._thread = threading.Thread(target=self._listen, name="speech", daemon=True)

    def __enter__(self) -> Self:
        """Start the child and wait until it can speak.

        Raises:
            NoSpeechError: It cannot.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="supine-speech-")
        self._child = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "supine.demo.speaker", self._lang],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for us
        )
        self._thread.start()
        try:
            sorry = self._greeting.get(timeout=READY_S)
        except Empty:
            sorry = "the voice does not start"
        if sorry:
            self.__exit__()
            raise NoSpeechError(sorry)
        return self

    def __exit__(self, *_: object) -> None:
        """End the child, in the middle of a word if need be."""
        self._leaving = True
        assert self._child.stdin is not None  # noqa: S101 - it is a pipe
        try:
            self._child.stdin.close()
            self._child.wait(_END_S)
        except (OSError, subprocess.TimeoutExpired):
            self._child.kill()
            self._child.wait()
        self._thread.join()
        self._folder.cleanup()

    def prepare(self, key: str, text: str) -> float | None:
        """Let the child make a sentence; how long it lasts goes to `answers`."""
        estimate_s = self._written.prepare(key, text)
        with self._lock:
            if self._silent or not text.strip():
                return estimate_s
            self._estimates[key] = estimate_s
        self._order(say=text, key=key)
        return None

    def load(self, key: str, wav: bytes) -> None:
        """Hand a sound to the child."""
        path = Path(self._folder.name, f"{key}.wav")
        path.write_bytes(wav)
        self._order(load=str(path), key=key)

    def begin(self, key: str) -> None:
        """Let the child play."""
        self._order(begin=key)

    def _order(self, **order: str) -> None:
        assert self._child.stdin is not None  # noqa: S101 - it is a pipe
        try:
            self._child.stdin.write(json.dumps(order) + "\n")
            self._child.stdin.flush()
        except (OSError, ValueError):
            return  # the listening thread notices, too, and does what is to be done

    def _listen(self) -> None:
        assert self._child.stdout is not None  # noqa: S101 - it is a pipe
        with self._child.stdout as lines:
            sorry = json.loads(next(lines, '{"sorry": "the voice ended"}'))["sorry"]
            self._greeting.put(sorry)
            for line in lines:
                said = json.loads(line)
                with self._lock:
                    estimate_s = self._estimates.pop(said["key"], 0.0)
                lasts_s = said["lasts_s"]
                self.answers(said["key"], estimate_s if lasts_s is None else lasts_s)
        with self._lock:
            self._silent = True
            unanswered, self._estimates = self._estimates, {}
        for key, estimate_s in unanswered.items():
            self.answers(key, estimate_s)
        if not (sorry or self._leaving):
            self._lost()
