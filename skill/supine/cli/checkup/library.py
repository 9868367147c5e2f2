"""Languages, routines, and the reminders that name them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from supine.adapters.store.direct import DirectReminders
from supine.adapters.store.errors import StoreError
from supine.cli.checkup.finding import Finding, fine, trouble
from supine.errors import Fault, FaultsError
from supine.linting.wiring import check_wiring
from supine.loading.configreminders import check_reminders
from supine.loading.library import Library
from supine.loading.settings import Config
from supine.plugins.records import Record

SHOWN = 3
_CHECK = "supine check says it all"
_PLUGINS = "supine plugins says more; mend it, or name it under plugins: disabled"
BUSY_S = 1.5


def library(
    config: Config, found: Library, sentences: Sequence[Fault] = (), path: str | None = None
) -> Iterator[Finding]:
    """Look at what was loaded: what has a fault is left out of the service.

    Args:
        config: The settings.
        found: What was loaded with them.
        sentences: What is wrong with what people say.
        path: The file that the settings come from; None if from none.
    """
    faults = list(dict.fromkeys([*found.faults, *sentences]))
    for fault in faults[:SHOWN]:
        yield _fault("library", fault)
    if len(faults) > SHOWN:
        yield trouble("library", f"and {len(faults) - SHOWN} faults more", _CHECK)
    try:
        check_wiring(config, found, path)
    except FaultsError as error:
        yield from (_fault("library", each) for each in error.faults if each not in faults)
        return
    if not faults:
        languages = ", ".join(config.languages)
        routines = len(found.languages[config.language].routines)
        yield fine("library", f"{routines} routines; spoken: {languages}")


def plugins(records: Iterable[Record]) -> Iterator[Finding]:
    """Look at the plugins, each of which is in as a whole or not at all."""
    well = []
    for record in records:
        if record.well:
            well.append(record.name)
            continue
        why = "; ".join(record.reason[:SHOWN]) or "it does not say why"
        yield trouble("plugins", f"{record.name} is {record.status}: {why}", _PLUGINS)
    if well:
        yield fine("plugins", ", ".join(well))


def reminders(config: Config, found: Library, path: str | None, today: date) -> Iterator[Finding]:
    """Look at the reminders, those of the settings and those that were made by voice.

    Args:
        config: The settings.
        found: What can be practised.
        path: The file that the settings come from; None if from none.
        today: The local date.
    """
    lost = False
    try:
        check_reminders(config, found, path)
    except FaultsError as error:
        lost = True
        yield from (_fault("reminders", each) for each in error.faults)
    try:
        kept = DirectReminders(config.store.url.get_secret_value(), BUSY_S).read(today).reminders
    except StoreError:
        return  # the database is looked at elsewhere
    known = {name for language in found.languages.values() for name in language.routines}
    made = [each.reminder for each in kept.values() if not each.cancelled]
    for reminder in made:
        if reminder.routine_id is not None and reminder.routine_id not in known:
            lost = True
            what = f"{reminder.id} is about {reminder.routine_id!r}, and there is no such routine"
            yield trouble("reminders", what, f"supine reminders remove {reminder.id}")
    if not lost:
        count = len({each.id for each in made}) if made else len(config.reminders)
        yield fine("reminders", f"{count}, each of a routine that is there" if count else "none")


def _fault(name: str, fault: Fault) -> Finding:
    place = ":".join(str(part) for part in (fault.source, fault.line, fault.column) if part)
    return trouble(name, f"{place}: {fault.problem}", f"mend the file; {_CHECK}")
