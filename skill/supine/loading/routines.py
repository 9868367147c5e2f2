"""Turn routine files into routines, or say everything that is wrong with them.

A draft is a file that has been read and checked once: the routine in the file's own
language, and what a translation needs to make it one in another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from supine.core.pace import GAP_S, standard_s
from supine.errors import FaultsError
from supine.loading.document import Document
from supine.loading.durations import spell_duration
from supine.loading.routinefile import (
    CloseStepFile,
    MinutesFile,
    RoutineFile,
    TranslationFile,
)
from supine.loading.routinerules import close_id, routine_problems
from supine.loading.schema import located, validated
from supine.loading.sounds import Sounds, load_sounds
from supine.loading.translations import (
    Texts,
    lines_by_side,
    own_texts,
    translated_texts,
    translation_problems,
)
from supine.loading.values import SIDE_CHARS
from supine.loading.yamlfile import Source, file_name, survey_yaml
from supine.model import Cue, Minutes, Position, Reps, Routine, Side, Sound, Step, Words

ENGLISH_SIDES: Mapping[Side, str] = {Side.LEFT: "left", Side.RIGHT: "right"}

SETTLE_S = 5.0
"""Time to get into place for a step with sides that gives none, in seconds."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A routine file that keeps all rules."""

    document: Document
    file: RoutineFile
    routine: Routine
    """In the file's own language."""

    sounds: Sounds
    """The same in every language."""


def load_routine(
    source: Source,
    *,
    sides: Mapping[Side, str] = ENGLISH_SIDES,
    translation: Source | None = None,
) -> Routine:
    """Return the routine of a file, in its own language or in a translation's.

    Args:
        source: The routine file.
        sides: The words for left and right, in the language of the result.
        translation: The file with the texts in another language.

    Raises:
        FaultsError: One of the files breaks its format; every fault that was found.
    """
    own_sides = sides if translation is None else ENGLISH_SIDES
    draft = check_routine(survey_yaml(source), own_sides, file_name(source).rpartition(".")[0])
    if translation is None:
        return draft.routine
    return check_translation(draft, survey_yaml(translation), sides)


def read_routine(document: Document, stem: str, sides: Mapping[str, Mapping[Side, str]]) -> Draft:
    """Return a routine's document once it has been checked in its own language.

    Args:
        document: The file.
        stem: Its name without the ending, which its id has to be.
        sides: By language, the words for left and right; English words where they are unknown.

    Raises:
        FaultsError: The file breaks its format; every fault that was found.
    """
    language = document.data.get("lang", "en") if isinstance(document.data, dict) else "en"
    known = sides.get(language) if isinstance(language, str) else None
    return check_routine(document, known or ENGLISH_SIDES, stem)


def check_routine(document: Document, sides: Mapping[Side, str], stem: str) -> Draft:
    """Return a routine's document once it has been checked; ``stem`` is what its id must be.

    Raises:
        FaultsError: The file breaks its format; every fault that was found.
    """
    file, faults = validated(RoutineFile, document, _context(sides))
    faults += located(routine_problems(document.data, stem), document)
    sounds, silent = load_sounds(document)
    document.refuse([*faults, *silent])
    assert file is not None  # noqa: S101 - it has no faults
    routine = _routine(file, own_texts(file), sides, sounds)
    _check_time(routine, document, ("minutes", "min"))
    return Draft(document, file, routine, sounds)


def check_translation(draft: Draft, document: Document, sides: Mapping[Side, str]) -> Routine:
    """Return a routine with the texts of a translation's document.

    Raises:
        FaultsError: The translation breaks its format; every fault that was found.
    """
    file, faults = validated(TranslationFile, document, _context(sides))
    faults += located(translation_problems(draft.file, document.data), document)
    document.refuse(faults)
    assert file is not None  # noqa: S101 - it has no faults
    routine = _routine(draft.file, translated_texts(draft.file, file), sides, draft.sounds)
    _check_time(routine, document, ())
    return routine


def _context(sides: Mapping[Side, str]) -> dict[str, int]:
    return {SIDE_CHARS: max(map(len, sides.values()))}


