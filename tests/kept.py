"""What became of reminders, read from disk by somebody who does not use supine's own code."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

OPEN = frozenset({"due", "asking", "asked", "snoozed"})
ON_AIR = frozenset({"asking", "asked"})
LOOK_AGAIN_S = 0.05


class Kept(NamedTuple):
    """The record of a reminder on a date, as far as it matters here."""

    reminder_id: str
    local_date: str
    state: str
    reason: str | None
    wanted_at: datetime
    look_at: datetime | None
    unanswered: int
    asked: tuple[str, ...]
    """When a question sounded."""

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN


def read(database: Path) -> dict[str, list[Kept]]:
    """Return the records of every reminder by its id.

    Raises:
        AssertionError: The database is damaged.
    """
    query = f"SELECT {', '.join(Kept._fields)} FROM firings"
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = connection.execute(query).fetchall()
    found: dict[str, list[Kept]] = {}
    for row in rows:
        id_, day, state, reason, wanted_at, look_at, unanswered, asked = row
        kept = Kept(
            id_,
            day,
            state,
            reason,
            _moment(wanted_at),
            _moment(look_at) if look_at else None,
            unanswered,
            tuple(json.loads(asked)),
        )
        found.setdefault(id_, []).append(kept)
    return found


def the_record(database: Path, holds: Callable[[Kept], bool], within_s: float = 5.0) -> Kept:
    """Return the only record there is as soon as it is as it should be.

    Raises:
        AssertionError: It did not become so in time.
    """
    end = time.monotonic() + within_s
    while True:
        records = [kept for several in read(database).values() for kept in several]
        if len(records) == 1 and holds(records[0]):
            return records[0]
        assert time.monotonic() < end, f"on disk: {records}"
        time.sleep(LOOK_AGAIN_S)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
