"""Keeps reminders: between the core, which decides, the store and the alarm clock.

A question may only be asked when it is on disk that it is being asked.  So what becomes of a
reminder goes to the store first, and when that has written it, the site is told.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from supine.core.events import (
    Command,
    Event,
    FiringsSaved,
    RemindersRead,
    RemoveReminder,
    SaveFirings,
    SaveReminder,
    TellUnfit,
    WakeAt,
)
from supine.core.reminders.desk import Desk
from supine.core.reminders.model import AlarmChecked, Firing, Key, Reason, Reminder, RemindersDue
from supine.core.reminders.record import cut_off

REMEMBERED = timedelta(days=61)
"""How far back records are laid on a desk: a day more than the alarm clock tells again."""

WITHOUT_BOOK_MAX = 10_000
"""Records that are kept in memory while there is no book to write them into."""

_LOGGER = logging.getLogger(__name__)


class AlarmClock(Protocol):
    """What rings: `supine.adapters.alarm`."""

    def start(self, reminders: Iterable[Reminder], seen_at: datetime | None = None) -> None:
        """Tell what fell due meanwhile, then go on."""

    def put(self, reminder: Reminder) -> None:
        """Add or change one."""

    def remove(self, reminder_id: str) -> None:
        """Forget one."""

    def wake(self, site_id: str, key: Key, at: datetime | None) -> None:
        """Tell of a firing at ``at``."""

    def stop(self, timeout_s: float | None = None) -> None:
        """End its threads; wait for that so many seconds at most."""

    def trouble(self) -> str | None:
        """Return what is wrong with its thread."""


class Book(Protocol):
    """What keeps: the store's reminders."""

    def all(self) -> list[Reminder]:
        """Return every reminder."""

    def put(self, reminder: Reminder) -> None:
        """Keep one."""

    def remove(self, reminder_id: str) -> None:
        """Forget one."""

    def firings_open(self) -> list[Firing]:
        """Return the records that are not settled."""

    def firings_of(self, reminder_ids: Iterable[str], day: date) -> list[Firing]:
        """Return the records of some reminders: the open ones, and those of a date and later."""

    def save_firings(self, firings: Iterable[Firing], then: Callable[[], None]) -> None:
        """Write records, then call."""

    def checked(self, at: datetime) -> None:
        """Keep the alarm's last check."""

    def last_checked(self) -> datetime | None:
        """Return it."""

    def refresh(self) -> bool:
        """Read again what another program has changed; return whether anything was."""


