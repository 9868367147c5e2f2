"""A plugin's own voice: it speaks, it listens, and it cannot hold up anybody else."""

import threading
from queue import SimpleQueue

import pytest

from fakes import FakeVoice
from plugins.conftest import plugin, record
from supine.clock import FastClock, SystemClock
from supine.core.events import (
    Answer,
    Ask,
    Hush,
    IntentHeard,
    LineHeard,
    NothingUnderstood,
    Outcome,
    Question,
    QuestionClosed,
    Say,
    SiteFree,
    TellWhenFree,
)
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site
from supine.plugins.api import VoiceHost
from supine.plugins.voices import (
    WAITING_MAX,
    Voices,
    VoiceThread,
    _Owed,
    make_voices,
    prefix_of,
)
from supine.runner import ForSite, Runner


class DeskVoice(FakeVoice):
    """Says everything at the desk; whoever posts an intent there is heard."""

    can = frozenset({"volume"})

    def __init__(self, host):
        super().__init__()
        self.host = host

    def hear(self, intent, **slots):
        self.host.post((f"{self.host.prefix}1", IntentHeard(intent, slots)))


class Wait:
    """Waits in real time until something is so."""

    def __init__(self):
        self._pause = threading.Event()

    def until(self, claim, most_s=5.0):
        for _ in range(int(most_s / 0.005)):
            if claim():
                return
            self._pause.wait(0.005)
        raise AssertionError("it does not come to that")


@pytest.fixture
def wait():
    return Wait()


@pytest.fixture
def serve(house):
    """Return a function that lets a plugin's voice speak in a house, a hundred times as fast."""
    stops = []

    def start(make, clock=None):
        made = []

        def keep(host):
            made.append(make(host))
            return made[-1]

        h = house(plugin(register=lambda supine: supine.add_voice("desk", keep)))
        runner = None

        def post(site_id, event):
            runner.inbox.put(ForSite(site_id, event))

        clock = clock or FastClock(100)
        voices = make_voices(h.plugins, FakeVoice(), clock, post)

        def site(site_id):
            settings = Settings(language=h.language, can=voices.can_at(site_id))
            return Site(settings, Habits(times_done=dict.fromkeys(h.language.routines, 9)), site_id)

        runner = Runner(clock, voices, site, [])
        runner.start()
        voices.start()
        stops.extend([voices.stop, runner.stop])
        return h, made[0], runner

    yield start
    for stop in stops:
        stop()


def test_a_plugins_voice_speaks_a_practice(serve, wait):
    _, desk, runner = serve(DeskVoice)

    desk.hear("SupineStartRoutine", routine="poise-pause", minutes=1)
    wait.until(lambda: desk.said("desk:1"))
    wait.until(lambda: runner.ask(lambda: runner.sites["desk:1"].scene.practice) is None, 10)

    said = desk.said("desk:1")
    assert said[0].startswith("Poise pause")
    assert len(said) > 4
    assert runner.ask(lambda: list(runner.sites)) == ["desk:1"]
    assert runner.ask(lambda: runner.sites["desk:1"].scene.settings.can) == {"volume"}


def test_other_sites_are_spoken_to_by_supines_own_voice(wait):
    own, desk = FakeVoice(), DeskVoice(None)
    inbox = SimpleQueue()
    thread = VoiceThread("desk", desk, inbox, SystemClock(), lambda *_: None, lambda why: None)
    voices = Voices(own, {prefix_of("desk"): thread})
    voices.start()

    for site_id in ("kitchen", "desk:1", "other:1", "desk"):
        voices.perform(site_id, Say(1, f"Hello {site_id}."), 0.0)
    wait.until(lambda: desk.performed)
    voices.stop()

    assert [site_id for _, site_id, _ in own.performed] == ["kitchen", "other:1", "desk"]
    assert [site_id for _, site_id, _ in desk.performed] == ["desk:1"]
    assert voices.can_at("desk:2") == {"volume"}
    assert voices.can_at("kitchen") == own.can


def test_a_voice_that_blocks_holds_up_nobody_else(serve, stuck, wait):
    class Stuck(DeskVoice):
        def perform(self, site_id, command, now):
            stuck()

    _, desk, runner = serve(Stuck)

    desk.hear("SupinePause")
    runner.inbox.put(ForSite("kitchen", IntentHeard("SupinePause")))

    wait.until(lambda: runner.ask(lambda: "kitchen" in runner.sites))


def test_a_voice_that_fails_three_times_is_given_up(serve, wait):
    class Failing(DeskVoice):
        def perform(self, site_id, command, now):
            raise OSError("no loudspeaker")

    h, desk, _ = serve(Failing)

    for _ in range(3):
        desk.hear("SupinePause")

    wait.until(lambda: not h.plugins.active("quiet"))
    assert record(h).reason == ("its voice failed: OSError: no loudspeaker",)


@pytest.mark.parametrize(
    "told",
    [("kitchen", LineHeard(1, Outcome.HEARD)), ("desk:1", Say(1, "Hello.")), ("desk:1", 7), 7],
)
def test_a_voice_tells_nothing_of_sites_that_are_not_its_own(serve, wait, told):
    h, desk, runner = serve(DeskVoice)

    for _ in range(3):
        desk.host.post(told)

    wait.until(lambda: not h.plugins.active("quiet"))
    assert runner.ask(lambda: list(runner.sites)) == []


