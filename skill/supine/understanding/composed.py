"""Lists that are too long to write out: times of day, and days of the week.

Their values are found among the words that were heard, so that nobody has to try thousands
of them.  Recognisers that need them written out get those that people do say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import NamedTuple, Protocol

from supine.understanding.grammar import Choice, Node, Slot, Words
from supine.understanding.spoken import Numbers, plain

_DAY_MIN = 24 * 60

_PLACES: Mapping[str, range] = {
    "{hour}": range(1, 13),
    "{hour24}": range(25),
    "{minute}": range(60),
    "{two_digits}": range(10, 60),
    "{one_digit}": range(1, 10),
    "{past}": range(1, 30),
    "{left}": range(1, 30),
}
"""What may stand for a number in a pattern, and which numbers it takes."""

TIME_MASK = "@"
DAYS_MASK = "%"
"""They stand for a value in a sentence, as `MASK` does for a number."""

PLACE_RANGES = {place[1:-1]: numbers for place, numbers in _PLACES.items()}
PLACES = tuple(place[1:-1] for place in _PLACES)
HOURS = ("hour", "hour24")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAYS = {day: frozenset({day}) for day in WEEKDAYS} | {
    "weekdays": frozenset(WEEKDAYS[:5]),
    "weekend": frozenset(WEEKDAYS[5:]),
}
_NOON = 12
_ROUND_MIN = 5
_QUARTER_MIN = 15

Tokens = tuple[str, ...]


class Found(NamedTuple):
    """A value in a text, by the places of its words."""

    value: str
    begin: int
    end: int


class Composed(Protocol):
    """A list whose values are put together from parts."""

    mask: str

    first: frozenset[str]
    """The words that a value may begin with, in the form of `plain`, and places of numbers."""

    last: frozenset[str]
    words: frozenset[str]

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every value among words in the form of `plain`; some overlap."""

    def spelled(self) -> Mapping[Tokens, str]:
        """Return the values that people commonly say, by their words as they are written."""


