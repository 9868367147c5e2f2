"""What the commands share: the library as it is installed and configured."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from supine.errors import Fault, FaultsError, RoutineUnknownError
from supine.loading.config import load_config
from supine.loading.contract import Contract
from supine.loading.library import Library, Sources
from supine.loading.settings import Config
from supine.loading.shelf import YAML_ENDINGS, translation_of
from supine.loading.yamlfile import survey_yaml
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


def routine_named(given: str, config: Config, lang: str | None) -> tuple[Language, str]:
    """Return the language and the id of a routine that somebody names.

    Args:
        given: The routine's id, or the path of its file or of a translation of it.
        config: Names the folders; that of the file is looked into as well.
        lang: The language's code; None: of a file its own, else the configured one.

    Raises:
        FaultsError: The file breaks its format, or is not there.
        RoutineUnknownError: Nobody wrote such a routine.
    """
    if not given.endswith(YAML_ENDINGS):
        spoken = lang or config.language
        library = read_library(config, spoken)
        return _with_routine(library, spoken, given, _called(library, given))
    file = Path(given)
    document = survey_yaml(file)
    translated = translation_of(file.name)
    own = document.data.get("lang") if isinstance(document.data, dict) else None
    code = lang or (translated[1] if translated else own if isinstance(own, str) else "en")
    folders = config.routines
    if file.parent.resolve() not in {folder.resolve() for folder in folders}:
        folders = [file.parent, *folders]
    library = read_library(config.model_copy(update={"routines": folders}), code)
    faults = [each for each in library.faults if Path(each.source).resolve() == file.resolve()]
    if faults:
        raise FaultsError(*faults)
    routine_id = translated[0] if translated else file.stem
    return _with_routine(library, code, routine_id, _called(library, routine_id))


def _called(library: Library, routine_id: str) -> list[Fault]:
    """Return what is wrong with files that are called like a routine."""
    return [each for each in library.faults if Path(each.source).name.split(".")[0] == routine_id]


def _with_routine(
    library: Library, lang: str, routine_id: str, faults: list[Fault]
) -> tuple[Language, str]:
    language = language_of(library, lang)
    if routine_id in language.routines:
        return language, routine_id
    if faults:
        raise FaultsError(*faults)
    raise RoutineUnknownError(routine_id, list(language.routines))


def left_out(faults: Iterable[Fault]) -> list[str]:
    """Return a line for each file that is left out, with the first of its faults."""
    by_source: dict[str, list[Fault]] = {}
    for fault in faults:
        by_source.setdefault(fault.source, []).append(fault)
    lines = []
    for first, *others in by_source.values():
        more = f" (and {len(others)} more: see `supine check`)" if others else ""
        lines.append(f"left out: {first}{more}")
    return lines


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