class Secretary:
    """A witness that keeps what the core decides about reminders, and rings when they are due.

    Args:
        book: Where they are kept; None keeps them in memory, until `take_up` or the end.
        alarm: Makes the alarm clock, given where to post what it tells.
        post: Hands an event to a site, on the runner's thread.
        call: Runs a function on the runner's thread, behind everything posted before.
        wall: Returns the aware time of day.
        loose: The reminders there are when there is no book.
    """

    def __init__(
        self,
        book: Book | None,
        alarm: Callable[[Callable[[RemindersDue | AlarmChecked], None]], AlarmClock],
        post: Callable[[str, Event], None],
        call: Callable[[Callable[[], object]], None],
        wall: Callable[[], datetime],
        loose: Iterable[Reminder] = (),
    ) -> None:
        self._book = book
        self._loose = tuple(loose)
        self._wall = wall
        self._post = post
        self._call = call
        self._alarm = alarm(self._told)
        self._made: dict[str, Reminder | None] = {}
        self._became: dict[Key, Firing] = {}
        self._told_anew: set[str] = set()
        """Sites to which `RemindersRead` is on its way."""

        self._mend()
        self._learn(self._all())

    def _mend(self) -> None:
        """Have questions asked again that a crash cut off; before any site reads its record."""
        still_open = self._book.firings_open() if self._book is not None else []
        mended = [(firing, cut_off(firing, self._wall())) for firing in still_open]
        changed = [after for before, after in mended if after is not before]
        if self._book is not None and changed:
            self._book.save_firings(changed, lambda: None)

    def start(self) -> None:
        """Begin: what fell due while nobody was here comes first.

        Once more after it has failed, and after `take_up`.
        """
        reminders = self._all()
        # On the runner's thread, where sites look into it already.
        self._call(lambda: self._learn_more(reminders))
        sites = {reminder.id: reminder.site_id for reminder in reminders}
        for firing in self._book.firings_open() if self._book else []:
            site_id = sites.get(firing.key.reminder_id)
            if site_id is not None:
                self._look_again(site_id, firing)
        self._alarm.start(reminders, self._book.last_checked() if self._book else None)

    def _look_again(self, site_id: str, firing: Firing) -> None:
        """Have the alarm clock tell of a record that is open; one that it refuses is left."""
        # What waited for a silence is looked at again: nobody else remembers that it did.
        silence = firing.reason is Reason.BUSY
        try:
            self._alarm.wake(site_id, firing.key, self._wall() if silence else firing.look_at)
        except Exception:
            text = "Reminder %s cannot be looked at again; the others go on"
            _LOGGER.exception(text, firing.key.reminder_id)

    def take_up(self, book: Book, desks: Mapping[str, Desk]) -> None:
        """Keep things in a book that could not be opened before; on the runner's thread.

        What was made and what became of reminders meanwhile is written into it.  `start`
        follows, and rings for what is found there.

        Args:
            book: Knows today's reminders of the config already.
            desks: By site; what is known of reminders is laid on them.
        """
        before = set(self._sites)
        self._book = book
        self._mend()
        for reminder_id, reminder in self._made.items():
            if reminder is None:
                book.remove(reminder_id)
            else:
                book.put(reminder)
        if self._became:
            book.save_firings(tuple(self._became.values()), lambda: None)
        self._made, self._became = {}, {}
        self._learn(book.all())
        for reminder_id in before - set(self._sites):
            self._alarm.remove(reminder_id)
        for site_id, desk in desks.items():
            self.open_desk(site_id, desk)

    def stop(self, timeout_s: float | None = None) -> None:
        """End the alarm clock; wait for that so many seconds at most."""
        self._alarm.stop(timeout_s)

    def trouble(self) -> str | None:
        """Return what is wrong with the alarm clock's thread; None while it is well."""
        return self._alarm.trouble()

    def reminders(self) -> list[Reminder]:
        """Return every reminder of every site, without asking the store."""
        return [reminder for theirs in self._at.values() for reminder in theirs.values()]

    def open_desk(self, site_id: str, desk: Desk) -> None:
        """Lay a site's reminders and their records on its desk."""
        theirs = self._at.get(site_id, {})
        day = (self._wall() - REMEMBERED).date()
        firings = self._book.firings_of(theirs, day) if self._book is not None else []
        desk.read(theirs.values(), {firing.key: firing for firing in firings})

    def _all(self) -> list[Reminder]:
        return list(self._loose) if self._book is None else self._book.all()

    def tell(self, site_id: str, command: Command) -> None:
        """Keep what was decided."""
        match command:
            case SaveFirings(firings):
                self._save(site_id, firings)
            case WakeAt(key, at):
                self._alarm.wake(site_id, key, at)
            case SaveReminder(reminder):
                self._sites[reminder.id] = site_id
                self._at[site_id][reminder.id] = reminder
                if self._book is not None:
                    self._book.put(reminder)
                else:
                    self._made[reminder.id] = reminder
                self._alarm.put(reminder)
                self._tell_anew(site_id)
            case RemoveReminder(reminder_id):
                if self._book is not None:
                    self._book.remove(reminder_id)
                else:
                    self._made[reminder_id] = None
                self._at[site_id].pop(reminder_id, None)
                self._sites.pop(reminder_id, None)
                self._alarm.remove(reminder_id)
                self._tell_anew(site_id)
            case TellUnfit(reminder_id, error):
                _LOGGER.error(
                    "Reminder %s is left aside: %s; the others go on. Make it anew, or take it"
                    " away: supine reminders remove %s",
                    *(reminder_id, str(error) or type(error).__name__, reminder_id),
                    exc_info=None if isinstance(error, ValueError) else error,
                )
            case _:
                pass

    def _save(self, site_id: str, firings: tuple[Firing, ...]) -> None:
        saved = FiringsSaved(firings)
        if self._book is None:
            self._became |= {firing.key: firing for firing in firings}
            while len(self._became) > WITHOUT_BOOK_MAX:
                del self._became[next(iter(self._became))]
            self._post(site_id, saved)
        else:
            self._book.save_firings(firings, lambda: self._post(site_id, saved))

    def _told(self, event: RemindersDue | AlarmChecked) -> None:
        if isinstance(event, RemindersDue):
            self._post(event.site_id, event)
        else:
            # Behind what was due: a check that is on disk says that all before it is, too.
            self._call(lambda: self._checked(event.at))

    def _checked(self, at: datetime) -> None:
        if self._book is None:
            return
        self._book.checked(at)
        if self._book.refresh():
            self._read_again()

    def _read_again(self) -> None:
        """Somebody has changed reminders from outside, by ``supine reminders``."""
        assert self._book is not None  # noqa: S101 - asked for by the caller
        reminders = self._book.all()
        _LOGGER.info("reminders were changed from outside: %s now", len(reminders))
        before = set(self._sites)
        sites = set(self._sites.values())
        self._learn(reminders)
        for reminder_id in before - set(self._sites):
            self._alarm.remove(reminder_id)
        for reminder in reminders:
            self._alarm.put(reminder)
        self._told_anew = sites | set(self._sites.values())
        for site_id in self._told_anew:
            self._tell_anew(site_id)
        self._call(self._told_anew.clear)  # behind all of them

    def _tell_anew(self, site_id: str) -> None:
        """Tell a site its reminders once more, if what it is about to be told is out of date."""
        if site_id in self._told_anew:
            theirs = self._at.get(site_id, {})
            self._post(site_id, RemindersRead(tuple(theirs.values())))

    def _learn_more(self, reminders: Iterable[Reminder]) -> None:
        """Note the reminders that came since the beginning; what sites have changed stays."""
        for reminder in reminders:
            if reminder.id not in self._sites:
                self._sites[reminder.id] = reminder.site_id
                self._at[reminder.site_id][reminder.id] = reminder

    def _learn(self, reminders: Iterable[Reminder]) -> None:
        """Note where each reminder is at home: going through all for every site takes long."""
        self._sites: dict[str, str] = {}
        self._at: defaultdict[str, dict[str, Reminder]] = defaultdict(dict)
        for reminder in reminders:
            self._sites[reminder.id] = reminder.site_id
            self._at[reminder.site_id][reminder.id] = reminder
