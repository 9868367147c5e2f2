"""Packs: plugins without Python, in a folder beside the settings.

A pack is a folder with a ``plugin.yaml``.  It may hold ``routines/``, and in ``intents/<lang>/``
``sentences.yaml`` and ``phrases.yaml``.  No Python in it is ever run: code comes only with
packages that somebody has installed on purpose.
"""

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from supine.errors import Fault, FaultsError
from supine.loading.kinds import PACK_FILE, own_phrases
from supine.loading.schema import FileModel, validated
from supine.loading.values import Id, is_language
from supine.loading.yamlfile import survey_yaml
from supine.plugins.api import Plugin, Registrar

HOUSEHOLD = "household"
"""Whose phrases those are that lie beside the packs: no plugin is called so."""


class PackFile(FileModel):
    """A ``plugin.yaml``."""

    noun: ClassVar[str] = "a pack"

    name: Id
    version: Annotated[str, Field(min_length=1, max_length=64)]
    api: str
    description: Annotated[str, Field(max_length=256)] = ""


def pack_folders(folder: Traversable) -> list[Traversable]:
    """Return the folders of packs, in the order of their names."""
    found = (
        each for each in folder.iterdir() if each.is_dir() and not each.name.startswith((".", "_"))
    )
    return sorted(found, key=lambda each: each.name)


def load_pack(folder: Traversable) -> Plugin:
    """Return the plugin that a folder holds.

    Raises:
        FaultsError: Its ``plugin.yaml`` is missing or breaks its format.
    """
    document = survey_yaml(folder / PACK_FILE)
    file, faults = validated(PackFile, document)
    if file is not None and file.name != folder.name:
        problem = f"the name is {file.name} but the folder is called {folder.name}: make them alike"
        faults.append(document.fault(("name",), problem, "id-mismatch"))
    document.refuse(faults)
    assert file is not None  # noqa: S101 - it has no faults

    def register(registrar: Registrar) -> None:
        if (folder / "routines").is_dir():
            registrar.add_routines(folder / "routines")
        if (folder / "intents").is_dir():
            registrar.add_sentences(folder / "intents")
            registrar.add_phrases(folder / "intents")

    return Plugin(
        name=file.name,
        version=file.version,
        api=file.api,
        description=file.description,
        register=register,
    )


def notes(folder: Traversable) -> tuple[str, ...]:
    """Return what somebody should know of a pack that is otherwise well."""
    code = next((path.name for path in sorted(Path(str(folder)).rglob("*.py"))), None)
    return (f"{code} is not run: only installed plugins bring code",) if code else ()


def is_household_phrases(file: Path) -> bool:
    """Whether a file holds phrases of the household, by its name."""
    code = own_phrases(file.name)
    return code is not None and is_language(code) and file.is_file()


def household_phrases(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """Yield the household's own phrases: ``phrases.<lang>.yaml`` beside the packs.

    Raises:
        FaultsError: A file is called after no language.
    """
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        code = own_phrases(file.name)
        if code is None or not file.is_file():
            continue
        if not is_language(code):
            problem = f"{code} is no code of a language, such as en or pt-BR"
            raise FaultsError(Fault(str(file), 0, 0, problem, "unknown-language"))
        yield code, file
