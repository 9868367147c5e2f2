"""The reminders of one site and what became of them, kept in memory and handed on to be saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from supine.core.reminders.model import OPEN, Firing, Key, Reason, Reminder, State
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.record import follow, opening
from supine.core.reminders.rule import (
    Case,
    Decision,
    Rules,
    SiteFacts,
    Speak,
    Unfit,
    decide_site,
)

LOOK_BACK = timedelta(days=7)
"""How far "did I miss one" looks back; so long a reminder of one date is kept when it is over."""

SETTLED_KEPT = 250
"""Records of each reminder that stay on a desk after they were settled.

As many as the store keeps in memory; one that repeats would otherwise leave thousands a month."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """One site's reminders."""

    zone: str = "UTC"
    rules: Rules = field(default_factory=Rules)
    quiet: tuple[Quiet, ...] = ()
    reminders: dict[str, Reminder] = field(default_factory=dict)
    firings: dict[Key, Firing] = field(default_factory=dict)
    finished: dict[str, datetime] = field(default_factory=dict)
    """When each routine was last finished here without a reminder's doing, by its id."""

    changed: dict[Key, Firing] = field(default_factory=dict)
    """Records that still have to be handed on."""

    unfit: dict[str, Exception | None] = field(default_factory=dict)
    """Reminders that nothing can be decided about, by id, each with what is wrong; None once that
    was handed on."""

    def open_firings(self) -> list[Firing]:
        """Return the records that are not settled."""
        return [firing for firing in self.firings.values() if firing.state in OPEN]

    def take_in(self, keys: Iterable[Key], now: datetime) -> None:
        """Open the records of what is due."""
        for key in keys:
            reminder = self.reminders.get(key.reminder_id)
            if reminder is None:
                continue
            try:
                firing = opening(reminder, key, self.firings.get(key), now)
            except Exception as exc:  # noqa: BLE001 - the others must not suffer
                self.unfit.setdefault(reminder.id, exc)
                continue
            if firing is not None:
                self.put(firing)

    def facts(self, *, busy: bool, practising: bool) -> SiteFacts:
        """Return what is going on at the site."""
        return SiteFacts(
            zone=self.zone,
            quiet=self.quiet,
            busy=busy,
            practising=practising,
            finished=self.finished,
        )

    def decide(self, facts: SiteFacts, now: datetime) -> tuple[Case, Speak] | None:
        """Decide about everything open; return what is to be spoken now, if anything."""
        cases = [
            (self.reminders[firing.key.reminder_id], firing)
            for firing in self.open_firings()
            if firing.key.reminder_id in self.reminders
        ]
        spoken = None
        for case, decision in decide_site(cases, facts, self.rules, now):
            self.follow(case, decision)
            if isinstance(decision, Unfit):
                self.unfit.setdefault(case.reminder.id, decision.error)
            if isinstance(decision, Speak):
                spoken = case, decision
        return spoken

    def follow(self, case: Case, decision: Decision) -> None:
        """Write down what becomes of a firing."""
        self.put(follow(case, decision))

    def case(self, key: Key, facts: SiteFacts, now: datetime) -> Case | None:
        """Return everything that a decision about one firing rests on."""
        reminder, firing = self.reminders.get(key.reminder_id), self.firings.get(key)
        if reminder is None or firing is None:
            return None
        return Case(reminder, firing, facts, self.rules, now)

    def put(self, firing: Firing) -> None:
        """Keep a record, and hand it on if it is new."""
        if self.firings.get(firing.key) != firing:
            new = firing.key not in self.firings
            self.firings[firing.key] = self.changed[firing.key] = firing
            if new:
                self._forget_old(firing.key.reminder_id)

    def _forget_old(self, reminder_id: str) -> None:
        """Let go what was settled of a reminder longest ago."""
        settled = [
            key
            for key, firing in self.firings.items()
            if key.reminder_id == reminder_id and firing.state not in OPEN
        ]
        for key in settled[: max(0, len(settled) - SETTLED_KEPT)]:
            del self.firings[key]

    def let_go_over(self, today: date) -> list[str]:
        """Forget what was for one date, so long ago that nobody asks about it; return the ids."""
        oldest = today - LOOK_BACK
        over = [r.id for r in self.reminders.values() if r.on_date and r.on_date < oldest]
        if over:
            self.replace(r for r in self.reminders.values() if r.id not in over)
        return over

    def forget(self, reminder_id: str) -> None:
        """Let go of a reminder and of all that became of it."""
        self.replace(r for r in self.reminders.values() if r.id != reminder_id)

    def replace(self, reminders: Iterable[Reminder]) -> None:
        """Take reminders as they are from now on; of those that are gone nothing stays."""
        self.reminders = {reminder.id: reminder for reminder in reminders}
        self.firings = {k: f for k, f in self.firings.items() if k.reminder_id in self.reminders}
        self.unfit.clear()

    def hand_on(self) -> tuple[Firing, ...]:
        """Return, once, the records that have to be saved."""
        changed = tuple(self.changed.values())
        self.changed.clear()
        return changed

    def hand_on_unfit(self) -> list[tuple[str, Exception]]:
        """Return, once, the reminders that nothing can be decided about, with what is wrong."""
        new = [(id_, error) for id_, error in self.unfit.items() if error is not None]
        self.unfit = dict.fromkeys(self.unfit)
        return new

    def waiting_for_silence(self) -> bool:
        """Whether a firing waits only for the site to be free."""
        return any(
            firing.state is State.DUE and firing.reason is Reason.BUSY
            for firing in self.open_firings()
        )

    def read(self, reminders: Iterable[Reminder], firings: Mapping[Key, Firing]) -> None:
        """Take reminders and records as they were kept."""
        self.reminders = {reminder.id: reminder for reminder in reminders}
        self.firings = dict(firings)
