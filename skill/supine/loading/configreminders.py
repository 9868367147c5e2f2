"""The reminders that stand in ``supine.yaml``, and how they go together with those in the store.

An entry is known by what it says, not by its place in the list.  So its reminder stays what it
is, with its record and with what a person has changed about it by voice, until the entry itself
is changed; then it is another reminder.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from supine.core.reminders.model import Reminder, Source
from supine.errors import Fault, FaultsError
from supine.loading.document import Document
from supine.loading.schema import Problem, hint, located
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import survey_yaml

if TYPE_CHECKING:
    from supine.loading.library import Library
    from supine.loading.remindersettings import ReminderConfig
    from supine.loading.settings import Config

DEFAULT_SITE = "default"
"""What Rhasspy calls a site that nobody has named."""

_DIGITS_OF_ID = 10


class Changes(NamedTuple):
    """What has to be done with the stored reminders."""

    put: tuple[Reminder, ...]
    remove: tuple[str, ...]


def reminders_of(config: "Config", now: datetime) -> list[Reminder]:
    """Return the config's reminders, as they are if they were made now."""
    return [_reminder(entry, config, now) for entry in config.reminders]


def merge_config_reminders(stored: Iterable[Reminder], configured: Iterable[Reminder]) -> Changes:
    """Return what makes the stored reminders fit the config.

    Args:
        stored: What is kept, with the config's that a person has taken back; those of other
            sources are left alone.
        configured: What the config says today.
    """
    wanted = {reminder.id: reminder for reminder in configured}
    known = {reminder.id for reminder in stored if reminder.source is Source.CONFIG}
    put = tuple(reminder for id_, reminder in wanted.items() if id_ not in known)
    return Changes(put, tuple(sorted(known - wanted.keys())))


def site_of(site: str | None, config: "Config") -> str:
    """Return the site that is meant when ``site`` is written, or nothing is."""
    only = config.site_ids[0] if len(config.site_ids) == 1 else DEFAULT_SITE
    return site or only


def site_problems(config: "Config") -> Iterator[Problem]:
    """Yield what in the reminders and quiet hours does not fit the other settings."""
    sites = config.site_ids
    seen: set[str] = set()
    for n, entry in enumerate(config.reminders):
        here = ("reminders", n)
        id_ = _id(entry, config)
        if entry.site is None and len(sites) > 1:
            problem = f"a reminder needs the key `site`: one of {', '.join(sites)}"
            yield Problem(here, "missing-key", problem, at_key=True)
        elif entry.site is not None and sites and entry.site not in sites:
            yield _unknown_site((*here, "site"), entry.site, sites)
        elif id_ in seen:
            problem = "this reminder stands here twice: leave one of them out"
            yield Problem(here, "wrong-value", problem, at_key=True)
        seen.add(id_)
    for site in config.quiet if isinstance(config.quiet, dict) and sites else ():
        if site not in sites:
            yield _unknown_site(("quiet", site), site, sites)._replace(at_key=True)


def routine_problems(config: "Config", library: "Library") -> Iterator[Problem]:
    """Yield what in the reminders does not fit the routines."""
    for n, entry in enumerate(config.reminders):
        language = library.languages.get(config.language_at(site_of(entry.site, config)))
        if entry.routine is None or language is None:
            continue
        routine = language.routines.get(entry.routine)
        if routine is None:
            problem = f"there is no routine {show(entry.routine)}"
            problem += hint(entry.routine, language.routines)
            yield Problem(("reminders", n, "routine"), "unknown-routine", problem)
        elif entry.minutes is not None and routine.minutes.nearest(entry.minutes) != entry.minutes:
            allowed = routine.minutes
            problem = f"{show(routine.id)} takes between {allowed.min} and {allowed.max} minutes"
            yield Problem(("reminders", n, "minutes"), "wrong-value", problem)


def check_reminders(config: "Config", library: "Library", path: Path | str | None) -> None:
    """Refuse reminders of routines that there are not.

    Args:
        config: The settings.
        library: What can be practised.
        path: The file that the settings come from, to tell the places; None if from none.

    Raises:
        FaultsError: There are such reminders; every fault that was found.
    """
    found = list(routine_problems(config, library))
    if not found:
        return
    document = Document("the settings", {})
    if path is not None:
        document = survey_yaml(Path(path), allow_empty=True)
    faults: list[Fault] = located(found, document)
    raise FaultsError(*faults)


def _unknown_site(path: tuple[str | int, ...], site: str, sites: Iterable[str]) -> Problem:
    problem = f"{show(site)} is none of the `sites`{hint(site, sites)}"
    return Problem(path, "unknown-site", problem)


def _reminder(entry: "ReminderConfig", config: "Config", now: datetime) -> Reminder:
    return Reminder(
        id=_id(entry, config),
        site_id=site_of(entry.site, config),
        at=entry.at,
        zone=entry.zone or config.zone,
        source=Source.CONFIG,
        created_at=now,
        since=now,
        days=frozenset(entry.days),
        routine_id=entry.routine,
        minutes=entry.minutes,
        text=entry.text,
        every_s=entry.every_s,
        until=entry.until,
    )


def _id(entry: "ReminderConfig", config: "Config") -> str:
    """Return an id that only depends on what the entry means."""
    meaning = [
        site_of(entry.site, config),
        entry.at,
        entry.zone or config.zone,
        sorted(set(entry.days)),
        entry.routine,
        entry.minutes,
        entry.text,
        entry.every_s,
        entry.until,
    ]
    digest = hashlib.sha256(json.dumps(meaning, default=str).encode()).hexdigest()
    return f"config-{digest[:_DIGITS_OF_ID]}"
