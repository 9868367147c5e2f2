"""Whether the settings name only what there is: languages, routines, and what reminders ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path

from supine.errors import Fault, FaultsError
from supine.loading.configreminders import routine_problems
from supine.loading.document import Document, KeyPath
from supine.loading.library import Library
from supine.loading.schema import Problem, hint, located
from supine.loading.settings import Config
from supine.loading.shelf import YAML_ENDINGS
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import survey_yaml


def wiring_faults(
    document: Document, config: Config, load: Callable[[Config], Library]
) -> list[Fault]:
    """Return where the settings name what is not there, and what would be left out of the library.

    Args:
        document: The file of settings.
        config: What it says.
        load: Returns everything that can be practised and said with these settings.
    """
    try:
        library = load(config)
    except FaultsError as error:
        return list(error.faults)
    found = [*_languages(config, library), *_favourite(config, library)]
    found += routine_problems(config, library)
    return [*located(found, document), *library.faults, *_unspoken(config, library)]


def check_wiring(config: Config, library: Library, path: Path | str | None = None) -> None:
    """Refuse settings that name languages that are not there, or a favourite that is none.

    Args:
        config: The settings.
        library: Everything that can be practised and said with them.
        path: The file that the settings come from, to tell the places; None if from none.

    Raises:
        FaultsError: Every fault that was found; of a language that is broken, why.
    """
    languages = list(_languages(config, library))
    found = [*languages, *_favourite(config, library)]
    if not found:
        return
    document = Document("the settings", {})
    if path is not None:
        document = survey_yaml(Path(path), allow_empty=True)
    raise FaultsError(*(library.faults if languages else ()), *located(found, document))


def _languages(config: Config, library: Library) -> Iterator[Problem]:
    asked: list[tuple[KeyPath, str]] = [(("language",), config.language)]
    if isinstance(config.sites, dict):
        for site, settings in config.sites.items():
            if settings is not None and settings.language is not None:
                asked.append((("sites", site, "language"), settings.language))
    for path, code in asked:
        if code not in library.languages:
            problem = f"there is no language {show(code)}{hint(code, library.languages)}"
            yield Problem(path, "unknown-language", problem)


def _unspoken(config: Config, library: Library) -> Iterator[Fault]:
    """Yield the household's own routines that are in none of its languages: nobody hears them."""
    heard = {each for language in library.languages.values() for each in language.routines}
    wrong = {Path(fault.source).name.split(".")[0] for fault in library.faults}
    codes = ", ".join(config.languages)
    for folder in config.routines:
        for file in _files(folder):
            stem, _, ending = file.name.partition(".")
            if f".{ending}" not in YAML_ENDINGS or not stem or stem in heard | wrong:
                continue
            document = survey_yaml(file)
            own = document.data.get("lang", "en") if isinstance(document.data, dict) else "en"
            problem = (
                f"this is written in {show(str(own))}, and {codes} is spoken: write "
                f"`lang: {config.language}` if that is its language, or else translate it"
            )
            yield document.fault(("lang",), problem, "translation-missing")


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []  # told where the library is loaded


def _favourite(config: Config, library: Library) -> Iterator[Problem]:
    language = library.languages.get(config.language)
    if config.favourite is None or language is None:
        return
    if config.favourite not in language.routines:
        problem = f"there is no routine {show(config.favourite)}"
        problem += hint(config.favourite, language.routines)
        yield Problem(("favourite",), "unknown-routine", problem)
