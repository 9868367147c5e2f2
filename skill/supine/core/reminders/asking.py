"""Asking at the times people chose, and taking their answers.

What is due is first written down, then waits until the site is free, is written down again
as being asked, and only then spoken: so a power cut at any moment neither doubles nor loses
it.  Whether and when is decided in `supine.core.reminders`; here it gets its words.
"""

from datetime import timedelta

from supine.core import starting
from supine.core.events import (
    Answer,
    Command,
    FiringsSaved,
    IntentHeard,
    LineHeard,
    Outcome,
    Question,
    RemoveReminder,
    SaveFirings,
    TellWhenFree,
    WakeAt,
)
from supine.core.intents import Intent
from supine.core.questions import ANSWERS, About, OpenQuestion
from supine.core.reminders.model import Key, Reason, Reminder, State
from supine.core.reminders.record import answered, heard
from supine.core.reminders.rule import SiteFacts, Speak, after_failure, after_silence
from supine.core.reminders.words import moment_in, span_words
from supine.core.scene import Scene
from supine.core.states import PUT_AWAY

DISK_S = 20.0
"""How long a question waits to be on disk; with a full disk it is asked all the same."""

LATER_S = 600.0
"""What "later" means without a length, in seconds."""


def due(scene: Scene, keys: tuple[Key, ...]) -> list[Command]:
    """Take in what is due: write it down, and ask to be told when the site is free."""
    scene.desk.take_in(keys, scene.wall)
    scene.desk.decide(_facts(scene, busy=True), scene.wall)
    commands = handed_on(scene)
    commands += [RemoveReminder(over) for over in scene.desk.let_go_over(scene.today())]
    if scene.desk.waiting_for_silence():
        commands.append(TellWhenFree())
    return commands


def site_free(scene: Scene, now: float) -> list[Command]:
    """The site is free: decide what is spoken, and write that down first."""
    spoken = scene.desk.decide(_facts(scene, busy=scene.question is not None), scene.wall)
    if spoken is not None:
        case, speak = spoken
        scene.asking, scene.asking_by = case.firing.key, now + DISK_S
        scene.asking_text = question_text(scene, case.reminder, speak)
    return handed_on(scene)


def saved(scene: Scene, event: FiringsSaved, now: float) -> list[Command]:
    """It is on disk that we ask: ask."""
    key = scene.asking
    firing = scene.desk.firings.get(key) if key is not None else None
    if key not in event.keys or firing is None or firing.state is not State.ASKING:
        return []
    if scene.asking_line is not None or scene.question is not None:
        return []
    scene.asking_by = None
    question = scene.ask(About.REMINDER, scene.asking_text, now)
    question.closes_at = None  # the ear opens when the words were heard, which may take time
    question.reminder = key
    line_id = next(scene.line_ids)
    scene.asking_line, scene.asking_lost = line_id, False
    wire = Question(question.token, ANSWERS[About.REMINDER])
    habits = scene.habits
    return [Answer(line_id, None, scene.asking_text, wire, habits.volume, habits.rate)]


def disk_is_late(scene: Scene, now: float) -> list[Command]:
    """The disk has not written for long: ask all the same, rather than not at all."""
    if scene.asking is None or scene.asking_by is None or now < scene.asking_by:
        return []
    scene.asking_by = None
    return saved(scene, FiringsSaved((scene.asking,)), now)


def line_over(scene: Scene, event: LineHeard) -> list[Command]:
    """The question was heard, or reached no loudspeaker."""
    scene.asking_line = None
    key = scene.asking
    firing = scene.desk.firings.get(key) if key is not None else None
    if firing is None:
        return []
    if event.outcome is Outcome.HEARD:
        scene.desk.put(heard(firing, scene.wall))
    else:
        scene.asking_lost = True
    return handed_on(scene)


def unanswered(scene: Scene, question: OpenQuestion) -> list[Command]:
    """Nobody answered: it is asked again, or missed; what nobody heard is tried again."""
    scene.asking = scene.asking_line = None
    key = question.reminder
    case = scene.desk.case(key, _facts(scene), scene.wall) if key is not None else None
    if case is None:
        return []
    lost = scene.asking_lost or case.firing.state is State.ASKING
    scene.desk.follow(case, after_failure(case) if lost else after_silence(case))
    return handed_on(scene)


