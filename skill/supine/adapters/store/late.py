"""What happens while the store cannot be opened: kept in memory, written once it can.

A disk may be mounted minutes after supine has started, and somebody practises meanwhile.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from supine.core.events import Command, RecordPractice, RememberPreference
from supine.core.port import Witness

RECORDS_MAX = 1_000
"""Practices that are kept in memory; of more, the latest."""


class LateStore:
    """A witness that stands in the place of a store until there is one.

    What stands where a practice is, is told again by the practice itself within seconds.  For
    one thread.

    Args:
        wall: Returns the aware time of day.
    """

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._store: Witness | None = None
        self._records: deque[tuple[str, RecordPractice]] = deque(maxlen=RECORDS_MAX)
        self._preferences: dict[tuple[str, str], RememberPreference] = {}

    def tell(self, site_id: str, command: Command) -> None:
        """Hand on what happens, or keep it for later."""
        if self._store is not None:
            self._store.tell(site_id, command)
            return
        match command:
            case RecordPractice(ended_at=ended_at):
                stamped = replace(command, ended_at=ended_at or self._wall())
                self._records.append((site_id, stamped))
            case RememberPreference(key, _):
                self._preferences[site_id, key] = command
            case _:
                pass

    def take_up(self, store: Witness) -> None:
        """Hand on all that happened, and from now on at once."""
        for site_id, record in self._records:
            store.tell(site_id, record)
        for (site_id, _), preference in self._preferences.items():
            store.tell(site_id, preference)
        self._records.clear()
        self._preferences.clear()
        self._store = store