def test_a_voice_that_cannot_be_made_breaks_its_plugin_alone(house, stuck, monkeypatch):
    monkeypatch.setattr("supine.plugins.voices.LOAD_S", 0.5)
    h = house(
        plugin("a", lambda supine: supine.add_voice("one", lambda host: 1 / 0)),
        plugin("b", lambda supine: supine.add_voice("two", stuck)),
        plugin("c", lambda supine: supine.add_voice("desk", DeskVoice)),
    )

    voices = make_voices(h.plugins, FakeVoice(), SystemClock(), lambda *_: None)

    assert [each.status.value for each in h.records[1:]] == ["broken", "broken", "active"]
    assert "its voice one cannot be made: ZeroDivisionError" in record(h, "a").reason[0]
    assert voices.can_at("desk:1") == {"volume"}


def test_a_voice_that_takes_nothing_any_more_is_given_up():
    why = []
    thread = VoiceThread(
        "desk", DeskVoice(None), SimpleQueue(), SystemClock(), lambda *_: None, why.append
    )

    for n in range(WAITING_MAX + 2):  # it was never started
        thread.perform("desk:1", Answer(n, None, "Yes."))

    assert why == ["its voice failed: it does not take what it is given"]


def test_what_is_said_after_a_voice_was_given_up_is_said_by_supines_own(serve, wait):
    class Failing(DeskVoice):
        def perform(self, site_id, command, now):
            raise OSError("no loudspeaker")

    h, desk, runner = serve(Failing)
    own = runner._voice._own
    for _ in range(3):
        desk.hear("SupinePause")
    wait.until(lambda: not h.plugins.active("quiet"))

    runner.inbox.put(
        ForSite("desk:1", IntentHeard("SupineStartRoutine", {"routine": "back-release"}))
    )

    wait.until(lambda: own.said("desk:1"))


def test_what_a_voice_owes_when_it_is_given_up_is_reported_once_and_nobody_waits(stuck, wait):
    told, why = [], []

    class Stuck(DeskVoice):
        def perform(self, site_id, command, now):
            if command == Say(1, "Heard."):
                self.host.post(("desk:1", LineHeard(1)))
            else:
                stuck()

        def receive(self, message, now):
            return [message]

    inbox = SimpleQueue()
    desk = Stuck(VoiceHost(prefix="desk:", post=inbox.put))
    thread = VoiceThread(
        "desk", desk, inbox, SystemClock(), lambda *event: told.append(event), why.append
    )
    own = FakeVoice()
    voices = Voices(own, {prefix_of("desk"): thread})
    voices.start()
    voices.perform("desk:1", Say(1, "Heard."), 0.0)
    wait.until(lambda: told)
    for command in (
        Say(2, "Lost."),
        Answer(3, None, "Well?", Question("q", ("SupineYes",))),
        Ask(Question("ear", ("SupineReady",))),
        TellWhenFree(),
    ):
        voices.perform("desk:1", command, 0.0)

    for _ in range(WAITING_MAX):
        voices.perform("desk:1", Hush(), 0.0)
    voices.perform("desk:1", Say(4, "By the house."), 0.0)

    assert told == [
        ("desk:1", LineHeard(1)),
        ("desk:1", LineHeard(2, Outcome.LOST)),
        ("desk:1", LineHeard(3, Outcome.LOST)),
        ("desk:1", QuestionClosed("q")),
        ("desk:1", QuestionClosed("ear")),
        ("desk:1", SiteFree()),
    ]
    assert why == ["its voice failed: it does not take what it is given"]
    assert own.said("desk:1") == ["By the house."]


@pytest.mark.parametrize(
    "report",
    [
        QuestionClosed("q"),
        IntentHeard("SupineYes", token="q"),
        NothingUnderstood("dialogue", "q"),
    ],
)
def test_a_question_that_a_voice_has_seen_to_is_not_closed_again(report):
    owed = _Owed()
    owed.add("desk:1", Ask(Question("q", ())))

    assert owed.settle("desk:1", report)
    assert owed.give_up() == []
    assert not owed.settle("desk:1", report), "what comes after that is too late"
    assert not owed.add("desk:1", Ask(Question("q", ())))


def test_a_practice_goes_on_by_supines_own_voice_when_its_own_fails_in_it(serve, wait):
    """It would stand still for three minutes at each line, and then for ever."""

    class Breaking(DeskVoice):
        broken = False

        def perform(self, site_id, command, now):
            if self.broken:
                raise OSError("no loudspeaker")
            super().perform(site_id, command, now)

        def tick(self, now):
            if self.broken:
                raise OSError("no loudspeaker")
            return super().tick(now)

    h, desk, runner = serve(Breaking)
    own = runner._voice._own
    desk.hear("SupineStartRoutine", routine="poise-pause", minutes=1)
    wait.until(lambda: len(desk.said("desk:1")) >= 2)

    desk.broken = True
    wait.until(lambda: len(own.said("desk:1")) >= 2, 10)

    assert not h.plugins.active("quiet")


def test_a_voice_that_always_wants_to_be_called_is_let_breathe(wait):
    ticks = []

    class Eager(DeskVoice):
        def deadline(self):
            return 0.0

        def tick(self, now):
            ticks.append(now)
            return []

    thread = VoiceThread(
        "desk", Eager(None), SimpleQueue(), SystemClock(), lambda *_: None, lambda why: None
    )
    thread.start()
    thread.perform("desk:1", TellWhenFree())
    wait.until(lambda: len(ticks) >= 5)
    thread.stop()

    assert ticks[4] - ticks[0] >= 0.03
