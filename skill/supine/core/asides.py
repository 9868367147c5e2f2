"""Words inside a hold: cues and counted movements, each at its moment.

A hold never waits for them.  An aside that cannot begin within its patience, because
somebody is talking at the site, is dropped: said late it would only confuse.
"""

from dataclasses import dataclass

from supine.core.timetable import Guidance, Part
from supine.model import Cue, PhraseBook, Side

CUE_PATIENCE_S = 8.0
COUNT_PATIENCE_S = 0.8

_CLEAR_S = 15.0  # no repeating cue so close to the end of its hold
_APART_S = 30.0  # ... nor so shortly before the cue that announces the end, nor after it


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence due at a moment of its own."""

    at: float
    """Monotonic seconds."""

    text: str
    patience_s: float | None = None
    """How late it may begin; None: whenever."""

    counted: bool = False
    """Whether it counts a movement; those are said at any level of guidance."""

    @property
    def patience(self) -> float:
        """The patience as a number."""
        return float("inf") if self.patience_s is None else self.patience_s


def asides_of(
    part: Part, since: float, hold_s: float, phrases: PhraseBook, guidance: Guidance
) -> list[Aside]:
    """Return what is said in the hold of ``part``, in the order of time.

    Args:
        part: Whose hold it is.
        since: When the hold began, in monotonic seconds.
        hold_s: How long it is going to be.
        phrases: For the numbers.
        guidance: With LESS, only movements are counted.
    """
    asides = _counts(part, since, phrases)
    if guidance is not Guidance.LESS:
        announced_s = max(
            (cue.left_s + _APART_S for cue in part.step.cues if cue.left_s), default=0
        )
        for cue in part.step.cues:
            asides += _cue(cue, part.side, since, hold_s, max(announced_s, _CLEAR_S))
    return sorted(asides, key=lambda aside: aside.at)


def _counts(part: Part, since: float, phrases: PhraseBook) -> list[Aside]:
    reps = part.step.reps
    if reps is None:
        return []
    return [
        Aside(since + n * reps.pace_s, _sentence(phrases.number(n + 1)), COUNT_PATIENCE_S, True)  # noqa: FBT003
        for n in range(reps.count)
    ]


def _sentence(word: str) -> str:
    return f"{word[:1].upper()}{word[1:]}."


def _cue(cue: Cue, side: Side | None, since: float, hold_s: float, clear_s: float) -> list[Aside]:
    say = cue.lines(side)
    if cue.every_s is not None:
        times = range(1, int((hold_s - clear_s) // cue.every_s) + 1)
        return [
            Aside(since + n * cue.every_s, say[(n - 1) % len(say)], CUE_PATIENCE_S) for n in times
        ]
    at_s = cue.at_s if cue.at_s is not None else hold_s - (cue.left_s or 0.0)
    if not 0 <= at_s < hold_s:
        return []
    return [Aside(since + at_s, line, CUE_PATIENCE_S) for line in say]
