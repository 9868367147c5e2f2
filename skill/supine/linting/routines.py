"""What is not good about routines: words, steps and names."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from supine.core.rehearsal import Row, rehearse
from supine.errors import Fault
from supine.linting.fingerprints import stale
from supine.linting.speaking import speech_faults
from supine.loading.document import Document, KeyPath
from supine.loading.durations import spell_duration
from supine.loading.routinefile import StepTexts, TranslationFile
from supine.loading.schema import Problem, located
from supine.loading.shelf import Edition
from supine.loading.yamlerrors import show
from supine.model import Language, Routine, Step
from supine.understanding.spoken import plain

_SPOKEN = (frozenset(TranslationFile.model_fields) | {"aliases"}) - {"steps", "close", "of"}
_SPOKEN_IN_STEPS = frozenset(StepTexts.model_fields)


_SLACK_S = 30.0
"""So much less than the minutes that are told is still about as long."""


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
    faults = text_faults(document, language.code, wake_words)
    faults += located(_alias_problems(edition.routine), document)
    if edition.original is None:
        faults += located(_unreachable(edition.routine, language), document)
    else:
        faults += stale(document, edition.original)
    return faults


def text_faults(document: Document, language: str, wake_words: Collection[str]) -> list[Fault]:
    """Return what is not good about the texts of a routine or a translation, work it or not.

    Args:
        document: The file; anything at all.
        language: The code of the language it is spoken in.
        wake_words: What no voice in the house may say.
    """
    found = [
        Problem(place.path, broken.rule, broken.problem)
        for place in spoken_texts(document.data)
        for broken in speech_faults(place.text, language, wake_words)
    ]
    for path, value in _spoken(document.data):
        if path[-1] != "aliases":
            found += _cut(path, value)
    return located(found, document)


def spoken_texts(data: object) -> Iterator[Place]:
    """Yield every text of a routine or a translation that is said aloud."""
    for path, value in _spoken(data):
        yield from _lines(value, path)


def _spoken(data: object) -> Iterator[tuple[KeyPath, object]]:
    """Yield what stands under each key whose texts are said, however it looks."""
    file = data if isinstance(data, dict) else {}
    for key in _SPOKEN & file.keys():
        yield (key,), file[key]
    for section in ("steps", "close"):
        steps = file.get(section)
        named = steps.items() if isinstance(steps, dict) else ()
        for step_id, step in enumerate(steps) if isinstance(steps, list) else named:
            for key in _SPOKEN_IN_STEPS & step.keys() if isinstance(step, dict) else ():
                if key != "gentler" or not isinstance(step[key], str):
                    yield (section, step_id, key), step[key]


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


_ENDS = tuple(".!?:;,\u2026")
_CLOSING = "\"')\u2019\u201d\u201c\u00bb"


def _cut(path: KeyPath, value: object) -> Iterator[Problem]:
    """Yield where one sentence has probably become two at a comma inside brackets."""
    if isinstance(value, dict):
        for key in ("say",) if "say" in value else ("left", "right"):
            yield from _cut((*path, key), value.get(key))
    if not isinstance(value, list):
        return
    before = "."
    for n, text in enumerate(value):
        if not isinstance(text, str):
            yield from _cut((*path, n), text)
            continue
        if text[:1].islower() and not before.rstrip(_CLOSING).endswith(_ENDS):
            problem = (
                "this goes on a sentence that has no end: inside [ ] a comma parts sentences, so "
                "put the whole one in quotes, or end the one before with a full stop"
            )
            yield Problem((*path, n), "sentence-cut", problem)
        before = text


def _alias_problems(routine: Routine) -> Iterator[Problem]:
    """Yield names that are given twice: what is heard has no capitals and hyphens."""
    known = {plain(routine.name)}
    for n, alias in enumerate(routine.aliases):
        if plain(alias) in known:
            problem = f"{show(alias)} is heard like another of its names: leave it out"
            yield Problem(("aliases", n), "alias-twice", problem)
        known.add(plain(alias))


def name_faults(
    editions: Collection[Edition], broken: Iterable[tuple[str, Document]] = ()
) -> Iterator[Fault]:
    """Yield the names that are written apart but heard alike, in one language.

    Args:
        editions: The routines that work.
        broken: Files that do not, with the ids of their routines.
    """
    owners: dict[str, tuple[str, str]] = {}
    written = [(edition.routine.id, edition.document) for edition in editions]
    for routine_id, document in (*written, *broken):
        for path, name in _names_in(document.data):
            owner, called = owners.setdefault(plain(name), (routine_id, name))
            if owner != routine_id:
                problem = f"it is heard like {show(called)}, a name of {show(owner)}"
                yield document.fault(path, problem, "name-collision")


def _names_in(data: object) -> Iterator[tuple[KeyPath, str]]:
    file = data if isinstance(data, dict) else {}
    aliases = file.get("aliases")
    others = aliases if isinstance(aliases, list) else []
    named = [(("aliases", n), each) for n, each in enumerate(others)]
    for path, name in ((("name",), file.get("name")), *named):
        if isinstance(name, str) and plain(name):
            yield path, name


# ---- what is never reached -------------------------------------------------------------------


def _unreachable(routine: Routine, language: Language) -> Iterator[Problem]:
    """Yield the steps and cues that are not heard however long the practice is.

    They are looked for in rehearsals of the longest practice, by somebody who knows the
    routine and by somebody who is new to it.
    """
    told_first = bool(routine.needs or routine.rules)  # or else the first time is like any other
    rows = [
        row
        for first_time in ((False, True) if told_first else (False,))
        for row in rehearse(language, routine.id, routine.minutes.max, first_time=first_time)
    ]
    reached = {row.step for row in rows}
    yield from _too_short(routine, rows)
    for path, step in _steps(routine):
        if step.id not in reached:
            problem = (
                f"the step {show(step.id)} is never reached, not even in the longest practice of "
                f"{routine.minutes.max} minutes: shorten others, raise `max` or leave it out"
            )
            yield Problem((*path, "id"), "step-unreachable", problem)
        else:
            yield from _unheard(path, step, rows)


def _too_short(routine: Routine, rows: list[Row]) -> Iterator[Problem]:
    """Yield a length that is promised when a practice begins, and not kept."""
    most = routine.minutes.max
    took_s = max(row.start_s + row.duration_s for row in rows)
    if took_s < 60 * most - _SLACK_S:
        path: KeyPath = ("minutes",) if routine.minutes.min == most else ("minutes", "max")
        problem = (
            f"this takes {spell_duration(took_s)} and not {most}min: give a step that takes up "
            "the time `hold: rest`, or write how long it is"
        )
        yield Problem(path, "minutes-too-many", problem)


def _unheard(path: KeyPath, step: Step, rows: list[Row]) -> Iterator[Problem]:
    heard = {row.text for row in rows if row.step == step.id}
    for n, cue in enumerate(step.cues):
        sides = cue.say.values() if isinstance(cue.say, Mapping) else [cue.say]
        if all(heard.isdisjoint(lines) for lines in sides):
            problem = (
                "this cue is never heard, not even in the longest practice: its hold is over "
                "before; let it come earlier or leave it out"
            )
            yield Problem((*path, "cues", n), "cue-unheard", problem)


def _steps(routine: Routine) -> Iterator[tuple[KeyPath, Step]]:
    for section, steps in (("steps", routine.steps), ("close", routine.close)):
        for n, step in enumerate(steps):
            yield (section, n), step
