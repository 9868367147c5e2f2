"""The sample that sounds most like what was heard.

A recogniser of speech gets single words wrong ("start my bag release").  What was heard is
held against samples of everything that can be said.  It counts when it is close to one of
them as a whole, when each word that differs could have been misheard for the other, and
when nothing else is nearly as close that means something else.  The second condition is
what turns other people's commands away: "stop the timer" is close to "stop the routine".
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from supine.understanding.composed import Composed
from supine.understanding.likely import Likely
from supine.understanding.misheard import Misheard
from supine.understanding.samples import Sample
from supine.understanding.spoken import MASK, Number, Numbers
from supine.understanding.templates import Value
from supine.understanding.vocabulary import places

FLOOR = 76.0
"""How much of a hundred has to agree."""

MARGIN = 3.0
"""How much closer than anything else that could be meant."""

LONE_WORD = 5
"""Letters a single word needs to be compared: shorter ones are close to too many others."""

LONE_FLOOR = 82.0
"""How much of a hundred has to agree when only one word was heard: "Chloe" is no "close"."""

_DIGIT = re.compile(r"[0-9]")

_Kind = tuple[tuple[str, ...], tuple[int, ...]]
"""The masks in a sample, and the numbers that are still there in words."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was probably meant."""

    intent: str
    slots: Mapping[str, Value]
    score: float
    """0 to 100; 100 is the sample, letter by letter."""


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    masked: tuple[tuple[str, Value], ...]
    """What was masked, by its mask, in its order."""

    others: tuple[int, ...]
    """The numbers that are still there in words."""

    @property
    def kind(self) -> _Kind:
        return tuple(mask for mask, _ in self.masked), self.others


class _Span(NamedTuple):
    """Words that a mask stands for."""

    begin: int
    end: int
    mask: str
    value: Value


