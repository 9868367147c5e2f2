"""Sentences that two intents have in common, found exactly.

Two templates overlap when a way through the one's automaton is a way through the other's, word
for word.  The shortest such sentence is told, since it shows best what has to be changed.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import NamedTuple

from supine.linting.automaton import ANY_ROUTINE, Automaton, End, SortedOut, Span, States
from supine.loading.contract import Contract, IntentRule
from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.sentencesfile import ROUTINES
from supine.understanding.spoken import Numbers
from supine.understanding.templates import Templates


class Line(NamedTuple):
    """A template by its place."""

    intent: str
    number: int
    """Among its intent's sentences, from 0."""


class Overlap(NamedTuple):
    """Two templates of different intents that allow the same words."""

    first: Line
    """The one that is meant: its intent stands first in the contract."""

    second: Line
    said: str
    """The shortest sentence that both allow."""

    situations: tuple[str, ...]
    """Where both can be heard."""

    name: str | None = None
    """The routine's name that is to blame, when the templates alone have nothing in common."""


class _Node(NamedTuple):
    """What may come next in two automata, after the same words in both."""

    ones: States
    others: States
    name: str | None
    """The last routine's name on the way that stands on one side only."""


_Came = dict[_Node, tuple[_Node, str] | None]
"""From which node, and by which word, each was first come to."""


def overlaps(
    templates: Templates, names: Mapping[str, str], *, by_name: bool = False
) -> list[Overlap]:
    """Return where intents that are heard in the same situation share words, and are no twins.

    For each template and each intent that comes before its own, the shortest sentence; and for
    each name of a routine that makes such a sentence, another.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        by_name: Look only where a routine's name may be said.
    """
    search = _Search(templates, names)
    found: list[Overlap] = []
    for first, second in combinations(templates.sentences, 2):
        situations = _shared(templates.contract, first, second)
        if situations and (not by_name or {first, second} & search.with_names):
            found += search.between(first, second, situations)
    return found


def _shared(contract: Contract, first: str, second: str) -> tuple[str, ...]:
    """Return the situations in which two intents may not share a sentence."""
    one, other = contract.intents[first], contract.intents[second]
    if first in other.twins or second in one.twins:
        return ()
    return _both_heard(one, other)


def _both_heard(one: IntentRule, other: IntentRule) -> tuple[str, ...]:
    return tuple(situation for situation in one.when if situation in other.when)


class _Search:
    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        self._automaton = Automaton(templates, names, Numbers(templates.language))
        self._sorted = self._automaton.sorted_out
        self._begins: dict[str, States] = {}
        self._lines: dict[End, Line] = {}
        self.with_names: set[str] = set()
        for intent, sentences in templates.sentences.items():
            begins: States = frozenset()
            for n, template in enumerate(sentences):
                first, end = self._automaton.add(template.tree)
                begins |= first
                self._lines[end] = Line(intent, n)
            self._begins[intent] = begins
            if any(_asks_for_names(template.tree, templates) for template in sentences):
                self.with_names.add(intent)

    def between(self, first: str, second: str, situations: tuple[str, ...]) -> Iterator[Overlap]:
        """Yield what two intents have in common."""
        told: set[tuple[Line, str | None]] = set()
        begin = _Node(self._begins[first], self._begins[second], None)
        came: _Came = {begin: None}
        waiting = deque([begin])
        while waiting:
            here = waiting.popleft()
            for one, other in _pairs(self._sorted(here.ones), self._sorted(here.others)):
                if one in self._lines:  # an end fits nothing but another end
                    lines = self._lines[one], self._lines[other]
                    if (lines[1], here.name) not in told:
                        told.add((lines[1], here.name))
                        yield Overlap(*lines, _said(here, came), situations, here.name)
                elif (further := self._after(here, one, other)) not in came:
                    came[further] = here, self._shown(one, other)
                    waiting.append(further)

    def _after(self, here: _Node, one: int, other: int) -> _Node:
        """Return where two states lead that say the same."""
        follows, names = self._automaton.follows, self._automaton.name_of
        mine, theirs = names.get(one), names.get(other)
        if mine is not None and mine == theirs:
            # A name on both sides: `ANY_ROUTINE` stands for it.
            return _Node(frozenset(), frozenset(), None)
        return _Node(follows[one], follows[other], theirs or mine or here.name)

    def _shown(self, one: int, other: int) -> str:
        """Return what two states both say."""
        label, further = self._automaton.labels[one], self._automaton.labels[other]
        if isinstance(label, Span) and isinstance(further, Span):
            return str(max(label.low, further.low))
        return "{routine}" if label == ANY_ROUTINE else str(label)


def _asks_for_names(tree: Node, templates: Templates) -> bool:
    kinds = (templates.contract.slots.get(name) for name in _lists(tree))
    return any(kind is not None and kind.list == ROUTINES for kind in kinds)


def _lists(node: Node) -> Iterator[str]:
    match node:
        case Slot(list_name):
            yield list_name
        case Choice(items) | Sequence(items):
            for item in items:
                yield from _lists(item)
        case Words():
            return


def _said(here: _Node, came: _Came) -> str:
    words: list[str] = []
    while (before := came[here]) is not None:
        here, word = before
        words.append(word)
    return " ".join(reversed(words))


def _pairs(ones: SortedOut, others: SortedOut) -> Iterator[tuple[int, int]]:
    """Yield the states that may say the same."""
    few, many = sorted((ones.words, others.words), key=len)
    for word in few:
        if word in many:
            yield from product(ones.words[word], others.words[word])
    for one, states in ones.numbers.items():
        for other, further in others.numbers.items():
            if one.meets(other):
                yield from product(states, further)
