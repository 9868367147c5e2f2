"""Asking at the times people chose, and taking their answers.

What is due is first written down, then waits until the site is free, is written down again
as being asked, and only then spoken: so a power cut at any moment neither doubles nor loses
it.  Whether and when is decided in `supine.core.reminders`; here it gets its words.
"""

from datetime import datetime, timedelta

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
    TellUnfit,
    TellWhenFree,
    WakeAt,
)
from supine.core.intents import Intent
from supine.core.questions import ANSWERS, About, OpenQuestion
from supine.core.reminders.model import Key, Reason, Reminder, State
from supine.core.reminders.record import answered, heard
from supine.core.reminders.rule import SiteFacts, Speak, after_failure, after_silence
from supine.core.reminders.wallclock import first_instant, zone
from supine.core.reminders.words import moment_in, span_words, time_said, to_come
from supine.core.scene import Scene
from supine.core.states import PUT_AWAY
from supine.core.underway import Asking

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
        text = question_text(scene, case.reminder, speak)
        scene.asking = Asking(key=case.firing.key, text=text, ask_by=now + DISK_S)
    return handed_on(scene)


def saved(scene: Scene, event: FiringsSaved, now: float) -> list[Command]:
    """It is on disk that we ask: ask."""
    asking = scene.asking
    written = any(
        asking is not None and firing.key == asking.key and firing.state is State.ASKING
        for firing in event.firings
    )
    return _ask(scene, asking, now) if asking is not None and written else []


def due_at(scene: Scene) -> float | None:
    """Return when `disk_is_late` must be asked; monotonic seconds."""
    return None if scene.asking is None else scene.asking.ask_by


def disk_is_late(scene: Scene, now: float) -> list[Command]:
    """The disk has not written for long: ask all the same, rather than not at all."""
    asking = scene.asking
    if asking is None or asking.ask_by is None or now < asking.ask_by:
        return []
    asking.ask_by = None
    return _ask(scene, asking, now)


def _ask(scene: Scene, asking: Asking, now: float) -> list[Command]:
    firing = scene.desk.firings.get(asking.key)
    if firing is None or firing.state is not State.ASKING:
        scene.asking = None  # it was taken back, or turned off, while the disk was writing
        return []
    if asking.line_id is not None or scene.question is not None:
        return []
    asking.ask_by = None
    question = scene.ask(About.REMINDER, asking.text, now)
    question.closes_at = None  # the ear opens when the words were heard, which may take time
    question.reminder = asking.key
    asking.line_id = next(scene.line_ids)
    wire = Question(question.token, ANSWERS[About.REMINDER])
    habits = scene.habits
    return [Answer(asking.line_id, None, asking.text, wire, habits.volume, habits.rate)]


def line_over(scene: Scene, event: LineHeard) -> list[Command] | None:
    """The question was heard, or reached no loudspeaker; None if it is about another line."""
    asking = scene.asking
    if asking is None or asking.line_id != event.line_id:
        return None
    asking.line_id = None
    firing = scene.desk.firings.get(asking.key)
    if firing is not None and event.outcome is Outcome.HEARD:
        scene.desk.put(heard(firing, scene.wall))
    asking.lost = event.outcome is not Outcome.HEARD
    return handed_on(scene)


def unanswered(scene: Scene, question: OpenQuestion) -> list[Command]:
    """Nobody answered: it is asked again, or missed; what nobody heard is tried again."""
    asking, scene.asking = scene.asking, None
    key = question.reminder
    case = scene.desk.case(key, _facts(scene), scene.wall) if key is not None else None
    if case is None:
        return []
    lost = (asking is not None and asking.lost) or case.firing.state is State.ASKING
    scene.desk.follow(case, after_failure(case) if lost else after_silence(case))
    return handed_on(scene)


def answer(
    scene: Scene, event: IntentHeard, question: OpenQuestion, now: float
) -> list[Command] | None:
    """Take the answer to a reminder; None when it is to be taken as any other words."""
    scene.asking = None
    key = question.reminder
    reminder = scene.desk.reminders.get(key.reminder_id) if key is not None else None
    if key is None or reminder is None:
        return None
    match event.intent:
        case Intent.YES | Intent.READY | Intent.START_ROUTINE:
            return _accepted(scene, event, key, reminder, now)
        case Intent.LATER:
            return _later(scene, event, key)
        case Intent.REMIND_ME if (again_at := _asked_again_at(scene, event)) is not None:
            return _put_off(scene, event, key, again_at, by_clock="time" in event.slots)
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
    """Return what has to be saved, when to look at it again, and what is wrong with others."""
    firings = scene.desk.hand_on()
    told = [TellUnfit(reminder_id, error) for reminder_id, error in scene.desk.hand_on_unfit()]
    if not firings:
        return [*told]
    wakes = [WakeAt(firing.key, firing.look_at) for firing in firings]
    return [SaveFirings(firings), *wakes, *told]


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


def _asked_again_at(scene: Scene, event: IntentHeard) -> datetime | None:
    """Return when "remind me in an hour", or "at three", wants what was asked just now once more.

    None if it means a reminder of its own: of another day, or of what it names.
    """
    said, ahead = {*event.slots}, event.slots.get("ahead")
    if said == {"ahead"} and isinstance(ahead, int | float):
        return scene.wall + timedelta(minutes=ahead)
    at = time_said(event.slots.get("time"), event.slots.get("daypart"))
    if at is None or not said <= {"time", "daypart"}:
        return None
    today, free = scene.today(), "daypart" not in said
    day, at = to_come(scene.desk.zone, scene.wall, today, at, free=free)
    return first_instant(zone(scene.desk.zone), day, at) if day == today else None


def _later(scene: Scene, event: IntentHeard, key: Key) -> list[Command]:
    """Ask again once, in a while; tomorrow is not touched."""
    if event.slots.get("moment"):
        after_lunch = moment_in(scene.desk.zone, scene.wall, scene.settings.after_lunch)
        return _put_off(scene, event, key, after_lunch, by_clock=True)
    minutes = event.slots.get("minutes")
    seconds = 60.0 * float(minutes) if isinstance(minutes, int | float) else LATER_S
    return _put_off(scene, event, key, scene.wall + timedelta(seconds=seconds), by_clock=False)


def _put_off(
    scene: Scene, event: IntentHeard, key: Key, until: datetime, *, by_clock: bool
) -> list[Command]:
    phrases = scene.settings.language.phrases
    if by_clock:
        shown = until.astimezone(scene.zone())
        text = scene.phrase("later_at", clock=phrases.clock(shown.hour, shown.minute))
    else:
        seconds = (until - scene.wall).total_seconds()
        text = scene.phrase("later", time=span_words(phrases, seconds))
    firing = scene.desk.firings.get(key)
    if firing is not None:
        scene.desk.put(answered(firing, State.SNOOZED, scene.wall, until))
    return [scene.answer(event, text), *handed_on(scene)]
