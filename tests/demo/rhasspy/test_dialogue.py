"""The dialogue manager's orders, as they were measured on Rhasspy 2.5."""

import pytest

from demo.bench import Bench
from supine.demo.rhasspy.dialogue import Settings

WAKE = "default-typed-id1"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def after(bench: Bench, text: str = "pause") -> Bench:
    """Say something, and leave the skill to answer."""
    bench.utter(text)
    bench.forget()
    return bench


def test_from_the_wake_word_to_the_intent(bench: Bench):
    bench.utter("pause")

    assert bench.order() == [
        "hotword/typed/detected",
        "sessionStarted",
        "hotword/toggleOff dialogueSession",
        "asr/startListening",
        "asr/textCaptured 'pause'",
        "asr/stopListening",
        "hotword/toggleOn dialogueSession",  # the wake word is live before the skill answers
        "nlu/query",
        "nlu/intentParsed",
        "intent/Pause",
    ]


def test_an_answer_is_spoken_before_the_session_ends(bench: Bench):
    after(bench).end(WAKE, "Paused.")
    bench.wait(2)

    assert bench.order() == [
        "hotword/toggleOff ttsSay",
        "asr/toggleOff ttsSay",
        "tts/say 'Paused.'",
        "audioServer/default/playFinished id2",
        "tts/sayFinished id2",
        "hotword/toggleOn ttsSay",
        "asr/toggleOn ttsSay",
        "asr/stopListening",
        "sessionEnded nominal",
        "hotword/toggleOn dialogueSession",
    ]
    assert bench.times("sessionEnded") == [0.5]  # seven characters at fourteen a second


def test_a_session_may_end_without_a_word(bench: Bench):
    after(bench).end(WAKE)

    assert bench.order() == [
        "asr/stopListening",
        "sessionEnded nominal",
        "hotword/toggleOn dialogueSession",
    ]
    assert bench.heard() == []


def test_the_wake_word_is_the_custom_data_of_its_sessions_until_the_skill_has_its_own(
    bench: Bench,
):
    bench.utter("pause")
    bench.end(WAKE, customData="done")

    assert bench.bodies("sessionStarted")[0]["customData"] == "typed"
    assert bench.bodies("intent/Pause")[0]["customData"] == "typed"
    assert bench.bodies("sessionEnded")[0]["customData"] == "done"


def test_a_session_that_goes_on_listens_again_after_its_words(bench: Bench):
    after(bench).go_on(WAKE, "Really?")
    bench.wait(2)

    assert bench.order() == [
        "asr/stopListening",
        "hotword/toggleOff dialogueSession",
        "hotword/toggleOff ttsSay",
        "asr/toggleOff ttsSay",
        "tts/say 'Really?'",
        "audioServer/default/playFinished id2",
        "tts/sayFinished id2",
        "hotword/toggleOn ttsSay",
        "asr/toggleOn ttsSay",
        "asr/startListening",
    ]


def test_what_does_not_fit_the_filter_is_the_skills_when_it_asked_for_that(bench: Bench):
    after(bench).go_on(
        WAKE, intentFilter=["Yes", "No"], sendIntentNotRecognized=True, customData="q1"
    )
    bench.utter("pause")

    assert bench.dialogue() == ["intentNotRecognized"]
    assert bench.bodies("nlu/query")[0]["intentFilter"] == ["Yes", "No"]
    assert bench.bodies("dialogueManager/intentNotRecognized") == [
        {"sessionId": WAKE, "siteId": "default", "input": "pause", "customData": "q1"}
    ]


def test_the_filter_and_the_flag_are_replaced_each_time_it_goes_on(bench: Bench):
    after(bench).go_on(WAKE, intentFilter=["Yes"], sendIntentNotRecognized=True)
    bench.utter("banana")
    bench.go_on(WAKE)
    bench.utter("pause")
    bench.go_on(WAKE)
    bench.utter("banana")

    assert len(bench.bodies("intent/Pause")) == 1
    assert bench.dialogue() == ["intentNotRecognized", "sessionEnded intentNotRecognized"]


def test_what_nobody_understands_ends_the_session(bench: Bench):
    bench.utter("banana")

    assert bench.dialogue() == ["sessionStarted", "sessionEnded intentNotRecognized"]


