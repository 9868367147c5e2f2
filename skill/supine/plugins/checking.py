"""Check packs while they are written: each with all others of its folder."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

from supine.errors import Fault
from supine.loading.kinds import is_pack, is_passed_over, own_phrases
from supine.loading.library import CheckSentences
from supine.loading.stepkinds import Expand
from supine.plugins.assembly import Entry, Wanted, entry, load_plugins, step_kinds
from supine.plugins.discovery import found
from supine.plugins.packs import is_household_phrases

_DEEP = 4
"""So deep lies a file in a pack: ``intents/<lang>/sentences.yaml``."""


def parted(paths: Iterable[Path]) -> tuple[list[tuple[Path, Path]], list[Path]]:
    """Return which of some paths belong to packs, each with the folder of its pack, and the rest.

    Args:
        paths: Packs, folders of packs, or files in them; and anything else.
    """
    packs: list[tuple[Path, Path]] = []
    rest: list[Path] = []
    for path in paths:
        folder = _folder_of(path)
        if folder is not None:
            packs.append((path, folder))
        else:
            rest.append(path)
            packs += [(each, each.parent) for each in _below(path)]
    return packs, rest


def installed_kinds(points: Iterable[EntryPoint] | None = None) -> Mapping[str, Expand]:
    """Return the step kinds that installed plugins bring.

    Args:
        points: What is installed, for those who want to say so themselves.
    """
    entries: list[Entry] = []
    for candidate in found(None, points):
        entries.append(entry(candidate, frozenset(), entries))
    return step_kinds(entries)


def pack_faults(
    packs: Sequence[tuple[Path, Path]],
    languages: tuple[str, ...],
    check: CheckSentences,
    points: Iterable[EntryPoint] | None = None,
) -> list[Fault]:
    """Return what is wrong with packs, or with single files of them.

    Args:
        packs: What is asked about, each with the folder of packs that it belongs to.
        languages: Codes of the languages to check them in.
        check: Tells what is wrong with their sentences.
        points: What is installed, for those who want to say so themselves.
    """
    faults: set[Fault] = set()
    for folder in {folder for _, folder in packs}:
        wanted = Wanted(languages=languages, folder=folder)
        records = load_plugins(wanted, check, found(folder, points)).records
        asked = [path for path, other in packs if other == folder]
        faults |= {
            fault
            for record in records[1:]
            for fault in record.all_faults
            if any(_inside(Path(fault.source), path) for path in asked)
        }
    return sorted(faults)


def _folder_of(path: Path) -> Path | None:
    """Return the folder of packs that a path is, or belongs to."""
    if path.is_dir() and _holds_packs(path):
        return path
    if is_household_phrases(path):
        return path.parent
    whole = path.absolute()
    for each in [whole, *whole.parents[:_DEEP]]:
        if is_pack(each):
            return each.parent
    return None


def _below(folder: Path) -> Iterator[Path]:
    """Yield the packs that lie below a folder, and the household's own phrases."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_passed_over(Path(here, name))]
        packs = [name for name in folders if is_pack(Path(here, name))]
        yield from (Path(here, name) for name in sorted(packs))
        folders[:] = sorted(set(folders) - set(packs))
        files = (Path(here, name) for name in sorted(names))
        yield from (file for file in files if own_phrases(file.name) is not None)


def _holds_packs(folder: Path) -> bool:
    return any(is_household_phrases(each) or is_pack(each) for each in folder.iterdir())


def _inside(file: Path, path: Path) -> bool:
    return path.absolute() in (file.absolute(), *file.absolute().parents)
