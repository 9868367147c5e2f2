"""Take down where a practice stands, and take a practice up again from that.

A practice that is taken up stands still, as if somebody had said "pause" at the moment at which
it was taken down, and goes on by the same way: `supine.core.practice.Practice.resume`.
"""

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter
from typing import Any

from supine.core import starting
from supine.core.pace import Pace
from supine.core.practice import Practice
from supine.core.scene import Scene
from supine.core.snapshot import KeptPart, Snapshot, SnapshotError
from supine.core.sounds import Sounds, with_sounds
from supine.core.states import RUNNING, State
from supine.core.timetable import Part, Timetable, parts_of
from supine.core.underway import Taken
from supine.model import Routine, Step

_ALIKE = ("side", "closing", "second_side", "scale", "instead")

Plan = list[tuple[int, Part]]
"""Parts with the place that each had in the plan it was kept in."""


def take_down(scene: Scene, practice: Practice, now: float) -> Snapshot | None:
    """Return where a practice stands; None when nothing of its routine is left to do."""
    table, stand, at = practice.timetable, practice.stand, practice.at(now)
    taken = scene.taken
    if taken is None or taken.plan is not table.parts:
        taken = scene.taken = _taken(practice)
    index = bisect_left(taken.places, table.index)
    if table.index not in taken.places[index : index + 1]:
        return None
    within = practice.within()
    per_char_s, start_s = scene.pace.learned
    return Snapshot(
        routine_id=practice.routine.id,
        language=scene.settings.language.code,
        total_s=practice.total_s,
        parts=taken.parts,
        index=index,
        ready_after=bisect_left(taken.places, practice.ready_index + 1),
        state=State.PAUSED if practice.state is State.RESUMING else practice.state,
        within=within,
        still_s=0.0 if practice.state in RUNNING else max(0.0, now - stand.since),
        held_s=practice.held_s(now),
        settle_s=max(0.0, stand.settled_at - at) if within is State.SETTLING else 0.0,
        lines=_still_to_say(practice) if within is State.SPEAKING else (),
        sides_s=dict(table.held_s),
        held_step=stand.held_step,
        practised_s=_practised_s(practice, at),
        left_s=None if table.ends_at is None else table.ends_at - at,
        extra_s=table.extra_s,
        guidance=table.guidance,
        hurried=table.hurried,
        gate_asked=stand.gate_asked,
        ends_as=practice.ends_as,
        told=stand.told,
        by_reminder=scene.by_reminder,
        last_lying=scene.last_lying,
        offers=scene.offers,
        per_char_s=per_char_s,
        start_s=start_s,
    )


def take_up(scene: Scene, snapshot: Snapshot, now: float, away_s: float) -> Practice:
    """Put a practice back at its site, standing still.

    Where the routine was changed meanwhile, it goes on with the next part that there still is.

    Args:
        scene: Where it was.
        snapshot: What was taken down.
        now: Monotonic seconds.
        away_s: How long ago it was taken down, in seconds.

    Raises:
        SnapshotError: The routine is gone, or nothing that was still to come is left of it.
    """
    routine = scene.settings.language.routines.get(snapshot.routine_id)
    if routine is None:
        raise SnapshotError(f"there is no routine {snapshot.routine_id!r} any more")
    plan = _plan(scene, routine, snapshot)
    index = sum(n < snapshot.index for n, _ in plan)
    if index >= len(plan):
        raise SnapshotError(f"nothing that was still to come is left of {routine.id!r}")
    scene.pace = Pace(snapshot.per_char_s, snapshot.start_s)
    practice = _practice(scene, routine, snapshot, plan)
    practice.timetable.index = index
    _stand_still(practice, snapshot, now - snapshot.still_s - away_s)
    if plan[index][0] != snapshot.index or snapshot.language != scene.settings.language.code:
        _begin_part_again(practice)
    practice.replan_cues(now)
    scene.practice, scene.by_reminder = practice, snapshot.by_reminder
    scene.last_lying, scene.offers = snapshot.last_lying, snapshot.offers
    return practice


# ---- taking down -----------------------------------------------------------------------------


def _taken(practice: Practice) -> Taken:
    plan, places, kept = practice.timetable.parts, [], []
    steps = _steps(practice.routine)
    for n, part in enumerate(plan):
        known = steps.get((part.step.id, part.closing))
        preface = n == 0 and known is None and not part.closing
        if known is None and not preface:
            continue  # a chime
        step = part.step
        calm = known is None or (known.hold_s, known.reps) != (step.hold_s, step.reps)
        hold_s = step.hold_s if calm else None
        places.append(n)
        kept.append(KeptPart(step=step.id, preface=preface, hold_s=hold_s, **_alike(part)))
    return Taken(plan, tuple(places), tuple(kept))


