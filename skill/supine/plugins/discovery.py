"""Where plugins are found: among what is installed, and in the household's folder.

To find one is not to load it: one that is disabled is never imported.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable

from supine.loading.kinds import GROUP
from supine.plugins.api import Plugin, PluginError
from supine.plugins.packs import load_pack, notes, pack_folders


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plugin that was found."""

    name: str
    origin: str
    load: Callable[[], Plugin]
    """May raise anything, and may not come back."""

    notes: tuple[str, ...] = ()


def found(
    folder: Traversable | None, points: Iterable[EntryPoint] | None = None
) -> list[Candidate]:
    """Return every plugin, those that are installed first, each in the order of the names.

    Args:
        folder: The folder of packs; None: there is none.
        points: What is installed, for those who want to say so themselves.
    """
    listed = entry_points(group=GROUP) if points is None else points
    installed = sorted(map(_installed, listed), key=lambda each: (each.name, each.origin))
    return [*installed, *_packs(folder)]


def _installed(point: EntryPoint) -> Candidate:
    package = point.dist
    origin = f"{package.name} {package.version}" if package is not None else point.value
    return Candidate(point.name, origin, partial(_load, point))


def _load(point: EntryPoint) -> Plugin:
    plugin = point.load()
    if not isinstance(plugin, Plugin):
        raise PluginError(f"{point.value} is no Plugin but a {type(plugin).__name__}")
    return plugin


def _packs(folder: Traversable | None) -> Iterator[Candidate]:
    if folder is None:
        return
    try:
        folders = [(each, notes(each)) for each in pack_folders(folder)]
    except OSError as exc:
        yield Candidate(folder.name, str(folder), partial(_unreadable, exc))
        return
    for each, noted in folders:
        yield Candidate(each.name, str(each), partial(load_pack, each), noted)


def _unreadable(exc: OSError) -> Plugin:
    raise PluginError(f"the folder cannot be read: {exc.strerror}")
