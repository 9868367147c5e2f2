"""What is meant by several clauses in one breath: "I'm fine, carry on", "that's enough, stop".

A sentence that nothing matches as a whole is tried in parts.  Each part has to be something that
a template says exactly, or an aside; and all that is said has to mean one and the same thing.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from supine.core.intents import Intent
from supine.understanding.asides import Asides
from supine.understanding.exact import ExactMatcher
from supine.understanding.spoken import Fillers
from supine.understanding.templates import Value

PARTS_MAX = 3

WORDS_MAX = 24
"""Words of a sentence that is worth it; a longer one is somebody's story."""

IDLE_WORDS = 3
"""Words that what is meant needs where nothing runs: "stop it" is said to many."""

_URGENT = frozenset({Intent.RED_FLAG, Intent.PAIN})
"""Whatever is said besides, these are meant."""

_EXCUSED = frozenset(
    {
        Intent.PAUSE,
        Intent.STOP,
        Intent.FINISH,
        Intent.SHORTER,
        Intent.LOUDER,
        Intent.SOFTER,
        Intent.REPEAT,
        Intent.LATER,
        Intent.NOT_TODAY,
        Intent.NO,
    }
)
"""These may have a reason behind them: who wants to go on does not say why."""

_EXCUSED_AT_ONCE = frozenset({Intent.PAUSE})
"""This may have one behind a single word: after "cancel" comes what is to be cancelled."""

_Meant = tuple[str, tuple[tuple[str, Value], ...]]
"""An intent and its slots, in the order of their names."""

_State = tuple[_Meant, ...]
"""What may be meant so far, the contract's first first; nothing where there were only asides."""


class _Part(NamedTuple):
    """What a part of a sentence can be."""

    meant: _State
    aside: bool
    answer: bool
    """Whether that aside may be all that is meant: "yes", "no"."""

    reason: bool
    turned: bool
    """Whether that reason has a word in it that turns a meaning round."""

    words: int
    """How many there are."""


class Clauses:
    """Understands what consists of parts that are understood.

    Args:
        exact: Finds what templates say exactly.
        fillers: Words that mean nothing.
        asides: Clauses that change nothing.
        turning: Words that turn a meaning round: nothing ends behind one, unless it is an aside.
    """

    def __init__(
        self, exact: ExactMatcher, fillers: Fillers, asides: Asides, turning: Collection[str]
    ) -> None:
        self._exact = exact
        self._fillers = fillers
        self._asides = asides
        self._turning = frozenset(turning)

    def meant(
        self, text: str, intents: Collection[str] | None = None, *, strict: bool = False
    ) -> tuple[str, dict[str, Value]] | None:
        """Return the one thing that all parts of a plain text mean, or None.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
            strict: Whether nothing runs: then somebody else is probably spoken to.
        """
        words = text.split()
        if not 1 < len(words) <= WORDS_MAX:
            return None
        search = _Search(self, words, intents, strict=strict)
        reached: dict[int, set[_State]] = {0: {()}}
        for _ in range(PARTS_MAX):
            reached = search.onwards(reached)
            if found := reached.pop(len(words), set()) - {()}:
                return _the_one(found)
        return None

    def part(self, text: str, intents: Collection[str] | None) -> _Part:
        """Return what a part of a plain text can be."""
        meant: dict[str, _Meant] = {}
        readings = self._fillers.without(text)
        for reading in readings:
            for intent, slots in self._exact.matches(reading, intents):
                meant.setdefault(intent, (intent, tuple(sorted(slots.items()))))
        aside = any(map(self._asides.is_aside, readings))
        return _Part(
            tuple(meant.values()),
            aside or self._fillers.only(text),
            aside and (bool(meant) or " " not in text),
            self._asides.is_reason(text),
            self._asides.turns(text),
            len(text.split()),
        )

    def turns(self, word: str) -> bool:
        """Return whether a word turns the meaning of what follows round."""
        return word in self._turning


class _Search:
    """Goes through one sentence, part by part."""

    def __init__(
        self,
        clauses: Clauses,
        words: list[str],
        intents: Collection[str] | None,
        *,
        strict: bool,
    ) -> None:
        self._clauses = clauses
        self._words = words
        self._strict = strict
        self._intents = intents
        self._part = cache(lambda begin, end: clauses.part(" ".join(words[begin:end]), intents))

    def onwards(self, reached: dict[int, set[_State]]) -> dict[int, set[_State]]:
        """Return where one more part leads, and what may be meant by all of them."""
        further: dict[int, set[_State]] = {}
        for begin, states in reached.items():
            for end in range(begin + 1, len(self._words) + 1):
                for state in states:
                    for onward in self._with(state, begin, end):
                        further.setdefault(end, set()).add(onward)
        return further

    def _with(self, state: _State, begin: int, end: int) -> list[_State]:
        """Return what may be meant with a part more."""
        last = end == len(self._words)
        part = self._part(begin, end)
        # An answer is an aside only before what somebody wants: "nein, mach weiter".
        begins = begin == 0 and len(self._words) > end + 1
        ways = [state] if part.aside and (begins or not part.answer) else []
        if part.meant and (last or end - begin > 1 or not self._clauses.turns(self._words[begin])):
            ways += self._joined(state, part)
        if last and part.reason and self._explains(state, begin):
            ways += self._explained(state, begin, part)
        return ways

    def _joined(self, state: _State, part: _Part) -> list[_State]:
        urgent = tuple(each for each in (*state, *part.meant) if each[0] in _URGENT)
        if self._strict and part.words < IDLE_WORDS and not urgent:
            return []
        if not state:
            return [part.meant]
        both = tuple(filter(None, (_both(one, other) for one in state for other in part.meant)))
        return [both] if both else [urgent] if urgent else []

    def _explains(self, state: _State, begin: int) -> bool:
        """Return whether what was said before a place may have a reason behind it."""
        if self._strict or not state:
            return False
        excused = _EXCUSED if begin > 1 else _EXCUSED_AT_ONCE
        return any(intent in excused for intent, _ in state)

    def _explained(self, state: _State, begin: int, reason: _Part) -> list[_State]:
        """Return what is meant with a reason behind it: "because I can't feel my legs".

        One that ends in something else that can be meant is none: "hang on, I have to stop".
        """
        ends = (" ".join(self._words[at:]) for at in range(begin, len(self._words) - 1))
        meant = {each for end in ends for each in self._clauses.part(end, None).meant[:1]}
        allowed = _URGENT if self._intents is None else _URGENT.intersection(self._intents)
        if urgent := [each for each in meant if each[0] in allowed]:
            return [(each,) for each in urgent]
        others = {each[0] for each in meant} - {each[0] for each in state}
        return [] if others or reason.turned else [state]


def _both(one: _Meant, other: _Meant) -> _Meant | None:
    """Return what two parts mean together, or None when they do not mean the same."""
    if one[0] != other[0]:
        return None
    slots = {**dict(one[1]), **dict(other[1])}
    if any(slots[slot] != value for slot, value in one[1]):
        return None
    return one[0], tuple(sorted(slots.items()))


def _the_one(states: set[_State]) -> tuple[str, dict[str, Value]] | None:
    """Return what is meant, or None when it may be several things."""
    firsts = {state[0] for state in states}
    urgent = {meant for meant in firsts if meant[0] in _URGENT}
    several = urgent or firsts
    if len(several) > 1:
        return None
    intent, slots = several.pop()
    return intent, dict(slots)
