"""Sounds through the real loudspeaker service: in their place, confirmed, and in nobody's way."""

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhasspy.bus import Bus, Message
from rhasspy.satellite import Household
from rhasspy.services import RhasspyServices
from rhasspy.skill import SkillProcess

MANAGER = "hermes/dialogueManager"
TAP_S = 0.5
PIECE_S = 4.0


def track(folder: Path) -> None:
    """Write a track that is longer than one piece."""
    with wave.open(str(folder / "sea.wav"), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(16_000)
        writer.writeframes(bytes(2 * 16_000 * 10))


@pytest.fixture
def skill(services: RhasspyServices, bus: Bus, tmp_path: Path) -> Iterator[SkillProcess]:
    """The skill with a track for the silences."""
    track(tmp_path)
    more = "sound: {background: sea.wav, gap: 1s}\n"
    with SkillProcess(services.port, tmp_path, bus, more) as skill:
        yield skill
    assert skill.exit_code == 0, skill.log
    assert "Traceback" not in skill.log, skill.log


def sound(bus: Bus, site_id: str, since: float = 0.0, within_s: float = 12.0) -> tuple[str, float]:
    """Return id and time of the first sound of ours that was sent to a loudspeaker."""
    topic = f"hermes/audioServer/{site_id}/playBytes/+"
    end = bus.now() + within_s
    while True:
        sent: Message = bus.wait_for(topic, since, end - bus.now())
        sound_id = sent.topic.rpartition("/")[2]
        if sound_id.startswith("supine-") and sound_id.endswith("-sound"):
            return sound_id, sent.at_s
        since = sent.at_s + 0.0001


@pytest.mark.usefixtures("skill")
def test_a_steps_sound_is_played_to_its_end_before_its_words(bus: Bus, household: Household):
    household.ask("bedroom", "start the floor rest")
    bus.wait_until_heard("bedroom", "Lie down.")
    assert household.speak("bedroom", "i'm down")
    bus.wait_until_heard("bedroom", "One is for the head.")
    household.ask("bedroom", "next", patience_s=0)

    sound_id, began_s = sound(bus, "bedroom")
    over = bus.wait_for("hermes/audioServer/bedroom/playFinished", began_s, 5.0, id=sound_id)
    words = bus.wait_for("hermes/tts/say", began_s, 5.0, text="The floor carries you.")

    assert over.at_s - began_s == pytest.approx(TAP_S, abs=0.4)
    assert words.at_s - over.at_s == pytest.approx(0.6, abs=0.3)


@pytest.mark.usefixtures("skill")
def test_no_piece_of_the_track_is_begun_while_somebody_has_the_floor(
    bus: Bus, household: Household
):
    household.ask("study", "start the desk pause")
    bus.wait_until_heard("study", "Sit still.", within_s=20.0)
    first, began_s = sound(bus, "study", bus.now())
    assert household.wake("study"), "the wake word stays alive under a piece"
    session = bus.wait_for(f"{MANAGER}/sessionStarted", began_s, siteId="study")
    over = bus.wait_for("hermes/audioServer/study/playFinished", began_s, 8.0, id=first)
    assert over.at_s - began_s == pytest.approx(PIECE_S, abs=0.5)

    with pytest.raises(AssertionError):
        sound(bus, "study", began_s + 0.001, within_s=3.0)
    assert household.speak("study", "how long is left"), "and the session is still theirs"
    ended = bus.wait_for(f"{MANAGER}/sessionEnded", began_s, sessionId=session.payload["sessionId"])
    assert ended.payload["termination"]["reason"] == "nominal"

    _, again_s = sound(bus, "study", ended.at_s)
    assert again_s > ended.at_s
