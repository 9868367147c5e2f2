"""Which templates can have been misheard at all as what was heard, by its words.

Every template is a bit.  Each word of a way along the lattice has to be one that the template
knows: the same that a walk asks for, without a look at a single sentence.
"""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

from supine.understanding.lattice import Edge, Lattice
from supine.understanding.spoken import MASK


class Likely:
    """Finds the templates that what was heard may have come from.

    Args:
        inside: The templates that know a word, by the word or by what stands for a value.
        masks: What stands for a value of a composed list, by its name.
    """

    def __init__(self, inside: Mapping[str, int], masks: Mapping[str, str] | None = None) -> None:
        self._inside = inside
        self._masks = masks or {}
        self._all = reduce(or_, inside.values(), 0)

    def among(self, lattice: Lattice) -> int:
        """Return the bits of the templates that the lattice may lead through."""
        everything = self._all
        # reached[place][errors]: those that know all words of a way to there
        reached: dict[int, list[int]] = {0: [everything] + [0] * lattice.most_errors}
        for place in lattice.order:
            if place in reached:
                for way, known in self._onwards(lattice, place).items():
                    _spread(reached, place, way, known)
        bits = 0
        for place, end in lattice.last.items():
            for each in reached.get(place, [])[: max(0, lattice.most_errors + 1 - end.errors)]:
                bits |= each
        return bits

    def _onwards(self, lattice: Lattice, place: int) -> dict[tuple[int, int], int]:
        """Return where one gets from a place with how many errors, and which templates do."""
        known: dict[tuple[int, int], int] = {}
        for word, edge in _edges(lattice, place, self._masks):
            if bits := self._inside.get(word, 0):
                key = edge.to, edge.errors
                known[key] = known.get(key, 0) | bits
        return known


def _edges(lattice: Lattice, place: int, masks: Mapping[str, str]) -> Iterator[tuple[str, Edge]]:
    """Yield the ways on from a place by the word, or by what stands for a value."""
    for word, edges in lattice.words[place].items():
        for edge in edges:
            yield word, edge
    if place < len(lattice.numbers):
        for _, edge in lattice.numbers[place]:
            yield MASK, edge
        for name, mask in masks.items():
            for _, edge in lattice.found(name)[place]:
                yield mask, edge


def _spread(reached: dict[int, list[int]], place: int, edge: tuple[int, int], known: int) -> None:
    to, errors = edge
    there = reached.setdefault(to, [0] * len(reached[place]))
    for n, bits in enumerate(reached[place][: max(0, len(there) - errors)]):
        there[n + errors] |= bits & known
