"""Whether one sentence can be what a recogniser of speech made of another.

It can when their words can be laid side by side so that each is the same, or sounds like
its neighbour, or was torn in two ("a gain").
"""

from collections.abc import Collection, Iterator, Sequence
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

SLIGHT = 3
"""Letters of a word that may be one that counts for nothing."""

SHORT_WORD = 2
SHORT_ALIKE = 0.66
"""Words of two letters may have one of them wrong: "op" for "up"."""


class Misheard:
    """Compares sentences word by word.

    Args:
        fixed: Words that are never taken for another.
        small_words: Words that may be missing, and whatever they were misheard for may be, too.
    """

    def __init__(self, fixed: Collection[str], small_words: Collection[str] = ()) -> None:
        from rapidfuzz import distance, process  # noqa: PLC0415 - the service runs without it

        self._extract: Any = process.extract_iter
        self._jaro_winkler: Any = distance.JaroWinkler.similarity
        self._in_place: Any = distance.Levenshtein.normalized_similarity
        self._common: Any = distance.Indel.normalized_similarity
        self._fixed = frozenset(fixed)
        self._small = [word for word in small_words if len(word) <= SLIGHT]

    def slight(self, heard: str) -> bool:
        """Return whether a word may be a small one misheard: "at twenty minute rest"."""
        return len(heard) <= SLIGHT and any(self._alike(heard, word) for word in self._small)

    def alike(self, heard: str, words: Sequence[str]) -> Iterator[str]:
        """Yield the words that a word may have been misheard for."""
        if heard in self._fixed:
            return
        short = SHORT_ALIKE if len(heard) <= SHORT_WORD else SIMILAR
        near = {word for word, *_ in self._among(heard, words, self._jaro_winkler, short)}
        near |= {word for word, *_ in self._among(heard, words, self._in_place, MOST_LETTERS)}
        for word in near:
            if word != heard and self._alike(heard, word):
                yield word

    def torn(self, pair: Sequence[str], words: Sequence[str]) -> Iterator[str]:
        """Yield the words that may have been torn into two."""
        if self._fixed.isdisjoint(pair):
            for word, *_ in self._among("".join(pair), words, self._common, TORN):
                if word not in self._fixed:
                    yield word

    def _among(self, heard: str, words: Sequence[str], likeness: Any, least: float) -> Any:  # noqa: ANN401
        return self._extract(heard, words, scorer=likeness, score_cutoff=least)

    def may_be(self, heard: list[str], said: list[str]) -> bool:
        """Return whether ``said`` may have been heard as ``heard``."""
        most = errors_max(heard)

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
            if self.slight(heard[i]):
                ways.append(errors(i + 1, j))
            if self._torn(heard[i : i + 2], said[j]):
                ways.append(errors(i + 2, j + 1))
            if self._run_together(said[j : j + 2], heard[i]):
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

    def _run_together(self, pair: list[str], word: str) -> bool:
        """Return whether two words were heard as one; the first or the last is whole in it."""
        return self._torn(pair, word) and (word.startswith(pair[0]) or word.endswith(pair[1]))


def errors_max(heard: list[str]) -> int:
    """Return how many words may be misheard: half of them, or too little is left to go by."""
    return max(1, len(heard) // 2)
