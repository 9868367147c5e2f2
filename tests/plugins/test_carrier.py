"""Handlers and listeners: what they are told, what becomes of their answers, and of bad ones."""

import sys
import threading

import pytest

from plugins.conftest import answering, plugin, record
from supine.core.words import Consult, GiveUp, Happened, News, Reply
from supine.plugins.api import PluginError
from supine.plugins.carrier import JOBS_MAX, Carrier, checked
from supine.plugins.records import Status

SORRY = "I have no answer to that just now."


def asked(h, *, times=1, intent="QuietAsk", wait_s=5.0):
    for _ in range(times):
        h.hear(intent)
        h.wait(wait_s)
    return h.texts


def test_a_handler_learns_what_was_said_and_what_goes_on(house):
    heard = []
    h = house(answering(heard.append))
    h.hear("SupineStartRoutine", routine="poise-pause", minutes=3)
    h.wait(30)

    h.hear("QuietAsk", "default", minutes=4)

    [one] = heard
    assert (one.intent, one.site_id, one.language) == ("QuietAsk", "default", "en")
    assert one.slots == {"minutes": 4}
    assert one.routine == "poise-pause"
    assert one.step is not None
    assert 1 < one.minutes_left < 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [("Yes.", ["Yes."]), (Reply(text="Yes."), ["Yes."]), (None, []), (Reply(), [])],
)
def test_what_a_handler_answers_is_said(house, answer, said):
    assert asked(house(answering(lambda heard: answer))) == said


def test_a_handler_may_start_a_routine(house):
    h = house(answering(lambda heard: Reply(text="Gladly.", start="back-release", minutes=12)))

    asked(h, wait_s=8)

    assert h.texts[:2] == ["Gladly.", "Back release, twelve minutes."]
    assert h.practising() == "back-release"


def test_a_question_is_answered_without_a_wake_word_by_the_same_handler(house):
    def answer(heard):
        if heard.topic == "more":
            return "More." if heard.intent == "SupineYes" else "No more."
        return Reply(
            text="Shall there be more?", listen_for=("SupineYes", "SupineNo"), topic="more"
        )

    h = house(answering(answer))
    asked(h)
    assert h.listening_for()[:2] == ("SupineYes", "SupineNo")

    h.say("yes")
    h.wait_quiet()

    assert h.texts == ["Shall there be more?", "More."]


@pytest.mark.parametrize(
    "answer",
    [
        lambda heard: 1 / 0,
        lambda heard: sys.exit(1),
        lambda heard: 7,
        lambda heard: "x" * 151,
        lambda heard: "\x00",
        lambda heard: Reply(start="no-such-routine"),
        lambda heard: Reply(text=7),
        lambda heard: Reply(start=["back-release"]),
        lambda heard: Reply(minutes="ten"),
        lambda heard: Reply(listen_for="SupineYes"),
        lambda heard: Reply(listen_for=([],)),
        lambda heard: type("Reply", (Reply,), {"text": property(lambda self: 1 / 0)})(),
        lambda heard: Reply(text="Well.", start="back-release", minutes=float("nan")),
        lambda heard: Reply(text="Well?", listen_for=("NobodysIntent",)),
        lambda heard: heard.phrase("no_such_phrase"),
    ],
)
def test_a_bad_answer_is_a_short_line_and_three_in_a_row_cut_the_plugin_off(house, answer):
    h = house(answering(answer), answering(lambda heard: "Yes.", "good", "GoodAsk"))

    assert asked(h, times=2) == [SORRY, SORRY]
    assert record(h).status is Status.ACTIVE
    asked(h)
    assert record(h).status is Status.BROKEN
    assert "3 times in a row" in record(h).reason[0]

    assert asked(h) == [SORRY] * 4
    assert asked(h, intent="GoodAsk")[-1] == "Yes."


def test_a_failure_now_and_then_is_forgiven(house):
    answers = iter([0, 1, 0, 1, 0, 1, 0, 1])
    h = house(answering(lambda heard: f"{1 / next(answers)} times"))

    asked(h, times=8)

    assert record(h).status is Status.ACTIVE


def test_a_handler_that_blocks_is_cut_off_at_once_and_the_person_hears_of_it(
    house, stuck, monkeypatch
):
    monkeypatch.setattr("supine.testing.house.PATIENCE_S", 0.2)
    h = house(answering(stuck), answering(lambda heard: "Yes.", "good", "GoodAsk"))

    h.hear("QuietAsk")
    h.hear("GoodAsk", "kitchen")
    h.wait(0.5)
    assert h.texts == ["Yes."]  # nobody waits for somebody else's handler

    h.wait(5)
    assert h.texts == ["Yes.", SORRY]
    assert 2.0 <= h.heard[-1].from_s < 2.5
    assert record(h).reason == ("the handler of QuietAsk did not come back in time",)
    assert asked(h, wait_s=3)[-1] == SORRY


