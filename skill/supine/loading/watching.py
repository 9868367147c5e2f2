"""Look again and again whether somebody has changed files, and hold what stands in them.

Names, times and sizes are compared; nothing has to be told by the system, so it works on every
file system.  A file is taken when it was the same at two looks, so none is half written.  A
folder that cannot be read any more stands as it was.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from supine.errors import FaultsError
from supine.loading.held import Content, HeldFolder, held
from supine.loading.shelf import YAML_ENDINGS
from supine.loading.yamlfile import link_fault, read_source

FILES_MAX = 5_000
"""Files looked at in one folder; of more, those whose names come first."""

_SOUND_ENDINGS = (".wav",)
_FILE_PASSED_OVER = "."
"""What the names of editors' temporary files begin with that end like any other's."""

_FOLDERS_PASSED_OVER = (".", "_")


class Stamp(NamedTuple):
    """What changes when a file does."""

    changed_ns: int
    size: int


_FOLDER = Stamp(-1, 0)


@dataclass(frozen=True, slots=True)
class Root:
    """A folder to be watched.

    Args:
        path: The folder.
        depth: How deep below it folders are looked into; 0: not at all.
        flat: Below it only sounds count.
    """

    path: Path
    depth: int
    flat: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What has changed since the look before.

    A folder that was lost or came back is named once.
    """

    new: tuple[Path, ...] = ()
    changed: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()
    lost: tuple[tuple[Path, str], ...] = ()
    """Folders that cannot be read any more, and why."""

    back: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is to be read again, or not at all any more."""
        return (*self.new, *self.changed, *self.gone)


class Watch:
    """Holds what stands in some folders.

    Args:
        roots: The folders; they are read at once.
    """

    def __init__(self, roots: Sequence[Root]) -> None:
        self._watched = [_Watched(root) for root in roots]

    def held(self) -> list[HeldFolder]:
        """Return the folders as they were taken last, in the order in which they were given."""
        return [each.held() for each in self._watched]

    def look(self) -> Looked:
        """Look once; take what has changed and was the same at the look before."""
        found = [each.look() for each in self._watched]
        return Looked(
            new=tuple(path for each in found for path in each.new),
            changed=tuple(path for each in found for path in each.changed),
            gone=tuple(path for each in found for path in each.gone),
            lost=tuple(lost for each in found for lost in each.lost),
            back=tuple(path for each in found for path in each.back),
        )


@dataclass(slots=True)
class _Watched:
    """One of the folders."""

    root: Root
    seen: dict[Path, Stamp] = field(default_factory=dict)
    """At the look before."""

    taken: dict[Path, Stamp] = field(default_factory=dict)
    contents: dict[Path, Content] = field(default_factory=dict)
    place: tuple[int, int] | None = None
    """Which folder it was, to the system; None when it never was there."""

    error: OSError | None = None
    lost: bool = False

    def __post_init__(self) -> None:
        try:
            self.place, self.seen = _place(self.root.path), _stamps(self.root)
        except OSError as exc:
            self.error, self.lost = exc, True
            return
        self._take(self.seen)

    def held(self) -> HeldFolder:
        if self.place is None and self.error is not None:
            return HeldFolder(self.root.path, error=self.error)
        folders = {path for path, stamp in self.taken.items() if stamp == _FOLDER}
        return held(self.root.path, self.contents, folders - self.contents.keys())

    def look(self) -> Looked:
        try:
            place, stamps = _place(self.root.path), _stamps(self.root)
        except OSError as exc:
            return self._missed(f"cannot be read: {exc.strerror}")
        if self.taken and not stamps and place != self.place:
            return self._missed("is empty, and not the folder that it was")
        back = (self.root.path,) if self.lost else ()
        self.lost, self.place = False, place
        before, self.seen = self.seen, stamps
        settled = {
            path
            for path in {*stamps, *self.taken}
            if stamps.get(path) == before.get(path) != self.taken.get(path)
        }
        known = set(self.taken)
        gone = {path for path in settled if path not in stamps}
        for path in gone:
            self.contents.pop(path, None)
            del self.taken[path]
        taken = self._take({path: stamps[path] for path in settled - gone})
        return Looked(
            new=tuple(sorted(taken - known)),
            changed=tuple(sorted(taken & known)),
            gone=tuple(sorted(gone)),
            back=back,
        )

    def _missed(self, why: str) -> Looked:
        told, self.lost = self.lost, True
        return Looked(lost=() if told else ((self.root.path, why),))

    def _take(self, stamps: dict[Path, Stamp]) -> set[Path]:
        """Read some files, and return those that are not as they were."""
        different = set()
        for path, stamp in stamps.items():
            if not path.name.endswith(YAML_ENDINGS):
                self.taken[path] = stamp
                different.add(path)
                continue
            content = self._read(path)
            if _stamp(path) != stamp:
                continue  # somebody writes just now: at another look
            self.taken[path] = stamp
            if self.contents.get(path) != content:
                self.contents[path] = content
                different.add(path)
        return different

    def _read(self, path: Path) -> Content:
        outside = link_fault(path, self.root.path)
        if outside is not None:
            return (outside,)
        try:
            return read_source(path)
        except FaultsError as error:
            return error.faults


def _place(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_dev, found.st_ino


def _stamps(root: Root) -> dict[Path, Stamp]:
    """Return what is in a folder, by path.

    Raises:
        OSError: It cannot be read.
    """
    stamps: dict[Path, Stamp] = {}
    for path in _below(root.path, root.depth):
        if len(stamps) >= FILES_MAX:
            break
        if root.flat and path.parent != root.path and path.name.endswith(YAML_ENDINGS):
            continue
        if (stamp := _stamp(path)) is not None:
            stamps[path] = stamp
    return stamps


def _below(folder: Path, depth: int) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        path = folder / entry.name
        if entry.name.endswith((*YAML_ENDINGS, *_SOUND_ENDINGS)):
            if not entry.name.startswith(_FILE_PASSED_OVER):
                yield path
        elif depth and entry.is_dir() and not entry.name.startswith(_FOLDERS_PASSED_OVER):
            yield path
            try:
                yield from _below(path, depth - 1)
            except OSError:
                continue  # this one alone cannot be read


def _stamp(path: Path) -> Stamp | None:
    """Return what changes when a file does; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        # A link to nothing is looked at as well: reading it says what is wrong.
        return Stamp(0, -1) if path.is_symlink() else None
    return _FOLDER if path.is_dir() else Stamp(found.st_mtime_ns, found.st_size)
