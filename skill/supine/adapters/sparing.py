"""A log that a flood cannot fill: of lines of one kind a few in a minute, the rest counted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

WINDOW_S = 60.0
_KINDS_MAX = 64


@dataclass(slots=True)
class _Window:
    ends_at: float
    told: int = 0
    untold: int = 0


class SparingLog:
    """Writes to a logger, within limits.  Safe to use from one thread at a time.

    Args:
        log: Where to write.
        monotonic: Returns seconds that never go back.
    """

    def __init__(self, log: logging.Logger, monotonic: Callable[[], float]) -> None:
        self._log = log
        self._monotonic = monotonic
        self._windows: dict[str, _Window] = {}

    def tell(self, level: int, kind: str, text: str, *, per_minute: int) -> None:
        """Write one line, unless there were ``per_minute`` of its kind in the same minute.

        The first line of a later minute says how many were left out before it.

        Args:
            level: As in `logging`.
            kind: What is counted together.
            text: The line.
            per_minute: At least 1.
        """
        now = self._monotonic()
        window = self._windows.get(kind)
        untold = 0
        if window is None or window.ends_at <= now:
            untold = 0 if window is None else window.untold
            window = self._new_window(kind, now)
        if window.told >= per_minute:
            window.untold += 1
            return
        window.told += 1
        self._log.log(level, "%s%s", text, f" ({untold} more like it before)" if untold else "")

    def _new_window(self, kind: str, now: float) -> _Window:
        if len(self._windows) >= _KINDS_MAX:
            self._windows.clear()
        window = self._windows[kind] = _Window(now + WINDOW_S)
        return window
