"""What the log is told of files that somebody has changed: one line for each thing."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from supine.errors import Fault
from supine.loading.library import Library
from supine.plugins.household import Taken

FILES_TOLD = 10
"""Files that are named one by one; a whole folder of them is counted."""

_SILENT_ENDINGS = (".wav", "")
"""Sounds and folders: what stands in files is told of."""

_Names = dict[str, frozenset[tuple[str, str]]]


class Line(NamedTuple):
    """One line of the log."""

    level: int
    text: str


def tidings(before: Taken, now: Taken, *, elsewhere: bool = True) -> list[Line]:
    """Return what the log is told of a look at the files.

    Args:
        before: What there was.
        now: What there is from now on.
        elsewhere: Words are understood by somebody who has to be trained.
    """
    looked = now.looked
    lines = [
        Line(logging.WARNING, f"{path} {why}: what was read there before stays in use")
        for path, why in looked.lost
    ]
    lines += [Line(logging.INFO, f"{path} can be read again") for path in looked.back]
    if not looked.files:
        return lines
    wrong, wrong_before = _by_source(now.faults), _by_source(before.faults)
    lines += _about_faults(wrong, wrong_before, now)
    gone = set(map(str, looked.gone))
    mended = [Path(source) for source in sorted(wrong_before.keys() - wrong.keys() - gone)]
    lines += _told("mended, and in use", _used(mended, now))
    silent = {*map(Path, wrong), *mended}
    lines += _told("new, and in use", _used(looked.new, now), silent)
    lines += _told("changed, and in use", _used(looked.changed, now), silent)
    lines += _told("gone, and no longer in use", looked.gone)
    libraries = before.plugins.library, now.plugins.library
    if elsewhere and _to_be_trained(libraries[0]) != _to_be_trained(libraries[1]):
        words = "names or sentences have changed: Rhasspy knows them after `supine train`"
        lines.append(Line(logging.INFO, words))
    return lines


def _about_faults(
    wrong: dict[str, list[Fault]], before: dict[str, list[Fault]], now: Taken
) -> Iterator[Line]:
    """Yield the first fault of each file that is wrong in another way than before."""
    saved = set(map(str, now.looked.files))
    for source, (first, *others) in wrong.items():
        if source not in saved and before.get(source) == [first, *others]:
            continue
        what = "left out"
        if source in now.kept:
            what = "not taken, what was good before stays in use"
        more = f" (and {len(others)} more: see `supine check`)" if others else ""
        yield Line(logging.WARNING, f"{what}: {first}{more}")


def _used(files: Iterable[Path], now: Taken) -> list[Path]:
    """Return those that belong to no pack that is not in use as it stands."""
    return [path for path in files if now.unused.isdisjoint((path, *path.parents))]


def _told(what: str, files: Iterable[Path], silent: Collection[Path] = ()) -> Iterator[Line]:
    """Yield a line for each file, and one for those that are too many."""
    named = [path for path in files if path not in silent and path.suffix not in _SILENT_ENDINGS]
    for path in named[:FILES_TOLD]:
        yield Line(logging.INFO, f"{what}: {path}")
    if len(named) > FILES_TOLD:
        yield Line(logging.INFO, f"{what}: {len(named) - FILES_TOLD} files more")


def _by_source(faults: Iterable[Fault]) -> dict[str, list[Fault]]:
    found: defaultdict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        found[fault.source].append(fault)
    return dict(found)


def _to_be_trained(library: Library) -> tuple[_Names, list[object]]:
    """Return what a recogniser has to be told: names with their routines, and sentences."""
    names = {
        code: frozenset(
            (name, routine.id)
            for routine in language.routines.values()
            for name in (routine.name, *routine.aliases)
        )
        for code, language in library.languages.items()
    }
    return names, [(code, source) for code, all_ in library.sentences.items() for source in all_]
