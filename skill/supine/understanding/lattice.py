"""What was heard as a net of what may have been said: words that lead from place to place.

The places are those between the words that were heard.  A word as it was heard costs nothing;
one that it may have been misheard for costs the letters that differ, and counts as an error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supine.understanding.composed import Composed
from supine.understanding.spoken import Numbers
from supine.understanding.templates import Value


class Edge(NamedTuple):
    """A way on from a place."""

    to: int
    cost: float = 0.0
    """Letters that differ."""

    errors: int = 0
    """Words that were misheard."""

    weight: int = 0
    """Letters that were heard and letters that were said, with a blank behind each word."""


@dataclass(slots=True)
class Lattice:
    """Says which words and values lead from each place to which other."""

    words: list[dict[str, list[Edge]]]
    """By place: the words that may have been said there, and where each of them leads."""

    numbers: list[list[tuple[int, Edge]]]
    """By place: the numbers that were heard there."""

    last: dict[int, Edge]
    """The places behind which nothing has to follow, and what it costs to end there."""

    found: Callable[[str], list[list[tuple[Value, Edge]]]]
    """By the name of a composed list and by place: the values that were heard there."""

    small: frozenset[str] = frozenset()
    """Words that may be missing."""

    most_errors: int = 0
    most_cost: float = 0.0
    order: list[int] = field(default_factory=list)
    """All places, each before those that it leads to."""


def as_heard(words: Sequence[str], numbers: Numbers, lists: Mapping[str, Composed]) -> Lattice:
    """Return what was heard, word by word, with nothing misheard.

    Args:
        words: In the form of `spoken.plain`.
        numbers: The numbers of the language.
        lists: The lists that are composed, by their names.
    """
    return Lattice(
        words=[{word: [Edge(n + 1)]} for n, word in enumerate(words)] + [{}],
        numbers=numbers_in(words, numbers, 0),
        last={len(words): Edge(len(words))},
        found=values_in(words, lists, 0),
    )


def numbers_in(words: Sequence[str], numbers: Numbers, weight: int) -> list[list[tuple[int, Edge]]]:
    """Return the numbers among words by the place where they begin, the longest first."""
    found: list[list[tuple[int, Edge]]] = [[] for _ in range(len(words) + 1)]
    for n, word in enumerate(words):
        if numbers.may_be(word):
            found[n] = [(it.value, Edge(it.end, 0, 0, weight)) for it in numbers.all_at(words, n)]
    return found


def values_in(
    words: Sequence[str], lists: Mapping[str, Composed], weight: int
) -> Callable[[str], list[list[tuple[Value, Edge]]]]:
    """Return what tells the values of a composed list by place; most are never asked for."""
    known: dict[str, list[list[tuple[Value, Edge]]]] = {}

    def found(name: str) -> list[list[tuple[Value, Edge]]]:
        if name not in known:
            known[name] = [[] for _ in range(len(words) + 1)]
            composed = lists.get(name)
            for value, begin, end in composed.find(words) if composed else ():
                known[name][begin].append((value, Edge(end, 0, 0, weight)))
        return known[name]

    return found
