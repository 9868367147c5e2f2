"""Keep what was good in use while what has come in its place is not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from supine.loading.held import HeldFolder
from supine.loading.library import Library
from supine.loading.shelf import YAML_ENDINGS


def with_kept(
    before: Library, now: Library, folders: Sequence[HeldFolder]
) -> tuple[Library, frozenset[str]]:
    """Return a library with what is broken now as it was before, and where it is broken.

    A routine is kept while its file is there and it, or its translation, has a fault; one whose
    file was taken away goes.  A language stays for as long as supine runs.

    Args:
        before: What is in use.
        now: What the files make by themselves.
        folders: The household's own folders of routines, as they were read for that.
    """
    faulty = {fault.source for fault in now.faults}
    languages = dict(now.languages)
    kept: set[str] = set()
    for code, language in before.languages.items():
        here = languages.get(code)
        if here is None:
            languages[code] = language
            continue
        routines = dict(here.routines)
        for routine_id, routine in language.routines.items():
            wrong = faulty.intersection(_files(routine_id, code, folders))
            if routine_id not in routines and wrong:
                routines[routine_id] = routine
                kept |= wrong
        languages[code] = replace(here, routines=routines)
    return replace(now, languages=languages), frozenset(kept)


def _files(routine_id: str, code: str, folders: Sequence[HeldFolder]) -> Iterator[str]:
    """Yield the files that say a routine in a language, if there are any of its own."""
    for folder in folders:
        own = [f"{routine_id}{ending}" for ending in YAML_ENDINGS]
        if not any(name in folder.children for name in own):
            continue
        for name in (*own, *(f"{routine_id}.{code}{ending}" for ending in YAML_ENDINGS)):
            if name in folder.children:
                yield str(folder / name)
