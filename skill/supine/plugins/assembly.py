"""Put the plugins of a household together, each of them as a whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable

from supine.errors import Fault, FaultsError
from supine.loading.library import CheckSentences, Content, LibraryBuilder, Sources
from supine.loading.stepkinds import Expand, StepKindError
from supine.plugins.api import Registrar
from supine.plugins.builtin import NAME, builtin
from supine.plugins.calls import EXPAND_S, LOAD_S, BlockedError, reason, within
from supine.plugins.discovery import Candidate, found
from supine.plugins.packs import HOUSEHOLD, household_phrases
from supine.plugins.records import Record, Status
from supine.plugins.registry import Plugins
from supine.plugins.stage import Stage
from supine.plugins.staging import collisions, staged

TRY_S = 60.0
"""How long the files of one plugin may take to be read and checked, on the smallest machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the household has set."""

    languages: tuple[str, ...]
    routines: Sources = ()
    """Folders of routines of its own, which go before those of plugins."""

    folder: Traversable | None = None
    """Where packs lie."""

    disabled: frozenset[str] = frozenset()


@dataclass(slots=True)
class Entry:
    """A plugin on its way in."""

    record: Record
    stage: Stage | None = None
    """None once nothing of it will be taken."""

    def put_out(self, status: Status, why: Iterable[str | Fault]) -> None:
        """Take nothing of it."""
        reasons = tuple(why)
        faults = tuple(each for each in reasons if isinstance(each, Fault))
        self.record = replace(
            self.record, status=status, reason=tuple(map(str, reasons)), brought={}, faults=faults
        )
        self.stage = None


def load_plugins(
    wanted: Wanted,
    check_sentences: CheckSentences | None = None,
    candidates: Iterable[Candidate] | None = None,
) -> Plugins:
    """Return everything that can be practised, said and asked, with all plugins in it.

    Args:
        wanted: What the household has set.
        check_sentences: Tells what is wrong with the sentences of a plugin.
        candidates: The plugins; without them, those that are installed and the packs.

    Raises:
        FaultsError: Supine's own contract is broken, so that nothing can be checked.
    """
    assembly = Assembly(wanted, check_sentences)
    entries: list[Entry] = []
    for candidate in found(wanted.folder) if candidates is None else candidates:
        entries.append(entry(candidate, wanted.disabled, entries))
    if wanted.folder is not None:
        entries += household(wanted.folder)
    return assembly.assembled(entries, wanted.routines)


def _ours(records: Callable[[], Sequence[Record]]) -> Entry:
    """Return what supine brings itself: registered like anybody else's, and trusted."""
    plugin = builtin(records)
    stage = Stage(owner=NAME)
    plugin.register(Registrar(stage))
    record = Record(
        name=NAME,
        status=Status.ACTIVE,
        origin=f"{NAME} {plugin.version}",
        version=plugin.version,
        api=plugin.api,
        description=plugin.description,
        brought=stage.brought(),
    )
    return Entry(record, stage)


def entry(candidate: Candidate, disabled: frozenset[str], before: Iterable[Entry]) -> Entry:
    """Return a plugin that has registered, or why it has not.

    Args:
        candidate: The plugin.
        disabled: Names of those that are left out.
        before: Those that come before it: two of one name cannot be.
    """
    record = Record(name=candidate.name, status=Status.DISABLED, origin=candidate.origin)
    if candidate.name in disabled:
        return Entry(record)
    for other in before:
        if other.record.name == candidate.name:
            why = f"there is a plugin {candidate.name} already: {other.record.origin}"
            return Entry(replace(record, status=Status.REFUSED, reason=(why,)))
    return Entry(*staged(candidate, LOAD_S))


def household(folder: Traversable) -> list[Entry]:
    """Return the household's own phrases as a plugin, if there are any."""
    record = Record(name=HOUSEHOLD, status=Status.ACTIVE, origin=str(folder))
    try:
        files = dict(household_phrases(folder))
    except FaultsError as exc:
        refused = Entry(record)
        refused.put_out(Status.REFUSED, exc.faults)
        return [refused]
    except OSError as exc:
        return [Entry(replace(record, status=Status.BROKEN, reason=(reason(exc),)))]
    if not files:
        return []
    stage = Stage(owner=HOUSEHOLD, own_phrases=files)
    return [Entry(replace(record, brought=stage.brought()), stage)]


# ---- one after the other ---------------------------------------------------------------------


