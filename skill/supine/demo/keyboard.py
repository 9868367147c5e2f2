"""Read lines from a terminal, key by key, or from whatever else standard input is.

On a terminal the keys are read one by one and not echoed, so that what is typed can be
drawn again below each new sentence.  Ctrl-C stays what it is everywhere: a signal.
"""

import codecs
import os
import select
import termios
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from typing import Self

_TICK_S = 0.25

_ENTER = "\r\n"
_ERASE, _ERASE_WORD, _ERASE_LINE = "\x7f\x08", "\x17", "\x15"
_ESCAPE = "\x1b"
_END = "\x04"


class LineEditor:
    """Makes lines of keys.

    Attributes:
        text: What was typed since the last line.
        ended: Whether Ctrl-D was typed on an empty line.
    """

    def __init__(self) -> None:
        self.text = ""
        self.ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._escape = ""

    def feed(self, keys: bytes) -> list[str]:
        """Take what was typed, in UTF-8, and return the lines that were ended with it."""
        lines = []
        if self._escape == _ESCAPE:  # that was the key alone: what it begins comes in one piece
            self._escape = ""
        for key in self._decoder.decode(keys):
            if self._escape or key == _ESCAPE:
                self._skip(key)
            elif key in _ENTER:
                lines.append(self.text)
                self.text = ""
            else:
                self._edit(key)
        return lines

    def _edit(self, key: str) -> None:
        if key in _ERASE:
            self.text = self.text[:-1]
        elif key == _ERASE_LINE:
            self.text = ""
        elif key == _ERASE_WORD:
            before, space, _ = self.text.rstrip().rpartition(" ")
            self.text = before + space
        elif key == _END:
            self.ended = self.ended or not self.text
        elif key.isprintable():
            self.text += key

    def _skip(self, key: str) -> None:
        """Swallow an arrow or function key: ESC, then ``[`` or ``O``, then its name."""
        if not self._escape or (self._escape == _ESCAPE and key in "[O"):
            self._escape += key
        elif self._escape != "\x1b[" or "@" <= key <= "~":
            self._escape = ""


class Keyboard:
    """A thread that reads; a context manager that leaves the terminal as it was.

    All callbacks are called in that thread.

    Args:
        source: File descriptor to read from; None reads nothing.
        keys: It is a terminal to be read key by key.
        on_line: Takes each line.
        on_end: Called once when no more lines can come.
        on_tick: Called after every key and four times a second, with what is typed so far.
    """

    def __init__(
        self,
        source: int | None,
        *,
        keys: bool,
        on_line: Callable[[str], None],
        on_end: Callable[[], None],
        on_tick: Callable[[str], None],
    ) -> None:
        self._source = source
        self._keys = keys
        self._on_line, self._on_end, self._on_tick = on_line, on_end, on_tick
        self._editor = LineEditor()
        self._thread = threading.Thread(target=self._run, name="keyboard", daemon=True)

    def __enter__(self) -> Self:
        """Begin to read."""
        if self._source is not None and self._keys:
            self._before = termios.tcgetattr(self._source)
            # Not flushed: what was typed while the demo started is not lost.
            tty.setcbreak(self._source, termios.TCSADRAIN)
        self._woken, self._waker = os.pipe()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop reading, wherever the thread is."""
        os.close(self._waker)
        self._thread.join()
        os.close(self._woken)
        if self._source is not None and self._keys:
            with suppress(termios.error):  # the terminal may be gone
                termios.tcsetattr(self._source, termios.TCSADRAIN, self._before)

    def _run(self) -> None:
        sources = [self._woken] if self._source is None else [self._woken, self._source]
        while True:
            ready, _, _ = select.select(sources, [], [], _TICK_S)
            if self._woken in ready:
                return
            if ready and not self._read():
                sources.remove(ready[0])
                self._on_end()
            self._on_tick(self._editor.text)

    def _read(self) -> bool:
        """Take what is there; False when there will not be any more."""
        assert self._source is not None  # noqa: S101 - or it would not be ready
        try:
            typed = os.read(self._source, 4096)
        except OSError:
            typed = b""
        for line in self._editor.feed(typed or b"\n"):
            self._on_line(line)
        return bool(typed) and not self._editor.ended
