"""What is written into the store and read from it again."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection, Text, bindparam, cast, func, insert, select, text

from supine.adapters.store.schema import HISTORY, PREFERENCES, Utc
from supine.core.events import Ending

_LOGGER = logging.getLogger(__name__)


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


def read_history_since(
    connection: Connection, day: date | None, site_id: str | None
) -> list[HistoryEntry]:
    """Return the practices of a local date and later, at one site or all, as they ended.

    Raises:
        ValueError: A row holds what no supine wrote; SQLite lets a date be any text.
    """
    columns = [column for column in HISTORY.columns if column.name != "id"]
    query = select(*columns).order_by(HISTORY.c.id)
    if day is not None:
        query = query.where(HISTORY.c.local_date >= day)
    if site_id is not None:
        query = query.where(HISTORY.c.site_id == site_id)
    return [HistoryEntry(**row) for row in connection.execute(query).mappings()]


def read_times_done(connection: Connection) -> Iterator[tuple[str, str, int, date | None]]:
    """Yield for each site and routine how often it was completed, and the last local date."""
    columns = HISTORY.c
    last = cast(func.max(columns.local_date), Text)
    query = (
        select(columns.site_id, columns.routine_id, func.count(), last)
        .where(columns.ending == Ending.COMPLETED.value)
        .group_by(columns.site_id, columns.routine_id)
    )
    for site_id, routine_id, times, day in connection.execute(query):
        yield site_id, routine_id, times, _day(day)


def read_days(connection: Connection) -> Iterator[tuple[str, date, float]]:
    """Yield for each site and local date the seconds that were practised."""
    columns = HISTORY.c
    day = cast(columns.local_date, Text)
    query = select(columns.site_id, day, func.sum(columns.practised_s)).group_by(
        columns.site_id, columns.local_date
    )
    for site_id, told, seconds in connection.execute(query):
        if (known := _day(told)) is not None:
            yield site_id, known, float(seconds)


def read_last_routines(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield for each site the routine that was practised last, however it ended."""
    last = select(func.max(HISTORY.c.id)).group_by(HISTORY.c.site_id)
    query = select(HISTORY.c.site_id, HISTORY.c.routine_id).where(HISTORY.c.id.in_(last))
    yield from connection.execute(query)


def _day(told: str) -> date | None:
    """Return a date as the database writes it; None for what no supine wrote there."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        _LOGGER.warning("The history holds a day %r, which is none; going on without it", told)
        return None
