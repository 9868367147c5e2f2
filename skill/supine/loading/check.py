"""Check files of any kind: what supine ships, or what somebody is writing.

What is found here keeps a file from working.  Everything that was read is kept, so that
`supine.linting` can look closer at what works and is still not good.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from supine.data import shipped
from supine.errors import Fault, FaultsError
from supine.loading.config import check_config
from supine.loading.contract import CONTRACT_FILE, Contract, check_contract, load_contract
from supine.loading.document import Document
from supine.loading.kinds import (
    Kind,
    is_pack,
    is_passed_over,
    kind_of,
    own_phrases,
    plugins_of,
)
from supine.loading.library import load_spoken
from supine.loading.phrases import PHRASES_FILE, check_phrases
from supine.loading.routines import ENGLISH_SIDES
from supine.loading.settings import Config
from supine.loading.shelf import YAML_ENDINGS, Shelf, translation_of
from supine.loading.stepkinds import Expand
from supine.loading.yamlfile import Source, link_fault, read_yaml, survey_yaml

SENTENCES_FILE = "sentences.yaml"

LoadSentences = Callable[[Source, Contract], object]
"""Loads a language's sentence templates, or raises FaultsError."""


@dataclass(slots=True)
class Checked:
    """What was looked at, and what is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    shelf: Shelf | None = None
    """The routines, together with those that they were compared with; None without any."""

    asked: frozenset[str] | None = None
    """The sources of the routines that were asked about; None when all were."""

    routines: list[tuple[str, Document]] = field(default_factory=list)
    """Those that were asked about, good or not, with the names of their files."""

    contract: Contract | None = None
    phrases: list[tuple[Source, str, Contract]] = field(default_factory=list)
    """Good files of phrases, with their languages' codes."""

    sentences: list[tuple[Source, str, Contract]] = field(default_factory=list)
    """Good files of sentences, with their languages' codes."""

    configs: list[tuple[Document, Config]] = field(default_factory=list)
    """Good files of settings."""

    def sorted_faults(self, *more: Fault) -> list[Fault]:
        """Return each fault once, in the order of files and lines."""
        return sorted({*self.faults, *more})


def check_paths(
    paths: Sequence[Path | str] = (),
    *,
    sentences: LoadSentences | None = None,
    kinds: Mapping[str, Expand] | None = None,
) -> list[Fault]:
    """Return every fault in some files, in the order of their names and lines.

    Args:
        paths: Files, each checked as what it is, and folders, in which every YAML file is
            looked for but those of packs and plugins, and a household's own phrases: they
            belong to more than stands in them.  None of them means what supine ships.
        sentences: What loads sentence templates; without it they are only read as YAML.
        kinds: What turns steps of somebody's own kind into ordinary ones, by its key.
    """
    return look_at_paths(paths, sentences=sentences, kinds=kinds).sorted_faults()


def check_folders(
    routine_folders: Sequence[Traversable],
    intents_folder: Traversable,
    *,
    sentences: LoadSentences | None = None,
) -> list[Fault]:
    """Return every fault in a whole set of folders, missing translations among them."""
    return look_at_folders(routine_folders, intents_folder, sentences=sentences).sorted_faults()


def look_at_paths(
    paths: Sequence[Path | str] = (),
    *,
    sentences: LoadSentences | None = None,
    kinds: Mapping[str, Expand] | None = None,
) -> Checked:
    """Do what `check_paths` does and return what was read as well."""
    if not paths:
        return look_at_folders([shipped("routines")], shipped("intents"), sentences=sentences)
    checker = _Checker(sentences, kinds)
    for file in _files(paths, checker.checked.faults):
        checker.check(file)
    checker.compare_routines()
    return checker.checked


def look_at_folders(
    routine_folders: Sequence[Traversable],
    intents_folder: Traversable,
    *,
    sentences: LoadSentences | None = None,
) -> Checked:
    """Do what `check_folders` does and return what was read as well."""
    checked = Checked()
    try:
        contract = checked.contract = load_contract(intents_folder / CONTRACT_FILE)
    except FaultsError as error:
        checked.faults += error.faults
        return checked
    languages = languages_in(intents_folder)
    spoken, checked.faults = load_spoken(intents_folder, languages, contract)
    shelf = checked.shelf = Shelf({code: each.phrases.sides for code, each in spoken.items()})
    for folder in routine_folders:
        shelf.add_folder(folder)
    for code in dict.fromkeys([*languages, *shelf.languages]):
        sides = spoken[code].phrases.sides if code in spoken else ENGLISH_SIDES
        shelf.routines_in(code, sides)
    for code in languages:
        if code in spoken:
            checked.phrases.append((intents_folder / code / PHRASES_FILE, code, contract))
        file = intents_folder / code / SENTENCES_FILE
        if faults := _sentence_faults(file, contract, sentences):
            checked.faults += faults
        else:
            checked.sentences.append((file, code, contract))
    checked.faults += [*shelf.faults, *shelf.orphans(), *shelf.untranslated(languages)]
    return checked


