"""What is answered to which intent, and what it does to the practice.

A rule is a small function that takes the scene and what was heard, and returns the
commands; the tables at the end say which rule an intent has.  What an answer to a
question of ours means is in `supine.core.answers`.
"""

from collections.abc import Callable

from supine.core import about, consulting, starting, steering
from supine.core.events import Alert, Command, Ending, IntentHeard, RememberPreference, Say
from supine.core.habits import GAPS_S, RATES, VOLUMES, nearer
from supine.core.intents import Intent
from supine.core.practice import Practice
from supine.core.questions import About
from supine.core.reminders import asking, talking
from supine.core.scene import Scene
from supine.core.states import STILL, State
from supine.core.steering import Moved
from supine.core.timetable import Guidance

Rule = Callable[[Scene, IntentHeard, float], list[Command]]
PracticeRule = Callable[[Scene, Practice, IntentHeard, float], list[Command]]

LONGER_S = 120.0
"""What "a bit longer" means, in seconds."""

LONGEST_S = 120 * 60.0
"""No practice is made longer than this."""

_NEAR_S = 15.0  # "shorter" by less than this is no shorter


def respond(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Return what an intent leads to when it answers no question of ours.

    Args:
        scene: Where it was said.
        heard: What was said.
        now: Monotonic seconds.
    """
    silenced = about.broken_off(scene, now)
    if heard.intent in scene.settings.consulted:
        return [*silenced, *consulting.consult(scene, heard, now)]
    if rule := ANYTIME.get(heard.intent):
        return [*silenced, *rule(scene, heard, now)]
    in_practice = PRACTISING.get(heard.intent)
    if in_practice is None:
        return [*silenced, *_nobody_asked(scene, heard, now)]
    practice = scene.practice
    if practice is None or starting.forgotten(scene, now):
        if heard.intent in INSTEAD and (instead := INSTEAD[heard.intent](scene, heard, now)):
            return [*silenced, *instead]
        key = "stopped" if silenced else IDLE.get(heard.intent, "nothing_running")
        return [*silenced, scene.answer(heard, scene.phrase(key))]
    return [*silenced, *in_practice(scene, practice, heard, now)]


def _nobody_asked(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Take what is an answer, although no question is open."""
    late = asking.late_answer(scene, heard, now) if heard.intent in LATE_ANSWERS else None
    if late is not None:
        return late
    practice = scene.practice
    if heard.intent == Intent.LATER and heard.slots.get("minutes") and practice is not None:
        return shorter(scene, practice, heard, now)  # "just five minutes", in a practice
    return [scene.answer(heard, "")]


# ---- at any time ----------------------------------------------------------------------------


def start(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Start the routine that was asked for."""
    routine_id = heard.slots.get("routine")
    minutes = heard.slots.get("minutes")
    wanted = float(minutes) if isinstance(minutes, int | float) else None
    practice = scene.practice
    if practice is not None and wanted is None and routine_id in {None, practice.routine.id}:
        kept = practice.state in {State.PAUSED, State.PARKED} and not practice.stand.told
        if kept and not starting.forgotten(scene, now):
            return resume(scene, practice, heard, now)
        if practice.state is State.WAITING and practice.getting_ready:
            # "Lying down" names the routine, too; at the gate it means just that.
            return ready(scene, practice, heard, now)
    return starting.start(scene, heard, str(routine_id) if routine_id else None, wanted, now)


def help_up(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Bring somebody up, whether a practice runs or not."""
    practice = scene.practice
    if practice is not None and practice.routine.close and not starting.forgotten(scene, now):
        closing = practice.closing and practice.running
        text = scene.phrase("no_skipping_close" if closing else "helping_up")
        return [scene.answer(heard, text), *steering.come_up(practice, now)]
    return starting.help_up(scene, heard, now)


def red_flag(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Say the fixed safety words and end the practice; tell the contact once."""
    first, *more = scene.settings.language.safety
    commands: list[Command] = []
    if scene.practice is not None:
        commands += scene.practice.stop(Ending.RED_FLAG, now)
    commands.append(scene.answer(heard, first))
    commands += [
        Say(next(scene.line_ids), line, scene.habits.volume, scene.habits.rate) for line in more
    ]
    return [*commands, Alert("red flag")]


def _shift_rate(by: int, key: str) -> Rule:
    def rule(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
        habits = scene.habits
        if "rate" in scene.settings.can:
            habits.rate = nearer(RATES, habits.rate, by)
            changed = RememberPreference("rate", str(habits.rate))
        else:
            habits.gap_s = nearer(GAPS_S, habits.gap_s, -by)
            changed = RememberPreference("gap", str(habits.gap_s))
        text = scene.phrase(key)
        if "rate" not in scene.settings.can and "rate" not in habits.told:
            habits.told.add("rate")
            text = scene.phrase("cannot_rate")
        _apply_habits(scene, now)
        return [scene.answer(heard, text), changed]

    return rule


def _shift_volume(by: int, key: str, limit_key: str) -> Rule:
    def rule(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
        habits = scene.habits
        if "volume" not in scene.settings.can:
            return [scene.answer(heard, scene.phrase("cannot_volume"))]
        before, habits.volume = habits.volume, nearer(VOLUMES, habits.volume, by)
        _apply_habits(scene, now)
        text = scene.phrase(limit_key if habits.volume == before else key)
        return [scene.answer(heard, text), RememberPreference("volume", str(habits.volume))]

    return rule


def _apply_habits(scene: Scene, now: float) -> None:
    if scene.practice is not None:
        scene.practice.timetable.gap_s = scene.habits.gap_s
        scene.practice.lines.volume = scene.habits.volume
        scene.practice.lines.rate = scene.habits.rate
        scene.practice.replan_cues(now)


# ---- in a practice --------------------------------------------------------------------------


def pause(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Hold everything still."""
    if not practice.running:
        return [scene.answer(heard, scene.phrase("already_paused"))]
    return [*practice.pause(now), scene.answer(heard, scene.phrase("paused"))]


def resume(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Go on after a pause, or after pain; where nothing is paused, "onward" is the next part."""
    if practice.state is State.EASED:
        return [scene.answer(heard, ""), *steering.carry_on(practice, now)]
    if practice.state is State.WAITING and practice.getting_ready:
        return ready(scene, practice, heard, now)
    if practice.state not in STILL:
        if heard.slots.get("onward"):
            return skip(scene, practice, heard, now)
        return [scene.answer(heard, scene.phrase("not_paused"))]
    text = scene.phrase("resuming", posture=posture(scene, practice)).strip()
    answer = scene.answer(heard, text)
    practice.resume(answer.line_id, now)
    return [answer]


def ready(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Take "I'm down"."""
    if practice.state in STILL:
        return resume(scene, practice, heard, now)
    return [scene.answer(heard, ""), *practice.ready(now)]


def stop(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Stop at once, and offer help up to somebody who is lying."""
    down = practice.routine.lying and not practice.getting_ready and practice.ends_as is not None
    closing = practice.closing
    eased = practice.state is State.EASED
    commands = practice.stop(Ending.EASED if eased else Ending.STOPPED_EARLY, now)
    if closing:
        return [*commands, scene.answer(heard, scene.phrase("stopped_close"))]
    if not down:
        return [*commands, scene.answer(heard, scene.phrase("stopped"))]
    text = scene.phrase("stopped_lying")
    return [*commands, scene.answer(heard, text, scene.ask(About.HELP_UP, text, now))]


def repeat(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Say the step's words once more."""
    return [scene.answer(heard, ""), *steering.repeat(practice, now)]


def restart(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Begin the step again."""
    return [scene.answer(heard, scene.phrase("restarting")), *steering.restart(practice, now)]


def skip(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Go to the next step."""
    moved, commands = steering.skip(practice, now)
    keys = {Moved.IN_CLOSE: "no_skipping_close", Moved.INTO_CLOSE: "last_step"}
    text = scene.phrase(keys[moved]) if moved in keys else ""
    return [scene.answer(heard, text), *commands]


def back(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Go to the step before."""
    moved, commands = steering.back(practice, now)
    text = scene.phrase("first_step") if moved is Moved.AT_FIRST else ""
    return [scene.answer(heard, text), *commands]


def how_long(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Tell the time that is left, and what comes next."""
    if heard.slots.get("routine") not in {None, practice.routine.id}:
        return about.how_long_takes(scene, heard, now)
    phrases = scene.settings.language.phrases
    minutes = round(practice.left_s(now) / 60)
    time = phrases.amount(minutes, "minute")
    if practice.getting_ready:
        return [scene.answer(heard, scene.phrase("how_long_before", time=time))]
    if minutes < 1:
        text = scene.phrase("how_long_less")
    elif practice.state in STILL or practice.state is State.EASED:
        text = scene.phrase("how_long_paused", time=time)
    else:
        text = scene.phrase("how_long", time=time)
    return [scene.answer(heard, f"{text} {_coming(scene, practice)}".strip())]


def shorter(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Be over sooner."""
    routine, phrases = practice.routine, scene.settings.language.phrases
    minutes = heard.slots.get("minutes")
    wanted = max(1.0, float(minutes)) if isinstance(minutes, int | float) else None
    if practice.getting_ready:
        granted = routine.minutes.nearest(wanted or routine.minutes.min)
        steering.shorten(practice, granted * 60.0, now)
        return [
            scene.answer(heard, scene.phrase("shorter", time=phrases.amount(granted, "minute")))
        ]
    wanted_s = 60.0 * (wanted or routine.minutes.min)
    near = practice.left_s(now) <= wanted_s + _NEAR_S
    if near and wanted is not None and not practice.closing:
        return how_long(scene, practice, heard, now)  # that is time enough
    if near or practice.closing or not steering.can_shorten(practice):
        return [scene.answer(heard, scene.phrase("nearly_done"))]
    granted_s = steering.shorten(practice, wanted_s, now)
    key = "shorter" if granted_s <= wanted_s + 1 else "shorter_floor"
    return [scene.answer(heard, scene.phrase(key, time=_span(scene, granted_s)))]


def longer(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Make the present hold longer."""
    minutes = heard.slots.get("minutes")
    asked_s = 60.0 * float(minutes) if isinstance(minutes, int | float) else LONGER_S
    extra_s = max(0.0, min(asked_s, LONGEST_S - practice.left_s(now)))
    here = steering.lengthen(practice, extra_s, now)
    key = "longer" if here or practice.getting_ready else "longer_at_rest"
    key = "longer_capped" if extra_s < asked_s else key
    return [scene.answer(heard, scene.phrase(key, time=_span(scene, extra_s)))]


def pain(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """End the hold at once, ease out, and ask how to go on."""
    text = scene.phrase("pain")
    commands = practice.ease(now)
    return [*commands, scene.answer(heard, text, scene.ask(About.EASE, text, now))]


def gentler(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Go on with a gentler version."""
    return [scene.answer(heard, scene.phrase("gentler")), *steering.gentler(practice, now)]


def finish(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    """Come to the end, by way of the close."""
    if practice.closing and practice.running:
        return [scene.answer(heard, scene.phrase("no_skipping_close"))]
    return [scene.answer(heard, scene.phrase("finishing")), *steering.come_up(practice, now)]


def _guide(guidance: Guidance, key: str) -> PracticeRule:
    def rule(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
        steering.guide(practice, guidance, now)
        scene.habits.guidance[practice.routine.id] = guidance
        changed = RememberPreference(f"guidance:{practice.routine.id}", guidance.value)
        return [scene.answer(heard, scene.phrase(key)), changed]

    return rule


# ---- words ----------------------------------------------------------------------------------


def posture(scene: Scene, practice: Practice) -> str:
    """Return the posture of the present part, or of the last one before that names it."""
    table = practice.timetable
    for part in reversed(table.parts[: table.index + 1]):
        if part.step.posture:
            return part.step.posture.get(part.side) or next(iter(part.step.posture.values()))
    if practice.getting_ready:
        return ""  # still on the way there
    return scene.phrase(f"posture_{practice.routine.position.value}")


def _coming(scene: Scene, practice: Practice) -> str:
    table = practice.timetable
    if practice.closing or not table.ahead:
        return ""
    coming = table.ahead[0]
    if table.close_next:
        return scene.phrase("next_is_close")
    name = coming.step.name.get(coming.side)
    return scene.phrase("next_is", name=name) if name else ""


def _span(scene: Scene, seconds: float) -> str:
    phrases = scene.settings.language.phrases
    tens = round(seconds / 10)
    if tens < 6:  # noqa: PLR2004 - less than a minute
        return phrases.amount(tens * 10, "second")
    return phrases.amount(round(seconds / 60), "minute")


# ---- the tables -----------------------------------------------------------------------------

ANYTIME: dict[str, Rule] = {
    Intent.START_ROUTINE: start,
    Intent.HELP_UP: help_up,
    Intent.RED_FLAG: red_flag,
    Intent.SLOWER: _shift_rate(-1, "slower"),
    Intent.FASTER: _shift_rate(+1, "faster"),
    Intent.LOUDER: _shift_volume(+1, "louder", "loudest"),
    Intent.SOFTER: _shift_volume(-1, "softer", "softest"),
    Intent.REMIND_ME: talking.remind_me,
    Intent.LIST_REMINDERS: talking.list_reminders,
    Intent.MISSED_REMINDERS: talking.missed,
    Intent.WHY_NO_REMINDER: talking.why_no_reminder,
    Intent.MOVE_REMINDER: talking.move,
    Intent.CANCEL_REMINDER: talking.cancel,
    Intent.REMINDERS_OFF: talking.ask_off,
    Intent.REMINDERS_ON: talking.turn_on,
    **about.RULES,
}

PRACTISING: dict[str, PracticeRule] = {
    Intent.PAUSE: pause,
    Intent.RESUME: resume,
    Intent.READY: ready,
    Intent.STOP: stop,
    Intent.REPEAT: repeat,
    Intent.RESTART_STEP: restart,
    Intent.NEXT: skip,
    Intent.BACK: back,
    Intent.HOW_LONG: how_long,
    Intent.SHORTER: shorter,
    Intent.LONGER: longer,
    Intent.PAIN: pain,
    Intent.GENTLER: gentler,
    Intent.FINISH: finish,
    Intent.SAY_LESS: _guide(Guidance.LESS, "say_less"),
    Intent.SAY_MORE: _guide(Guidance.FULL, "say_more"),
}

LATE_ANSWERS = frozenset({Intent.YES, Intent.LATER, Intent.NOT_TODAY})
"""What still answers a reminder when its ear was closed."""

INSTEAD: dict[str, Rule] = {
    Intent.HOW_LONG: about.how_long_takes,
    Intent.PAIN: lambda scene, heard, now: about.offer(scene, heard, "offer_sore", now),
}
"""What an intent may mean while no practice is there; nothing if it does not."""

IDLE: dict[str, str] = {
    Intent.RESUME: "nothing_to_resume",
    Intent.REPEAT: "nothing_to_repeat",
    Intent.PAIN: "pain_idle",
}
"""The phrase for an intent that means nothing while no practice is there."""
