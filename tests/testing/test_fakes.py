from queue import SimpleQueue

import pytest

from supine.core.events import (
    Answer,
    Ask,
    CloseEar,
    Hush,
    LineHeard,
    Outcome,
    Question,
    QuestionClosed,
    Say,
    SiteFree,
    TellWhenFree,
)
from supine.testing import FakeClock, Line, Loudspeaker
from supine.testing.fakes import CHARS_A_SECOND, Stillness

LINE = "x" * round(CHARS_A_SECOND)  # a second of speech


def test_a_turned_clock_goes_no_further_than_it_may():
    clock, inbox = FakeClock(), SimpleQueue()
    clock.until = 10

    assert clock.take(inbox, 4) is None
    assert clock.monotonic() == 4
    inbox.put("a")
    assert clock.take(inbox, 4) == "a"
    with pytest.raises(Stillness):
        clock.take(inbox, 11)
    assert clock.monotonic() == 10
    assert (clock.wall() - clock.began).total_seconds() == 10


def test_lines_are_spoken_one_after_the_other_and_answers_first():
    speaker = Loudspeaker()
    for number, command in enumerate((Say, Say, lambda n, text: Answer(n, None, text))):
        speaker.perform("a", command(number, LINE), 0.0)

    told = [speaker.tick(speaker.deadline()) for _ in range(3)]

    assert [event.line_id for each in told for _, event in each] == [0, 2, 1]
    assert [(line.from_s, line.to_s) for line in speaker.lines] == [(0, 1), (1, 2), (2, 3)]
    assert speaker.lines[0] == Line(LINE, 0.0, 1.0, "a")


def test_what_is_hushed_is_reported_and_what_plays_goes_on():
    speaker = Loudspeaker()
    speaker.perform("a", Say(1, LINE), 0.0)
    speaker.perform("a", Say(2, LINE), 0.0)

    speaker.perform("a", Hush(), 0.5)

    assert speaker.tick(0.5) == [("a", LineHeard(2, Outcome.DROPPED))]
    assert speaker.deadline() == 1.0


def test_an_ear_is_open_until_it_is_closed():
    speaker = Loudspeaker()
    speaker.perform("a", Ask(Question("t", ("SupineYes",))), 0.0)
    assert speaker.rooms["a"].ear.intents == ("SupineYes",)

    speaker.perform("a", CloseEar("t"), 1.0)

    assert speaker.rooms["a"].ear is None
    assert speaker.tick(1.0) == [("a", QuestionClosed("t"))]


def test_silence_is_told_once_to_who_asked_for_it():
    speaker = Loudspeaker()
    speaker.perform("a", Say(1, LINE), 0.0)
    speaker.perform("a", TellWhenFree(), 0.0)

    assert [event for _, event in speaker.tick(1.0)] == [LineHeard(1, Outcome.HEARD, 1.0)]
    assert [event for _, event in speaker.tick(1.0)] == [SiteFree()]
    assert speaker.deadline() is None
