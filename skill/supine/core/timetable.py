"""The parts of a practice in order, and how long each of them takes.

A part is a step on one side.  All times but the rest's are given by the routine and the
voice; the rest takes what the asked minutes leave, so it absorbs whatever the voice, the
listener and the house really took.  After the last rest only the close's silences are left
to give and take, and they do so within bounds that keep getting up slow.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from operator import add

from supine.core.pace import GAP_S, Pace
from supine.model import PhraseBook, Routine, Side, Sound, Step

REST_MIN_S = 10.0
"""However short the time, the rest is at least this long."""

REST_WANTED_S = 30.0
"""What each rest should be left with before optional steps come in."""

_GIVE, _TAKE = 1.5, 0.6  # how far a silence of the close may grow and shrink
_HURRY = 0.5  # how far the holds of a shortened practice may shrink


class Guidance(StrEnum):
    """How much is said."""

    FULL = "full"
    BRIEF = "brief"
    """Short texts, cues inside the holds as written."""

    LESS = "less"
    """Short texts, and no cues inside the holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A step on one side."""

    step: Step
    side: Side | None = None
    closing: bool = False
    second_side: bool = False
    scale: float = 1.0
    """Share of the step's hold that a shortened practice keeps."""

    instead: tuple[str, ...] | None = None
    """Gentler sentences said in place of the step's own."""

    sounds: tuple[Sound, ...] = ()
    """Played before the words."""

    @property
    def hold_s(self) -> float:
        """Planned silence in seconds; 0 for a rest, whose length comes from the whole."""
        return 0.0 if self.step.rest else self.step.hold_s * self.scale

    @property
    def soft(self) -> bool:
        """Whether the silence may give or take a little in the close."""
        return self.closing and self.side is None and self.step.hold_s > 0


def parts_of(steps: tuple[Step, ...], *, closing: bool = False) -> list[Part]:
    """Return each step once for each of its sides.

    They are the same for every practice of a routine, and to make them would be a third of the
    way to the first word.
    """
    made = _MADE.get((id(steps), closing))
    if made is None:
        if len(_MADE) >= _MADE_MAX:
            _MADE.clear()
        parts = tuple(
            Part(step=step, side=side, closing=closing, second_side=n > 0)
            for step in steps
            for n, side in enumerate(step.sides)
        )
        made = _MADE[id(steps), closing] = (steps, parts)
    return list(made[1])


_MADE: dict[tuple[int, bool], tuple[tuple[Step, ...], tuple[Part, ...]]] = {}
"""By the identity of a routine's steps, which are kept here so that it stays theirs."""

_MADE_MAX = 512


_Takes = tuple[float, int, int, int, int]
"""What a part takes, or several, but for how fast the voice is: seconds without words (rests
left out, sounds counted), silences between sentences, sentences, characters, and rests."""


