"""What all plugins bring together, and how each of them is."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from supine.loading.library import Library
from supine.plugins.records import Record, Status
from supine.plugins.stage import Handler, Hearing, Stage

if TYPE_CHECKING:
    from supine.core.port import Voice
    from supine.plugins.api import VoiceHost

_LOGGER = logging.getLogger(__name__)


class Plugins:
    """What all plugins bring together, and how each of them is.

    A plugin that goes wrong later is marked as broken; what it has brought in files stays.
    """

    def __init__(
        self,
        library: Library,
        records: Iterable[Record] = (),
        stages: Sequence[Stage] = (),
    ) -> None:
        self.library = library
        self.handlers: Mapping[str, Handler] = {
            intent: handler for stage in stages for intent, handler in stage.handlers.items()
        }
        self.hearings: tuple[Hearing, ...] = tuple(
            hearing for stage in stages for hearing in stage.hearings
        )
        self.voices: Mapping[str, tuple[str, Callable[[VoiceHost], Voice]]] = {
            name: (stage.owner, make) for stage in stages for name, make in stage.voices.items()
        }
        self._records = list(records)
        self._cut_off: set[str] = set()

    @property
    def records(self) -> tuple[Record, ...]:
        """Every plugin, supine itself first."""
        return tuple(self._records)

    @property
    def consulted(self) -> dict[str, float]:
        """The intents that plugins answer, each with the seconds that it may take."""
        return {intent: handler.limit_s for intent, handler in self.handlers.items()}

    def active(self, name: str) -> bool:
        """Whether a plugin is well, so that it may be called."""
        return any(each.name == name and each.status is Status.ACTIVE for each in self._records)

    def mark_broken(self, name: str, why: str) -> None:
        """Note that a plugin must not be called any more; tell the log once."""
        for n, record in enumerate(self._records):
            if record.name == name and record.status is Status.ACTIVE:
                broken = replace(record, status=Status.BROKEN, reason=(*record.reason, why))
                self._records[n] = broken
                self._cut_off.add(name)
                _LOGGER.error("the plugin %s is cut off: %s", name, why)

    def renew(self, library: Library, records: Iterable[Record]) -> None:
        """Take what was read anew; who answers, listens and speaks stays the same.

        Args:
            library: What can be practised and said from now on.
            records: How each plugin is; one that was cut off remains so.
        """
        cut_off = {each.name: each for each in self._records if each.name in self._cut_off}
        self.library = library
        self._records = [cut_off.get(each.name, each) for each in records]

    def log(self) -> None:
        """Tell the log how each plugin is, one line each."""
        for record in self.records:
            level = logging.INFO if record.well else logging.WARNING
            why = "".join(f"; {each}" for each in record.reason)
            _LOGGER.log(
                level, "plugin %s (%s): %s%s", record.name, record.origin, record.status.value, why
            )