def languages_in(intents_folder: Traversable) -> list[str]:
    """Return the codes of the languages that have a folder there."""
    folders = (each for each in intents_folder.iterdir() if each.is_dir())
    return sorted(each.name for each in folders if not each.name.startswith((".", "_")))


def _sentence_faults(
    file: Traversable, contract: Contract, sentences: LoadSentences | None
) -> list[Fault]:
    try:
        if sentences is None:
            read_yaml(file)
        else:
            sentences(file, contract)
    except FaultsError as error:
        return list(error.faults)
    return []


def _files(paths: Iterable[Path | str], faults: list[Fault]) -> Iterator[Path]:
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not _of_others(Path(folder, name)))
            for name in sorted(names):
                if name.endswith(YAML_ENDINGS) and name[0] != "." and own_phrases(name) is None:
                    file = Path(folder, name)
                    if (outside := link_fault(file, path)) is not None:
                        faults.append(outside)
                    else:
                        yield file


def _of_others(folder: Path) -> bool:
    """Whether what lies in a folder is not looked at for itself."""
    return is_passed_over(folder) or is_pack(folder) or bool(plugins_of(folder))


class _Checker:
    """Checks files one by one, and the routines among them together.

    Names are compared with those of the routines that supine ships, too; but a file of the
    same name as a shipped one is taken for its next edition.
    """

    def __init__(self, sentences: LoadSentences | None, kinds: Mapping[str, Expand] | None) -> None:
        self.checked = Checked()
        self._kinds = kinds
        self._sentences = sentences
        self._routines: dict[Path, Document] = {}

    def check(self, file: Path) -> None:
        """Check a file as what it is."""
        try:
            document = survey_yaml(file, allow_empty=file.name.startswith("supine."))
            self._check(file, document)
        except FaultsError as error:
            self.checked.faults += error.faults

    def _check(self, file: Path, document: Document) -> None:
        match kind_of(document.data, file.name):
            case Kind.ROUTINE | Kind.TRANSLATION:
                self._routines[file] = document
            case Kind.CONTRACT:
                self.checked.contract = check_contract(document)
            case Kind.PHRASES:
                contract = _contract_for(file)
                check_phrases(document, contract)
                self.checked.phrases.append((file, file.absolute().parent.name, contract))
            case Kind.SENTENCES:
                self._check_sentences(file, document)
            case Kind.CONFIG:
                config = check_config(document, file.parent)
                self.checked.configs.append((document, config))
            case Kind.UNKNOWN:
                problem = (
                    "this is no routine (steps, position), phrases (phrases, numbers), "
                    "sentences (intents) or config (mqtt, sites): are its keys misspelt?"
                )
                document.refuse([Fault(document.source, 1, 1, problem, "unknown-key")])

    def _check_sentences(self, file: Path, document: Document) -> None:
        document.refuse()
        if self._sentences is not None:
            contract = _contract_for(file)
            self._sentences(file, contract)
            self.checked.sentences.append((file, str(document.data.get("language")), contract))

    def compare_routines(self) -> None:
        """Check the routines against each other, once all files have been looked at."""
        if not self._routines:
            return
        intents = shipped("intents")
        contract = load_contract(intents / CONTRACT_FILE)
        spoken, _ = load_spoken(intents, languages_in(intents), contract)
        sides = {code: language.phrases.sides for code, language in spoken.items()}
        shelf = self.checked.shelf = Shelf(sides, self._kinds)
        for file in self._others():
            shelf.add(file)
        for path, document in self._routines.items():
            shelf.put(document, path.name)
        for code in shelf.languages:
            shelf.routines_in(code, sides.get(code, ENGLISH_SIDES))
        self.checked.routines = [(path.name, each) for path, each in self._routines.items()]
        asked = frozenset(document.source for document in self._routines.values())
        self.checked.asked = asked
        found = (*shelf.faults, *shelf.orphans())
        self.checked.faults += [fault for fault in found if fault.source in asked]

    def _others(self) -> Iterator[Traversable]:
        """Yield the routines that were not asked about but belong to those that were."""
        names = {path.name for path in self._routines}
        for path in self._routines:
            translated = translation_of(path.name)
            own = path.with_name(f"{translated[0]}.yaml") if translated else path
            if own.name not in names and own.is_file():
                names.add(own.name)
                yield own
        for file in shipped("routines").iterdir():
            if file.name.endswith(YAML_ENDINGS) and file.name not in names:
                yield file


def _contract_for(file: Path) -> Contract:
    """Return the contract two folders up, as in ``intents/``, or else the shipped one."""
    near = file.absolute().parent.parent / CONTRACT_FILE
    return load_contract(near if near.is_file() else shipped("intents") / CONTRACT_FILE)
