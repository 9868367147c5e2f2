"""An intent that a plugin owns: hand it out, wait for a moment, say what came back."""

from supine.core import starting
from supine.core.events import Command, IntentHeard
from supine.core.questions import About, OpenQuestion
from supine.core.scene import Scene
from supine.core.states import State
from supine.core.underway import Waiting
from supine.core.words import Consult, Consulted, GiveUp, Reply


def consult(
    scene: Scene, heard: IntentHeard, now: float, question: OpenQuestion | None = None
) -> list[Command]:
    """Hand an intent to the plugin that owns it, or that asked for it with a question."""
    owner = heard.intent if question is None else question.owner
    ticket = next(scene.line_ids)
    scene.waiting[ticket] = Waiting(heard, owner, now + scene.settings.consulted[owner])
    practice = scene.practice
    part = practice.timetable.part if practice else None
    return [
        Consult(
            ticket=ticket,
            intent=heard.intent,
            slots=heard.slots,
            answers=None if question is None else owner,
            topic="" if question is None else question.topic,
            language=scene.settings.language.code,
            routine=practice.routine.id if practice else None,
            step=part.step.id if part else None,
            left_s=practice.left_s(now) if practice and practice.state is not State.DONE else None,
        )
    ]


def answered(scene: Scene, event: Consulted, now: float) -> list[Command]:
    """Say what a plugin replies, unless nobody waits for it any more."""
    waiting = scene.waiting.pop(event.ticket, None)
    if waiting is None:
        return []
    if event.reply is None:
        return [scene.answer(waiting.heard, scene.phrase("plugin_failed"))]
    return _replied(scene, waiting, event.reply, now)


def overdue(scene: Scene, now: float) -> list[Command]:
    """Tell those who have waited long enough that there is no answer."""
    late = [ticket for ticket, each in scene.waiting.items() if each.until <= now]
    commands: list[Command] = []
    for ticket in late:
        commands += [GiveUp(ticket), *answered(scene, Consulted(ticket), now)]
    return commands


def due(scene: Scene) -> float | None:
    """Return when `overdue` must be asked; monotonic seconds."""
    return min((each.until for each in scene.waiting.values()), default=None)


def _replied(scene: Scene, waiting: Waiting, reply: Reply, now: float) -> list[Command]:
    heard = waiting.heard
    if reply.start is not None:
        first = [scene.answer(heard, reply.text)] if reply.text else []
        # Once the dialogue has been answered in, the routine's first words come after it.
        rest = IntentHeard(heard.intent, dialogue=None) if first else heard
        return [*first, *starting.start(scene, rest, reply.start, reply.minutes, now)]
    if not reply.listen_for or scene.question is not None:
        return [scene.answer(heard, reply.text)]
    question = scene.ask(About.PLUGIN, reply.text, now)
    question.intents, question.owner = reply.listen_for, waiting.owner
    question.topic = reply.topic
    return [scene.answer(heard, reply.text, question)]
