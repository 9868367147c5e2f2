"""Threads are real here and intervals short; what is claimed are orders, not durations."""

import threading
from datetime import UTC, datetime
from queue import Empty, SimpleQueue

import pytest

from supine.adapters.heartbeat import Heartbeat
from supine.adapters.pulse import Pulse
from supine.adapters.store.writer import Writer

BEAT_S = 0.02
PATIENCE_S = 5.0


class ListeningManager:
    """Takes what is told, and lets a test wait for it."""

    def __init__(self, watchdog_s=None):
        self.watchdog_s = watchdog_s
        self.told = SimpleQueue()

    def tell(self, *lines):
        for line in lines:
            self.told.put(line)

    def wait_for(self, line):
        while self.told.get(timeout=PATIENCE_S) != line:
            pass

    def silent(self, seconds):
        """Whether nothing more comes; what was on its way is passed over."""
        self.drain()
        try:
            self.told.get(timeout=seconds)
        except Empty:
            return True
        return False

    def drain(self):
        while not self.told.empty():
            self.told.get()


class Work:
    """A runner's thread, as far as it is asked; it can be made to hang."""

    def __init__(self):
        self.hangs = False
        self.asked = 0

    def post(self, function):
        self.asked += 1
        if not self.hangs:
            function()


@pytest.fixture
def manager():
    return ListeningManager()


@pytest.fixture
def broker():
    return threading.Event()


@pytest.fixture
def work():
    return Work()


@pytest.fixture
def heartbeat(manager, broker, work, tmp_path):
    made = Heartbeat(manager, tmp_path / "health", work.post, broker.wait, "localhost:1883", BEAT_S)
    yield made
    made.stop()


def test_it_is_ready_when_the_broker_has_let_it_in_and_not_before(heartbeat, manager, broker):
    heartbeat.start()
    manager.wait_for("STATUS=waiting for the MQTT broker at localhost:1883")
    early = not manager.silent(5 * BEAT_S)

    broker.set()

    assert not early
    manager.wait_for("READY=1")


def test_a_runner_that_answers_keeps_the_watchdog_quiet(heartbeat, manager, broker):
    broker.set()
    heartbeat.start()

    for _ in range(3):
        manager.wait_for("WATCHDOG=1")


def test_a_runner_that_hangs_means_no_more_beats_and_no_pile_of_questions(
    heartbeat, manager, broker, work
):
    broker.set()
    heartbeat.start()
    manager.wait_for("WATCHDOG=1")

    work.hangs = True
    asked_by_then = work.asked
    manager.silent(2 * BEAT_S)

    assert manager.silent(10 * BEAT_S)
    assert work.asked <= asked_by_then + 1


def test_the_watchdog_is_pinged_three_times_in_its_own_time(broker, work):
    manager = ListeningManager(watchdog_s=0.06)
    heartbeat = Heartbeat(manager, None, work.post, broker.wait, "here", beat_s=60)
    broker.set()
    heartbeat.start()

    for _ in range(3):
        manager.wait_for("WATCHDOG=1")
    heartbeat.stop()


def test_the_health_file_is_there_while_it_lives_and_gone_afterwards(
    heartbeat, manager, broker, tmp_path
):
    broker.set()
    heartbeat.start()
    manager.wait_for("WATCHDOG=1")
    manager.wait_for("WATCHDOG=1")
    there = (tmp_path / "health").exists()

    heartbeat.stop()

    assert there
    assert not (tmp_path / "health").exists()
    manager.wait_for("STOPPING=1")


def test_a_lost_broker_lets_the_health_file_grow_old_but_not_the_watchdog_bite(
    heartbeat, manager, broker, tmp_path
):
    broker.set()
    heartbeat.start()
    manager.wait_for("WATCHDOG=1")
    manager.wait_for("WATCHDOG=1")
    broker.clear()
    manager.drain()
    manager.wait_for("WATCHDOG=1")
    manager.wait_for("WATCHDOG=1")
    (tmp_path / "health").unlink()

    manager.drain()
    manager.wait_for("WATCHDOG=1")
    manager.wait_for("WATCHDOG=1")

    assert not (tmp_path / "health").exists()


def test_a_health_file_that_cannot_be_written_is_told_once(manager, broker, work, tmp_path, caplog):
    file = tmp_path / "no-such-folder" / "health"
    heartbeat = Heartbeat(manager, file, work.post, broker.wait, "here", BEAT_S)
    broker.set()
    heartbeat.start()
    for _ in range(4):
        manager.wait_for("WATCHDOG=1")
    heartbeat.stop()

    [line] = [record.getMessage() for record in caplog.records]
    assert line == f"{file}: no health can be shown there: No such file or directory"


def test_a_thread_that_is_stuck_ends_the_beats_until_it_comes_back(manager, broker, work, caplog):
    """The thread is real: a store's, whose disk does not come back from a write."""
    disk, writes = threading.Event(), threading.Event()

    def write(_records):
        writes.set()
        disk.wait(PATIENCE_S)

    writer = Writer(write, lambda: datetime.now(UTC))
    writer._pulse._within_s = 2 * BEAT_S
    heartbeat = Heartbeat(
        *(manager, None, work.post, broker.wait, "here", BEAT_S),
        troubles=lambda: [each for each in (writer.trouble(),) if each],
    )
    broker.set()
    heartbeat.start()
    manager.wait_for("WATCHDOG=1")
    writer.put("a record")
    assert writes.wait(PATIENCE_S)
    manager.silent(5 * BEAT_S)

    silent = manager.silent(10 * BEAT_S)
    disk.set()
    manager.wait_for("WATCHDOG=1")
    heartbeat.stop()
    writer.close(PATIENCE_S)

    assert silent
    first, last = caplog.messages
    assert first.startswith("the store has been at one thing for 0 s: supine shows no sign of life")
    assert last == "all threads are well again"


def test_a_thread_that_has_ended_ends_the_beats(manager, broker, work):
    over = threading.Thread(target=lambda: None)
    pulse = Pulse("the thread")
    over.start()
    over.join()
    pulse.follow(over)
    heartbeat = Heartbeat(
        *(manager, None, work.post, broker.wait, "here", BEAT_S),
        troubles=lambda: [pulse.trouble()],
    )
    broker.set()
    heartbeat.start()
    manager.wait_for("READY=1")
    manager.wait_for("STATUS=serving, by the MQTT broker at here")

    silent = manager.silent(10 * BEAT_S)
    heartbeat.stop()

    assert silent


def test_it_can_be_stopped_before_there_was_a_broker(heartbeat, manager):
    heartbeat.start()

    heartbeat.stop()

    manager.wait_for("STOPPING=1")
    assert manager.silent(5 * BEAT_S)
