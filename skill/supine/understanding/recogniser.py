"""From text to intent: exactly by the templates first, by likeness second."""

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from supine.understanding.exact import ExactMatcher
from supine.understanding.misheard import Misheard
from supine.understanding.near import NearIndex
from supine.understanding.samples import samples
from supine.understanding.spelling import Spelling
from supine.understanding.spoken import Fillers, Numbers, plain
from supine.understanding.templates import Templates, Value

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

    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        numbers = Numbers(templates.language)
        ranges = {slot: kind.range for slot, kind in templates.contract.slots.items() if kind.range}
        self._fillers = Fillers(templates.skip_words)
        self._exact = ExactMatcher(templates, names, numbers)
        fillers = (plain(filler) for filler in templates.skip_words)
        words = (*self._exact.words, *templates.foreign_words, *" ".join(fillers).split())
        self._spelling = Spelling(words, numbers)
        misheard = Misheard(templates.negations | templates.foreign_words)
        lists = templates.composed(numbers)
        kinds = templates.contract.slots.items()
        composed = {slot: lists[kind.list] for slot, kind in kinds if kind.list in lists}
        with _no_garbage():
            said = samples(templates, names)
            self._near = NearIndex(said, numbers, ranges, misheard, templates.small_words, composed)

    def recognise(self, text: str, intents: Collection[str] | None = None) -> Recognition | None:
        """Return what a text means, or None when nothing fits or two things fit alike.

        Args:
            text: What somebody said, in any case, with or without punctuation.
            intents: What may be meant: the answers to an open question, or what can be heard
                in the situation.  None means every intent.
        """
        readings = self._fillers.without(self._spelling.settled(plain(text)))
        for reading in readings:
            if found := self._exact.match(reading, intents):
                return Recognition(*found, 1.0, text)
        if intents is not None and any(self._exact.match(reading) for reading in readings):
            return None  # clearly heard, and not to the point
        tried = dict.fromkeys([*readings[:1], *readings[-1:]])
        matches = (self._near.nearest(reading, intents) for reading in tried)
        best = max(filter(None, matches), key=lambda match: match.score, default=None)
        if best is None:
            return None
        return Recognition(best.intent, best.slots, min(round(best.score / 100, 2), _ALMOST), text)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Make many things that are kept: to look for garbage among them takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
