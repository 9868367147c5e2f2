"""What is not good about routines that work: words, steps and names."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from supine.core.rehearsal import Row, rehearse
from supine.errors import Fault
from supine.linting.fingerprints import stale
from supine.linting.speaking import speech_faults
from supine.loading.document import KeyPath
from supine.loading.routinefile import StepTexts, TranslationFile
from supine.loading.schema import Problem, located
from supine.loading.shelf import Edition
from supine.loading.yamlerrors import show
from supine.model import Language, Routine, Step
from supine.understanding.spoken import plain

_SPOKEN = (frozenset(TranslationFile.model_fields) | {"aliases"}) - {"steps", "close", "of"}
_SPOKEN_IN_STEPS = frozenset(StepTexts.model_fields)


class Place(NamedTuple):
    """A text and where it stands."""

    path: KeyPath
    text: str


def edition_faults(
    edition: Edition, language: Language, wake_words: Collection[str]
) -> list[Fault]:
    """Return what is not good about a routine in one language.

    Args:
        edition: The routine as it is written.
        language: What else is said in its language.
        wake_words: What no voice in the house may say.
    """
    document = edition.document
    found = [
        Problem(place.path, broken.rule, broken.problem)
        for place in spoken_texts(document.data)
        for broken in speech_faults(place.text, language.code, wake_words)
    ]
    found += _alias_problems(edition.routine)
    faults = located(found, document)
    if edition.original is None:
        faults += located(_unreachable(edition.routine, language), document)
    else:
        faults += stale(document, edition.original)
    return faults


def spoken_texts(data: object) -> Iterator[Place]:
    """Yield every text of a routine or a translation that is said aloud."""
    file = data if isinstance(data, dict) else {}
    for key in _SPOKEN & file.keys():
        yield from _lines(file[key], (key,))
    for section in ("steps", "close"):
        steps = file.get(section, {})
        numbered = enumerate(steps) if isinstance(steps, list) else steps.items()
        for step_id, step in numbered:
            for key in _SPOKEN_IN_STEPS & step.keys():
                if key != "gentler" or isinstance(step[key], list):
                    yield from _lines(step[key], (section, step_id, key))


def _lines(value: object, path: KeyPath) -> Iterator[Place]:
    if isinstance(value, str):
        yield Place(path, value)
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _lines(each, (*path, n))
    elif isinstance(value, dict):  # a cue, whose `left` is a time; or texts by side
        for key in ("say",) if "say" in value else ("left", "right"):
            if key in value:
                yield from _lines(value[key], (*path, key))


def _alias_problems(routine: Routine) -> Iterator[Problem]:
    """Yield names that are given twice: what is heard has no capitals and hyphens."""
    known = {plain(routine.name)}
    for n, alias in enumerate(routine.aliases):
        if plain(alias) in known:
            problem = f"{show(alias)} is heard like another of its names: leave it out"
            yield Problem(("aliases", n), "alias-twice", problem)
        known.add(plain(alias))


def name_faults(editions: Collection[Edition]) -> Iterator[Fault]:
    """Yield the names that are written apart but heard alike, in one language."""
    owners: dict[str, tuple[str, str]] = {}
    for edition in editions:
        routine = edition.routine
        for path, name in (
            (("name",), routine.name),
            *((("aliases", n), alias) for n, alias in enumerate(routine.aliases)),
        ):
            owner, called = owners.setdefault(plain(name), (routine.id, name))
            if owner != routine.id:
                problem = f"it is heard like {show(called)}, a name of {show(owner)}"
                yield edition.document.fault(path, problem, "name-collision")


# ---- what is never reached -------------------------------------------------------------------


def _unreachable(routine: Routine, language: Language) -> Iterator[Problem]:
    """Yield the steps and cues that are not heard however long the practice is.

    They are looked for in rehearsals of the longest practice, by somebody who knows the
    routine and by somebody who is new to it.
    """
    rows = [
        row
        for first_time in (False, True)
        for row in rehearse(language, routine.id, routine.minutes.max, first_time=first_time)
    ]
    reached = {row.step for row in rows}
    for path, step in _steps(routine):
        if step.id not in reached:
            problem = (
                f"the step {show(step.id)} is never reached, not even in the longest practice of "
                f"{routine.minutes.max} minutes: shorten others, raise `max` or leave it out"
            )
            yield Problem((*path, "id"), "step-unreachable", problem)
        else:
            yield from _unheard(path, step, rows)


def _unheard(path: KeyPath, step: Step, rows: list[Row]) -> Iterator[Problem]:
    heard = {row.text for row in rows if row.step == step.id}
    for n, cue in enumerate(step.cues):
        if heard.isdisjoint(cue.say):
            problem = (
                "this cue is never heard, not even in the longest practice: its hold is over "
                "before; let it come earlier or leave it out"
            )
            yield Problem((*path, "cues", n), "cue-unheard", problem)


def _steps(routine: Routine) -> Iterator[tuple[KeyPath, Step]]:
    for section, steps in (("steps", routine.steps), ("close", routine.close)):
        for n, step in enumerate(steps):
            yield (section, n), step


def names_of(editions: Collection[Edition]) -> Mapping[str, str]:
    """Return routine ids by the names they are asked for by, the usual one first."""
    return {
        name: edition.routine.id
        for edition in editions
        for name in (edition.routine.name, *edition.routine.aliases)
    }
