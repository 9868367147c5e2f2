"""Reminders made, changed and asked about by voice: one or two sentences, from the record."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from supine.core.events import Command, IntentHeard, RemoveReminder, SaveReminder
from supine.core.intents import Intent
from supine.core.questions import About, OpenQuestion
from supine.core.reminders.asking import handed_on, late_answer
from supine.core.reminders.desk import LOOK_BACK
from supine.core.reminders.facts import is_over, missed_since, upcoming, why_not
from supine.core.reminders.model import Firing, Reminder, Source, State
from supine.core.reminders.reasons import ASKED, UNRECORDED, reason_key
from supine.core.reminders.record import answered, rescheduled
from supine.core.reminders.words import (
    date_said,
    days_said,
    from_now,
    in_daypart,
    other_half,
    span_words,
    time_said,
    to_come,
)
from supine.core.scene import Scene

NAMED_MAX = 3
"""How many reminders are named in one breath."""

EVENING = time(17)
"""A reminder from then on is one of the evening."""


def remind_me(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Make a reminder, and say it back with its day and time."""
    put_off = late_answer(scene, heard, now) if {*heard.slots} == {"ahead"} else None
    if put_off is not None:
        return put_off
    on_date, at = _when(scene, heard)
    if at is None:
        return [scene.answer(heard, scene.phrase("reminder_needs_time"))]
    every, until = heard.slots.get("every"), time_said(heard.slots.get("until"), None)
    repeats = isinstance(every, int) and every > 0 and until is not None and until > at
    routine_id, minutes = heard.slots.get("routine"), heard.slots.get("minutes")
    known = str(routine_id) in scene.settings.language.routines
    reminder = Reminder(
        id=f"{scene.site_id}-{scene.wall:%Y%m%d%H%M%S%f}",
        site_id=scene.site_id,
        at=at,
        zone=scene.desk.zone,
        source=Source.VOICE,
        created_at=scene.wall,
        since=scene.wall,
        days=days_said(heard.slots.get("days")),
        on_date=on_date,
        routine_id=str(routine_id) if known else None,
        minutes=int(minutes) if isinstance(minutes, int | float) else None,
        every_s=int(every) * 60 if repeats and isinstance(every, int) else None,
        until=until if repeats else None,
    )
    scene.desk.reminders[reminder.id] = reminder
    return [scene.answer(heard, _made(scene, reminder)), SaveReminder(reminder)]


def _when(scene: Scene, heard: IntentHeard) -> tuple[date | None, time | None]:
    """Return the one date that was named, if one was, and the time; None if there is no time."""
    zone, ahead = scene.desk.zone, heard.slots.get("ahead")
    if isinstance(ahead, int | float):
        return from_now(zone, scene.wall, ahead)
    said = heard.slots.get("date")
    daypart = "night" if said == "tonight" else heard.slots.get("daypart")
    at = time_said(heard.slots.get("time"), daypart)
    on_date = date_said(said, scene.today())
    if at is None or on_date is None:
        return on_date, at
    return to_come(zone, scene.wall, on_date, at, free=not daypart)


