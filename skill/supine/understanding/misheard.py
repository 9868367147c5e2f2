"""Whether one sentence can be what a recogniser of speech made of another.

It can when their words can be laid side by side so that each is the same, or sounds like
its neighbour, or was torn in two ("a gain").
"""

from collections.abc import Collection
from functools import cache
from typing import Any

ALIKE = 0.82
"""Jaro-Winkler likeness from which two words can be misheard for each other: "relief" for
"release"."""

MOST_LETTERS = 0.66
"""Part of the letters in place from which they can, too: "his" for "is"."""

SIMILAR = 0.73
HALF_THE_LETTERS = 0.5
"""Together they do as well, if the lengths are about the same: "bag" for "back", but neither
"timer" for "third" nor "line" for "longer"."""

ODD_LENGTHS = 0.6
"""How long the shorter of two words has to be, as a part of the longer one."""

TORN = 0.86
"""Likeness of a word and the two it was torn into."""

SHORT_WORD = 2
SHORT_ALIKE = 0.66
"""Words of two letters may have one of them wrong: "op" for "up"."""


class Misheard:
    """Compares sentences word by word.

    Args:
        fixed: Words that are never taken for another.
    """

    def __init__(self, fixed: Collection[str]) -> None:
        from rapidfuzz import distance  # noqa: PLC0415 - the service runs without it

        self._jaro_winkler: Any = distance.JaroWinkler.similarity
        self._in_place: Any = distance.Levenshtein.normalized_similarity
        self._common: Any = distance.Indel.normalized_similarity
        self._fixed = frozenset(fixed)

    def may_be(self, heard: list[str], said: list[str]) -> bool:
        """Return whether ``said`` may have been heard as ``heard``.

        At most half of the words may be wrong: else too little is left to go by.
        """
        most = max(1, len(heard) // 2)

        @cache
        def errors(i: int, j: int) -> int:
            """Return how many words from here on were misheard at least."""
            if i == len(heard) or j == len(said):
                return 0 if i == len(heard) and j == len(said) else most + 1
            if heard[i] == said[j]:
                return errors(i + 1, j + 1)
            ways = [most]
            if self._alike(heard[i], said[j]):
                ways.append(errors(i + 1, j + 1))
            if self._torn(heard[i : i + 2], said[j]):
                ways.append(errors(i + 2, j + 1))
            if self._torn(said[j : j + 2], heard[i]):
                ways.append(errors(i + 1, j + 2))
            return 1 + min(ways)

        return errors(0, 0) <= most

    def _alike(self, one: str, other: str) -> bool:
        shorter, longer = sorted((len(one), len(other)))
        if shorter < longer * ODD_LENGTHS or not self._fixed.isdisjoint((one, other)):
            return False
        likeness = self._jaro_winkler(one, other)
        if longer <= SHORT_WORD:
            return bool(likeness >= SHORT_ALIKE)
        in_place = self._in_place(one, other)
        if likeness >= ALIKE or in_place >= MOST_LETTERS:
            return True
        similar = likeness >= SIMILAR and in_place >= HALF_THE_LETTERS
        return bool(similar and longer - shorter <= 1)

    def _torn(self, pair: list[str], word: str) -> bool:
        if len(pair) < 2 or not self._fixed.isdisjoint((*pair, word)):  # noqa: PLR2004 - a pair
            return False
        return bool(self._common("".join(pair), word) >= TORN)
