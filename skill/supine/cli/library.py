"""What the commands share: the library as it is installed and configured."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from supine.data import shipped
from supine.errors import Fault, FaultsError
from supine.loading.config import load_config
from supine.loading.library import Library, load_library
from supine.loading.settings import Config
from supine.model import Language

if TYPE_CHECKING:
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
    folders = [shipped("routines"), *config.routines]
    return load_library(folders, shipped("intents"), languages or config.languages)


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
    from supine.understanding.templates import load_templates

    source = shipped("intents") / lang / "sentences.yaml"
    return load_templates(source, library.contract)


def names_of(language: Language) -> dict[str, str]:
    """Return the routine ids by the names they are asked for by, the usual one first."""
    return {
        name: routine.id
        for routine in language.routines.values()
        for name in (routine.name, *routine.aliases)
    }
