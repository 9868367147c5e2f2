"""One line in the log for each thing that a householder would recognise.

Each line carries its site and a word for what happened, which the JSON form of the log shows.
"""

import logging

from supine.core.events import (
    Alert,
    Answer,
    Command,
    RecordPractice,
    RememberPreference,
    RemoveReminder,
    SaveFirings,
    SaveReminder,
    Say,
)
from supine.core.reminders.model import EVERY_DAY, Firing, Reminder, State
from supine.core.timetable import Guidance
from supine.loading.times import spell_days, spell_time

_LOGGER = logging.getLogger("supine.diary")

_BECAME = {
    State.ACCEPTED: "accepted",
    State.SKIPPED: "turned down for today",
    State.OFF: "not asked, since it is off",
    State.DONE_ALREADY: "not asked",
    State.MERGED: "asked together with another",
    State.MISSED: "missed",
    State.UNDELIVERED: "not heard, since no loudspeaker reported it",
    State.QUIET: "not asked",
    State.GONE: "gone by",
}
"""What became of a reminder; the reason is told where it says more."""

_SAYS_WHY = frozenset({State.DONE_ALREADY, State.MISSED, State.QUIET, State.GONE})
_TOLD = {Guidance.FULL: "in full", Guidance.BRIEF: "in brief", Guidance.LESS: "with less words"}
_SETTINGS = {
    "volume": "the voice's volume",
    "rate": "the voice's speed",
    "gap": "the pause after a sentence, in seconds,",
}


class Diary:
    """A witness that writes what happens into the log; single sentences only at DEBUG."""

    def tell(self, site_id: str, command: Command) -> None:
        """Write one line, or none."""
        match command:
            case RecordPractice(routine_id, ending, practised_s):
                minutes, seconds = divmod(round(practised_s), 60)
                time = f"{minutes}:{seconds:02d}"
                args = (routine_id, ending.value, time)
                _write(site_id, "practice", "%s, %s after %s", *args)
            case Answer(text=text, question=question) if text:
                verb = "answered" if question is None else "asked"
                _write(site_id, "answer", '%s "%s"', verb, text)
            case RememberPreference(key, value):
                _write(site_id, "preference", "from now on, %s", _preferred(key, value))
            case Alert(kind):
                text = "%s; the safety words were said"
                _write(site_id, "alert", text, kind, level=logging.WARNING)
            case Say(text=text):
                _write(site_id, "say", 'says "%s"', text, level=logging.DEBUG)
            case _:
                _tell_of_reminders(site_id, command)


def _tell_of_reminders(site_id: str, command: Command) -> None:
    match command:
        case SaveFirings(firings):
            for firing in firings:
                _tell_of(site_id, firing)
        case SaveReminder(reminder):
            _write(site_id, "reminder", "reminder kept: %s", _described(reminder))
        case RemoveReminder(reminder_id):
            _write(site_id, "reminder", "reminder %s cancelled", reminder_id)
        case _:
            pass


def _tell_of(site_id: str, firing: Firing) -> None:
    """Tell what became of a reminder; what only waits is not worth a line.

    Times are the machine's own, as at the beginning of each line.
    """
    due = f"{firing.due_at.astimezone():%Y-%m-%d %H:%M}"
    if firing.state is State.SNOOZED:
        became = f"put off until {firing.wanted_at.astimezone():%H:%M}"
    elif firing.look_at is None:
        became = _BECAME.get(firing.state, firing.state)
        if firing.reason and firing.state in _SAYS_WHY:
            became += f" ({firing.reason})"
    else:
        return
    _write(site_id, "reminder", "reminder of %s: %s", due, became)


def _described(reminder: Reminder) -> str:
    """Return when a reminder asks, and about what."""
    when = f"at {spell_time(reminder.at)}"
    if reminder.on_date is not None:
        when += f" on {reminder.on_date}"
    elif reminder.days != EVERY_DAY:
        when += f" on {spell_days(reminder.days)}"
    state = "" if reminder.enabled else ", off"
    return f"{when}, {reminder.routine_id or 'any routine'}{state}"


def _preferred(key: str, value: str) -> str:
    """Return what somebody prefers, as a sentence."""
    kind, _, routine_id = key.partition(":")
    if kind == "guidance" and value in _TOLD:
        return f"{routine_id} is told {_TOLD[Guidance(value)]}"
    return f"{_SETTINGS.get(key, key)} is {value}"


def _write(site_id: str, event: str, text: str, *args: object, level: int = logging.INFO) -> None:
    more = {"site": site_id, "event": event}
    _LOGGER.log(level, f"%s: {text}", site_id, *args, extra=more)  # noqa: G004 - of constants
