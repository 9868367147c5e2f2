"""Everything supine can say and do, in each language, from its folders of files.

A routine file that is wrong costs only itself: its faults are kept and the rest goes on
working.  A language whose phrases are wrong is left out in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from supine.errors import Fault, FaultsError
from supine.loading.contract import CONTRACT_FILE, Contract, load_contract
from supine.loading.phrases import PHRASES_FILE, SpokenLanguage, load_phrases
from supine.loading.shelf import Shelf
from supine.model import Language


@dataclass(frozen=True, slots=True)
class Library:
    """The languages that could be loaded, and what is wrong with the rest."""

    languages: Mapping[str, Language]
    faults: tuple[Fault, ...]
    contract: Contract


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
    contract = load_contract(intents_folder / CONTRACT_FILE)
    spoken, faults = load_spoken(intents_folder, languages, contract)
    shelf = Shelf({code: language.phrases.sides for code, language in spoken.items()})
    for folder in routine_folders:
        shelf.add_folder(folder)
    loaded = {
        code: Language(
            code=code,
            phrases=language.phrases,
            routines=shelf.routines_in(code, language.phrases.sides),
            safety=language.safety,
        )
        for code, language in spoken.items()
    }
    return Library(loaded, tuple(sorted({*faults, *shelf.faults, *shelf.orphans()})), contract)


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
