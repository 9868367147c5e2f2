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
from supine.core.reminders.model import Firing, State

_LOGGER = logging.getLogger("supine.diary")


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
            case Answer(text=text) if text:
                _write(site_id, "answer", 'answered "%s"', text)
            case RememberPreference(key, value):
                _write(site_id, "preference", "from now on, %s is %s", key, value)
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
            state = "" if reminder.enabled else ", off"
            _write(site_id, "reminder", "reminder at %s kept%s", reminder.at, state)
        case RemoveReminder(reminder_id):
            _write(site_id, "reminder", "reminder %s cancelled", reminder_id)
        case _:
            pass


def _tell_of(site_id: str, firing: Firing) -> None:
    """Tell what became of a reminder; what only waits is not worth a line."""
    if firing.look_at is None or firing.state is State.SNOOZED:
        why = f" ({firing.reason})" if firing.reason else ""
        due = f"{firing.due_at:%Y-%m-%d %H:%M} UTC"
        _write(site_id, "reminder", "reminder of %s: %s%s", due, firing.state, why)


def _write(site_id: str, event: str, text: str, *args: object, level: int = logging.INFO) -> None:
    more = {"site": site_id, "event": event}
    _LOGGER.log(level, f"%s: {text}", site_id, *args, extra=more)  # noqa: G004 - of constants
