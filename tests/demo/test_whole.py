"""The real skill in the demo: what a person who tries it sees and hears."""

import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.terminal import Terminal, environment
from loading.written import wav, written

pytestmark = pytest.mark.broker

DEMO = ["-m", "supine", "demo"]


@dataclass(frozen=True)
class Line:
    at_s: int
    who: str
    text: str


def play(script: str, *options: str) -> list[Line]:
    done = subprocess.run(
        [sys.executable, *DEMO, "--fast", "30", "--script", "-", *options],
        input=script,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = re.findall(r"^\[(\d+):(\d\d)\] ([^:]+): (.*)$", done.stdout, re.MULTILINE)
    return [Line(int(m) * 60 + int(s), who, text) for m, s, who, text in found]


def test_after_stop_nothing_is_heard_but_the_answer():
    lines = play("start my back release for five minutes\nwait 4s\n! stop\nno\n")

    said = [(line.who, line.text) for line in lines]
    stop = said.index(("you", "stop"))
    after = [text for who, text in said[stop:] if who == "supine"]
    assert after[0].startswith("Stopped.")
    assert len(after) <= 2


def test_sounds_are_heard_in_their_places_and_the_minute_is_a_minute(tmp_path: Path):
    wav(tmp_path / "mine" / "bowl.wav", 2.0)
    wav(tmp_path / "sea.wav", 30.0)
    written(
        tmp_path,
        "mine/quiet-sitting.yaml",
        """\
id: quiet-sitting
name: quiet sitting
position: sitting
minutes: 1
steps:
  - {id: sit, say: Sit quietly., sound: bowl.wav}
  - {id: rest, say: Rest., hold: rest}
""",
    )
    settings = "routines: [mine]\nsound: {chime: true, background: sea.wav}\n"
    config = written(tmp_path, "supine.yaml", settings)

    lines = play("start quiet sitting\n", "-c", str(config))

    said = [line for line in lines if line.who == "supine"]
    assert [line.text for line in said] == [
        "Quiet sitting, one minute.",
        "(a sound)",
        "Sit quietly.",
        "Rest.",
        "(a sound)",
        "(chime)",
    ]
    assert said[-1].at_s - said[0].at_s == pytest.approx(60, abs=5), "the last rings out, then"


def test_two_rooms_practise_at_once_and_each_hears_its_own():
    lines = play(
        "start my back release for five minutes\n"
        "@bedroom start the hip stretch\n"
        "I'm down\n"
        "@bedroom I'm down\n"
        "wait 30s\n"
        "! stop\n"
        "@bedroom how long left\n"
        "quit\n"
    )

    here = [line.text for line in lines if line.who == "supine"]
    there = [line.text for line in lines if line.who == "supine (bedroom)"]
    assert here[0] == "Back release, five minutes."
    assert there[0] == "Hip stretch, eight minutes, both sides."
    assert any(text.startswith("Stopped.") for text in here)
    assert not any(text.startswith("Stopped.") for text in there)
    assert there[-1].startswith("About ")


def test_in_a_pause_nothing_is_said_and_nothing_ends():
    lines = play(
        "start my back release for five minutes\nI'm down\nwait 10s\npause\nwait 3min\nresume\n"
        "wait 5s\nquit\n"
    )

    pause = next(line.at_s for line in lines if line.text == "pause")
    resume = next(line.at_s for line in lines if line.text == "resume")
    between = [line.text for line in lines if pause < line.at_s < resume and line.who == "supine"]
    assert between in ([], ["Paused."])
    assert resume - pause >= 180


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_a_practice_ends_it_cleanly(number: signal.Signals):
    demo = subprocess.Popen(
        [sys.executable, *DEMO],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert demo.stdin is not None
    assert demo.stdout is not None
    demo.stdin.write("start my back release\n")
    demo.stdin.flush()
    heard = [demo.stdout.readline(), demo.stdout.readline()]

    demo.send_signal(number)
    demo.wait(15)

    assert heard[1].endswith("supine: Back release, fifteen minutes.\n")
    assert (demo.returncode, demo.communicate()[1]) == (0, "")


def test_on_a_terminal_the_silence_is_shown_as_it_goes():
    terminal = Terminal(*DEMO, "--fast", "20")
    terminal.see("> ")

    terminal.type("start my back release for five minutes\r")
    terminal.see("Back release, five minutes.")
    terminal.type("I'm down\r")
    terminal.see("your head on the books ")
    terminal.see("░ 00:")
    terminal.type("\x03")

    assert terminal.end() == 0
    assert "Traceback" not in terminal.shown