def test_continuing_while_the_ear_is_open_ends_the_session_and_leaves_a_ghost_listening(
    bench: Bench,
):
    """Stopping the ear yields an empty text, which nobody understands."""
    bench.wake()
    bench.forget()

    bench.go_on(WAKE)

    assert bench.order() == [
        "asr/stopListening",
        "hotword/toggleOff dialogueSession",
        "asr/startListening",
        "asr/textCaptured ''",
        "asr/stopListening",
        "hotword/toggleOn dialogueSession",
        "nlu/query",
        "nlu/intentNotRecognized",
        "asr/stopListening",
        "sessionEnded intentNotRecognized",
        "hotword/toggleOn dialogueSession",
    ]


def test_a_notification_speaks_and_ends_and_loses_its_custom_data(bench: Bench):
    bench.notify("Supper.")
    bench.wait(2)

    assert bench.order() == [
        "sessionStarted",
        "hotword/toggleOff ttsSay",
        "asr/toggleOff ttsSay",
        "tts/say 'Supper.'",
        "audioServer/default/playFinished id2",
        "tts/sayFinished id2",
        "hotword/toggleOn ttsSay",
        "asr/toggleOn ttsSay",
        "sessionEnded nominal",
        "hotword/toggleOn dialogueSession",
    ]
    assert bench.bodies("sessionEnded")[0]["customData"] is None


def test_a_silent_notification_heals_a_site_whose_wake_word_is_off(bench: Bench):
    bench.notify("")

    assert bench.order() == [
        "sessionStarted",
        "sessionEnded nominal",
        "hotword/toggleOn dialogueSession",
    ]


def test_a_notification_ends_the_session_that_somebody_is_in(bench: Bench):
    bench.wake()
    bench.notify("Supper.")
    bench.wait(2)

    assert bench.dialogue() == ["sessionStarted", "sessionEnded nominal"]
    assert bench.bodies("tts/say")[0]["sessionId"] == WAKE
    assert bench.bodies("sessionEnded")[0]["sessionId"] == WAKE


def test_a_question_at_an_idle_site_is_asked_at_once(bench: Bench):
    bench.ask("Start now?", "mine", intentFilter=["Yes"], sendIntentNotRecognized=True)
    bench.wait(2)
    bench.utter("yes")

    assert bench.heard() == ["Start now?"]
    assert bench.bodies("sessionStarted")[0]["customData"] == "mine"
    assert bench.bodies("intent/Yes")[0]["customData"] == "mine"


def test_a_question_at_a_busy_site_is_queued_and_asked_after_the_session(bench: Bench):
    after(bench).ask("Start now?", "mine")
    bench.end(WAKE, "Paused.")
    bench.wait(0.5)

    assert bench.dialogue() == ["sessionQueued", "sessionEnded nominal", "sessionStarted"]
    assert bench.bodies("sessionQueued") == [
        {"sessionId": "id2", "siteId": "default", "customData": "mine"}
    ]
    assert bench.bodies("sessionStarted")[0]["sessionId"] == "id2"
    assert "hotword/toggleOn dialogueSession" not in bench.order()


def test_a_question_that_may_not_wait_ends_the_running_session(bench: Bench):
    after(bench).ask("Start now?", "mine", canBeEnqueued=False)

    assert bench.dialogue() == ["sessionEnded abortedByUser", "sessionStarted"]


def test_a_queued_question_cannot_be_taken_back(bench: Bench):
    after(bench).ask("Start now?", "mine")
    bench.end("id2")
    bench.end(WAKE)

    assert bench.dialogue() == ["sessionQueued", "sessionEnded nominal", "sessionStarted"]


def test_a_session_ended_while_its_question_is_spoken_leaves_a_ghost_listening(bench: Bench):
    bench.ask("Shall I begin now?", "mine")
    bench.wait(0.5)
    bench.end("id1")
    bench.wait(2)

    assert bench.dialogue() == ["sessionStarted", "sessionEnded nominal"]
    assert bench.order()[-1] == "asr/startListening"


def test_the_wake_word_ends_the_session_that_runs_and_begins_its_own(bench: Bench):
    after(bench).wake()
    bench.end(WAKE, "Paused.")
    bench.wait(2)

    assert bench.dialogue() == ["sessionEnded abortedByUser", "sessionStarted"]
    assert bench.heard() == []  # an answer to a session that is over is not spoken


def test_the_wake_word_goes_before_what_is_queued(bench: Bench):
    after(bench).ask("Start now?", "mine")
    bench.wake()
    bench.utter("pause")

    assert bench.bodies("sessionStarted")[0]["customData"] == "typed"


