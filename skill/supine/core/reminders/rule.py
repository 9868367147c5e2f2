"""Speak or not: the rule, on the reminder's own record.

`decide` asks in turn; the first answer decides, and where there is none it is spoken:

    settled before?              leave it: this is what makes it once
    reminder turned off?         drop
    its question on air?         wait; past its time nobody answered: once again, or missed
    too early?                   wait: a snooze, or the clock was set back
    being done, or done today?   drop
    too late?                    drop: beyond the late window it is missed
    quiet hours?                 wait for their end where that is inside the window, else drop
    somebody talking?            wait until the site is free or the window is over
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from supine.core.reminders.model import ON_AIR, OPEN, Firing, Key, Reason, Reminder, State
from supine.core.reminders.quiet import Quiet, quiet_until
from supine.core.reminders.wallclock import first_instant, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a household can set, in seconds."""

    late_window_s: float = 7200.0  # how late it may be spoken; a micro-pause: half its interval
    late_after_s: float = 120.0  # from when on being late is worth a word
    again_s: float = 900.0  # how long after a question without an answer it is asked again
    questions: int = 2  # how often it is asked in all if nobody answers
    answer_s: float = 180.0  # how long a question is on its way and open: longer than voices wait
    retry_s: float = 60.0  # how long after reaching no loudspeaker it is tried again
    quiet_when_done: bool = True  # a practice finished earlier that day keeps it quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What is going on at a site."""

    zone: str  # of its quiet hours
    quiet: Sequence[Quiet] = ()
    busy: bool = False  # a dialogue is open or a voice speaks there
    practising: bool = False  # a practice runs or is paused there
    finished: Mapping[str, datetime] = field(default_factory=dict)
    """When each routine was last finished, by its id.  Leave out what another reminder began,
    or the morning's practice silences the evening's reminder."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Ask now: ``late_s`` late (0: not worth a word), and for the firings of ``also``, too."""

    late_s: float = 0.0
    also: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Decide again at ``until``, or sooner when something changes at the site."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Drop:
    """It is settled, in this state."""

    state: State
    reason: Reason
    merged_into: Key | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """It was settled before."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Nothing can be decided about it, whatever is wrong with it; it is left as it is."""

    error: Exception


