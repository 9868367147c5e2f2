"""Reminders and what became of them: in memory, and on disk soon after.

Whoever asks is answered from memory.  What is put is known at once and handed to the writer's
thread: everything that waits goes into one transaction, and of what was changed twice only the
last state.  So the writer's queue holds the book once or not at all, nothing is dropped from
it however long the disk is away, and ten thousand firings are one transaction.

Another program (``supine reminders``) may change reminders at the same time.  Every transaction
looks for that first; `ReminderBook.refresh` asks for one.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from supine.adapters.store.reminderrows import (
    Stored,
    read_checked,
    read_firings,
    read_reminders,
    read_version,
    write_checked,
    write_firings,
    write_reminders,
)
from supine.core.reminders.model import Firing, Key, Reminder, Source
from supine.loading.configreminders import merge_config_reminders

KEPT_OF_EACH = 250
"""How many firings of each reminder are in memory.

They are counted, not dated: a clock that ran ahead for a moment must not make anybody forget
what was asked today."""

CHECKED_EVERY = timedelta(minutes=10)
"""How often a mere check of the alarm clock is worth a write: an SD card wears.  After a power
cut so much is told again, and the record knows it."""

_REFRESH_WAITS_S = 0.02

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class _Changes:
    """What is not on disk yet."""

    reminders: dict[str, Stored | None] = field(default_factory=dict)
    """None: it was removed."""

    firings: dict[Key, Firing] = field(default_factory=dict)
    checked_at: datetime | None = None
    thens: list[Callable[[], None]] = field(default_factory=list)

    def copy(self) -> "_Changes":
        """Return what can be written while more is added here."""
        return _Changes(dict(self.reminders), dict(self.firings), self.checked_at, [*self.thens])

    def take_out(self, written: "_Changes") -> None:
        """Forget what was written, but for what has changed since."""
        for id_, stored in written.reminders.items():
            if id_ in self.reminders and self.reminders[id_] is stored:
                del self.reminders[id_]
        for key, firing in written.firings.items():
            if self.firings.get(key) is firing:
                del self.firings[key]
        if self.checked_at is written.checked_at:
            self.checked_at = None
        del self.thens[: len(written.thens)]

    @property
    def urgent(self) -> bool:
        """Whether anything but a mere check is among it."""
        return bool(self.reminders or self.firings or self.thens)


class ReminderBook:
    """The household's reminders with their record; may be used from any thread.

    Args:
        hand_over: Puts the book into the writer's queue; returns whether there was room.
    """

    def __init__(self, hand_over: Callable[["ReminderBook"], bool]) -> None:
        self._hand_over = hand_over
        self._lock = threading.Condition()
        self._stored: dict[str, Stored] = {}
        self._firings: dict[str, dict[Key, Firing]] = {}
        self._open: dict[Key, Firing] = {}
        self._version = 0
        self._checked_at: datetime | None = None
        self._checked_on_disk: datetime | None = None
        self._unsaved = _Changes()
        self._queued = self._flushing = False
        self._changed_elsewhere = False
        self._writes_wanted = self._writes_begun = self._writes_done = 0
        # What the writer's thread is about; nobody else touches it.
        self._written = _Changes()
        self._found: dict[str, Stored] | None = None
        self._version_written = 0

    # ---- what is asked ----------------------------------------------------------------------

    def all(self) -> list[Reminder]:
        """Return every reminder, those that are turned off as well."""
        with self._lock:
            return [one.reminder for one in self._stored.values() if not one.cancelled]

    def firings_open(self) -> list[Firing]:
        """Return the firings that are not settled, of the reminders that there are."""
        with self._lock:
            return [f for key, f in self._open.items() if self._is_there(key.reminder_id)]

    def firings_since(self, day: date) -> list[Firing]:
        """Return the firings of a local date and later, in the order of their keys.

        Of each reminder the latest `KEPT_OF_EACH` are known.
        """
        with self._lock:
            pages = self._firings.values()
            found = [f for page in pages for f in page.values() if f.key.local_date >= day]
        return sorted(found, key=lambda firing: firing.key)

    def firings_of(self, reminder_ids: Iterable[str], day: date) -> list[Firing]:
        """Return the firings of some reminders: the open ones, and those of a date and later."""
        with self._lock:
            pages = [self._firings.get(reminder_id, {}) for reminder_id in reminder_ids]
            found = [f for page in pages for f in page.values()]
        return [f for f in found if f.look_at is not None or f.key.local_date >= day]

    def last_checked(self) -> datetime | None:
        """Return when the alarm clock last looked at the time, as far as that was kept."""
        with self._lock:
            return self._checked_at

    # ---- what is told -----------------------------------------------------------------------

    def put(self, reminder: Reminder) -> None:
        """Keep a reminder, in the place of one with the same id."""
        with self._lock:
            self._change(reminder.id, Stored(reminder))

    def remove(self, reminder_id: str) -> None:
        """Forget a reminder; one from the config stays away until its entry there changes."""
        with self._lock:
            self._change(reminder_id, taken_back(self._stored.get(reminder_id)))

    def follow_config(self, configured: Iterable[Reminder]) -> None:
        """Take the config's reminders as they are today; what voices changed since stays."""
        with self._lock:
            stored = [each.reminder for each in self._stored.values()]
            changes = merge_config_reminders(stored, configured)
            for reminder in changes.put:
                self._change(reminder.id, Stored(reminder))
            for reminder_id in changes.remove:
                self._change(reminder_id, None)

    def save_firings(
        self, firings: Iterable[Firing], then: Callable[[], None] | None = None
    ) -> None:
        """Keep firings, in the place of what was known under their keys.

        Args:
            firings: Any number.
            then: Called on the writer's thread once they are on disk, or something later under
                the same keys is; so look at the record again before you act on it.  While the
                disk is away it is not called.
        """
        with self._lock:
            for firing in firings:
                self._enter(firing)
                self._unsaved.firings[firing.key] = firing
            if then is not None:
                self._unsaved.thens.append(then)
            self._queue()

    def checked(self, at: datetime) -> None:
        """Note that the alarm clock looked at the time; written with the next other thing."""
        with self._lock:
            self._checked_at = self._unsaved.checked_at = at
            if self._check_is_worth_it(at):
                self._queue()

    def refresh(self, wait_s: float = _REFRESH_WAITS_S) -> bool:
        """Return whether another program has changed reminders; then `all` knows them.

        Args:
            wait_s: How long the writer's thread may take, in seconds; what it finds later is
                told by the next call.
        """
        with self._lock:
            self._next_write(wait_s)
            changed, self._changed_elsewhere = self._changed_elsewhere, False
        return changed

    def flush(self, wait_s: float) -> bool:
        """Wait until what was told so far is on disk, a mere check as well; return whether it is.

        Args:
            wait_s: How long at most, in seconds.
        """
        with self._lock:
            self._flushing = self._unsaved.checked_at is not None
            waits = self._queued or self._flushing
            return self._next_write(wait_s) if waits else True

    # ---- disk -------------------------------------------------------------------------------

    def load(self, connection: Connection) -> None:
        """Take over what is on disk."""
        with self._lock:
            self._version = read_version(connection)
            self._stored = read_reminders(connection)
            self._checked_at = self._checked_on_disk = read_checked(connection)
            for firing in read_firings(connection, KEPT_OF_EACH):
                self._enter(firing)

    def write(self, connection: Connection) -> None:
        """Write what waits; called by the writer, again and again until it has worked."""
        self._writes_begun += 1
        version = read_version(connection, to_change=True)
        taken_away = version == 0 < self._version
        changed = version != self._version and not taken_away
        self._found = read_reminders(connection) if changed else None
        with self._lock:
            if taken_away:
                self._begin_anew()
            self._written = written = self._unsaved.copy()
            if not (
                written.urgent or self._flushing or self._check_is_worth_it(written.checked_at)
            ):
                written.checked_at = None  # somebody only looks what another program has changed
        if written.reminders:
            version = write_reminders(connection, written.reminders)
        write_firings(connection, written.firings.values())
        if written.checked_at is not None:
            write_checked(connection, written.checked_at)
        self._version_written = version

    def kept(self) -> None:
        """Take note that what was written last is on disk; called on the writer's thread."""
        written = self._written
        with self._lock:
            self._unsaved.take_out(written)
            self._flushing = self._flushing and self._unsaved.checked_at is not None
            self._checked_on_disk = written.checked_at or self._checked_on_disk
            self._version = self._version_written
            if self._found is not None:
                self._take_over(self._found, written)
            self._writes_done = self._writes_begun
            self._lock.notify_all()
            self._queued = False
            if self._unsaved.urgent or self._writes_wanted > self._writes_done:
                self._queue()
        for then in written.thens:
            try:
                then()
            except Exception:
                _LOGGER.exception("What was to follow a reminder's record has failed; going on")

    def dropped(self) -> None:
        """Take note that the writer could make nothing of it; the next change tries again."""
        with self._lock:
            self._queued = False

    # ---- under the lock ---------------------------------------------------------------------

    def _is_there(self, reminder_id: str) -> bool:
        return reminder_id in self._stored and not self._stored[reminder_id].cancelled

    def _change(self, reminder_id: str, stored: Stored | None) -> None:
        self._unsaved.reminders[reminder_id] = stored
        _apply(self._stored, {reminder_id: stored})
        if stored is None:
            self._forget([reminder_id])
        self._queue()

    def _forget(self, reminder_ids: Iterable[str]) -> None:
        """Let go of the firings of reminders that are gone; on disk they stay for their time.

        Somebody makes and cancels a reminder a day, for years.
        """
        for reminder_id in reminder_ids:
            for key in self._firings.pop(reminder_id, {}):
                self._open.pop(key, None)

    def _enter(self, firing: Firing) -> None:
        """Take a firing into memory; of too many the one goes that was settled longest ago."""
        key = firing.key
        page = self._firings.setdefault(key.reminder_id, {})
        page.pop(key, None)
        page[key] = firing
        if firing.look_at is not None:
            self._open[key] = firing
        else:
            self._open.pop(key, None)
        if len(page) > KEPT_OF_EACH:
            page.pop(next((old for old in page if old not in self._open), next(iter(page))))

    def _next_write(self, wait_s: float) -> bool:
        """Wait for a write that has not begun yet; return whether it was done in time."""
        wanted = self._writes_wanted = self._writes_begun + 1
        self._queue()
        return self._lock.wait_for(lambda: self._writes_done >= wanted, wait_s)

    def _check_is_worth_it(self, at: datetime | None) -> bool:
        on_disk = self._checked_on_disk
        return at is not None and (on_disk is None or abs(at - on_disk) >= CHECKED_EVERY)

    def _queue(self) -> None:
        self._queued = self._queued or self._hand_over(self)

    def _begin_anew(self) -> None:
        """Have everything written that is known: somebody has taken the file away."""
        pages = self._firings.values()
        self._unsaved.reminders = {**self._stored, **self._unsaved.reminders}
        self._unsaved.firings = {key: f for page in pages for key, f in page.items()}
        self._unsaved.checked_at, self._checked_on_disk = self._checked_at, None
        self._version = 0

    def _take_over(self, found: dict[str, Stored], written: _Changes) -> None:
        """Take what another program has left, but for what was changed here."""
        _apply(found, written.reminders)
        _apply(found, self._unsaved.reminders)
        self._changed_elsewhere = self._changed_elsewhere or found != self._stored
        self._forget(self._stored.keys() - found.keys())
        self._stored = found


def taken_back(stored: Stored | None) -> Stored | None:
    """Return what is kept of a reminder that a person does not want any more."""
    if stored is None or stored.reminder.source is not Source.CONFIG:
        return None
    return stored._replace(cancelled=True)


def _apply(reminders: dict[str, Stored], changes: dict[str, Stored | None]) -> None:
    for id_, stored in changes.items():
        if stored is None:
            reminders.pop(id_, None)
        else:
            reminders[id_] = stored