class Times:
    """Finds times of day: "half past six", "18 45".

    Args:
        patterns: How a time is said, and how many minutes that is after the hour in it; or,
            where it has no hour, what the clock shows.
        numbers: The numbers of the language.
    """

    mask = TIME_MASK

    def __init__(self, patterns: Mapping[Node, int | str], numbers: Numbers) -> None:
        self._numbers = numbers
        self._patterns = [
            (tokens, after) for tree, after in patterns.items() for tokens in expansions(tree)
        ]
        self._by_first: dict[str, list[tuple[Tokens, int | str]]] = {}
        heard = [(_plain(tokens), after) for tokens, after in self._patterns]
        for tokens, after in heard:
            self._by_first.setdefault(tokens[0], []).append((tokens, after))
        self._with_number = [each for each in heard if each[0][0] in _PLACES]
        self.first = frozenset(tokens[0] for tokens, _ in heard)
        self.last = frozenset(tokens[-1] for tokens, _ in heard)
        self.words = frozenset(token for tokens, _ in heard for token in tokens)

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield every time among words in the form of `plain`; some overlap."""
        for begin, word in enumerate(words):
            if word in self._by_first:
                yield from self._found(self._by_first[word], words, begin)
            if self._numbers.may_be(word):
                yield from self._found(self._with_number, words, begin)

    def spelled(self) -> dict[Tokens, str]:
        """Return the times that people say by their words as they are written.

        Those are whole five minutes, and from one in the afternoon on whole quarters.
        """
        lines: dict[Tokens, str] = {}
        for tokens, after in self._patterns:
            for values in product(*(self._spoken(token) for token in tokens)):
                said = tuple(chain(*(words for words, _ in values)))
                numbers = dict(zip(tokens, (number for _, number in values), strict=True))
                if _is_said(numbers):
                    lines.setdefault(said, _clock(numbers, after))
        return lines

    def _found(
        self, patterns: list[tuple[Tokens, int | str]], words: Sequence[str], begin: int
    ) -> Iterator[Found]:
        for tokens, after in patterns:
            for numbers, end in self._taken(tokens, words, begin):
                yield Found(_clock(numbers, after), begin, end)

    def _taken(
        self, tokens: Tokens, words: Sequence[str], at: int
    ) -> Iterator[tuple[dict[str, int], int]]:
        """Yield the numbers in each way to read the words as a pattern, and where it ends."""
        if not tokens:
            yield {}, at
            return
        token, further = tokens[0], tokens[1:]
        if at >= len(words):
            return
        if token not in _PLACES:
            if words[at] == token:
                yield from self._taken(further, words, at + 1)
            return
        for number in self._numbers.all_at(words, at):
            if _fits(token, number.value, words[at]):
                for numbers, end in self._taken(further, words, number.end):
                    yield {token: number.value, **numbers}, end

    def _spoken(self, token: str) -> list[tuple[Tokens, int]]:
        if token not in _PLACES:
            return [((token,), 0)]
        numbers = _PLACES[token]
        return list(self._numbers.spelled(numbers[0], numbers[-1]).items())


def _is_said(numbers: Mapping[str, int]) -> bool:
    minutes = [n for place, n in numbers.items() if place in _PLACES and place[1:-1] not in HOURS]
    each = _ROUND_MIN if numbers.get("{hour24}", 0) <= _NOON else _QUARTER_MIN
    return all(minute and minute % each == 0 for minute in minutes)


def _fits(place: str, number: int, word: str) -> bool:
    if place == "{two_digits}" and word.isdecimal():  # as in 7 05
        return len(word) > 1 and number in _PLACES["{minute}"]
    return number in _PLACES[place]


def _clock(numbers: Mapping[str, int], after: int | str) -> str:
    """Return what the clock shows."""
    if isinstance(after, str):
        return after
    said_24 = "{hour24}" in numbers
    hour = numbers["{hour24}"] if said_24 else numbers["{hour}"]
    past = sum(numbers.get(place, 0) for place in ("{minute}", "{two_digits}", "{one_digit}"))
    past += numbers.get("{past}", 0) - numbers.get("{left}", 0)
    shown, minute = divmod((hour * 60 + after + past) % _DAY_MIN, 60)
    return f"{shown or (0 if said_24 else 12)}:{minute:02}"  # a quarter to one is 12:45


class Weekdays:
    """Finds days of the week: "mondays", "monday wednesday and friday", "monday to thursday".

    Args:
        said: What is said for each day (`mon` to `sun`), for `weekdays` and the `weekend`, and
            what may stand between two of them (`and`), or between the first and the last (`to`).
    """

    mask = DAYS_MASK

    def __init__(self, said: Mapping[str, Node]) -> None:
        self._said = {name: list(expansions(tree)) for name, tree in said.items()}
        named = {name: several for name, several in self._said.items() if name in _DAYS}
        self._days = [(_plain(name), _DAYS[day]) for day in named for name in named[day]]
        self._between = [_plain(each) for each in self._said.get("and", ())]
        self._until = [_plain(each) for each in self._said.get("to", ())]
        self.first = frozenset(name[0] for name, _ in self._days)
        self.last = frozenset(name[-1] for name, _ in self._days)
        parts = [name for name, _ in self._days] + self._between + self._until
        self.words = frozenset(word for part in parts for word in part)

    def find(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield all days among words in the form of `plain`; some overlap."""
        for begin, word in enumerate(words):
            if word in self.first:
                yield from self._chain(words, begin, begin, frozenset())

    def spelled(self) -> dict[Tokens, str]:
        """Return the days that people name together by their words as they are written.

        Those are one, or two, or the first and the last of three and more, or three with
        others in between.
        """
        lines: dict[Tokens, str] = {}
        for name in ("weekdays", "weekend"):
            lines |= dict.fromkeys(self._said[name], name)
        for form in range(max(len(self._said[day]) for day in WEEKDAYS)):
            called = {day: said[form] for day in WEEKDAYS if len(said := self._said[day]) > form}
            for days in combinations(called, 1):
                lines.setdefault(called[days[0]], days[0])
            for days in (*combinations(called, 2), *_apart(called)):
                *rest, last = (called[day] for day in days)
                joiner = next(iter(self._said.get("and", ())), ())
                lines.setdefault((*chain(*rest), *joiner, *last), _named(frozenset(days)))
            for begin, end in combinations(called, 2):
                between = _from_to(begin, end)
                words = self._said.get("to", ())[:1] if len(between) > 2 else ()  # noqa: PLR2004
                for word in words:
                    lines.setdefault(called[begin] + word + called[end], _named(between))
        return lines

    def _chain(
        self, words: Sequence[str], begin: int, at: int, before: frozenset[str]
    ) -> Iterator[Found]:
        for days, end in self._item_at(words, at):
            yield Found(_named(before | days), begin, end)
            for word in ((), *self._between):
                if tuple(words[end : end + len(word)]) == word:
                    yield from self._chain(words, begin, end + len(word), before | days)

    def _item_at(self, words: Sequence[str], at: int) -> Iterator[tuple[frozenset[str], int]]:
        """Yield the days that are named at a place, and where their words end."""
        for days, end in self._day_at(words, at):
            yield days, end
            for word in self._until if len(days) == 1 else ():
                if tuple(words[end : end + len(word)]) == word:
                    for last, stop in self._day_at(words, end + len(word)):
                        if len(last) == 1:
                            yield _from_to(*days, *last), stop

    def _day_at(self, words: Sequence[str], at: int) -> Iterator[tuple[frozenset[str], int]]:
        for name, days in self._days:
            if tuple(words[at : at + len(name)]) == name:
                yield days, at + len(name)


def _apart(days: Iterable[str]) -> list[tuple[str, ...]]:
    """Return three days each, none of them next to another."""
    places = map(WEEKDAYS.index, days)
    threes = (three for three in combinations(places, 3) if three[1] - three[0] > 1)
    return [tuple(WEEKDAYS[n] for n in three) for three in threes if three[2] - three[1] > 1]


def _from_to(begin: str, end: str) -> frozenset[str]:
    first, last = WEEKDAYS.index(begin), WEEKDAYS.index(end)
    return frozenset((WEEKDAYS * 2)[first : last + 1 + (7 if last < first else 0)])


def _named(days: frozenset[str]) -> str:
    known = {
        _DAYS["weekdays"]: "weekdays",
        _DAYS["weekend"]: "weekend",
        frozenset(WEEKDAYS): "daily",
    }
    return known.get(days) or ",".join(day for day in WEEKDAYS if day in days)


def expansions(node: Node) -> Iterator[Tokens]:
    """Yield all that a tree may say, word by word as it is written; a slot is ``{slot}``."""
    match node:
        case Words(text):
            yield tuple(text.lower().split())
        case Slot(name):
            yield (f"{{{name}}}",)
        case Choice(items, optional):
            if optional:
                yield ()
            for item in items:
                yield from expansions(item)
        case _:
            for parts in product(*map(list, map(expansions, node.items))):
                yield tuple(chain(*parts))


def _plain(tokens: Tokens) -> Tokens:
    parts = ((token,) if token in _PLACES else plain(token).split() for token in tokens)
    return tuple(chain(*parts))
