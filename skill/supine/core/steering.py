"""What people ask of a running practice: on, back, again, shorter, longer, gentler, up.

Functions over a `Practice`; each returns what must now be done, with what came of it where
the answer depends on that.  All take ``now`` in monotonic seconds.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum, auto

from supine.core.events import Command, Ending, Hush
from supine.core.practice import Practice
from supine.core.states import STILL, State
from supine.core.timetable import Guidance, Part

GENTLE_HOLD_S = 20.0
"""A gentler version is held at least this long."""


class Moved(Enum):
    """What came of "next" and "go back"."""

    YES = auto()
    AT_FIRST = auto()
    INTO_CLOSE = auto()
    IN_CLOSE = auto()


def skip(practice: Practice, now: float) -> tuple[Moved, list[Command]]:
    """Go to the next part; the close is never skipped.

    Whoever leaves a step on its first side goes to the second, which is held as long; one
    not begun on its first side is not wanted on the other either.
    """
    table = practice.timetable
    if practice.closing:
        return Moved.IN_CLOSE, []
    if practice.getting_ready and table.index == practice.ready_index:
        return Moved.YES, practice.ready(now)
    part = table.part
    if part.side is not None and not part.second_side:
        held_s = practice.held_s(now)
        if held_s is None:
            table.drop_other_side()
        else:
            table.held_s[part.step.id] = held_s
    practice.leave(now)
    into_close = table.close_next
    commands = [Hush(), *practice.proceed(now)]
    if part.step.rest and practice.state is not State.DONE:
        table.give_time_away(now)
    return (Moved.INTO_CLOSE if into_close else Moved.YES), commands


def back(practice: Practice, now: float) -> tuple[Moved, list[Command]]:
    """Go to the first side of this step, or from there to the step before."""
    table = practice.timetable
    index = table.index - 1
    if not table.part.second_side and index >= 0 and table.parts[index].second_side:
        index -= 1
    first = 0 if practice.getting_ready else practice.ready_index + 1
    if index < first or table.parts[index].closing != table.part.closing:
        return Moved.AT_FIRST, []
    practice.leave(now)
    table.index = index
    return Moved.YES, [Hush(), *practice.enter(now)]


def repeat(practice: Practice, now: float) -> list[Command]:
    """Say this part's words once more; a hold goes on meanwhile."""
    words = practice.timetable.sentences(practice.timetable.part)
    speaking = practice.state is State.SPEAKING
    practice.lines.repeat(words, now, main=speaking)
    return [Hush(), *practice.tick(now)]


def restart(practice: Practice, now: float) -> list[Command]:
    """Begin this part again, words and hold."""
    practice.leave(now)
    return [Hush(), *practice.enter(now)]


def shorten(practice: Practice, wanted_s: float, now: float) -> float:
    """Be over ``wanted_s`` seconds from now; return the seconds that are granted.

    While getting ready this is the length that will begin with "I'm down".
    """
    if practice.getting_ready:
        practice.total_s = wanted_s
        return wanted_s
    table = practice.timetable
    granted_s = table.shorten(practice.at(now), practice.part_left_s(now), wanted_s)
    practice.replan_cues(now)
    return granted_s


def can_shorten(practice: Practice) -> bool:
    """Whether a rest is left whose time could be given up."""
    return practice.getting_ready or practice.timetable.rests() > 0


def lengthen(practice: Practice, extra_s: float, now: float) -> bool:
    """Make the present hold longer by ``extra_s``; return False if a later rest grows instead.

    On a step's first side the second grows alike.  On its second side, and where nothing
    is held, the extra time goes to the rest that is still to come.
    """
    table, part = practice.timetable, practice.timetable.part
    if practice.getting_ready:
        practice.total_s += extra_s
        return False
    table.shift(extra_s)
    holdable = part.hold_s > 0 and part.step.reps is None and not part.second_side
    if not (holdable or part.step.rest) and any(later.step.rest for later in table.ahead):
        return False
    table.extra_s += extra_s
    if part.side is not None and not part.second_side:
        table.shift(extra_s)
    practice.replan_cues(now)
    return True


def gentler(practice: Practice, now: float) -> list[Command]:
    """Go on with the gentler version of the step that hurt, on this side and the other.

    When the routine names a step for that, it takes the place of both sides.
    """
    table, part = practice.timetable, practice.timetable.part
    practice.leave(now)
    kind = part.step.gentler
    if isinstance(kind, str):
        table.drop_other_side()
        lines = _words_of(practice, kind)
    else:
        lines = _gentler_words(practice, part)
        for other in [later for later in table.ahead if later.step is part.step]:
            table.replace_part(other, replace(other, instead=_gentler_words(practice, other)))
    calm = replace(part, instead=lines, second_side=False, sounds=())
    if not part.step.rest and part.hold_s < GENTLE_HOLD_S:
        calm = replace(calm, step=replace(part.step, hold_s=GENTLE_HOLD_S, reps=None), scale=1.0)
    table.replace_part(part, calm)
    return [Hush(), *practice.enter(now)]


def carry_on(practice: Practice, now: float) -> list[Command]:
    """Go on after pain without the step that hurt; a rest just goes on."""
    table = practice.timetable
    practice.leave(now)
    if table.part.step.rest or table.part.closing:
        return practice.enter(now)
    table.drop_other_side()
    return practice.proceed(now)


def come_up(practice: Practice, now: float) -> list[Command]:
    """Bring the person up now: only the close, with its full silences.

    A routine without a close is over.
    """
    table = practice.timetable
    if practice.closing:
        still = practice.state in STILL or practice.state is State.EASED
        practice.leave(now)
        return practice.enter(now) if still else []
    eased = practice.state is State.EASED
    practice.ends_as = Ending.EASED if eased else Ending.STOPPED_EARLY
    practice.leave(now)
    if practice.started_at is None:
        practice.started_at = now
    table.ends_at = None
    closing = [n for n, part in enumerate(table.parts) if part.closing]
    table.index = closing[0] if closing else len(table.parts)
    return [Hush(), *practice.enter(now)]


def guide(practice: Practice, guidance: Guidance, now: float) -> None:
    """Say more or less from now on; the times stay."""
    practice.timetable.guidance = guidance
    practice.replan_cues(now)


def _gentler_words(practice: Practice, part: Part) -> tuple[str, ...]:
    said = part.step.gentler
    lines = said.get(part.side) if isinstance(said, Mapping) else said
    return lines if isinstance(lines, tuple) else (practice.phrases.say("gentler_default"),)


def _words_of(practice: Practice, step_id: str) -> tuple[str, ...]:
    routine, side = practice.routine, practice.timetable.part.side
    step = next(s for s in (*routine.steps, *routine.close) if s.id == step_id)
    words = step.words.get(side) or next(iter(step.words.values()))
    return words.full
