"""Everything supine can say and do, in each language, from folders of files.

A library is put together from contents, our own among them.  What is wrong with a content
is told when it is tried; whoever tries it decides whether the rest of it is taken.  Of our
own files, and of the household's routines, one that is wrong costs only itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable
from typing import TypeVar

from supine.errors import Fault, FaultsError
from supine.loading.contract import CONTRACT_FILE, Contract, load_contract
from supine.loading.phrases import PHRASES_FILE, SpokenLanguage, check_overrides, load_phrases
from supine.loading.shelf import Shelf
from supine.loading.stepkinds import Expand
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import source_name, survey_yaml
from supine.model import Language, Side

T = TypeVar("T")

SENTENCES_FILE = "sentences.yaml"

NOTHING_NEW = Contract(version=1)

Sources = tuple[Traversable, ...]

CheckSentences = Callable[[Sources, Contract, Mapping[str, str]], Iterable[Fault]]
"""Tells what is wrong with the last of a language's files of sentences, given the contract and
routine ids by the names they are asked for by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one author brings in files."""

    owner: str
    routines: Sources = ()
    """Folders where ``<id>.yaml`` and ``<id>.<lang>.yaml`` lie, and not deeper."""

    sentences: Sources = ()
    """Folders where ``<lang>/sentences.yaml`` lies."""

    phrases: Sources = ()
    """Folders where ``<lang>/phrases.yaml`` lies."""

    own_phrases: Mapping[str, Traversable] = field(default_factory=dict)
    """Single files of phrases by language, which no other content may take back."""

    contract: Contract = NOTHING_NEW
    """The intents, slots and phrases that come with it."""


@dataclass(frozen=True, slots=True)
class Library:
    """The languages that could be loaded, and what is wrong with the rest."""

    languages: Mapping[str, Language]
    faults: tuple[Fault, ...]
    contract: Contract
    sentences: Mapping[str, Sources] = field(default_factory=dict)
    """The files of what people say, by language: the language's own first."""


def load_library(
    routine_folders: Sequence[Traversable], intents_folder: Traversable, languages: Sequence[str]
) -> Library:
    """Return what the files in some folders bring.

    A routine without a translation is simply not there in that language.

    Args:
        routine_folders: Where ``<id>.yaml`` and ``<id>.<lang>.yaml`` lie, and not deeper; of
            two routines with one id, that of the earlier folder is taken.
        intents_folder: Where ``intents.yaml`` and ``<lang>/phrases.yaml`` lie.
        languages: Codes of the languages to load.

    Raises:
        FaultsError: The contract itself is broken, so that no phrase can be checked.
    """
    builder = LibraryBuilder(languages)
    content = Content(
        owner="supine",
        routines=tuple(routine_folders),
        sentences=(intents_folder,),
        phrases=(intents_folder,),
        contract=load_contract(intents_folder / CONTRACT_FILE),
    )
    builder.add(content)
    return builder.build()


def load_spoken(
    intents_folder: Traversable, languages: Sequence[str], contract: Contract
) -> tuple[dict[str, SpokenLanguage], list[Fault]]:
    """Return the phrases of each language that has good ones, and what is wrong with others."""
    spoken: dict[str, SpokenLanguage] = {}
    faults: list[Fault] = []
    for code in languages:
        try:
            spoken[code] = load_phrases(intents_folder / code / PHRASES_FILE, contract)
        except FaultsError as error:
            faults += error.faults
    return spoken, faults


