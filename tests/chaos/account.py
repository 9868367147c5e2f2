"""What a practice should have sounded like, and what it did, without asking supine.

The plan is read off the routine that the test has written; what was heard is what the satellite
played, and when.  Silences are compared one by one, from the end of one sentence to the moment
when the next was sent, so that the voice's own slowness is not held against anybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

CHARS_PER_S = 14.0
"""How fast the satellite speaks."""

CLOSE = ("That is nearly all.", "That is all.")
CLOSE_HOLD_S = 6.0


def routine(holds_s: Sequence[float], minutes: int) -> str:
    """Write the routine of which every sentence is another: a beat, and its silence."""
    beats = [
        f"  - {{id: beat-{n}, say: [{_beat(n)}], hold: {hold_s:g}s}}"
        for n, hold_s in enumerate(holds_s)
    ]
    return "\n".join(
        [
            "id: beats",
            "name: beats",
            "position: sitting",
            f"minutes: {{default: {minutes}, min: {minutes}, max: {minutes}}}",
            "steps:",
            *beats,
            "  - {id: rest, say: [Rest now.], hold: rest}",
            "close:",
            f"  - {{say: [{CLOSE[0]}], hold: {CLOSE_HOLD_S:g}s}}",
            f"  - {{say: [{CLOSE[1]}]}}",
            "",
        ]
    )


def _beat(number: int) -> str:
    return f"This is beat {number} and nothing else."


class Beat(NamedTuple):
    """A sentence and the silence after it; None: as long as it takes."""

    text: str
    hold_s: float | None


class Sound(NamedTuple):
    """A sentence that was heard."""

    text: str
    sent_at: float
    """When supine asked for it."""

    from_s: float
    to_s: float


@dataclass(frozen=True)
class Plan:
    """The sentences in their order."""

    beats: tuple[Beat, ...]
    total_s: float

    @classmethod
    def of(cls, holds_s: Sequence[float], minutes: int) -> "Plan":
        """Return the plan of `routine`."""
        beats = [Beat(_beat(n), hold_s) for n, hold_s in enumerate(holds_s)]
        close = [Beat("Rest now.", None), Beat(CLOSE[0], None), Beat(CLOSE[1], 0.0)]
        return cls((*beats, *close), minutes * 60.0)

    def until(self, text: str) -> "Plan":
        """Return the plan up to a sentence, for a practice that is not over yet."""
        upto = self.texts.index(text) + 1 if text in self.texts else 0
        return Plan(self.beats[:upto], self.total_s)

    @property
    def texts(self) -> list[str]:
        """All the sentences."""
        return [beat.text for beat in self.beats]


Leave = Callable[[float, float], tuple[float, float]]
"""By how much a silence between two moments may be shorter than planned, and longer, and be
nobody's fault."""


def none(_since: float, _until: float) -> tuple[float, float]:
    """Give no leave at all."""
    return 0.0, 0.0


@dataclass
class Account:
    """What became of one practice.

    Attributes:
        off_s: By how much each silence that could be measured was off, in seconds.
        touched: How many of them a fault or a dialogue may have prolonged.
        waited_s: By how much each of those was.
        total_off_s: By how much the whole was; None when its end was not heard.
        doubled: Sentences that were heard twice, or after one that comes later.
        lost: Sentences that were not heard, between which moments.
    """

    off_s: list[tuple[float, str]] = field(default_factory=list)
    touched: int = 0
    waited_s: list[float] = field(default_factory=list)
    total_off_s: float | None = None
    doubled: list[str] = field(default_factory=list)
    lost: list[tuple[str, float, float]] = field(default_factory=list)


def account(
    plan: Plan,
    heard: Sequence[Sound],
    began_at: float,
    ended_at: float,
    leave: Leave = none,
) -> Account:
    """Hold what was heard against the plan.

    Args:
        plan: What should have been heard.
        heard: What was, in its order; what is not in the plan is passed over.
        began_at: When somebody asked for the practice.
        ended_at: When the practice was over at the latest.
        leave: What is to be put down to people and to faults.
    """
    result, sounds = Account(), []
    for sound in (each for each in heard if each.text in plan.texts):
        if sounds and plan.texts.index(sound.text) <= plan.texts.index(sounds[-1].text):
            result.doubled.append(sound.text)
        else:
            sounds.append(sound)
    for one, other in pairwise(sounds):
        _compare(plan, one, other, leave, result)
    if not sounds or sounds[0].text != plan.texts[0]:
        until = sounds[0].sent_at if sounds else ended_at
        first = plan.texts.index(sounds[0].text) if sounds else len(plan.beats)
        result.lost += [(beat.text, began_at, until) for beat in plan.beats[:first]]
    if sounds:
        rest = plan.beats[plan.texts.index(sounds[-1].text) + 1 :]
        result.lost += [(beat.text, sounds[-1].to_s, ended_at) for beat in rest]
    if sounds and sounds[-1].text == CLOSE[-1]:
        result.total_off_s = sounds[-1].to_s - began_at - plan.total_s
    return result


def _compare(plan: Plan, one: Sound, other: Sound, leave: Leave, result: Account) -> None:
    first, last = plan.texts.index(one.text), plan.texts.index(other.text)
    between = plan.beats[first + 1 : last]
    result.lost += [(beat.text, one.to_s, other.sent_at) for beat in between]
    holds = [beat.hold_s for beat in plan.beats[first:last]]
    if None in holds:
        return
    least_s = sum(hold_s for hold_s in holds if hold_s is not None)
    # What nobody heard takes between no time, when it failed at once, and as long as it is.
    most_s = least_s + sum(len(beat.text) / CHARS_PER_S for beat in between)
    took_s, planned_s = other.sent_at - one.to_s, least_s
    shorter_s, longer_s = leave(one.from_s, other.sent_at)
    if longer_s + shorter_s > 0:
        result.touched += 1
        result.waited_s.append(max(0.0, took_s - most_s))
    least_s, most_s = least_s - shorter_s, most_s + longer_s
    off_s = min(0.0, took_s - least_s) or max(0.0, took_s - most_s)
    what = f"{one.text!r} to {other.text!r}: {took_s:.2f} s, {planned_s:g} planned"
    result.off_s.append((off_s, what))
