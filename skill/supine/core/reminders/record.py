"""Write down what becomes of a firing: every change of a record is one of these functions.

Save the new record first, then tell the voice, then set the alarm to its ``look_at``.  What
does not fit a record's state changes nothing: reports come late, twice, after a restart.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from supine.core.reminders.model import ANSWERS, LOST, OPEN, Firing, Key, Reason, Reminder, State
from supine.core.reminders.rule import Case, Decision, Drop, Leave, Speak, Unfit, Wait
from supine.core.reminders.when import due_at


def opening(reminder: Reminder, key: Key, known: Firing | None, now: datetime) -> Firing | None:
    """Return the record that a due event is about: the known one, or a new one.

    None: the reminder was changed meanwhile and has no such time, or was made after it.
    """
    if known is not None:
        return _set_right(known, now) if known.changed_at > now else known
    due = due_at(reminder, key.local_date, key.slot)
    if due is None or due <= reminder.since <= now:
        return None
    return Firing(key=key, due_at=due, state=State.DUE, wanted_at=due, look_at=due, changed_at=now)


def follow(case: Case, decision: Decision) -> Firing:
    """Return the record after a decision."""
    firing, now = case.firing, case.now
    match decision:
        case Leave() | Unfit():
            return firing
        case Wait(until, Reason.NOT_YET):
            return replace(firing, look_at=until)
        case Speak():
            until = now + timedelta(seconds=case.rules.answer_s)
            return _become(firing, now, State.ASKING, until)
        case Wait(until, Reason.QUIET_HOURS | Reason.NO_ANSWER as reason):
            # These move it: whoever speaks then is not late.
            return replace(_become(firing, now, State.DUE, until, reason), wanted_at=until)
        case Wait(until, reason):
            return _become(firing, now, State.DUE, until, reason)
        case Drop(state, reason, merged_into):
            return replace(_become(firing, now, state, None, reason), merged_into=merged_into)


def heard(firing: Firing, now: datetime) -> Firing:
    """Return the record once the question has sounded and the ear is open."""
    if firing.state is not State.ASKING:
        return firing
    asked = replace(firing, asked=(*firing.asked, now), unanswered=firing.unanswered + 1)
    return _become(asked, now, State.ASKED, firing.look_at)


def cut_off(firing: Firing, now: datetime) -> Firing:
    """Return the record after a crash in the middle of asking: it is asked again at once.

    Nobody has confirmed that the question was heard; but it may have been, so it counts as one
    without an answer.  A second time it waits for its time: who crashes at each question must
    not ask without end.
    """
    if firing.state is not State.ASKING or firing.unanswered:
        return firing
    return _become(replace(firing, unanswered=1), now, State.DUE, now, Reason.UNDELIVERED)


def answered(firing: Firing, answer: State, now: datetime, until: datetime | None = None) -> Firing:
    """Return the record after an answer, which may also come between two questions.

    Args:
        firing: The record.
        answer: One of `ANSWERS`.
        now: Aware.
        until: The end of a snooze; today's only, tomorrow is another record.

    Raises:
        ValueError: It is no answer, or a snooze without an end.
    """
    if answer not in ANSWERS or (answer is State.SNOOZED) != (until is not None):
        raise ValueError(f"{answer} until {until} is no answer to a reminder")
    if firing.state not in OPEN:
        return firing
    settled = _become(replace(firing, unanswered=0), now, answer, until)
    return settled if until is None else replace(settled, wanted_at=until)


def rescheduled(reminder: Reminder, firing: Firing, now: datetime) -> Firing:
    """Return the record of a reminder that was moved: what is open or was lost moves along.

    Only where the new time is still to come that day; what was answered stays answered.
    """
    due = due_at(reminder, firing.key.local_date, firing.key.slot)
    if due is None or due <= now or firing.state not in OPEN | LOST:
        return firing
    moved = replace(firing, due_at=due, wanted_at=due, unanswered=0)
    return _become(moved, now, State.DUE, due)


def _set_right(firing: Firing, now: datetime) -> Firing:
    """Undo what was decided under a clock that ran ahead, but for what a person has heard or said.

    What was given up is due again as before, and a wait is as long from now as it was then.
    """
    if firing.state in LOST and firing.reason is not Reason.NO_ANSWER:
        return _become(firing, now, State.DUE, firing.wanted_at)
    if firing.look_at is None:
        return firing
    ahead = firing.changed_at - now
    moved = firing.wanted_at > firing.changed_at
    return replace(
        firing,
        wanted_at=firing.wanted_at - ahead if moved else firing.wanted_at,
        look_at=firing.look_at - ahead,
        changed_at=now,
    )


def _become(
    firing: Firing,
    now: datetime,
    state: State,
    look_at: datetime | None,
    reason: Reason | None = None,
) -> Firing:
    return replace(firing, state=state, look_at=look_at, reason=reason, changed_at=now)
