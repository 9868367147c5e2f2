"""What the answer to one of our own questions leads to."""

from collections.abc import Callable

from supine.core import consulting, dialogue, recovery, starting, steering
from supine.core.events import Command, IntentHeard
from supine.core.intents import Intent
from supine.core.questions import About, OpenQuestion
from supine.core.reminders import asking, talking
from supine.core.scene import Scene

Taker = Callable[[Scene, IntentHeard, OpenQuestion, float], list[Command] | None]


def respond(
    scene: Scene, heard: IntentHeard, question: OpenQuestion | None, now: float
) -> list[Command]:
    """Return what an intent leads to.

    Args:
        scene: Where it was said.
        heard: What was said.
        question: The question of ours that it answers, if any.
        now: Monotonic seconds.
    """
    commands = None if question is None else _take(scene, heard, question, now)
    return dialogue.respond(scene, heard, now) if commands is None else commands


def _take(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    """Return what the answer leads to; None when it is to be taken as if nothing was asked."""
    return _TAKERS[question.about](scene, heard, question, now)


def _at_gate(
    scene: Scene, heard: IntentHeard, _question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent == Intent.YES and scene.practice is not None:
        return [scene.answer(heard, ""), *scene.practice.ready(now)]
    return None


def _which(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent not in {Intent.CHOOSE, Intent.START_ROUTINE}:
        return [scene.answer(heard, "")]
    routine_id = heard.slots.get("routine")
    ordinal = heard.slots.get("ordinal")
    if routine_id is None and isinstance(ordinal, int) and 1 <= ordinal <= len(question.routines):
        routine_id = question.routines[ordinal - 1]
    if routine_id is None:
        return [scene.answer(heard, "")]
    minutes = heard.slots.get("minutes", question.minutes)
    wanted = float(minutes) if isinstance(minutes, int | float) else None
    return starting.start(scene, heard, str(routine_id), wanted, now)


def _leave(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent == Intent.YES:
        commands = starting.let_go(scene, now)
        return commands + starting.begin(scene, heard, question.routines[0], question.minutes, now)
    if heard.intent == Intent.NO:
        return [scene.answer(heard, scene.phrase("staying"))]
    return None


def _offered(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent == Intent.YES:
        return starting.start(scene, heard, question.routines[0], None, now)
    declined = heard.intent in {Intent.NO, Intent.STOP}
    return [scene.answer(heard, "")] if declined else None


def _help_up(
    scene: Scene, heard: IntentHeard, _question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent == Intent.YES:
        return dialogue.help_up(scene, heard, now)
    if heard.intent in {Intent.NO, Intent.STOP, Intent.LONGER}:
        return [scene.answer(heard, scene.phrase("stay_down"))]
    return None


def _ease(
    scene: Scene, heard: IntentHeard, _question: OpenQuestion, now: float
) -> list[Command] | None:
    practice = scene.practice
    if practice is None:
        return None
    match heard.intent:
        case Intent.YES:
            return dialogue.gentler(scene, practice, heard, now)
        case Intent.NO:
            return [scene.answer(heard, scene.phrase("stay_down"))]
        case Intent.HELP_UP:
            return [
                scene.answer(heard, scene.phrase("helping_up")),
                *steering.come_up(practice, now),
            ]
        case _:
            return None


def _reminders_off(
    scene: Scene, heard: IntentHeard, _question: OpenQuestion, _now: float
) -> list[Command] | None:
    if heard.intent == Intent.YES:
        return talking.turn_off(scene, heard)
    return [scene.answer(heard, scene.phrase("reminders_kept"))]


def _which_reminder(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent != Intent.CHOOSE or question.asked_for is None:
        return [scene.answer(heard, "")]
    return talking.chosen(scene, heard, question, question.asked_for, now)


def _plugin(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    if heard.intent in question.intents:
        return consulting.consult(scene, heard, now, question)
    if heard.intent == Intent.STOP and scene.practice is None:
        return [scene.answer(heard, "")]  # it is the question that stops
    return None


_TAKERS: dict[About, Taker] = {
    About.GATE: _at_gate,
    About.WHICH: _which,
    About.LEAVE: _leave,
    About.HELP_UP: _help_up,
    About.EASE: _ease,
    About.REMINDER: asking.answer,
    About.REMINDERS_OFF: _reminders_off,
    About.WHICH_REMINDER: _which_reminder,
    About.PLUGIN: _plugin,
    About.RECOVERY: recovery.answer,
    About.OFFER: _offered,
}
