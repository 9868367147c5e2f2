"""The texts of a routine, from its own file or from a translation of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from supine.loading.document import KeyPath
from supine.loading.routinefile import (
    CloseStepFile,
    RoutineFile,
    StepTexts,
    TranslationFile,
)
from supine.loading.routinerules import close_id
from supine.loading.schema import FileModel, Problem, hint
from supine.loading.values import SentencesBySide, TextBySide, as_lines, is_by_side
from supine.loading.yamlerrors import show
from supine.model import Side

Field = Literal["say", "brief", "name", "posture"]
_FIELDS: tuple[Field, ...] = ("say", "brief", "name", "posture")


Text = str | list[str] | FileModel


def lines_on(value: Text | None, side: Side | None, words: Mapping[Side, str]) -> tuple[str, ...]:
    """Return the sentences of a text for a side, its word put in."""
    if isinstance(value, SentencesBySide | TextBySide):
        value = value.left if side is Side.LEFT else value.right
    lines = as_lines(value)
    if side is None:
        return lines
    return tuple(line.replace("{side}", words[side]) for line in lines)


def lines_by_side(
    value: Text | None, sides: tuple[Side | None, ...], words: Mapping[Side, str]
) -> tuple[str, ...] | dict[Side | None, tuple[str, ...]]:
    """Return the sentences of a text, by side only if they are not the same on both."""
    by_side = {side: lines_on(value, side, words) for side in sides}
    first, *others = by_side.values()
    return by_side if any(lines != first for lines in others) else first


@dataclass(frozen=True, slots=True)
class StepText:
    """What one step says, with its ``{side}`` still open."""

    texts: Mapping[Field, Text]
    gentler: Text | None = None
    cues: tuple[Text, ...] = ()

    def lines(self, key: Field, side: Side | None, words: Mapping[Side, str]) -> tuple[str, ...]:
        """Return the sentences of ``key`` for a side, its word put in."""
        return lines_on(self.texts.get(key), side, words)

    def by_side(
        self, key: Field, sides: tuple[Side | None, ...], words: Mapping[Side, str]
    ) -> dict[Side | None, str]:
        """Return the one text of ``key`` for each side; empty when there is none."""
        if key not in self.texts:
            return {}
        return {side: self.lines(key, side, words)[0] for side in sides}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Everything a routine says, in one language."""

    name: str
    aliases: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    steps: Mapping[str, StepText] = field(default_factory=dict)
    """By step id, those of the close included."""


def own_texts(file: RoutineFile) -> Texts:
    """Return the texts of a routine in its file's own language."""
    steps = {}
    for step_id, step in _steps(file):
        gentler = None if isinstance(step.gentler, str) else step.gentler
        cues = tuple(cue.say for cue in step.cues)
        steps[step_id] = StepText(_texts_of(step), gentler, cues)
    return _texts(file, steps)


def translated_texts(file: RoutineFile, translation: TranslationFile) -> Texts:
    """Return the texts of a routine in a translation that has all of them."""
    given = {**translation.steps, **translation.close}
    nothing = StepTexts()
    steps = {}
    for step_id, _ in _steps(file):
        texts = given.get(step_id, nothing)
        steps[step_id] = StepText(_texts_of(texts), texts.gentler, tuple(texts.cues))
    return _texts(translation, steps)


def _texts(file: RoutineFile | TranslationFile, steps: dict[str, StepText]) -> Texts:
    return Texts(
        name=file.name,
        aliases=tuple(file.aliases),
        about=as_lines(file.about),
        why=as_lines(file.why),
        needs=as_lines(file.needs),
        rules=as_lines(file.rules),
        steps=steps,
    )


def _texts_of(step: CloseStepFile | StepTexts) -> dict[Field, Any]:
    values = {key: getattr(step, key) for key in _FIELDS}
    return {key: value for key, value in values.items() if value is not None}


