"""What was probably said, where a recogniser of speech got words wrong.

What was heard is laid along the templates, word by word ("start my bag release").  It counts
when each word that differs could have been misheard for the other, when the whole is close, and
when nothing else is nearly as close that means something else.  The first condition is what
turns other people's commands away: "stop the timer" is close to "stop the routine".
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from supine.understanding.hearing import Hearing
from supine.understanding.likely import Likely
from supine.understanding.templates import Template, Value
from supine.understanding.vocabulary import places
from supine.understanding.walk import Walk, Walker

FLOOR = 76.0
"""How much of a hundred has to agree."""

FLOORS = {1: 84.0, 2: 82.0, 3: 83.0}
"""The same for so few words that count, heard or said."""

MARGIN = 3.0
"""How much closer than anything else that could be meant."""

RIVAL = 1.15
"""Or how many times as far off everything else is."""

LONE_WORD = 5
"""Letters a single word needs to be compared: shorter ones are close to too many others."""

LONE_FLOOR = 82.0
"""How much of a hundred has to agree when only one word was heard: "Chloe" is no "close"."""

SHORT_FLOOR = 88.0
"""The same for one of few letters, which counts only where it is expected."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was probably meant."""

    intent: str
    slots: Mapping[str, Value]
    score: float
    """0 to 100; 100 is the sentence, letter by letter."""


class _Said(NamedTuple):
    score: float
    words: str
    place: int
    slots: tuple[tuple[str, Value], ...]


class NearIndex:
    """Finds the sentence that was probably said.

    Args:
        templates: All of them with their intents, in the contract's order.
        walker: Knows the ways through them.
        likely: Says which of them are worth a look.
        hearing: Says what may have been said, word by word.
    """

    def __init__(
        self,
        templates: list[tuple[str, Template]],
        walker: Walker,
        likely: Likely,
        hearing: Hearing,
    ) -> None:
        self._templates = templates
        self._walker = walker
        self._likely = likely
        self._hearing = hearing

    def nearest(
        self, text: str, intents: Collection[str] | None = None, *, expected: bool = False
    ) -> Match | None:
        """Return what a plain text most probably means, or None if that is in doubt.

        What is clearly nearer to something that may not be meant here means nothing.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
            expected: Whether somebody practises, or was asked: then a single word that sounds like
                one of ours is probably that ("paws").
        """
        alone = " " not in text
        if alone and len(text) < LONE_WORD and not expected:
            return None
        floor = self._floor(text)
        best: Match | None = None
        for n, match in enumerate(self._found(text, intents, known=expected or not alone)):
            floor = floor if n else max(floor, _rivals_from(match.score))
            if match.score < floor:
                break
            if intents is not None and match.intent not in intents:
                continue
            if best is None:
                best = match
            elif (match.intent, match.slots) != (best.intent, best.slots):
                return None
        return best

    def _floor(self, text: str) -> float:
        """Return how much of a hundred has to agree: the less was said, the more."""
        if " " not in text:
            return LONE_FLOOR if len(text) >= LONE_WORD else SHORT_FLOOR
        return FLOORS.get(len(self._hearing.weighty(text.split())), FLOOR)

    def _found(self, text: str, intents: Collection[str] | None, *, known: bool) -> Iterator[Match]:
        """Yield what may have been said, the nearest first, as one of ``intents`` if it may."""
        for _, several in groupby(
            self._said(text, known=known), key=lambda said: (said.score, said.words)
        ):
            same = list(several)
            names = (self._templates[said.place][0] for said in same)
            meant = [n for n, name in enumerate(names) if intents is None or name in intents]
            said = same[meant[0] if meant else 0]
            yield Match(self._templates[said.place][0], dict(said.slots), said.score)

    def _said(self, text: str, *, known: bool = True) -> list[_Said]:
        lattice = self._hearing.lattice(text.split(), known=known)
        if lattice is None:
            return []
        walk = Walk(self._walker, lattice)
        said: list[_Said] = []
        for place in places(self._likely.among(lattice)):
            for slots, steps in walk.ways(self._templates[place][1].tree):
                score = 100 * (1 - steps.cost / steps.weight) if steps.said else 0.0
                if score >= FLOORS.get(len(steps.said.split()), FLOOR):
                    said.append(_Said(score, steps.said, place, slots))
        return sorted(said, key=lambda each: (-each.score, each.words, each.place))


def _rivals_from(score: float) -> float:
    """Return how much has to agree to be in question beside what agrees best."""
    return max(score - MARGIN, 100 - RIVAL * (100 - score))
