"""Programs on a terminal, and how they find what is tested."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

# Makes the terminal on standard input its own, so that Ctrl-C on it is a signal.
_LAUNCH = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def environment() -> dict[str, str]:
    """Return this process's environment, with what it can import."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Terminal:
    """A Python program on a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 70, 0, 0))
        self._program = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, *arguments],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            env=environment(),
            start_new_session=True,
        )
        os.close(follower)
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self._leader, keys.encode())

    def see(self, text: str) -> None:
        """Wait until a text was shown."""
        end = time.monotonic() + 20
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            self._read()

    def end(self) -> int:
        """Wait for the program and return its exit code."""
        end = time.monotonic() + 20
        while self._read():
            assert time.monotonic() < end, self.shown
        os.close(self._leader)
        return self._program.wait(20)

    def _read(self) -> bool:
        if not select.select([self._leader], [], [], 0.1)[0]:
            return True
        try:
            read = os.read(self._leader, 4096)
        except OSError:
            return False
        self.shown += read.decode()
        return bool(read)
