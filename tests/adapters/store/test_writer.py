import logging
import threading
import time
from contextlib import contextmanager

import pytest

from supine.adapters.store.errors import StoreError
from supine.adapters.store.writer import AT_ONCE, GATHER_S, Writer

FULL = StoreError("supine.db", "the disk is full: make room")


class Disk:
    """Where a writer writes to: it keeps, refuses, or makes the writer wait."""

    def __init__(self):
        self.kept = []
        self.tries = []
        self.tried_at = []
        self.trouble = None
        self.bad = set()
        self.open = threading.Event()
        self.open.set()

    def write(self, batch):
        self.tries.append(list(batch))
        self.tried_at.append(time.monotonic())
        self.open.wait(10)
        if self.trouble is not None:
            raise self.trouble
        if self.bad & set(batch):
            raise ValueError("not fit to be kept")
        self.kept += batch

    @contextmanager
    def held(self):
        """Make the writer wait inside its write."""
        self.open.clear()
        try:
            yield
        finally:
            self.open.set()


@pytest.fixture
def disk():
    return Disk()


@pytest.fixture
def writer(disk, wall):
    made = []

    def make(**limits):
        made.append(Writer(disk.write, wall, **{"first_s": 0.005, "longest_s": 0.01, **limits}))
        return made[-1]

    yield make
    disk.open.set()
    for one in made:
        one.close(5.0)


def test_records_are_written_in_their_order(disk, writer):
    one = writer()

    for n in range(2000):
        one.put(n)

    assert one.flush(5.0)
    assert disk.kept == list(range(2000))


def test_what_waits_is_written_together_but_not_without_limit(disk, writer, until):
    one = writer()
    with disk.held():
        one.put("first")
        until(lambda: disk.tries)
        for n in range(AT_ONCE + 1):
            one.put(n)

    assert one.flush(5.0)
    assert [len(batch) for batch in disk.tries] == [1, AT_ONCE, 1]


def test_putting_never_waits_for_the_disk(disk, writer, until):
    one = writer()
    with disk.held():
        one.put("first")
        until(lambda: disk.tries)

        began = time.monotonic()
        for n in range(1000):
            one.put(n)
        took_s = time.monotonic() - began

    assert took_s < 1.0


def test_flush_says_when_it_has_waited_in_vain(disk, writer):
    one = writer()
    with disk.held():
        one.put("first")

        assert not one.flush(0.05)

    assert one.flush(5.0)


def test_nothing_is_lost_while_the_store_is_unwell(disk, writer, until):
    one = writer()
    disk.trouble = FULL
    one.put("a")
    until(lambda: len(disk.tries) >= 3)
    one.put("b")

    disk.trouble = None

    assert one.flush(5.0)
    assert disk.kept == ["a", "b"]


def test_trouble_is_told_once_and_again_after_a_minute_and_its_end_too(
    disk, writer, until, wall, caplog
):
    caplog.set_level(logging.INFO)
    one = writer()
    disk.trouble = FULL

    one.put("a")
    until(lambda: len(disk.tries) >= 10)
    in_the_first_minute = list(caplog.messages)
    wall.pass_by(seconds=61)
    until(lambda: len(caplog.messages) > 1)
    disk.trouble = None
    one.flush(5.0)
    until(lambda: len(caplog.messages) > 2)

    line = "supine.db: the disk is full: make room (kept in memory until then: 1)"
    assert in_the_first_minute == [line]
    assert caplog.messages == [line, line, "The store is written again"]


def test_a_clock_set_back_by_hours_does_not_silence_the_log(disk, writer, until, wall, caplog):
    one = writer()
    disk.trouble = FULL
    one.put("a")
    until(lambda: caplog.messages)

    wall.pass_by(hours=-5)

    until(lambda: len(caplog.messages) == 2)


def test_the_pauses_grow_to_their_limit_and_begin_anew(disk, writer, monkeypatch, until):
    one = writer(first_s=0.01, longest_s=0.05)
    pauses = []
    wait = one._closing.wait
    monkeypatch.setattr(one._closing, "wait", lambda pause_s: (pauses.append(pause_s), wait(0))[1])

    disk.trouble = FULL
    one.put("a")
    until(lambda: len(pauses) >= 5)
    disk.trouble = None
    one.flush(5.0)
    first = list(pauses)
    disk.trouble = FULL
    one.put("b")
    until(lambda: len(pauses) > len(first))

    assert first[:5] == [0.01, 0.02, 0.04, 0.05, 0.05]
    assert pauses[len(first)] == 0.01


def test_a_new_record_does_not_hurry_a_pause(disk, writer, until):
    one = writer(first_s=30.0)
    disk.trouble = FULL
    one.put("a")
    until(lambda: disk.tries)

    for n in range(100):
        one.put(n)

    assert not one.flush(0.1)
    assert disk.tries == [["a"]]


def test_a_bad_record_is_dropped_with_a_line_and_the_others_are_kept(disk, writer, until, caplog):
    one = writer()
    disk.bad = {"bad"}
    with disk.held():
        one.put("first")
        until(lambda: disk.tries)
        for record in ("a", "bad", "b"):
            one.put(record)

    assert one.flush(5.0)
    assert disk.kept == ["first", "a", "b"]
    assert caplog.messages == ["The store refuses 'bad', which is dropped: not fit to be kept"]


