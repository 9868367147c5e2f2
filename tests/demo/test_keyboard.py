"""Keys, lines, and a terminal that is left as it was."""

import os
import pty
import termios
import threading
from queue import SimpleQueue

import pytest

from supine.demo.keyboard import Keyboard, LineEditor

END = object()


class Reader:
    """A keyboard whose callbacks are kept."""

    def __init__(self, source: int | None, *, keys: bool = False) -> None:
        self.got: SimpleQueue[object] = SimpleQueue()
        self.typed: SimpleQueue[str] = SimpleQueue()
        self.keyboard = Keyboard(
            source,
            keys=keys,
            on_line=self.got.put,
            on_end=lambda: self.got.put(END),
            on_tick=self.typed.put,
        )

    def next(self) -> object:
        return self.got.get(timeout=5)


@pytest.mark.parametrize(
    ("keys", "lines", "rest"),
    [
        (b"pause\n", ["pause"], ""),
        (b"pause\rstop\r", ["pause", "stop"], ""),
        (b"pau", [], "pau"),
        (b"paux\x7fse\n", ["pause"], ""),
        (b"x\x08\x08\x08y\n", ["y"], ""),
        (b"how long is\x17left\n", ["how long left"], ""),
        (b"oops\x15stop\n", ["stop"], ""),
        (b"a\x1b[Db\x1b[1;5Cc\x1bOPd\n", ["abcd"], ""),
        (b"a\tb\x00c\n", ["abc"], ""),
        ("ärgerlich 🙂\n".encode(), ["ärgerlich 🙂"], ""),
        (b"\xff\n", ["\ufffd"], ""),
    ],
)
def test_keys_become_lines(keys: bytes, lines: list[str], rest: str):
    editor = LineEditor()

    assert editor.feed(keys) == lines
    assert editor.text == rest


def test_a_letter_may_come_in_two_pieces():
    editor = LineEditor()

    editor.feed(b"\xc3")
    editor.feed(b"\xa4")

    assert editor.text == "ä"


def test_escape_alone_swallows_nothing_that_comes_after():
    editor = LineEditor()

    editor.feed(b"\x1b")
    editor.feed(b"[a")

    assert editor.text == "[a"


def test_ctrl_d_ends_only_on_an_empty_line():
    editor = LineEditor()

    editor.feed(b"a\x04")
    with_text = editor.ended
    editor.feed(b"\x7f\x04")

    assert not with_text
    assert editor.ended


def test_a_pipe_is_read_to_its_end():
    source, sink = os.pipe()
    reader = Reader(source)

    with reader.keyboard:
        os.write(sink, b"pause\nsto")
        os.write(sink, b"p")
        os.close(sink)
        got = [reader.next(), reader.next(), reader.next()]
    os.close(source)

    assert got == ["pause", "stop", END]


def test_a_terminal_is_read_key_by_key_and_left_as_it_was():
    leader, follower = pty.openpty()
    before = termios.tcgetattr(follower)
    reader = Reader(follower, keys=True)

    with reader.keyboard:
        during = termios.tcgetattr(follower)
        os.write(leader, b"pau")
        while reader.typed.get(timeout=5) != "pau":
            pass
        os.write(leader, b"se\r\x04")
        got = [reader.next(), reader.next()]

    assert got == ["pause", END]
    assert not during[3] & (termios.ICANON | termios.ECHO)
    assert during[3] & termios.ISIG
    assert termios.tcgetattr(follower) == before
    os.close(leader)
    os.close(follower)


def test_a_terminal_that_goes_away_is_an_end():
    leader, follower = pty.openpty()
    reader = Reader(follower, keys=True)

    with reader.keyboard:
        os.close(leader)
        got = []
        while END not in got:
            got.append(reader.next())
    os.close(follower)

    assert got[-1] is END


def test_with_nothing_to_read_it_still_ticks_and_ends():
    reader = Reader(None)

    before = set(threading.enumerate())

    with reader.keyboard:
        ticked = reader.typed.get(timeout=5)

    assert ticked == ""
    assert set(threading.enumerate()) == before


def test_it_ends_while_nobody_types():
    source, sink = os.pipe()
    reader = Reader(source)

    before = set(threading.enumerate())

    with reader.keyboard:
        pass

    assert set(threading.enumerate()) == before
    os.close(source)
    os.close(sink)
