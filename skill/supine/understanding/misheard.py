"""Which words a recogniser of speech may have made of which.

A word may look like another, or sound like it; it may have been torn in two ("a gain"), two may
have run together, and their border may have moved ("speaks lower").
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from supine.understanding.pronunciation import Pronunciation, Sounds

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

TORN_SOUNDS = 0.75
"""Part of their sounds that has to be the same if it looks different."""

TORN_LONGER = 2
"""Letters that the two may have more than the word."""

SLIGHT = 3
"""Letters of a word that may be one that counts for nothing."""

SHORT_WORD = 2
SHORT_ALIKE = 0.66
"""Words of two letters may have one of them wrong: "op" for "up"."""

SOUNDS_ALIKE = 0.7
FEW_LETTERS = 4
FEW_LETTERS_SOUND = 0.6
"""Words of few letters that look alike have to sound alike as well, in part."""

FEW_SOUNDS = 3
FEW_SOUND_ALIKE = 0.8
"""Part of the sounds that have to be the same, and of few sounds: "likes" for "legs", but not
"hat" for "that"."""

SOUNDS_ROUGHLY = 0.55
"""Part of the families of sounds without which there is no need to look closer."""

LONG_FILLER = 5
"""Letters of a filler that is known although it was misheard: "plays" for "please"."""

ASKING_ALIKE = 0.7
"""Part of the sounds that have to be the same of a word in "can you" or "i want to"."""

PHRASE_ALIKE = 0.78
PHRASE_WORDS = 3
"""The same for several words together, and how many of them may have been heard."""

_REMEMBERED = 4096
"""Words whose likes are remembered: people say the same ones again and again."""

Likes = Mapping[str, float]
"""Words that may have been said, and how many letters that makes different."""


class Misheard:
    """Compares words with those of a language.

    Args:
        words: Those that may have been said.
        fixed: Words that are never taken for another.
        small_words: Words that count for nothing.
        fillers: Words that mean nothing.
        pronunciation: Tells how words sound.
        known: What is known to be heard for something, in the form of `spoken.plain`.
        phrases: Several words together that are known by their sound: the names of routines.
    """

    def __init__(
        self,
        words: Collection[str],
        fixed: Collection[str] = (),
        small_words: Collection[str] = (),
        fillers: Collection[str] = (),
        pronunciation: Pronunciation | None = None,
        known: Mapping[str, Collection[str]] | None = None,
        phrases: Collection[str] = (),
    ) -> None:
        from rapidfuzz import distance, process  # noqa: PLC0415 - the service runs without it

        self._extract: Any = process.extract_iter
        self._jaro_winkler: Any = distance.JaroWinkler.similarity
        self._in_place: Any = distance.Levenshtein.normalized_similarity
        self._differing: Any = distance.Indel.distance
        self._common: Any = distance.Indel.normalized_similarity
        self._fixed = frozenset(fixed)
        self._small = [word for word in small_words if len(word) <= SLIGHT]
        self._all = words
        self._without = frozenset((*fixed, *small_words))
        self._fillers = [word for word in fillers if len(word) >= LONG_FILLER and " " not in word]
        self._all_fillers = frozenset(fillers)
        self._asking = [tuple(filler.split()) for filler in fillers if " " in filler]
        self._known: dict[str, list[str]] = {}
        for said, several in (known or {}).items():
            for heard in several:
                self._known.setdefault(heard, []).append(said)
        self._named = [phrase for phrase in phrases if " " in phrase]
        self._pronunciation = pronunciation or Pronunciation({})
        self.alike = lru_cache(_REMEMBERED)(self._alike)
        self.torn = lru_cache(_REMEMBERED)(self._torn)
        self.run_together = lru_cache(_REMEMBERED)(self._run_together)
        self.slight = lru_cache(_REMEMBERED)(self._slight)
        self.filler = lru_cache(_REMEMBERED)(self._filler)
        self.instead = lru_cache(_REMEMBERED)(self._instead)
        self.asking = lru_cache(_REMEMBERED)(self._asks)

    @cached_property
    def _words(self) -> dict[str, Sounds]:
        """The words that may have been misheard, and how they sound."""
        words = (word for word in self._all if word.isalpha() and word not in self._without)
        return {word: self._pronunciation.of(word) for word in words}

    @cached_property
    def _roughly(self) -> dict[str, str]:
        return {word: sounds.roughly for word, sounds in self._words.items()}

    @cached_property
    def _spelled(self) -> list[str]:
        return list(self._words)

    @cached_property
    def _filler_sounds(self) -> list[Sounds]:
        return [self._pronunciation.of(word) for word in self._fillers]

    def _slight(self, heard: str) -> bool:
        """Return whether a word may be one that counts for nothing: "at twenty minute rest"."""
        return len(heard) <= SLIGHT and any(self._looks_alike(heard, word) for word in self._small)

    def _filler(self, heard: str) -> bool:
        """Return whether a word may be a filler: "plays" for "please"."""
        if len(heard) < LONG_FILLER or heard in self._fixed:
            return False
        sounds = self._pronunciation.of(heard)
        likeness = (self._pronunciation.alike(sounds, filler) for filler in self._filler_sounds)
        return any(each >= SOUNDS_ALIKE for each in likeness)

    def _alike(self, heard: str) -> Likes:
        """Return the words that a word may have been misheard for."""
        if heard in self._fixed:
            return {}
        short = SHORT_ALIKE if len(heard) <= SHORT_WORD else SIMILAR
        near = {word for word, *_ in self._among(heard, self._spelled, self._jaro_winkler, short)}
        near |= {
            word for word, *_ in self._among(heard, self._spelled, self._in_place, MOST_LETTERS)
        }
        near.discard(heard)
        meant = {word for word in near if self._looks_alike(heard, word)}
        sounds = self._pronunciation.of(heard)
        for *_, word in self._among(sounds.roughly, self._roughly, self._in_place, SOUNDS_ROUGHLY):
            alike = self._pronunciation.alike(sounds, self._words[word])
            few = min(len(sounds.finely), len(self._words[word].finely)) <= FEW_SOUNDS
            if alike >= (FEW_SOUND_ALIKE if few else SOUNDS_ALIKE):
                meant.add(word)
        meant.discard(heard)
        return {word: self._cost(heard, sounds, word) for word in meant}

    def _cost(self, heard: str, sounds: Sounds, word: str) -> float:
        """Return how many letters differ, for two thirds by the sounds."""
        by_sound = (1 - self._pronunciation.alike(sounds, self._words[word])) * (
            len(heard) + len(word) + 2
        )
        return float(2 * by_sound + self._differing(heard, word)) / 3

    def same_sound(self, heard: str, word: str) -> bool:
        """Return whether two words sound the same: "paws", "pause"."""
        return self._pronunciation.of(heard) == self._pronunciation.of(word)

    def _torn(self, one: str, other: str) -> Likes:
        """Return the words that may have been torn into two."""
        if not self._fixed.isdisjoint((one, other)):
            return {}
        pair = one + other
        sounds = self._pronunciation.of(f"{one} {other}")
        looks = [word for word, *_ in self._among(pair, self._spelled, self._common, TORN)]
        near = self._among(sounds.roughly, self._roughly, self._in_place, SOUNDS_ALIKE)
        found: dict[str, float] = {}
        for word in {*looks, *(word for *_, word in near)}:
            alike = self._pronunciation.alike(sounds, self._words[word])
            alike = 1.0 if word == pair else alike
            least = SOUNDS_ALIKE if word in looks else TORN_SOUNDS
            if alike >= least and len(pair) <= len(word) + TORN_LONGER:
                by_sound = (1 - alike) * (len(pair) + len(word) + 3)
                found[word] = (2 * by_sound + self._differing(f"{one} {other}", word)) / 3
        return found

    def _run_together(self, heard: str) -> list[tuple[str, str, float]]:
        """Return two words each that may have been heard as one; one of them is whole in it."""
        if heard in self._fixed:
            return []
        pairs: dict[tuple[str, str], float] = {}
        for end in range(1, len(heard)):
            head, tail = heard[:end], heard[end:]
            for first, second in self._halves(head, tail):
                if self._common(heard, first + second) >= TORN:
                    pairs[first, second] = float(self._differing(heard, f"{first} {second}"))
        return [(*pair, cost) for pair, cost in pairs.items()]

    def _halves(self, head: str, tail: str) -> Iterator[tuple[str, str]]:
        if head in self._words:
            for word, *_ in self._among(tail, self._spelled, self._common, SIMILAR):
                yield head, word
        if tail in self._words:
            for word, *_ in self._among(head, self._spelled, self._common, SIMILAR):
                yield word, tail

    def moved(self, one: str, other: str) -> list[tuple[str, str]]:
        """Return two words each with the same letters and another border between them."""
        if not self._fixed.isdisjoint((one, other)):
            return []
        pair = one + other
        borders = (end for end in range(2, len(pair) - 1) if end != len(one))
        halves = ((pair[:end], pair[end:]) for end in borders)
        return [each for each in halves if each[0] in self._words and each[1] in self._words]

    def _instead(self, heard: str) -> list[tuple[str, float]]:
        """Return the words that are known to be heard as these, or that sound like them."""
        found = [(said, 1.0) for said in self._known.get(heard, ())]
        words = heard.split()
        if len(words) <= PHRASE_WORDS and self._fixed.isdisjoint(words):
            sounds = self._pronunciation.of(heard)
            near = self._among(
                sounds.roughly, self._phrases_roughly, self._in_place, SOUNDS_ROUGHLY
            )
            for *_, phrase in near:
                alike = self._pronunciation.alike(sounds, self._phrases[phrase])
                if alike >= PHRASE_ALIKE and phrase != heard:
                    found.append((phrase, (1 - alike) * (len(heard) + len(phrase) + 2)))
        return found

    @cached_property
    def _phrases(self) -> dict[str, Sounds]:
        return {phrase: self._pronunciation.of(phrase) for phrase in self._named}

    @cached_property
    def _phrases_roughly(self) -> dict[str, str]:
        return {phrase: sounds.roughly for phrase, sounds in self._phrases.items()}

    def _asks(self, heard: tuple[str, ...]) -> bool:
        """Return whether words may be a filler, with a word of several misheard."""
        known = self._known.get(" ".join(heard), ())
        return not self._all_fillers.isdisjoint(known) or any(
            len(filler) == len(heard) and self._one_differs(filler, heard)
            for filler in self._asking
        )

    def _one_differs(self, filler: tuple[str, ...], heard: tuple[str, ...]) -> bool:
        others = [pair for pair in zip(filler, heard, strict=True) if pair[0] != pair[1]]
        return not others or (
            len(others) == 1
            and self._fixed.isdisjoint(heard)
            and self._pronunciation.alike(*map(self._pronunciation.of, others[0])) >= ASKING_ALIKE
        )

    def _among(self, heard: str, words: Any, likeness: Any, least: float) -> Any:  # noqa: ANN401
        return self._extract(heard, words, scorer=likeness, score_cutoff=least)

    def _looks_alike(self, one: str, other: str) -> bool:
        shorter, longer = sorted((len(one), len(other)))
        if shorter < longer * ODD_LENGTHS or not self._fixed.isdisjoint((one, other)):
            return False
        likeness = self._jaro_winkler(one, other)
        if longer <= SHORT_WORD:
            return bool(likeness >= SHORT_ALIKE)
        if longer <= FEW_LETTERS:
            sounds = map(self._pronunciation.of, (one, other))
            if self._pronunciation.alike(*sounds) < FEW_LETTERS_SOUND:
                return False
        in_place = self._in_place(one, other)
        if likeness >= ALIKE or in_place >= MOST_LETTERS:
            return True
        similar = likeness >= SIMILAR and in_place >= HALF_THE_LETTERS
        return bool(similar and longer - shorter <= 1)


def errors_max(heard: int) -> int:
    """Return how many of so many words may be misheard.

    It is half of them, or too little is left to go by.
    """
    return max(1, heard // 2)
