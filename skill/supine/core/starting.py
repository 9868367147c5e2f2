"""Starting: which routine, how long, what is said first."""

from supine.core.background import Background
from supine.core.events import Command, Ending, IntentHeard
from supine.core.intents import Intent
from supine.core.practice import Practice
from supine.core.questions import About
from supine.core.scene import Scene
from supine.core.sounds import Sounds, with_sounds
from supine.core.states import PUT_AWAY, State
from supine.core.timetable import Timetable, parts_of, practice_parts
from supine.model import Routine, Step, Words

PREFACE_TIMES = 3
"""Needs and rules are told before the first practice, and in a line before the next two."""

NAMES_MAX = 3
"""How many routines a question names at most."""

PARKED_MAX_S = 12 * 3600.0
"""How long a parked practice can be taken up again."""

_PREFACE_HOLD_S = 2.0


def start(
    scene: Scene, heard: IntentHeard, routine_id: str | None, minutes: float | None, now: float
) -> list[Command]:
    """Start a routine, or ask which; somebody who is in the middle of another is asked first."""
    routines = scene.settings.language.routines
    if routine_id is None:
        routine_id = _usual(scene)
    if routine_id is None:
        return _which(scene, heard, minutes, now)
    if routine_id not in routines:
        return [scene.answer(heard, scene.phrase("not_known"))]
    practice = None if forgotten(scene, now) else scene.practice
    if practice is None or practice.getting_ready or practice.state is State.PARKED:
        return [*let_go(scene, now), *begin(scene, heard, routine_id, minutes, now)]
    return _leave_first(scene, heard, routine_id, minutes, now)


def begin(
    scene: Scene, heard: IntentHeard, routine_id: str, minutes: float | None, now: float
) -> list[Command]:
    """Begin a routine now; the first words say its length.

    Where somebody has just asked for it, they go out before the practice is planned: `Scene.then`.
    """
    language = scene.settings.language
    routine = language.routines.get(routine_id)
    if routine is None:  # its file was taken away since it was spoken of
        return [scene.answer(heard, scene.phrase("not_known"))]
    wanted = routine.minutes.default if minutes is None else minutes
    granted = routine.minutes.nearest(wanted)
    time = language.phrases.amount(granted, "minute")
    key = "starting_sides" if routine.sided else "starting"
    if wanted < routine.minutes.min:
        key = "starting_at_least"
    elif wanted > routine.minutes.max:
        key = "starting_at_most"
    answer = scene.answer(heard, scene.phrase(key, name=routine.name, time=time))
    scene.habits.last_routine = routine_id

    def plan() -> list[Command]:
        down = bool(heard.slots.get("down"))
        return _put_on(scene, _planned(scene, routine, granted * 60.0, down=down), now)

    if heard.intent == Intent.START_ROUTINE and scene.question is None:
        scene.then = plan
        return [answer]
    return [answer, *plan()]


def _planned(scene: Scene, routine: Routine, total_s: float, *, down: bool) -> Practice:
    phrases, habits, settings = scene.settings.language.phrases, scene.habits, scene.settings
    parts, ready_after = practice_parts(routine, preface(scene, routine), down=down)
    parts = with_sounds(parts, settings.sounds, plays="sound" in settings.can)
    guidance = habits.guidance_for(routine.id, scene.today(), settings.fading)
    table = Timetable(parts, phrases, scene.pace, habits.gap_s, guidance)
    ids, timing = scene.line_ids, settings.timing
    return Practice(routine, table, ready_after, total_s, phrases, ids, timing)


