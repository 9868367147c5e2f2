"""One spelling for words that recognisers of speech spell in several ways.

They hand over "zurueck" or "zuruck" for "zurück" and "dreissig" for "dreißig", and numbers that
are one word are torn into their parts: "ein und zwanzig".
"""

import unicodedata
from collections.abc import Iterable, Iterator

from supine.understanding.spoken import NUMBER_MAX, Numbers

_TRANSCRIBED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "æ": "ae", "ø": "oe", "œ": "oe"}
)
_PARTS_MAX = 4


class Spelling:
    """Brings plain words into the spelling of a language's templates.

    Args:
        words: The words that the language knows, in the form of `spoken.plain`.
        numbers: The numbers of the language.
    """

    def __init__(self, words: Iterable[str], numbers: Numbers) -> None:
        spelled = numbers.spelled(0, NUMBER_MAX)
        self._numbers = {said[0] for said in spelled if len(said) == 1}
        known = {*words, *(word for said in spelled for word in said)}
        self._meant: dict[str, str] = {}
        for word in sorted(known):
            for other in () if word.isascii() else _other_spellings(word):
                if other not in known:
                    self._meant.setdefault(other, word)

    def settled(self, text: str) -> str:
        """Return a plain text with each word as the templates spell it."""
        words = text.split()
        if not self._meant.keys().isdisjoint(words):
            words = [self._meant.get(word, word) for word in words]
        if len(words) > 1 and not self._numbers.isdisjoint(words):
            words = list(self._joined(words))
        return " ".join(words)

    def _joined(self, words: list[str]) -> Iterator[str]:
        """Yield the words, the parts of a number that was torn in one piece.

        Numbers beside each other are no parts: "zehn zwanzig" can be a time.
        """
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + _PARTS_MAX), at + 1, -1):
                parts = words[at:end]
                if "".join(parts) in self._numbers and not self._numbers.issuperset(parts):
                    yield "".join(parts)
                    at = end
                    break
            else:
                yield words[at]
                at += 1


def _other_spellings(word: str) -> Iterator[str]:
    yield word.translate(_TRANSCRIBED)
    apart = unicodedata.normalize("NFD", word.replace("ß", "ss"))
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    yield unicodedata.normalize("NFC", bare)
