"""A store that cannot be opened at first; what keeps it away is real."""

import threading

import pytest

from supine.adapters.store import open_store
from supine.adapters.store.opening import Opener

PATIENCE_S = 20.0


@pytest.fixture
def opening(path, wall):
    """Make openers that are stopped in the end."""
    made = []

    def make(at=path):
        made.append(Opener(lambda: open_store(str(at), wall, busy_s=0.05), 0.02, 0.1))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.stop()
        one._thread.join(PATIENCE_S)


class Shelf:
    """Takes the store, one day."""

    def __init__(self):
        self.store, self.there = None, threading.Event()

    def take(self, store):
        assert self.store is None
        self.store = store
        self.there.set()


@pytest.fixture
def shelf():
    made = Shelf()
    yield made
    if made.store is not None:
        made.store.close()


def test_one_that_opens_is_there_after_the_first_attempt_and_taken_once(opening, shelf, caplog):
    opener = opening()

    assert opener.tried(PATIENCE_S)
    store = opener.take()
    opener.hand_to(shelf.take)

    assert store is not None
    assert opener.take() is None
    assert shelf.store is None
    assert caplog.messages == []
    store.close()


def test_one_that_is_locked_is_handed_over_when_it_is_free_and_told_of_twice(
    opening, shelf, path, wall, locked, caplog
):
    open_store(str(path), wall).close()
    with locked(path):
        opener = opening()
        assert opener.tried(PATIENCE_S)
        assert opener.take() is None
        opener.hand_to(shelf.take)
        threading.Event().wait(0.3)
        early = shelf.there.is_set()

    assert shelf.there.wait(PATIENCE_S)
    assert not early
    away, back = caplog.messages
    assert away.startswith(f"{path}: another program keeps this locked")
    assert away.endswith("going on without habits, history and reminders until it can be opened")
    assert back == "The store is open now: what happened meanwhile is written"


def test_a_disk_that_is_not_mounted_yet_is_waited_for(opening, shelf, tmp_path):
    """What stands in its place is no folder until then."""
    place = tmp_path / "disk"
    place.write_text("not mounted")
    opener = opening(place / "supine.db")
    assert opener.tried(PATIENCE_S)
    opener.hand_to(shelf.take)

    place.unlink()
    place.mkdir()

    assert shelf.there.wait(PATIENCE_S)
    assert (place / "supine.db").exists()


def test_whatever_else_goes_wrong_is_tried_again_as_well(shelf, path, wall, caplog):
    troubles = [MemoryError("no room"), RuntimeError("can't start new thread")]

    def attempt():
        if troubles:
            raise troubles.pop()
        return open_store(str(path), wall)

    opener = Opener(attempt, 0.01, 0.02)
    opener.hand_to(shelf.take)
    opener.start()

    assert shelf.there.wait(PATIENCE_S)
    assert len(caplog.records) == 2


def test_stopped_it_closes_what_nobody_has_taken(opening):
    opener = opening()
    assert opener.tried(PATIENCE_S)
    store = opener._store

    opener.stop()

    assert opener.take() is None
    assert not store._writer._thread.is_alive()


def test_stopped_while_it_opens_it_closes_what_comes_of_that(path, wall):
    begun, go_on, stores = threading.Event(), threading.Event(), []

    def attempt():
        begun.set()
        go_on.wait(PATIENCE_S)
        stores.append(open_store(str(path), wall))
        return stores[0]

    opener = Opener(attempt)
    opener.start()
    begun.wait(PATIENCE_S)

    opener.stop()
    go_on.set()
    opener._thread.join(PATIENCE_S)

    assert not stores[0]._writer._thread.is_alive()
