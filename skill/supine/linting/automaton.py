"""Sentence templates as automata: which words may follow which, nothing written out.

A state stands for one word, or for one number that fills a slot, and knows the states that
may come next.  Templates allow millions of sentences, but have only some ten thousand states.
"""

from collections.abc import Iterable
from typing import NamedTuple

from supine.understanding.composed import PLACE_RANGES, WEEKDAYS
from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.sentencesfile import DAYS, ROUTINES, TIMES
from supine.understanding.spoken import Numbers, plain
from supine.understanding.templates import Templates


class Span(NamedTuple):
    """A number in a slot, from the least to the greatest."""

    low: int
    high: int

    def meets(self, other: "Span") -> bool:
        """Return whether some number is in both."""
        return max(self.low, other.low) <= min(self.high, other.high)


Label = str | Span

ANY_ROUTINE = "\0routine"
"""The label of a routine's name, whichever it is."""

End = int
States = frozenset[int]


class SortedOut(NamedTuple):
    """States by what they say."""

    words: dict[str, list[int]]
    numbers: dict[Span, list[int]]


class Automaton:
    """The states of the templates that were put into it.

    Args:
        templates: For the lists, times and days of the language.
        names: What routines are asked for by.
        numbers: The numbers of the language.

    Attributes:
        labels: What each state says; the end of a template says nothing.
        follows: Which states may come after each.
        name_of: The routine's name that a state is a word of, where it is one.
    """

    def __init__(self, templates: Templates, names: Iterable[str], numbers: Numbers) -> None:
        self.labels: list[Label] = []
        self.follows: list[States] = []
        self.name_of: dict[int, str] = {}
        self._templates = templates
        self._names = [(name, plain(name).split()) for name in names]
        self._numbers = numbers
        self._known: dict[tuple[Label, States, str | None], int] = {}
        self._slots: dict[tuple[str, States], States] = {}
        self._sorted_out: dict[States, SortedOut] = {}

    def add(self, tree: Node) -> tuple[States, End]:
        """Take in a template; return the states it may begin with, and its end."""
        end = self._new("", frozenset())
        return self._compiled(tree, frozenset({end})), end

    def sorted_out(self, states: States) -> "SortedOut":
        """Return states by what they say."""
        known = self._sorted_out.get(states)
        if known is None:
            known = self._sorted_out[states] = SortedOut({}, {})
            for state in sorted(states):
                label = self.labels[state]
                if isinstance(label, Span):
                    known.numbers.setdefault(label, []).append(state)
                else:
                    known.words.setdefault(label, []).append(state)
        return known

    def _state(self, label: Label, after: States, name: str | None = None) -> int:
        """Return a state; what says the same before the same is one."""
        known = self._known.get((label, after, name))
        if known is None:
            known = self._known[(label, after, name)] = self._new(label, after)
            if name is not None:
                self.name_of[known] = name
        return known

    def _new(self, label: Label, after: States) -> int:
        self.labels.append(label)
        self.follows.append(after)
        return len(self.labels) - 1

    def _compiled(self, node: Node, after: States) -> States:
        """Return the states that a tree begins with, when ``after`` may come behind it."""
        match node:
            case Words(text):
                return self._words(plain(text).split(), after)
            case Slot(list_name):
                return self._slot(list_name, after)
            case Choice(items, optional):
                begins = frozenset().union(*(self._compiled(item, after) for item in items))
                return begins | after if optional else begins
            case Sequence(items):
                for item in reversed(items):
                    after = self._compiled(item, after)
                return after

    def _words(self, words: list[str], after: States, name: str | None = None) -> States:
        """Return the beginning of some words, a number among them also being one in digits."""
        begins = [after]  # by the place in the words, from the end
        for at in range(len(words) - 1, -1, -1):
            said = [] if words[at].isdecimal() else [self._state(words[at], begins[-1], name)]
            for number in self._numbers.all_at(words, at):
                behind = begins[len(words) - number.end]
                said.append(self._state(Span(number.value, number.value), behind, name))
            begins.append(frozenset(said))
        return begins[-1]

    def _slot(self, list_name: str, after: States) -> States:
        known = self._slots.get((list_name, after))
        if known is None:
            known = self._slots[(list_name, after)] = self._listed(list_name, after)
        return known

    def _listed(self, list_name: str, after: States) -> States:
        templates = self._templates
        if bounds := templates.range_of(list_name):
            return frozenset({self._state(Span(*bounds), after)})
        kind = templates.contract.slots.get(list_name)
        if kind is not None and kind.list == ROUTINES:
            begins = {self._state(ANY_ROUTINE, after)}
            for name, words in self._names:
                begins |= self._words(words, after, name)
            return frozenset(begins)
        begins = set()
        for tree, _ in templates.values(list_name, {}):
            begins |= self._compiled(tree, after)
        if list_name == TIMES:
            begins |= self._times(after)
        if list_name == DAYS and templates.weekdays:
            begins |= self._days(after)
        return frozenset(begins)

    def _times(self, after: States) -> set[int]:
        begins: set[int] = set()
        for pattern in self._templates.times:
            begins |= self._pattern(pattern, after)
        return begins

    def _pattern(self, node: Node, after: States) -> States:
        """Return the beginning of a way to say a time, whose slots are numbers."""
        match node:
            case Slot(place):
                numbers = PLACE_RANGES[place]
                return frozenset({self._state(Span(numbers[0], numbers[-1]), after)})
            case Choice(items, optional):
                begins = frozenset().union(*(self._pattern(item, after) for item in items))
                return begins | after if optional else begins
            case Sequence(items):
                for item in reversed(items):
                    after = self._pattern(item, after)
                return after
            case _:
                return self._compiled(node, after)

    def _days(self, after: States) -> States:
        """Return the beginning of days of the week: one, or several with words between."""
        said = self._templates.weekdays
        named = [said[day] for day in (*WEEKDAYS, "weekdays", "weekend") if day in said]
        joint = self._new("", frozenset())
        begins = self._any(named, frozenset({joint}))
        between = [said[word] for word in ("and", "to") if word in said]
        behind = after | begins | self._any(between, begins)
        for state in range(joint + 1, len(self.follows)):
            if joint in self.follows[state]:
                self.follows[state] = (self.follows[state] - {joint}) | behind
        return begins

    def _any(self, trees: Iterable[Node], after: States) -> States:
        return frozenset().union(*(self._compiled(tree, after) for tree in trees))
