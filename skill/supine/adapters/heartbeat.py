"""Show from outside that supine lives: to systemd, and to a container's health check.

A process that is there may still hang.  So every beat goes through the inbox of the runner,
the thread that speaks: when that does not answer, nothing beats.  Nor while another thread that
cannot be done without has ended or is stuck: whoever started us starts us anew then.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from supine.adapters.systemd import Manager

BEAT_S = 10.0
"""How often, where nobody wants it more often."""

_ENDS_WITHIN_S = 0.2  # it hardly ever waits for anything but the next beat

_LOGGER = logging.getLogger(__name__)


class Heartbeat:
    """Beats on a thread of its own.

    Args:
        manager: Who started us; told when we are ready, that we live, and when we stop.
        file: Touched with each beat while the broker is within reach, removed at the end; its
            folder must be there.  None: no file.
        post: Runs a function on the runner's thread.
        let_in: Waits for the broker to let us in, for some seconds; returns whether it has.
        address: The broker's, for people to read.
        beat_s: Seconds between beats at most.
        troubles: Returns what is wrong with other threads; none while all is well.
    """

    def __init__(
        self,
        manager: Manager,
        file: Path | None,
        post: Callable[[Callable[[], object]], None],
        let_in: Callable[[float], bool],
        address: str,
        beat_s: float = BEAT_S,
        troubles: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._manager, self._file = manager, file
        self._post, self._let_in = post, let_in
        self._address, self._troubles = address, troubles
        # Three beats before the watchdog bites: one may come late.
        self._beat_s = min(beat_s, (manager.watchdog_s or 3 * beat_s) / 3)
        self._over = threading.Event()
        self._answered = threading.Event()
        self._asked = False
        self._complained = False
        self._told: Sequence[str] = ()
        self._thread = threading.Thread(target=self._run, name="supine-heartbeat", daemon=True)

    def start(self) -> None:
        """Begin; the manager is told that we are ready once everything is subscribed."""
        self._manager.tell(f"STATUS=waiting for the MQTT broker at {self._address}")
        self._thread.start()

    def stop(self) -> None:
        """Tell that we are about to leave, and beat no more."""
        self._over.set()
        self._manager.tell("STOPPING=1", "STATUS=stopping")
        if self._thread.is_alive():
            self._thread.join(_ENDS_WITHIN_S)
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink()

    def _run(self) -> None:
        while not self._let_in(self._beat_s):
            if self._over.is_set():
                return
        if not self._over.is_set():
            self._manager.tell("READY=1", f"STATUS=serving, by the MQTT broker at {self._address}")
        while not self._over.is_set():
            answers = self._runner_answers()
            if self._well(() if answers else ("the thread that speaks does not answer",)):
                self._beat()
            if answers:
                self._over.wait(self._beat_s)

    def _well(self, found: Sequence[str]) -> bool:
        """Tell once what is wrong, and once when all is well again; return whether it is."""
        found = (*found, *self._troubles())
        if found and not self._told:
            what = "; ".join(found)
            _LOGGER.error("%s: supine shows no sign of life until it is started anew", what)
        elif self._told and not found:
            _LOGGER.warning("all threads are well again")
        self._told = found
        return not found

    def _runner_answers(self) -> bool:
        """Ask the runner, once at a time: a hung one must not find a full inbox."""
        if not self._asked:
            self._answered.clear()
            self._post(self._answered.set)
        self._asked = not self._answered.wait(self._beat_s)
        return not self._asked

    def _beat(self) -> None:
        self._manager.tell("WATCHDOG=1")
        if self._file is None or self._over.is_set() or not self._let_in(0):
            return
        try:
            self._file.touch(0o644)
        except OSError as exc:
            if not self._complained:
                _LOGGER.warning("%s: no health can be shown there: %s", self._file, exc.strerror)
            self._complained = True