Decision = Speak | Wait | Drop | Leave | Unfit


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a decision rests on."""

    reminder: Reminder
    firing: Firing
    site: SiteFacts
    rules: Rules
    now: datetime

    @property
    def window_ends(self) -> datetime:
        """From when on it is too late."""
        window_s = min(self.rules.late_window_s, (self.reminder.every_s or float("inf")) / 2)
        return self.firing.wanted_at + timedelta(seconds=window_s)

    def lost(self, state: State, reason: Reason) -> Drop:
        """Return the drop of what came to nothing; nobody is nagged about a micro-pause."""
        return Drop(State.GONE if self.reminder.every_s else state, reason)


def decide(case: Case) -> Decision:
    """Return what is to be done now about one firing."""
    late_s = (case.now - case.firing.wanted_at).total_seconds()
    speak = Speak(late_s if late_s >= case.rules.late_after_s else 0.0)
    return _as_it_stands(case) or _as_the_house_is(case) or speak


def decide_site(
    cases: Iterable[tuple[Reminder, Firing]], site: SiteFacts, rules: Rules, now: datetime
) -> list[tuple[Case, Decision]]:
    """Return what is to be done now about all firings of a site: at most one is spoken.

    One that nothing can be decided about keeps none of the others waiting.

    Args:
        cases: What is due there and what is still open there, with the reminders.
        site: What is going on there.
        rules: What the household has set.
        now: Aware.
    """
    cases = list(cases)
    asking = any(f.state in ON_AIR and f.look_at and now < f.look_at for _, f in cases)
    site = replace(site, busy=site.busy or asking)
    decided = [(case, _tried(case)) for case in (Case(r, f, site, rules, now) for r, f in cases)]
    speaking = [case for case, decision in decided if isinstance(decision, Speak)]
    if not speaking:
        return decided
    first = min(speaking, key=_precedence).firing.key
    also = tuple(case.firing.key for case in speaking if case.firing.key != first)
    return [(case, _as_one(case, decision, first, also)) for case, decision in decided]


def _tried(case: Case) -> Decision:
    try:
        return decide(case)
    except Exception as exc:  # noqa: BLE001 - such as a zone that the machine has lost
        return Unfit(exc)


def after_silence(case: Case) -> Wait | Drop:
    """Return what becomes of a question that nobody answered: asked again once, then missed."""
    if case.firing.state is not State.ASKED:  # supine was interrupted: perhaps nobody heard it
        return after_failure(case)
    if case.reminder.every_s is None and case.firing.unanswered < case.rules.questions:
        return Wait(case.now + timedelta(seconds=case.rules.again_s), Reason.NO_ANSWER)
    return case.lost(State.MISSED, Reason.NO_ANSWER)


def after_failure(case: Case) -> Wait | Drop:
    """Return what becomes of a question that reached no loudspeaker: tried again in the window."""
    if case.site.busy:  # somebody began to talk first
        return Wait(case.window_ends, Reason.BUSY)
    again = case.now + timedelta(seconds=case.rules.retry_s)
    if again < case.window_ends:
        return Wait(again, Reason.UNDELIVERED)
    return case.lost(State.UNDELIVERED, Reason.UNDELIVERED)


def _as_it_stands(case: Case) -> Decision | None:
    """Decide what the record and the reminder can tell by themselves."""
    firing, look_at = case.firing, case.firing.look_at
    if firing.state not in OPEN or look_at is None:
        return Leave()
    if not case.reminder.enabled:
        return Drop(State.OFF, Reason.TURNED_OFF)
    if firing.state in ON_AIR:
        return Wait(look_at, Reason.NOT_YET) if case.now < look_at else after_silence(case)
    if case.now < firing.wanted_at:
        return Wait(firing.wanted_at, Reason.NOT_YET)
    return None


def _as_the_house_is(case: Case) -> Decision | None:
    """Decide what depends on the time and on what is going on at the site."""
    if case.site.practising:
        return Drop(State.DONE_ALREADY, Reason.PRACTISING)
    if case.rules.quiet_when_done and _done_today(case):
        return Drop(State.DONE_ALREADY, Reason.DONE_TODAY)
    if case.now >= case.window_ends:
        return _too_late(case)
    quiet_ends = quiet_until(case.site.quiet, case.site.zone, case.now)
    if quiet_ends is not None:
        inside = quiet_ends < case.window_ends
        reason = Reason.QUIET_HOURS
        return Wait(quiet_ends, reason) if inside else case.lost(State.QUIET, reason)
    return Wait(case.window_ends, Reason.BUSY) if case.site.busy else None


def _too_late(case: Case) -> Drop:
    """Settle it with what kept it waiting, if anything did."""
    match case.firing.reason:
        case Reason.UNDELIVERED:
            return case.lost(State.UNDELIVERED, Reason.UNDELIVERED)
        case Reason.BUSY | Reason.NO_ANSWER as reason:
            return case.lost(State.MISSED, reason)
        case _:
            return case.lost(State.MISSED, Reason.TOO_LATE)


def _done_today(case: Case) -> bool:
    """Whether its routine was finished on its date; for a micro-pause, in its interval."""
    reminder, firing = case.reminder, case.firing
    since = first_instant(zone(reminder.zone), firing.key.local_date, time.min)
    if reminder.every_s is not None:
        since = firing.due_at - timedelta(seconds=reminder.every_s)
    return any(
        since <= at <= case.now
        for routine_id, at in case.site.finished.items()
        if reminder.routine_id in (None, routine_id)
    )


def _precedence(case: Case) -> tuple[bool, int, datetime, Key]:
    """A daily reminder speaks for a micro-pause, one that was not asked yet for one that was."""
    firing = case.firing
    return bool(case.reminder.every_s), firing.unanswered, firing.wanted_at, firing.key


def _as_one(case: Case, decision: Decision, first: Key, also: tuple[Key, ...]) -> Decision:
    if not isinstance(decision, Speak):
        return decision
    if case.firing.key == first:
        return replace(decision, also=also)
    return Drop(State.MERGED, Reason.MERGED, first)