class NearIndex:
    """Finds the nearest of many samples.

    Args:
        samples: The samples of a template, by its place.
        likely: Says which templates are worth a look.
        numbers: The numbers of the language.
        ranges: The least and the greatest value of slots that hold numbers.
        misheard: Says whether one sentence may have been heard as another.
        small_words: Words that count for nothing in a comparison.
        composed: The lists that fill slots with what is found, by slot.
    """

    def __init__(
        self,
        samples: Callable[[int], Iterable[Sample]],
        likely: Likely,
        numbers: Numbers,
        ranges: Mapping[str, tuple[int, int]],
        misheard: Misheard,
        small_words: Collection[str] = (),
        composed: Mapping[str, Composed] | None = None,
    ) -> None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - the service runs without it

        self._extract: Any = process.extract
        self._ratio: Any = fuzz.ratio
        self._misheard = misheard
        self._small_words = frozenset(small_words)
        self._numbers = numbers
        self._ranges = ranges
        self._mask_of = {slot: each.mask for slot, each in (composed or {}).items()}
        self._composed = {each.mask: each for each in (composed or {}).values()}
        self._likely = likely
        self._make = samples
        self._made: dict[int, Mapping[_Kind, Mapping[str, list[Sample]]]] = {}

    def _of(self, place: int, kind: _Kind) -> Mapping[str, list[Sample]]:
        """Return the samples of a template that are of a kind; they are made the first time."""
        if place not in self._made:
            made: dict[_Kind, dict[str, list[Sample]]] = {}
            for its_kind, said, sample in self._sorted(self._make(place)):
                made.setdefault(its_kind, {}).setdefault(said, []).append(sample)
            self._made[place] = made
        return self._made[place].get(kind, {})

    def _sorted(self, samples: Iterable[Sample]) -> Iterator[tuple[_Kind, str, Sample]]:
        """Yield samples with their kinds and the words that count."""
        masks = {MASK, *self._composed}
        telling = masks | self._numbers.beginnings
        plain: _Kind = ((), ())
        for sample in samples:
            words = self._weighty(sample.text)
            kind = plain
            if not telling.isdisjoint(words) or _DIGIT.search(sample.text):
                masked = tuple(word for word in words if word in masks)
                kind = masked, tuple(number.value for number in self._numbers.find(words))
            yield kind, " ".join(words), sample

    def nearest(self, text: str, intents: Collection[str] | None = None) -> Match | None:
        """Return what a plain text most probably means, or None if that is in doubt.

        What is clearly nearer to something that may not be meant here means nothing.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
        """
        if " " not in text and len(text) < LONE_WORD:
            return None
        floor = FLOOR if " " in text else LONE_FLOOR
        top: float | None = None
        best: Match | None = None
        for match in self._found(text, intents):
            top = match.score if top is None else top
            if match.score < floor or match.score <= top - MARGIN:
                break
            if intents is not None and match.intent not in intents:
                continue
            if best is None:
                best = match
            elif (match.intent, match.slots) != (best.intent, best.slots):
                return None
        return best

    def _found(self, text: str, intents: Collection[str] | None) -> Iterator[Match]:
        """Yield what may have been misheard, the nearest first, as one of ``intents`` if it may."""
        found: list[tuple[float, str, _Query, list[Sample]]] = []
        for query in self._queries(text):
            samples: dict[str, list[Sample]] = {}
            for place in places(self._likely.among(query.text.split())):
                for said, same in self._of(place, query.kind).items():
                    samples[said] = [*samples[said], *same] if said in samples else same
            near = self._extract(
                query.text,
                samples.keys(),
                scorer=self._ratio,
                score_cutoff=FLOOR - MARGIN,
                limit=None,
            )
            found += ((score, said, query, samples[said]) for said, score, _ in near)
        for score, said, query, same in sorted(found, key=lambda each: -each[0]):
            meant = (it for it in same if intents is None or it.intent in intents)
            sample = next(meant, same[0])
            slots = self._slots(sample, query)
            if slots is not None and self._misheard.may_be(query.text.split(), said.split()):
                yield Match(sample.intent, slots, score)

    def _queries(self, text: str) -> Iterator[_Query]:
        """Yield the text as it is, and with its times and days and one number masked."""
        words = self._weighty(text)
        numbers = list(self._numbers.find(words))
        for spans in self._maskings(words):
            hidden = {place for span in spans for place in range(span.begin, span.end)}
            seen = [number for number in numbers if number.begin not in hidden]
            yield _query(words, spans, seen)
            for number in seen:
                span = _Span(number.begin, number.end, MASK, number.value)
                others = [other for other in seen if other is not number]
                yield _query(words, sorted([*spans, span]), others)

    def _maskings(self, words: list[str]) -> Iterator[list[_Span]]:
        """Yield which times and days to mask: none, the longest, the shortest.

        "From nine to five" may be nine minutes to five, and may be not.
        """
        spans = [
            _Span(each.begin, each.end, mask, each.value)
            for mask, composed in self._composed.items()
            for each in composed.find(words)
        ]
        longest = _apart(sorted(spans, key=lambda span: (span.begin, -span.end)))
        shortest = _apart(sorted(spans))
        yield []
        if longest:
            yield longest
        if shortest != longest:
            yield shortest

    def _weighty(self, text: str) -> list[str]:
        """Return the words that count, or all of them when none does."""
        words = text.split()
        return [word for word in words if word not in self._small_words] or words

    def _slots(self, sample: Sample, query: _Query) -> dict[str, Value] | None:
        """Return the slots of a sample, or None when the number is out of its range."""
        slots: dict[str, Value] = {}
        masked = list(query.masked)
        for slot, value in sample.slots:
            if value is not None:
                slots[slot] = value
                continue
            mask = self._mask_of.get(slot, MASK)
            place = next((n for n, (known, _) in enumerate(masked) if known == mask), None)
            if place is None:
                return None
            slots[slot] = masked.pop(place)[1]
            if mask == MASK and not self._in_range(slot, slots[slot]):
                return None
        return slots

    def _in_range(self, slot: str, value: Value) -> bool:
        low, high = self._ranges[slot]
        return isinstance(value, int) and low <= value <= high


def _query(words: list[str], spans: list[_Span], others: list[Number]) -> _Query:
    text: list[str] = []
    at = 0
    for span in spans:
        text += [*words[at : span.begin], span.mask]
        at = span.end
    masked = tuple((span.mask, span.value) for span in spans)
    return _Query(" ".join(text + words[at:]), masked, tuple(other.value for other in others))


def _apart(spans: list[_Span]) -> list[_Span]:
    """Return those that begin behind the one before."""
    kept: list[_Span] = []
    for span in spans:
        if not kept or span.begin >= kept[-1].end:
            kept.append(span)
    return kept