def test_a_session_that_nobody_answers_ends_after_thirty_seconds(bench: Bench):
    after(bench)
    bench.wait(29.9)
    quiet = bench.dialogue()
    bench.wait(0.2)

    assert quiet == []
    assert bench.order() == [
        "asr/stopListening",
        "sessionEnded timeout",
        "hotword/toggleOn dialogueSession",
    ]
    assert bench.times("sessionEnded") == [30.0]


def test_the_time_out_counts_from_the_ear_opening_and_anew_when_it_goes_on():
    bench = Bench(Settings(session_timeout_s=3))
    bench.utter("pause")
    bench.wait(2)
    bench.go_on(WAKE)
    bench.wait(2.9)
    still_open = bench.dialogue()
    bench.wait(0.2)

    assert still_open == ["sessionStarted"]
    assert bench.times("sessionEnded") == [5.0]


def test_an_open_ear_that_nobody_speaks_into_ends_by_time_out_alone():
    bench = Bench(Settings(session_timeout_s=3))
    bench.wake()
    bench.wait(3)

    assert bench.order()[-4:] == [
        "asr/stopListening",
        "sessionEnded timeout",
        "hotword/toggleOn dialogueSession",
        "asr/textCaptured ''",
    ]


def test_the_time_out_may_come_in_the_middle_of_an_answer():
    bench = Bench(Settings(session_timeout_s=3))
    bench.utter("pause")
    bench.wait(2)
    bench.end(WAKE, "An answer that takes its time to be said.")
    bench.wait(5)

    assert bench.dialogue() == ["sessionStarted", "sessionEnded timeout"]
    assert bench.times("playFinished")[0] > 4.5


def test_a_text_of_more_than_ten_seconds_is_not_waited_for(bench: Bench):
    """The ear opens while the voice still speaks."""
    bench.ask("a" * 300, "mine")
    bench.wait(25)

    assert bench.times("startListening") == [10.0]
    assert bench.times("playFinished") == [21.429]


def test_a_session_that_nobody_knows_cannot_be_ended_or_continued(bench: Bench):
    bench.end("nobody", "Hello?")
    bench.go_on("nobody", "Hello?")

    assert bench.order() == []


def test_two_answers_are_both_spoken_and_the_first_one_ends_the_session(bench: Bench):
    after(bench).end(WAKE, "One.")
    bench.end(WAKE, "Two.")
    bench.wait(3)

    assert bench.heard() == ["One.", "Two."]
    assert bench.dialogue() == ["sessionEnded nominal"]


def test_with_a_wake_sound_the_session_starts_after_it():
    bench = Bench(Settings(wake_sound_s=0.7))
    bench.wake()
    bench.wait(1)

    assert bench.order() == [
        "hotword/typed/detected",
        "hotword/toggleOff playAudio",
        "asr/toggleOff playAudio",
        "audioServer/default/playBytes/id2",
        "audioServer/default/playFinished id2",
        "hotword/toggleOn playAudio",
        "asr/toggleOn playAudio",
        "sessionStarted",
        "hotword/toggleOff dialogueSession",
        "asr/startListening",
    ]
    assert bench.times("sessionStarted") == [0.7]


def test_a_question_sent_while_the_wake_sound_plays_is_ended_by_the_persons_session():
    bench = Bench(Settings(wake_sound_s=0.7))
    bench.wake()
    bench.wait(0.2)
    bench.ask("Start now?", "mine")
    bench.wait(2)

    assert bench.dialogue() == ["sessionStarted", "sessionEnded abortedByUser", "sessionStarted"]


def test_two_sites_know_nothing_of_each_other(bench: Bench):
    bench.utter("pause", "a")
    bench.utter("pause", "b")
    bench.end("a-typed-id1", "Paused.")
    bench.wait(2)

    assert {body["siteId"] for body in bench.bodies("sessionStarted")} == {"a", "b"}
    assert [body["siteId"] for body in bench.bodies("sessionEnded")] == ["a"]


def test_intents_that_are_switched_off_for_all_are_not_found(bench: Bench):
    topic = "hermes/dialogueManager/configure"
    bench.send(topic, siteId="default", intents=[{"intentId": "Yes", "enable": True}])
    bench.utter("pause")
    bench.send(topic, siteId="default", intents=[])
    bench.utter("pause")

    assert [body["intentFilter"] for body in bench.bodies("nlu/query")] == [["Yes"], None]
    assert len(bench.bodies("intent/Pause")) == 1
