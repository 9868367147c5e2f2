"""Take up what the household has changed in its files, without a restart.

A thread of its own looks at the files, reads and checks them; only what is good is handed over,
in one piece, to the thread that practises.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from supine.clock import Clock
from supine.plugins.household import Household, Taken
from supine.plugins.registry import Plugins
from supine.plugins.tidings import Line, tidings

LOOK_EVERY_S = 2.0
"""How often it looks.  A file is taken at the second look at which it is the same."""

RESTS = 9
"""Reading takes at most one part of its time: it rests so many times as long as it has read."""

_LATER = "supine is busy just now: what has changed is in use as soon as it comes to it"

_LOGGER = logging.getLogger(__name__)


class Reloader:
    """Looks at a household's files again and again.

    Args:
        household: What there is.
        clock: Where time comes from: the real one, however fast a demo's runs.
        hand_over: Takes what is in use from now on; called on the reloader's thread.
        elsewhere: Words are understood by somebody who has to be trained.
        packs: Where packs would be looked for, if there had been such a folder at the start.
    """

    def __init__(
        self,
        household: Household,
        clock: Clock,
        hand_over: Callable[[Plugins], object],
        *,
        elsewhere: bool = True,
        packs: Path | None = None,
    ) -> None:
        self._household = household
        self._clock = clock
        self._hand_over = hand_over
        self._elsewhere, self._packs = elsewhere, packs
        self._over: SimpleQueue[None] = SimpleQueue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self.run, name="supine-reload", daemon=True)

    def start(self) -> None:
        """Look, on a thread of its own, until `stop`."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """End the thread; what is being read just now is not handed over any more."""
        self._stopped.set()
        self._over.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def run(self) -> None:
        """Look again and again."""
        wait_s = LOOK_EVERY_S
        while True:
            self._clock.take(self._over, self._clock.monotonic() + wait_s)
            if self._stopped.is_set():
                return
            began = self._clock.monotonic()
            self.look()
            wait_s = max(LOOK_EVERY_S, RESTS * (self._clock.monotonic() - began))

    def look(self) -> None:
        """Look once, and hand over what has changed."""
        before = self._household.taken
        self._look_for_packs()
        try:
            taken = self._household.look()
            if taken is None or self._stopped.is_set():
                return
            # Before the handing over, which changes what was in use.
            lines = self._tidings(before, taken)
            if taken.looked.files and not self._handed_over(taken):
                lines.append(Line(logging.WARNING, _LATER))
        except Exception:
            # Whatever it was: what is in use goes on.
            _LOGGER.exception("Something went wrong with the files that have changed; going on")
            return
        for level, text in lines:
            _LOGGER.log(level, "%s", text)

    def _handed_over(self, taken: Taken) -> bool:
        """Hand over what there is now; return False if whoever takes it has yet to come to it."""
        try:
            self._hand_over(taken.plugins)
        except TimeoutError:
            return False
        return True

    def _tidings(self, before: Taken, taken: Taken) -> list[Line]:
        """Return what is to be told; what cannot be told is in use all the same."""
        try:
            return tidings(before, taken, elsewhere=self._elsewhere)
        except Exception:
            _LOGGER.exception("Files have changed, and what in them cannot be told; going on")
            return []

    def _look_for_packs(self) -> None:
        """Say once that there is a folder of packs by now, which there was not at the start."""
        packs, there = self._packs, False
        if packs is not None:
            with suppress(OSError):
                there = packs.is_dir()
        if there:
            self._packs = None
            _LOGGER.warning("%s is there now: restart supine, and what is in it is used", packs)