def answer(
    scene: Scene, event: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    """Take the answer to a reminder; None when it is to be taken as any other words."""
    scene.asking = scene.asking_line = None
    key = question.reminder
    reminder = scene.desk.reminders.get(key.reminder_id) if key is not None else None
    if key is None or reminder is None:
        return None
    match event.intent:
        case Intent.YES | Intent.READY | Intent.START_ROUTINE:
            return _accepted(scene, event, key, reminder, now)
        case Intent.LATER:
            return _later(scene, event, key)
        case Intent.NOT_TODAY | Intent.NO | Intent.STOP:
            _settle(scene, key, State.SKIPPED)
            return [scene.answer(event, scene.phrase("not_today")), *handed_on(scene)]
        case Intent.REMINDERS_OFF:
            text = scene.phrase("reminders_off_confirm")
            confirm = scene.ask(About.REMINDERS_OFF, text, now)
            confirm.reminder = key
            return [scene.answer(event, text, confirm)]
        case _:
            # Other words are taken as such, and the reminder stays without an answer.
            scene.pending.extend(unanswered(scene, question))
            return None


def late_answer(scene: Scene, event: IntentHeard, now: float) -> list[Command] | None:
    """Take an answer that comes after the ear was closed; None when no reminder waits for one."""
    for firing in scene.desk.open_firings():
        if firing.reason is Reason.NO_ANSWER:
            question = OpenQuestion(
                token="", about=About.REMINDER, closes_at=None, reminder=firing.key
            )
            return answer(scene, event, question, now)
    return None


def question_text(scene: Scene, reminder: Reminder, speak: Speak) -> str:
    """Return the words of a reminder, with a word about being late if it is."""
    routine = scene.settings.language.routines.get(reminder.routine_id or "")
    if reminder.text:
        text = reminder.text
    elif routine is None:
        text = scene.phrase("remind_any")
    elif reminder.every_s is not None:
        text = scene.phrase("remind_pause", name=routine.name)
    else:
        key = "remind_lying" if routine.lying else "remind_other"
        text = scene.phrase(key, name=routine.name)
    if speak.late_s:
        late = span_words(scene.settings.language.phrases, speak.late_s)
        text = f"{scene.phrase('remind_late', late=late)} {text}"
    return text


def handed_on(scene: Scene) -> list[Command]:
    """Return what has to be saved, and when to look at it again."""
    firings = scene.desk.hand_on()
    if not firings:
        return []
    wakes = [WakeAt(firing.key, firing.look_at) for firing in firings]
    return [SaveFirings(firings), *wakes]


def _facts(scene: Scene, *, busy: bool = False) -> SiteFacts:
    practice = scene.practice
    # One that was put away may lie there for days: nobody is practising.
    practising = practice is not None and practice.state not in PUT_AWAY
    return scene.desk.facts(busy=busy, practising=practising)


def _settle(scene: Scene, key: Key, state: State) -> None:
    firing = scene.desk.firings.get(key)
    if firing is not None:
        scene.desk.put(answered(firing, state, scene.wall))


def _accepted(
    scene: Scene, event: IntentHeard, key: Key, reminder: Reminder, now: float
) -> list[Command]:
    """Start the practice in the same breath."""
    _settle(scene, key, State.ACCEPTED)
    saving = handed_on(scene)
    routine_id = event.slots.get("routine") or reminder.routine_id
    minutes = event.slots.get("minutes", reminder.minutes)
    wanted = float(minutes) if isinstance(minutes, int | float) else None
    scene.by_reminder = True
    name = str(routine_id) if routine_id else None
    return [*starting.start(scene, event, name, wanted, now), *saving]


def _later(scene: Scene, event: IntentHeard, key: Key) -> list[Command]:
    """Ask again once, in a while; tomorrow is not touched."""
    phrases = scene.settings.language.phrases
    minutes = event.slots.get("minutes")
    if event.slots.get("moment"):
        until = moment_in(scene.desk.zone, scene.wall, scene.settings.after_lunch)
        shown = until.astimezone(scene.zone())
        text = scene.phrase("later_at", clock=phrases.clock(shown.hour, shown.minute))
    else:
        seconds = 60.0 * float(minutes) if isinstance(minutes, int | float) else LATER_S
        until = scene.wall + timedelta(seconds=seconds)
        text = scene.phrase("later", time=span_words(phrases, seconds))
    firing = scene.desk.firings.get(key)
    if firing is not None:
        scene.desk.put(answered(firing, State.SNOOZED, scene.wall, until))
    return [scene.answer(event, text), *handed_on(scene)]