class Timetable:
    """What is still to come, and when.

    Args:
        parts: Everything that will be done, in order.
        phrases: For the cue to change sides.
        pace: The voice, as far as it is known.
        gap_s: Silence between two sentences.
        guidance: How much is said.
    """

    def __init__(
        self,
        parts: list[Part],
        phrases: PhraseBook,
        pace: Pace,
        gap_s: float = GAP_S,
        guidance: Guidance = Guidance.FULL,
    ) -> None:
        self.parts = tuple(parts)
        self.index = 0
        self.pace = pace
        self.gap_s = gap_s
        self.guidance = guidance
        self.ends_at: float | None = None
        """When the practice shall be over; None while that is open."""

        self.hurried = False
        """Whether short texts are said because the time is short, whatever the guidance."""

        self.extra_s = 0.0
        """What was asked for on top of this part's hold."""

        self.held_s: dict[str, float] = {}
        """How long a step's first side was really held, by step id."""

        self._phrases = phrases
        self._summed: tuple[object, ...] | None = None
        self._sums: list[_Takes] = []

    @property
    def part(self) -> Part:
        """The part that is being practised."""
        return self.parts[self.index]

    @property
    def ahead(self) -> tuple[Part, ...]:
        """The parts after this one."""
        return self.parts[self.index + 1 :]

    @property
    def at_end(self) -> bool:
        """Whether no part is left, not even this one."""
        return self.index >= len(self.parts)

    @property
    def close_next(self) -> bool:
        """Whether the close, more of it than a last chime, is what comes next."""
        return any(part.closing and part.step.words[part.side].full for part in self.ahead[:1])

    # ---- how long ---------------------------------------------------------------------------

    def lines(self, part: Part) -> tuple[str | Sound, ...]:
        """Return the sounds and sentences that begin ``part``."""
        return (*part.sounds, *self.sentences(part))

    def sentences(self, part: Part) -> tuple[str, ...]:
        """Return the sentences that begin ``part``, as much as the guidance asks for."""
        words = part.step.words[part.side]
        short = (self.hurried or self.guidance is not Guidance.FULL) and words.brief
        lines = part.instead or (words.brief if short else words.full)
        if part.second_side and part.side is not None:
            side = self._phrases.sides[part.side]
            lines = (self._phrases.say("change_side", side=side), *lines)
        return lines

    def ahead_s(self) -> float:
        """Return what the parts after this one take at least, rests not counted."""
        return self._takes_s(self.index + 1)

    def rests(self) -> int:
        """Return how many rests are left, this part counted."""
        return self._from(self.index)[-1]

    def _takes_s(self, index: int) -> float:
        """Return what parts take for certain: words, settling, and holds that are no rests."""
        silent_s, gaps, texts, chars, _ = self._from(index)
        return silent_s + self.gap_s * gaps + self.pace.words_s(texts, chars)

    def _from(self, index: int) -> _Takes:
        """Return what the parts from ``index`` on take together.

        It is asked for at every turn, and added up only after a change of plan.
        """
        said = (self.parts, self.hurried, self.guidance)
        if said != self._summed:
            sums: list[_Takes] = [(0.0, 0, 0, 0, 0)]
            for part in reversed(self.parts):
                sums.append(tuple(map(add, self._takes(part), sums[-1])))
            self._summed, self._sums = said, sums[::-1]
        return self._sums[min(index, len(self.parts))]

    def _takes(self, part: Part) -> _Takes:
        lines = self.lines(part)
        texts = [line for line in lines if isinstance(line, str)]
        sounds_s = sum(line.lasts_s for line in lines if isinstance(line, Sound))
        silent_s = part.step.settle_s + part.hold_s
        # The silence, or the end, follows the last sentence at once.
        joined = bool(lines and (silent_s or part.step.rest or part is self.parts[-1]))
        chars, rests = sum(map(len, texts)), int(part.step.rest)
        return sounds_s + silent_s, len(lines) - joined, len(texts), chars, rests

    @property
    def can_wait(self) -> bool:
        """Whether this part may last longer: a rest makes up for it, and no side is shorter."""
        return self.rests() > 0 and not (self.part.step.rest or self.part.second_side)

    def left_s(self, now: float, part_left_s: float = 0.0) -> float:
        """Return the seconds until the end.

        Args:
            now: Monotonic seconds.
            part_left_s: What this part still takes, for a practice whose end is open.
        """
        if self.ends_at is not None:
            return max(0.0, self.ends_at - now)
        return self._needed_s(part_left_s, resting=False)

    def hold_s(self, hold_from: float) -> float:
        """Return how long this part's hold lasts if it began at ``hold_from``."""
        part = self.part
        if part.step.rest:
            return self._rest_s(hold_from)
        if part.second_side:
            return self.held_s.get(part.step.id, part.hold_s)
        if part.soft and self.ends_at is not None and not self.rests():
            return self._soft_s(hold_from) + self.extra_s
        return part.hold_s + self.extra_s

    def _rest_s(self, hold_from: float) -> float:
        if self.ends_at is None:
            return REST_WANTED_S + self.extra_s
        shared_s = self.ends_at - hold_from - self.extra_s - self.ahead_s()
        return max(REST_MIN_S, shared_s / self.rests()) + self.extra_s

    def _soft_s(self, hold_from: float) -> float:
        hold_s = self.part.hold_s
        assert self.ends_at is not None  # noqa: S101 - asked for by the caller
        slack_s = self.ends_at - hold_from - hold_s - self.extra_s - self.ahead_s()
        soft_s = hold_s + sum(part.hold_s for part in self.ahead if part.soft)
        return min(_GIVE * hold_s, max(_TAKE * hold_s, hold_s * (1 + slack_s / soft_s)))

    # ---- changes of plan --------------------------------------------------------------------

    def begin(self, now: float, total_s: float) -> None:
        """Start the clock: the practice shall be over ``total_s`` seconds from ``now``.

        Optional steps that have no room are left out, the later ones first.  A routine
        without a rest takes the time that it takes: then no end is set.
        """
        if any(part.step.rest for part in self.parts[self.index :]):
            self.ends_at = now + total_s
            self._leave_out_optional(now, REST_WANTED_S)
            self.keep_to_time(now)

    def keep_to_time(self, now: float) -> None:
        """Leave out optional steps, then longer texts, that the rest cannot make room for."""
        if self.ends_at is not None and self.rests():
            self._leave_out_optional(now, REST_MIN_S)
            self.hurried = self.hurried or self._late(now, REST_MIN_S)

    def shift(self, seconds: float) -> None:
        """Move the end by ``seconds``: pauses do not count."""
        if self.ends_at is not None:
            self.ends_at += seconds

    def give_time_away(self, now: float) -> None:
        """Let the practice end as soon as its parts are through, after a rest was skipped."""
        if self.ends_at is not None and not self.rests():
            self.ends_at = now + self._takes_s(self.index)

    def shorten(self, now: float, part_left_s: float, wanted_s: float) -> float:
        """Be over ``wanted_s`` seconds from now, or as soon as can be; return the seconds.

        Optional steps go first, then holds that have not begun shrink (both sides alike),
        then whole steps go, the later ones first.  Order and close stay.
        """
        resting = self.part.step.rest
        for change in (self._drop_optional, self._hurry, self._drop_last):
            while self._needed_s(part_left_s, resting=resting) > wanted_s and change():
                pass
        granted_s = max(wanted_s, self._needed_s(part_left_s, resting=resting))
        self.ends_at = now + granted_s
        return granted_s

    def replace_part(self, old: Part, new: Part) -> None:
        """Put ``new`` in the place of ``old``."""
        self.parts = tuple(new if part is old else part for part in self.parts)

    def drop_other_side(self) -> None:
        """Take this step's second side out of what is to come."""
        step = self.part.step
        self.parts = tuple(
            part for n, part in enumerate(self.parts) if n <= self.index or part.step is not step
        )

    def _needed_s(self, part_left_s: float, *, resting: bool) -> float:
        now_s = REST_MIN_S if resting else part_left_s
        return now_s + self.ahead_s() + REST_MIN_S * self._from(self.index + 1)[-1]

    def _leave_out_optional(self, now: float, rest_s: float) -> None:
        while self._late(now, rest_s) and self._drop_optional():
            pass

    def _late(self, now: float, rest_s: float) -> bool:
        """Return whether the parts take longer than is left, with ``rest_s`` for each rest."""
        needed_s = self._takes_s(self.index) + rest_s * self.rests()
        return self.ends_at is not None and self.ends_at - now < needed_s

    def _droppable(self) -> list[Step]:
        here = self.part.step
        return [
            part.step
            for part in self.ahead
            if not (part.closing or part.step.rest or part.second_side or part.step is here)
        ]

    def _drop(self, step: Step) -> None:
        kept = (part for part in self.ahead if part.step is not step)
        self.parts = (*self.parts[: self.index + 1], *kept)

    def _drop_optional(self) -> bool:
        optional = [step for step in self._droppable() if step.optional]
        if optional:
            self._drop(optional[-1])
        return bool(optional)

    def _hurry(self) -> bool:
        steps = self._droppable()
        slow = [p for p in self.ahead if p.step in steps and p.hold_s and p.scale > _HURRY]
        for part in slow:
            self.replace_part(part, replace(part, scale=_HURRY))
        return bool(slow)

    def _drop_last(self) -> bool:
        steps = self._droppable()
        if steps:
            self._drop(steps[-1])
        return bool(steps)


def practice_parts(
    routine: Routine, preface: Step | None, *, down: bool = False
) -> tuple[list[Part], int]:
    """Return all parts of a practice and how many of them belong to getting ready.

    Getting ready lasts until the person says so at the first ``until: ready`` step; a
    preface belongs to it as well.  Whoever is ``down`` already needs only the preface.
    """
    parts = parts_of(routine.steps)
    waiting = [n for n, part in enumerate(parts) if part.step.until_ready]
    ready_after = waiting[0] + 1 if waiting else 0
    if down:
        parts, ready_after = parts[ready_after:], 0
    if preface is not None:
        parts.insert(0, Part(step=preface))
        ready_after += 1
    return parts + parts_of(routine.close, closing=True), ready_after
