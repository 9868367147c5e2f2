"""The routine files of several folders, put together into what each language can do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from supine.errors import Fault, FaultsError
from supine.loading.document import Document, KeyPath
from supine.loading.garbage import no_garbage
from supine.loading.routines import Draft, check_translation, read_routine
from supine.loading.stepkinds import Expand, expanded, with_texts
from supine.loading.values import is_language
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import link_fault, source_name, survey_yaml
from supine.model import Routine, Side

YAML_ENDINGS = (".yaml", ".yml")


def translation_of(file_name: str) -> tuple[str, str] | None:
    """Return routine id and language for ``<id>.<lang>.yaml``, None for other names."""
    routine_id, _, language = file_name.rpartition(".")[0].rpartition(".")
    return (routine_id, language) if routine_id and is_language(language) else None


class Edition(NamedTuple):
    """A routine in one language."""

    document: Document
    """What says it in that language."""

    routine: Routine
    original: Document | None
    """What the document translates; None when it translates nothing."""


class Shelf:
    """Routine files, each read and checked once.

    Whatever is wrong with one of them is kept in `faults`, and the others go on working.

    Args:
        sides: The words for left and right by language, for the length of sentences.
        kinds: What turns steps of somebody's own kind into ordinary ones, by its key.
    """

    def __init__(
        self, sides: Mapping[str, Mapping[Side, str]], kinds: Mapping[str, Expand] | None = None
    ) -> None:
        self.faults: list[Fault] = []
        self._sides = sides
        self._kinds = kinds or {}
        self._written: dict[str, Document] = {}
        self._drafts: dict[str, Draft] = {}
        self._translations: dict[tuple[str, str], Document] = {}
        self._broken: set[str] = set()
        self._translated: dict[tuple[str, str], Routine] = {}

    def copied(
        self,
        sides: Mapping[str, Mapping[Side, str]],
        kinds: Mapping[str, Expand] | None = None,
    ) -> "Shelf":
        """Return a shelf with the same files, to try out what further ones would change.

        Args:
            sides: As for a new shelf.
            kinds: The step kinds of further files; None: the same.
        """
        other = Shelf(sides, self._kinds if kinds is None else kinds)
        other.faults = list(self.faults)
        other._written, other._drafts = dict(self._written), dict(self._drafts)
        other._translations, other._broken = dict(self._translations), set(self._broken)
        other._translated = dict(self._translated)
        return other

    @property
    def languages(self) -> list[str]:
        """The languages of the files, in alphabetical order."""
        own = {draft.file.lang for draft in self._drafts.values()}
        return sorted(own | {language for _, language in self._translations})

    def add_folder(self, folder: Traversable) -> None:
        """Take in the files that lie in a folder, in the order of their names."""
        try:
            files = [
                file
                for file in folder.iterdir()
                if file.name.endswith(YAML_ENDINGS) and not file.name.startswith(".")
            ]
        except OSError as exc:
            problem = f"this folder of routines cannot be read: {exc.strerror}"
            self.faults.append(Fault(source_name(folder), 0, 0, problem, "unreadable"))
            return
        with no_garbage():
            # "back-release" before "back-release-further": people are offered them in this order.
            for file in sorted(files, key=lambda file: file.name.split(".")):
                if (outside := link_fault(file, folder)) is not None:
                    self.faults.append(outside)
                else:
                    self.add(file)

    def add(self, file: Traversable | Path) -> None:
        """Take in a routine or a translation."""
        try:
            document = survey_yaml(file)
        except FaultsError as error:
            self.faults += error.faults
            if translation_of(file.name) is None:
                self._broken.add(file.name.rpartition(".")[0])
            return
        self.put(document, file.name)

    def put(self, document: Document, file_name: str) -> None:
        """Take in a routine or a translation that has been read already."""
        translated = translation_of(file_name)
        if translated is None:
            self._put_routine(document, file_name.rpartition(".")[0])
        elif (known := self._translations.get(translated)) is not None:
            problem = f"there is this translation in {known.source} already"
            self.faults.append(Fault(document.source, 0, 0, problem, "duplicate-id"))
        else:
            self._translations[translated] = document

    def _put_routine(self, document: Document, stem: str) -> None:
        try:
            draft = read_routine(expanded(document, self._kinds), stem, self._sides)
        except FaultsError as error:
            self.faults += error.faults
            self._broken.add(stem)
            return
        known = self._drafts.get(stem)
        if known is not None:
            problem = f"there is a routine {show(stem)} in {known.document.source} already"
            self.faults.append(document.fault(("id",), problem, "duplicate-id"))
            return
        self._written[stem] = document
        self._drafts[stem] = draft

    def routines_in(self, language: str, sides: Mapping[Side, str]) -> dict[str, Routine]:
        """Return the routines that speak a language, by id.

        Args:
            language: The language's code.
            sides: Its words for left and right.
        """
        names = _Names(self.faults)
        routines = {}
        for routine_id, draft in self._drafts.items():
            document = self._translations.get((routine_id, language))
            try:
                if draft.file.lang == language:
                    document, routine = draft.document, draft.routine
                elif document is not None:
                    routine = self._in_translation(draft, document, language, sides)
                else:
                    continue
            except FaultsError as error:
                self.faults += error.faults
                continue
            if (named := names.claimed(routine, document)) is not None:
                routines[routine_id] = named
        return routines

    def _in_translation(
        self, draft: Draft, document: Document, language: str, sides: Mapping[Side, str]
    ) -> Routine:
        known = self._translated.get((draft.routine.id, language))
        if known is None:
            document = with_texts(document, self._written[draft.routine.id], language, self._kinds)
            known = check_translation(draft, document, sides)
            self._translated[draft.routine.id, language] = known
        return known

    def editions(self, language: str) -> Iterator["Edition"]:
        """Yield what `routines_in` has found good in a language, as it is written."""
        for routine_id, draft in self._drafts.items():
            if draft.file.lang == language:
                yield Edition(self._written[routine_id], draft.routine, None)
            elif (known := self._translated.get((routine_id, language))) is not None:
                written = self._written[routine_id]
                yield Edition(self._translations[routine_id, language], known, written)

    def orphans(self) -> Iterator[Fault]:
        """Yield a fault for each translation of a routine that nobody wrote."""
        for (routine_id, _), document in self._translations.items():
            if routine_id not in self._drafts and routine_id not in self._broken:
                problem = f"there is no routine {show(routine_id)} that this could translate"
                yield Fault(document.source, 0, 0, problem, "id-mismatch")

    def untranslated(self, languages: Sequence[str]) -> Iterator[Fault]:
        """Yield a fault for each routine that is missing in one of the languages."""
        for routine_id, draft in self._drafts.items():
            for code in languages:
                if code != draft.file.lang and (routine_id, code) not in self._translations:
                    problem = f"this routine is not translated: write {routine_id}.{code}.yaml"
                    yield Fault(draft.document.source, 0, 0, problem, "translation-missing")


class _Names:
    """Sees to it that a name means one routine."""

    def __init__(self, faults: list[Fault]) -> None:
        self._owners: dict[str, str] = {}
        self._faults = faults

    def claimed(self, routine: Routine, document: Document) -> Routine | None:
        """Return the routine with those names that are its own; None without its main one."""
        if not self._claim(routine.name, routine.id, document, ("name",)):
            return None
        aliases = [
            alias
            for n, alias in enumerate(routine.aliases)
            if self._claim(alias, routine.id, document, ("aliases", n))
        ]
        return replace(routine, aliases=tuple(dict.fromkeys(aliases)))

    def _claim(self, name: str, routine_id: str, document: Document, path: KeyPath) -> bool:
        owner = self._owners.setdefault(name.casefold(), routine_id)
        if owner != routine_id:
            problem = f"the routine {show(owner)} is called {show(name)} already"
            self._faults.append(document.fault(path, problem, "name-collision"))
        return owner == routine_id
