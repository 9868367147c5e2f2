"""Which English texts a translation was made of, so that it is noticed when they change.

A translation keeps, under ``of``, a fingerprint of each text of its routine.  Nobody writes
it by hand: ``supine check --stamp`` does, once the translation is good again.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from supine.errors import Fault, FaultsError
from supine.loading.document import Document, KeyPath
from supine.loading.routinefile import StepTexts, TranslationFile
from supine.loading.routinerules import close_id
from supine.loading.schema import Problem, located
from supine.loading.texts import tidy
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import parse_yaml

KEY = "of"

_DIGITS = 8
_NOT_TEXTS = frozenset(("steps", "close", "aliases", KEY))
_HEAD = (
    "# Which texts of the routine these are translations of; `supine check --stamp` writes it.\n"
)
_BLOCK = re.compile(
    rf"(?:{re.escape(_HEAD)})?^{KEY}:[^\n]*\n(?:[ \t]+[^\n]*\n|\n(?=[ \t]))*", re.MULTILINE
)


def fingerprints(original: Document) -> dict[str, str]:
    """Return the fingerprint of each text of a routine, by step id or by its key."""
    return {name: _fingerprint(texts) for name, texts, _ in _texts(original.data)}


def stale(translation: Document, original: Document) -> list[Fault]:
    """Return where a translation was made of other texts than the routine has now.

    One without any fingerprint is not looked at: its author has not asked for it.
    """
    given = translation.data.get(KEY) if isinstance(translation.data, dict) else None
    if not isinstance(given, dict):
        return []
    return located(_stale(given, original, translation), translation)


def _stale(
    given: Mapping[str, object], original: Document, translation: Document
) -> Iterator[Problem]:
    current = {name: (_fingerprint(texts), path) for name, texts, path in _texts(original.data)}
    for name, (fingerprint, path) in current.items():
        if name not in given:
            problem = (
                f"there is no fingerprint of {show(name)}: see that it is translated, then "
                "run `supine check --stamp` on this file"
            )
            yield Problem((KEY,), "translation-unstamped", problem, at_key=True)
        elif given[name] != fingerprint:
            line = (place := original.place(path)) and place.key_line
            problem = (
                f"the text of {show(name)} has changed (line {line} of the routine): translate "
                "it again, then run `supine check --stamp` on this file"
            )
            yield Problem(_translated_at(path, name, translation), "translation-stale", problem)
    for name in given:
        if name not in current:
            problem = f"the routine has no text {show(name)} any more: run `supine check --stamp`"
            yield Problem((KEY, name), "translation-unstamped", problem, at_key=True)


def stamp(file: Path, original: Document) -> bool:
    """Write the fingerprints of a routine's texts to the end of its translation.

    Nothing else in the file is touched.

    Returns:
        Whether that changed anything.

    Raises:
        FaultsError: The file cannot be read or written, or could not be read afterwards.
    """
    try:
        before = file.read_bytes().decode("utf-8")
        text = before.replace("\r\n", "\n")
        lines = "".join(f"  {name}: {value}\n" for name, value in _quoted(fingerprints(original)))
        rest = _BLOCK.sub("", text).rstrip("\n")
        after = f"{rest}\n\n{_HEAD}{KEY}:\n{lines}"
        if text != before:  # from Windows
            after = after.replace("\n", "\r\n")
        parse_yaml(after.encode(), str(file)).refuse()  # rather no fingerprints than a broken file
        if after != before:
            file.write_bytes(after.encode())
    except OSError as exc:
        problem = f"no fingerprints can be written here: {exc.strerror}"
        raise FaultsError(Fault(str(file), 0, 0, problem, "unreadable")) from None
    return after != before


def _quoted(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield keys and values as YAML takes them for texts: a fingerprint may look like a number."""
    for name, value in values.items():
        yield (f"'{name}'" if name.isdecimal() else name), f"'{value}'"


def _texts(data: object) -> Iterator[tuple[str, object, KeyPath]]:
    """Yield the name, the texts and the place of what is translated as one."""
    routine = data if isinstance(data, dict) else {}
    for key in TranslationFile.model_fields:
        if key not in _NOT_TEXTS and key in routine:
            yield key, _tidied(routine[key]), (key,)
    for section in ("steps", "close"):
        items = routine.get(section)
        for n, step in enumerate(items if isinstance(items, list) else []):
            name = step.get("id", close_id(n))
            if texts := _step_texts(step):
                yield f"{section}.{name}", texts, (section, n)


def _step_texts(step: Mapping[str, Any]) -> dict[str, object]:
    texts = {key: step[key] for key in StepTexts.model_fields if key in step}
    if isinstance(texts.get("gentler"), str):  # a step's id
        del texts["gentler"]
    if "cues" in texts:
        texts["cues"] = [cue.get("say") for cue in texts["cues"]]
    return {key: _tidied(value) for key, value in texts.items()}


def _tidied(value: object) -> object:
    """Return texts as they are said, however they are written in YAML."""
    if isinstance(value, str):
        return [tidy(value)]
    if isinstance(value, list):
        return [tidy(each) if isinstance(each, str) else _tidied(each) for each in value]
    if isinstance(value, dict):
        return {key: _tidied(each) for key, each in value.items()}
    return value


def _fingerprint(texts: object) -> str:
    written = json.dumps(texts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]


def _translated_at(path: KeyPath, name: str, translation: Document) -> KeyPath:
    here: KeyPath = (str(path[0]), name.partition(".")[2]) if len(path) > 1 else path
    return here if here in translation.places else (KEY, name)
