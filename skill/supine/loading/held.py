"""A folder as it was at one moment, kept in memory and read like the folder itself.

What is read anew while supine runs is read from here: so a file that changes meanwhile is whole
in any case, and what was good before can be read once more although it stands nowhere any longer.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from os import PathLike
from pathlib import Path
from typing import IO, Any

from supine.errors import Fault, FaultsError

Content = bytes | tuple[Fault, ...]
"""What a file says, or why it could not be read."""


@dataclass(frozen=True, slots=True)
class HeldFile(Traversable):
    """One file; without a content, none.

    Args:
        path: Where it lies, or lay.
        content: What is in it.
    """

    path: Path
    content: Content | None = None

    @property
    def name(self) -> str:
        """Its name without its folders."""
        return self.path.name

    def is_file(self) -> bool:
        """Whether it is there; one that cannot be read says so when it is opened."""
        return self.content is not None

    def is_dir(self) -> bool:
        """Never."""
        return False

    def iterdir(self) -> Iterator[Traversable]:
        """There is nothing in it.

        Raises:
            NotADirectoryError: Always.
        """
        raise NotADirectoryError(str(self.path))

    def joinpath(self, *descendants: str | PathLike[str]) -> Traversable:
        """Return what is not there: a file has nothing in it."""
        return HeldFile(self.path.joinpath(*descendants))

    def open(self, mode: str = "r", *_: object, **__: object) -> IO[Any]:
        """Return its content as a stream, of bytes or of UTF-8 text.

        Raises:
            FaultsError: It could not be read when it was looked at.
            FileNotFoundError: There is no such file.
        """
        if self.content is None:
            raise FileNotFoundError(2, "No such file or directory", str(self.path))
        if isinstance(self.content, tuple):
            raise FaultsError(*self.content)
        stream = io.BytesIO(self.content)
        return stream if "b" in mode else io.TextIOWrapper(stream, "utf-8")

    def read_bytes(self) -> bytes:
        """Return its content, or raise as `open` does."""
        content: bytes = self.open("rb").read()
        return content

    def read_text(self, encoding: str | None = None) -> str:
        """Return its content as text, or raise as `open` does."""
        return self.read_bytes().decode(encoding or "utf-8")

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class HeldFolder(Traversable):
    """A folder with what was in it; two are equal when the same stands in them.

    Args:
        path: Where it lies.
        children: What is in it, by name.
        error: Why it could not be read, if so.
    """

    path: Path
    children: "Mapping[str, HeldFile | HeldFolder]" = field(default_factory=dict)
    error: OSError | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Its name without its folders."""
        return self.path.name

    def is_file(self) -> bool:
        """Never."""
        return False

    def is_dir(self) -> bool:
        """Whether it was there."""
        return self.error is None

    def iterdir(self) -> Iterator[Traversable]:
        """Yield what is in it, in the order of the names.

        Raises:
            OSError: It could not be read.
        """
        if self.error is not None:
            raise self.error
        yield from (self.children[name] for name in sorted(self.children))

    def joinpath(self, *descendants: str | PathLike[str]) -> Traversable:
        """Return what is in it by that name, or a file that is not there."""
        found: Traversable = self
        for part in Path(*descendants).parts:
            if isinstance(found, HeldFolder):
                found = found.children.get(part, HeldFile(found.path / part))
            else:
                found = found.joinpath(part)
        return found

    def open(self, *_: object, **__: object) -> IO[Any]:
        """Raise: it is no file.

        Raises:
            IsADirectoryError: Always.
        """
        raise IsADirectoryError(str(self.path))

    def read_bytes(self) -> bytes:
        """Raise as `open` does."""
        raise IsADirectoryError(str(self.path))

    def read_text(self, encoding: str | None = None) -> str:  # noqa: ARG002 - the protocol's
        """Raise as `open` does."""
        raise IsADirectoryError(str(self.path))

    def __str__(self) -> str:
        return str(self.path)


def held(root: Path, files: Mapping[Path, Content], folders: Iterable[Path] = ()) -> HeldFolder:
    """Return a folder with everything in it.

    Args:
        root: The folder.
        files: The contents of files anywhere below it, by their paths.
        folders: The folders below it, those without files among them.
    """
    below = {parent for path in (*files, *folders) for parent in path.parents} | set(folders)
    whole: dict[Path, dict[str, HeldFile | HeldFolder]] = {
        each: {} for each in below if root in each.parents
    }
    whole[root] = {}
    for path, content in files.items():
        whole[path.parent][path.name] = HeldFile(path, content)
    for folder in sorted(whole, key=lambda each: len(each.parts), reverse=True):
        if folder != root:  # the deepest come first
            whole[folder.parent][folder.name] = HeldFolder(folder, whole[folder])
    return HeldFolder(root, whole[root])