def test_a_practice_goes_on_while_a_handler_thinks(house, stuck, monkeypatch):
    monkeypatch.setattr("supine.testing.house.PATIENCE_S", 0.2)
    h = house(answering(stuck))
    h.hear("SupineStartRoutine", routine="poise-pause")
    h.wait(20)

    h.hear("QuietAsk")
    h.wait(0.5)
    h.hear("SupineStop")
    h.wait(1)

    assert h.practising() is None


def test_who_waits_for_their_turn_too_long_is_told_but_nobody_is_blamed(house, stuck, monkeypatch):
    """The handler is slow for one; the other was never begun."""
    monkeypatch.setattr("supine.testing.house.PATIENCE_S", 0.2)
    h = house(answering(stuck, limit_s=10))
    h.hear("QuietAsk", "a")
    h.carrier.tell("b", Consult(ticket=7, intent="QuietAsk", language="en"))

    h.carrier.tell("b", GiveUp(7))

    assert record(h).status is Status.ACTIVE


def test_more_questions_than_it_can_take_are_turned_away(house, stuck):
    posted = []
    h = house(answering(stuck))
    carrier = Carrier(h.plugins, lambda site_id, event: posted.append(event), lambda: 0.0)

    for ticket in range(JOBS_MAX + 5):
        carrier.tell("a", Consult(ticket=ticket, intent="QuietAsk", language="en"))

    assert 3 <= len(posted) <= 5
    assert all(event.reply is None for event in posted)
    carrier.stop()


def test_an_answer_that_comes_when_nobody_waits_any_more_is_not_said(house, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr("supine.testing.house.PATIENCE_S", 0.2)
    h = house(answering(lambda heard: "Too late." if over.wait(30) else ""))
    asked(h)

    over.set()
    h.wait(30)

    assert h.texts == [SORRY]


# ---- listeners -------------------------------------------------------------------------------


def listening(listener, *news, name="ears"):
    return plugin(name, lambda supine: supine.add_listener(listener, news or tuple(News)))


def test_a_listener_is_told_what_happens(house):
    told = []
    h = house(listening(lambda site_id, happened: told.append((site_id, happened))))

    h.hear("SupineStartRoutine", "kitchen", routine="poise-pause", minutes=1)
    h.wait(300)

    assert {site_id for site_id, _ in told} == {"kitchen"}
    kinds = [happened.news for _, happened in told]
    assert kinds[:2] == [News.STARTED, News.STEP]
    assert kinds[-1] is News.FINISHED
    assert told[-1][1].ending == "completed"
    assert told[-1][1].minutes == pytest.approx(1, abs=0.6)


def test_a_listener_is_told_only_what_it_wants_to_know(house):
    told = []
    h = house(listening(lambda site_id, happened: told.append(happened.news), News.FINISHED))

    h.hear("SupineStartRoutine", routine="poise-pause")
    h.wait(20)
    h.hear("SupineStop")

    assert told == [News.FINISHED]


def test_a_listener_that_fails_three_times_is_told_nothing_more(house):
    told = []

    def fail(_site_id, happened):
        told.append(happened)
        raise ValueError("no")

    h = house(listening(fail), listening(lambda *_: None, name="good"))
    h.hear("SupineStartRoutine", routine="poise-pause", minutes=1)
    h.wait(300)

    assert len(told) == 3
    assert record(h, "ears").status is Status.BROKEN
    assert record(h, "good").status is Status.ACTIVE


def test_a_listener_that_blocks_is_cut_off_and_the_practice_goes_on(house, stuck, monkeypatch):
    monkeypatch.setattr("supine.testing.house.PATIENCE_S", 0.2)
    h = house(listening(stuck))

    h.hear("SupineStartRoutine", routine="poise-pause", minutes=1)
    h.wait(300)

    assert h.practising() is None
    assert record(h, "ears").reason == ("a listener did not come back within 2 s",)


def test_a_listener_that_cannot_keep_up_is_cut_off(house, stuck):
    h = house(listening(stuck))

    for _ in range(JOBS_MAX + 2):
        h.carrier.tell("a", Happened(news=News.STEP))

    assert record(h, "ears").reason == (f"a listener is {JOBS_MAX} news behind",)


def test_nothing_becomes_a_reply_that_says_nothing(house):
    assert checked(None, "en", house().plugins.library) == Reply()


def test_a_reply_of_another_kind_is_refused(house):
    with pytest.raises(PluginError, match="not 7"):
        checked(7, "en", house().plugins.library)
