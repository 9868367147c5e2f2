"""One line in the log for each thing that a householder would recognise."""

import logging

from supine.core.events import Alert, Answer, Command, RecordPractice, RememberPreference, Say

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
                pass
