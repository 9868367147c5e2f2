"""What people say to the real skill through Rhasspy's real services, and what they then hear.

Scenes of a practice that takes a minute (`routines/`), in real time.  Every variation of them is
tested on the core, where time costs nothing; here it matters that the pieces fit.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rhasspy.bus import Bus, Message
from rhasspy.satellite import Household
from rhasspy.services import RhasspyServices
from rhasspy.skill import SkillProcess

MANAGER = "hermes/dialogueManager"

FOUR = [
    "One is for the head.",
    "Two is for the neck.",
    "Three is for the back.",
    "Four is for the feet.",
]
FLOOR = "The floor carries you."
FLOOR_HOLD_S = 4.0
CLOSE = ["Roll to one side.", "Come up slowly."]
CLOSE_HOLD_S = 2.0
SILENCE_S = 2.0
"""As long as nothing must be said where nothing must be said."""


@pytest.fixture
def skill(services: RhasspyServices, bus: Bus, tmp_path: Path) -> Iterator[SkillProcess]:
    """The skill, listening; it ends in order and has met nothing it did not expect."""
    with SkillProcess(services.port, tmp_path, bus) as skill:
        yield skill
    assert skill.exit_code == 0, skill.log
    assert "Traceback" not in skill.log, skill.log


@pytest.fixture
def lying(skill: SkillProcess, bus: Bus, household: Household) -> Message:
    """Somebody who lies in the bedroom and hears the first of four sentences begin."""
    del skill
    household.ask("bedroom", "start the floor rest")
    bus.wait_until_heard("bedroom", "Lie down.")
    assert household.speak("bedroom", "i'm down"), "the ear is open without the wake word"
    return begins(bus, "bedroom", FOUR[0])


def begins(bus: Bus, site_id: str, text: str, since: float = 0.0, within_s: float = 5.0) -> Message:
    """Return when a sentence that begins like this was sent to be spoken."""
    return bus.wait_for(
        "hermes/tts/say", since, within_s, siteId=site_id, text=lambda said: said.startswith(text)
    )


def ended(bus: Bus, intent: Message) -> Message:
    """Return the end of the session that somebody said something in."""
    return bus.wait_for(f"{MANAGER}/sessionEnded", sessionId=intent.payload["sessionId"])


def says_nothing(bus: Bus, site_id: str, for_s: float = SILENCE_S) -> bool:
    """Wait, and return whether it was silent at a site all the while."""
    since = bus.now()
    try:
        bus.wait_for("hermes/tts/say", since, for_s, siteId=site_id)
    except AssertionError:
        return True
    return False


@pytest.mark.usefixtures("skill")
def test_the_first_words_are_heard_only_where_it_was_asked_for_and_then_the_gate_waits(
    bus: Bus, household: Household
):
    household.ask("bedroom", "start the floor rest")
    intent = bus.wait_for("hermes/intent/SupineStartRoutine", siteId="bedroom")
    first = begins(bus, "bedroom", "Floor rest, one minute.")
    assert first.at_s - intent.at_s < 0.5
    assert ended(bus, intent).payload["termination"]["reason"] == "nominal"

    bus.wait_until_heard("bedroom", "Lie down.")
    assert says_nothing(bus, "bedroom")
    assert household.speak("bedroom", "i'm down"), "the ear is open without the wake word"

    ready = bus.wait_for("hermes/intent/SupineReady", siteId="bedroom")
    assert begins(bus, "bedroom", FOUR[0]).at_s - ready.at_s < 1.0
    assert bus.spoken("study") == []


def test_pause_in_the_middle_of_a_sentence_is_heard_and_the_rest_waits_for_resume(
    lying: Message, bus: Bus, household: Household
):
    bus.wait_for(f"hermes/audioServer/bedroom/playBytes/{lying.payload['id']}")
    household.ask("bedroom", "pause", patience_s=0)
    bus.wait_until_heard("bedroom", "Paused.")

    assert says_nothing(bus, "bedroom")
    assert bus.spoken("bedroom")[-2:] == [FOUR[0], "Paused."]
    household.ask("bedroom", "carry on")
    resumed_at = bus.now()

    assert "You are lying down." in begins(bus, "bedroom", "", resumed_at).payload["text"]
    assert begins(bus, "bedroom", FOUR[1], resumed_at)


@pytest.mark.usefixtures("lying")
def test_next_leaves_the_step_in_the_middle_and_how_long_lets_the_clock_run(
    bus: Bus, household: Household
):
    household.ask("bedroom", "next", patience_s=0)
    _, hold_began = bus.wait_until_heard("bedroom", FLOOR)
    household.ask("bedroom", "how long is left")
    asked = bus.wait_for("hermes/intent/SupineHowLong", siteId="bedroom")

    told = begins(bus, "bedroom", "", since=asked.at_s)
    rest = begins(bus, "bedroom", "Rest now.", within_s=FLOOR_HOLD_S + 2)
    assert told.payload["text"].startswith(("Less than a minute.", "Under a minute.", "About"))
    assert rest.at_s - hold_began.at_s == pytest.approx(FLOOR_HOLD_S, abs=0.3)
    assert FOUR[-1] not in bus.spoken("bedroom")


@pytest.mark.usefixtures("lying")
def test_after_stop_nothing_of_the_step_is_said_and_help_up_is_offered_and_given(
    bus: Bus, household: Household
):
    household.ask("bedroom", "stop", patience_s=0)
    bus.wait_until_heard("bedroom", "Stopped. Shall I help you up?")
    assert household.speak("bedroom", "yes"), "answered without the wake word"

    _, side_heard = bus.wait_until_heard("bedroom", CLOSE[0])
    up, _ = bus.wait_until_heard("bedroom", CLOSE[1])
    assert up.at_s - side_heard.at_s == pytest.approx(CLOSE_HOLD_S, abs=0.3)
    assert not set(FOUR[1:]) & set(bus.spoken("bedroom"))
    assert bus.spoken("bedroom").count("Stopped. Shall I help you up?") == 1


def test_a_sentence_that_a_dialogue_held_back_is_never_said_once_it_was_stopped(
    lying: Message, bus: Bus, household: Household
):
    """It is with the voice already when somebody says stop, and must not come after that."""
    assert household.wake("bedroom")
    session = bus.wait_for(f"{MANAGER}/sessionStarted", lying.at_s, siteId="bedroom")
    bus.wait_until_heard("bedroom", FOUR[0])
    assert says_nothing(bus, "bedroom", 1.2), "the second sentence is due, and waits"

    assert household.speak("bedroom", "stop")
    bus.wait_until_heard("bedroom", "Stopped. Shall I help you up?")
    assert household.speak("bedroom", "no")
    over = bus.wait_for(f"{MANAGER}/sessionEnded", sessionId=session.payload["sessionId"])

    assert says_nothing(bus, "bedroom")
    assert FOUR[1] not in bus.spoken("bedroom")
    assert over.payload["termination"]["reason"] == "nominal"


@pytest.mark.usefixtures("skill")
def test_help_me_up_is_given_when_nothing_runs(bus: Bus, household: Household):
    household.ask("study", "help me up")

    bus.wait_until_heard("study", "Slowly, then.")
    after = begins(bus, "study", "", since=bus.now())
    assert after.payload["text"] not in FOUR
    assert bus.spoken("bedroom") == []


@pytest.mark.usefixtures("skill")
def test_pause_when_nothing_runs_is_answered_in_one_line_that_ends_the_session(
    bus: Bus, household: Household
):
    household.ask("bedroom", "pause")

    intent = bus.wait_for("hermes/intent/SupinePause", siteId="bedroom")
    over = ended(bus, intent)
    assert over.payload["termination"]["reason"] == "nominal"
    assert over.at_s - intent.at_s < 4.0
    assert len(bus.spoken("bedroom")) == 1


@pytest.mark.usefixtures("lying")
def test_two_rooms_practise_at_once_and_each_hears_only_its_own(bus: Bus, household: Household):
    household.ask("study", "start the desk pause")
    begins(bus, "study", "Look out of the window.")
    household.ask("study", "stop")

    begins(bus, "study", "Stopped.")
    begins(bus, "bedroom", FOUR[-1], within_s=10)
    assert bus.spoken("bedroom") == ["Floor rest, one minute.", "Lie down.", *FOUR]
    assert bus.spoken("study") == ["Desk pause, one minute.", "Look out of the window.", "Stopped."]


@pytest.mark.usefixtures("lying")
def test_a_dialogue_of_another_skill_is_neither_interrupted_nor_ended(
    bus: Bus, household: Household
):
    mark = "an alarm clock"
    bus.publish(
        f"{MANAGER}/startSession",
        siteId="bedroom",
        customData=mark,
        init={"type": "action", "text": None, "canBeEnqueued": True, "intentFilter": None},
    )
    theirs = bus.wait_for(f"{MANAGER}/sessionStarted", customData=mark)
    session_id = theirs.payload["sessionId"]

    # The second sentence falls due while their ear is open.
    assert says_nothing(bus, "bedroom")
    assert bus.heard(f"{MANAGER}/sessionEnded", sessionId=session_id) == []
    bus.publish(f"{MANAGER}/endSession", sessionId=session_id, text="Snoozed.")
    over = bus.wait_for(f"{MANAGER}/sessionEnded", sessionId=session_id)

    assert over.payload["termination"]["reason"] == "nominal"
    assert begins(bus, "bedroom", FOUR[1]).at_s >= over.at_s
    assert household.wake_word_on("bedroom", patience_s=1)


def test_the_practice_goes_on_by_the_clock_when_the_voice_has_died(
    lying: Message, services: RhasspyServices, bus: Bus
):
    bus.wait_for(f"hermes/audioServer/bedroom/playBytes/{lying.payload['id']}")
    services.stop("tts")
    try:
        unheard = begins(bus, "bedroom", FOUR[1])
        following = begins(bus, "bedroom", FOUR[2], within_s=10)
    finally:
        services.start("tts")
        services.wait_until_ready()

    assert following.at_s - unheard.at_s > 1.0, "time was given to a sentence that may be heard"
    assert bus.spoken("bedroom").count(FOUR[1]) == 1, "nothing is said twice"
