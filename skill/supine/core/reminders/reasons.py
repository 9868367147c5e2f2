"""Why there was no reminder: which phrase tells it."""

from supine.core.reminders.facts import Why
from supine.core.reminders.model import Firing, Reason, State

ASKED = "why_asked"
"""It was asked: the phrase that says when."""

UNRECORDED = {
    Why.TURNED_OFF: "why_turned_off",
    Why.MADE_LATER: "why_made_later",
    Why.NOT_THAT_DAY: "why_not_that_day",
    Why.NOT_RUNNING: "why_not_running",
    Why.NOT_YET: "why_not_running",
    Why.AS_RECORDED: "why_not_running",
}
"""The phrase for each answer that no record gives."""

_REASONS = {
    Reason.BUSY: "why_busy",
    Reason.QUIET_HOURS: "why_quiet",
    Reason.NO_ANSWER: "why_no_answer",
    Reason.UNDELIVERED: "why_undelivered",
    Reason.TOO_LATE: "why_too_late",
    Reason.PRACTISING: "why_practising",
    Reason.DONE_TODAY: "why_done_today",
    Reason.MERGED: "why_merged",
    Reason.TURNED_OFF: "why_turned_off",
}
_STATES = {State.SKIPPED: "why_skipped", State.SNOOZED: "why_snoozed", State.OFF: "why_turned_off"}


def reason_key(firing: Firing) -> str:
    """Return the phrase that tells what became of a reminder; `ASKED` if it was asked."""
    by_reason = ASKED if firing.reason is None else _REASONS.get(firing.reason, ASKED)
    return _STATES.get(firing.state, by_reason)
