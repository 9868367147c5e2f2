"""Which templates can have been misheard at all as what was heard, by its words.

Every template is a bit.  Each word that was heard has to be one that the template knows, or
has to sound like one, and at most half of them may only sound like one: the same that
`Misheard.may_be` asks of a whole sentence, without a look at a single sentence.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

from supine.understanding.misheard import Misheard, errors_max

_REMEMBERED = 4096
"""Words whose likes are remembered: people say the same ones again and again."""


class Likely:
    """Finds the templates that what was heard may have come from.

    Args:
        inside: The templates that know a word, by the word.
        misheard: Says which words may have been heard as which.
        small_words: Words that count for nothing.
    """

    def __init__(
        self, inside: Mapping[str, int], misheard: Misheard, small_words: Collection[str] = ()
    ) -> None:
        self._inside = inside
        self._words = [word for word in inside if word not in small_words]
        self._misheard = misheard
        self._alike = lru_cache(_REMEMBERED)(self._find_alike)
        self._torn = lru_cache(_REMEMBERED)(self._find_torn)

    def among(self, heard: list[str]) -> int:
        """Return the bits of the templates that may have been misheard as these words."""
        most = errors_max(heard)
        everything = -1
        # reached[i][e]: those that the first i words fit with at most e of them misheard
        reached = [[everything] * (most + 1)] + [[0] * (most + 1) for _ in heard]
        for i, word in enumerate(heard):
            known = self._inside.get(word, 0)
            alike = everything if self._misheard.slight(word) else self._alike(word)
            pair = self._torn(word, heard[i + 1]) if i + 1 < len(heard) else 0
            for errors, bits in enumerate(reached[i]):
                reached[i + 1][errors] |= bits & known
                if errors < most:
                    reached[i + 1][errors + 1] |= bits & alike
                    if pair:
                        reached[i + 2][errors + 1] |= bits & pair
        bits = 0
        for each in reached[-1]:
            bits |= each
        return bits

    def _find_alike(self, word: str) -> int:
        """Return the templates with a word like this one, or with a part of it."""
        bits = 0
        for other in self._misheard.alike(word, self._words):
            bits |= self._inside[other]
        for end in range(1, len(word)):
            bits |= self._inside.get(word[:end], 0) | self._inside.get(word[end:], 0)
        return bits

    def _find_torn(self, word: str, following: str) -> int:
        bits = 0
        for other in self._misheard.torn((word, following), self._words):
            bits |= self._inside[other]
        return bits
