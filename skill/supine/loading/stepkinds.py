"""Step kinds: a key of somebody's own in a step, turned into ordinary steps.

A kind is known by its key.  ``breathe: {count: 4}`` in a routine file becomes whatever steps
the kind ``breathe`` makes of ``{count: 4}``, before the file is checked: so they keep the
rules of every other step, and nothing that runs a practice knows of kinds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from supine.errors import Fault, FaultsError
from supine.loading.document import Document, KeyPath
from supine.loading.routinerules import close_id
from supine.loading.yamlerrors import show

STEPS_MAX = 50
"""Steps that one step may become."""

BESIDE = frozenset({"id", "name", "posture", "optional"})
"""What may stand beside the key of a kind."""

_SECTIONS = ("steps", "close")
_TEXTS = ("name", "posture", "say", "brief")

Expand = Callable[[object, str], object]
"""Makes a list of steps, as a file would give them, of the value of the key and a language."""


class StepKindError(Exception):
    """A kind makes no steps of a value; the message says why, without a full stop."""


def expanded(document: Document, kinds: Mapping[str, Expand]) -> Document:
    """Return a routine's document with every step of a kind turned into ordinary ones.

    Args:
        document: The file; anything at all.
        kinds: What makes steps, by key.

    Raises:
        FaultsError: A kind has no steps for what the file says.
    """
    data = document.data
    if not kinds or not isinstance(data, dict) or not any(_used(data, kinds)):
        return document
    changed, moved = dict(data), dict[KeyPath, KeyPath]()
    faults: list[Fault] = []
    for section in _SECTIONS:
        if isinstance(data.get(section), list):
            changed[section] = []
            for n, step in enumerate(data[section]):
                at = len(changed[section])
                try:
                    made = _made(step, section, n, kinds, _language(data))
                except StepKindError as exc:
                    path = (section, n, _key(step, kinds) or "id")
                    faults.append(document.fault(path, str(exc), "step-kind", at_key=True))
                    made = [step]
                moved |= {(section, at + k): (section, n) for k in range(len(made))}
                changed[section] += made
    if faults:
        raise FaultsError(*faults)
    return _moved(document, changed, moved, kinds)


def with_texts(
    document: Document, original: Document, language: str, kinds: Mapping[str, Expand]
) -> Document:
    """Return a translation with the texts that kinds bring themselves.

    Args:
        document: The translation; what it says stays.
        original: The routine's file as it is written.
        language: The translation's.
        kinds: What makes steps, by key.

    Raises:
        FaultsError: A kind has no words in this language.
    """
    data, source = document.data, original.data
    if not kinds or not isinstance(data, dict) or not any(_used(source, kinds)):
        return document
    changed = dict(data)
    for section in _SECTIONS:
        texts = dict(data.get(section) or {})
        items = source.get(section)
        for n, step in enumerate(items if isinstance(items, list) else []):
            if _key(step, kinds) is None:
                continue
            try:
                made = _made(step, section, n, kinds, language)
            except StepKindError as exc:
                raise FaultsError(document.fault((section,), str(exc), "step-kind")) from None
            for each in made:
                own = texts.get(each["id"])
                texts[each["id"]] = _texts(each) | (own if isinstance(own, dict) else {})
        if texts:
            changed[section] = texts
    return replace(document, data=changed)


def _texts(step: dict[str, Any]) -> dict[str, Any]:
    texts = {key: step[key] for key in _TEXTS if key in step}
    if isinstance(step.get("gentler"), list):
        texts["gentler"] = step["gentler"]
    cues = step.get("cues")
    if isinstance(cues, list):
        texts["cues"] = [cue.get("say") for cue in cues if isinstance(cue, dict)]
    return texts


def _language(data: dict[str, Any]) -> str:
    language = data.get("lang", "en")
    return language if isinstance(language, str) else "en"


def _used(data: object, kinds: Mapping[str, Expand]) -> Iterator[bool]:
    """Yield for each step whether it is of a kind."""
    for section in _SECTIONS:
        items = data.get(section) if isinstance(data, dict) else None
        for step in items if isinstance(items, list) else []:
            yield _key(step, kinds) is not None


def _key(step: object, kinds: Mapping[str, Expand]) -> str | None:
    return next((key for key in kinds if key in step), None) if isinstance(step, dict) else None


def _made(
    step: Any,  # noqa: ANN401 - what stands in the file
    section: str,
    position: int,
    kinds: Mapping[str, Expand],
    language: str,
) -> list[Any]:
    """Return what a step becomes; one that is of no kind stays as it is.

    Raises:
        StepKindError: There are no steps for it.
    """
    key = _key(step, kinds)
    if key is None:
        named = section == "steps" or not isinstance(step, dict) or "id" in step
        return [step if named else {"id": close_id(position), **step}]
    for other in step:
        if other != key and other not in BESIDE:
            known = ", ".join(sorted(BESIDE))
            raise StepKindError(f"{show(other)} cannot stand beside {show(key)}, only {known}")
    made = _steps(kinds[key](step[key], language), key)
    step_id = step.get("id", close_id(position) if section == "close" else None)
    beside = {name: value for name, value in step.items() if name != key}
    return [
        {**beside, **each, "id": step_id if k == 0 else f"{step_id}-{k + 1}"}
        for k, each in enumerate(made)
    ]


def _steps(made: object, key: str) -> list[dict[str, Any]]:
    """Return what a kind has made, if it is what it should be.

    Raises:
        StepKindError: It is not.
    """
    if not isinstance(made, list) or not all(isinstance(step, dict) for step in made):
        raise StepKindError(f"the kind {show(key)} has to return a list of steps")
    if not 1 <= len(made) <= STEPS_MAX:
        problem = f"the kind {show(key)} makes {len(made)} steps of this: 1 to {STEPS_MAX} are"
        raise StepKindError(f"{problem} allowed")
    return made


def _moved(
    document: Document,
    data: object,
    moved: Mapping[KeyPath, KeyPath],
    kinds: Mapping[str, Expand],
) -> Document:
    """Return the document with new data; what was made stands where its step stood."""
    news: dict[KeyPath, list[KeyPath]] = {}
    for new, old in moved.items():
        news.setdefault(old, []).append(new)
    places = dict(document.places)
    empty = []
    for path in [path for path in places if path[:2] in news]:
        del places[path]
    for path, place in document.places.items():
        for new in news.get(path[:2], []):
            places[(*new, *path[2:])] = place
    for path in document.empty:
        empty += [(*new, *path[2:]) for new in news.get(path[:2], [])] or [path]
    kept = tuple(path for path in empty if not any(key in kinds for key in path))
    return replace(document, data=data, places=places, empty=kept)
