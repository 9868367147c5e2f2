"""The rig itself: Rhasspy's real services answer, in the order that was measured on them.

A throwaway skill answers here, so that a fault in the rig is not taken for one of supine's.
"""

from collections.abc import Iterator

import pytest

from rhasspy.bus import Bus, Message
from rhasspy.satellite import Household
from rhasspy.services import RhasspyServices

MANAGER = "hermes/dialogueManager"
SHORT_PATIENCE_S = 1.0


@pytest.fixture
def impatient(services: RhasspyServices) -> Iterator[RhasspyServices]:
    """The same services while the dialogue manager gives up on a session soon."""
    services.restart_dialogue(SHORT_PATIENCE_S)
    yield services
    services.restart_dialogue()


def answer(bus: Bus, intent: Message, text: str = "") -> None:
    bus.publish(f"{MANAGER}/endSession", sessionId=intent.payload["sessionId"], text=text)


def topics_in_order(bus: Bus, *wanted: str) -> list[str]:
    """Return the wanted topics in the order in which each first came by."""
    first = {topic: bus.heard(topic)[0].at_s for topic in wanted if bus.heard(topic)}
    return sorted(first, key=first.__getitem__)


def test_what_is_said_after_the_wake_word_becomes_an_intent_and_its_answer_is_heard(
    bus: Bus, household: Household
):
    household.ask("bedroom", "pause")
    intent = bus.wait_for("hermes/intent/SupinePause", siteId="bedroom")
    answer(bus, intent, "Paused.")
    say, over = bus.wait_until_heard("bedroom", "Paused.")
    ended = bus.wait_for(f"{MANAGER}/sessionEnded", sessionId=intent.payload["sessionId"])

    expected = [
        "hermes/hotword/porcupine/detected",
        f"{MANAGER}/sessionStarted",
        "hermes/asr/startListening",
        "hermes/asr/textCaptured",
        "hermes/nlu/query",
        "hermes/intent/SupinePause",
        f"{MANAGER}/endSession",
        "hermes/tts/say",
        "hermes/audioServer/bedroom/playFinished",
        "hermes/tts/sayFinished",
        f"{MANAGER}/sessionEnded",
    ]
    assert topics_in_order(bus, *expected) == expected
    assert ended.payload["termination"]["reason"] == "nominal"
    assert over.at_s - say.at_s > 0.3, "the loudspeaker takes as long as the sound"


def test_the_wake_word_is_deaf_while_the_dialogue_manager_speaks(bus: Bus, household: Household):
    household.ask("bedroom", "pause")
    answer(bus, bus.wait_for("hermes/intent/SupinePause"), "Paused, for as long as you like.")
    bus.wait_for("hermes/hotword/toggleOff", siteId="bedroom", reason="ttsSay")
    bus.wait_for("hermes/tts/say")
    assert household.wake_word_off("bedroom", patience_s=1), "what the bus has seen comes here, too"

    heard = household.wake("bedroom")

    assert not heard
    assert household.wake_word_on("bedroom", patience_s=5), "and on again after it"


def test_a_sentence_outside_any_session_leaves_the_wake_word_on(bus: Bus, household: Household):
    bus.publish(
        "hermes/tts/say", text="Let the floor carry you.", siteId="bedroom", id="s1", sessionId=""
    )
    bus.wait_for("hermes/audioServer/bedroom/playBytes/s1")

    household.ask("bedroom", "pause", patience_s=0)
    intent = bus.wait_for("hermes/intent/SupinePause")

    assert bus.heard("hermes/audioServer/bedroom/playFinished", id="s1") == []
    answer(bus, intent)
    bus.wait_for("hermes/audioServer/bedroom/playFinished", id="s1")


def test_two_rooms_have_sessions_of_their_own_and_speak_at_the_same_time(
    bus: Bus, household: Household
):
    household.ask("bedroom", "pause")
    household.ask("study", "stop")
    first = bus.wait_for("hermes/intent/SupinePause", siteId="bedroom")
    second = bus.wait_for("hermes/intent/SupineStop", siteId="study")
    answer(bus, first, "Paused, for as long as you like to lie there.")
    answer(bus, second, "Stopped, and that was quite enough for today.")

    begun, over = bus.wait_until_heard("bedroom", lambda text: text.startswith("Paused"))
    begun_too, over_too = bus.wait_until_heard("study", lambda text: text.startswith("Stopped"))

    assert max(begun.at_s, begun_too.at_s) < min(over.at_s, over_too.at_s)


def test_what_no_template_fits_is_reported_and_ends_the_session(bus: Bus, household: Household):
    household.ask("study", "zyxt zyxt")

    ended = bus.wait_for(f"{MANAGER}/sessionEnded", siteId="study")

    assert ended.payload["termination"]["reason"] == "intentNotRecognized"
    assert bus.heard("hermes/intent/#") == []


@pytest.mark.usefixtures("impatient")
def test_a_session_in_which_nobody_speaks_times_out(bus: Bus, household: Household):
    household.wake("bedroom")
    listening = bus.wait_for("hermes/asr/startListening", siteId="bedroom")

    ended = bus.wait_for(f"{MANAGER}/sessionEnded", siteId="bedroom")

    assert ended.payload["termination"]["reason"] == "timeout"
    assert ended.at_s - listening.at_s == pytest.approx(SHORT_PATIENCE_S, abs=0.5)
    assert household.wake_word_on("bedroom", patience_s=2)


def test_an_open_ear_hears_without_the_wake_word(bus: Bus, household: Household):
    bus.publish(
        f"{MANAGER}/startSession",
        siteId="bedroom",
        customData="ours",
        init={
            "type": "action",
            "text": None,
            "canBeEnqueued": True,
            "intentFilter": ["SupinePause"],
            "sendIntentNotRecognized": True,
        },
    )

    assert household.speak("bedroom", "pause")

    intent = bus.wait_for("hermes/intent/SupinePause", customData="ours")
    answer(bus, intent)
    bus.wait_for(f"{MANAGER}/sessionEnded", customData="ours")


def test_a_listening_that_is_stopped_early_yields_an_empty_text(bus: Bus, household: Household):
    household.wake("bedroom")
    listening = bus.wait_for("hermes/asr/startListening")

    bus.publish(f"{MANAGER}/endSession", sessionId=listening.payload["sessionId"])

    bus.wait_for("hermes/asr/textCaptured", text="")
    bus.wait_for(f"{MANAGER}/sessionEnded", sessionId=listening.payload["sessionId"])
