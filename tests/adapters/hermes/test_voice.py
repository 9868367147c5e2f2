import pytest

from adapters.hermes.room import RUN_ID, Room
from supine.adapters.hermes.codec import OWN_UTTERANCE
from supine.adapters.hermes.messages import PlayFinished, SessionStarted, WakeHeard
from supine.adapters.hermes.site import Site
from supine.adapters.hermes.voice import HermesVoice
from supine.core.events import LineHeard, Outcome, Say
from supine.loading.limits import SITES_HEARD_MAX

MANY = 5_000


class Sent(list):
    def __call__(self, topic, payload):
        self.append((topic, payload))


@pytest.fixture
def sent():
    return Sent()


def test_the_voice_can_be_louder_and_play_sounds_but_not_be_slower():
    assert HermesVoice(print).can == {"volume", "sound"}


def test_each_sites_words_reach_only_their_own():
    here = Room("bedroom")
    there = Room("kitchen", here.voice)

    here.say("Lie on your back.")
    there.say("Look to the left.")
    there.site_id, here.events = "kitchen", []
    there.play_finished("supine-0badcafe-2")
    here.play_finished("supine-0badcafe-2")

    assert [payload["siteId"] for _, payload in here.sent] == ["bedroom", "kitchen"]
    assert [event.line_id for event in there.events] == [1]
    assert here.events == []


def test_sites_that_are_not_served_are_not_heard(sent):
    voice = HermesVoice(sent, site_ids=["bedroom"])

    voice.receive(WakeHeard("kitchen", "porcupine"), 0.0)
    voice.perform("kitchen", Say(1, "Rest."), 0.1)

    assert len(sent) == 1, "the wake word in the kitchen holds nothing up"


def test_a_site_that_is_only_spoken_to_is_listened_to_from_then_on(sent):
    voice = HermesVoice(sent, run_id=RUN_ID)
    voice.perform("bedroom", Say(1, "Rest."), 0.0)

    events = voice.receive(PlayFinished("bedroom", "supine-0badcafe-1"), 1.0)

    assert list(events) == [("bedroom", LineHeard(1, Outcome.HEARD, 1.0))]


def test_what_is_no_message_of_hermes_is_nobodys(sent):
    assert list(HermesVoice(sent).receive(("another", "adapter's"), 0.0)) == []


def test_ids_are_unique_and_fit_into_a_topic():
    rooms = [Room(voice=None), Room(voice=None)]
    rooms[1].voice = HermesVoice(rooms[1]._publish)
    for room in rooms * 2:
        room.say("Rest.", patience_s=None)
        room.play_finished()

    ids = [payload["id"] for room in rooms for _, payload in room.sent]

    assert len(set(ids)) == 4
    assert all(name.startswith(OWN_UTTERANCE) and "/" not in name for name in ids)


def test_deadlines_of_all_sites_come_in_their_order(sent):
    voice = HermesVoice(sent)
    for number, site_id in enumerate(["a", "b", "c"]):
        voice.perform(site_id, Say(1, "x" * 8 * (3 - number)), 0.0)

    over = []
    while (due_at := voice.deadline()) is not None:
        over += [(due_at, site_id) for site_id, _ in voice.tick(due_at)]

    assert over == [(5.0, "c"), (6.0, "b"), (7.0, "a")]


def test_one_late_tick_serves_everybody_who_is_due(sent):
    voice = HermesVoice(sent)
    for number in range(100):
        voice.perform(f"site-{number}", Say(number, "Rest."), 0.0)

    assert len(list(voice.tick(60.0))) == 100
    assert voice.deadline() is None


def test_an_event_at_one_of_thousands_of_sites_looks_at_no_other(sent, monkeypatch):
    voice = HermesVoice(sent, run_id=RUN_ID)
    for number in range(MANY):
        voice.perform(f"site-{number}", Say(number, "Let your neck be long."), number / 1_000)
    voice.deadline()  # as the runner asks after each event
    looked_at = []
    deadline = Site.deadline.fget
    monkeypatch.setattr(
        Site, "deadline", property(lambda site: (looked_at.append(site.site_id), deadline(site))[1])
    )

    events = list(voice.receive(PlayFinished("site-77", "supine-0badcafe-78"), 6.0))
    voice.perform("site-77", Say(1, "Rest."), 6.0)
    voice.deadline()
    list(voice.tick(6.0))

    assert [site_id for site_id, _ in events] == ["site-77"]
    assert set(looked_at) == {"site-77"}


