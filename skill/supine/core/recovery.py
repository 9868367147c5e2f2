"""Nothing is lost: a practice is kept at every turn, and offered again after a crash.

`keep` is asked after every event.  After a restart `found` puts the practice back, standing
still, and the site is told as soon as it is free: then it is asked once whether to carry on.
Whoever does not answer finds it put away; "resume" takes it up again later that day.
"""

from dataclasses import replace
from datetime import datetime

from supine.core import dialogue, restoring, starting
from supine.core.events import (
    Answer,
    Command,
    Ending,
    Event,
    ForgetPractice,
    IntentHeard,
    LineHeard,
    Outcome,
    PracticeFound,
    Question,
    RecordPractice,
    SavePractice,
    TellWhenFree,
    TimeUp,
)
from supine.core.intents import Intent
from supine.core.practice import Practice
from supine.core.questions import About, OpenQuestion
from supine.core.scene import Scene
from supine.core.snapshot import Snapshot, SnapshotError
from supine.core.states import PUT_AWAY, State
from supine.core.underway import Kept, Offer

KEEP_EVERY_S = 15.0
"""How often a practice that goes on by itself is kept between its turns: so much of a hold is
held again after a crash at most."""

OFFERS_MAX = 2
"""How often it is offered to go on, if supine crashes again before there was an answer."""

TRIES_MAX = 3
AGAIN_S = 60.0
"""An offer that reached no loudspeaker is made again after this: others may start up slower."""

_MOVING = frozenset({State.SPEAKING, State.SETTLING, State.HOLDING})


# ---- keeping ---------------------------------------------------------------------------------


def keep(scene: Scene, event: Event, commands: list[Command], now: float) -> list[Command]:
    """Return what has to be kept after an event.

    Args:
        scene: Where it happened.
        event: What happened.
        commands: What is done about it.
        now: Monotonic seconds.
    """
    practice, kept = scene.practice, scene.kept
    recorded = any(isinstance(command, RecordPractice) for command in commands)
    _let_lapse(scene)
    if practice is None:
        scene.kept = None
        return [ForgetPractice()] if kept is not None and not recorded else []
    turn = _turn(scene, practice)
    same = kept is not None and kept.practice is practice
    if same and kept is not None and kept.turn == turn:
        beat_at = next_beat(scene)
        if not isinstance(event, TimeUp) or beat_at is None or now < beat_at:
            return []
    snapshot = restoring.take_down(scene, practice, now)
    if snapshot is None:
        if kept is not None:  # looked at again a beat later; without that it would be at once
            scene.kept = replace(kept, at=now)
        return []
    scene.kept = Kept(practice, turn, now)
    other = kept is not None and not same and not recorded
    return [*([ForgetPractice()] if other else []), SavePractice(snapshot)]


def next_beat(scene: Scene) -> float | None:
    """Return when the practice is to be kept although nothing has changed."""
    practice, kept = scene.practice, scene.kept
    if practice is None or kept is None or practice.state not in _MOVING:
        return None
    return kept.at + KEEP_EVERY_S


def _turn(scene: Scene, practice: Practice) -> tuple[object, ...]:
    table, stand = practice.timetable, practice.stand
    return (
        *(practice.state, practice.total_s, practice.ends_as, practice.started_at is None),
        *(table.index, table.ends_at, table.extra_s, table.guidance, table.hurried),
        *(stand.gate_asked, stand.told, scene.offers, table.parts),
    )


# ---- after a restart -------------------------------------------------------------------------


def found(scene: Scene, event: PracticeFound, now: float) -> list[Command]:
    """Put a practice back that was cut off, and ask to be told when the site is free."""
    snapshot, kept_at = event.snapshot, event.kept_at
    # A clock that was set back meanwhile tells nothing; then it is as if it was just now.
    away_s = abs((scene.wall - kept_at).total_seconds())
    if scene.practice is not None:
        scene.kept = None  # what is practised now is kept anew, behind this
        return _history(snapshot, kept_at)
    try:
        practice = restoring.take_up(scene, snapshot, now, away_s)
    except SnapshotError:
        return _history(snapshot, kept_at) or [ForgetPractice()]
    scene.kept = Kept(practice, _turn(scene, practice), now)
    still_s = snapshot.still_s + away_s
    put_away = snapshot.told or (snapshot.state is State.PARKED and not snapshot.offers)
    if still_s > starting.PARKED_MAX_S:
        scene.practice = None
        ending = Ending.LEFT_PAUSED if put_away else Ending.INTERRUPTED
        return _history(snapshot, kept_at, ending) or [ForgetPractice()]
    if put_away:
        return []
    out_s = still_s if snapshot.offers else away_s
    if out_s > scene.settings.offer_within_s or snapshot.offers >= OFFERS_MAX:
        return _interrupted(scene, practice, kept_at)
    scene.offer = Offer(practice=practice, kept_at=kept_at)
    return [TellWhenFree()]


