"""Look at everything that people wrote: what keeps it from working, and what is not good.

`supine.loading.check` finds the first and hands over what it read; the closer look is taken
at what has none of its faults.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from supine.data import shipped
from supine.errors import Fault
from supine.linting.fingerprints import stamp
from supine.linting.phrases import phrase_faults
from supine.linting.routines import edition_faults, name_faults, text_faults
from supine.linting.sentences import sentence_faults
from supine.linting.wiring import wiring_faults
from supine.loading.check import Checked, languages_in, look_at_folders, look_at_paths
from supine.loading.contract import CONTRACT_FILE, load_contract
from supine.loading.document import Document
from supine.loading.library import Library, load_spoken
from supine.loading.phrases import SpokenLanguage
from supine.loading.routines import ENGLISH_SIDES
from supine.loading.settings import Config
from supine.loading.shelf import Edition, Shelf, translation_of
from supine.loading.stepkinds import Expand
from supine.loading.yamlfile import survey_yaml
from supine.model import Language
from supine.understanding.templates import load_templates

LoadLibrary = Callable[[Config], Library]
"""Returns everything that can be practised and said, as configured."""


def lint_paths(
    paths: Sequence[Path | str] = (),
    *,
    library: LoadLibrary | None = None,
    kinds: Mapping[str, Expand] | None = None,
) -> list[Fault]:
    """Return all that is wrong with some files, in the order of their names and lines.

    Args:
        paths: Files, each looked at as what it is, and folders, in which every YAML file is
            looked for; none of them means what supine ships.
        library: For the settings among them, which name routines and languages.
        kinds: For the routines among them: what turns steps of a plugin's kind into ordinary ones.
    """
    return _closer(look_at_paths(paths, sentences=load_templates, kinds=kinds), library)


def lint_folders(
    routine_folders: Sequence[Traversable], intents_folder: Traversable
) -> list[Fault]:
    """Return all that is wrong with a whole set of folders, missing translations among it."""
    checked = look_at_folders(routine_folders, intents_folder, sentences=load_templates)
    return _closer(checked, None)


def stamp_paths(paths: Sequence[Path | str]) -> list[Path]:
    """Write into the translations among some files of which texts they are; return those.

    A translation of which something else is wrong is passed over: its faults come first.
    """
    checked = look_at_paths(paths)
    shelf, asked = checked.shelf, checked.asked or frozenset()
    stamped = []
    for code in shelf.languages if shelf is not None else ():
        for edition in _editions(shelf, code):
            file = Path(edition.document.source)
            wanted = edition.document.source in asked and edition.original is not None
            if wanted and edition.original is not None and stamp(file, edition.original):
                stamped.append(file)
    return stamped


def _closer(checked: Checked, library: LoadLibrary | None) -> list[Fault]:
    codes = [] if checked.shelf is None else checked.shelf.languages
    editions = {code: _editions(checked.shelf, code) for code in codes}
    found = [*_about_phrases(checked), *_about_routines(checked, editions)]
    found += _about_sentences(checked, editions)
    if library is not None:
        for document, config in checked.configs:
            found += wiring_faults(document, config, library)
    return checked.sorted_faults(*found)


@cache
def _our_phrases() -> dict[str, SpokenLanguage]:
    """Return the phrases that we ship; what is looked at may be half written."""
    intents = shipped("intents")
    contract = load_contract(intents / CONTRACT_FILE)
    return load_spoken(intents, languages_in(intents), contract)[0]


def _editions(shelf: Shelf | None, code: str) -> list[Edition]:
    if shelf is not None:
        return list(shelf.editions(code))
    # Only sentences were asked about: then the names are those of the routines we ship.
    ours = Shelf({})
    ours.add_folder(shipped("routines"))
    ours.routines_in(code, ENGLISH_SIDES)
    return list(ours.editions(code))


def _about_phrases(checked: Checked) -> Iterator[Fault]:
    for source, code, contract in checked.phrases:
        yield from phrase_faults(survey_yaml(source), code, contract.wake_words)


def _about_routines(checked: Checked, editions: Mapping[str, list[Edition]]) -> Iterator[Fault]:
    if checked.shelf is None:
        return
    contract = checked.contract or load_contract(shipped("intents") / CONTRACT_FILE)
    broken = _broken(checked, editions)
    for code in {**editions, **broken}:
        here = editions.get(code, [])
        language = _language(code, here)
        found = [*name_faults(here, broken.get(code, ()))]
        for edition in here:
            if checked.asked is None or edition.document.source in checked.asked:
                found += edition_faults(edition, language, contract.wake_words)
        for _, document in broken.get(code, ()):
            found += text_faults(document, code, contract.wake_words)
        yield from _asked(found, checked)


def _broken(
    checked: Checked, editions: Mapping[str, list[Edition]]
) -> dict[str, list[tuple[str, Document]]]:
    """Return by language the files that were asked about and do not work, with their ids."""
    good = {each.document.source for here in editions.values() for each in here}
    found: dict[str, list[tuple[str, Document]]] = {}
    for name, document in checked.routines:
        if document.source not in good:
            own = document.data.get("lang") if isinstance(document.data, dict) else None
            stem, code = translation_of(name) or (name.rpartition(".")[0], own or "en")
            found.setdefault(str(code), []).append((stem, document))
    return found


def _language(code: str, editions: Sequence[Edition]) -> Language:
    """Return a language to rehearse in; English phrases help where we have none in it."""
    known = _our_phrases()
    spoken = known[code] if code in known else known["en"]
    routines = {edition.routine.id: edition.routine for edition in editions}
    return Language(code=code, phrases=spoken.phrases, routines=routines, safety=spoken.safety)


def _about_sentences(checked: Checked, editions: Mapping[str, list[Edition]]) -> Iterator[Fault]:
    looked_at = {code for _, code, _ in checked.sentences}
    for source, code, contract in checked.sentences:
        here = editions[code] if code in editions else _editions(checked.shelf, code)
        document, templates = survey_yaml(source), load_templates(source, contract)
        yield from sentence_faults(document, templates, here)
    if checked.shelf is None or checked.asked is None:
        return
    for code, here in editions.items():  # the names that were asked about, in our own sentences
        asked = [edition for edition in here if edition.document.source in checked.asked]
        if asked and code not in looked_at:
            yield from _about_names(code, asked)


def _about_names(code: str, editions: Sequence[Edition]) -> list[Fault]:
    intents = shipped("intents")
    source = intents / code / "sentences.yaml"
    if not source.is_file():
        return []
    templates = load_templates(source, load_contract(intents / CONTRACT_FILE))
    return sentence_faults(survey_yaml(source), templates, editions, names_only=True)


def _asked(faults: Sequence[Fault], checked: Checked) -> Iterator[Fault]:
    """Yield the faults in files that were asked about."""
    for fault in faults:
        if checked.asked is None or fault.source in checked.asked:
            yield fault
