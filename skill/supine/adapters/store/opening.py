"""Opens the store, and goes on trying while it cannot be opened.

A disk that is not mounted yet, a database that another program keeps locked, a server that
starts up later: none of them may cost more than the time until it is there.  So it is tried
again on a thread of its own, at first after a second, then after twice that, and at last once
a minute.
"""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from supine.adapters.store.errors import StoreError

if TYPE_CHECKING:
    from supine.adapters.store.store import Store

FIRST_S, LONGEST_S = 1.0, 60.0

_LOGGER = logging.getLogger(__name__)


class Opener:
    """Opens one store.

    Args:
        open_store: Opens it, or raises `StoreError`; called on the opener's thread.
        first_s: The first pause after a failure, in seconds; each next one is twice as long.
        longest_s: The longest pause.
    """

    def __init__(
        self,
        open_store: Callable[[], "Store"],
        first_s: float = FIRST_S,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._open_store = open_store
        self._first_s, self._longest_s = first_s, longest_s
        self._lock = threading.Lock()
        self._tried, self._over = threading.Event(), threading.Event()
        self._store: Store | None = None
        self._taker: Callable[[Store], object] | None = None
        self._away = False
        self._thread = threading.Thread(target=self._run, name="supine-opener", daemon=True)

    def start(self) -> None:
        """Begin to try."""
        self._thread.start()

    def tried(self, timeout_s: float) -> bool:
        """Wait for the first attempt to be over, so many seconds at most; return whether it is."""
        return self._tried.wait(timeout_s)

    def take(self) -> "Store | None":
        """Return the store, once; None while there is none."""
        with self._lock:
            store, self._store = self._store, None
        return store

    def hand_to(self, taker: "Callable[[Store], object]") -> None:
        """Give the store to somebody, one day; nothing happens when it was taken already.

        Args:
            taker: Called on the opener's thread, or at once if it is open by now.
        """
        with self._lock:
            store, self._store, self._taker = self._store, None, taker
        if store is not None:
            taker(store)

    def stop(self) -> None:
        """Try no more; a store that is opened all the same, or that nobody took, is closed."""
        self._over.set()
        with self._lock:
            store, self._store, self._taker = self._store, None, None
        if store is not None:
            store.close()

    def _run(self) -> None:
        pause_s = self._first_s
        while not self._over.is_set():
            try:
                store = self._open_store()
            except Exception as exc:  # noqa: BLE001 - whatever it was, another time it may be well
                self._tell_away(exc)
            else:
                self._hand_over(store)
                return
            self._tried.set()
            self._over.wait(pause_s)
            pause_s = min(2 * pause_s, self._longest_s)

    def _hand_over(self, store: "Store") -> None:
        with self._lock:
            taker, over = self._taker, self._over.is_set()
            if taker is None and not over:
                self._store = store
        if self._away:
            _LOGGER.warning("The store is open now: what happened meanwhile is written")
        self._tried.set()
        if over:
            store.close()
        elif taker is not None:
            taker(store)

    def _tell_away(self, exc: Exception) -> None:
        if self._away:
            return
        self._away = True
        text = "%s; going on without habits, history and reminders until it can be opened"
        if isinstance(exc, StoreError):
            _LOGGER.error(text, exc)
        else:
            _LOGGER.error(text, "the store cannot be opened", exc_info=exc)
