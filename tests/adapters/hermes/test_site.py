"""One site as a whole; what it does in each order of messages stands beside the parts it has."""

from itertools import count

import pytest

from adapters.hermes.room import END, SAY, START, Room
from supine.adapters.hermes.messages import (
    PlayFinished,
    SessionEnded,
    SessionStarted,
    WakeHeard,
)
from supine.adapters.hermes.site import Site
from supine.core.events import Ask, LineHeard, Question, Say, SiteFree, TellWhenFree


@pytest.fixture
def site():
    numbers = count(1)
    return Site(
        "bedroom", (f"supine-0badcafe-{number}" for number in numbers), "0badcafe", lambda *_: None
    )


def test_what_goes_on_at_one_site_holds_up_nobody_at_another(room):
    room.woken_session()
    kitchen = Room("kitchen", room.voice)

    kitchen.say("Look slowly to the left.")

    assert room.last_say["siteId"] == "kitchen"


def test_events_and_messages_are_told_once(site):
    site.perform(Say(1, "Rest."), 0.0)
    assert [topic for topic, _ in site.outgoing()] == [SAY]
    assert site.outgoing() == []

    site.receive(PlayFinished("bedroom", "supine-0badcafe-1"), 1.0)

    assert [type(event) for event in site.events()] == [LineHeard]
    assert site.events() == []


def test_an_event_that_comes_of_a_command_makes_a_tick_due(site):
    site.perform(Say(1, ""), 7.0)

    assert site.deadline == 7.0
    site.events()
    assert site.deadline is None


def test_a_site_is_quiet_while_nobody_wants_anything_there(site):
    assert site.quiet(0.0)
    site.receive(WakeHeard("bedroom", "porcupine"), 0.0)
    assert not site.quiet(2.9)
    assert site.quiet(3.0)
    site.perform(Ask(Question("1", ())), 4.0)
    assert not site.quiet(4.0)


def test_a_practice_with_everything_in_it(room):
    """Sentence, wake word, pause, resume, a question without a wake word, its answer, the end."""
    room.say("Lie on your back.")
    room.wait(1.0)
    session = room.woken_session()
    room.play_finished()
    room.wait(1.0)
    room.intent("SupinePause", session, "porcupine")
    room.hush()
    room.answer(session, "Paused.")
    room.wait(1.0)
    room.ended(session)
    room.wait(60.0)

    session = room.woken_session()
    room.intent("SupineResume", session, "porcupine")
    room.answer(session, "Going on.")
    room.wait(1.0)
    room.ended(session)
    room.say("Shall we do the other side?")
    room.wait(2.0)
    room.play_finished()
    room.ask("1")
    room.started("own", room.mark("1"))
    room.wait(3.0)
    room.intent("SupineYes", "own", room.mark("1"))
    room.answer("own", "")
    room.ended("own", custom_data=room.mark("1"))
    room.say("Now that one.")

    assert [topic for topic, _ in room.sent] == [SAY, END, END, SAY, START, END, SAY]
    assert room.says == [
        "Lie on your back.",
        "Shall we do the other side?",
        "Now that one.",
    ]


def test_a_free_site_is_told_at_once_and_once(site):
    site.perform(TellWhenFree(), 0.0)

    assert site.deadline == 0.0
    assert site.events() == [SiteFree()]
    site.tick(1.0)
    assert site.events() == []
    assert site.quiet(1.0)


def test_somebody_elses_dialogue_is_over_before_the_site_is_free(site):
    site.receive(WakeHeard("bedroom", "porcupine"), 0.0)
    site.perform(TellWhenFree(), 0.5)
    site.receive(SessionStarted("bedroom", "s-1", "porcupine"), 1.0)
    site.tick(5.0)
    assert site.events() == []

    site.receive(SessionEnded("bedroom", "s-1", None), 9.0)

    assert site.events() == [SiteFree()]


def test_a_wake_word_that_nobody_followed_frees_the_site_by_itself(site):
    site.receive(WakeHeard("bedroom", "porcupine"), 0.0)
    site.perform(TellWhenFree(), 0.5)

    assert site.events() == []
    site.tick(site.deadline)
    assert site.events() == [SiteFree()]


def test_while_we_are_talking_the_site_is_not_free(site):
    site.perform(Say(1, "Lie on your back."), 0.0)
    site.perform(TellWhenFree(), 0.0)
    assert SiteFree() not in site.events()

    site.receive(PlayFinished("bedroom", "supine-0badcafe-1"), 1.0)

    assert SiteFree() in site.events()
