"""The store: a witness that keeps practices and preferences, and the book of reminders.

`Store.tell` only notes in memory and hands over to the writer's thread; `Store.habits`
only looks into memory.  Neither waits for a disk, so the store never stands between a
person and their answer.  So it is with `Store.reminders`.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Self

from sqlalchemy import Connection

from supine.adapters.store.database import Database
from supine.adapters.store.errors import StoreError
from supine.adapters.store.habitbook import HabitBook
from supine.adapters.store.migrations import prepare
from supine.adapters.store.practicerows import (
    KeptPractice,
    PracticeRows,
    may_wait,
    read_practices,
    write_all,
)
from supine.adapters.store.records import (
    HistoryEntry,
    Preference,
    Record,
    read_days,
    read_history,
    read_last_routines,
    read_preferences,
    read_times_done,
)
from supine.adapters.store.reminderbook import ReminderBook
from supine.adapters.store.reminderrows import drop_firings_before
from supine.adapters.store.writer import Writer
from supine.core.events import (
    Command,
    Ending,
    ForgetPractice,
    RecordPractice,
    RememberPreference,
    SavePractice,
)
from supine.core.habits import Habits

_LOGGER = logging.getLogger(__name__)
CLOSE_WITHIN_S = 2.0

FIRINGS_KEPT = timedelta(days=400)
"""How long it is kept what became of a reminder: some 5,000 rows a year with hourly ones."""


class Store:
    """What happened, is preferred and is promised, open until `close`; may be used as a context.

    Args:
        url: ``sqlite:///PATH``, the path alone, or ``postgresql://USER@HOST/DATABASE``.
        wall: Returns the aware time of day.
        zone: Where the household lives; None takes the machine's own zone.
        busy_s: How long another program's lock is waited for, in seconds.

    Raises:
        StoreError: It cannot be opened or belongs to a newer supine; nothing was changed.
    """

    reminders: ReminderBook
    cut_off: tuple[KeptPractice, ...]
    """The practices that had not come to their end when the store was opened."""

    def __init__(
        self, url: str, wall: Callable[[], datetime], zone: tzinfo | None, busy_s: float
    ) -> None:
        self._wall = wall
        self._zone = zone
        self._database = Database(url, busy_s)
        self._book = HabitBook()
        self.reminders = ReminderBook(self._put)
        self._practices = PracticeRows()
        self._doubtful = False
        self._cleared_on: date | None = None
        prepare(self._database)
        with self._database.reading() as connection:
            self._book.fill(
                read_preferences(connection),
                read_times_done(connection),
                read_last_routines(connection),
                read_days(connection),
            )
            self.reminders.load(connection)
            self.cut_off = tuple(read_practices(connection))
        self._writer: Writer[Record] = Writer(
            self._write, wall, dropped=self._dropped, may_wait=may_wait
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, site_id: str, command: Command) -> None:
        """Take note of practices and preferences; other commands are passed over."""
        try:
            record = self._note(site_id, command)
            if record is not None:
                self._writer.put(record)
        except Exception:
            _LOGGER.exception("The store cannot take %r of %r; going on", command, site_id)

    def habits(self, site_id: str) -> Habits:
        """Return a site's habits, from memory, with everything told so far."""
        return self._book.habits(site_id)

    def history(self, since: datetime | None = None) -> list[HistoryEntry]:
        """Return the practices of all sites in the order they ended.

        What still waits to be written is not among them; `flush` first.

        Args:
            since: An aware moment: only what ended then or later.

        Raises:
            StoreError: The database cannot be read.
        """
        try:
            with self._database.reading() as connection:
                return read_history(connection, since)
        except ValueError as exc:  # SQLite lets a date be any text
            raise StoreError(self._database.name, f"the history cannot be read: {exc}") from exc

    def flush(self, timeout_s: float = CLOSE_WITHIN_S) -> bool:
        """Wait until everything told so far is written; return whether it is.

        Args:
            timeout_s: How long at most for the reminders, and then for the rest, in seconds.
        """
        return self.reminders.flush(timeout_s) and self._writer.flush(timeout_s)

    def close(self, timeout_s: float = CLOSE_WITHIN_S) -> bool:
        """Write what waits, for so many seconds at most; return whether all is written."""
        self.reminders.flush(0)
        return self._writer.close(timeout_s)

    def trouble(self) -> str | None:
        """Return what is wrong with the thread that writes; None while it is well."""
        return self._writer.trouble()

    def _note(self, site_id: str, command: Command) -> Record | None:
        match command:
            case SavePractice(snapshot):
                return self._practices.keep(site_id, snapshot, self._wall().astimezone(UTC))
            case ForgetPractice():
                return self._practices.over(site_id, None)
            case RecordPractice(routine_id, ending, practised_s, ended_at):
                now = ended_at or self._wall()
                today = now.astimezone(self._zone).date()
                completed = ending is Ending.COMPLETED
                self._book.practised(site_id, routine_id, today, practised_s, completed=completed)
                entry = HistoryEntry(
                    site_id=site_id,
                    routine_id=routine_id,
                    ending=ending.value,
                    practised_s=practised_s,
                    ended_at=now.astimezone(UTC),
                    local_date=today,
                )
                return self._practices.over(site_id, entry)
            case RememberPreference(key, value):
                self._book.prefer(site_id, key, value)
                now = self._wall().astimezone(UTC)
                return Preference(site_id=site_id, key=key, value=value, changed_at=now)
            case _:
                return None

    def _put(self, record: Record) -> bool:
        return self._writer.put(record)

    def _dropped(self, record: Record) -> None:
        if record is self.reminders:
            self.reminders.dropped()

    def _write(self, records: Sequence[Record]) -> None:
        if self._doubtful:  # the file may have been taken away: begin a new one
            prepare(self._database)
        self._doubtful = True
        with self._database.writing() as connection:
            write_all(connection, records)
            cleared_on = self._clear(connection)
        self._doubtful, self._cleared_on = False, cleared_on
        if any(record is self.reminders for record in records):
            self.reminders.kept()

    def _clear(self, connection: Connection) -> date:
        """Once a day, with whatever else is written, forget what is of no use any more."""
        today = self._wall().astimezone(self._zone).date()
        if today != self._cleared_on:
            drop_firings_before(connection, today - FIRINGS_KEPT)
        return today
