"""Threads are real here; only the time that one may take is short."""

import threading

import pytest

from supine.adapters.pulse import Pulse

PATIENCE_S = 5.0


@pytest.fixture
def worker():
    """Start a thread that does one thing after the other, each when it is let."""
    let, idle, over = threading.Semaphore(0), threading.Event(), threading.Event()
    pulse = Pulse("the worker", within_s=0.05)
    busy = threading.Event()

    def work():
        while not over.is_set():
            idle.set()
            let.acquire()
            with pulse:
                busy.set()
                release.wait(PATIENCE_S)

    release = threading.Event()
    thread = threading.Thread(target=work, daemon=True)
    yield pulse, thread, let, release, busy, idle
    over.set()
    release.set()
    let.release()
    if thread.is_alive():
        thread.join(PATIENCE_S)


def test_a_thread_that_waits_for_work_is_well_however_long(worker):
    pulse, thread, _, _, _, idle = worker
    thread.start()
    pulse.follow(thread)
    assert idle.wait(PATIENCE_S)

    threading.Event().wait(0.1)

    assert pulse.trouble() is None


def test_a_thread_that_is_stuck_at_one_thing_is_not_until_it_comes_back(worker):
    pulse, thread, let, release, busy, idle = worker
    thread.start()
    pulse.follow(thread)
    idle.wait(PATIENCE_S)
    idle.clear()
    let.release()
    assert busy.wait(PATIENCE_S)
    at_first = pulse.trouble()

    threading.Event().wait(0.1)
    stuck = pulse.trouble()
    release.set()
    assert idle.wait(PATIENCE_S)

    assert at_first is None
    assert stuck == "the worker has been at one thing for 0 s"
    assert pulse.trouble() is None


def test_a_thread_that_has_ended_is_not_well_unless_nobody_follows_it_any_more():
    pulse = Pulse("the worker")
    thread = threading.Thread(target=lambda: None)
    thread.start()
    pulse.follow(thread)
    thread.join(PATIENCE_S)

    ended = pulse.trouble()
    pulse.follow(None)

    assert ended == "the worker has ended"
    assert pulse.trouble() is None


def test_a_loop_that_comes_round_no_more_is_stuck_wherever_that_is():
    now = [100.0]
    pulse = Pulse("the loop", within_s=10.0, monotonic=lambda: now[0])
    pulse.follow(threading.current_thread())
    pulse.turn()
    now[0] += 9.0
    in_time = pulse.trouble()
    pulse.turn()
    now[0] += 11.0

    assert in_time is None
    assert pulse.trouble() == "the loop has been at one thing for 11 s"


def test_work_that_fails_is_over_as_well():
    pulse = Pulse("this thread", within_s=-1.0)
    pulse.follow(threading.current_thread())

    def fail():
        with pulse:
            during.append(pulse.trouble())
            raise OSError("no")

    during = []
    with pytest.raises(OSError, match="no"):
        fail()

    assert during == ["this thread has been at one thing for 0 s"]
    assert pulse.trouble() is None
