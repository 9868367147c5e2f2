"""Reminders through Rhasspy's real services: asked, answered without a wake word, and kept.

Each is in the store when the skill starts, due a few seconds later.  When one is spoken is
decided by the core, and tested there; here it matters that people can hear and answer it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import noon
from kept import Kept, the_record
from rhasspy.bus import Bus, Message
from rhasspy.satellite import Household
from rhasspy.services import RhasspyServices
from rhasspy.skill import SkillProcess
from supine.adapters.store import open_store
from supine.clock import SystemClock
from supine.core.reminders.model import Reminder, Source

MANAGER = "hermes/dialogueManager"
QUESTION = "Would you like to lie down?"
NAME = "the floor rest"
FIRST_WORDS = ["Floor rest, one minute.", "Lie down."]
SOON_S = 1.0
"""When a reminder is due, from before the skill is started; what is overdue is asked, too."""

SILENCE_S = 2.0
SHORT_PATIENCE_S = 2.0

StartSkill = Callable[[float], SkillProcess]
"""Start the skill with a reminder that is due in so many seconds."""


@pytest.fixture
def start_skill(services: RhasspyServices, bus: Bus, tmp_path: Path) -> Iterator[StartSkill]:
    """Start the real skill; it ends in order."""
    with ExitStack() as stack:
        started: list[SkillProcess] = []

        def start(due_in_s: float) -> SkillProcess:
            process = SkillProcess(services.port, tmp_path, bus)
            with open_store(str(process.database), SystemClock().wall) as store:
                store.reminders.put(reminder(due_in_s))
                assert store.flush()
            started.append(stack.enter_context(process))
            return process

        yield start
    [process] = started
    assert process.exit_code == 0, process.log
    assert "Traceback" not in process.log, process.log


@pytest.fixture
def starts_within_s(
    services: RhasspyServices, bus: Bus, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """How long the skill may take to start on this machine, as busy as it is now."""
    began_s = bus.now()
    with SkillProcess(services.port, tmp_path_factory.mktemp("trial"), bus):
        return 2 * (bus.now() - began_s)


def reminder(due_in_s: float) -> Reminder:
    """Return a reminder of the floor rest."""
    zone, made_at = noon.zone(), datetime.now(UTC)
    return Reminder(
        id="daily",
        site_id="bedroom",
        at=noon.moment(zone, due_in_s).time(),
        zone=zone,
        source=Source.COMMAND,
        created_at=made_at,
        since=made_at - timedelta(seconds=1),
        routine_id="floor-rest",
    )


@pytest.fixture
def impatient(services: RhasspyServices) -> Iterator[None]:
    """A dialogue manager that soon gives up on people who say nothing."""
    services.restart_dialogue(SHORT_PATIENCE_S)
    yield
    services.restart_dialogue()


def asks(bus: Bus, since: float = 0.0) -> Message:
    """Wait until the reminder was heard to its end, and return the end."""
    _, over = bus.wait_until_heard(
        "bedroom", lambda text: QUESTION in text and NAME in text, since, within_s=8
    )
    return over


def ours(bus: Bus, since: float = 0.0) -> Message:
    """Return the session in which the answer is listened for."""
    return bus.wait_for(
        f"{MANAGER}/sessionStarted", since, customData=lambda mark: str(mark).startswith("supine:")
    )


def ended(bus: Bus, session: Message, within_s: float = 5.0) -> str:
    """Return how a session ended."""
    session_id = session.payload["sessionId"]
    over = bus.wait_for(f"{MANAGER}/sessionEnded", 0.0, within_s, sessionId=session_id)
    reason: str = over.payload["termination"]["reason"]
    return reason


def says_nothing(bus: Bus, site_id: str, for_s: float = SILENCE_S) -> bool:
    """Wait, and return whether it was silent at a site all the while."""
    since = bus.now()
    try:
        bus.wait_for("hermes/tts/say", since, for_s, siteId=site_id)
    except AssertionError:
        return True
    return False


def is_asked(kept: Kept) -> bool:
    return kept.state == "asked"


def test_a_reminder_waits_for_the_end_of_another_skills_dialogue(
    start_skill: StartSkill, starts_within_s: float, bus: Bus, household: Household
):
    due_in_s = starts_within_s + 2
    process = start_skill(due_in_s)
    mark = "an egg timer"
    bus.publish(
        f"{MANAGER}/startSession",
        siteId="bedroom",
        customData=mark,
        init={"type": "action", "text": None, "canBeEnqueued": True, "intentFilter": None},
    )
    theirs = bus.wait_for(f"{MANAGER}/sessionStarted", customData=mark)

    waiting = the_record(process.database, lambda kept: kept.state == "due", due_in_s + 2)
    assert says_nothing(bus, "bedroom")
    assert waiting.reason == "busy"
    assert bus.heard(f"{MANAGER}/sessionEnded", sessionId=theirs.payload["sessionId"]) == []
    over_at = bus.now()
    bus.publish(f"{MANAGER}/endSession", sessionId=theirs.payload["sessionId"], text="Eggs.")

    assert ended(bus, theirs) == "nominal", "as its owner wanted"
    asks(bus, over_at)
    assert household.speak("bedroom", "not today"), "the ear is open without the wake word"
    the_record(process.database, lambda kept: kept.state == "skipped")


def test_in_ten_minutes_is_said_back_and_kept_and_starts_nothing(
    start_skill: StartSkill, bus: Bus, household: Household
):
    process = start_skill(SOON_S)
    asks(bus)

    assert household.speak("bedroom", "in ten minutes"), "the ear is open without the wake word"
    answered_at = datetime.now(UTC)

    bus.wait_until_heard("bedroom", lambda text: "n ten minutes" in text)
    assert ended(bus, ours(bus)) == "nominal"
    kept = the_record(process.database, lambda kept: kept.state == "snoozed")
    assert kept.wanted_at == kept.look_at
    assert abs(kept.wanted_at - answered_at - timedelta(minutes=10)) < timedelta(seconds=1)
    assert says_nothing(bus, "bedroom")
    assert len(bus.spoken("bedroom")) == 2, "the question, and that it comes again"
    assert household.wake_word_on("bedroom")


@pytest.mark.usefixtures("impatient")
def test_nobodys_answer_closes_the_ear_and_is_kept_as_that(
    start_skill: StartSkill, bus: Bus, household: Household
):
    process = start_skill(SOON_S)
    asks(bus)
    the_record(process.database, is_asked)

    assert ended(bus, ours(bus)) == "timeout"

    kept = the_record(process.database, lambda kept: kept.state == "due")
    assert (kept.reason, kept.unanswered, len(kept.asked)) == ("no answer", 1, 1)
    assert kept.wanted_at > datetime.now(UTC) + timedelta(minutes=14), "and asks once more then"
    assert says_nothing(bus, "bedroom")
    assert len(bus.spoken("bedroom")) == 1
    assert household.wake_word_on("bedroom")


def test_yes_starts_the_practice_without_another_question(
    start_skill: StartSkill, bus: Bus, household: Household
):
    process = start_skill(SOON_S)
    asks(bus)

    assert household.speak("bedroom", "yes"), "the ear is open without the wake word"

    said_yes = bus.wait_for("hermes/intent/SupineYes", siteId="bedroom")
    first = bus.wait_for("hermes/tts/say", said_yes.at_s, siteId="bedroom")
    assert first.payload["text"] == FIRST_WORDS[0]
    assert first.at_s - said_yes.at_s < 0.5
    bus.wait_until_heard("bedroom", FIRST_WORDS[1])
    assert bus.spoken("bedroom")[1:] == FIRST_WORDS
    assert bus.spoken("study") == []
    the_record(process.database, lambda kept: kept.state == "accepted")
