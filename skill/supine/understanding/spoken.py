"""What a recogniser makes of speech, brought into one form: plain words, fillers, numbers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

MASK = "#"
"""Stands for a number in a sentence."""

NUMBER_MAX = 200
"""The highest number that is known by its words."""

FILLERS_MAX = 5
"""Of so many fillers each is tried with and without; whoever says more is tried without any."""

_TWENTY = 20
_HUNDRED = 100
_USUAL = "spellout-numbering"
"""How the package that spells numbers calls the way to count."""

_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc`")
_ONE_APOSTROPHE = str.maketrans("\u2019\u02bc`", "'''")
_TEMPLATE_SYNTAX = re.compile(r"(\{[^{}]*\}|<[^<>]*>)")
_DASHES = re.compile(r"[-\u2010-\u2015]")


def written(text: str) -> str:
    """Return a text as lower-case words without punctuation, apostrophes inside words kept.

    That is how recognisers of speech write "runner's" and "i'm".
    """
    text = unicodedata.normalize("NFC", text).lower().translate(_ONE_APOSTROPHE)
    words = "".join(char if _is_of_a_word(char) else " " for char in text).split()
    return " ".join(word.strip("'") for word in words if word.strip("'"))


def _is_of_a_word(char: str) -> bool:
    return char == "'" or unicodedata.category(char)[0] in "LNM"


@lru_cache(maxsize=8192)  # templates share most of their words
def plain(text: str) -> str:
    """Return a text as lower-case words without punctuation and apostrophes.

    ``"I'm down - okay?"`` becomes ``"im down okay"``.
    """
    if text.isascii() and text.isalpha() and text.islower():  # as most texts of templates are
        return text
    text = unicodedata.normalize("NFC", text).lower().translate(_APOSTROPHES)
    if not text.replace(" ", "").isalnum():
        text = "".join(char if _is_of_a_word(char) else " " for char in text)
    return " ".join(text.split())


def plain_template(template: str) -> str:
    """Return a sentence template whose words have the form of `plain`."""
    parts = _TEMPLATE_SYNTAX.split(unicodedata.normalize("NFC", template))
    # Every second part is a slot or a rule, whose name stays as it is.
    parts[::2] = [_DASHES.sub(" ", part.lower().translate(_APOSTROPHES)) for part in parts[::2]]
    return "".join(parts)


class Fillers:
    """Words that carry no meaning: "please", "um", "can you".

    Args:
        skip_words: Words or phrases.
    """

    def __init__(self, skip_words: Iterable[str]) -> None:
        phrases = sorted({plain(word) for word in skip_words} - {""}, key=len, reverse=True)
        one = "|".join(map(re.escape, phrases)) or "(?!)"
        self._leading = re.compile(rf"(?:(?:{one}) )+")
        self._trailing = re.compile(rf"(?: (?:{one}))+$")
        self._anywhere = re.compile(rf"(?:^| )(?:{one})(?= |$)")

    def without(self, text: str) -> list[str]:
        """Return the ways to read a plain text: as it is first, without any filler last."""
        match = self._leading.match(text)
        front = text[match.end() :] if match else text
        back = self._trailing.sub("", text)
        both = self._trailing.sub("", front)
        bare = self._bare(text)
        readings = dict.fromkeys((text, front, back, both, *self._without_some(text)))
        return [
            *(reading for reading in readings if reading not in {"", bare}),
            *filter(None, [bare]),
        ]

    def _without_some(self, text: str) -> Iterator[str]:
        """Yield a text without one filler, then without two, and so on, but not without all.

        What is a filler in one place has a meaning in another: "komm" in "wie komm ich denn hoch".
        """
        fillers = [match.span() for match in self._anywhere.finditer(text)]
        if len(fillers) > FILLERS_MAX:
            return
        for many in range(1, len(fillers)):
            for gone in combinations(fillers, many):
                begins = [0, *(end for _, end in gone)]
                ends = [*(begin for begin, _ in gone), len(text)]
                yield "".join(text[a:b] for a, b in zip(begins, ends, strict=True)).strip()

    def _bare(self, text: str) -> str:
        return self._anywhere.sub("", text).strip()

    def only(self, text: str) -> bool:
        """Return whether a plain text has nothing but fillers in it."""
        return not self._bare(text)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, by the places of its words."""

    value: int
    begin: int
    end: int


