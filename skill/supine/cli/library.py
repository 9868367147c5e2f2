"""What the commands share: the library as it is installed and configured."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from supine.errors import Fault, FaultsError
from supine.loading.config import load_config
from supine.loading.contract import Contract
from supine.loading.library import Library, Sources
from supine.loading.settings import Config
from supine.model import Language

if TYPE_CHECKING:
    from supine.plugins.assembly import Wanted
    from supine.plugins.household import Household
    from supine.plugins.registry import Plugins
    from supine.understanding.templates import Templates


def read_config(path: str | None) -> Config:
    """Return the configuration, or the defaults where no file is given."""
    return load_config(None if path is None else Path(path), os.environ)


def read_library(config: Config, *languages: str) -> Library:
    """Return everything that can be practised and said, as configured.

    Args:
        config: Names the folders and, without ``languages``, the languages.
        languages: Codes to load in place of the configured ones.
    """
    return read_plugins(config, *languages).library


def read_plugins(config: Config, *languages: str) -> "Plugins":
    """Return every plugin, supine's own content among them, and what they make together.

    Args:
        config: Names the folders and, without ``languages``, the languages.
        languages: Codes to load in place of the configured ones.
    """
    from supine.plugins.assembly import load_plugins

    return load_plugins(_wanted(config, languages), check_sentences)


def read_household(config: Config) -> "Household":
    """Return every plugin with what they make together, to be read again when files change."""
    from supine.plugins.household import Household

    return Household(_wanted(config, ()), check_sentences)


def _wanted(config: Config, languages: tuple[str, ...]) -> "Wanted":
    from supine.plugins.assembly import Wanted

    return Wanted(
        languages=languages or config.languages,
        routines=tuple(config.routines),
        folder=config.plugins.folder,
        disabled=frozenset(config.plugins.disabled),
    )


def check_sentences(
    sources: Sources, contract: Contract, names: Mapping[str, str]
) -> Iterable[Fault]:
    """Return what is wrong with the sentences of a plugin."""
    from supine.understanding.extension import check_added

    return check_added(sources, contract, names)


def load(lang: str, config_path: str | None = None) -> Language:
    """Return one language of the library.

    Raises:
        FaultsError: There is no such language, or its files break a rule.
    """
    return language_of(read_library(read_config(config_path), lang), lang)


def language_of(library: Library, lang: str) -> Language:
    """Return one language of a library.

    Raises:
        FaultsError: It could not be loaded.
    """
    if lang not in library.languages:
        problem = f"there is no language {lang!r}"
        faults = library.faults or (Fault(f"intents/{lang}", 0, 0, problem, "unknown-language"),)
        raise FaultsError(*faults)
    return library.languages[lang]


def read_templates(library: Library, lang: str) -> "Templates":
    """Return what people say in one language.

    Raises:
        FaultsError: The language's sentences break a rule.
    """
    from supine.understanding.extension import load_extended

    return load_extended(library.sentences[lang], library.contract)


def names_of(language: Language) -> dict[str, str]:
    """Return the routine ids by the names they are asked for by, the usual one first."""
    return {
        name: routine.id
        for routine in language.routines.values()
        for name in (routine.name, *routine.aliases)
    }
