"""How the service writes its log: for people, or as JSON for machines.

What came over the wire, or out of somebody's file, may end up in a line.  A log that is read
in a terminal must not steer it, and one event must not look like two: so control characters,
and marks that turn the direction of writing, are written as escapes.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from types import TracebackType

_MARKS = r"\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_STEERING = re.compile(rf"[\x00-\x1f{_MARKS}]")
_STEERING_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f{_MARKS}]")  # a traceback has many lines


def _harmless(text: str, pattern: re.Pattern[str] = _STEERING) -> str:
    """Return a text with escapes in the place of whatever could steer a terminal."""
    return pattern.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class TextFormatter(logging.Formatter):
    """One line for people: date, time, level and what happened."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line."""
        record.message = _harmless(record.message)
        return super().formatMessage(record)

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the lines of a traceback."""
        return _harmless(super().formatException(ei), _STEERING_LINES)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, site, event, message, logger and any traceback.

    ``site`` is null where no single one is meant.  ``event`` is a word to filter by; where the
    line has none of its own it is the last part of the logger's name.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "site": getattr(record, "site", None),
            "event": getattr(record, "event", record.name.rpartition(".")[2]),
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        # JSON's own escapes, so nothing is lost; below a blank it has written them already.
        return _harmless(json.dumps(entry, ensure_ascii=False))


def set_up_logs(level: str, style: str) -> None:
    """Write to stderr from now on.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        style: ``text`` or ``json``.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # It tells of every job it arms; what a householder wants to know is told by supine itself.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