# ---- building --------------------------------------------------------------------------------


def _routine(file: RoutineFile, texts: Texts, sides: Mapping[Side, str], sounds: Sounds) -> Routine:
    return Routine(
        id=file.id,
        name=texts.name,
        aliases=texts.aliases,
        about=texts.about,
        why=texts.why,
        aims=tuple(file.aims),
        position=Position(file.position),
        minutes=_minutes(file.minutes),
        needs=texts.needs,
        rules=texts.rules,
        steps=tuple(
            _sounding(_step(step, step.id, texts, sides), sounds.get(("steps", n)))
            for n, step in enumerate(file.steps)
        ),
        close=tuple(
            _sounding(_step(step, step.id or close_id(n), texts, sides), sounds.get(("close", n)))
            for n, step in enumerate(file.close)
        ),
    )


def _sounding(step: Step, sound: Sound | None) -> Step:
    return step if sound is None else replace(step, sound=sound)


def _minutes(minutes: int | MinutesFile) -> Minutes:
    if isinstance(minutes, int):
        return Minutes(default=minutes, min=minutes, max=minutes)
    usual = minutes.default
    least = usual if minutes.min is None else minutes.min
    most = usual if minutes.max is None else minutes.max
    return Minutes(default=usual, min=least, max=most)


def _step(file: CloseStepFile, step_id: str, texts: Texts, words: Mapping[Side, str]) -> Step:
    text = texts.steps[step_id]
    sides: tuple[Side | None, ...] = tuple(Side(side) for side in file.sides or ()) or (None,)
    reps = Reps(count=file.reps.count, pace_s=file.reps.pace) if file.reps else None
    hold_s = reps.count * reps.pace_s if reps else 0.0
    settle_s = SETTLE_S if file.sides else 0.0
    return Step(
        id=step_id,
        words={
            side: Words(text.lines("say", side, words), text.lines("brief", side, words))
            for side in sides
        },
        name=text.by_side("name", sides, words),
        posture=text.by_side("posture", sides, words),
        hold_s=file.hold if isinstance(file.hold, float) else hold_s,
        settle_s=settle_s if file.settle is None else file.settle,
        rest=file.hold == "rest",
        until_ready=file.until is not None,
        reps=reps,
        cues=tuple(
            Cue(
                say=lines_by_side(say, sides, words),
                every_s=cue.every,
                at_s=cue.at,
                left_s=cue.left,
            )
            for cue, say in zip(file.cues, text.cues, strict=True)
        ),
        optional=file.optional,
        gentler=lines_by_side(text.gentler, sides, words)
        or (file.gentler if isinstance(file.gentler, str) else None),
    )


# ---- the shortest time -----------------------------------------------------------------------


def own_time_s(routine: Routine) -> float:
    """Return the seconds that a routine takes at least, from "I'm down" to its end.

    Everything is said in full by a standard voice; optional steps are left out and rests
    take no time.
    """
    steps = list(routine.steps)
    waiting = next((n for n, step in enumerate(steps) if step.until_ready), -1)
    counted = [step for step in [*steps[waiting + 1 :], *routine.close] if not step.optional]
    return sum(_step_time_s(step, words) for step in counted for words in step.words.values())


def _step_time_s(step: Step, words: Words) -> float:
    silent_s = step.settle_s + step.hold_s
    sound_s = GAP_S + step.sound.lasts_s if step.sound else 0.0
    gaps = len(words.full) - (1 if words.full and (silent_s or step.rest) else 0)
    return sound_s + sum(map(standard_s, words.full)) + GAP_S * gaps + silent_s


def _check_time(routine: Routine, document: Document, path: tuple[str, ...]) -> None:
    own_s = own_time_s(routine)
    least = routine.minutes.min
    if own_s > least * 60:
        problem = (
            f"the steps take {spell_duration(own_s)} without the optional ones, the shortest "
            f"practice is {least}min: raise `min`, shorten holds or make steps optional"
        )
        raise FaultsError(document.fault(path, problem, "minutes-too-few"))
