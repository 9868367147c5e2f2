"""How words sound, roughly: enough to know that "paws" may have been "pause".

A language says under `pronounced` how what is written is spoken; whatever it does not name sounds
as it is written.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_VOWELS = "aeiouAEIOUV"
_FAMILIES = ("pb", "td", "kg", "fvTx", "sz", "SJC", "mnN", "lr", _VOWELS)
"""Sounds of one family are easily taken for each other."""

_ROUGHLY = str.maketrans(
    {sound: family[0] for family in _FAMILIES for sound in family} | {"h": None}
)
_BONES = str.maketrans(dict.fromkeys(_VOWELS))
_TWICE = re.compile(r"(.)\1+")

_FINELY = 0.4
_IN_FAMILIES = 0.3
"""Of a sound that differs, what counts in any case, what counts if it is of another family, and
the rest counts if that is not a vowel."""


class Sounds(NamedTuple):
    """How something sounds."""

    finely: str
    roughly: str
    """By the families of its sounds."""

    bones: str
    """The same without its vowels."""

    @classmethod
    def of(cls, finely: str) -> "Sounds":
        """Return sounds with their families."""
        roughly = finely.translate(_ROUGHLY)
        return cls(finely, roughly, roughly.translate(_BONES))


class Pronunciation:
    """Tells how words sound, and how much they sound alike.

    Args:
        spoken: How what is written is spoken; `^` stands for the beginning of a word and `$` for
            its end.  The longest that fits is taken.
    """

    def __init__(self, spoken: Mapping[str, str]) -> None:
        from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - the service runs without it

        self._differing: Any = Levenshtein.distance
        self._spoken = spoken
        parts = sorted(spoken, key=len, reverse=True)
        self._parts = re.compile("|".join(map(re.escape, parts)) or "(?!)")

    def of(self, text: str) -> Sounds:
        """Return how plain words sound, one after the other."""
        return Sounds.of("".join(map(self._word, text.split())))

    def _word(self, word: str) -> str:
        said = self._parts.sub(lambda part: self._spoken[part[0]], f"^{word}$")
        return _TWICE.sub(r"\1", said.replace("^", "").replace("$", ""))

    def alike(self, one: Sounds, other: Sounds) -> float:
        """Return how much of two sounds is the same, from 0 to 1."""
        differing = (
            _FINELY * self._differing(one.finely, other.finely)
            + _IN_FAMILIES * self._differing(one.roughly, other.roughly)
            + (1 - _FINELY - _IN_FAMILIES) * self._differing(one.bones, other.bones)
        )
        return float(1 - differing / max(len(one.finely), len(other.finely), 1))
