"""Look at what people add: packs, phrases of the household, plugins in the making.

Each is taken as a whole or not at all, together with all that is there: so it is put together
as when supine starts.  What is then still not good is told beside that.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from supine.data import shipped
from supine.errors import Fault, FaultsError
from supine.linting.lint import LoadLibrary, lint_paths
from supine.linting.phrases import phrase_faults
from supine.linting.projects import (
    Project,
    files_in,
    is_added,
    project_faults,
    project_of,
    projects_below,
)
from supine.linting.sentences import added_sentence_faults
from supine.loading.check import languages_in
from supine.loading.contract import CONTRACT_FILE, load_contract
from supine.loading.document import Document
from supine.loading.kinds import Kind, is_passed_over, kind_of, own_phrases
from supine.loading.library import CheckSentences
from supine.loading.schema import validated
from supine.loading.shelf import YAML_ENDINGS
from supine.loading.stepkinds import Expand
from supine.loading.yamlfile import link_fault, survey_yaml
from supine.plugins.checking import pack_faults, parted
from supine.understanding.extension import AddedFile


class Parted(NamedTuple):
    """Paths, by what they belong to."""

    packs: list[tuple[Path, Path]]
    """Packs, or parts of them, each with the folder of packs that it belongs to."""

    projects: list[tuple[Path, Project]]
    """Plugins in the making, each with the path that was asked about."""

    rest: list[Path]


def part(paths: Iterable[Path]) -> Parted:
    """Return what some paths belong to.

    Args:
        paths: Files and folders of any kind.
    """
    packs, others = parted(paths)
    projects: list[tuple[Path, Project]] = []
    rest: list[Path] = []
    for path in others:
        if (project := project_of(path)) is not None:
            projects.append((path, project))
            continue
        rest.append(path)
        projects += [(path, each) for each in projects_below(path)]
    return Parted(packs, projects, rest)


def added_faults(
    added: Parted,
    check: CheckSentences,
    *,
    library: LoadLibrary | None = None,
    kinds: Callable[[], Mapping[str, Expand]] | None = None,
) -> list[Fault]:
    """Return all that is wrong with packs, phrases of the household, and plugins in the making.

    Args:
        added: Those that were asked about.
        check: Tells what is wrong with their sentences, beside all that is there.
        library: For settings among them, which name routines and languages.
        kinds: Returns what turns steps of a plugin's kind into ordinary ones.
    """
    languages = tuple(languages_in(shipped("intents")))
    asked = [path for path, _ in added.packs]
    asked += [path for path, _ in added.projects]
    projects = list(dict.fromkeys(project for _, project in added.projects))
    faults = [
        *pack_faults(added.packs, languages, check),
        *project_faults(projects, languages, check),
    ]
    files = [file for path, _ in added.packs for file in _files_below(path)]
    for path, project in added.projects:
        inside = path.absolute() in {project.folder, *project.folder.parents}
        files += files_in(project.folder) if inside else _files_below(path)
    faults += _closer(list(dict.fromkeys(files)), library, kinds)
    return sorted({told for fault in faults for path in asked for told in _as_asked(fault, path)})


def _as_asked(fault: Fault, path: Path) -> Iterator[Fault]:
    """Yield a fault in a path that was asked about, at its place as seen from there."""
    file, whole = Path(fault.source).absolute(), path.absolute()
    if file == whole:
        yield replace(fault, source=str(path))
    elif whole in file.parents:
        yield replace(fault, source=str(path / file.relative_to(whole)))


def _files_below(path: Path) -> Iterator[Path]:
    """Yield the YAML files of a pack, or of a part of something."""
    if not path.is_dir():
        yield path
        return
    for here, folders, names in os.walk(path):
        inner = [Path(here, name) for name in sorted(folders)]
        folders[:] = [each.name for each in inner if not is_passed_over(each)]
        files = (Path(here, name) for name in sorted(names) if not name.startswith("."))
        yield from (each for each in files if each.name.endswith(YAML_ENDINGS))


def _closer(
    files: Iterable[Path],
    library: LoadLibrary | None,
    kinds: Callable[[], Mapping[str, Expand]] | None,
) -> list[Fault]:
    """Return what is not good about files, whether they work or not."""
    wake_words = load_contract(shipped("intents") / CONTRACT_FILE).wake_words
    whole: list[Path] = []
    faults: list[Fault] = []
    for file in files:
        if link_fault(file, file.parent) is not None:
            continue  # told, or no part of it
        try:
            document = survey_yaml(file)
        except FaultsError as error:
            faults += error.faults
            continue
        if (code := _added_to(file)) is None:
            whole += [] if kind_of(document.data, file.name) is Kind.UNKNOWN else [file]
        elif file.name.startswith("phrases."):
            faults += phrase_faults(document, code, wake_words)
        else:
            faults += _about_sentences(document)
    if whole:
        faults += lint_paths(whole, library=library, kinds=kinds() if kinds else None)
    return faults


def _added_to(file: Path) -> str | None:
    """Return the language that a file adds to; None for what adds to none."""
    return file.parent.name if is_added(file) else own_phrases(file.name)


def _about_sentences(document: Document) -> list[Fault]:
    model, faults = validated(AddedFile, document)
    return added_sentence_faults(document) if model is not None and not faults else []
