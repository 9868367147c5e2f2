"""Keep what happened, what is preferred and what is promised, in SQLite or PostgreSQL.

`open_store` is the way in.  Importing this package costs nothing: SQLAlchemy, some 27 MB
of memory, is loaded when a store is opened.

    errors        what a store refuses, in one sentence
    database      where things are kept: files, addresses, connections
    schema        today's tables
    migrations    how a database of an earlier version becomes today's
    records       what is written and read
    practicerows  practices under way, as rows
    habitbook     each site's habits, in memory
    reminderrows  reminders and their firings, as rows
    reminderbook  the same in memory, written soon after
    writer        the thread that writes
    store         all of it behind the core's `Witness`
    opening       opens it, and goes on trying while it cannot be opened
    late          what happens until then, in memory
"""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supine.adapters.store.store import Store

BUSY_S = 5.0
"""How long another program's lock is waited for, in seconds."""


def open_store(
    url: str,
    wall: Callable[[], datetime],
    zone: tzinfo | None = None,
    busy_s: float = BUSY_S,
) -> "Store":
    """Open the store, make it when there is none, and bring an older one up to date.

    Args:
        url: ``sqlite:///PATH``, the path alone, or ``postgresql://USER@HOST/DATABASE``.
        wall: Returns the aware time of day.
        zone: Where the household lives; None takes the machine's own zone.
        busy_s: How long another program's lock is waited for, in seconds.

    Raises:
        StoreError: It cannot be opened or belongs to a newer supine; nothing was changed.
    """
    from supine.adapters.store.store import Store  # noqa: PLC0415 - costs 27 MB

    return Store(url, wall, zone, busy_s)