def test_after_a_bad_record_several_are_written_together_again(disk, writer, until):
    one = writer()
    disk.bad = {"bad"}
    with disk.held():
        one.put("first")
        until(lambda: disk.tries)
        one.put("bad")
        one.put("a")
    one.flush(5.0)
    disk.tries.clear()

    with disk.held():
        one.put("b")
        until(lambda: disk.tries)
        one.put("c")
        one.put("d")
    one.flush(5.0)

    assert disk.tries == [["b"], ["c", "d"]]


def test_a_full_queue_drops_what_comes_and_says_so_once(disk, writer, until, caplog):
    one = writer(most=3)
    disk.trouble = FULL
    one.put(0)
    until(lambda: disk.tries)

    for n in range(1, 10):
        one.put(n)
    disk.trouble = None

    assert one.flush(5.0)
    until(lambda: len(caplog.messages) == 3)
    assert disk.kept == [0, 1, 2]
    assert caplog.messages[1:] == [
        "The store's queue is full: 3 records wait; what comes now is not kept",
        "The store's queue had been full; not kept: 7",
    ]


def test_closing_writes_what_waits(disk, writer, until):
    one = writer()
    with disk.held():
        one.put("first")
        until(lambda: disk.tries)
        for n in range(3):
            one.put(n)

    assert one.close(5.0)
    assert disk.kept == ["first", 0, 1, 2]


def test_closing_ends_a_pause_and_tries_once_more(disk, writer, until):
    one = writer(first_s=30.0)
    disk.trouble = FULL
    one.put("a")
    until(lambda: disk.tries)
    disk.trouble = None

    assert one.close(5.0)
    assert disk.kept == ["a"]


def test_closing_an_unwell_store_gives_up_and_says_what_is_lost(disk, writer, until, caplog):
    one = writer(first_s=30.0)
    disk.trouble = FULL
    one.put("a")
    until(lambda: disk.tries)

    assert not one.close(5.0)
    assert disk.tries == [["a"], ["a"]]
    assert caplog.messages[-1] == "The store was closed before all was written; lost: 1"


def test_closing_does_not_wait_for_ever(disk, writer, until):
    one = writer()
    with disk.held():
        one.put("a")
        until(lambda: disk.tries)

        began = time.monotonic()
        written = one.close(0.2)
        took_s = time.monotonic() - began

    assert not written
    assert took_s < 2.0


def test_what_comes_after_closing_is_refused_with_a_line(disk, writer, caplog):
    one = writer()
    one.close(5.0)

    one.put("late")

    assert disk.kept == []
    assert caplog.messages == ["The store's queue is closed; what comes now is not kept"]


def test_what_a_write_itself_brings_up_is_written_even_while_closing(disk, writer, until):
    one = writer()
    more = ["b"]
    keep = disk.write

    def keep_and_bring_up_more(batch):
        keep(batch)
        if more:
            assert one.put(more.pop())

    one._write = keep_and_bring_up_more
    with disk.held():
        one.put("a")
        until(lambda: disk.tries)
        closing = threading.Thread(target=one.close, args=(5.0,))
        closing.start()
        until(one._closing.is_set)
    closing.join(5.0)

    assert disk.kept == ["a", "b"]


def test_putting_says_whether_there_was_room(disk, writer):
    one = writer(most=1)
    with disk.held():
        taken = [one.put("a"), one.put("b")]

    assert one.close(5.0)
    assert [*taken, one.put("c")] == [True, False, False]


def test_whoever_put_a_record_may_learn_that_it_was_dropped(disk, writer):
    dropped = []
    one = writer(dropped=dropped.append)
    disk.bad = {"bad"}

    one.put("good")
    one.put("bad")

    assert one.close(5.0)
    assert dropped == ["bad"]


def test_closing_twice_is_closing_once(writer):
    one = writer()

    assert one.close(5.0)
    assert one.close(5.0)


def patient(record):
    return str(record).startswith("may wait")


def test_what_may_wait_is_written_at_once_and_then_four_times_a_second(disk, writer, until):
    one = writer(may_wait=patient)
    one.put("may wait 0")
    until(lambda: disk.kept)

    for n in range(1, 100):
        one.put(f"may wait {n}")
    until(lambda: len(disk.kept) == 100)

    assert [len(batch) for batch in disk.tries] == [1, 99]
    first, second = disk.tried_at
    assert second - first >= GATHER_S - 0.01


def test_what_may_not_wait_takes_along_what_was_before_it(disk, writer, until):
    one = writer(may_wait=patient)
    one.put("may wait")
    until(lambda: disk.kept)

    one.put("may wait too")
    one.put("now")
    until(lambda: len(disk.kept) == 3)

    assert disk.kept == ["may wait", "may wait too", "now"]
    assert disk.tried_at[1] - disk.tried_at[0] < GATHER_S


@pytest.mark.parametrize("hurry", [lambda one: one.flush(5.0), lambda one: one.close(5.0)])
def test_whoever_waits_for_it_or_closes_makes_it_hurry(disk, writer, until, hurry):
    one = writer(may_wait=patient)
    one.put("may wait")
    until(lambda: disk.kept)
    one.put("may wait too")

    assert hurry(one)

    assert disk.kept == ["may wait", "may wait too"]
    assert disk.tried_at[1] - disk.tried_at[0] < GATHER_S


def test_a_record_that_is_refused_makes_nobody_hurry_afterwards(disk, writer, until):
    one = writer(may_wait=patient)
    disk.bad = {"bad"}
    one.put("bad")
    one.put("may wait")
    until(lambda: disk.kept)

    one.put("may wait 1")
    time.sleep(GATHER_S / 5)
    one.put("may wait 2")
    until(lambda: len(disk.kept) == 3)

    assert disk.tries[-1] == ["may wait 1", "may wait 2"]