class LibraryBuilder:
    """Puts contents together, one after the other.

    The first one brings the languages, with everything that a language needs; what comes
    after it adds to them or replaces single phrases, and may bring a language of its own.

    Args:
        languages: Codes of the languages to load.
        kinds: What turns steps of somebody's own kind into ordinary ones, by its key.
        check_sentences: Tells what is wrong with added sentences; without it nobody looks.
    """

    def __init__(
        self,
        languages: Sequence[str],
        kinds: Mapping[str, Expand] | None = None,
        check_sentences: CheckSentences | None = None,
    ) -> None:
        self.contract = Contract(version=1)
        self._codes = tuple(languages)
        self._check_sentences = check_sentences
        self._spoken: dict[str, SpokenLanguage] = {}
        self._sides: dict[str, Mapping[Side, str]] = {}
        self._shelf = Shelf(self._sides, kinds)
        self._sentences: dict[str, Sources] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._faults: list[Fault] = []
        self._unspoken: dict[str, list[Fault]] = {}
        self._first = True

    def tried(self, content: Content) -> tuple["LibraryBuilder", list[Fault]]:
        """Return a copy with a content in it, and what is wrong with that."""
        trial = self.copied()
        return trial, trial.add(content)

    def add(self, content: Content) -> list[Fault]:
        """Take in a content but for what is wrong with it, and return that."""
        before = {*self._shelf.faults, *self._shelf.orphans()}
        faults: list[Fault] = []
        self.contract = merged(self.contract, content.contract)
        for code in self._codes:
            found = self._add_phrases(content, code)
            if code not in self._spoken:
                self._unspoken.setdefault(code, []).extend(found)
            faults += found
        for folder in content.routines:
            self._shelf.add_folder(folder)
        for code, spoken in self._spoken.items():
            self._shelf.routines_in(code, spoken.phrases.sides)
        for code in self._codes:
            faults += self._add_sentences(content, code)
        self._first = False
        unspoken = {fault for each in self._unspoken.values() for fault in each}
        self._faults += [fault for fault in faults if fault not in unspoken]
        on_shelf = {*self._shelf.faults, *self._shelf.orphans()} - before
        return sorted({*faults, *on_shelf})

    def build(self) -> Library:
        """Return the library as it stands."""
        languages = {
            code: Language(
                code=code,
                phrases=spoken.phrases,
                routines=self._shelf.routines_in(code, spoken.phrases.sides),
                safety=spoken.safety,
            )
            for code, spoken in self._spoken.items()
        }
        unspoken = [
            fault
            for code, found in self._unspoken.items()
            if code not in languages
            for fault in found
        ]
        found = {*self._faults, *unspoken, *self._shelf.faults, *self._shelf.orphans()}
        faults = tuple(sorted(found))
        return Library(languages, faults, self.contract, dict(self._sentences))

    def copied(self, kinds: Mapping[str, Expand] | None = None) -> "LibraryBuilder":
        """Return another with the same in it, so that what is there need not be read again.

        Args:
            kinds: The step kinds of what is still to come; None: as before.
        """
        other = LibraryBuilder(self._codes, check_sentences=self._check_sentences)
        other.contract = self.contract
        other._spoken, other._sides = dict(self._spoken), dict(self._sides)
        other._shelf = self._shelf.copied(other._sides, kinds)
        other._sentences, other._owners = dict(self._sentences), dict(self._owners)
        other._faults, other._first = list(self._faults), self._first
        other._unspoken = {code: list(found) for code, found in self._unspoken.items()}
        return other

    # ---- phrases ----------------------------------------------------------------------------

    def _add_phrases(self, content: Content, code: str) -> list[Fault]:
        files = [folder / code / PHRASES_FILE for folder in content.phrases]
        single = content.own_phrases.get(code)
        try:
            for file in files:
                if code not in self._spoken and (self._first or file.is_file()):
                    self._spoken[code] = load_phrases(file, self.contract)
                    self._sides[code] = self._spoken[code].phrases.sides
                elif code in self._spoken and file.is_file():
                    self._override(file, content, code, content.contract.phrases)
            if single is not None and code in self._spoken:
                self._override(single, content, code, ())
        except FaultsError as error:
            return list(error.faults)
        return []

    def _override(
        self, file: Traversable, content: Content, code: str, needed: Iterable[str]
    ) -> None:
        document = survey_yaml(file)
        changes = check_overrides(document, self.contract, needed)
        faults = []
        for key in changes:
            owner = self._owners.setdefault((code, key), content.owner)
            if owner != content.owner and not content.own_phrases:
                problem = f"the plugin {show(owner)} has put other words there already"
                faults.append(document.fault(("phrases", key), problem, "phrase-taken"))
        if faults:
            raise FaultsError(*faults)
        known = self._spoken[code]
        book = replace(known.phrases, phrases={**known.phrases.phrases, **changes})
        self._spoken[code] = replace(known, phrases=book)

    # ---- sentences --------------------------------------------------------------------------

    def _add_sentences(self, content: Content, code: str) -> list[Fault]:
        files = tuple(
            file
            for folder in content.sentences
            if (file := folder / code / SENTENCES_FILE).is_file()
        )
        before = self._sentences.get(code, ())
        after = (*before, *files)
        if files and before and self._check_sentences is not None and code in self._spoken:
            found = list(self._check_sentences(after, self.contract, self._names(code)))
            own = {source_name(file) for file in files}
            if faults := [fault for fault in found if fault.source in own]:
                return faults
        if after:
            self._sentences[code] = after
        return []

    def _names(self, code: str) -> dict[str, str]:
        routines = self._shelf.routines_in(code, self._spoken[code].phrases.sides).values()
        return {name: each.id for each in routines for name in (each.name, *each.aliases)}


def merged(contract: Contract, more: Contract) -> Contract:
    """Return a contract with the intents, slots and phrases of another behind its own.

    What both have stays as it was first.
    """
    return Contract(
        version=contract.version,
        slots=_behind(contract.slots, more.slots),
        intents=_behind(contract.intents, more.intents),
        phrases=_behind(contract.phrases, more.phrases),
        wake_words=tuple(dict.fromkeys((*contract.wake_words, *more.wake_words))),
    )


def _behind(known: Mapping[str, T], more: Mapping[str, T]) -> dict[str, T]:
    return {**known, **{name: value for name, value in more.items() if name not in known}}
