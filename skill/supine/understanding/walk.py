"""The ways to walk through a template along what was heard.

Nothing is written out: each part of a template says where it may end if it begins at a place.
Templates share the trees of their rules, so a walk remembers what it found for each part.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.lattice import Edge, Lattice
from supine.understanding.spoken import plain
from supine.understanding.templates import Templates, Value

Filled = tuple[tuple[str, Value], ...]
"""Slots with their values."""


class Steps(NamedTuple):
    """How one gets somewhere."""

    cost: float
    errors: int
    weight: int
    said: str
    """The words that count."""


class Way(NamedTuple):
    """A whole sentence that may have been said."""

    slots: Filled
    steps: Steps


_Ends = dict[tuple[int, Filled], Steps]
"""Where a part may end, with which slots, and the cheapest way there."""

_Key = TypeVar("_Key")

_HERE = Steps(0.0, 0, 0, "")


class _OneOf(NamedTuple):
    """A choice, its plain words by the first of them."""

    by_first: Mapping[str, list[tuple[str, ...]]]
    others: tuple[Node, ...]
    optional: bool


class _Values(NamedTuple):
    """What may be said for a list."""

    by_first: Mapping[str, list[tuple[tuple[str, ...], Value]]]
    others: tuple[tuple[Node, Value], ...]


class Walker:
    """Knows how the parts of templates are walked through.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
    """

    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        self._templates = templates
        self._names = names
        self._choices: dict[int, tuple[Choice, _OneOf]] = {}
        self.values = cache(self._values)
        self.range_of = cache(templates.range_of)

    def one_of(self, node: Choice) -> _OneOf:
        """Return a choice as it is walked through."""
        # The node is kept: a dead one's id is used again.
        if id(node) not in self._choices:
            by_first: dict[str, list[tuple[str, ...]]] = {}
            others: list[Node] = []
            for item in node.items:
                if isinstance(item, Words):
                    said = _words(item.text)
                    by_first.setdefault(said[0], []).append(said)
                else:
                    others.append(item)
            self._choices[id(node)] = node, _OneOf(by_first, tuple(others), node.optional)
        return self._choices[id(node)][1]

    def _values(self, name: str) -> _Values:
        by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        others: list[tuple[Node, Value]] = []
        for tree, value in self._templates.values(name, self._names):
            if isinstance(tree, Words):
                said = _words(tree.text)
                by_first.setdefault(said[0], []).append((said, value))
            else:
                others.append((tree, value))
        return _Values(by_first, tuple(others))


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(plain(text).split()) or ("",)


class Walk:
    """One walk through many templates, along one lattice."""

    def __init__(self, walker: Walker, lattice: Lattice) -> None:
        self._walker = walker
        self._lattice = lattice
        self._known: dict[tuple[int, int], _Ends] = {}

    def ways(self, tree: Node) -> Iterator[Way]:
        """Yield the ways through a template from the beginning to the end."""
        lattice = self._lattice
        for (place, slots), steps in self._ends(tree, 0).items():
            if place in lattice.last:
                done = self._on(steps, lattice.last[place], "")
                if done is not None:
                    yield Way(slots, done)

    def _ends(self, node: Node, at: int) -> _Ends:
        if isinstance(node, Words):
            return self._along(_words(node.text), at, ())
        key = id(node), at
        if key not in self._known:
            if isinstance(node, Choice):
                self._known[key] = self._choice(node, at)
            elif isinstance(node, Sequence):
                self._known[key] = self._sequence(node, at)
            else:
                self._known[key] = self._slot(node, at)
        return self._known[key]

    def _along(self, said: tuple[str, ...], at: int, slots: Filled) -> _Ends:
        """Return where words may end."""
        lattice = self._lattice
        states = {at: _HERE}
        for word in said:
            further: dict[int, Steps] = {}
            small = word in lattice.small
            for place, steps in states.items():
                for edge in lattice.words[place].get(word, ()):
                    _put(further, edge.to, self._on(steps, edge, "" if small else word))
                if small:
                    _put(further, place, steps)
            if not further:
                return {}
            states = further
        return {(place, slots): steps for place, steps in states.items()}

    def _choice(self, node: Choice, at: int) -> _Ends:
        read = self._walker.one_of(node)
        ends: _Ends = {(at, ()): _HERE} if read.optional else {}
        for word in self._first_words(read.by_first, at):
            for said in read.by_first[word]:
                _merge(ends, self._along(said, at, ()))
        for item in read.others:
            _merge(ends, self._ends(item, at))
        return ends

    def _first_words(self, by_first: Mapping[str, object], at: int) -> Iterable[str]:
        """Return the words of some that a way on may begin with."""
        said = self._lattice.words[at]
        if len(said) > len(by_first):
            begins = [word for word in by_first if word in said]
        else:
            begins = [word for word in said if word in by_first]
        small = self._lattice.small
        missing = [word for word in small if word in by_first and word not in begins]
        return [*begins, *missing]

    def _sequence(self, node: Sequence, at: int) -> _Ends:
        done: _Ends = {(at, ()): _HERE}
        for item in node.items:
            further: _Ends = {}
            for (place, slots), steps in done.items():
                for (end, more), going in self._ends(item, place).items():
                    _put(further, (end, slots + more), self._together(steps, going))
            if not further:
                return {}
            done = further
        return done

    def _slot(self, node: Slot, at: int) -> _Ends:
        if bounds := self._walker.range_of(node.list_name):
            return self._number(node, at, range(bounds[0], bounds[1] + 1))
        ends: _Ends = {}
        values = self._walker.values(node.list_name)
        for word in self._first_words(values.by_first, at):
            for said, value in values.by_first[word]:
                _merge(ends, self._along(said, at, ((node.slot, value),)))
        for tree, value in values.others:
            for (end, _), steps in self._ends(tree, at).items():
                _put(ends, (end, ((node.slot, value),)), steps)
        found = self._lattice.found(node.list_name)
        for value, edge in found[at] if at < len(found) else ():
            self._put_value(ends, node, value, edge)
        return ends

    def _number(self, node: Slot, at: int, among: range) -> _Ends:
        ends: _Ends = {}
        numbers = self._lattice.numbers
        for number, edge in numbers[at] if at < len(numbers) else ():
            if number in among:
                self._put_value(ends, node, number, edge)
        return ends

    def _put_value(self, ends: _Ends, node: Slot, value: Value, edge: Edge) -> None:
        said = f"{{{node.slot}}}"
        _put(ends, (edge.to, ((node.slot, value),)), self._on(_HERE, edge, said))

    def _on(self, steps: Steps, edge: Edge, word: str) -> Steps | None:
        """Return the steps with one more, or None when too much of it would be misheard."""
        cost, errors = steps.cost + edge.cost, steps.errors + edge.errors
        if errors > self._lattice.most_errors or cost > self._lattice.most_cost:
            return None
        said = f"{steps.said} {word}" if steps.said and word else steps.said or word
        return Steps(cost, errors, steps.weight + edge.weight, said)

    def _together(self, first: Steps, then: Steps) -> Steps | None:
        if then is _HERE:
            return first
        if first is _HERE:
            return then
        cost, errors = first.cost + then.cost, first.errors + then.errors
        if errors > self._lattice.most_errors or cost > self._lattice.most_cost:
            return None
        said = f"{first.said} {then.said}" if first.said and then.said else first.said or then.said
        return Steps(cost, errors, first.weight + then.weight, said)


def _put(ends: dict[_Key, Steps], key: _Key, steps: Steps | None) -> None:
    if steps is not None and (key not in ends or steps.cost < ends[key].cost):
        ends[key] = steps


def _merge(ends: _Ends, more: _Ends) -> None:
    for key, steps in more.items():
        _put(ends, key, steps)
