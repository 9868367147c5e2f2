import io

import pytest
from rich.console import Console

from supine.cli.playing import minutes, play
from supine.core.rehearsal import Row


class TurnedClock:
    """Time goes by at once; after ``until_s`` somebody presses Ctrl-C."""

    def __init__(self, until_s=float("inf")):
        self.now, self.until_s, self.looks = 100.0, until_s, 0

    def monotonic(self):
        return self.now

    def take(self, inbox, until):
        assert until > self.now, "time would stand still"
        self.looks += 1
        self.now = until
        if self.now >= 100.0 + self.until_s:
            raise KeyboardInterrupt


def row(start_s, duration_s, kind, text=""):
    return Row(
        start_s=start_s,
        duration_s=duration_s,
        kind=kind,
        phase="practice",
        step="pause",
        side=None,
        text=text,
    )


ROWS = [
    row(-2.0, 1.0, "say", "Lie down."),
    row(0.0, 2.0, "say", "Let go [slowly]."),
    row(2.0, 58.0, "rest"),
    row(30.0, 1.0, "cue", "Nothing to do."),
    row(59.0, 1.0, "sound", "chime"),
]


def played(clock, *, terminal=False, speed=1.0):
    out = io.StringIO()
    whole = play(ROWS, 60.0, clock, Console(file=out, force_terminal=terminal, width=80), speed)
    return whole, out.getvalue()


def test_each_sentence_comes_when_it_is_said():
    clock = TurnedClock()

    whole, out = played(clock)

    assert whole
    assert [line.split(maxsplit=1) for line in out.splitlines()] == [
        ["-0:02.0", "Lie down."],
        ["0:00.0", "Let go [slowly]."],
        ["0:30.0", "Nothing to do."],
        ["0:59.0", "(chime)"],
    ]
    assert clock.now == pytest.approx(162.0)


def test_a_terminal_shows_how_far_it_is():
    _, out = played(TurnedClock(), terminal=True)

    assert "practice" in out
    assert "pause" in out
    assert "0:30.0" in out


def test_faster_means_fewer_looks():
    slow, fast = TurnedClock(), TurnedClock()

    played(slow)
    played(fast, speed=60.0)

    assert fast.looks < slow.looks / 10


def test_ctrl_c_ends_it_in_one_line():
    whole, out = played(TurnedClock(until_s=12.0))

    assert not whole
    assert out.splitlines()[-1] == "stopped at 0:10.0"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00.0"), (65.04, "1:05.0"), (-2, "-0:02.0")])
def test_times_are_shown_in_minutes(seconds, shown):
    assert minutes(seconds) == shown
