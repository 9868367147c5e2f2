import logging

import pytest

from supine.adapters.floodgate import (
    PILED_UP,
    SHARE_PER_S,
    STRANGERS_AT_ONCE,
    STRANGERS_PER_S,
    WAITING_MAX,
    Floodgate,
)
from supine.adapters.hermes.messages import IntentSpoken, PlayFinished, WakeHeard
from supine.loading.limits import SITES_LET_IN_MAX


class Runner:
    """What the gate knows of the runner."""

    def __init__(self):
        self.waiting = 0
        self.sites = {"bedroom": 1, "study": 2}
        self.now = 0.0


@pytest.fixture
def runner():
    return Runner()


@pytest.fixture
def gate(runner):
    return gate_of(runner)


def gate_of(runner, served=()):
    log = logging.getLogger("tests.floodgate")
    return Floodgate(lambda: runner.waiting, runner.sites, served, lambda: runner.now, log)


def intent(name, site="bedroom"):
    return IntentSpoken(site, "s", f"Supine{name}", {}, 1.0)


def test_while_the_runner_keeps_up_everything_gets_through(gate):
    assert all(gate.lets_in(intent("Pause")) for _ in range(10_000))


def test_in_a_flood_each_kind_has_its_share(gate, runner):
    runner.waiting = PILED_UP
    got_in = 0
    for _ in range(1_000):
        got_in += gate.lets_in(intent("Pause"))
        runner.now += 0.001

    assert got_in == pytest.approx(SHARE_PER_S, abs=1)


def test_a_stop_gets_through_a_flood_of_anything_else(gate, runner):
    runner.waiting = PILED_UP
    for _ in range(500):
        gate.lets_in(intent("Pause"))
        gate.lets_in(WakeHeard("bedroom", "porcupine"))

    assert gate.lets_in(intent("Stop"))
    assert gate.lets_in(PlayFinished("bedroom", "supine-1"))


def test_that_our_own_words_were_heard_gets_through_a_flood_of_the_same(gate, runner):
    runner.waiting = PILED_UP
    for number in range(500):
        gate.lets_in(PlayFinished("bedroom", f"somebody-elses-{number}"))

    assert not gate.lets_in(PlayFinished("bedroom", "somebody-elses"))
    assert all(gate.lets_in(PlayFinished("bedroom", f"supine-{n}")) for n in range(10))


def test_a_flood_at_one_site_leaves_the_others_their_way(gate, runner):
    runner.waiting = PILED_UP
    for _ in range(500):
        gate.lets_in(intent("Pause", "study"))

    assert gate.lets_in(intent("Pause", "bedroom"))


def test_sites_that_nobody_has_heard_of_come_in_one_by_one(gate, runner):
    got_in = 0
    for number in range(20_000):  # ten seconds
        got_in += gate.lets_in(intent("Pause", f"made-up-{number}"))
        runner.now += 0.0005

    assert got_in == pytest.approx(STRANGERS_AT_ONCE + 10 * STRANGERS_PER_S, abs=2)
    assert gate.lets_in(intent("Pause", "bedroom"))


def test_a_house_that_starts_anew_is_taken_in_at_once(gate):
    assert all(gate.lets_in(WakeHeard(f"room-{n}", "porcupine")) for n in range(100))


def test_what_waits_is_never_more_than_fits(gate, runner):
    runner.waiting = WAITING_MAX

    assert not gate.lets_in(intent("Stop"))


def test_in_a_house_of_many_sites_the_end_of_each_sentence_may_wait_at_once(runner):
    """A machine that stood still for a moment hears of all of them together."""
    gate = gate_of(runner, [f"room-{n}" for n in range(WAITING_MAX)])
    ended = PlayFinished("room-7", "supine-1")

    runner.waiting = 2 * WAITING_MAX - 1
    assert gate.lets_in(ended)
    runner.waiting = 2 * WAITING_MAX
    assert not gate.lets_in(ended)


def test_when_the_flood_is_over_everything_gets_through_again(gate, runner):
    runner.waiting = PILED_UP
    gate.lets_in(intent("Pause"))
    assert not gate.lets_in(intent("Pause"))

    runner.waiting = 0

    assert gate.lets_in(intent("Pause"))


def test_new_sites_are_taken_up_to_a_number_that_no_house_has(gate, runner):
    for number in range(3 * SITES_LET_IN_MAX):
        if gate.lets_in(intent("Pause", f"made-up-{number}")):
            runner.sites[f"made-up-{number}"] = number
        runner.now += 1

    assert len(runner.sites) == SITES_LET_IN_MAX
    assert gate.lets_in(intent("Pause", "bedroom"))


def test_with_the_sites_named_others_are_passed_over_in_silence(runner, caplog):
    gate = gate_of(runner, served=["attic"])

    assert gate.lets_in(intent("Pause", "attic"))
    assert not gate.lets_in(intent("Pause", "bedroom"))
    assert not caplog.messages


def test_the_log_tells_of_a_flood_in_a_few_lines(gate, runner, caplog):
    runner.waiting = PILED_UP
    for _ in range(100_000):
        gate.lets_in(intent("Pause"))
    runner.now += 61
    gate.lets_in(intent("Pause"))
    gate.lets_in(intent("Pause"))

    assert len(caplog.messages) == 3
    assert caplog.messages[0].endswith("more messages come than can be heeded; who sends them?")
    assert "99997 more like it before" in caplog.messages[2]


def test_made_up_intents_do_not_fill_the_memory(gate, runner):
    runner.waiting = PILED_UP
    for number in range(20_000):
        gate.lets_in(intent(f"X{number}"))

    assert len(gate._next) <= 4_096
