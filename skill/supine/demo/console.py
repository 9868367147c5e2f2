"""The demo's face: what is said with its time, and on a terminal one living line below it.

Elsewhere, as in a pipe, there are plain lines only: ``[00:12] supine: Lie back.``
"""

import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from rich.cells import cell_len

from supine.demo.player import Progress
from supine.demo.rhasspy.messages import Kind, Spoken
from supine.demo.script import DEFAULT_SITE

PROMPT = "> "

_BAR = 20
_CLEAR = "\r\x1b[K"

WELCOME = """\
This is supine, on a broker of its own; you are the person on the floor.
Type what you would say:
  start my back release    I'm down    how long left    pause    go on    stop
  @bedroom start the hip stretch    says it in another room
  quit    ends the demo, as Ctrl-C and Ctrl-D do"""


def spell_time(seconds: float) -> str:
    """Return ``02:05`` for 125 seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02}:{rest:02}"


def tell(spoken: Spoken, began_s: float) -> str:
    """Return what is shown of something heard.

    Args:
        spoken: What was heard.
        began_s: When the demo began, in the clock's seconds.
    """
    time = f"[{spell_time(max(0.0, spoken.at_s - began_s))}]"
    room = "" if spoken.site == DEFAULT_SITE else f" ({spoken.site})"
    match spoken.kind:
        case Kind.YOU:
            return f"{time} you{room}: {spoken.text}"
        case Kind.SOUND:
            return f"{time} supine{room}: ({spoken.text or 'a sound'})"
        case Kind.NOT_UNDERSTOOD:
            return f"{time} (not understood{room})"
        case Kind.ANNOUNCED | Kind.ANSWERED:
            return f"{time} supine{room}: {spoken.text}"


def bar(progress: Progress, *, fancy: bool) -> str:
    """Return a hold as a bar with the time that is left."""
    full, empty = ("█", "░") if fancy else ("#", "-")
    done = 1 - progress.left_s / progress.total_s if progress.total_s > 0 else 1.0
    filled = round(_BAR * min(1.0, max(0.0, done)))
    left = spell_time(max(0.0, progress.left_s) + 0.999)
    return f"{progress.label} {full * filled}{empty * (_BAR - filled)} {left} "


class Console:
    """Writes lines from any thread without tearing what is typed.

    Args:
        out: Where to write.
        began_s: When the demo began, in the clock's seconds.
        living: Keep a line with the hold and what is being typed; for a terminal.
        gone: Called once when nobody reads any more.
    """

    def __init__(
        self, out: TextIO, began_s: float, *, living: bool, gone: Callable[[], None]
    ) -> None:
        self._out = out
        self._began_s = began_s
        self._living = living
        self._gone = gone
        self._lock = threading.Lock()
        self._progress = ""
        self._prompt = ""
        self._told: tuple[str, str, Kind] | None = None
        self._closed = False
        self._encoding = out.encoding or "utf-8"
        self._fancy = self._encoding.lower().replace("-", "") == "utf8"

    def hear(self, spoken: Spoken) -> None:
        """Show something that was heard; of one sound after the other only the first."""
        told = (spoken.site, spoken.text, spoken.kind)
        if spoken.kind is not Kind.SOUND or told != self._told:
            self.write(tell(spoken, self._began_s))
        self._told = told

    def write(self, text: str) -> None:
        """Show a line, above the living one."""
        with self._lock:
            self._put(f"{_CLEAR if self._living else ''}{text}\n{self._line()}")

    def show(self, typed: str | None, progress: Progress | None) -> None:
        """Show how the hold goes on and what is typed so far; None where nobody types."""
        if not self._living:
            return
        with self._lock:
            before = self._line()
            self._progress = bar(progress, fancy=self._fancy) if progress else ""
            self._prompt = "" if typed is None else PROMPT + typed
            if self._line() != before:
                self._put(_CLEAR + self._line())

    def close(self) -> None:
        """Take the living line away."""
        with self._lock:
            if self._living:
                self._put(_CLEAR)
            self._living = False

    def _line(self) -> str:
        """The living line; where it is narrow, what is being typed goes before the hold."""
        if not self._living:
            return ""
        room = shutil.get_terminal_size().columns - 1
        prompt = self._prompt
        while cell_len(prompt) > room:
            prompt = prompt[1:]
        fits = cell_len(self._progress) + cell_len(prompt) <= room
        return (self._progress if fits else "") + prompt

    def _put(self, text: str) -> None:
        if self._closed:
            return
        try:
            self._out.write(text.encode(self._encoding, "replace").decode(self._encoding))
            self._out.flush()
        except OSError:  # a pipe that nobody reads any more
            self._closed = True
            with suppress(OSError, ValueError):  # so that nothing is left to flush into it
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._out.fileno())
            self._gone()
