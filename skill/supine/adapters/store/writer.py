"""The thread that writes, so that nobody else waits for a disk.

What is given to `Writer.put` is written in its order, several at once when several wait.
What may wait (where a practice stands, which changes every few seconds) is written when
nothing was for a quarter of a second, or with what may not.
While the store is unwell (a full disk, a lock, a server that is away) everything stays in
the queue and is tried again after 0.5, 1, 2 and so on up to 30 seconds.  A record that
the database itself refuses is dropped with a line in the log, or it would block the rest.

A server may keep a record and its answer get lost; that record is written twice.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice
from typing import Generic, TypeVar

from supine.adapters.pulse import Pulse
from supine.adapters.store.errors import StoreError
from supine.clock import SystemClock

T = TypeVar("T")

MOST = 10_000
"""Records that may wait: years of practice, some megabytes."""

AT_ONCE = 500
"""Records in one transaction."""

GATHER_S = 0.25
"""The least time between two transactions of what may wait: so much of it a crash may cost.

A thousand practices change two hundred times a second; then they share four transactions."""

_LOGGER = logging.getLogger(__name__)
_SAY_AGAIN_S = 60.0


class Writer(Generic[T]):
    """A queue and the thread that empties it.

    Args:
        write: Writes some records, all or none; runs on the writer's thread.  `StoreError`
            means that the store is unwell, any other exception that a record is.
        wall: Returns the time of day; only for not saying the same thing too often.
        most: Records that may wait; what comes after is dropped.
        first_s: The first pause after a failure, in seconds; each next one is twice as long.
        longest_s: The longest pause.
        dropped: Told of each record that the database refuses.
        may_wait: Whether a record may wait for others; always the same for one.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], None],
        wall: Callable[[], datetime],
        most: int = MOST,
        first_s: float = 0.5,
        longest_s: float = 30.0,
        dropped: Callable[[T], None] = lambda _: None,
        may_wait: Callable[[T], bool] = lambda _: False,
    ) -> None:
        self._write = write
        self._tell_dropped = dropped
        self._wall = wall
        self._most = most
        self._first_s, self._longest_s = first_s, longest_s
        self._may_wait, self._monotonic = may_wait, SystemClock().monotonic
        self._waiting: deque[T] = deque()
        lock = threading.RLock()
        self._changed, self._hurry = threading.Condition(lock), threading.Condition(lock)
        self._hurried = self._wanted = 0
        self._began_at = self._monotonic() - GATHER_S
        self._closing = threading.Event()
        self._taken = self._settled = self._dropped = 0
        self._singly = 0  # how many of the next are written one by one, to find a bad one
        self._said_at: datetime | None = None
        self._unwell = False
        self._pulse = Pulse("the store")
        self._thread = threading.Thread(target=self._run, name="supine-store", daemon=True)
        self._thread.start()
        self._pulse.follow(self._thread)

    def put(self, record: T) -> bool:
        """Take a record to be written, and never wait; return whether it was taken.

        Once the writer is closed, only what a write itself brings up is taken.
        """
        with self._changed:
            closed = self._closing.is_set() and threading.current_thread() is not self._thread
            room = len(self._waiting) < self._most and not closed
            if room:
                self._waiting.append(record)
                self._taken += 1
                if not self._may_wait(record):
                    self._hurried += 1
                    self._hurry.notify()
            else:
                self._dropped += 1
            first = self._dropped == 1
            self._changed.notify_all()
        if not room and first:
            why = "closed" if self._closing.is_set() else f"full: {self._most} records wait"
            _LOGGER.error("The store's queue is %s; what comes now is not kept", why)
        return room

    def flush(self, timeout_s: float) -> bool:
        """Wait until what was put so far is written; return whether it is.

        Args:
            timeout_s: How long at most, in seconds.
        """
        with self._changed:
            upto = self._wanted = self._taken
            self._hurry.notify()
            return self._changed.wait_for(lambda: self._settled >= upto, timeout_s)

    def close(self, timeout_s: float) -> bool:
        """Write what waits, trying once more if need be; return whether all is written."""
        self._pulse.follow(None)
        with self._changed:
            self._closing.set()
            self._hurry.notify()
            self._changed.notify_all()
        self._thread.join(timeout_s)
        with self._changed:
            left = len(self._waiting)
        if left:
            _LOGGER.error("The store was closed before all was written; lost: %d", left)
        return not left

    def trouble(self) -> str | None:
        """Return what is wrong with the thread that writes; None while it is well.

        A database that refuses or is locked is none of that: the thread goes on trying.
        """
        return self._pulse.trouble()

    def _run(self) -> None:
        pause_s = self._first_s
        while batch := self._next():
            try:
                with self._pulse:
                    self._write(batch)
            except StoreError as exc:
                self._tell_unwell(exc)
                if self._closing.is_set():
                    return
                self._closing.wait(pause_s)
                pause_s = min(2 * pause_s, self._longest_s)
            except Exception as exc:  # noqa: BLE001 - whatever it is, the thread goes on
                self._single_out(batch, exc)
            else:
                pause_s = self._first_s
                self._settle(len(batch))
                self._tell_well()

    def _next(self) -> list[T]:
        """Wait for records and return some; none once the writer is closed and done."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
            left_s = self._began_at + GATHER_S - self._monotonic()
            self._hurry.wait_for(self._is_urgent, max(0.0, left_s))
            self._began_at = self._monotonic()
            return list(islice(self._waiting, 1 if self._singly else AT_ONCE))

    def _is_urgent(self) -> bool:
        """Whether something waits that must not, or somebody waits for all of it."""
        wanted = self._settled < self._wanted or self._closing.is_set()
        return wanted or self._hurried > 0 or self._singly > 0 or len(self._waiting) > AT_ONCE

    def _settle(self, number: int) -> None:
        with self._changed:
            for _ in range(number):
                self._hurried -= not self._may_wait(self._waiting.popleft())
            self._settled += number
            self._singly = max(0, self._singly - number)
            self._changed.notify_all()

    def _single_out(self, batch: list[T], exc: Exception) -> None:
        if len(batch) > 1:
            self._singly = len(batch)
            return
        _LOGGER.error("The store refuses %r, which is dropped: %s", batch[0], exc)
        self._settle(1)
        self._tell_dropped(batch[0])

    def _tell_unwell(self, exc: StoreError) -> None:
        now = self._wall()
        self._unwell = True
        # A clock that was set back must not silence this for hours.
        if self._said_at is None or abs((now - self._said_at).total_seconds()) >= _SAY_AGAIN_S:
            self._said_at = now
            _LOGGER.error("%s (kept in memory until then: %d)", exc, len(self._waiting))

    def _tell_well(self) -> None:
        with self._changed:
            dropped, self._dropped = self._dropped, 0
        if self._unwell:
            self._unwell = False
            _LOGGER.info("The store is written again")
        if dropped:
            _LOGGER.error("The store's queue had been full; not kept: %d", dropped)
