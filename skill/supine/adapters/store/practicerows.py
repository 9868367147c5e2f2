"""The practices that are under way: one row a site, written over and over, gone at the end.

A practice is kept at every turn, and a disk may be away for hours; so what waits to be written
is one record a practice, which writes what is newest when its turn comes.  The end of a practice
is another record behind it: history's entry and the end of the row are one transaction.  Of what
is written together each practice is written once, and all of them by one statement; so are those
that are over taken away: what the writer's thread spends in Python, others wait for.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, bindparam, delete, select, text

from supine.adapters.store.records import HistoryEntry, Record
from supine.adapters.store.schema import PRACTICES, Utc
from supine.core.snapshot import KeptPart, Snapshot, SnapshotError

_LOGGER = logging.getLogger(__name__)

_KEEP = text(
    "INSERT INTO practices (site_id, snapshot, started_at, changed_at)"
    " VALUES (:site_id, :snapshot, :started_at, :changed_at)"
    " ON CONFLICT (site_id) DO UPDATE"
    " SET snapshot = excluded.snapshot, started_at = excluded.started_at,"
    " changed_at = excluded.changed_at"
).bindparams(bindparam("started_at", type_=Utc), bindparam("changed_at", type_=Utc))

_DROP = delete(PRACTICES).where(PRACTICES.c.site_id == bindparam("gone"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPractice:
    """Where a practice stood that never came to its end."""

    site_id: str
    snapshot: Snapshot
    started_at: datetime
    changed_at: datetime
    """Aware; when it stood there."""


class PracticeRow:
    """A practice that is under way, to be written; may be used from any thread."""

    def __init__(self, site_id: str, started_at: datetime) -> None:
        self.site_id, self._started_at = site_id, started_at
        self._lock = Lock()
        self._newest: tuple[Snapshot, datetime] | None = None
        self._taken = True
        # The writer's: of what is written of a practice, most is always the same.
        self._parts: tuple[KeptPart, ...] = ()
        self._parts_text = "[]"

    def __repr__(self) -> str:
        return f"PracticeRow({self.site_id!r})"

    def put(self, snapshot: Snapshot, at: datetime) -> bool:
        """Take where it stands; return whether the row has to be handed to the writer for that."""
        with self._lock:
            self._newest = snapshot, at
            taken, self._taken = self._taken, False
        return taken

    def write(self, connection: Connection) -> None:
        """Write what is newest."""
        write_all(connection, [self])

    def newest(self) -> dict[str, object] | None:
        """Return what is to be written, taken for written from now on; None: nothing."""
        with self._lock:
            newest, self._taken = self._newest, True
        if newest is None:
            return None
        snapshot, at = newest
        if snapshot.parts is not self._parts:
            self._parts, self._parts_text = snapshot.parts, json.dumps(snapshot.parts_list())
        text = json.dumps(snapshot.as_dict(parts=False))
        return {
            "site_id": self.site_id,
            "snapshot": f'{text[:-1]}, "parts": {self._parts_text}}}',
            "started_at": self._started_at,
            "changed_at": at,
        }


@dataclass(frozen=True, slots=True)
class PracticeOver:
    """A practice is over, with its entry in the history if it has one."""

    site_id: str
    entry: HistoryEntry | None

    def write(self, connection: Connection) -> None:
        """Add it to the history and take its row away: both, or neither."""
        write_all(connection, [self])


def may_wait(record: Record) -> bool:
    """Return whether a record may be written a moment later: history and reminders may not."""
    return isinstance(record, PracticeRow) or (
        isinstance(record, PracticeOver) and record.entry is None
    )


def write_all(connection: Connection, records: Sequence[Record]) -> None:
    """Write records in their order, but where practices stand together at the end.

    Of one site only what came last is written; an end takes away what was before it.
    """
    latest: dict[str, PracticeRow | None] = {}
    for record in records:
        if isinstance(record, PracticeRow):
            latest[record.site_id] = record
        elif isinstance(record, PracticeOver):
            latest[record.site_id] = None
            if record.entry is not None:
                record.entry.write(connection)
        else:
            record.write(connection)
    over = [{"gone": site_id} for site_id, practice in latest.items() if practice is None]
    if over:
        connection.execute(_DROP, over)
    rows = [row for each in latest.values() if each is not None and (row := each.newest())]
    if rows:
        connection.execute(_KEEP, rows)


class PracticeRows:
    """Which practice is under way at each site.  For the thread that tells the store."""

    def __init__(self) -> None:
        self._rows: dict[str, PracticeRow] = {}

    def keep(self, site_id: str, snapshot: Snapshot, at: datetime) -> PracticeRow | None:
        """Return what has to be handed to the writer; None when it waits there already."""
        row = self._rows.get(site_id)
        if row is None:
            row = self._rows[site_id] = PracticeRow(site_id, at)
        return row if row.put(snapshot, at) else None

    def over(self, site_id: str, entry: HistoryEntry | None) -> PracticeOver:
        """Return what has to be handed to the writer when a practice is over."""
        self._rows.pop(site_id, None)
        return PracticeOver(site_id, entry)


def read_practices(connection: Connection) -> Iterator[KeptPractice]:
    """Yield the practices that never came to their end.

    One that cannot be read is passed over with a line in the log; the next one replaces it.
    """
    query = select(*PRACTICES.columns).order_by(PRACTICES.c.site_id)
    try:
        rows = connection.execute(query).mappings().all()
    except ValueError as exc:  # SQLite lets a moment be any text
        _LOGGER.warning("the practices that were left cannot be read: %s", exc)
        return
    for row in rows:
        try:
            snapshot = Snapshot.from_dict(json.loads(row["snapshot"]))
        except (ValueError, RecursionError, SnapshotError) as exc:
            _LOGGER.warning("%s: a practice was left that cannot be used: %s", row["site_id"], exc)
            continue
        yield KeptPractice(
            site_id=row["site_id"],
            snapshot=snapshot,
            started_at=row["started_at"],
            changed_at=row["changed_at"],
        )