def site_free(scene: Scene, now: float) -> list[Command]:
    """The site is free: offer to go on, once."""
    offer = scene.offer
    waits = offer is not None and (offer.line_id is not None or offer.again_at is not None)
    if offer is None or waits or scene.question is not None:
        return []
    if (scene.wall - offer.kept_at).total_seconds() > scene.settings.offer_within_s:
        return _interrupted(scene, offer.practice, offer.kept_at)
    text = _offer_text(scene, offer.practice, now)
    question = scene.ask(About.RECOVERY, text, now)
    question.closes_at = None  # the ear opens when the words were heard, which may take time
    offer.line_id, offer.lost = next(scene.line_ids), False
    offer.tries += 1
    scene.offers += 1 if offer.tries == 1 else 0
    wire = Question(question.token, question.answers)
    habits = scene.habits
    return [Answer(offer.line_id, None, text, wire, habits.volume, habits.rate)]


def line_over(scene: Scene, event: LineHeard) -> bool:
    """Take the report that the offer was heard; return False if it is about another line."""
    offer = scene.offer
    if offer is None or offer.line_id != event.line_id:
        return False
    offer.line_id, offer.lost = None, event.outcome is not Outcome.HEARD
    return True


def unanswered(scene: Scene, now: float) -> list[Command]:
    """Nobody answered: put it away; what nobody heard is offered again."""
    offer = scene.offer
    if offer is None:
        return []
    offer.line_id = None
    if offer.lost and offer.tries < TRIES_MAX:
        offer.again_at = now + AGAIN_S
        return _handed_over(scene)
    return _interrupted(scene, offer.practice, scene.wall)


def due(scene: Scene) -> float | None:
    """Return when `time_up` has something to do."""
    return None if scene.offer is None else scene.offer.again_at


def time_up(scene: Scene, now: float) -> list[Command]:
    """Try again what nobody heard, as soon as the site is free."""
    offer = scene.offer
    if offer is None or offer.again_at is None or now < offer.again_at:
        return []
    offer.again_at = None
    return [TellWhenFree()]


def answer(
    scene: Scene, heard: IntentHeard, _question: OpenQuestion, now: float
) -> list[Command] | None:
    """Take the answer; None when it is to be taken as any other words."""
    offer, practice = scene.offer, scene.practice
    if offer is None or practice is None:
        return None
    offer.answered = True
    match heard.intent:
        case Intent.RESUME | Intent.YES | Intent.READY:
            commands = dialogue.resume(scene, practice, heard, now)
        case Intent.RESTART_STEP:
            commands = _start_over(scene, practice, heard, now)
        case Intent.NO | Intent.NOT_TODAY | Intent.STOP:
            down = practice.routine.lying and practice.started_at is not None
            text = scene.phrase("stay_down" if down else "recover_left")
            commands = [*starting.let_go(scene, now), scene.answer(heard, text)]
        case _:
            return None
    return [*commands, *_handed_over(scene)]


def _start_over(scene: Scene, practice: Practice, heard: IntentHeard, now: float) -> list[Command]:
    if practice.ends_as is None:  # somebody was being helped up
        practice.timetable.index = 0
        return dialogue.help_up(scene, heard, now)
    minutes = practice.total_s / 60
    over = starting.let_go(scene, now)
    return [*over, *starting.begin(scene, heard, practice.routine.id, minutes, now)]


def _offer_text(scene: Scene, practice: Practice, now: float) -> str:
    minutes = max(1, round(practice.left_s(now) / 60))
    time = scene.settings.language.phrases.amount(minutes, "minute")
    return scene.phrase("recover_offer", name=practice.routine.name, time=time)


def _interrupted(scene: Scene, practice: Practice, at: datetime) -> list[Command]:
    """Tell history, and put the practice away for "resume"."""
    scene.offer = None
    ending = Ending.EASED if practice.state is State.EASED else Ending.INTERRUPTED
    moment = practice.stand.since
    told = practice.record(ending, moment)
    practised = practice.ends_as is not None and practice.started_at is not None
    if practised and practice.state is not State.EASED:
        # Whoever resumes has the time counted from there: these minutes are in history.
        practice.stand.told = True
        practice.started_at, practice.stand.paused_s = moment, 0.0
    else:
        scene.practice = None
    records = [replace(c, ended_at=at) if isinstance(c, RecordPractice) else c for c in told]
    return [*records, *_handed_over(scene)]


def _history(
    snapshot: Snapshot, at: datetime, ending: Ending = Ending.INTERRUPTED
) -> list[Command]:
    """Return what history is told of a practice that cannot be put back."""
    if snapshot.told or snapshot.ends_as is None or snapshot.practised_s is None:
        return []
    ending = Ending.EASED if snapshot.state is State.EASED else ending
    return [RecordPractice(snapshot.routine_id, ending, snapshot.practised_s, at)]


def _handed_over(scene: Scene) -> list[Command]:
    """Let reminders speak that have waited for the offer."""
    return [TellWhenFree()] if scene.desk.waiting_for_silence() else []


def _let_lapse(scene: Scene) -> None:
    """Forget an offer once somebody has decided, by an answer or by going on all the same."""
    practice, offer = scene.practice, scene.offer
    gone_on = practice is None or practice.state not in PUT_AWAY
    if gone_on:
        scene.offers = 0
    if offer is not None and (offer.answered or gone_on or practice is not offer.practice):
        scene.offer = None
