"""The rules that tie several keys of a routine file together.

They look at the plain values of the file, not at the checked model: a file with one
misspelt key is still told about its other faults.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from supine.loading.document import KeyPath
from supine.loading.durations import parse_duration
from supine.loading.schema import Problem, hint, suggestion
from supine.loading.yamlerrors import show

MINUTES_MAX = 120


class _RawStep(NamedTuple):
    """A step as the file gives it."""

    path: KeyPath
    keys: dict[str, Any]
    id: str | None
    closing: bool


def routine_problems(data: object, stem: str) -> list[Problem]:
    """Return what is wrong between the keys of a routine file.

    Args:
        data: What the file says; anything at all.
        stem: The file's name without its ending.
    """
    routine = data if isinstance(data, dict) else {}
    steps = [*_steps(routine, "steps"), *_steps(routine, "close")]
    found = [*_id_problems(routine, stem), *_minutes_problems(routine)]
    found += [*_duplicate_ids(steps), *_shape_problems(routine, steps)]
    for n, step in enumerate(steps):
        found += [problem for rule in _STEP_RULES for problem in rule(step)]
        found += _wordless(step, first=n == 0)
        found += _gentler_problems(step, steps)
    return found


def close_id(position: int) -> str:
    """Return what a step of the close is called that has no id; ``position`` from 0."""
    return f"close-{position + 1}"


def _steps(routine: dict[str, Any], key: str) -> list[_RawStep]:
    items = routine.get(key)
    steps = []
    for n, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            name = item.get("id", close_id(n) if key == "close" else None)
            step_id = name if isinstance(name, str) else None
            steps.append(_RawStep((key, n), item, step_id, key == "close"))
    return steps


# ---- the routine as a whole ------------------------------------------------------------------


def _id_problems(routine: dict[str, Any], stem: str) -> Iterator[Problem]:
    given = routine.get("id")
    if isinstance(given, str) and given != stem:
        problem = f"the id is {show(given)} but the file is called {show(stem)}: make them the same"
        yield Problem(("id",), "id-mismatch", problem)


def _minutes_problems(routine: dict[str, Any]) -> Iterator[Problem]:
    minutes = routine.get("minutes")
    keys = minutes if isinstance(minutes, dict) else {"default": minutes}
    numbers = {key: n for key, n in keys.items() if type(n) is int and key in _MINUTES}
    for key, n in numbers.items():
        if not 1 <= n <= MINUTES_MAX:
            problem = f"minutes are between 1 and {MINUTES_MAX}, not {n}"
            yield Problem(_minutes_path(minutes, key), "minutes-order", problem)
    least, usual, most = (numbers.get(key) for key in _MINUTES)
    if usual is not None and least is not None and least > usual:
        problem = f"`min` is {least}, more than the default of {usual}"
        yield Problem(("minutes", "min"), "minutes-order", problem)
    if usual is not None and most is not None and most < usual:
        problem = f"`max` is {most}, less than the default of {usual}"
        yield Problem(("minutes", "max"), "minutes-order", problem)


_MINUTES = ("min", "default", "max")


def _minutes_path(minutes: object, key: str) -> KeyPath:
    return ("minutes", key) if isinstance(minutes, dict) else ("minutes",)


def _duplicate_ids(steps: list[_RawStep]) -> Iterator[Problem]:
    seen: set[str] = set()
    for step in steps:
        if step.id is not None and step.id in seen:
            problem = f"there is a step {show(step.id)} already: give each its own id"
            yield Problem((*step.path, "id"), "duplicate-id", problem)
        elif step.id is not None:
            seen.add(step.id)


def _shape_problems(routine: dict[str, Any], steps: list[_RawStep]) -> Iterator[Problem]:
    if routine.get("position") == "lying" and routine.get("close") in (None, []):
        problem = "a routine for lying down needs a `close` that brings people up again"
        yield Problem(("position",), "no-close", problem)
    minutes = routine.get("minutes")
    if not isinstance(minutes, dict):
        return
    bounds = {n for n in (minutes.get(key) for key in _MINUTES) if type(n) is int}
    resting = any(step.keys.get("hold") == "rest" for step in steps if not step.closing)
    if len(bounds) > 1 and not resting:
        problem = "a routine of several lengths needs a step with `hold: rest` to take up the time"
        yield Problem(("minutes",), "no-rest", problem)


# ---- each step -------------------------------------------------------------------------------


def _wordless(step: _RawStep, *, first: bool) -> Iterator[Problem]:
    if "say" in step.keys:
        return
    nothing = step.keys.keys().isdisjoint(("hold", "sound"))
    if "until" in step.keys or "reps" in step.keys or nothing:
        problem = "a step needs something to `say`, or a `hold`"
        if "until" in step.keys or "reps" in step.keys:
            problem = "people have to be told what to do here: the step needs a `say`"
        yield Problem(step.path, "text-missing", problem)
    elif first:
        yield Problem(step.path, "text-missing", "the first step needs something to `say`")


def _one_ending(step: _RawStep) -> Iterator[Problem]:
    for rule, key in (("until-and-hold", "until"), ("reps-and-hold", "reps")):
        if key in step.keys and "hold" in step.keys:
            problem = f"a step has either `{key}` or `hold`: leave one of them out"
            yield Problem((*step.path, "hold"), rule, problem, at_key=True)
    if "until" in step.keys and "reps" in step.keys:
        problem = "a step has either `until` or `reps`: leave one of them out"
        yield Problem((*step.path, "reps"), "until-and-hold", problem, at_key=True)


def _rest_in_close(step: _RawStep) -> Iterator[Problem]:
    if step.closing and step.keys.get("hold") == "rest":
        problem = "the close has no `hold: rest`: give it a length, or put the rest into the steps"
        yield Problem((*step.path, "hold"), "rest-in-close", problem)


_SIDED = ("say", "brief", "name", "posture", "gentler")


def _sideless(step: _RawStep) -> Iterator[Problem]:
    """Refuse texts that depend on a side in a step that has none."""
    if "sides" in step.keys:
        return
    cues = step.keys.get("cues")
    given: list[KeyPath] = [(key,) for key in _SIDED if key in step.keys]
    given += [("cues", n, "say") for n in range(len(cues) if isinstance(cues, list) else 0)]
    for key in given:
        value = _at(step.keys, key)
        if _speaks_of_no_side(value):
            continue
        if isinstance(value, dict) and not value.keys().isdisjoint(("left", "right")):
            problem = "texts by side need the step to have `sides: [left, right]`"
            yield Problem((*step.path, *key), "sides-unequal", problem)
            continue
        for path, text in _texts(value, (*step.path, *key)):
            if "{side}" in text:
                problem = "{side} has no meaning in a step without `sides: [left, right]`"
                yield Problem(path, "sentence-unspeakable", problem)


def _speaks_of_no_side(value: object) -> bool:
    """Whether a text is certainly for no side; a quick look at what most are."""
    try:
        return isinstance(value, list) and "{side}" not in "".join(value)
    except TypeError:
        return False


def _at(value: Any, path: KeyPath) -> object:  # noqa: ANN401 - whatever a file says
    for part in path:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return None
    return value


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts(item, (*path, n))


def _cue_problems(step: _RawStep) -> Iterator[Problem]:
    cues = step.keys.get("cues")
    if not isinstance(cues, list) or not cues:
        return
    if "hold" not in step.keys and "reps" not in step.keys:
        problem = "cues are said inside a hold, and this step has none"
        yield Problem((*step.path, "cues"), "wrong-value", problem, at_key=True)
        return
    hold_s = _seconds(step.keys.get("hold"))
    for n, cue in enumerate(cues):
        if isinstance(cue, dict):
            yield from _cue_time_problems((*step.path, "cues", n), cue, hold_s)


_CUE_TIMES = ("every", "at", "left")


def _cue_time_problems(
    path: KeyPath, cue: dict[str, Any], hold_s: float | None
) -> Iterator[Problem]:
    given = [key for key in _CUE_TIMES if key in cue]
    if len(given) != 1:
        rule = "wrong-value" if given else "missing-key"
        problem = "a cue needs one of `every`, `at` and `left`, and only one"
        yield Problem(path, rule, problem)
    for key in given:
        time_s = _seconds(cue[key])
        if hold_s is None or time_s is None:
            continue
        if time_s > hold_s or (time_s == hold_s and key != "left"):
            problem = "this cue would never be heard: the hold is not longer than that"
            yield Problem((*path, key), "wrong-value", problem)


def _seconds(value: object) -> float | None:
    try:
        return parse_duration(value)
    except ValueError:
        return None


def _gentler_problems(step: _RawStep, steps: list[_RawStep]) -> Iterator[Problem]:
    target = step.keys.get("gentler")
    path = (*step.path, "gentler")
    if not isinstance(target, str) or any(each.id == target for each in steps):
        if isinstance(target, str) and target == step.id:
            yield Problem(path, "gentler-unknown", "a step cannot be its own gentler version")
        return
    if " " in target:
        problem = "`gentler` names a step; sentences are written as a list: [...]"
        yield Problem(path, "gentler-unknown", problem)
        return
    ids = [each.id for each in steps if each.id is not None]
    # A step that lost its id may be the one that is meant, unless another is so much alike.
    if len(ids) == len(steps) or suggestion(target, ids):
        problem = f"there is no step {show(target)}{hint(target, ids)}"
        yield Problem(path, "gentler-unknown", problem)


_STEP_RULES: tuple[Callable[[_RawStep], Iterator[Problem]], ...] = (
    _one_ending,
    _rest_in_close,
    _sideless,
    _cue_problems,
)
