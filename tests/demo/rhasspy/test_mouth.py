"""Speech and sounds, one after the other at each site."""

import pytest

from demo.bench import Bench
from supine.adapters.sounds.chime import chime
from supine.demo.rhasspy.audio import silence
from supine.demo.rhasspy.messages import Kind, Spoken
from supine.demo.rhasspy.mouth import WrittenVoice

FOURTEEN = "fourteen chars"


class LateVoice:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.begun: list[str] = []
        self.sounds: dict[str, bytes] = {}

    def prepare(self, key: str, text: str) -> None:
        self.asked.append(key)

    def load(self, key: str, wav: bytes) -> None:
        self.sounds[key] = wav

    def begin(self, key: str) -> None:
        self.begun.append(key)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_say_takes_the_time_it_takes_to_say(bench: Bench):
    bench.say(FOURTEEN, "s1")
    bench.wait(2)

    assert bench.order() == ["audioServer/default/playFinished s1", "tts/sayFinished s1"]
    assert bench.times("playFinished") == [1.0]
    assert bench.spoken() == [Spoken(0.0, "default", FOURTEEN, Kind.ANNOUNCED, 1.0)]


def test_a_say_outside_of_any_session_switches_nothing_off(bench: Bench):
    bench.say(FOURTEEN, "s1")
    bench.wait(2)

    assert [line for line in bench.order() if "toggle" in line] == []


def test_what_it_was_sent_with_is_given_back(bench: Bench):
    bench.send("hermes/tts/say", text="Hello.", siteId="kitchen", id="a/b", sessionId="s")
    bench.send("hermes/tts/say", text="Hello.")
    bench.wait(3)

    assert bench.bodies("sayFinished") == [
        {"siteId": "kitchen", "id": "a/b", "sessionId": "s"},
        {"siteId": "default", "id": None, "sessionId": None},
    ]


def test_two_at_once_are_said_in_turn_but_the_second_is_reported_before_its_end(bench: Bench):
    """Text to speech waits for its own length and a quarter of a second, and no longer."""
    bench.say(FOURTEEN, "s1")
    bench.say(FOURTEEN, "s2")
    bench.wait(3)

    assert [spoken.at_s for spoken in bench.spoken()] == [0.0, 1.0]
    assert bench.times("sayFinished") == [1.0, 1.25]
    assert bench.times("playFinished") == [1.0, 2.0]


def test_two_sites_speak_at_the_same_time(bench: Bench):
    bench.say(FOURTEEN, "s1", "a")
    bench.say(FOURTEEN, "s2", "b")
    bench.wait(3)

    assert [(spoken.site, spoken.at_s) for spoken in bench.spoken()] == [("a", 0.0), ("b", 0.0)]


def test_an_answer_is_told_from_an_announcement(bench: Bench):
    bench.send("hermes/tts/say", text="Hello.", siteId="default", id="x", sessionId="s")

    assert [spoken.kind for spoken in bench.spoken()] == [Kind.ANSWERED]


def test_a_text_that_looks_like_an_option_fails_and_is_over(bench: Bench):
    bench.say("-x", "s1")

    assert bench.order() == ["error/tts", "tts/sayFinished s1"]
    assert bench.bodies("error/tts")[0]["context"] == "s1"
    assert bench.spoken() == []


def test_an_empty_text_is_over_at_once_and_nobody_hears_it(bench: Bench):
    bench.say("", "s1")
    bench.wait(0)

    assert bench.order() == ["audioServer/default/playFinished s1", "tts/sayFinished s1"]
    assert bench.spoken() == []


def test_a_sound_is_played_for_as_long_as_it_is(bench: Bench):
    bench.play(silence(0.5), "chime", "kitchen")
    bench.wait(1)

    assert bench.order() == ["audioServer/kitchen/playFinished chime"]
    assert bench.spoken() == [Spoken(0.0, "kitchen", "", Kind.SOUND, 0.5)]
    assert bench.times("playFinished") == [0.5]


def test_the_skills_own_chime_is_known(bench: Bench):
    bench.play(chime(), "c1")
    bench.wait(2)

    assert bench.spoken() == [Spoken(0.0, "default", "chime", Kind.SOUND, 1.5)]


def test_a_sound_waits_for_the_sentence_before_it(bench: Bench):
    bench.say(FOURTEEN, "s1")
    bench.play(silence(0.5), "chime")
    bench.wait(3)

    assert bench.times("playFinished") == [1.0, 1.5]


def test_garbage_for_a_sound_is_an_error_and_over(bench: Bench):
    bench.play(b"garbage", "chime")

    assert bench.order() == ["error/audioServer/play", "audioServer/default/playFinished chime"]


def test_the_written_voice_can_be_slowed_down():
    bench = Bench(voice=WrittenVoice(chars_per_s=7.0))
    bench.say(FOURTEEN, "s1")
    bench.wait(3)

    assert bench.times("playFinished") == [2.0]


def test_a_voice_that_needs_time_speaks_when_it_is_ready_and_as_long_as_it_says():
    voice = LateVoice()
    bench = Bench(voice=voice)
    bench.say(FOURTEEN, "s1")
    bench.wait(0.3)
    begun_early = list(voice.begun)
    bench.prepared(voice.asked[0], 1.7)
    bench.wait(3)

    assert begun_early == []
    assert voice.begun == voice.asked
    assert bench.spoken()[0].at_s == pytest.approx(0.3)
    assert bench.times("sayFinished") == [2.0]


def test_a_voice_that_never_answers_has_failed_after_ten_seconds():
    bench = Bench(voice=LateVoice())
    bench.say(FOURTEEN, "s1")
    bench.wait(20)

    assert bench.order() == ["error/tts", "tts/sayFinished s1"]
    assert bench.times("sayFinished") == [10.0]


def test_a_sound_goes_to_the_voice_that_has_a_sound_card():
    voice = LateVoice()
    bench = Bench(voice=voice)
    bench.play(silence(0.5), "chime")

    assert [*voice.sounds.values()] == [silence(0.5)]
    assert voice.begun == [*voice.sounds]
