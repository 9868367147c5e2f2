"""The only module that reads the clock or waits.

Everything else takes ``now`` as an argument, so a test that turns its own clock runs a
forty-minute routine in a millisecond.
"""

import time
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """Time, and waiting for the next thing to happen."""

    def monotonic(self) -> float:
        """Return seconds that never go back, for measuring holds."""

    def wall(self) -> datetime:
        """Return the aware time of day, in UTC."""

    def take(self, inbox: "SimpleQueue[T]", until: float | None) -> T | None:
        """Return the next item, or None once ``until`` has come.

        Args:
            inbox: Where other threads leave items.
            until: Monotonic seconds; None waits for ever.
        """


class SystemClock:
    """The real one."""

    def monotonic(self) -> float:
        """Return the operating system's monotonic seconds."""
        return time.monotonic()

    def wall(self) -> datetime:
        """Return the machine's time of day."""
        return datetime.now(UTC)

    def take(self, inbox: "SimpleQueue[T]", until: float | None) -> T | None:
        """Block this thread until something arrives or ``until`` has come."""
        timeout = None if until is None else max(0.0, until - time.monotonic())
        try:
            return inbox.get(timeout=timeout)
        except Empty:
            return None


class FastClock:
    """The real one, sped up: a demo's quarter of an hour in fifteen seconds.

    Args:
        speed: Seconds of its time in one real second; more than 0.
    """

    def __init__(self, speed: float) -> None:
        if speed <= 0:
            raise ValueError("speed must be more than 0")
        self.speed = speed
        self._began = time.monotonic()
        self._began_wall = datetime.now(UTC)

    def monotonic(self) -> float:
        """Return sped-up seconds since the clock was made."""
        return (time.monotonic() - self._began) * self.speed

    def wall(self) -> datetime:
        """Return the time of day, running ahead."""
        return self._began_wall + timedelta(seconds=self.monotonic())

    def take(self, inbox: "SimpleQueue[T]", until: float | None) -> T | None:
        """Block this thread until something arrives or ``until`` has come."""
        timeout = None if until is None else max(0.0, (until - self.monotonic()) / self.speed)
        try:
            return inbox.get(timeout=timeout)
        except Empty:
            return None
