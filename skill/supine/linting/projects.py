"""Check the project of an installable plugin while it is written, installed or not.

What a plugin registers stands in its code, which is not run for that: what begins with the
plugin's own name in its files is taken for registered.  What its code does beyond that is told
by its own test, and by ``supine plugins`` once it is installed.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, NamedTuple

from supine.data import shipped
from supine.errors import Fault, FaultsError
from supine.loading.contract import CONTRACT_FILE, Contract, IntentRule, SlotKind, load_contract
from supine.loading.kinds import PROJECT_FILE, Kind, is_pack, is_passed_over, kind_of, plugins_of
from supine.loading.library import SENTENCES_FILE, CheckSentences
from supine.loading.phrases import PHRASES_FILE
from supine.loading.shelf import YAML_ENDINGS
from supine.loading.values import is_language
from supine.loading.yamlfile import survey_yaml
from supine.plugins.assembly import Assembly, Entry, Wanted, entry
from supine.plugins.discovery import found
from supine.plugins.records import Record, Status
from supine.plugins.stage import Stage
from supine.plugins.staging import prefixes
from supine.understanding.grammar import Grammar, Slot, TemplateError

_MADE = frozenset(("build", "dist", "node_modules"))
"""Folders whose files were copied there."""

_ANY_NUMBER = SlotKind(range=(0, 1_000_000))
"""What a slot without a list holds, for all that the files say of it."""

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Project(NamedTuple):
    """A folder with a ``pyproject.toml`` that names plugins."""

    folder: Path
    names: tuple[str, ...]


def project_of(path: Path) -> Project | None:
    """Return the project that a path is or lies in; None if it lies in none."""
    whole = path.absolute()
    for folder in (whole, *whole.parents):
        if (folder / PROJECT_FILE).is_file():
            names = plugins_of(folder)
            return Project(folder, names) if names else None
    return None


def projects_below(folder: Path) -> Iterator[Project]:
    """Yield the projects that lie below a folder."""
    for here, folders, _ in os.walk(folder.absolute()):
        inner = [Path(here, name) for name in sorted(folders)]
        named = {path: plugins_of(path) for path in inner if not is_passed_over(path)}
        yield from (Project(path, names) for path, names in named.items() if names)
        folders[:] = [path.name for path, names in named.items() if not names]


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of a plugin's project."""
    for here, folders, names in os.walk(folder):
        inner = [Path(here, name) for name in sorted(folders) if name not in _MADE]
        folders[:] = [each.name for each in inner if not (is_passed_over(each) or is_pack(each))]
        files = (Path(here, name) for name in sorted(names) if not name.startswith("."))
        yield from (each for each in files if each.name.endswith(YAML_ENDINGS))


def project_faults(
    projects: Sequence[Project],
    languages: tuple[str, ...],
    check: CheckSentences,
    points: Iterable[EntryPoint] | None = None,
) -> list[Fault]:
    """Return what keeps the files of plugins from being taken.

    Args:
        projects: Where the plugins are written.
        languages: Codes of the languages to check them in.
        check: Tells what is wrong with their sentences.
        points: What is installed, for those who want to say so themselves.
    """
    if not projects:
        return []
    assembly = Assembly(Wanted(languages=languages), check)
    installed: list[Entry] = []
    for candidate in found(None, points):
        installed.append(entry(candidate, frozenset(), installed))
    faults: set[Fault] = set()
    for project in projects:
        written = [_entry(project, name) for name in project.names]
        # What is installed of it would collide with itself; its step kinds are needed.
        beside = [_beside(each, project) for each in installed]
        assembly.assembled([*beside, *written], ())
        faults |= {fault for each in written for fault in each.record.all_faults}
    return sorted(faults)


def _beside(installed: Entry, project: Project) -> Entry:
    stage = installed.stage
    if installed.record.name not in project.names or stage is None:
        return replace(installed)
    return Entry(installed.record, Stage(owner=stage.owner, kinds=stage.kinds))