def list_reminders(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Name the reminders of this site, the next one first."""
    del now
    coming = upcoming(scene.desk.reminders.values(), scene.desk.firings.values(), scene.wall)
    if not coming:
        return [scene.answer(heard, scene.phrase("reminders_none"))]
    named = [_named(scene, one.reminder) for one in coming[:NAMED_MAX]]
    if len(coming) == 1:
        return [scene.answer(heard, scene.phrase("reminder_list_one", reminder=named[0]))]
    phrases = scene.settings.language.phrases
    count, listed = phrases.number(len(coming)), phrases.listed(named)
    text = scene.phrase("reminder_list", count=count, reminders=listed)
    return [scene.answer(heard, text)]


def missed(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Tell whether a reminder was missed lately, and why."""
    del now
    since = scene.wall - LOOK_BACK
    found = missed_since(scene.desk.firings.values(), since, scene.wall)
    if not found:
        return [scene.answer(heard, scene.phrase("missed_none"))]
    if len(found) > 1:
        count = scene.settings.language.phrases.number(len(found))
        return [scene.answer(heard, scene.phrase("missed_many", count=count))]
    [firing] = found
    text = scene.phrase(
        "missed_one",
        clock=_clock(scene, firing.due_at),
        day=_day(scene, firing.due_at),
        why=_reason(scene, firing),
    )
    return [scene.answer(heard, text)]


def why_no_reminder(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Tell what became of the latest reminder that was due, today or yesterday."""
    del now
    if not scene.desk.reminders:
        return [scene.answer(heard, scene.phrase("why_no_reminders"))]
    today = scene.wall.astimezone(scene.zone()).date()
    firings = scene.desk.firings.values()
    told = [
        (reminder, why_not(reminder, firings, day, scene.wall))
        for day in (today, today - timedelta(days=1))
        for reminder in scene.desk.reminders.values()
    ]
    past = [(r, w) for r, w in told if w.due_at is not None and w.due_at <= scene.wall]
    if past:
        _, why = max(past, key=lambda one: one[1].due_at or scene.wall)
        firing = why.firings[-1] if why.firings else None
        text = _reason(scene, firing) if firing else scene.phrase(UNRECORDED[why.why])
        return [scene.answer(heard, text)]
    coming = upcoming(scene.desk.reminders.values(), firings, scene.wall)
    if not coming:
        return [scene.answer(heard, scene.phrase("why_turned_off"))]
    text = scene.phrase("why_not_yet", clock=_clock(scene, coming[0].at))
    return [scene.answer(heard, text)]


def move(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Move a reminder to another time, today's as well if it is still to come."""
    if time_said(heard.slots.get("time")) is None:
        return [scene.answer(heard, scene.phrase("reminder_needs_time"))]
    which: dict[str, object] = {
        "time": heard.slots.get("from_time"),
        "daypart": heard.slots.get("from_daypart"),
        "routine": heard.slots.get("routine"),
    }
    found = _meant(scene, which)
    if len(found) != 1:
        return _not_one(scene, heard, found, now)
    return _moved(scene, heard, found[0], heard.slots)


def _moved(
    scene: Scene, heard: IntentHeard, reminder: Reminder, said: Mapping[str, object]
) -> list[Command]:
    # One of the evening that goes to "eight" stays in the evening.
    usual = "evening" if reminder.at >= EVENING else None
    at = time_said(said.get("time"), said.get("daypart") or usual)
    if at is None:
        return [scene.answer(heard, scene.phrase("reminder_needs_time"))]
    moved = replace(reminder, at=at, since=scene.wall, every_s=None, until=None)
    if reminder.on_date is not None:
        on_date, _ = to_come(scene.desk.zone, scene.wall, reminder.on_date, at)
        moved = replace(moved, on_date=on_date)
    scene.desk.reminders[moved.id] = moved
    for firing in scene.desk.open_firings():
        if firing.key.reminder_id == moved.id:
            scene.desk.put(rescheduled(moved, firing, scene.wall))
    clock = scene.settings.language.phrases.clock(at.hour, at.minute)
    text = scene.phrase("reminder_moved", clock=clock)
    return [scene.answer(heard, text), SaveReminder(moved), *handed_on(scene)]


def cancel(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Forget a reminder."""
    found = _meant(scene, heard.slots)
    return (
        _forgotten(scene, heard, found[0])
        if len(found) == 1
        else _not_one(scene, heard, found, now)
    )


def _forgotten(scene: Scene, heard: IntentHeard, reminder: Reminder) -> list[Command]:
    for firing in scene.desk.open_firings():
        if firing.key.reminder_id == reminder.id:
            scene.desk.put(answered(firing, State.OFF, scene.wall))
    settled = handed_on(scene)
    scene.desk.forget(reminder.id)
    text = scene.phrase("reminder_cancelled", reminder=_named(scene, reminder))
    return [scene.answer(heard, text), *settled, RemoveReminder(reminder.id)]


def ask_off(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Ask once whether reminders shall really stop."""
    if not any(reminder.enabled for reminder in scene.desk.reminders.values()):
        return [scene.answer(heard, scene.phrase("reminders_none"))]
    text = scene.phrase("reminders_off_confirm")
    return [scene.answer(heard, text, scene.ask(About.REMINDERS_OFF, text, now))]


def turn_off(scene: Scene, heard: IntentHeard) -> list[Command]:
    """Turn every reminder of this site off, and say how to turn them on again."""
    for firing in scene.desk.open_firings():
        scene.desk.put(answered(firing, State.OFF, scene.wall))
    changed = _switch(scene, on=False)
    return [scene.answer(heard, scene.phrase("reminders_off")), *changed, *handed_on(scene)]


def turn_on(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Turn the reminders of this site on again."""
    del now
    if not scene.desk.reminders:
        return [scene.answer(heard, scene.phrase("reminders_none"))]
    changed = _switch(scene, on=True)
    return [scene.answer(heard, scene.phrase("reminders_on")), *changed]


# ---- which one, and how it is called --------------------------------------------------------


def _switch(scene: Scene, *, on: bool) -> list[Command]:
    commands: list[Command] = []
    for reminder in list(scene.desk.reminders.values()):
        if reminder.enabled != on:
            since = scene.wall if on else reminder.since
            changed = replace(reminder, enabled=on, since=since)
            scene.desk.reminders[reminder.id] = changed
            commands.append(SaveReminder(changed))
    return commands


def _meant(scene: Scene, which: Mapping[str, object]) -> list[Reminder]:
    firings, wall = scene.desk.firings.values(), scene.wall
    found = [r for r in scene.desk.reminders.values() if not is_over(r, firings, wall)]
    if which.get("routine"):
        found = [r for r in found if r.routine_id == which["routine"]]
    at = time_said(which.get("time"), which.get("daypart")) if which.get("time") else None
    if at is not None:
        return [r for r in found if r.at in (at, other_half(at))]
    return [r for r in found if in_daypart(r.at, which.get("daypart"))]


def _not_one(scene: Scene, heard: IntentHeard, found: list[Reminder], now: float) -> list[Command]:
    """None fits: say so.  Several do: ask which."""
    if not found:
        return [scene.answer(heard, scene.phrase("reminder_not_found"))]
    found = _in_turn(scene, found)[:NAMED_MAX]
    phrases = scene.settings.language.phrases
    names = phrases.listed([_named(scene, reminder) for reminder in found], "list_or")
    text = scene.phrase("which_reminder", reminders=names)
    question = scene.ask(About.WHICH_REMINDER, text, now)
    question.asked_for, question.reminders = heard, tuple(reminder.id for reminder in found)
    return [scene.answer(heard, text, question)]


def _in_turn(scene: Scene, reminders: list[Reminder]) -> list[Reminder]:
    """Return them in the order in which they are listed: the next one first, then those off."""
    coming = upcoming(reminders, scene.desk.firings.values(), scene.wall)
    turn = {one.reminder.id: n for n, one in enumerate(coming)}
    return sorted(reminders, key=lambda reminder: turn.get(reminder.id, len(turn)))


def chosen(
    scene: Scene, heard: IntentHeard, question: OpenQuestion, asked_for: IntentHeard, now: float
) -> list[Command]:
    """Do what was asked for with the reminder that was named now, or counted: "the first one"."""
    moving = asked_for.intent == Intent.MOVE_REMINDER
    nth = heard.slots.get("ordinal")
    if isinstance(nth, int) and 1 <= nth <= len(question.reminders):
        counted = scene.desk.reminders.get(question.reminders[nth - 1])
        if counted is not None:
            said = asked_for.slots
            return (
                _moved(scene, heard, counted, said) if moving else _forgotten(scene, heard, counted)
            )
    names = {"time": "from_time", "daypart": "from_daypart"} if moving else {}
    more = {names.get(name, name): value for name, value in heard.slots.items()}
    whole = replace(heard, intent=asked_for.intent, slots={**asked_for.slots, **more})
    return move(scene, whole, now) if moving else cancel(scene, whole, now)


def _named(scene: Scene, reminder: Reminder) -> str:
    """Return "every day at eight in the morning"."""
    phrases = scene.settings.language.phrases
    clock, days = phrases.clock(reminder.at.hour, reminder.at.minute), _days(scene, reminder)
    if reminder.until is None:
        return phrases.say("reminder_named", days=days, clock=clock)
    until = phrases.clock(reminder.until.hour, reminder.until.minute)
    return phrases.say("reminder_named_repeating", days=days, clock=clock, until=until)


def _made(scene: Scene, reminder: Reminder) -> str:
    phrases = scene.settings.language.phrases
    days = _days(scene, reminder)
    clock = phrases.clock(reminder.at.hour, reminder.at.minute)
    if reminder.every_s is not None and reminder.until is not None:
        every = span_words(phrases, reminder.every_s)
        until = phrases.clock(reminder.until.hour, reminder.until.minute)
        return scene.phrase(
            "reminder_made_repeating", days=days, every=every, clock=clock, until=until
        )
    routine = scene.settings.language.routines.get(reminder.routine_id or "")
    if routine is None:
        return scene.phrase("reminder_made_any", days=days, clock=clock)
    return scene.phrase("reminder_made", days=days, clock=clock, name=routine.name)


def _clock(scene: Scene, at: datetime) -> str:
    shown = at.astimezone(scene.zone())
    return scene.settings.language.phrases.clock(shown.hour, shown.minute)


def _days(scene: Scene, reminder: Reminder) -> str:
    phrases = scene.settings.language.phrases
    if reminder.on_date is None:
        return phrases.days_words(reminder.days)
    return _single_day(scene, reminder.on_date)


def _day(scene: Scene, at: datetime) -> str:
    return _single_day(scene, at.astimezone(scene.zone()).date())


def _single_day(scene: Scene, day: date) -> str:
    phrases, ahead = scene.settings.language.phrases, (day - scene.today()).days
    key = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(ahead)
    return phrases.say(key) if key else phrases.single_day(day.weekday())


def _reason(scene: Scene, firing: Firing) -> str:
    key = reason_key(firing)
    if key != ASKED:
        return scene.phrase(key)
    asked_at = firing.asked[-1] if firing.asked else firing.due_at
    return scene.phrase(key, clock=_clock(scene, asked_at))
