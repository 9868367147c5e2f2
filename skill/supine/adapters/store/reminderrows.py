"""Reminders and their firings as rows of the database.

What another program or an old zone database made unusable costs only its own row: it is named
in the log, left as it is, and the others are read.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from supine.adapters.store.schema import ALARM, FIRINGS, REMINDERS
from supine.core.reminders.model import Firing, Key, Reason, Reminder, Source, State

_LOGGER = logging.getLogger(__name__)
_UNFIT = (ValueError, TypeError, OverflowError)


class Stored(NamedTuple):
    """A reminder as it is kept."""

    reminder: Reminder
    cancelled: bool = False
    """The config brings it, and a person has taken it back."""


# ---- the alarm's row -------------------------------------------------------------------------


def read_version(connection: Connection, *, to_change: bool = False) -> int:
    """Return how often the reminders of this database were changed.

    Args:
        connection: To the database.
        to_change: Let nobody else change them within this transaction.
    """
    query = select(ALARM.c.reminders_version)
    return connection.scalars(query.with_for_update() if to_change else query).first() or 0


def read_checked(connection: Connection) -> datetime | None:
    """Return when the alarm clock last looked at the time; None if nobody can tell."""
    try:
        return connection.scalars(select(ALARM.c.checked_at)).first()
    except _UNFIT:  # then all is told again, which does no harm
        return None


def write_checked(connection: Connection, at: datetime) -> None:
    """Note that the alarm clock looked at the time."""
    connection.execute(update(ALARM).values(checked_at=at))


# ---- reminders -------------------------------------------------------------------------------


def read_reminders(connection: Connection) -> dict[str, Stored]:
    """Return the reminders by id, the oldest first."""
    query = select(REMINDERS).order_by(REMINDERS.c.created_at, REMINDERS.c.id)
    found = {}
    for row in _rows(connection, query, REMINDERS):
        try:
            found[row["id"]] = _as_reminder(row)
        except _UNFIT as exc:
            _LOGGER.warning("The reminder %r cannot be used: %s", row["id"], exc)
    return found


def write_reminders(connection: Connection, changes: Mapping[str, Stored | None]) -> int:
    """Put reminders in the place of what they were, None removes; return the new version."""
    version = ALARM.c.reminders_version
    # First, so that no two programs wait for each other's rows.
    connection.execute(update(ALARM).values(reminders_version=version + 1))
    rows = [_reminder_row(stored) for stored in changes.values() if stored is not None]
    gone = [{"gone": id_} for id_, stored in changes.items() if stored is None]
    if gone:
        connection.execute(delete(REMINDERS).where(REMINDERS.c.id == bindparam("gone")), gone)
    _put(connection, REMINDERS, rows)
    return read_version(connection)


def _reminder_row(stored: Stored) -> dict[str, Any]:
    one = stored.reminder
    return {
        "id": one.id,
        "site_id": one.site_id,
        "at": one.at,
        "zone": one.zone,
        "source": one.source.value,
        "created_at": one.created_at,
        "since": one.since,
        "days": "".join(str(day) for day in sorted(one.days)),
        "routine_id": one.routine_id,
        "minutes": one.minutes,
        "text": one.text,
        "enabled": one.enabled,
        "every_s": one.every_s,
        "until": one.until,
        "on_date": one.on_date,
        "cancelled": stored.cancelled,
    }


def _as_reminder(row: Mapping[str, Any]) -> Stored:
    values = {name: value for name, value in row.items() if name != "cancelled"}
    values["days"] = frozenset(int(digit) for digit in row["days"])
    values["source"] = Source(row["source"])
    return Stored(Reminder(**values), row["cancelled"])


# ---- firings ---------------------------------------------------------------------------------


def read_firings(connection: Connection, last: int) -> Iterator[Firing]:
    """Yield the open firings, and of each reminder the latest ones.

    Args:
        connection: To the database.
        last: How many of each reminder.
    """
    rank = func.row_number().over(
        partition_by=FIRINGS.c.reminder_id,
        order_by=(FIRINGS.c.local_date.desc(), FIRINGS.c.slot.desc()),
    )
    ranked = select(FIRINGS, rank.label("rank")).subquery()
    columns = [ranked.c[column.name] for column in FIRINGS.columns]
    query = select(*columns).where(or_(ranked.c.look_at.is_not(None), ranked.c.rank <= last))
    yield from _firings(connection, query)


def read_firings_since(connection: Connection, day: date) -> Iterator[Firing]:
    """Yield the open firings, and all of a local date and later."""
    wanted = or_(FIRINGS.c.look_at.is_not(None), FIRINGS.c.local_date >= day)
    yield from _firings(connection, select(FIRINGS).where(wanted))


def write_firings(connection: Connection, firings: Iterable[Firing]) -> None:
    """Put firings in the place of what was known under their keys."""
    ordered = sorted(firings, key=lambda firing: firing.key)
    _put(connection, FIRINGS, [_firing_row(firing) for firing in ordered])


def drop_firings_before(connection: Connection, day: date) -> int:
    """Forget the settled firings before a local date; return how many they were.

    Nothing goes as long as nothing newer is there: then it is the clock that ran ahead.
    """
    others = FIRINGS.alias()
    newer = select(others.c.local_date).where(others.c.local_date >= day).exists()
    gone = delete(FIRINGS).where(FIRINGS.c.local_date < day, FIRINGS.c.look_at.is_(None), newer)
    return connection.execute(gone).rowcount


def _firings(connection: Connection, query: Select[Any]) -> Iterator[Firing]:
    ordered = query.order_by(*(query.selected_columns[key.name] for key in FIRINGS.primary_key))
    for row in _rows(connection, ordered, FIRINGS):
        try:
            yield _as_firing(row)
        except _UNFIT as exc:
            place = row["reminder_id"], row["local_date"]
            _LOGGER.warning("What became of the reminder %r on %s cannot be used: %s", *place, exc)


def _firing_row(firing: Firing) -> dict[str, Any]:
    merged = firing.merged_into
    return {
        "reminder_id": firing.key.reminder_id,
        "local_date": firing.key.local_date,
        "slot": firing.key.slot,
        "due_at": firing.due_at,
        "state": firing.state.value,
        "wanted_at": firing.wanted_at,
        "look_at": firing.look_at,
        "changed_at": firing.changed_at,
        "reason": firing.reason.value if firing.reason else None,
        "unanswered": firing.unanswered,
        "asked": json.dumps([at.astimezone(UTC).isoformat() for at in firing.asked]),
        "merged_into": json.dumps([*merged], default=str) if merged else None,
    }


def _as_firing(row: Mapping[str, Any]) -> Firing:
    merged = None
    if row["merged_into"] is not None:
        reminder_id, day, slot = json.loads(row["merged_into"])
        merged = Key(reminder_id, date.fromisoformat(day), slot)
    return Firing(
        key=Key(row["reminder_id"], row["local_date"], row["slot"]),
        due_at=row["due_at"],
        state=State(row["state"]),
        wanted_at=row["wanted_at"],
        look_at=row["look_at"],
        changed_at=row["changed_at"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        unanswered=row["unanswered"],
        asked=tuple(datetime.fromisoformat(at) for at in json.loads(row["asked"])),
        merged_into=merged,
    )


# ---- rows that do not fit --------------------------------------------------------------------


def _rows(connection: Connection, query: Select[Any], table: Table) -> list[dict[str, Any]]:
    """Return rows; where one cannot even be read, all of the table but such."""
    try:
        return [dict(row) for row in connection.execute(query).mappings()]
    except _UNFIT:  # SQLite lets a date be any text
        return list(_one_by_one(connection, table))


def _one_by_one(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    rowid: Any = literal_column("rowid")
    for number in connection.scalars(select(rowid).select_from(table)).all():
        try:
            yield dict(connection.execute(select(table).where(rowid == number)).mappings().one())
        except _UNFIT as exc:
            _LOGGER.warning("Row %s of the %s cannot be read: %s", number, table.name, exc)


def _put(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in the place of those with the same key; name and drop those that do not fit."""
    if not rows:
        return
    exc = _written(connection, table, rows)
    for row in rows if exc is not None else ():
        exc = _written(connection, table, [row])
        if exc is not None:
            _LOGGER.error("The store refuses %r, which is dropped: %s", row, exc)


def _written(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]]
) -> Exception | None:
    """Write rows; return why they do not fit, if so."""
    server = connection.dialect.name == "postgresql"
    # PostgreSQL takes nothing more in a transaction in which something was refused.
    attempt: AbstractContextManager[object] = connection.begin_nested() if server else nullcontext()
    try:
        with attempt:
            connection.execute(_upsert(table, server=server), rows)
    except StatementError as exc:
        if isinstance(exc, DBAPIError) and not isinstance(exc, IntegrityError | DataError):
            raise
        return exc
    except _UNFIT as exc:
        return exc
    return None


def _upsert(table: Table, *, server: bool) -> Any:  # noqa: ANN401 - one class for each database
    insert: Any = sqlite.insert
    if server:
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - some MB, for servers only

        insert = postgresql.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in others}
    )
