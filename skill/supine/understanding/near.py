"""The sample that sounds most like what was heard.

A recogniser of speech gets single words wrong ("start my bag release").  What was heard is
held against samples of everything that can be said.  It counts when it is close to one of
them as a whole, when each word that differs could have been misheard for the other, and
when nothing else is nearly as close that means something else.  The second condition is
what turns other people's commands away: "stop the timer" is close to "stop the routine".
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from supine.understanding.misheard import Misheard
from supine.understanding.samples import Sample
from supine.understanding.spoken import MASK, Numbers
from supine.understanding.templates import Value

FLOOR = 76.0
"""How much of a hundred has to agree."""

MARGIN = 3.0
"""How much closer than anything else that could be meant."""

LONE_WORD = 5
"""Letters a single word needs to be compared: shorter ones are close to too many others."""

_Kind = tuple[bool, tuple[int, ...]]


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
    masked: int | None
    """The number that was masked, if any."""

    others: tuple[int, ...]
    """The numbers that are still there in words."""


class NearIndex:
    """Finds the nearest of many samples.

    Args:
        samples: What can be said; of equal texts the first one counts.
        numbers: The numbers of the language.
        ranges: The least and the greatest value of slots that hold numbers.
        misheard: Says whether one sentence may have been heard as another.
        small_words: Words that count for nothing in a comparison.
    """

    def __init__(
        self,
        samples: Iterable[Sample],
        numbers: Numbers,
        ranges: Mapping[str, tuple[int, int]],
        misheard: Misheard,
        small_words: Collection[str] = (),
    ) -> None:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - the service runs without it

        self._extract: Any = process.extract
        self._ratio: Any = fuzz.ratio
        self._misheard = misheard
        self._small_words = frozenset(small_words)
        self._numbers = numbers
        self._ranges = ranges
        self._samples = list(samples)
        self._by_kind: dict[frozenset[str] | None, Mapping[_Kind, dict[str, Sample]]] = {}

    def nearest(self, text: str, intents: Collection[str] | None = None) -> Match | None:
        """Return what a plain text most probably means, or None if that is in doubt.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
        """
        if " " not in text and len(text) < LONE_WORD:
            return None
        best: Match | None = None
        for match in self._found(text, intents):
            if best is None:
                if match.score < FLOOR:
                    return None
                best = match
            elif match.score <= best.score - MARGIN:
                break
            elif (match.intent, match.slots) != (best.intent, best.slots):
                return None
        return best

    def _found(self, text: str, intents: Collection[str] | None) -> Iterator[Match]:
        """Yield what may have been misheard, the nearest first."""
        buckets = self._buckets(None if intents is None else frozenset(intents))
        found: list[tuple[float, str, _Query, Sample]] = []
        for query in self._queries(text):
            bucket = buckets.get((query.masked is not None, query.others), {})
            near = self._extract(
                query.text,
                bucket.keys(),
                scorer=self._ratio,
                score_cutoff=FLOOR - MARGIN,
                limit=None,
            )
            found += ((score, said, query, bucket[said]) for said, score, _ in near)
        for score, said, query, sample in sorted(found, key=lambda each: -each[0]):
            slots = self._slots(sample, query)
            if slots is not None and self._misheard.may_be(query.text.split(), said.split()):
                yield Match(sample.intent, slots, score)

    def _queries(self, text: str) -> Iterator[_Query]:
        """Yield the text as it is, and with each of its numbers masked in turn."""
        words = self._weighty(text)
        numbers = list(self._numbers.find(words))
        yield _Query(" ".join(words), None, tuple(number.value for number in numbers))
        for number in numbers:
            others = tuple(other.value for other in numbers if other is not number)
            masked = [*words[: number.begin], MASK, *words[number.end :]]
            yield _Query(" ".join(masked), number.value, others)

    def _weighty(self, text: str) -> list[str]:
        """Return the words that count, or all of them when none does."""
        words = text.split()
        return [word for word in words if word not in self._small_words] or words

    def _slots(self, sample: Sample, query: _Query) -> dict[str, Value] | None:
        """Return the slots of a sample, or None when the number is out of its range."""
        slots: dict[str, Value] = {}
        for slot, value in sample.slots:
            if value is not None:
                slots[slot] = value
                continue
            low, high = self._ranges[slot]
            if query.masked is None or not low <= query.masked <= high:
                return None
            slots[slot] = query.masked
        return slots

    def _buckets(self, intents: frozenset[str] | None) -> Mapping[_Kind, dict[str, Sample]]:
        """Return the samples of some intents by the numbers in them."""
        if intents not in self._by_kind:
            buckets: dict[_Kind, dict[str, Sample]] = defaultdict(dict)
            for sample in self._samples:
                if intents is None or sample.intent in intents:
                    words = self._weighty(sample.text)
                    numbers = tuple(each.value for each in self._numbers.find(words))
                    buckets[MASK in words, numbers].setdefault(" ".join(words), sample)
            self._by_kind[intents] = buckets
        return self._by_kind[intents]