def help_up(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Say only the close of the lying routine that was practised last."""
    language = scene.settings.language
    lying = [r for r in language.routines.values() if r.lying and r.close]
    wanted = (scene.last_lying, scene.settings.favourite, scene.habits.last_routine)
    lying.sort(key=lambda routine: routine.id not in wanted)
    if scene.last_lying:
        lying.sort(key=lambda routine: routine.id != scene.last_lying)
    if not lying:
        return [scene.answer(heard, scene.phrase("no_help_known"))]
    routine = lying[0]
    parts = parts_of(routine.close, closing=True)
    parts = with_sounds(parts, Sounds(), plays="sound" in scene.settings.can)
    table = Timetable(parts, language.phrases, scene.pace, scene.habits.gap_s)
    practice = Practice(
        routine, table, 0, 0.0, language.phrases, scene.line_ids, scene.settings.timing
    )
    practice.ends_as = None
    answer = scene.answer(heard, scene.phrase("helping_up"))
    return [*let_go(scene, now), answer, *_put_on(scene, practice, now)]


def forgotten(scene: Scene, now: float) -> bool:
    """Whether the practice was put away so long ago that nobody means it any more."""
    practice = scene.practice
    if practice is None or practice.state not in PUT_AWAY:
        return practice is None
    return now - practice.at(now) > PARKED_MAX_S


def let_go(scene: Scene, now: float) -> list[Command]:
    """End what is there, to make room."""
    practice, scene.practice = scene.practice, None
    if practice is None:
        return []
    left = {State.PARKED: Ending.LEFT_PAUSED, State.EASED: Ending.EASED}
    ending = left.get(practice.state, Ending.STOPPED_EARLY)
    if scene.offer is not None and ending is not Ending.EASED:
        ending = Ending.INTERRUPTED
    return practice.stop(ending, now)


def furnish(scene: Scene, practice: Practice) -> None:
    """Give a practice the voice that is preferred here, and what plays in its silences."""
    practice.lines.volume, practice.lines.rate = scene.habits.volume, scene.habits.rate
    wanted = scene.settings.sounds
    if wanted.background and "sound" in scene.settings.can:
        practice.lines.background = Background(scene.line_ids, wanted.gap_s)


def _put_on(scene: Scene, practice: Practice, now: float) -> list[Command]:
    furnish(scene, practice)
    scene.practice = practice
    if practice.routine.lying:
        scene.last_lying = practice.routine.id
    return practice.begin(now)


def _usual(scene: Scene) -> str | None:
    """Return the favourite, the last one practised, or the only one there is."""
    routines = scene.settings.language.routines
    for routine_id in (scene.settings.favourite, scene.habits.last_routine):
        if routine_id in routines:
            return routine_id
    return next(iter(routines)) if len(routines) == 1 else None


def _which(scene: Scene, heard: IntentHeard, minutes: float | None, now: float) -> list[Command]:
    language = scene.settings.language
    routines = list(language.routines.values())
    if not routines:
        return [scene.answer(heard, scene.phrase("no_routines"))]
    # Lying routines first: it is a body-care skill for people who lie down.
    named = sorted(routines, key=lambda routine: not routine.lying)[:NAMES_MAX]
    names = language.phrases.listed([routine.name for routine in named], "list_or")
    text = scene.phrase("which_one", names=names)
    question = scene.ask(About.WHICH, text, now)
    question.routines, question.minutes = tuple(routine.id for routine in named), minutes
    return [scene.answer(heard, text, question)]


def _leave_first(
    scene: Scene, heard: IntentHeard, routine_id: str, minutes: float | None, now: float
) -> list[Command]:
    assert scene.practice is not None  # noqa: S101 - asked for by the caller
    new, running = scene.settings.language.routines[routine_id].name, scene.practice.routine
    if routine_id == running.id:
        text = scene.phrase("start_anew", name=new)
    else:
        text = scene.phrase("leave_for", name=running.name, new=new)
    question = scene.ask(About.LEAVE, text, now)
    question.routines, question.minutes = (routine_id,), minutes
    return [scene.answer(heard, text, question)]


def preface(scene: Scene, routine: Routine) -> Step | None:
    """Return what is said before the first times; None when there is nothing, or no more."""
    told = (*routine.needs, *routine.rules)
    times = scene.habits.times_done.get(routine.id, 0)
    if not told or times >= PREFACE_TIMES:
        return None
    in_full = (scene.phrase("first_time"), *told)
    words = Words((scene.phrase("rules_again"),) if times else in_full)
    return Step(id="first-time", words={None: words}, hold_s=_PREFACE_HOLD_S)
