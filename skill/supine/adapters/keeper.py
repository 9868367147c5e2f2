"""Brings back practices that were cut off: by a crash from the store, by a mishap from memory."""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol

from supine.core.events import (
    Command,
    Event,
    ForgetPractice,
    PracticeFound,
    RecordPractice,
    SavePractice,
)
from supine.core.snapshot import Snapshot

_LOGGER = logging.getLogger(__name__)


class CutOff(Protocol):
    """A practice as the store has kept it."""

    @property
    def site_id(self) -> str:
        """Where."""

    @property
    def snapshot(self) -> Snapshot:
        """How it stood."""

    @property
    def changed_at(self) -> datetime:
        """When; aware."""


class Keeper:
    """A witness that remembers where each practice stands.

    Args:
        post: Hands an event to a site, on the runner's thread.
        wall: Returns the aware time of day.
    """

    def __init__(self, post: Callable[[str, Event], None], wall: Callable[[], datetime]) -> None:
        self._post = post
        self._wall = wall
        self._kept: dict[str, tuple[Snapshot, datetime]] = {}

    def tell(self, site_id: str, command: Command) -> None:
        """Take note of how practices stand, for as long as they last."""
        match command:
            case SavePractice(snapshot):
                self._kept[site_id] = snapshot, self._wall()
            case RecordPractice() | ForgetPractice():
                self._kept.pop(site_id, None)
            case _:
                pass

    def bring_back(self, practices: Iterable[CutOff], served: Collection[str] = ()) -> None:
        """Tell the sites what was cut off there by a crash.

        Args:
            practices: What the store has found.
            served: The sites that are served; empty serves every one.
        """
        for kept in practices:
            if served and kept.site_id not in served:
                _LOGGER.warning("%s: a practice was cut off at a site not served", kept.site_id)
                continue
            _LOGGER.info("%s: %s was cut off", kept.site_id, kept.snapshot.routine_id)
            self._post(kept.site_id, PracticeFound(kept.snapshot, kept.changed_at))

    def after_mishap(self, site_id: str) -> None:
        """Tell a site that was begun anew what was practised there."""
        kept = self._kept.get(site_id)
        if kept is not None:
            self._post(site_id, PracticeFound(*kept))
