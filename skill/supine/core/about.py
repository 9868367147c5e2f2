"""What is told about supine, its routines, and what was practised here, to somebody who asks.

Two sentences as a rule; only the rules and needs of a routine are as many as its file has.
What does not fit into one answer follows it line by line, so that "stop" is heard between
them.  A practice goes on meanwhile.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from supine.core import starting
from supine.core.asides import Aside
from supine.core.events import Command, Hush, IntentHeard, Say
from supine.core.intents import Intent
from supine.core.practice import Practice
from supine.core.questions import About
from supine.core.reminders.words import span_words
from supine.core.scene import Scene
from supine.core.states import State
from supine.model import ANSWER_MAX, Routine

NAMED_MAX = 5
"""How many routines are named in one breath."""

NAMED_CHARS = 100
"""How long their names may be in all, so that the answer stays one."""

NAMED_ON_S = 120.0
"""Who asks again within this time hears the others, or is told more of the same routine."""

_SLACK_S = 5.0  # more than the voice needs between the lines of an answer

Rule = Callable[[Scene, IntentHeard, float], list[Command]]


def can_do(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Tell what can be asked for, in a practice what can be asked there."""
    practising = scene.practice is not None and not starting.forgotten(scene, now)
    return [scene.answer(heard, scene.phrase("can_do_here" if practising else "can_do"))]


