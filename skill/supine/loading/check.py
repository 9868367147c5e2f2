"""Check files of any kind: what supine ships, or what somebody is writing."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum, auto
from importlib.resources.abc import Traversable
from pathlib import Path

from supine.data import shipped
from supine.errors import Fault, FaultsError
from supine.loading.config import check_config
from supine.loading.contract import CONTRACT_FILE, Contract, check_contract, load_contract
from supine.loading.document import Document
from supine.loading.library import load_spoken
from supine.loading.phrases import check_phrases
from supine.loading.routines import ENGLISH_SIDES
from supine.loading.settings import Config
from supine.loading.shelf import YAML_ENDINGS, Shelf, translation_of
from supine.loading.yamlfile import Source, read_yaml, survey_yaml

SENTENCES_FILE = "sentences.yaml"

LoadSentences = Callable[[Source, Contract], object]
"""Loads a language's sentence templates, or raises FaultsError."""


class Kind(Enum):
    """What a file is."""

    ROUTINE = auto()
    TRANSLATION = auto()
    PHRASES = auto()
    SENTENCES = auto()
    CONTRACT = auto()
    CONFIG = auto()
    UNKNOWN = auto()


_ROUTINE_KEYS = frozenset(("steps", "close", "position", "minutes"))
_PHRASES_KEYS = frozenset(("phrases", "numbers", "units", "safety"))
_CONTRACT_KEYS = frozenset(("version", "slots", "phrases", "wake_words"))
_SENTENCES_KEYS = frozenset(("expansion_rules", "skip_words", "lists"))
_CONFIG_KEYS = frozenset(Config.model_fields) - {"language"}


def kind_of(data: object, file_name: str) -> Kind:
    """Return what a file is, by its keys and where these fit two kinds by its name."""
    keys = data.keys() if isinstance(data, dict) else frozenset()
    if keys & _ROUTINE_KEYS or translation_of(file_name):
        return Kind.TRANSLATION if translation_of(file_name) else Kind.ROUTINE
    if "intents" in keys:
        return Kind.CONTRACT if keys & _CONTRACT_KEYS else Kind.SENTENCES
    if keys & _SENTENCES_KEYS:
        return Kind.SENTENCES
    if keys & _PHRASES_KEYS:
        return Kind.PHRASES
    if keys & _CONFIG_KEYS or file_name.startswith("supine."):
        return Kind.CONFIG
    return Kind.UNKNOWN


def check_paths(
    paths: Sequence[Path | str] = (), *, sentences: LoadSentences | None = None
) -> list[Fault]:
    """Return every fault in some files, in the order of their names and lines.

    Args:
        paths: Files, each checked as what it is, and folders, in which every YAML file is
            looked for; none of them means what supine ships.
        sentences: What loads sentence templates; without it they are only read as YAML.
    """
    if not paths:
        return check_folders([shipped("routines")], shipped("intents"), sentences=sentences)
    checker = _Checker(sentences)
    for file in _files(paths):
        checker.check(file)
    return checker.all_faults()


def check_folders(
    routine_folders: Sequence[Traversable],
    intents_folder: Traversable,
    *,
    sentences: LoadSentences | None = None,
) -> list[Fault]:
    """Return every fault in a whole set of folders, missing translations among them."""
    try:
        contract = load_contract(intents_folder / CONTRACT_FILE)
    except FaultsError as error:
        return sorted(error.faults)
    languages = _languages(intents_folder)
    spoken, faults = load_spoken(intents_folder, languages, contract)
    shelf = Shelf({code: language.phrases.sides for code, language in spoken.items()})
    for folder in routine_folders:
        shelf.add_folder(folder)
    for code in languages:
        sides = spoken[code].phrases.sides if code in spoken else ENGLISH_SIDES
        shelf.routines_in(code, sides)
        faults += _sentence_faults(intents_folder / code / SENTENCES_FILE, contract, sentences)
    return sorted({*faults, *shelf.faults, *shelf.orphans(), *shelf.untranslated(languages)})


def _languages(intents_folder: Traversable) -> list[str]:
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


def _files(paths: Iterable[Path | str]) -> Iterator[Path]:
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(YAML_ENDINGS) and not name.startswith("."):
                    yield Path(folder, name)


class _Checker:
    """Checks files one by one, and the routines among them together.

    Names are compared with those of the routines that supine ships, too; but a file of the
    same name as a shipped one is taken for its next edition.
    """

    def __init__(self, sentences: LoadSentences | None) -> None:
        self._sentences = sentences
        self._faults: list[Fault] = []
        self._routines: dict[Path, Document] = {}

    def check(self, file: Path) -> None:
        """Check a file as what it is."""
        try:
            document = survey_yaml(file, allow_empty=file.name.startswith("supine."))
            self._check(file, document)
        except FaultsError as error:
            self._faults += error.faults

    def _check(self, file: Path, document: Document) -> None:
        match kind_of(document.data, file.name):
            case Kind.ROUTINE | Kind.TRANSLATION:
                self._routines[file] = document
            case Kind.CONTRACT:
                check_contract(document)
            case Kind.PHRASES:
                check_phrases(document, _contract_for(file))
            case Kind.SENTENCES:
                document.refuse()
                if self._sentences is not None:
                    self._sentences(file, _contract_for(file))
            case Kind.CONFIG:
                check_config(document, file.parent)
            case Kind.UNKNOWN:
                problem = (
                    "this is no routine (steps, position), phrases (phrases, numbers), "
                    "sentences (intents) or config (mqtt, sites): are its keys misspelt?"
                )
                document.refuse([Fault(document.source, 1, 1, problem, "unknown-key")])

    def all_faults(self) -> list[Fault]:
        """Return what was found, the routines' faults included."""
        return sorted({*self._faults, *(self._routine_faults() if self._routines else ())})

    def _routine_faults(self) -> Iterator[Fault]:
        intents = shipped("intents")
        contract = load_contract(intents / CONTRACT_FILE)
        spoken, _ = load_spoken(intents, _languages(intents), contract)
        sides = {code: language.phrases.sides for code, language in spoken.items()}
        shelf = Shelf(sides)
        for file in self._others():
            shelf.add(file)
        for path, document in self._routines.items():
            shelf.put(document, path.name)
        for code in shelf.languages:
            shelf.routines_in(code, sides.get(code, ENGLISH_SIDES))
        asked = {document.source for document in self._routines.values()}
        for fault in (*shelf.faults, *shelf.orphans()):
            if fault.source in asked:
                yield fault

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