def _alike(part: Part | KeptPart) -> dict[str, Any]:
    """Return what a part and what is kept of it have in common."""
    return dict(zip(_ALIKE, attrgetter(*_ALIKE)(part), strict=True))


def _steps(routine: Routine) -> dict[tuple[str, bool], Step]:
    """Return the steps by id and by whether they belong to the close."""
    closing = {(step.id, True): step for step in routine.close}
    return {(step.id, False): step for step in routine.steps} | closing


def _still_to_say(practice: Practice) -> tuple[str, ...]:
    """Return the sentences from the one on the air; sounds are not worth playing again."""
    on_air = practice.lines.on_air
    begun = [on_air.text] if on_air is not None and on_air.main else []
    return tuple(line for line in (*begun, *practice.lines.main) if isinstance(line, str))


def _practised_s(practice: Practice, at: float) -> float | None:
    if practice.started_at is None:
        return None
    return max(0.0, at - practice.started_at - practice.stand.paused_s)


# ---- taking up -------------------------------------------------------------------------------


def _plan(scene: Scene, routine: Routine, snapshot: Snapshot) -> Plan:
    """Return the parts that there still are; the close is never lost."""
    steps, plan = _steps(routine), []
    for n, kept in enumerate(snapshot.parts):
        known = steps.get((kept.step, kept.closing))
        step = starting.preface(scene, routine) if kept.preface else known
        if (part := _part(scene, snapshot, kept, step)) is not None:
            plan.append((n, part))
    if not any(part.closing for _, part in plan):
        after = len(snapshot.parts)
        plan += [(after, part) for part in parts_of(routine.close, closing=True)]
    return plan


def _part(scene: Scene, snapshot: Snapshot, kept: KeptPart, step: Step | None) -> Part | None:
    if step is None or kept.side not in step.words:
        return None
    if kept.hold_s is not None:
        step = replace(step, hold_s=kept.hold_s, reps=None)
    instead = kept.instead
    if instead is not None and snapshot.language != scene.settings.language.code:
        instead = (scene.settings.language.phrases.say("gentler_default"),)
    return Part(step=step, **_alike(kept) | {"instead": instead})


def _practice(scene: Scene, routine: Routine, snapshot: Snapshot, plan: Plan) -> Practice:
    settings, phrases = scene.settings, scene.settings.language.phrases
    wanted = Sounds() if snapshot.ends_as is None else settings.sounds
    parts = with_sounds([part for _, part in plan], wanted, plays="sound" in settings.can)
    gap_s, guidance = scene.habits.gap_s, snapshot.guidance
    table = Timetable(parts, phrases, scene.pace, gap_s, guidance)
    table.hurried, table.extra_s = snapshot.hurried, snapshot.extra_s
    table.held_s = dict(snapshot.sides_s)
    ready_after = sum(n < snapshot.ready_after for n, _ in plan)
    total_s, ids, timing = snapshot.total_s, scene.line_ids, settings.timing
    practice = Practice(routine, table, ready_after, total_s, phrases, ids, timing)
    practice.ends_as = snapshot.ends_as
    starting.furnish(scene, practice)
    return practice


def _stand_still(practice: Practice, snapshot: Snapshot, since: float) -> None:
    """Count everything from ``since``, the moment at which it came to stand still."""
    eased = snapshot.state is State.EASED
    practice.state = State.EASED if eased else State.PARKED
    stand, table = practice.stand, practice.timetable
    stand.since, stand.within = since, State.SPEAKING if eased else snapshot.within
    stand.hold_from = since - (snapshot.held_s or 0.0)
    stand.gate_asked, stand.held_step = snapshot.gate_asked, snapshot.held_step
    stand.told = snapshot.told
    practice.lines.quiet_until, stand.settled_at = since, since + snapshot.settle_s
    practice.lines.main.extend(snapshot.lines)
    if snapshot.left_s is not None:
        table.ends_at = since + snapshot.left_s
    if snapshot.practised_s is not None:
        practice.started_at = since - snapshot.practised_s
    elif not practice.getting_ready:  # all that was left of getting ready is gone
        practice.started_at = since
        table.begin(since, practice.total_s)


def _begin_part_again(practice: Practice) -> None:
    """Say the present part's words from the first: they are others than those taken down."""
    table = practice.timetable
    practice.stand.within = State.SPEAKING
    practice.lines.main.clear()
    practice.lines.main.extend(table.lines(table.part))
