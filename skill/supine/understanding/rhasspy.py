"""Training files for Rhasspy 2.5, from the same templates.

Rhasspy learns from ``sentences.ini`` and from files of slot values.  What differs from
hassil's language: an ini line must not begin with ``[``; a slot is a tag behind its words
(``($supine/ordinal){ordinal}``); there are no fillers, so they are put around every sentence.
Numbers are written out into a slot of their own: Rhasspy's ``1..120`` means the same, but
needs a program in the profile and a step of the training that not every way to train has.

Rhasspy makes a graph of it all and follows every branch of it that a sentence may take, so
what is written here decides how long it learns and how fast it understands.  That is why
templates are joined where they begin or end alike (`factored`) and values are, too (`valued`).

The names of the files are ours alone (``slots/supine/...``), but for ``sentences.ini``.  In a
profile that has sentences of its own, ours belong into ``intents/supine.ini``: Rhasspy reads
every file of that folder beside ``sentences.ini``.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from supine.understanding import grammar
from supine.understanding.factored import Branch, Factoring, Item, Way, Ways
from supine.understanding.grammar import Node, Slot, Words
from supine.understanding.spoken import Numbers, written
from supine.understanding.templates import Templates, Value
from supine.understanding.valued import value_ways

SENTENCES = "sentences.ini"
"""Where a profile of its own keeps the sentences."""

BESIDE_OTHERS = "intents/supine.ini"
"""Where they belong in a profile that has sentences already."""

_FILLERS_MAX = 3
"""How many fillers may come before a sentence: "okay so can you pause".  Behind it is one."""

_STEPS_LATER = " : : :"
"""Rhasspy takes the meaning that it comes to in the fewest steps, and a colon alone is two steps
without a word.  So the intent that comes first in the contract is meant by a sentence that its
twins have, too."""

_STEPS_BESIDE = " : : : :"
"""For the same reason a word is rather a part of the sentence than a filler, rather a part of a
value than of what stands before it (in "the long back release" it may be a name's), and rather in
a slot that has to be filled than in one that may be left out."""

_OR_NOTHING = 2
"""The ways of a choice that is one thing or nothing."""

_OURS = "# Written by `supine"
_HEADER = f"""\
{_OURS} train` or `supine sentences`: changes here are lost with the next run.
# In a profile that has sentences of its own, copy this file to {BESIDE_OTHERS}
# and the folder slots/supine as it is; everything else of the profile stays untouched.
# Rhasspy takes other people's commands for these unless it matches strictly: set
# "intent": {{"fsticuffs": {{"fuzzy": false}}}} in profile.json.
"""


def rhasspy_files(
    templates: Templates, names: Mapping[str, str], sentences: str = SENTENCES
) -> dict[str, str]:
    """Return the content of the training files by their paths in a profile.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        sentences: Where the sentences go: `SENTENCES` or `BESIDE_OTHERS`.
    """
    writer = _Writer(templates, names)
    files = {sentences: writer.sentences()}
    files |= {f"slots/{_slot_file(name)}": writer.slot_values(name) for name in writer.lists()}
    return dict(sorted(files.items()))


def write_rhasspy(
    folder: Path, templates: Templates, names: Mapping[str, str], sentences: str = SENTENCES
) -> list[Path]:
    """Write the training files and return their paths.

    Args:
        folder: A Rhasspy profile, or a folder to copy into one; made when it is not there.
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        sentences: Where the sentences go: `SENTENCES` or `BESIDE_OTHERS`.

    Raises:
        OSError: A file cannot be written.
    """
    written: list[Path] = []
    for name, content in rhasspy_files(templates, names, sentences).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def is_ours(sentences: str) -> bool:
    """Whether a file of sentences was written here."""
    return sentences.lstrip().startswith(_OURS)


class _Writer:
    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        self._templates = templates
        self._names = names
        self._numbers = Numbers(templates.language)
        self._composed = templates.composed(self._numbers)
        self._factoring = Factoring(self._weight, self._tries)
        self._ways: dict[str, Ways] = {}
        """The ways to say the values of a list, by its name."""

    def lists(self) -> list[str]:
        """Return the lists that sentences use, those of numbers included."""
        return sorted(
            {
                slot.list_name
                for sentences in self._templates.sentences.values()
                for template in sentences
                for slot in grammar.slots(template.tree)
            }
        )

    def sentences(self) -> str:
        """Return one section for each intent, a rule for each way to begin its sentences."""
        skipped = [Words(said) for word in self._templates.skip_words if (said := written(word))]
        fillers = self._factoring.factored(skipped)
        filler = self._text(self._factoring.any_of(fillers)) if fillers else ""
        later = self._later()
        sections = [_HEADER]
        for intent, templates in self._templates.sentences.items():
            ways = self._factoring.factored(template.tree for template in templates)
            rules = [f"say{n} = {self._text(way)}" for n, way in enumerate(filter(None, ways), 1)]
            line = f"({' | '.join(f'<say{n}>' for n in range(1, len(rules) + 1))})"
            line += _STEPS_LATER * later[intent]
            if filler:
                rules.append(f"filler = {filler}{_STEPS_BESIDE}")
                # The backslash keeps Rhasspy from taking the line for the head of a section.
                line = f"\\{_fillers(_FILLERS_MAX)} {line} [<filler>{_STEPS_BESIDE}]"
            sections.append("\n".join([f"[{intent}]", *rules, line, ""]))
        return "\n".join(sections)

    def _later(self) -> dict[str, int]:
        """Return how many intents, each sharing sentences with the next, come before each."""
        later = dict.fromkeys(self._templates.sentences, 0)
        for intent, kind in self._templates.contract.intents.items():
            for twin in kind.twins:
                later[twin] = max(later[twin], later[intent] + 1)
        return later

    def slot_values(self, name: str) -> str:
        """Return the lines of a slot's file: what is said, and what it means."""
        return "".join(f"{self._text(way)}\n" for way in self._values(name))

    def _values(self, name: str) -> Ways:
        """Return the ways to say the values of a list, with what each means."""
        if name not in self._ways:
            self._ways[name] = (*self._listed(name), *self._counted(name))
        return self._ways[name]

    def _listed(self, name: str) -> Iterator[Way]:
        """Yield the ways to say what is listed, for each value all of them together."""
        if self._templates.range_of(name):
            return
        by_value: dict[Value, list[Node]] = {}
        for tree, value in self._templates.values(name, self._names):
            by_value.setdefault(value, []).append(tree)
        for value, trees in by_value.items():
            yield (self._factoring.meaning(map(self._factoring.read, trees), value),)

    def _counted(self, name: str) -> Ways:
        """Return the ways to say what is found rather than listed: numbers, times, days."""
        if bounds := self._templates.range_of(name):
            ways = value_ways(self._numbers.spelled(*bounds), self._factoring)
        elif name in self._composed:
            ways = value_ways(self._composed[name].spelled(), self._factoring)
        else:
            return ()
        return self._factoring.alone(ways)

    def _weight(self, slot: Slot) -> int:
        tags = 5
        return tags + sum(map(self._factoring.size, self._values(slot.list_name)))

    def _tries(self, slot: Slot) -> int:
        return len(self._begin(slot))

    def _text(self, way: Way) -> str:
        parts = [self._item(item) for item in way]
        for n, (item, after) in enumerate(pairwise(way)):
            if isinstance(after, Slot) and not self._begin(after).isdisjoint(_last_words(item)):
                parts[n] += _STEPS_BESIDE
        return " ".join(parts)

    def _begin(self, slot: Slot) -> frozenset[Item]:
        """Return the words that a value may begin with."""
        return frozenset().union(*map(self._factoring.firsts, self._values(slot.list_name)))

    def _item(self, item: Item) -> str:
        match item:
            case str():
                return item
            case Slot():
                return self._slot(item)
            case _:
                return self._choice(item)

    def _choice(self, item: Branch) -> str:
        said = " | ".join(self._text(way) for way in item.ways if way)
        if item.means is not None:
            return f"({said}):{item.means}"
        if () not in item.ways:
            return f"({said})"
        value = len(item.ways) == _OR_NOTHING and len(item.ways[0]) == 1
        rather_not = value and isinstance(item.ways[0][0], Slot)
        return f"[{said}{_STEPS_BESIDE if rather_not else ''}]"

    def _slot(self, slot: Slot) -> str:
        name = slot.list_name
        values = [] if self._templates.range_of(name) else self._templates.values(name, self._names)
        whole = name not in self._composed and all(isinstance(it, int) for _, it in values)
        return f"(${_slot_file(name)}){{{slot.slot}{'!int' if whole else ''}}}"


def _fillers(most: int) -> str:
    """Return the rule for so many fillers before a sentence, and none.

    Each stands inside the one before it, so there is only one way to say fewer of them.
    """
    return f"[<filler>{' ' + _fillers(most - 1) if most > 1 else ''}]"


def _last_words(item: Item) -> set[str]:
    """Return the words that a part of a sentence may end with, as far as they stand in it."""
    if isinstance(item, Branch):
        return set().union(*(_last_words(way[-1]) for way in item.ways if way))
    return {item} if isinstance(item, str) else set()


def _slot_file(list_name: str) -> str:
    return f"supine/{list_name}"