def step_kinds(entries: Iterable[Entry]) -> Mapping[str, Expand]:
    """Return the step kinds of some plugins, each called at arm's length."""
    return _Kinds(entries).guarded


class Assembly:
    """Puts plugins together, as often as is wanted; what supine brings itself is read once.

    Args:
        wanted: What the household has set.
        check_sentences: Tells what is wrong with the sentences of a plugin.

    Raises:
        FaultsError: Supine's own contract is broken, so that nothing can be checked.
    """

    def __init__(self, wanted: Wanted, check_sentences: CheckSentences | None = None) -> None:
        self._made: Plugins | None = None
        self._ours = _ours(lambda: self._made.records if self._made is not None else ())
        self._base = LibraryBuilder(wanted.languages, check_sentences=check_sentences)
        if self._ours.stage is not None:
            self._base.add(self._ours.stage.content())  # a file of ours costs only itself

    def assembled(self, entries: Sequence[Entry], routines: Sources) -> Plugins:
        """Put out whoever does not fit, and return what the others make together.

        A routine may use a step kind of a plugin that is put out later: then everything is put
        together again without it.

        Args:
            entries: Everybody but supine itself; changed in place.
            routines: The household's own folders of routines.
        """
        everybody = [self._ours, *entries]
        while True:
            kinds = _Kinds(everybody)
            builder = self._base.copied(kinds.guarded)
            builder.add(Content(owner=HOUSEHOLD, routines=routines))
            taken = [each.stage for each in everybody[:1] if each.stage is not None]
            for each in entries:
                if each.stage is not None:
                    builder, fits = _next(builder, each, each.stage, taken)
                    taken += fits
            kinds.put_out_blocked()
            if not kinds.gone():
                break
        records = [each.record for each in everybody]
        stages = [each.stage for each in everybody if each.stage is not None]
        made = Plugins(builder.build(), records, stages)
        self._made = self._made or made  # whoever asks who is there hears of the one in use
        return made


def _next(
    builder: LibraryBuilder, entry: Entry, stage: Stage, taken: list[Stage]
) -> tuple[LibraryBuilder, list[Stage]]:
    """Return a builder that has taken a plugin, and that; the same and nothing if it is put out."""

    def tried() -> tuple[LibraryBuilder, Sequence[str | Fault]]:
        if problems := collisions(stage, builder.contract, taken):
            return builder, problems
        return builder.tried(stage.content())

    try:
        # What it calls a folder may be anything.
        trial, problems = within(TRY_S, tried)
    except BaseException as exc:  # noqa: BLE001 - whatever it was, the others go on
        entry.put_out(Status.BROKEN, [reason(exc)])
        return builder, []
    if problems:
        entry.put_out(Status.REFUSED, problems)
        return builder, []
    return trial, [stage]


class _Kinds:
    """The step kinds of those plugins that are in so far, each called at arm's length."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.guarded: dict[str, Expand] = {}
        self.blocked: dict[str, str] = {}
        """Why a plugin must not be called again, by its name."""

        self._owners: dict[str, Entry] = {}
        for entry in entries:
            for key, expand in (entry.stage.kinds if entry.stage else {}).items():
                if key not in self.guarded:
                    self._owners[key] = entry
                    self.guarded[key] = self._guard(key, expand)

    def put_out_blocked(self) -> None:
        """Take nothing of a plugin whose kind did not come back."""
        for entry in self._owners.values():
            if why := self.blocked.get(entry.record.name):
                entry.put_out(Status.BROKEN, [why])

    def gone(self) -> bool:
        """Whether a plugin that has brought one of these is out by now."""
        return any(entry.stage is None for entry in self._owners.values())

    def _guard(self, key: str, expand: Expand) -> Expand:
        owner = self._owners[key].record.name

        def guarded(value: object, language: str) -> object:
            if owner in self.blocked:
                raise StepKindError(f"the plugin {owner} is cut off: {self.blocked[owner]}")
            try:
                return within(EXPAND_S, lambda: expand(deepcopy(value), language))
            except StepKindError:
                raise
            except BlockedError as exc:
                self.blocked[owner] = f"the step kind {key}: {exc}"
                raise StepKindError(f"the plugin {owner} is cut off: {exc}") from None
            except BaseException as exc:  # noqa: BLE001 - whatever it was, the others go on
                raise StepKindError(f"the plugin {owner} failed at it: {reason(exc)}") from None

        return guarded