def _steps(file: RoutineFile) -> Iterator[tuple[str, CloseStepFile]]:
    for step in file.steps:
        yield step.id, step
    for n, close_step in enumerate(file.close):
        yield close_step.id or close_id(n), close_step


# ---- rules -----------------------------------------------------------------------------------


def translation_problems(file: RoutineFile, data: object) -> list[Problem]:
    """Return where a translation and its routine do not go together.

    Args:
        file: The routine.
        data: What the translation's file says; anything at all.
    """
    given = data if isinstance(data, dict) else {}
    found = [
        Problem((), "text-missing", f"`{key}` is not translated", at_key=True)
        for key in ("about", "why", "needs", "rules")
        if getattr(file, key) and key not in given
    ]
    steps = {step.id: step for step in file.steps}
    close = {step.id or close_id(n): step for n, step in enumerate(file.close)}
    found += _section_problems("steps", steps, given.get("steps"))
    found += _section_problems("close", close, given.get("close"))
    return found


def _section_problems(
    section: str, steps: Mapping[str, CloseStepFile], given: object
) -> Iterator[Problem]:
    texts = given if isinstance(given, dict) else {}
    for key in texts.keys() - steps.keys():
        problem = f"the routine has no step {show(key)} in its `{section}`{hint(key, steps)}"
        yield Problem((section, key), "unknown-key", problem, at_key=True)
    for step_id, step in steps.items():
        value = texts.get(step_id, {})
        if isinstance(value, dict):
            path = (section, step_id) if step_id in texts else (section,)
            yield from _step_problems(path, step_id, step, value)


def _step_problems(
    path: KeyPath, step_id: str, step: CloseStepFile, texts: dict[str, Any]
) -> Iterator[Problem]:
    missing: list[str] = [
        key for key in _FIELDS if getattr(step, key) is not None and key not in texts
    ]
    if _has_gentler_words(step) and "gentler" not in texts:
        missing.append("gentler")
    if step.cues and "cues" not in texts:
        missing.append("cues")
    for key in missing:
        problem = f"`{key}` of the step {show(step_id)} is not translated"
        yield Problem(path, "text-missing", problem, at_key=True)
    for rule in _STEP_RULES:
        yield from rule(path, step, texts)


def _has_gentler_words(step: CloseStepFile) -> bool:
    return step.gentler is not None and not isinstance(step.gentler, str)


def _gentler_rule(path: KeyPath, step: CloseStepFile, texts: dict[str, Any]) -> Iterator[Problem]:
    if "gentler" in texts and not _has_gentler_words(step):
        problem = "`gentler` has no sentences in the routine, so there are none to translate"
        yield Problem((*path, "gentler"), "unknown-key", problem, at_key=True)


def _cues_rule(path: KeyPath, step: CloseStepFile, texts: dict[str, Any]) -> Iterator[Problem]:
    cues = texts.get("cues")
    if isinstance(cues, list) and len(cues) != len(step.cues):
        problem = f"the routine has {len(step.cues)} cues in this step, here are {len(cues)}"
        yield Problem((*path, "cues"), "text-missing", problem)


def _sides_rule(path: KeyPath, step: CloseStepFile, texts: dict[str, Any]) -> Iterator[Problem]:
    if step.sides is not None:
        return
    cues = texts.get("cues")
    cued = [(("cues", n), cue) for n, cue in enumerate(cues if isinstance(cues, list) else [])]
    for key, value in [*(((key,), texts.get(key)) for key in (*_FIELDS, "gentler")), *cued]:
        lines = value if isinstance(value, list) else [value]
        if is_by_side(value) or any(isinstance(line, str) and "{side}" in line for line in lines):
            problem = "the step has no sides in the routine, so its texts cannot depend on one"
            yield Problem((*path, *key), "sides-unequal", problem)


_STEP_RULES: tuple[Callable[[KeyPath, CloseStepFile, dict[str, Any]], Iterator[Problem]], ...] = (
    _gentler_rule,
    _cues_rule,
    _sides_rule,
)
