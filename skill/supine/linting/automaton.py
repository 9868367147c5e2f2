"""Sentence templates as automata: which words may follow which, nothing written out.

A state stands for one word, or for one number that fills a slot, and knows the states that
may come next.  Templates allow millions of sentences, but have only some ten thousand states.
"""

from collections.abc import Iterable, Iterator
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
Said = tuple[str, ...]


class SortedOut(NamedTuple):
    """States by what they say."""

    words: dict[str, list[int]]
    numbers: dict[Span, list[int]]


class _Names:
    """Routines' names, word for word: a thousand that begin alike are walked as one.

    Attributes:
        ways: What may be said next after the beginning of a name, and what is said then.
        ends: The names by their words.
        longest_first: The beginnings of names.
    """

    def __init__(self, names: Iterable[str], numbers: Numbers) -> None:
        self.ways: dict[Said, dict[tuple[Label, Said], None]] = {}
        self.ends: dict[Said, list[str]] = {}
        for name in names:
            words = tuple(plain(name).split())
            self.ends.setdefault(words, []).append(name)
            for at in range(len(words)):
                ways = self.ways.setdefault(words[:at], {})
                for label, end in _labels(words, at, numbers):
                    ways[label, words[:end]] = None
        self.longest_first = sorted(self.ways, key=len, reverse=True)


class Automaton:
    """The states of the templates that were put into it.

    Args:
        templates: For the lists, times and days of the language.
        names: What routines are asked for by.
        numbers: The numbers of the language.

    Attributes:
        labels: What each state says; the end of a template says nothing.
        follows: Which states may come after each.
        name_of: The routine's name that ends with a state, where one does.
    """

    def __init__(self, templates: Templates, names: Iterable[str], numbers: Numbers) -> None:
        self.labels: list[Label] = []
        self.follows: list[States] = []
        self.name_of: dict[int, str] = {}
        self._templates = templates
        self._names = _Names(names, numbers)
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
                return self._words(tuple(plain(text).split()), after)
            case Slot(list_name):
                return self._slot(list_name, after)
            case Choice(items, optional):
                begins = frozenset().union(*(self._compiled(item, after) for item in items))
                return begins | after if optional else begins
            case Sequence(items):
                for item in reversed(items):
                    after = self._compiled(item, after)
                return after

    def _words(self, words: Said, after: States) -> States:
        """Return the beginning of some words, a number among them also being one in digits."""
        begins = [after]  # by the place in the words, from the end
        for at in range(len(words) - 1, -1, -1):
            said = _labels(words, at, self._numbers)
            ways = (self._state(label, begins[len(words) - end]) for label, end in said)
            begins.append(frozenset(ways))
        return begins[-1]

    def _named(self, after: States) -> States:
        """Return the beginning of any routine's name; what begins alike is one state."""
        begins: dict[Said, States] = {}
        for said in self._names.longest_first:
            ways: set[int] = set()
            for label, further in self._names.ways[said]:
                if further in begins:
                    ways.add(self._state(label, begins[further]))
                for name in self._names.ends.get(further, ()):
                    ways.add(self._state(label, after, name))
            begins[said] = frozenset(ways)
        return begins.get((), frozenset())

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
            return self._named(after) | {self._state(ANY_ROUTINE, after)}
        begins: set[int] = set()
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


def _labels(words: Said, at: int, numbers: Numbers) -> Iterator[tuple[Label, int]]:
    """Yield what may be said at a place in some words, and the place behind it."""
    if not words[at].isdecimal():
        yield words[at], at + 1
    for number in numbers.all_at(words, at):
        yield Span(number.value, number.value), number.end
