import logging

import pytest

from supine.adapters.sparing import SparingLog

LOG = logging.getLogger("household")


class HandTurned:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandTurned:
    return HandTurned()


def test_of_a_flood_the_first_lines_are_told(clock, caplog):
    sparing = SparingLog(LOG, clock)

    for number in range(100):
        sparing.tell(logging.WARNING, "noise", f"noise {number}", per_minute=3)

    assert caplog.messages == ["noise 0", "noise 1", "noise 2"]


def test_the_first_line_of_the_next_minute_counts_what_was_left_out(clock, caplog):
    sparing = SparingLog(LOG, clock)
    for number in range(100):
        sparing.tell(logging.WARNING, "noise", f"noise {number}", per_minute=3)
    caplog.clear()

    clock.now = 60.0
    sparing.tell(logging.WARNING, "noise", "noise again", per_minute=3)
    sparing.tell(logging.WARNING, "noise", "and again", per_minute=3)

    assert caplog.messages == ["noise again (97 more like it before)", "and again"]


def test_kinds_do_not_silence_each_other(clock, caplog):
    sparing = SparingLog(LOG, clock)

    sparing.tell(logging.WARNING, "refused", "refused", per_minute=1)
    sparing.tell(logging.WARNING, "refused", "refused", per_minute=1)
    sparing.tell(logging.INFO, "connected", "connected", per_minute=1)

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "refused"),
        (logging.INFO, "connected"),
    ]


def test_a_flood_of_kinds_does_not_grow_it(clock):
    sparing = SparingLog(LOG, clock)

    for number in range(1_000):
        sparing.tell(logging.DEBUG, f"kind {number}", "text", per_minute=1)

    assert len(sparing._windows) <= 64


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
