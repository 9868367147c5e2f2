"""Values by their words, as a tree in which words that begin alike stand once.

Rhasspy writes ``half:30 hour:`` for "half hour", which means 30: what is said stands before
the colon, what is meant behind it.  ``twenty: (one:21 | two:22)`` says "twenty" and means
nothing by it yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from supine.understanding.factored import Factoring, Way, Ways
from supine.understanding.templates import Value

_SYNONYMS = 3
"""So many words for one value take fewer nodes together than each alone."""


def value_ways(spelled: Mapping[tuple[str, ...], Value], factoring: Factoring) -> Ways:
    """Return the ways to say any of some values; what each means stands behind its words.

    Args:
        spelled: Values by their words, none of them without a word.
        factoring: Whose ways these are.
    """
    tree = _Tree()
    for words, value in spelled.items():
        at = tree
        for word in words:
            at = at.after.setdefault(word, _Tree())
        if at.means is None:
            at.means = value
    return _Writer(factoring).ways(tree)


@dataclass(slots=True)
class _Tree:
    """What may be said from some place on."""

    means: Value | None = None
    """What is meant if nothing more is said; None where something has to follow."""

    after: dict[str, "_Tree"] = field(default_factory=dict)

    def meant(self) -> frozenset[Value]:
        """Return all that may be meant."""
        own = frozenset() if self.means is None else frozenset({self.means})
        return own.union(*(each.meant() for each in self.after.values()))

    def told(self) -> "_Tree":
        """Return the same words where it was told before what is meant."""
        own = None if self.means is None else ""
        return _Tree(own, {word: each.told() for word, each in self.after.items()})

    def without(self, words: set[str]) -> "_Tree":
        """Return the tree without what goes on with some words, and without an end here."""
        return _Tree(None, {word: each for word, each in self.after.items() if word not in words})


class _Writer:
    def __init__(self, factoring: Factoring) -> None:
        self._factoring = factoring

    def ways(self, tree: _Tree) -> Ways:
        """Return the ways to go on; where what ends here has been told before."""
        any_of = self._factoring.any_of
        ways: list[Way] = []
        rest = tree
        for word, each in tree.after.items():
            if each.means is None and each.after and each.after.items() <= rest.after.items():
                ways.append(any_of([(f"{word}:",), ()]) + any_of(self.ways(each)))
                rest = rest.without({word, *each.after})
        by_rest: dict[Way, list[Way]] = {}
        for said, after in self._merged(rest):
            by_rest.setdefault(after, []).append(said)
        ways += [self._factoring.any_of(said) + after for after, said in by_rest.items()]
        return (*ways, ()) if tree.means is not None else tuple(ways)

    def _merged(self, tree: _Tree) -> Iterator[tuple[Way, Way]]:
        """Yield words with what is meant by them, and what comes after; synonyms together."""
        alike: dict[tuple[Value | None, Way], list[str]] = {}
        for word, each in tree.after.items():
            for means, after in self._worded(each):
                alike.setdefault((means, after), []).append(word)
        for (means, after), words in alike.items():
            if means not in {None, ""} and len(words) >= _SYNONYMS:
                yield (self._factoring.meaning([(word,) for word in words], means),), after
            else:
                for word in words:
                    yield (f"{word}:{'' if means is None else means}",), after

    def _worded(self, tree: _Tree) -> Iterator[tuple[Value | None, Way]]:
        """Yield what is meant behind a word, if that is clear, and what comes after it."""
        any_of = self._factoring.any_of
        if len(meant := tree.meant()) == 1:
            yield next(iter(meant)), any_of(self.ways(tree.told()))
            return
        if tree.means is not None:
            clear = {more for more, each in tree.after.items() if each.meant() == {tree.means}}
            alike = _Tree(tree.means, {it: tree.after[it] for it in tree.after if it in clear})
            yield tree.means, any_of(self.ways(alike.told()))
            tree = tree.without(clear)
        yield None, any_of(self.ways(tree))