def _entry(project: Project, name: str) -> Entry:
    """Return a plugin as its files show it."""
    origin = str(project.folder / PROJECT_FILE)
    record = Record(name=name, status=Status.ACTIVE, origin=origin)
    folders = [each for each in _intents_folders(project) if _owner(each, project) == name]
    routines = _routine_folders(project) if name == project.names[0] else ()
    keys: dict[str, tuple[str, ...]] = {}
    slots: dict[str, SlotKind] = {}
    intents: dict[str, IntentRule] = {}
    contract = load_contract(shipped("intents") / CONTRACT_FILE)
    for folder in folders:
        for file in sorted(folder.glob(f"*/{PHRASES_FILE}")):
            _add_phrases(keys, file, name, contract)
        for file in sorted(folder.glob(f"*/{SENTENCES_FILE}")):
            _add_intents(intents, slots, file, name, contract)
    stage = Stage(
        owner=name,
        routines=tuple(routines),
        sentences=tuple(folders),
        phrases=tuple(folders),
        phrase_keys=keys,
        slots=slots,
        intents=intents,
    )
    return Entry(record, stage)


# ---- what the files show -----------------------------------------------------------------------


def _intents_folders(project: Project) -> list[Path]:
    """Return where ``<lang>/phrases.yaml`` and ``<lang>/sentences.yaml`` lie."""
    files = (path for path in files_in(project.folder) if is_added(path))
    return list(dict.fromkeys(path.parent.parent for path in files))


def is_added(path: Path) -> bool:
    """Whether a file adds to a language, rather than being all that is said in it."""
    here = path.name in {PHRASES_FILE, SENTENCES_FILE} and is_language(path.parent.name)
    return here and not (path.parent.parent / CONTRACT_FILE).is_file()


def _routine_folders(project: Project) -> list[Path]:
    kinds = (Kind.ROUTINE, Kind.TRANSLATION)
    files = files_in(project.folder)
    return list(dict.fromkeys(path.parent for path in files if _kind(path) in kinds))


def _kind(path: Path) -> Kind:
    return Kind.UNKNOWN if is_added(path) else kind_of(_data(path), path.name)


def _owner(folder: Path, project: Project) -> str:
    """Return which of a project's plugins brings a folder, by the names that stand there."""

    def own(name: str) -> int:
        capitals, small = prefixes(name)
        return sum(
            key.startswith((capitals, small))
            for path in sorted(folder.glob("*/*.yaml"))
            for section in ("phrases", "intents")
            for key in _mapping(_data(path), section)
        )

    return max(project.names, key=own)


def _add_phrases(
    keys: dict[str, tuple[str, ...]], file: Path, name: str, contract: Contract
) -> None:
    for key, value in _mapping(_data(file), "phrases").items():
        if key not in contract.phrases and key.startswith(prefixes(name)[1]):
            variants = value if isinstance(value, list) else [value]
            used = [slot for text in variants for slot in _SLOT.findall(str(text))]
            keys[key] = tuple(dict.fromkeys((*keys.get(key, ()), *used)))


def _add_intents(
    intents: dict[str, IntentRule],
    slots: dict[str, SlotKind],
    file: Path,
    name: str,
    contract: Contract,
) -> None:
    capitals, small = prefixes(name)
    data = _data(file)
    ours = _data(Path(str(shipped("intents") / file.parent.name / SENTENCES_FILE)))
    grammar = Grammar(
        {key: str(body) for each in (ours, data) for key, body in _rules(each).items()}
    )
    listed = {*_mapping(ours, "lists"), *_mapping(data, "lists")}
    for intent, each in _mapping(data, "intents").items():
        if intent in contract.intents or not intent.startswith(capitals):
            continue
        named = list(intents[intent].slots) if intent in intents else []
        for slot in _slots(grammar, each):
            if slot.slot not in contract.slots and slot.slot.startswith(small):
                kind = SlotKind(list=slot.list_name) if slot.list_name in listed else _ANY_NUMBER
                slots.setdefault(slot.slot, kind)
            if slot.slot in contract.slots or slot.slot in slots:
                named.append(slot.slot)
        rule = IntentRule(slots=tuple(dict.fromkeys(named)), when=("idle", "practice"))
        intents[intent] = rule


def _slots(grammar: Grammar, intent: object) -> Iterator[Slot]:
    sentences = intent.get("sentences") if isinstance(intent, dict) else None
    for sentence in sentences if isinstance(sentences, list) else []:
        try:
            grammar.parse(str(sentence))
        except TemplateError:
            continue  # told where it is checked
        yield from grammar.slots(str(sentence))


def _rules(data: object) -> Mapping[str, Any]:
    return _mapping(data, "expansion_rules")


def _data(file: Path) -> object:
    try:
        return survey_yaml(file).data
    except FaultsError:
        return None  # told where it is checked


def _mapping(data: object, key: str) -> Mapping[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}