def list_routines(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Name some routines, and to somebody who asks again soon the others."""
    language = scene.settings.language
    every = sorted(language.routines.values(), key=lambda routine: not routine.lying)
    if not every:
        return [scene.answer(heard, scene.phrase("no_routines"))]
    from_ = scene.named if now < scene.named_until and scene.named < len(every) else 0
    names = _in_one_breath([routine.name for routine in every[from_:]])
    scene.named, scene.named_until = from_ + len(names), now + NAMED_ON_S
    last = "routines_rest" if from_ else "routines"
    key = "routines_some" if scene.named < len(every) else last
    return [scene.answer(heard, scene.phrase(key, names=language.phrases.listed(names)))]


def what_helps(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Name the routines that are meant for what somebody asks something for."""
    del now
    names = _in_one_breath([routine.name for routine in _meant_for(scene, heard)])
    listed = scene.settings.language.phrases.listed(names) if names else ""
    text = scene.phrase("for_that", names=listed) if names else scene.phrase("for_that_none")
    return [scene.answer(heard, text)]


def uneasy(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Offer a routine to somebody who cannot sleep, or is tense; one that runs just goes on."""
    if scene.practice is not None and not starting.forgotten(scene, now):
        return [scene.answer(heard, scene.phrase("uneasy_here"))]
    return offer(scene, heard, "offer", now) or what_helps(scene, heard, now)


def offer(scene: Scene, heard: IntentHeard, key: str, now: float) -> list[Command]:
    """Ask whether to begin what is meant for somebody's trouble, if anything is.

    Args:
        scene: Where it was said.
        heard: What was said.
        key: The phrase that asks.
        now: Monotonic seconds.
    """
    for routine in _meant_for(scene, heard)[:1]:
        text = scene.phrase(key, name=routine.name)
        question = scene.ask(About.OFFER, text, now)
        question.routines = (routine.id,)
        return [scene.answer(heard, text, question)]
    return []


def how_long_takes(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Tell how long a routine takes that was named, or told of just now, if any was."""
    routine_id = heard.slots.get("routine") or (now < scene.told_until and scene.told_of)
    routine = scene.settings.language.routines.get(str(routine_id))
    if routine is None:
        return [scene.answer(heard, scene.phrase("not_known"))] if routine_id else []
    phrases, minutes = scene.settings.language.phrases, routine.minutes
    time = phrases.amount(minutes.default, "minute")
    if minutes.min == minutes.max:
        return [scene.answer(heard, scene.phrase("takes_always", name=routine.name, time=time))]
    least, most = phrases.amount(minutes.min, "minute"), phrases.amount(minutes.max, "minute")
    text = scene.phrase("takes", name=routine.name, time=time, least=least, most=most)
    return [scene.answer(heard, text)]


def telling(texts: Callable[[Routine], tuple[str, ...]], without: str) -> Rule:
    """Return the rule that tells something of a routine.

    Args:
        texts: Returns the sentences.
        without: The phrase, with the routine's name, for a routine that has none.
    """

    def rule(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
        named = heard.slots.get("routine")
        routine_id = str(named) if named else _meant(scene, now)
        routine = scene.settings.language.routines.get(routine_id or "")
        if routine is None:
            return [scene.answer(heard, scene.phrase("not_known" if named else "about_which"))]
        scene.told_of, scene.told_until = routine.id, now + NAMED_ON_S
        lines = texts(routine) or (scene.phrase(without, name=routine.name),)
        return _tell(scene, heard, lines, now)

    return rule


def how_am_i_doing(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Tell days and minutes of this week, and the days towards the goal if one is set."""
    del now
    habits, goal, today = scene.habits, scene.settings.goal, scene.today()
    phrases = scene.settings.language.phrases
    week = habits.between(today - timedelta(days=today.weekday() + 1), today)
    key = {0: "week_none", 1: "week_one"}.get(len(week), "week")
    time = span_words(phrases, 60 * sum(week))
    text = scene.phrase(key, days=phrases.number(len(week)), time=time)
    if goal is not None:
        since = goal.begins_after(today)
        done = phrases.number(len(habits.between(since, today, goal.minutes)))
        days = phrases.number((today - since).days)
        text = f"{text} {scene.phrase('goal', done=done, days=days)}"
    return [scene.answer(heard, text)]


def streak(scene: Scene, heard: IntentHeard, now: float) -> list[Command]:
    """Tell on how many days in a row there was a practice."""
    del now
    days = scene.habits.in_a_row(scene.today())
    key = {0: "streak_none", 1: "streak_one"}.get(days, "streak")
    number = scene.settings.language.phrases.number(days)
    return [scene.answer(heard, scene.phrase(key, days=number))]


def broken_off(scene: Scene, now: float) -> list[Command]:
    """Return what keeps silent the rest of something told, now that somebody speaks again."""
    telling_on, scene.telling_until = now < scene.telling_until, 0.0
    return [Hush()] if telling_on else []


# ---- how it is told --------------------------------------------------------------------------


def _tell(scene: Scene, heard: IntentHeard, lines: Iterable[str], now: float) -> list[Command]:
    """Answer with the first sentences, and say the others after it."""
    first, *more = lines
    while more and len(first) + 1 + len(more[0]) <= ANSWER_MAX:
        first = f"{first} {more.pop(0)}"
    answer = scene.answer(heard, first)
    practice = scene.practice
    if practice is not None and practice.running:
        _say_within(practice, first, more, now)
        return [answer, *practice.tick(now)]
    takes_s = sum(scene.pace.estimate_s(line) + scene.habits.gap_s for line in (first, *more))
    scene.telling_until = now + takes_s + _SLACK_S if more else 0.0
    volume, rate = scene.habits.volume, scene.habits.rate
    return [answer, *(Say(next(scene.line_ids), line, volume, rate) for line in more)]


def _say_within(practice: Practice, first: str, more: list[str], now: float) -> None:
    """Have a practice that runs say ``more`` after ``first``."""
    if more and practice.getting_ready and practice.state is not State.WAITING:
        # No clock runs yet: what comes next can wait until all is told.
        practice.lines.main.extendleft(reversed(more))
        practice.state = State.SPEAKING
        return
    said = more if practice.getting_ready else _fitting(practice, first, more, now)
    practice.lines.asides.extend(Aside(now, line) for line in said)


def _fitting(practice: Practice, first: str, more: list[str], now: float) -> list[str]:
    """Return the lines that keep no step waiting for long: one, and what the hold has room for."""
    table = practice.timetable
    left_s = (practice.hold_left_s(now) or 0.0) - table.pace.estimate_s(first)
    said = more[:1]
    for line in more[1:]:
        takes_s = sum(table.pace.estimate_s(each) + table.gap_s for each in (*said, line))
        if takes_s > left_s:
            break
        said.append(line)
    return said


def _meant(scene: Scene, now: float) -> str | None:
    """Return the routine that somebody means who names none."""
    if scene.practice is not None:
        return scene.practice.routine.id
    if now < scene.told_until:
        return scene.told_of  # "what is the back release", and then "why does it help"
    routines = scene.settings.language.routines
    for routine_id in (scene.habits.last_routine, scene.settings.favourite):
        if routine_id in routines:
            return routine_id
    return next(iter(routines)) if len(routines) == 1 else None


def _meant_for(scene: Scene, heard: IntentHeard) -> list[Routine]:
    """Return the routines for what was named, those first that name it first."""
    aim = str(heard.slots.get("aim"))
    routines = scene.settings.language.routines.values()
    found = [routine for routine in routines if aim in routine.aims]
    return sorted(found, key=lambda routine: (not routine.lying, routine.aims.index(aim)))


def _in_one_breath(names: list[str]) -> list[str]:
    some = names[:NAMED_MAX]
    while len(some) > 1 and sum(map(len, some)) > NAMED_CHARS:
        some.pop()
    return some


# ---- the table -------------------------------------------------------------------------------

RULES: dict[str, Rule] = {
    Intent.CAN_DO: can_do,
    Intent.LIST_ROUTINES: list_routines,
    Intent.WHAT_HELPS: what_helps,
    Intent.UNEASY: uneasy,
    Intent.WHAT_IS: telling(lambda routine: routine.about, "no_about"),
    Intent.WHY_HELP: telling(lambda routine: routine.why, "no_why"),
    Intent.NEEDS: telling(lambda routine: routine.needs, "no_needs"),
    Intent.RULES: telling(lambda routine: routine.rules, "no_rules"),
    Intent.HOW_AM_I_DOING: how_am_i_doing,
    Intent.STREAK: streak,
}
