"""The demo as a whole: what it prints, how it ends, what it leaves behind."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.terminal import Terminal, environment
from supine.demo.broker import find_mosquitto

pytestmark = pytest.mark.broker

PROGRAM = Path(__file__).with_name("program.py")
START = "start my back release for twelve minutes"
Process = subprocess.Popen[str]


def start(*arguments: str) -> Process:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def play(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAM), "--fast", "20", *arguments],
        input=script,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )


def without_times(output: str) -> list[str]:
    return [re.sub(r"^\[\d\d:\d\d\] ", "", line) for line in output.splitlines()]


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(
            "mosquitto",
            marks=pytest.mark.skipif(find_mosquitto() is None, reason="no mosquitto here"),
        ),
        "amqtt",
    ],
)
def test_a_script_is_played_to_its_end_on_either_broker(kind: str):
    done = play(f"{START}\npause\n", "--script", "-", "--broker", kind)

    assert (done.returncode, done.stderr) == (0, "")
    assert without_times(done.stdout) == [
        f"you: {START}",
        "supine: Lie back.",
        "supine: Let it go.",
        "supine: That is all.",
        "you: pause",
        "supine: Paused.",
    ]
    assert all(re.match(r"\[00:\d\d\] ", line) for line in done.stdout.splitlines())


def test_a_script_may_be_a_file(tmp_path: Path):
    script = tmp_path / "evening.txt"
    script.write_text("# hello\n@kitchen pause\nquit\n", "utf-8")

    done = play("", "--script", str(script))

    assert (done.returncode, done.stderr) == (0, "")
    assert without_times(done.stdout)[0] == "you (kitchen): pause"


def test_a_faulty_script_is_refused_before_anything_starts(tmp_path: Path):
    script = tmp_path / "evening.txt"
    script.write_text("pause\nwait 3 hours\n", "utf-8")

    done = play("", "--script", str(script))

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"{script}:2: a duration is written")


def test_a_script_that_is_not_there_is_one_sentence(tmp_path: Path):
    done = play("", "--script", str(tmp_path / "none.txt"))

    assert done.returncode == 2
    assert (
        done.stderr == f"{tmp_path}/none.txt: cannot be read: No such file or directory [script]\n"
    )


def test_a_pipe_is_played_like_a_script():
    done = play(f"{START}\npause\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert without_times(done.stdout)[-2:] == ["you: pause", "supine: Paused."]


def test_a_faulty_line_in_a_pipe_ends_it_with_its_number():
    done = play("pause\n@ what\n")

    assert done.returncode == 2
    assert done.stderr.startswith("<stdin>:2: after @ comes the name of a site")


def test_nobody_there_is_no_error():
    done = play("")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_quit_in_a_pipe_that_stays_open_ends_it():
    demo = start()
    assert demo.stdin is not None
    demo.stdin.write("pause\nquit\n")
    demo.stdin.flush()

    assert demo.wait(20) == 0
    assert demo.communicate()[1] == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_a_sentence_ends_it_in_order(number: signal.Signals):
    demo = start()
    assert demo.stdin is not None
    assert demo.stdout is not None
    demo.stdin.write(f"{START}\n")
    demo.stdin.flush()
    first = [demo.stdout.readline(), demo.stdout.readline()]

    demo.send_signal(number)
    demo.wait(10)

    assert without_times("".join(first)) == [f"you: {START}", "supine: Lie back."]
    assert (demo.returncode, demo.communicate()[1]) == (0, "")


def test_ctrl_c_while_it_starts_ends_it_without_a_traceback():
    demo = start()
    wait_until(lambda: catches(demo.pid, signal.SIGINT))

    demo.send_signal(signal.SIGINT)
    demo.wait(10)

    assert (demo.returncode, demo.communicate()[1]) == (0, "")


def wait_until(claim: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.002)


def catches(pid: int, number: signal.Signals) -> bool:
    """Tell whether a process has a handler of its own; Python's own for Ctrl-C counts, too."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("only Linux tells who handles which signal")
    mask = re.search(r"SigCgt:\s*(\w+)", status.read_text("ascii"))
    both = 1 << signal.SIGTERM - 1 | 1 << number - 1
    return mask is not None and int(mask[1], 16) & both == both


def test_a_reader_that_goes_away_ends_it():
    demo = start("--fast", "40")
    assert demo.stdin is not None
    assert demo.stdout is not None
    demo.stdin.write(f"{START}\n" * 20)
    demo.stdin.flush()
    demo.stdout.readline()

    demo.stdout.close()

    assert demo.wait(20) == 0
    assert demo.stderr is not None
    assert demo.stderr.read() == ""
    demo.stdin.close()
    demo.stderr.close()


@pytest.mark.parametrize("keys", ["quit\r", "\x03", "\x04", "\x04 and more"])
def test_on_a_terminal_it_says_what_to_type_and_ends_when_told(keys: str):
    terminal = Terminal(str(PROGRAM))
    terminal.see("start my back release")
    terminal.see("> ")

    terminal.type(keys)
    code = terminal.end()

    assert code == 0
    assert "Traceback" not in terminal.shown
    assert "threads left" not in terminal.shown


def test_on_a_terminal_what_is_typed_is_said_and_what_is_half_typed_stays():
    terminal = Terminal(str(PROGRAM), "--fast", "10")
    terminal.see("10 times as fast")

    terminal.type(f"{START}\r")
    terminal.see("supine: Lie back.")
    terminal.type("pau")
    terminal.see("supine: That is all.\r\n> pau")
    terminal.type("se\r")
    terminal.see("supine: Paused.")
    terminal.type("quit\r")

    assert terminal.end() == 0


def test_on_a_terminal_a_line_that_cannot_be_followed_is_told_and_nothing_ends():
    terminal = Terminal(str(PROGRAM))
    terminal.see("> ")

    terminal.type("@\rwait 40s\r")
    terminal.see("after @ comes the name of a site")
    terminal.see("`wait` is for scripts")
    terminal.type("pause\r")
    terminal.see("supine: Paused.")
    terminal.type("\x04")

    assert terminal.end() == 0


def test_a_voice_cannot_be_sped_up():
    done = play("pause\n", "--speak")

    assert done.returncode == 0
    assert "with --fast the words are only written" in done.stderr
    assert without_times(done.stdout) == ["you: pause", "supine: Paused."]
