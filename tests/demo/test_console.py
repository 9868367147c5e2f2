"""What is shown, on a terminal and elsewhere."""

import io
import threading
from dataclasses import dataclass

import pytest

from supine.demo.console import Console, bar, tell
from supine.demo.rhasspy.messages import Kind, Spoken


@dataclass
class Hold:
    label: str = "the left knee"
    left_s: float = 30.0
    total_s: float = 60.0


class Out(io.StringIO):
    """A stream with an encoding of its own."""

    encoding = "utf-8"  # type: ignore[assignment]


class Latin(io.StringIO):
    encoding = "latin-1"  # type: ignore[assignment]


class Gone(io.StringIO):
    """A pipe that nobody reads any more."""

    encoding = "utf-8"  # type: ignore[assignment]

    def write(self, _text: str) -> int:
        raise BrokenPipeError


def never() -> None:
    raise AssertionError("somebody does read")


def plain() -> tuple[Out, Console]:
    out = Out()
    return out, Console(out, 100.0, living=False, gone=never)


@pytest.fixture
def living(monkeypatch: pytest.MonkeyPatch) -> tuple[Out, Console]:
    monkeypatch.setenv("COLUMNS", "60")
    out = Out()
    return out, Console(out, 100.0, living=True, gone=never)


def shown(out: io.StringIO) -> list[str]:
    """What stands on the terminal now, line by line."""
    return [line.rpartition("\r\x1b[K")[2] for line in out.getvalue().split("\n")]


@pytest.mark.parametrize(
    ("spoken", "line"),
    [
        (Spoken(112.4, "default", "Lie back.", Kind.ANNOUNCED), "[00:12] supine: Lie back."),
        (Spoken(112.4, "default", "Paused.", Kind.ANSWERED), "[00:12] supine: Paused."),
        (Spoken(115.0, "default", "pause", Kind.YOU), "[00:15] you: pause"),
        (
            Spoken(225.9, "bedroom", "Lie back.", Kind.ANNOUNCED),
            "[02:05] supine (bedroom): Lie back.",
        ),
        (Spoken(225.9, "bedroom", "pause", Kind.YOU), "[02:05] you (bedroom): pause"),
        (Spoken(160.0, "default", "", Kind.SOUND), "[01:00] supine: (a sound)"),
        (Spoken(160.0, "default", "chime", Kind.SOUND), "[01:00] supine: (chime)"),
        (Spoken(160.0, "default", "banana", Kind.NOT_UNDERSTOOD), "[01:00] (not understood)"),
        (Spoken(100.0 + 6000, "default", "Hm.", Kind.ANNOUNCED), "[100:00] supine: Hm."),
        (Spoken(99.9, "default", "Hm.", Kind.ANNOUNCED), "[00:00] supine: Hm."),
    ],
)
def test_a_line_tells_when_who_where_and_what(spoken: Spoken, line: str):
    assert tell(spoken, 100.0) == line


def test_a_pipe_gets_plain_lines_only():
    out, console = plain()

    console.show("typed", Hold())
    console.hear(Spoken(112.0, "default", "Lie back.", Kind.ANNOUNCED))
    console.show("typed", Hold())
    console.close()

    assert out.getvalue() == "[00:12] supine: Lie back.\n"


def test_a_sentence_goes_above_what_is_being_typed(living: tuple[Out, Console]):
    out, console = living

    console.show("pau", None)
    console.hear(Spoken(112.0, "default", "Lie back.", Kind.ANNOUNCED))

    assert shown(out) == ["[00:12] supine: Lie back.", "> pau"]


def test_the_hold_and_the_prompt_share_the_last_line(living: tuple[Out, Console]):
    out, console = living

    console.show("pau", Hold())

    assert shown(out) == ["the left knee ██████████░░░░░░░░░░ 00:30 > pau"]


def test_where_it_is_narrow_the_typed_words_go_before_the_hold(living: tuple[Out, Console]):
    out, console = living

    console.show("how long is it still going to take", Hold())
    narrow = shown(out)
    console.show("x" * 100, Hold())

    assert narrow == ["> how long is it still going to take"]
    assert shown(out) == ["x" * 59]


def test_of_the_pieces_of_a_track_only_the_first_is_told_after_each_sentence():
    out, console = plain()
    piece = Spoken(112.0, "default", "", Kind.SOUND)

    for spoken in (piece, piece, Spoken(118.0, "default", "Rest.", Kind.ANNOUNCED), piece, piece):
        console.hear(spoken)

    assert out.getvalue().splitlines() == [
        "[00:12] supine: (a sound)",
        "[00:18] supine: Rest.",
        "[00:12] supine: (a sound)",
    ]


def test_nothing_is_drawn_again_that_has_not_changed(living: tuple[Out, Console]):
    out, console = living
    console.show("pau", Hold())
    before = out.getvalue()

    console.show("pau", Hold(left_s=29.9))

    assert out.getvalue() == before


def test_where_nobody_types_there_is_no_prompt(living: tuple[Out, Console]):
    out, console = living

    console.show(None, Hold())

    assert shown(out) == ["the left knee ██████████░░░░░░░░░░ 00:30 "]


def test_in_the_end_the_last_line_is_empty(living: tuple[Out, Console]):
    out, console = living
    console.show("pau", Hold())

    console.close()
    console.show("pau", Hold())

    assert shown(out) == [""]


@pytest.mark.parametrize(
    ("hold", "line"),
    [
        (Hold(left_s=60.0), "the left knee -------------------- 01:00 "),
        (Hold(left_s=15.0), "the left knee ###############----- 00:15 "),
        (Hold(left_s=0.0), "the left knee #################### 00:00 "),
        (Hold(left_s=-1.0), "the left knee #################### 00:00 "),
        (Hold(left_s=0.0, total_s=0.0), "the left knee #################### 00:00 "),
        (Hold(left_s=0.4), "the left knee #################### 00:01 "),
    ],
)
def test_a_bar_fills_as_the_time_goes(hold: Hold, line: str):
    assert bar(hold, fancy=False) == line


def test_what_a_stream_cannot_write_is_replaced():
    out = Latin()

    Console(out, 0.0, living=False, gone=never).write("long \N{EN DASH} breath")

    assert out.getvalue() == "long ? breath\n"


def test_when_nobody_reads_any_more_that_is_told_once_and_nothing_fails():
    told: list[str] = []
    console = Console(Gone(), 0.0, living=False, gone=lambda: told.append("gone"))

    console.write("one")
    console.write("two")

    assert told == ["gone"]


def test_lines_from_many_threads_stay_whole():
    out, console = plain()
    threads = [
        threading.Thread(target=lambda: [console.write("a whole line") for _ in range(50)])
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert out.getvalue().splitlines() == ["a whole line"] * 200
