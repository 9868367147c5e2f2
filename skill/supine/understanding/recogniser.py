"""From text to intent: exactly by the templates first, by likeness second."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from supine.loading.garbage import no_garbage
from supine.understanding.asides import Asides
from supine.understanding.clauses import Clauses
from supine.understanding.exact import ExactMatcher
from supine.understanding.hearing import Hearing
from supine.understanding.likely import Likely
from supine.understanding.misheard import Misheard
from supine.understanding.near import NearIndex
from supine.understanding.pronunciation import Pronunciation
from supine.understanding.repeated import folded
from supine.understanding.spelling import Spelling
from supine.understanding.spoken import Fillers, Numbers, plain
from supine.understanding.templates import Templates, Value

_IN_PARTS = 0.95
"""The confidence of what was said in several clauses, each of them exactly."""

_ALMOST = 0.99
"""The confidence of the nearest thing to an exact match."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a text means."""

    intent: str
    slots: Mapping[str, Value]
    confidence: float
    """1.0 when a template says exactly this; else how alike the nearest sentence is."""

    text: str
    """As it was given."""


class Recogniser:
    """Understands one language.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by; of several names for one
            routine, the usual one first.
    """

    @no_garbage()
    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        numbers = self._numbers = Numbers(templates.language)
        lists = templates.composed(numbers)
        self._idle = templates.heard("idle")
        self._fillers = Fillers(templates.skip_words)
        self._exact = ExactMatcher(templates, names, numbers)
        turning = templates.negations
        self._clauses = Clauses(
            self._exact,
            self._fillers,
            Asides(templates.asides, templates.reasons, turning),
            turning,
        )
        fillers = [plain(filler) for filler in templates.skip_words]
        words = (*self._exact.words, *templates.foreign_words, *" ".join(fillers).split())
        self._spelling = Spelling(words, numbers)
        misheard = Misheard(
            self._exact.words,
            templates.negations | templates.foreign_words,
            templates.small_words,
            fillers,
            Pronunciation(templates.pronounced),
            {plain(said): [*map(plain, heard)] for said, heard in templates.misheard.items()},
            [*map(plain, names)],
        )
        self._near = NearIndex(
            [(name, one) for name, several in templates.sentences.items() for one in several],
            self._exact.walker,
            Likely(self._exact.inside, {name: each.mask for name, each in lists.items()}),
            Hearing(misheard, numbers, templates.small_words, lists),
        )

    def recognise(self, text: str, intents: Collection[str] | None = None) -> Recognition | None:
        """Return what a text means, or None when nothing fits or two things fit alike.

        Args:
            text: What somebody said, in any case, with or without punctuation.
            intents: What may be meant: the answers to an open question, or what can be heard
                in the situation.  None means every intent.
        """
        readings = self._readings(text)
        for reading in readings:
            if found := self._exact.match(reading, intents):
                return Recognition(*found, 1.0, text)
        if intents is not None and any(self._exact.match(reading) for reading in readings):
            return None  # clearly heard, and not to the point
        idle = intents is not None and self._idle.issuperset(intents)
        for reading in (readings[0], readings[-1]) if readings else ():
            if found := self._clauses.meant(reading, intents, strict=idle):
                return Recognition(*found, _IN_PARTS, text)
        tried = dict.fromkeys([*readings[:1], *readings[-1:]])
        expected = intents is not None and not idle
        matches = (self._near.nearest(reading, intents, expected=expected) for reading in tried)
        best = max(filter(None, matches), key=lambda match: match.score, default=None)
        if best is None:
            return None
        return Recognition(best.intent, best.slots, min(round(best.score / 100, 2), _ALMOST), text)

    def templates_for(self, text: str) -> int:
        """Return the templates that know every word of a text, as bits in their order."""
        fitting = map(self._exact.fitting, self._readings(text))
        return next(filter(None, fitting), 0)

    def _readings(self, text: str) -> list[str]:
        said = self._spelling.settled(plain(text))
        readings = [said, *self._fillers.without(self._once(said))]
        # "Go, um, go on" repeats itself only without its fillers.
        readings += self._fillers.without(self._once(readings[-1]))
        return [reading for reading in dict.fromkeys(readings) if reading]

    def _once(self, said: str) -> str:
        return " ".join(folded(said.split(), self._numbers))
