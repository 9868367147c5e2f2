"""For a program that comes and goes: straight out of the database, and into it.

The service may run at the same time.  It notices a change of the reminders by the version
that goes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from supine.adapters.store import BUSY_S
from supine.adapters.store.database import Database
from supine.adapters.store.errors import StoreError
from supine.adapters.store.migrations import MIGRATIONS, prepare, version_of
from supine.adapters.store.records import HistoryEntry, read_history_since
from supine.adapters.store.reminderrows import (
    Stored,
    read_firings_since,
    read_reminders,
    write_reminders,
)
from supine.core.reminders.model import Firing


@dataclass(frozen=True, slots=True)
class Found:
    """What a database holds."""

    reminders: Mapping[str, Stored] = field(default_factory=dict)
    firings: tuple[Firing, ...] = ()
    """The open ones, and all of the latest dates."""


class DirectReminders:
    """The reminders of one database.

    Args:
        url: ``sqlite:///PATH``, the path alone, or ``postgresql://USER@HOST/DATABASE``.
        busy_s: How long another program's lock is waited for, in seconds.

    Raises:
        StoreError: The address is none of these.
    """

    def __init__(self, url: str, busy_s: float = BUSY_S) -> None:
        self._database = Database(url, busy_s)

    def read(self, since: date) -> Found:
        """Return what there is; a database that does not exist is not made.

        Args:
            since: The first local date of the firings that matter, but for the open ones.

        Raises:
            StoreError: The database cannot be read, or a newer supine wrote it.
        """
        if not self._database.exists():
            return Found()
        if version_of(self._database) < len(MIGRATIONS):
            return Found()  # it is from before there were any
        with self._database.reading() as connection:
            firings = tuple(read_firings_since(connection, since))
            return Found(read_reminders(connection), firings)

    def change(self, changes: Mapping[str, Stored | None]) -> None:
        """Put reminders in the place of what they were, None removes.

        Raises:
            StoreError: The database cannot be made or written.
        """
        prepare(self._database)
        with self._database.writing() as connection:
            write_reminders(connection, changes)


def read_practices(
    url: str, since: date | None = None, site_id: str | None = None, busy_s: float = BUSY_S
) -> list[HistoryEntry]:
    """Return what was practised, in the order it ended; a missing database is not made.

    Args:
        url: ``sqlite:///PATH``, the path alone, or ``postgresql://USER@HOST/DATABASE``.
        since: The first local date; None for all.
        site_id: Where; None for everywhere.
        busy_s: How long another program's lock is waited for, in seconds.

    Raises:
        StoreError: The database cannot be read, or a newer supine wrote it.
    """
    database = Database(url, busy_s)
    if not database.exists():
        return []
    if version_of(database) == 0:
        return []
    try:
        with database.reading() as connection:
            return read_history_since(connection, since, site_id)
    except ValueError as exc:  # SQLite lets a date be any text
        raise StoreError(database.name, f"the history cannot be read: {exc}") from exc
