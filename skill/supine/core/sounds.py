"""Which sounds a practice has, and where: its steps' own, and a soft chime after long silences.

A sound is a line like a sentence, so it counts in the timetable by its length.  A voice that
cannot play gets the same practice without them.
"""

from dataclasses import dataclass, replace

from supine.core.timetable import Part
from supine.model import Sound, Step, Words

CHIME = Sound("chime", 1.5)
"""Rung by the voice when a long silence is over, and at the end."""

TRACK = "background"
"""What the track is called of which pieces are played in silences."""

LONG_S = 60.0
"""A silence longer than this ends with a chime; one may have gone far away in it."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """What the household wants to hear beside words."""

    chime: bool = False
    background: bool = False
    """Whether there is a track for the silences."""

    gap_s: float = 2.0
    """Silence around each piece of the track."""


def with_sounds(parts: list[Part], wanted: Sounds, *, plays: bool) -> list[Part]:
    """Return the parts with the sounds that come before their words.

    Args:
        parts: All parts of a practice.
        wanted: What the household wants.
        plays: Whether the voice can play at all.
    """
    if not plays or not (wanted.chime or any(part.step.sound for part in parts)):
        return parts
    furnished: list[Part] = []
    for n, part in enumerate(parts):
        own = () if part.step.sound is None else (part.step.sound,)
        rung = (CHIME,) if wanted.chime and n and _long(parts[n - 1]) else ()
        furnished.append(replace(part, sounds=(*rung, *own)) if rung or own else part)
    return [*furnished, _END] if wanted.chime else furnished


def _long(part: Part) -> bool:
    return part.step.rest or part.step.hold_s > LONG_S


_END = Part(step=Step(id="chime", words={None: Words(())}), closing=True, sounds=(CHIME,))
