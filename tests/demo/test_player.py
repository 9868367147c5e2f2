"""When lines are said: a person who lets the voice finish, and one who does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue

import pytest

from demo.bench import SmallSkill, recognise
from supine.clock import FastClock
from supine.demo.broker import EmbeddedBroker
from supine.demo.player import GIVE_UP_S, QUIET_REAL_S, End, Item, Player, Stop
from supine.demo.satellite import Kind, Spoken, TypedSatellite
from supine.demo.script import Pass, Quit, Utterance
from supine.errors import Fault, FaultsError

pytestmark = pytest.mark.broker

START = "start my back release for twelve minutes"
SPEED = 40.0
QUIET_S = QUIET_REAL_S * SPEED


@dataclass
class Hold:
    label: str
    left_s: float
    total_s: float = 60.0


class Watched:
    """A practice that goes on for as long as the test wants."""

    def __init__(self, *, idle: bool = False, hold_ends_at_s: float | None = None) -> None:
        self.clock: FastClock | None = None
        self._idle = idle
        self._hold_ends_at_s = hold_ends_at_s

    def idle(self) -> bool:
        return self._idle

    def progress(self, _site: str) -> Hold | None:
        if self._hold_ends_at_s is None or self.clock is None:
            return None
        return Hold("rest", max(0.0, self._hold_ends_at_s - self.clock.monotonic()))


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker() as running:
        yield running


class Stage:
    """A small skill, a satellite and a player, told what to play."""

    def __init__(self, broker: EmbeddedBroker) -> None:
        self.clock = FastClock(SPEED)
        self.inbox: SimpleQueue[Item] = SimpleQueue()
        self._broker = broker
        self.said: list[Spoken] = []
        self.took_s = 0.0

    def play(self, *items: Item, watched: Watched | None = None, patient: bool = True) -> "Stage":
        host, port = self._broker.host, self._broker.port
        for item in items:
            self.inbox.put(item)
        with (
            SmallSkill(host, port) as skill,
            TypedSatellite(self.clock, recognise, host, port) as satellite,
        ):
            if watched is not None:
                watched.clock = self.clock
            player = Player(
                self.clock,
                satellite,
                watched or skill,
                self.inbox,
                patient=patient,
                quiet_s=QUIET_S,
            )
            began_s = self.clock.monotonic()
            player.run()
            self.took_s = self.clock.monotonic() - began_s
            self.said = list(satellite.said)
        return self

    @property
    def lines(self) -> list[str]:
        return [f"{'you' if s.kind is Kind.YOU else 'skill'}: {s.text}" for s in self.said]

    def at(self, text: str) -> float:
        return next(spoken.at_s for spoken in self.said if spoken.text == text)


@pytest.fixture
def stage(broker: EmbeddedBroker) -> Stage:
    return Stage(broker)


def test_a_script_lets_the_voice_finish_before_each_line(stage: Stage):
    stage.play(Utterance(START), Utterance("pause"), Utterance("stop"), End())

    assert stage.lines == [
        f"you: {START}",
        "skill: Lie back.",
        "skill: Let it go.",
        "skill: That is all.",
        "you: pause",
        "skill: Paused.",
        "you: stop",
        "skill: Stopped.",
    ]
    assert stage.at("pause") - stage.at("That is all.") >= 12 / 14 + QUIET_S


def test_a_line_said_at_once_interrupts(stage: Stage):
    stage.play(Utterance(START), Utterance("stop", at_once=True), End())

    assert stage.lines[:3] == [f"you: {START}", "skill: Lie back.", "you: stop"]
    assert "skill: That is all." not in stage.lines


def test_time_passes_where_a_script_lets_it(stage: Stage):
    stage.play(Utterance("pause"), Pass(30.0), Utterance("stop"), End())

    assert 30.0 <= stage.at("stop") - stage.at("pause") < 60.0


def test_another_room_does_not_wait_for_this_one(stage: Stage):
    stage.play(Utterance(START), Utterance("pause", "kitchen"), End())

    assert stage.at("pause") < stage.at("That is all.")


def test_after_the_last_line_it_waits_for_the_practice_to_end(stage: Stage):
    stage.play(Utterance(START), End())

    assert stage.lines[-1] == "skill: That is all."
    assert stage.took_s < GIVE_UP_S


def test_a_practice_that_stays_where_it_is_is_given_up_after_a_while(stage: Stage):
    stage.play(Utterance("pause"), End(), watched=Watched())

    assert GIVE_UP_S <= stage.took_s < 2 * GIVE_UP_S


def test_a_hold_that_goes_on_is_waited_for_however_long_it_is(stage: Stage):
    watched = Watched(hold_ends_at_s=stage.clock.monotonic() + 150.0)

    stage.play(Utterance("pause"), End(), watched=watched)

    assert stage.took_s >= 150.0 + GIVE_UP_S - 5.0


def test_somebody_who_types_is_heard_at_once(stage: Stage):
    stage.play(Utterance(START), Utterance("pause", "kitchen"), Quit(), End(), patient=False)

    assert stage.took_s < GIVE_UP_S / 2


def test_quit_ends_it_whatever_runs(stage: Stage):
    stage.play(Utterance(START), Quit(), Utterance("pause"), End())

    assert stage.took_s < GIVE_UP_S / 2
    assert "you: pause" not in stage.lines


@pytest.mark.parametrize("before", [[], [Utterance(START)], [Utterance("pause"), Pass(600.0)]])
def test_stop_ends_it_at_once(stage: Stage, before: list[Item]):
    stage.play(*before, Stop(), Utterance("stop"), watched=Watched())

    assert stage.took_s < GIVE_UP_S
    assert "you: stop" not in stage.lines


def test_a_line_that_comes_while_time_passes_is_not_lost(stage: Stage):
    stage.play(Pass(5.0), Utterance("pause"), End())

    assert stage.lines == ["you: pause", "skill: Paused."]


def test_a_faulty_line_ends_it_with_its_fault(stage: Stage):
    fault = FaultsError(Fault("<stdin>", 2, 0, "nothing to say", "script"))

    with pytest.raises(FaultsError, match="<stdin>:2: nothing to say"):
        stage.play(Utterance("pause"), fault, watched=Watched(idle=True))
