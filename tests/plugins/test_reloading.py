"""A thread that looks at files, on a clock that is turned by hand."""

import gc
import logging
import threading
from queue import SimpleQueue

import pytest

from householdfiles import Files, routine, said
from supine.clock import SystemClock
from supine.loading.library import Library
from supine.model import Language, Routine
from supine.plugins import reloading
from supine.plugins.reloading import LOOK_EVERY_S, RESTS, Reloader

RELOADS = 200


class TurnedClock:
    """Jumps to where it is waited for, notes that, and ends the thread after some turns."""

    def __init__(self, turns=0):
        self.now, self.turns, self.waited = 0.0, turns, []
        self.reloader = None

    def monotonic(self):
        return self.now

    def take(self, inbox, until):
        assert isinstance(inbox, SimpleQueue)
        self.waited.append(until - self.now)
        self.now = until
        if len(self.waited) > self.turns:
            self.reloader.stop()


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def reloader(household, hand_over, clock=None):
    made = Reloader(household, clock or TurnedClock(), hand_over)
    if isinstance(clock, TurnedClock):
        clock.reloader = made
    return made


def test_what_has_changed_is_handed_over_once_and_then_told(files, caplog):
    caplog.set_level(logging.INFO)
    household, handed = files.household(), []
    file = files.write("mine/desk-sit.yaml", routine())
    looking = reloader(household, lambda plugins: handed.append((plugins, len(caplog.records))))

    for _ in range(4):
        looking.look()

    assert handed == [(household.taken.plugins, 0)]
    assert f"new, and in use: {file}" in caplog.messages


def test_it_looks_every_two_seconds(files):
    clock = TurnedClock(turns=5)

    reloader(files.household(), lambda plugins: None, clock).run()

    assert clock.waited == [LOOK_EVERY_S] * 6


def test_after_it_has_read_for_long_it_rests_for_longer(files):
    """Somebody may save every second; the practice next door needs the processor."""
    household, clock = files.household(), TurnedClock(turns=3)

    class Slow:
        taken = household.taken

        def look(self):
            clock.now += 5.0
            return household.look()

    reloader(Slow(), lambda plugins: None, clock).run()

    assert clock.waited == [LOOK_EVERY_S, *[RESTS * 5.0] * 3]


def test_whatever_goes_wrong_is_one_message_and_it_goes_on(files, caplog):
    household = files.household()
    calls = []

    def hand_over(plugins):
        calls.append(plugins)
        if len(calls) == 1:
            raise RuntimeError("no")

    looking = reloader(household, hand_over)
    for name in ("desk-a", "desk-b"):
        files.write(f"mine/{name}.yaml", routine(name))
        for _ in range(3):
            looking.look()

    assert len(calls) == 2
    assert [each.levelname for each in caplog.records if each.exc_info] == ["ERROR"]


def test_what_a_busy_runner_comes_to_later_is_told_as_in_use_and_as_late(files, caplog):
    """It lies in its inbox already; nothing went wrong with the files."""
    caplog.set_level(logging.INFO)

    def hand_over(_plugins):
        raise TimeoutError

    looking = reloader(files.household(), hand_over)
    file = files.write("mine/desk-sit.yaml", routine())
    for _ in range(3):
        looking.look()

    assert f"new, and in use: {file}" in caplog.messages
    assert caplog.messages[-1].startswith("supine is busy just now")
    assert not [each for each in caplog.records if each.exc_info]


def test_what_cannot_be_told_is_handed_over_all_the_same(files, caplog, monkeypatch):
    handed = []

    def tidings(*_, **__):
        raise KeyError("a language that is gone")

    monkeypatch.setattr(reloading, "tidings", tidings)
    household = files.household()
    looking = reloader(household, handed.append)
    files.write("mine/desk-sit.yaml", routine())
    for _ in range(3):
        looking.look()

    assert handed == [household.taken.plugins]
    assert [each.levelname for each in caplog.records if each.exc_info] == ["ERROR"]


def test_a_folder_of_packs_that_is_made_later_is_told_of_once(files, caplog):
    packs = files.folder / "later"
    looking = Reloader(files.household(), TurnedClock(), lambda plugins: None, packs=packs)
    looking.look()
    early = list(caplog.messages)

    packs.mkdir()
    for _ in range(3):
        looking.look()

    assert early == []
    assert caplog.messages == [f"{packs} is there now: restart supine, and what is in it is used"]


def test_it_ends_at_once_although_it_waits(files):
    looking = Reloader(files.household(), SystemClock(), lambda plugins: None)
    looking.start()

    looking.stop(timeout_s=1.0)

    assert "supine-reload" not in {thread.name for thread in threading.enumerate()}


def test_a_folder_that_is_lost_hands_nothing_over(files, caplog):
    household, handed = files.household(), []
    looking = reloader(household, handed.append)
    files.mine.rmdir()

    for _ in range(5):
        looking.look()

    assert handed == []
    assert len(caplog.records) == 1


def test_two_hundred_reloads_leave_nothing_behind(files):
    def kept():
        gc.collect()
        kinds = [type(each) for each in gc.get_objects()]
        return {kind: kinds.count(kind) for kind in (Library, Language, Routine)}

    files.pack(intents__en__phrases="phrases: {paused: [Held.]}\n")
    file = files.write("mine/desk-sit.yaml", routine())
    household, handed = files.household(), [None]

    def hand_over(plugins):
        handed[0] = plugins

    looking = reloader(household, hand_over)
    before = None
    for n in range(RELOADS):
        broken = n % 5 == 4
        file.write_text("id: [\n" if broken else routine(say=f"Sit{' on' * (n % 7)}."), "utf-8")
        looking.look()
        looking.look()
        if n == 9:
            before = kept()

    assert said(household) == f"Sit{' on' * (198 % 7)}."
    assert handed[0] is household.taken.plugins
    assert kept() == before
    assert threading.active_count() < 10
    assert reloading.LOOK_EVERY_S == LOOK_EVERY_S
