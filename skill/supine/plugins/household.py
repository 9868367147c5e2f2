"""A household's own files, put together with everything else, again and again.

What was good stays in use until there is something better: a routine for itself, a pack and the
household's phrases as a whole.  Installed plugins are loaded once; what supine brings is read
once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint
from pathlib import Path

from supine.errors import Fault
from supine.loading.held import HeldFolder
from supine.loading.library import CheckSentences, Library
from supine.loading.watching import Looked, Root, Watch
from supine.plugins.assembly import Assembly, Entry, Wanted, entry, household
from supine.plugins.discovery import Candidate, found
from supine.plugins.keeping import with_kept
from supine.plugins.packs import HOUSEHOLD, pack_folders
from supine.plugins.records import Record, Status
from supine.plugins.registry import Plugins

_PACK_DEPTH = 3
"""So deep lies a file below the folder of packs: ``evening/intents/en/phrases.yaml``."""

_SOUND_DEPTH = 1
"""So deep below a folder of routines sounds are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the household has after a look at its files."""

    plugins: Plugins
    looked: Looked = field(default_factory=Looked)
    faults: tuple[Fault, ...] = ()
    """Everything that is wrong in its files and packs now."""

    kept: frozenset[str] = frozenset()
    """The sources of faults in spite of which what was good before is in use."""

    unused: frozenset[Path] = frozenset()
    """The packs that are not in use as they stand."""


@dataclass(slots=True)
class _Unit:
    """A pack, or the household's phrases: what is taken as a whole."""

    now: HeldFolder
    """As it stands in the folder."""

    tried: HeldFolder
    faults: tuple[Fault, ...] = ()
    """What is wrong with it as it stands."""


