"""All services together: when it is quiet, and that time may be turned in any steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.bench import Bench
from supine.demo.rhasspy.audio import silence

WAKE = "default-typed-id1"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_is_quiet_before_anybody_spoke(bench: Bench):
    assert bench.rhasspy.quiet_since("default") == 0.0


def test_it_is_not_quiet_while_a_sentence_is_said(bench: Bench):
    bench.wait(10)
    bench.say("fourteen chars", "s1")
    during = bench.rhasspy.quiet_since("default")
    bench.wait(5)

    assert during is None
    assert bench.rhasspy.quiet_since("default") == 11.0


def test_a_sound_under_a_silence_does_not_end_it(bench: Bench):
    """Else nobody who waits for silence would ever speak while a track plays."""
    bench.say("Lie back.", "s1")
    bench.wait(5)
    before = bench.rhasspy.quiet_since("default")

    bench.play(silence(4.0), "piece")
    during = bench.rhasspy.quiet_since("default")
    bench.wait(10)

    assert during == before
    assert bench.rhasspy.quiet_since("default") == before


def test_it_is_not_quiet_while_the_skill_owes_an_answer(bench: Bench):
    bench.utter("pause")
    thinking = bench.rhasspy.quiet_since("default")
    bench.wait(1)
    bench.end(WAKE)

    assert thinking is None
    assert bench.rhasspy.quiet_since("default") == 1.0


def test_an_open_ear_is_quiet(bench: Bench):
    bench.wait(3)
    bench.wake()
    bench.wait(5)

    assert bench.rhasspy.quiet_since("default") == 3.0


def test_it_is_not_quiet_while_words_wait_to_be_heard(bench: Bench):
    bench.ask("Shall I?", "mine")
    bench.utter("yes")

    assert bench.rhasspy.quiet_since("default") is None


def test_another_site_is_quiet_meanwhile(bench: Bench):
    bench.say("fourteen chars", "s1", "a")

    assert bench.rhasspy.quiet_since("b") == 0.0


def test_nothing_is_due_once_all_is_over(bench: Bench):
    bench.utter("pause")
    bench.end(WAKE, "Paused.")
    bench.wait(60)

    assert bench.rhasspy.deadline() is None


@given(st.lists(st.floats(0.01, 4.0), max_size=30))
def test_however_late_the_clock_is_looked_at_the_order_stays(steps: list[float]):
    """A busy machine wakes up late; what was due meanwhile still happens in its order."""
    exact, rough = Bench(), Bench()
    for bench in (exact, rough):
        bench.say("fourteen chars", "s1")
        bench.say("a second sentence", "s2")
        bench.utter("pause")
        bench.end(WAKE, "Paused.")

    exact.wait(60)
    for step in [*steps, 60.0]:
        rough.now += step
        rough._note(rough.rhasspy.tick(rough.now))

    assert rough.heard() == exact.heard()
    assert [s.at_s for s in rough.spoken()] == [s.at_s for s in exact.spoken()]
    assert sorted(rough.order()) == sorted(exact.order())