def test_a_site_that_cannot_say_when_it_is_due_is_begun_anew_and_keeps_no_other(sent, caplog):
    voice = HermesVoice(sent, run_id=RUN_ID)
    for name in ("bedroom", "study"):
        voice.perform(name, Say(1, "Rest."), 0.0)
    voice._sites["bedroom"]._mouth = None

    due_at = voice.deadline()

    assert due_at is not None
    assert [site_id for site_id, _ in voice.tick(due_at)] == ["study"]
    assert "bedroom" in caplog.text
    voice.perform("bedroom", Say(2, "Go on."), 101.0)
    assert voice._sites["bedroom"].deadline is not None


def test_a_mishap_at_one_site_keeps_no_other_from_hearing_what_came_of_time(sent, caplog):
    voice = HermesVoice(sent, run_id=RUN_ID)
    for name in ("bedroom", "study"):
        voice.perform(name, Say(1, "Rest."), 0.0)

    def fail(_now):
        raise RuntimeError("a bug")

    voice._sites["bedroom"].tick = fail

    events = list(voice.tick(100.0))
    voice.perform("bedroom", Say(2, "Go on."), 101.0)

    assert [(site_id, event.line_id) for site_id, event in events] == [("study", 1)]
    assert "bedroom" in caplog.text
    assert sum("Go on." in payload for _, payload in sent) == 1


def test_deadlines_that_have_moved_do_not_pile_up(sent):
    voice = HermesVoice(sent, run_id=RUN_ID)

    for number in range(2_000):
        voice.receive(SessionStarted("bedroom", f"somebodys-{number}", "timer"), float(number))

    assert len(voice._due) < 200


def test_a_flood_of_made_up_sites_does_not_fill_the_memory(sent):
    voice = HermesVoice(sent, run_id=RUN_ID)
    voice.perform("bedroom", Say(1, "Rest."), 0.0)

    for number in range(3 * SITES_HEARD_MAX):
        voice.receive(WakeHeard(f"made-up-{number}", "porcupine"), number / 10_000)
    events = list(voice.receive(PlayFinished("bedroom", "supine-0badcafe-1"), 5.0))
    held = len(voice._sites)
    voice.receive(SessionStarted("living room", "s", "porcupine"), 60.0)
    voice.perform("living room", Say(2, "Not into this dialogue."), 60.0)

    assert held <= SITES_HEARD_MAX
    assert events == [("bedroom", LineHeard(1, Outcome.HEARD, 5.0))]
    assert len(sent) == 1, "a new site is heard once the flood is over"


def test_a_flood_does_not_make_a_site_forgotten_that_is_heard_of_again_and_again():
    room = Room()
    room.say("This speaker tells when its sound is over.")
    room.play_finished()

    for number in range(2 * SITES_HEARD_MAX):
        room.voice.receive(WakeHeard(f"made-up-{number}", "porcupine"), room.now + number)
        if number % 1_000 == 0:
            room.voice.receive(WakeHeard("bedroom", "porcupine"), room.now + number)
    room.now += 3 * SITES_HEARD_MAX
    room.take_events()
    room.say("So an early word of the speech service is not believed.")
    room.say_finished()
    room.wait(5.0)

    assert room.events == []


def test_a_site_that_fails_at_a_command_begins_anew_and_the_runner_is_told(sent, monkeypatch):
    """Else it would fail at the next one, too, and so on for ever."""
    voice = HermesVoice(sent)
    voice.perform("bedroom", Say(1, "Rest."), 0.0)
    perform, failed = Site.perform, []

    def fail_once(self, command, now):
        if not failed:
            failed.append(self)
            raise RuntimeError("a bug")
        perform(self, command, now)

    monkeypatch.setattr(Site, "perform", fail_once)
    with pytest.raises(RuntimeError, match="a bug"):
        voice.perform("bedroom", Say(2, "Rest a little."), 1.0)

    voice.perform("bedroom", Say(3, "Rest a little more."), 2.0)

    assert len(sent) == 2
    assert "Rest a little more." in sent[1][1]


def test_after_the_wire_was_cut_one_site_that_fails_keeps_no_other_in_doubt(
    sent, monkeypatch, caplog
):
    voice, doubted = HermesVoice(sent), []
    for site_id in ("attic", "bedroom"):
        voice.perform(site_id, Say(1, "Rest."), 0.0)

    def doubt(self, _now):
        doubted.append(self.site_id)
        if self.site_id == "attic":
            raise RuntimeError("a bug")

    monkeypatch.setattr(Site, "doubt", doubt)
    voice.doubt(1.0)

    assert doubted == ["attic", "bedroom"]
    assert "Something went wrong with the voice at attic" in caplog.text
