"""What a recogniser makes of speech, brought into one form: plain words, fillers, numbers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, combinations
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


_Place = tuple[int, int]
"""Where something begins in a text, and where it ends."""


class Fillers:
    """Words that carry no meaning: "please", "um", "can you".

    Args:
        skip_words: Words or phrases.
    """

    def __init__(self, skip_words: Iterable[str]) -> None:
        phrases = sorted({plain(word) for word in skip_words} - {""}, key=len, reverse=True)
        one = "|".join(map(re.escape, phrases)) or "(?!)"
        self._one = re.compile(rf"(?:^| )(?:{one})(?= |$)")

    def without(self, text: str) -> list[str]:
        """Return the ways to read a plain text: as it is first, without any filler last.

        Between them come those without the fillers around it, then without some of all fillers:
        what is one in one place has a meaning in another, as "komm" in "wie komm ich denn hoch".
        """
        fillers = self._in(text)
        leading = _in_a_row(fillers, 0)
        backwards = _in_a_row([(end, begin) for begin, end in reversed(fillers)], len(text))
        trailing = [(begin, end) for end, begin in reversed(backwards)]
        around = sorted({*leading, *trailing})
        some = range(1, len(fillers)) if len(fillers) <= FILLERS_MAX else ()
        fewer = chain.from_iterable(combinations(fillers, many) for many in some)
        ways = (), leading, trailing, around, *fewer
        readings = dict.fromkeys(_cut(text, gone) for gone in ways)
        bare = _cut(text, fillers)
        readings.pop(bare, None)
        return [reading for reading in (*readings, bare) if reading]

    def only(self, text: str) -> bool:
        """Return whether a plain text has nothing but fillers in it."""
        return not _cut(text, self._in(text))

    def _in(self, text: str) -> list[_Place]:
        return [match.span() for match in self._one.finditer(text)]


def _cut(text: str, gone: Iterable[_Place]) -> str:
    """Return a text without some places of it."""
    edges = [0, *chain.from_iterable(gone), len(text)]
    return "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()


def _in_a_row(places: Iterable[_Place], edge: int) -> list[_Place]:
    """Return the places of a text that follow each other from an edge of it on."""
    row = []
    for near, far in places:
        if near != edge:
            break
        row.append((near, far))
        edge = far
    return row


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
