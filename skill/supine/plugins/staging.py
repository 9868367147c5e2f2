"""Have a plugin register, and see whether what it brings can be taken.

Everything is collected first.  Nothing of a plugin is in use before all of it has been
checked, and nothing of one that is refused stays.
"""

import keyword
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from supine.errors import FaultsError
from supine.loading.contract import Contract
from supine.loading.routinefile import RoutineFile, StepFile
from supine.plugins.api import API_VERSION, Plugin, PluginError, Registrar
from supine.plugins.builtin import NAME as OURS
from supine.plugins.calls import BlockedError, reason, within
from supine.plugins.discovery import Candidate
from supine.plugins.packs import HOUSEHOLD
from supine.plugins.records import Record, Status
from supine.plugins.stage import Stage

RESERVED = (OURS, HOUSEHOLD)
"""Names that are no plugin's."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_MAX = 64
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
_STEP_KEYS = frozenset(StepFile.model_fields) | frozenset(RoutineFile.model_fields)


def staged(candidate: Candidate, limit_s: float) -> tuple[Record, Stage | None]:
    """Return what a plugin has registered, and how that went; no stage if it went wrong.

    Args:
        candidate: The plugin; its own code runs on another thread.
        limit_s: How long it may take to be loaded, and then to register.
    """
    record = Record(name=candidate.name, status=Status.BROKEN, origin=candidate.origin)
    try:
        plugin = within(limit_s, candidate.load)
        record = _described(record, plugin)
        if problem := _introduced_badly(plugin, candidate):
            return _with(record, Status.REFUSED, problem), None
        stage = Stage(owner=plugin.name)
        registrar = Registrar(stage)
        try:
            within(limit_s, lambda: plugin.register(registrar))
        finally:
            registrar.close()
        brought = within(limit_s, stage.brought)
    except FaultsError as exc:
        refused = _with(record, Status.REFUSED, *map(str, exc.faults))
        return replace(refused, faults=exc.faults), None
    except PluginError as exc:
        return _with(record, Status.REFUSED, str(exc)), None
    except BlockedError as exc:
        return _with(record, Status.BROKEN, f"while loading {exc}"), None
    except BaseException as exc:  # noqa: BLE001 - whatever it was, the others go on
        return _with(record, Status.BROKEN, reason(exc)), None
    active = replace(record, status=Status.ACTIVE, reason=candidate.notes, brought=brought)
    return active, stage


def _is_id(name: object) -> bool:
    return isinstance(name, str) and len(name) <= _ID_MAX and _ID.fullmatch(name) is not None


def _described(record: Record, plugin: Plugin) -> Record:
    return replace(
        record,
        version=str(plugin.version),
        api=str(plugin.api),
        description=str(plugin.description),
    )


def _with(record: Record, status: Status, *why: str) -> Record:
    return replace(record, status=status, reason=why)


def _introduced_badly(plugin: Plugin, candidate: Candidate) -> str | None:
    """Return what is wrong with how a plugin introduces itself."""
    if plugin.name != candidate.name:
        return f"it calls itself {plugin.name!r}, but is installed as {candidate.name!r}"
    if not _is_id(plugin.name) or plugin.name in RESERVED:
        taken = " or ".join(RESERVED)
        return f"{plugin.name!r} cannot be its name: small letters, digits and -, and not {taken}"
    if not callable(plugin.register):
        return "its `register` cannot be called"
    return wrong_api(plugin.api)


def wrong_api(stated: object) -> str | None:
    """Return why a plugin for this version of the interface cannot be used, if so."""
    match = _VERSION.fullmatch(stated) if isinstance(stated, str) else None
    if match is None:
        return f'its `api` has to be a version like "{API_VERSION}", not {stated!r}'
    ours = tuple(map(int, API_VERSION.split(".")))
    theirs = (int(match[1]), int(match[2]))
    if theirs[0] != ours[0] or theirs > ours:
        return f"it was written for version {stated} of the interface; this is {API_VERSION}"
    return None


# ---- beside the others -----------------------------------------------------------------------


def collisions(stage: Stage, contract: Contract, others: Iterable[Stage]) -> list[str]:
    """Return what in a stage is not a plugin's to bring, or is somebody else's.

    Args:
        stage: What it has registered.
        contract: All that is there already.
        others: The stages that were taken before.
    """
    taken = list(others)
    return [
        *_intents(stage, contract),
        *_slots(stage, contract),
        *_phrases(stage, contract),
        *_kinds(stage, taken),
        *_voices(stage, taken),
    ]


def prefixes(name: str) -> tuple[str, str]:
    """Return what a plugin's intents, and what its slots and phrases, begin with."""
    parts = name.split("-")
    return "".join(part.capitalize() for part in parts), "_".join(parts) + "_"


def _intents(stage: Stage, contract: Contract) -> Iterator[str]:
    prefix, _ = prefixes(stage.owner)
    for name, rule in stage.intents.items():
        if name in contract.intents:
            yield f"there is an intent {name} already"
        elif not re.fullmatch(rf"{prefix}[A-Za-z0-9]{{1,40}}", name) or name.startswith("Supine"):
            yield f"the intent {name} has to begin with {prefix}, followed by letters and digits"
        for slot in rule.slots:
            if slot not in contract.slots and slot not in stage.slots:
                yield f"the intent {name} has a slot {slot} that nobody has registered"


def _slots(stage: Stage, contract: Contract) -> Iterator[str]:
    yield from _named(stage, stage.slots, contract.slots, "slot")


def _phrases(stage: Stage, contract: Contract) -> Iterator[str]:
    yield from _named(stage, stage.phrase_keys, contract.phrases, "phrase")


def _named(stage: Stage, names: Iterable[str], known: Collection[str], noun: str) -> Iterator[str]:
    _, prefix = prefixes(stage.owner)
    for name in names:
        if name in known:
            yield f"there is a {noun} {name} already"
        elif not re.fullmatch(rf"{prefix}[a-z0-9_]{{1,40}}", name):
            yield f"the {noun} {name} has to begin with {prefix}, in small letters"


def _kinds(stage: Stage, others: list[Stage]) -> Iterator[str]:
    owners = {key: other.owner for other in others for key in other.kinds}
    for key in stage.kinds:
        if key in owners:
            yield f"there is a step kind {key} already, from the plugin {owners[key]}"
        elif not _KIND.fullmatch(key) or key in _STEP_KEYS or keyword.iskeyword(key):
            yield f"{key} cannot be the key of a step kind: it is none, or a step's own"


def _voices(stage: Stage, others: list[Stage]) -> Iterator[str]:
    owners = {name: other.owner for other in others for name in other.voices}
    for name in stage.voices:
        if name in owners:
            yield f"there is a voice {name} already, from the plugin {owners[name]}"
        elif not _is_id(name) or name == "hermes":
            yield f"{name} cannot be the name of a voice: small letters, digits and -"