class Household:
    """Everything that can be practised and said, as its files stand.

    Args:
        wanted: What the household has set; its folders are watched.
        check_sentences: Tells what is wrong with the sentences of a pack.
        points: What is installed, for those who want to say so themselves.

    Raises:
        FaultsError: Supine's own contract is broken, so that nothing can be checked.
    """

    def __init__(
        self,
        wanted: Wanted,
        check_sentences: CheckSentences | None = None,
        points: Iterable[EntryPoint] | None = None,
    ) -> None:
        self._wanted = wanted
        self._assembly = Assembly(wanted, check_sentences)
        roots = [Root(Path(str(folder)), _SOUND_DEPTH, flat=True) for folder in wanted.routines]
        if wanted.folder is not None:
            roots.append(Root(Path(str(wanted.folder)), _PACK_DEPTH))
        self._watch = Watch(roots)
        self._good: dict[str, HeldFolder] = {}
        self._library: Library | None = None
        self._installed: list[Entry] = []
        for candidate in (*found(None, points), *_misnamed(wanted)):
            self._installed.append(entry(candidate, wanted.disabled, self._installed))
        self._watched = self._files()
        self.taken = self._put_together(Looked())

    def look(self) -> Taken | None:
        """Look at the files once; return what there is from now on, None if nothing was changed.

        A folder that was lost, or that is back, is told even if nothing else is new.
        """
        looked = self._watch.look()
        if looked.files:
            self._watched = self._files()
            self.taken = self._put_together(looked)
        elif looked.lost or looked.back:
            self.taken = replace(self.taken, looked=looked)
        else:
            return None
        return self.taken

    def _files(self) -> tuple[list[HeldFolder], HeldFolder | None]:
        folders = self._watch.held()
        return (folders, None) if self._wanted.folder is None else (folders[:-1], folders[-1])

    # ---- all together -----------------------------------------------------------------------

    def _put_together(self, looked: Looked) -> Taken:
        routines, packs = self._watched
        units = {name: _Unit(now, now) for name, now in self._units(packs)}
        while True:
            entries = self._entries(units)
            plugins = self._assembly.assembled(entries, tuple(routines))
            of_units = [each.record for each in entries[len(self._installed) :]]
            if not self._fell_back(units, [each for each in of_units if not each.well]):
                break
        self._remember(entries, units)
        library, kept = plugins.library, frozenset[str]()
        if self._library is not None:
            library, kept = with_kept(self._library, library, routines)
        records = _records(entries, len(self._installed), units)
        plugins.renew(library, [*plugins.records[:1], *records])
        self._library = library
        return Taken(
            plugins=plugins,
            looked=looked,
            faults=_faults(library, records),
            kept=kept | {fault.source for unit in units.values() for fault in unit.faults},
            unused=frozenset(
                units[each.name].now.path
                for each in records
                if each.name in units and each.name != HOUSEHOLD
                if each.faults or each.status is not Status.ACTIVE
            ),
        )

    def _units(self, packs: HeldFolder | None) -> Iterator[tuple[str, HeldFolder]]:
        """Yield what is taken as a whole: what is as it was goes before what was changed."""
        if packs is None or packs.error is not None:
            return
        held = [each for each in pack_folders(packs) if isinstance(each, HeldFolder)]
        folders = {each.name: each for each in held if each.name != HOUSEHOLD}
        for name in sorted(folders, key=lambda name: (*self._newer(name, folders[name]), name)):
            yield name, folders[name]
        files = {name: each for name, each in packs.children.items() if each.is_file()}
        yield HOUSEHOLD, HeldFolder(packs.path, files)

    def _newer(self, name: str, now: HeldFolder) -> tuple[bool, bool]:
        return name not in self._good, self._good.get(name) != now

    def _entries(self, units: Mapping[str, _Unit]) -> list[Entry]:
        entries = [replace(each) for each in self._installed]
        packs = self._watched[1]
        if packs is not None and packs.error is not None:  # so it was from the start
            entries += [entry(each, frozenset(), entries) for each in found(packs, ())]
        for name, unit in units.items():
            if name == HOUSEHOLD:
                entries += household(unit.tried)
                continue
            alone = found(HeldFolder(unit.tried.path.parent, {name: unit.tried}), ())
            entries += [entry(each, self._wanted.disabled, entries) for each in alone]
        return entries

    def _fell_back(self, units: Mapping[str, _Unit], unwell: Sequence[Record]) -> bool:
        """Put what was good in the place of what is not; return whether there was any."""
        changed = False
        for record in unwell:
            unit, good = units.get(record.name), self._good.get(record.name)
            if unit is None or good is None or unit.tried == good:
                continue
            if unit.tried is unit.now:
                unit.faults = record.all_faults
            unit.tried = _mended(unit, good) if record.name == HOUSEHOLD else good
            changed = True
        return changed

    def _remember(self, entries: Sequence[Entry], units: Mapping[str, _Unit]) -> None:
        """Note what is good, and which of the installed ones must not be called again."""
        for n, each in enumerate(entries[: len(self._installed)]):
            if self._library is None or each.record.status is Status.BROKEN:
                self._installed[n] = replace(each)
        well = {each.record.name for each in entries if each.stage is not None}
        self._good = {name: unit.tried for name, unit in units.items() if name in well}
        if (phrases := units.get(HOUSEHOLD)) is not None:
            self._good.setdefault(HOUSEHOLD, HeldFolder(phrases.now.path))


def _misnamed(wanted: Wanted) -> list[Candidate]:
    """Return the pack that bears the name of the household's phrases, to be refused."""
    packs = found(wanted.folder, ())
    return [each for each in packs if each.name == HOUSEHOLD and each.origin != str(wanted.folder)]


def _mended(unit: _Unit, good: HeldFolder) -> HeldFolder:
    """Return a folder in which each file that is wrong is as it was before; else all of it."""
    wrong = {fault.source for fault in unit.faults}
    files = {name: each for name, each in unit.now.children.items() if str(each) not in wrong}
    files |= {name: each for name, each in good.children.items() if str(each) in wrong}
    mended = HeldFolder(unit.now.path, files)
    return good if mended == unit.tried else mended


def _records(entries: Sequence[Entry], installed: int, units: Mapping[str, _Unit]) -> list[Record]:
    """Return how each plugin is, in the order of a start, with what is wrong with it now."""
    records = [each.record for each in entries]
    packs = []
    for record in records[installed:]:
        faults = units[record.name].faults if record.name in units else ()
        if faults and record.well:
            why = (*record.reason, *map(str, faults))
            packs.append(replace(record, reason=why, faults=faults))
        else:
            packs.append(record)
    packs.sort(key=lambda record: (record.name == HOUSEHOLD, record.name))
    return [*records[:installed], *packs]


def _faults(library: Library, records: Iterable[Record]) -> tuple[Fault, ...]:
    of_plugins = {fault for each in records for fault in each.all_faults}
    return tuple(sorted({*of_plugins, *library.faults}))
