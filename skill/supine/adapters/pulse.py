"""Whether a thread lives and gets on with its work; looked at from outside, by the heartbeat.

A thread that waits for something to do is well, however long it waits.  One that has ended although
nobody wanted that is not, nor is one that has been at one thing for longer than that can take.
"""

import threading
from collections.abc import Callable

from supine.clock import SystemClock

STUCK_AFTER_S = 120.0
"""How long a thread may be at one thing.  A name that no server answers for, or a disk that is
about to fail, takes a minute or more, and a fresh start would wait for it again."""


_monotonic = SystemClock().monotonic


class Pulse:
    """One thread's; used as a context manager around each piece of work.

    Args:
        name: Whose, in words for the log.
        within_s: How long a piece of work may take, in seconds.
        monotonic: Returns seconds that never go back: real ones, however fast a demo's run.
    """

    def __init__(
        self,
        name: str,
        within_s: float = STUCK_AFTER_S,
        monotonic: Callable[[], float] = _monotonic,
    ) -> None:
        self._name, self._within_s, self._monotonic = name, within_s, monotonic
        self._began_at: float | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        self._began_at = self._monotonic()

    def __exit__(self, *_: object) -> None:
        self._began_at = None

    def turn(self) -> None:
        """Note that a loop comes round which never waits for longer than it may work."""
        self._began_at = self._monotonic()

    def follow(self, thread: threading.Thread | None) -> None:
        """Expect a thread to be alive from now on; None: none any more."""
        self._thread, self._began_at = thread, None

    def trouble(self) -> str | None:
        """Return what is wrong with the thread, None while it is well; from any thread."""
        thread, began_at = self._thread, self._began_at
        if thread is None:
            return None
        if not thread.is_alive():
            return f"{self._name} has ended"
        if began_at is not None and (for_s := self._monotonic() - began_at) > self._within_s:
            return f"{self._name} has been at one thing for {for_s:.0f} s"
        return None
