"""One line in the log for each thing that a householder would recognise."""

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
                _LOGGER.info("%s: %s, %s after %s", site_id, routine_id, ending.value, time)
            case Answer(text=text) if text:
                _LOGGER.info('%s: answered "%s"', site_id, text)
            case RememberPreference(key, value):
                _LOGGER.info("%s: from now on, %s is %s", site_id, key, value)
            case Alert(kind):
                _LOGGER.warning("%s: %s; the safety words were said", site_id, kind)
            case Say(text=text):
                _LOGGER.debug('%s: says "%s"', site_id, text)
            case _:
                _tell_of_reminders(site_id, command)


def _tell_of_reminders(site_id: str, command: Command) -> None:
    match command:
        case SaveFirings(firings):
            for firing in firings:
                _tell_of(site_id, firing)
        case SaveReminder(reminder):
            state = "" if reminder.enabled else ", off"
            _LOGGER.info("%s: reminder at %s kept%s", site_id, reminder.at, state)
        case RemoveReminder(reminder_id):
            _LOGGER.info("%s: reminder %s cancelled", site_id, reminder_id)
        case _:
            pass


def _tell_of(site_id: str, firing: Firing) -> None:
    """Tell what became of a reminder; what only waits is not worth a line."""
    if firing.look_at is None or firing.state is State.SNOOZED:
        why = f" ({firing.reason})" if firing.reason else ""
        due = f"{firing.due_at:%Y-%m-%d %H:%M} UTC"
        _LOGGER.info("%s: reminder of %s: %s%s", site_id, due, firing.state, why)
