"""What becomes of typed words."""

import pytest

from demo.bench import Bench
from supine.demo.rhasspy.dialogue import Settings
from supine.demo.rhasspy.messages import Kind

WAKE = "default-typed-id1"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def taken(bench: Bench) -> list[tuple[float, str]]:
    """The person's words, and when they were heard."""
    return [(s.at_s, s.text) for s in bench.spoken() if s.kind is Kind.YOU]


def test_words_at_an_idle_site_follow_the_wake_word(bench: Bench):
    bench.utter("pause")

    assert bench.order()[0] == "hotword/typed/detected"
    assert taken(bench) == [(0.0, "pause")]


def test_words_into_an_open_ear_need_no_wake_word(bench: Bench):
    bench.wake()
    bench.forget()
    bench.utter("pause")

    assert bench.order()[0] == "asr/textCaptured 'pause'"
    assert "sessionStarted" not in bench.order()


def test_the_wake_word_alone_opens_the_ear(bench: Bench):
    bench.wake()

    assert bench.order()[-1] == "asr/startListening"


def test_words_during_an_announcement_are_heard_at_once(bench: Bench):
    """An announcement is outside of any session and switches nothing off."""
    bench.say("A sentence that takes about three seconds.", "s1")
    bench.wait(1)
    bench.utter("stop")

    assert taken(bench) == [(1.0, "stop")]
    assert bench.bodies("intent/Stop")


def test_words_during_an_answer_wait_until_it_has_been_said(bench: Bench):
    bench.utter("pause")
    bench.end(WAKE, "Paused.")
    bench.wait(0.2)
    bench.utter("stop")
    bench.wait(1)

    assert taken(bench) == [(0.0, "pause"), (0.5, "stop")]
    assert len(bench.bodies("sessionStarted")) == 2


def test_words_during_a_question_become_its_answer(bench: Bench):
    bench.ask("Shall I?", "mine")
    bench.utter("yes")
    bench.wait(2)

    assert len(bench.bodies("sessionStarted")) == 1
    assert bench.bodies("intent/Yes")[0]["customData"] == "mine"


def test_words_that_waited_do_not_end_a_session_that_has_begun_meanwhile(bench: Bench):
    """The queued question begins in the moment in which the wake word is live again."""
    bench.utter("pause")
    bench.ask(None, "mine")
    bench.end(WAKE, "Paused.")
    bench.wait(0.1)
    bench.utter("yes")
    bench.wait(2)

    assert bench.dialogue() == [
        "sessionStarted",
        "sessionQueued",
        "sessionEnded nominal",
        "sessionStarted",
    ]
    assert bench.bodies("intent/Yes")[0]["customData"] == "mine"


def test_words_to_a_skill_that_has_not_answered_yet_end_that_session(bench: Bench):
    bench.utter("pause")
    bench.utter("stop")

    assert bench.dialogue() == ["sessionStarted", "sessionEnded abortedByUser", "sessionStarted"]


def test_the_wake_word_is_not_heard_while_it_is_off(bench: Bench):
    bench.notify("A notification of some length.")
    bench.wait(0.5)
    bench.forget()
    bench.wake()

    assert bench.order() == []


def test_several_words_that_wait_are_said_one_after_the_other(bench: Bench):
    bench.utter("pause")
    bench.end(WAKE, "Paused.")
    bench.utter("stop")
    bench.utter("yes")
    bench.wait(1)
    session = bench.bodies("intent/Stop")[0]["sessionId"]
    bench.end(session, "Stopped.")
    bench.wait(2)

    assert [text for _, text in taken(bench)] == ["pause", "stop", "yes"]


def test_with_a_wake_sound_the_words_come_after_it():
    bench = Bench(Settings(wake_sound_s=0.7))
    bench.utter("pause")
    bench.wait(1)

    assert taken(bench) == [(0.7, "pause")]


def test_a_ghost_that_listens_does_not_keep_anybody_from_being_heard(bench: Bench):
    bench.ask("Shall I begin now?", "mine")
    bench.wait(0.5)
    bench.end("id1")
    bench.wait(2)
    bench.utter("pause")

    assert bench.bodies("intent/Pause")[0]["sessionId"] == "default-typed-id4"


def test_a_text_captured_elsewhere_counts_as_said(bench: Bench):
    """Another satellite, or a test, may do the ear's work."""
    bench.wake()
    bench.send(
        "hermes/asr/textCaptured",
        text="pause",
        likelihood=1.0,
        seconds=0.1,
        siteId="default",
        sessionId=WAKE,
    )
    bench.end(WAKE)

    assert bench.bodies("intent/Pause")
    assert bench.bodies("asr/textCaptured") == []  # the ear has nothing of its own to tell


def test_a_wake_word_detected_elsewhere_opens_the_ear(bench: Bench):
    bench.send("hermes/hotword/porcupine/detected", modelId="porcupine", siteId="default")
    bench.utter("pause")

    assert bench.bodies("intent/Pause")[0]["customData"] == "porcupine"