class Numbers:
    """Finds numbers in plain texts, in digits or in words.

    Args:
        language: A language code such as ``en`` or ``pt-BR``.
    """

    def __init__(self, language: str) -> None:
        self._values = _number_words(language)
        self._first = {spelled[0] for spelled in self._values}
        self._parts = {word for spelled in self._values for word in spelled}
        self._longest = max(map(len, self._values), default=1)

    def spelled(self, low: int, high: int) -> dict[tuple[str, ...], int]:
        """Return the numbers from ``low`` to ``high`` by their words."""
        return {words: n for words, n in self._values.items() if low <= n <= high}

    def may_be(self, word: str) -> bool:
        """Return whether a word can be a part of a number."""
        return word in self._parts or word.isdecimal()

    @property
    def beginnings(self) -> Set[str]:
        """The words that a number may begin with."""
        return self._first

    def find(self, words: list[str]) -> Iterator[Number]:
        """Yield the numbers among words, from left to right, each as long as possible."""
        if self._first.isdisjoint(words) and not any(map(str.isdecimal, words)):
            return
        at = 0
        while at < len(words):
            number = next(self.all_at(words, at), None)
            if number is not None:
                yield number
            at = at + 1 if number is None else number.end

    def all_at(self, words: Sequence[str], at: int) -> Iterator[Number]:
        """Yield the numbers that begin with a word, the longest first."""
        word = words[at]
        if word.isdecimal():
            yield Number(int(word), at, at + 1)
        elif word in self._first:
            for end in range(min(len(words), at + self._longest), at, -1):
                value = self._values.get(tuple(words[at:end]))
                if value is not None:
                    yield Number(value, at, end)


@cache
def _number_words(language: str) -> Mapping[tuple[str, ...], int]:
    """Return the numbers up to `NUMBER_MAX` by their words."""
    from hassil.numbers import get_rbnf_engine  # noqa: PLC0415 - the service runs without hassil

    try:
        engine = get_rbnf_engine(language)
    except ValueError:  # nobody has written down how this language counts
        return {}
    values: dict[tuple[str, ...], int] = {}
    spelled: list[Sequence[str]] = []
    for number in range(NUMBER_MAX + 1):
        spelled.append(_ways_to_spell(engine, number, spelled))
        for way in spelled[-1]:
            values.setdefault(tuple(plain(way).split()), number)
    return values


def _ways_to_spell(engine: Any, number: int, before: Sequence[Sequence[str]]) -> Sequence[str]:  # noqa: ANN401
    """Return how a number may be spelled, the usual way first.

    A number has several forms where a part of it has: of twenty-one those of one.  To ask for
    each form of each number takes three times as long.

    Args:
        engine: Spells numbers.
        number: Which one.
        before: How those before it may be spelled.
    """
    if number > _TWENTY and _USUAL in engine.rulesets:
        usual = engine.format_number(number, ruleset_names=[_USUAL]).text
        if number > _HUNDRED and usual.endswith(before[number - _HUNDRED][0]):
            head = usual.removesuffix(before[number - _HUNDRED][0])
            return [head + rest for rest in before[number - _HUNDRED]]
        tens, ones = number - number % 10, number % 10
        if ones and len(before[tens]) == len(before[ones]) == 1:
            return [usual]
    by_ruleset = engine.format_number(number).text_by_ruleset
    return list(dict.fromkeys([by_ruleset.get(_USUAL, ""), *by_ruleset.values()]))
