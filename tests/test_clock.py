import time
from queue import SimpleQueue

import pytest

from supine.clock import FastClock, SystemClock


@pytest.mark.parametrize("clock", [SystemClock(), FastClock(1)])
def test_what_lies_in_the_inbox_is_taken_at_once(clock):
    inbox = SimpleQueue()
    inbox.put("word")

    assert clock.take(inbox, None) == "word"


@pytest.mark.parametrize("clock", [SystemClock(), FastClock(50)])
def test_waiting_ends_at_the_deadline_and_not_before(clock):
    until = clock.monotonic() + 0.5

    assert clock.take(SimpleQueue(), until) is None
    assert clock.monotonic() >= until


def test_a_fast_clock_runs_ahead_of_the_wall():
    clock = FastClock(1000)
    began, began_wall = clock.monotonic(), clock.wall()
    time.sleep(0.02)

    assert clock.monotonic() - began > 10
    assert (clock.wall() - began_wall).total_seconds() > 10


def test_a_clock_cannot_stand_still():
    with pytest.raises(ValueError, match="more than 0"):
        FastClock(0)
