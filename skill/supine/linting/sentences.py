"""What is not good about sentence templates that work."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from supine.errors import Fault
from supine.linting.overmatch import Line, Overlap, overlaps
from supine.loading.document import Document, KeyPath
from supine.loading.schema import Problem, located
from supine.loading.shelf import Edition
from supine.loading.yamlerrors import show
from supine.understanding.sentencesfile import DAYS, TIMES
from supine.understanding.templates import Templates

_RULE = re.compile(r"<([^<>]*)>")
_LIST = re.compile(r"\{([^{}:]*)(?::[^{}]*)?\}")

_ONE_WAY_AS = {"idle": "when nothing runs", "practice": "in a practice", "question": "as an answer"}


def sentence_faults(
    document: Document,
    templates: Templates,
    editions: Collection[Edition],
    *,
    names_only: bool = False,
) -> list[Fault]:
    """Return what is not good about a language's sentences, and about names of routines there.

    Args:
        document: The file of sentences.
        templates: What it says.
        editions: The routines in that language.
        names_only: Look only at the names.
    """
    names = {
        name: edition.routine.id
        for edition in editions
        for name in (edition.routine.name, *edition.routine.aliases)
    }
    of_slots = {kind.list for kind in templates.contract.slots.values() if kind.list}
    listed = {TIMES, DAYS, *of_slots}
    found = [] if names_only else [*_unused(document.data, listed), *_twice(document.data)]
    faults = located(found, document)
    for overlap in overlaps(templates, names, by_name=names_only):
        if overlap.name is None and not names_only:
            faults.append(_overmatch(overlap, document))
        elif overlap.name is not None:
            faults += _misleading(overlap.name, overlap, document, editions)
    return faults


def added_sentence_faults(document: Document) -> list[Fault]:
    """Return what is not good about sentences that somebody adds to a language.

    Args:
        document: The file; nothing is known to be wrong with it.
    """
    return located([*_unused(document.data, ()), *_twice(document.data)], document)


def _overmatch(overlap: Overlap, document: Document) -> Fault:
    first, second = overlap.first, overlap.second
    problem = (
        f"{show(overlap.said)} is said by {first.intent} as well (line "
        f"{_line(document, first)}), and both are heard {_when(overlap.situations)}: take it out "
        "of one of them, or name them `twins` in intents.yaml"
    )
    return document.fault(_path(second), problem, "overmatch")


def _misleading(
    name: str, overlap: Overlap, document: Document, editions: Collection[Edition]
) -> Iterator[Fault]:
    """Yield a fault at the place of a routine's name that sentences mistake."""
    for edition in editions:
        routine = edition.routine
        names = (routine.name, *routine.aliases)
        if name in names:
            place = names.index(name)
            path: KeyPath = ("aliases", place - 1) if place else ("name",)
            problem = (
                f"with the name {show(name)}, {show(overlap.said)} means both "
                f"{overlap.first.intent} and {overlap.second.intent} ({_short(document.source)}:"
                f"{_line(document, overlap.second)}): choose another name"
            )
            yield edition.document.fault(path, problem, "name-overmatch")
            return


def _short(source: str) -> str:
    return "/".join(source.rsplit("/", 2)[-2:])


def _when(situations: Sequence[str]) -> str:
    return " and ".join(_ONE_WAY_AS[each] for each in situations[:2])


def _path(line: Line) -> KeyPath:
    return ("intents", line.intent, "sentences", line.number)


def _line(document: Document, line: Line) -> int:
    place = document.place(_path(line))
    return place.line if place else 0


# ---- what is written for nothing --------------------------------------------------------------


def _unused(data: Mapping[str, object], listed: Collection[str]) -> Iterator[Problem]:
    """Yield rules and lists that no sentence leads to; ``listed`` is used elsewhere."""
    rules = _mapping(data, "expansion_rules")
    said = [text for _, text in _sentences(data)]
    used: set[str] = set()
    lists = set(listed)
    while said:
        text = said.pop()
        lists |= set(_LIST.findall(text))
        for name in set(_RULE.findall(text)) - used:
            used.add(name)
            said.append(str(rules.get(name, "")))
    for name in rules:
        if name not in used:
            problem = f"no sentence uses the rule <{name}>: leave it out"
            yield Problem(("expansion_rules", name), "rule-unused", problem, at_key=True)
    for name in _mapping(data, "lists"):
        if name not in lists:
            problem = f"no sentence uses the list {{{name}}}: leave it out"
            yield Problem(("lists", name), "list-unused", problem, at_key=True)


def _twice(data: Mapping[str, object]) -> Iterator[Problem]:
    """Yield sentences that their intent has already."""
    known: dict[tuple[str, str], int] = {}
    for path, text in _sentences(data):
        key = (str(path[1]), " ".join(text.casefold().split()))
        if key in known:
            problem = f"{show(text)} stands in this intent already: leave it out"
            yield Problem(path, "sentence-twice", problem)
        known[key] = 1


def _sentences(data: Mapping[str, object]) -> Iterator[tuple[KeyPath, str]]:
    for intent, rule in _mapping(data, "intents").items():
        for n, text in enumerate(rule.get("sentences", ())):
            yield ("intents", intent, "sentences", n), str(text)


def _mapping(data: Mapping[str, object], key: str) -> dict[str, dict[str, list[str]]]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}
