"""Sentence templates in which what several have in common stands once.

Rhasspy follows every branch that a sentence may take, word by word, and keeps each template
as a path of its own.  Thirty templates that begin with "start" are thirty branches to try,
and a list that twenty of them end with is there twenty times.  Here the templates of an
intent become one tree: what begins alike goes on together, and what ends alike comes together
again.  It allows the same sentences as before, none less and none more.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Union

from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words


class Branch:
    """A choice between ways; of equal ones there is one, so they are the same by identity."""

    __slots__ = ("means", "ways")

    def __init__(self, ways: "Ways", means: str | int | None = None) -> None:
        self.ways = ways
        self.means = means
        """What is meant by any of them; None where they mean nothing but their words."""


Item = Union[str, Slot, Branch]  # noqa: UP007 - Branch says of itself what it is made of
"""A word, a slot or a choice."""

Way = tuple[Item, ...]
"""One after the other; nothing at all where a choice may be left out."""

Ways = tuple[Way, ...]

_Head = str | Slot | None
"""What a sentence goes on with; None where it is over."""

_HEAVY = 6
"""Nodes from which on something is worth to be written once; a choice costs some itself."""

_MORE_NODES = 12
_MORE_AT_THE_BEGINNING = (120, 12)
"""So many more nodes may be spent to have ways with one beginning go on together.  Where a
sentence begins, each word is tried with everything that anybody says: there it is so many, and
so many more for each word that is tried once less."""


class Factoring:
    """Finds what templates have in common.

    Args:
        weight: How many nodes a slot takes in a graph.
        tries: How many words a value of a slot may begin with.
    """

    def __init__(self, weight: Callable[[Slot], int], tries: Callable[[Slot], int]) -> None:
        self._weight, self._tries_of = weight, tries
        self._known: dict[Ways, Branch] = {}
        self._factored: dict[tuple[Ways, int], Ways] = {}
        self._read: dict[int, tuple[Node, Way]] = {}
        """By identity, since templates share the trees of their rules; each is kept alive."""

        self._sizes: dict[Branch, int] = {}
        self._firsts: dict[Branch, frozenset[Item]] = {}

    def factored(self, trees: Iterable[Node]) -> Ways:
        """Return the ways to say what any of some trees says."""
        return self.joined(self.read(tree) for tree in trees)

    def joined(self, ways: Iterable[Way]) -> Ways:
        """Return the ways to say what any of some ways says, with fewer of them."""
        return self._joined(self._flat(ways), 0)

    def size(self, way: Way) -> int:
        """Return how many nodes a way takes in a graph, about."""
        return sum(map(self._size, way))

    def firsts(self, way: Way) -> frozenset[Item]:
        """Return the words and slots that a way may begin with."""
        found: frozenset[Item] = frozenset()
        for item in way:
            found |= self._firsts_of(item)
            if not _optional(item):
                break
        return found

    def read(self, node: Node) -> Way:
        """Return a tree as a way, what ends alike in it written once."""
        match node:
            case Words(text):
                return tuple(text.lower().split())
            case Slot():
                return (node,)
            case Sequence(items):
                return tuple(item for each in items for item in self.read(each))
            case Choice(items, optional):
                known = self._read.get(id(node))
                if known is None:
                    ways = [*map(self.read, items), *([()] if optional else [])]
                    known = node, self.any_of(self._ending_alike(self._flat(ways)))
                    self._read[id(node)] = known
                return known[1]

    def any_of(self, ways: Iterable[Way]) -> Way:
        """Return the way that is a choice between others."""
        flat = self._flat(ways)
        if len(flat) == 1:
            return flat[0]
        if flat not in self._known:
            self._known[flat] = Branch(flat)
        return (self._known[flat],)

    def meaning(self, ways: Iterable[Way], means: str | int) -> Branch:
        """Return the choice between ways that all mean the same."""
        return Branch(self._joined(self._flat(ways), 1), means)

    def alone(self, ways: Iterable[Way]) -> Ways:
        """Return ways of which none is a choice by itself."""
        return self._flat(ways)

    def _flat(self, ways: Iterable[Way]) -> Ways:
        """Return ways without choices of choices, each once; nothing comes last."""
        flat: dict[Way, None] = {}
        for way in ways:
            alone = way[0] if len(way) == 1 else None
            if isinstance(alone, Branch) and alone.means is None:
                flat.update(dict.fromkeys(alone.ways))
            else:
                flat[way] = None
        nothing = () in flat
        flat.pop((), None)
        return (*flat, ()) if nothing else tuple(flat)

    def _size(self, item: Item) -> int:
        if isinstance(item, str):
            return 2 if ":" in item else 1
        if isinstance(item, Slot):
            return self._weight(item)
        if item not in self._sizes:
            more = 1 + (() in item.ways) + (item.means is not None)
            self._sizes[item] = more + sum(map(self.size, item.ways))
        return self._sizes[item]

    def _tries(self, item: Item) -> int:
        return self._tries_of(item) if isinstance(item, Slot) else 1

    def _firsts_of(self, item: Item) -> frozenset[Item]:
        if not isinstance(item, Branch):
            return frozenset({item})
        if item not in self._firsts:
            self._firsts[item] = frozenset().union(*map(self.firsts, item.ways))
        return self._firsts[item]

    def _joined(self, ways: Ways, depth: int) -> Ways:
        known = self._factored.get((ways, depth))
        if known is None:
            apart = [way for group in self._alike(ways) for way in self._group(group, depth)]
            nothing: list[Way] = [()] if () in ways else []
            known = self._ending_alike(self._flat(apart + nothing))
            self._factored[(ways, depth)] = known
        return known

    def _alike(self, ways: Ways) -> list[dict[Item, list[Way]]]:
        """Return groups of which no two can begin alike: first items, and what comes after."""
        by_first: dict[Item, list[Way]] = {}
        for way in filter(None, ways):
            by_first.setdefault(way[0], []).append(way[1:])
        groups: list[tuple[frozenset[Item], dict[Item, list[Way]]]] = []
        for item, rests in by_first.items():
            firsts = frozenset().union(*(self.firsts((item, *rest)) for rest in rests))
            hit = [group for group in groups if group[0] & firsts]
            groups = [group for group in groups if not group[0] & firsts]
            merged = {first: after for _, each in hit for first, after in each.items()}
            groups.append((firsts.union(*(each for each, _ in hit)), merged | {item: rests}))
        return [group for _, group in groups]

    def _group(self, group: dict[Item, list[Way]], depth: int) -> list[Way]:
        """Return the ways of a group with as few that begin alike as is worth it."""
        firsts = {item: self._tried(item, rests) for item, rests in group.items()}
        tried = Counter(first for several in firsts.values() for first in several)
        begun: dict[Way, dict[_Head, None]] = {}
        left: list[Way] = []
        for item, rests in group.items():
            open_ = self._open(item, rests)
            more = sum(map(self.size, open_)) - self._size(item) - sum(map(self.size, rests))
            saved = sum(self._tries(it) for it in set(firsts[item]) if tried[it] > 1)
            if saved and more <= _worth(saved, depth):
                for after, heads in open_.items():
                    begun.setdefault(after, {}).update(heads)
            elif split := self._split(item, rests, tried, depth):
                others = [(it, *rest) for it in group if it != item for rest in group[it]]
                return list(self._joined(self._flat([*others, *split]), depth))
            else:
                after = self.any_of(self._joined(self._flat(rests), depth + 1))
                left.append(self._inside(item, depth) + after)
        return [*self._begun(begun, depth), *left]

    def _split(
        self, item: Item, rests: list[Way], tried: Mapping[Item, int], depth: int
    ) -> list[Way]:
        """Return ways with what they may begin with and without it, where that is worth it.

        Then those without it can go on together with others that begin as they do.
        """
        if depth or not isinstance(item, Branch) or () not in item.ways or () in rests:
            return []
        behind = frozenset().union(*map(self.firsts, rests))
        saved = sum(self._tries(first) for first in behind if tried[first] > 1)
        if not saved or sum(map(self.size, rests)) > _worth(saved, depth):
            return []
        said = self.any_of(way for way in item.ways if way)
        return [*(said + rest for rest in rests), *rests]

    def _tried(self, item: Item, rests: Iterable[Way]) -> list[Item]:
        """Return what is tried where ways begin that share their first item."""
        behind = [self.firsts(rest) for rest in rests] if _optional(item) else []
        return [*self._firsts_of(item), *frozenset().union(*behind)]

    def _open(self, item: Item, rests: Iterable[Way]) -> dict[Way, dict[_Head, None]]:
        """Return what may come after the words that ways begin with, and those words."""
        begun: dict[Way, dict[_Head, None]] = {}
        for rest in rests:
            for head, after in self._heads((item, *rest)):
                begun.setdefault(after, {})[head] = None
        return begun

    def _begun(self, begun: dict[Way, dict[_Head, None]], depth: int) -> Iterator[Way]:
        """Yield what begins with words or slots, those together that go on in the same ways."""
        by_heads: dict[frozenset[_Head], list[Way]] = {}
        in_order: dict[frozenset[_Head], list[_Head]] = {}
        for after, heads in begun.items():
            key = frozenset(heads)
            by_heads.setdefault(key, []).append(after)
            in_order.setdefault(key, list(heads))
        for key, rests in by_heads.items():
            if None in key:
                yield ()
            said = [(head,) for head in in_order[key] if head is not None]
            if said:
                yield self.any_of(said) + self.any_of(self._joined(self._flat(rests), depth + 1))

    def _heads(self, way: Way) -> Iterator[tuple[_Head, Way]]:
        """Yield what a way may begin with, and what comes after that."""
        if not way:
            yield None, ()
        elif isinstance(way[0], Branch):
            for begun in way[0].ways:
                yield from self._heads(begun + way[1:])
        else:
            yield way[0], way[1:]

    def _inside(self, item: Item, depth: int) -> Way:
        """Return an item, the ways inside it joined."""
        return self.any_of(self._joined(item.ways, depth)) if isinstance(item, Branch) else (item,)

    def _ending_alike(self, ways: Ways) -> Ways:
        """Return ways, those together that end with the same choice or slot."""
        by_last: dict[object, list[Way]] = {}
        for way in ways:
            shared = bool(way) and self._size(way[-1]) >= _HEAVY
            by_last.setdefault(way[-1:] if shared else (way, "alone"), []).append(way)
        if len(by_last) == len(ways):
            return ways
        joined: list[Way] = []
        for several in by_last.values():
            if len(several) == 1:
                joined += several
            else:
                before = self._ending_alike(self._flat(way[:-1] for way in several))
                joined.append(self.any_of(before) + several[0][-1:])
        return self._flat(joined)


def _worth(saved: int, depth: int) -> int:
    """Return how many nodes it is worth that so many words are tried once less."""
    some, each = _MORE_AT_THE_BEGINNING
    return _MORE_NODES if depth else some + each * saved


def _optional(item: Item) -> bool:
    return isinstance(item, Branch) and any(all(map(_optional, way)) for way in item.ways)
