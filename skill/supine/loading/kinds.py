"""What kind of file it is that somebody wants checked."""

import re
import tomllib
from enum import Enum, auto
from pathlib import Path

from supine.loading.settings import Config
from supine.loading.shelf import translation_of

PACK_FILE = "plugin.yaml"
"""What makes a folder a pack."""

PROJECT_FILE = "pyproject.toml"
"""What makes a folder the project of an installable plugin, if it names one."""

GROUP = "supine.plugins"
"""The entry points by which installed plugins are found."""

_PROJECT_BYTES_MAX = 256 * 1024

_OWN_PHRASES = re.compile(r"phrases\.([^.]+)\.ya?ml")


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


def is_pack(folder: Path) -> bool:
    """Whether a folder holds a pack: no language and no household, though it may look like one."""
    return (folder / PACK_FILE).is_file()


def plugins_of(folder: Path) -> tuple[str, ...]:
    """Return the names of the plugins whose project a folder is; none for all other folders."""
    try:
        with (folder / PROJECT_FILE).open("rb") as file:
            project = tomllib.loads(file.read(_PROJECT_BYTES_MAX).decode("utf-8"))["project"]
        named = project["entry-points"][GROUP]
        return tuple(named) if isinstance(named, dict) else ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()  # whatever else it may be


def is_passed_over(folder: Path) -> bool:
    """Whether nobody looks into a folder: a hidden one, or one of installed packages."""
    return folder.name.startswith(".") or (folder / "pyvenv.cfg").is_file()


def own_phrases(file_name: str) -> str | None:
    """Return what stands for the language in the name of a household's own phrases, or None.

    They replace single phrases of a language: ``phrases.en.yaml`` is not all that English says.
    """
    match = _OWN_PHRASES.fullmatch(file_name)
    return match[1] if match else None
