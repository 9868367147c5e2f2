"""What is written into the store and read from it again."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection, bindparam, func, insert, select, text

from supine.adapters.store.schema import HISTORY, PREFERENCES, Utc
from supine.core.events import Ending


class Record(Protocol):
    """Something that knows how to write itself."""

    def write(self, connection: Connection) -> None:
        """Write it within the connection's transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A practice that is over."""

    site_id: str
    routine_id: str
    ending: str
    """An `Ending`."""

    practised_s: float
    """Seconds from "I'm down" to the end, pauses not counted."""

    ended_at: datetime
    """Aware; UTC when it was read."""

    local_date: date
    """The household's date at the end."""

    def write(self, connection: Connection) -> None:
        """Add it to the history."""
        connection.execute(insert(HISTORY), asdict(self))


# Both databases know these words; SQLAlchemy has no common ones for them.
_REMEMBER = text(
    "INSERT INTO preferences (site_id, key, value, changed_at)"
    " VALUES (:site_id, :key, :value, :changed_at)"
    " ON CONFLICT (site_id, key) DO UPDATE"
    " SET value = excluded.value, changed_at = excluded.changed_at"
).bindparams(bindparam("changed_at", type_=Utc))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What is expected at a site from now on."""

    site_id: str
    key: str
    value: str
    changed_at: datetime

    def write(self, connection: Connection) -> None:
        """Put it in the place of what was preferred before."""
        connection.execute(_REMEMBER, asdict(self))


def read_history(connection: Connection, since: datetime | None) -> list[HistoryEntry]:
    """Return the practices that ended at ``since`` or later, in the order they ended."""
    columns = [column for column in HISTORY.columns if column.name != "id"]
    query = select(*columns).order_by(HISTORY.c.id)
    if since is not None:
        query = query.where(HISTORY.c.ended_at >= since)
    return [HistoryEntry(**row) for row in connection.execute(query).mappings()]


def read_preferences(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Yield site, key and value of every preference."""
    query = select(PREFERENCES.c.site_id, PREFERENCES.c.key, PREFERENCES.c.value)
    yield from connection.execute(query)


def read_times_done(connection: Connection) -> Iterator[tuple[str, str, int]]:
    """Yield for each site and routine how often it was completed."""
    query = (
        select(HISTORY.c.site_id, HISTORY.c.routine_id, func.count())
        .where(HISTORY.c.ending == Ending.COMPLETED.value)
        .group_by(HISTORY.c.site_id, HISTORY.c.routine_id)
    )
    yield from connection.execute(query)


def read_last_routines(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield for each site the routine that was practised last, however it ended."""
    last = select(func.max(HISTORY.c.id)).group_by(HISTORY.c.site_id)
    query = select(HISTORY.c.site_id, HISTORY.c.routine_id).where(HISTORY.c.id.in_(last))
    yield from connection.execute(query)
