"""What may have been said where something was heard: the lattice of all that sounds like it."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from supine.understanding.composed import Composed
from supine.understanding.lattice import Edge, Lattice, numbers_in, values_in
from supine.understanding.misheard import PHRASE_WORDS, Misheard, errors_max
from supine.understanding.spoken import Numbers

_MASKED = 4
"""Letters that a value counts, heard and said, however long it is, with the blanks."""

_LONGER = 1.6
"""How much longer than what was heard may be what was said."""

_COST_MAX = 0.27
"""Part of all letters, heard and said, that may differ."""

ASKING_WORDS = 4
"""Words of a filler that may be misheard: "i would like to"."""

_TO_PASS = 2
"""Letters that count as differing when a misheard filler is passed over."""


class Hearing:
    """Lays out what may have been said.

    Args:
        misheard: Says which words may have been said for which.
        numbers: The numbers of the language.
        small_words: Words that count for nothing.
        composed: The lists that are composed, by their names.
    """

    def __init__(
        self,
        misheard: Misheard,
        numbers: Numbers,
        small_words: Collection[str] = (),
        composed: Mapping[str, Composed] | None = None,
    ) -> None:
        self._misheard = misheard
        self._numbers = numbers
        self._small_words = frozenset(small_words)
        self._composed = composed or {}
        self._ones = {word for words in numbers.spelled(1, 1) for word in words}

    def weighty(self, words: Sequence[str]) -> list[str]:
        """Return the words that count."""
        return [word for word in words if word not in self._small_words]

    def lattice(self, words: list[str], *, known: bool = True) -> Lattice | None:
        """Return what may have been said for words that were heard; None where none counts.

        Args:
            words: In the form of `spoken.plain`.
            known: Whether what is known to be heard for something is taken for it.
        """
        weighty = self.weighty(words)
        if not weighty:
            return None
        letters = sum(len(word) + 1 for word in weighty)
        lattice = Lattice(
            words=[{} for _ in range(len(words) + 1)],
            numbers=numbers_in(words, self._numbers, _MASKED),
            last={len(words): Edge(len(words))},
            found=values_in(words, self._composed, _MASKED),
            small=self._small_words,
            most_errors=errors_max(len(weighty) - self._in_values(words)),
            most_cost=_COST_MAX * letters * (1 + _LONGER),
        )
        for n in range(len(words)):
            lattice.order.append(n)
            self._add_ways(lattice, words, n)
            if known:
                self._add_instead(lattice, words, n)
        for n in reversed(range(len(words))):
            self._add_passing(lattice, words, n)
        return lattice

    def _add_ways(self, lattice: Lattice, words: list[str], n: int) -> None:
        """Add the ways on from a word."""
        word = words[n]
        small = word in self._small_words
        ways = lattice.words[n]
        ways.setdefault(word, []).append(Edge(n + 1, 0, 0, 0 if small else 2 * len(word) + 2))
        if small:
            return
        number = self._is_number(word)
        for other, cost in self._misheard.alike(word).items():
            counts = number or (self._is_number(other) and other not in self._ones)
            if not counts or self._misheard.same_sound(word, other):
                edge = Edge(n + 1, cost, 1, len(word) + len(other) + 2)
                ways.setdefault(other, []).append(edge)
        if number:
            self._add_spelled(lattice, words, n)
            return
        for first, second, cost in self._misheard.run_together(word):
            edge = Edge(n + 1, cost, 1, len(word) + len(first) + len(second) + 3)
            self._add_several(lattice, n, (first, second), edge)
        if n + 1 < len(words) and not self._is_number(words[n + 1]):
            self._add_pair(lattice, n, word, words[n + 1])

    def _add_instead(self, lattice: Lattice, words: list[str], n: int) -> None:
        """Add what is known to be heard as the words from here on."""
        for end in range(n + 1, min(len(words), n + PHRASE_WORDS) + 1):
            heard = " ".join(words[n:end])
            for said, cost in self._misheard.instead(heard):
                edge = Edge(end, cost, 1, len(heard) + len(said) + 2)
                self._add_several(lattice, n, said.split(), edge)

    def _add_spelled(self, lattice: Lattice, words: list[str], n: int) -> None:
        """Add the words of a number that was heard: "1 more minute"."""
        if words[n].isdecimal() and len(words[n]) <= 2:  # noqa: PLR2004 - up to ninety-nine
            for said in self._numbers.spelled(int(words[n]), int(words[n])):
                weight = 2 * sum(len(word) + 1 for word in said)
                self._add_several(lattice, n, said, Edge(n + 1, 0, 0, weight))

    def _add_pair(self, lattice: Lattice, n: int, word: str, following: str) -> None:
        both = len(word) + len(following)
        for other, cost in self._misheard.torn(word, following).items():
            edge = Edge(n + 2, cost, 1, both + len(other) + 3)
            lattice.words[n].setdefault(other, []).append(edge)
        for first, second in self._misheard.moved(word, following):
            self._add_several(lattice, n, (first, second), Edge(n + 2, 1, 1, 2 * both + 4))

    def _add_several(self, lattice: Lattice, n: int, said: Sequence[str], edge: Edge) -> None:
        """Add words that follow each other."""
        place = n
        for word, following in pairwise((*said, "")):
            to = len(lattice.words) if following else edge.to
            way = edge._replace(to=to) if place == n else Edge(to)
            lattice.words[place].setdefault(word, []).append(way)
            if following:
                lattice.words.append({})
                lattice.order.append(to)
            place = to

    def _add_passing(self, lattice: Lattice, words: list[str], n: int) -> None:
        """Let a word be passed over that counts for nothing, or that may be such a one."""
        for end in range(n + 1, min(len(words), n + ASKING_WORDS + 1)):
            if self._misheard.asking(tuple(words[n:end])):
                self._pass(lattice, n, Edge(end, 1, 1, 2 * len(words[n])))
        word = words[n]
        if word in self._small_words:
            passed = Edge(n + 1)
        elif self._misheard.filler(word):
            passed = Edge(n + 1, _TO_PASS, 1, 2 * len(word) + 2)
        elif (
            self._small_words.issuperset(words[n + 1 :])
            or self._is_number(word)
            or not self._misheard.slight(word)
        ):
            return
        else:
            passed = Edge(n + 1, len(word) + 1, 1, len(word) + 1)
        self._pass(lattice, n, passed)

    def _pass(self, lattice: Lattice, n: int, passed: Edge) -> None:
        """Let one get on from a place as from a later one."""
        to = passed.to
        for other, edges in lattice.words[to].items():
            lattice.words[n].setdefault(other, []).extend(_behind(passed, edge) for edge in edges)
        if to in lattice.last:
            lattice.last[n] = _behind(passed, lattice.last[to])
        for number, edge in lattice.numbers[to]:
            lattice.numbers[n].append((number, _behind(passed, edge)))
        for name in self._composed:
            found = lattice.found(name)
            for value, edge in found[to]:
                found[n].append((value, _behind(passed, edge)))

    def _in_values(self, words: list[str]) -> int:
        """Return how many words more than one the numbers, times and days have."""
        spans = {(it.begin, it.end) for it in self._numbers.find(words)}
        for composed in self._composed.values():
            spans |= {(it.begin, it.end) for it in composed.find(words)}
        more, at = 0, 0
        for begin, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if begin >= at:
                more, at = more + end - begin - 1, end
        return more

    def _is_number(self, word: str) -> bool:
        return word in self._numbers.beginnings or word.isdecimal()


def _behind(passed: Edge, edge: Edge) -> Edge:
    return Edge(
        edge.to,
        passed.cost + edge.cost,
        passed.errors + edge.errors,
        passed.weight + edge.weight,
    )
