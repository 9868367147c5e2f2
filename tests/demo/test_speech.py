"""A voice in a child process, on a machine whose only player keeps what it plays."""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue

import pytest

from demo.bench import SmallSkill, recognise
from supine.clock import SystemClock
from supine.demo.broker import EmbeddedBroker
from supine.demo.rhasspy.audio import silence, wav_lasts_s
from supine.demo.satellite import TypedSatellite
from supine.demo.speech import NoSpeechError, Speech

TENTH_S_A_LETTER = """
import io, sys, wave
text = sys.stdin.read()
if "unsayable" in text:
    raise SystemExit(3)
buffer = io.BytesIO()
with wave.open(buffer, "wb") as writer:
    writer.setnchannels(1)
    writer.setsampwidth(1)
    writer.setframerate(8000)
    writer.writeframes(b"\\x80" * 800 * len(text))
sys.stdout.buffer.write(buffer.getvalue())
"""
KEEP = """
import os, shutil, sys, time
shutil.copy(sys.argv[1], {folder!r} + "/.new")
os.rename({folder!r} + "/.new", {folder!r} + "/" + str(time.time_ns()))
"""


class Machine:
    """Programs that make and play sound, and what was played."""

    def __init__(self, folder: Path) -> None:
        self.programs, self.heard = folder / "bin", folder / "heard"
        self.programs.mkdir()
        self.heard.mkdir()

    def put(self, name: str, python: str) -> None:
        program = self.programs / name
        program.write_text(f"#!{sys.executable}\n{python}\n", "utf-8")
        program.chmod(0o755)

    def lengths(self, count: int) -> list[float]:
        """How long the first things that were played last, once there are so many."""
        end = time.monotonic() + 10
        while len(found := sorted(self.heard.glob("[0-9]*"))) < count:
            assert time.monotonic() < end, f"only {len(found)} sounds"
            time.sleep(0.02)
        return [wav_lasts_s(path.read_bytes()) for path in found]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """A machine without a real sound card, wherever the test runs."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "miniaudio.py").write_text("raise ImportError", "utf-8")
    monkeypatch.syspath_prepend(hidden)
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.programs))
    machine.put("espeak-ng", TENTH_S_A_LETTER)
    machine.put("aplay", KEEP.format(folder=str(machine.heard)))
    return machine


class Answers:
    """Keeps what a voice answers."""

    def __init__(self, speech: Speech) -> None:
        self.got: SimpleQueue[tuple[str, float]] = SimpleQueue()
        speech.answers = lambda key, lasts_s: self.got.put((key, lasts_s))

    def next(self) -> tuple[str, float]:
        return self.got.get(timeout=10)


def unexpected() -> None:
    raise AssertionError("the voice is still there")


@pytest.mark.usefixtures("machine")
def test_a_sentence_lasts_as_long_as_its_sound():
    with Speech("pt-BR", unexpected) as speech:
        answers = Answers(speech)

        at_once = speech.prepare("1", "abcdefgh")

        assert at_once is None
        assert answers.next() == ("1", 0.8)


def test_it_is_heard_when_it_begins(machine: Machine):
    with Speech("pt-BR", unexpected) as speech:
        answers = Answers(speech)
        speech.prepare("1", "abcd")
        speech.prepare("2", "ab")
        answers.next(), answers.next()
        speech.begin("2")

        heard = machine.lengths(2)

    assert heard == [0.05, 0.2]  # the first is the moment of silence that tries the player


def test_a_sound_is_heard_too(machine: Machine):
    with Speech("pt-BR", unexpected) as speech:
        speech.load("1", silence(0.3))
        speech.begin("1")

        heard = machine.lengths(2)

    assert heard == [0.05, 0.3]


@pytest.mark.usefixtures("machine")
def test_what_cannot_be_said_takes_the_time_it_would_take():
    with Speech("pt-BR", unexpected) as speech:
        answers = Answers(speech)

        speech.prepare("1", "unsayable words")

        assert answers.next() == ("1", pytest.approx(15 / 14))


@pytest.mark.usefixtures("machine")
def test_nothing_to_say_needs_no_voice():
    with Speech("pt-BR", unexpected) as speech:
        assert speech.prepare("1", "") == 0.0


def test_a_machine_without_a_player_says_so(machine: Machine):
    machine.put("aplay", "raise SystemExit(1)")

    with pytest.raises(NoSpeechError, match="no sound card"):
        Speech("pt-BR", unexpected).__enter__()


def test_a_machine_without_a_voice_says_so(machine: Machine):
    (machine.programs / "espeak-ng").unlink()

    with pytest.raises(NoSpeechError, match="no voice here speaks 'pt-BR'"):
        Speech("pt-BR", unexpected).__enter__()


@pytest.mark.usefixtures("machine")
def test_a_voice_that_is_lost_is_told_once_and_nothing_hangs():
    lost = threading.Semaphore(0)
    with Speech("pt-BR", lost.release) as speech:
        answers = Answers(speech)
        os.kill(speech._child.pid, signal.SIGKILL)
        assert lost.acquire(timeout=10)

        estimate_s = speech.prepare("1", "fourteen chars")
        speech.begin("1")

    assert estimate_s == 1.0
    assert answers.got.empty()
    assert not lost.acquire(blocking=False)


def test_a_voice_that_is_lost_in_the_middle_of_a_word_answers_with_an_estimate(machine: Machine):
    machine.put("espeak-ng", "import time; time.sleep(60)")
    lost = threading.Semaphore(0)
    with Speech("pt-BR", lost.release) as speech:
        answers = Answers(speech)
        speech.prepare("1", "fourteen chars")
        os.kill(speech._child.pid, signal.SIGKILL)

        assert answers.next() == ("1", 1.0)


@pytest.mark.usefixtures("machine")
def test_it_leaves_no_thread_and_no_process():
    before = set(threading.enumerate())

    with Speech("pt-BR", unexpected) as speech:
        pid = speech._child.pid

    assert set(threading.enumerate()) == before
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.broker
def test_the_satellite_speaks_with_it_and_reports_the_true_end(machine: Machine):
    with (
        EmbeddedBroker() as broker,
        SmallSkill(broker.host, broker.port),
        Speech("pt-BR", unexpected) as speech,
        TypedSatellite(
            SystemClock(), recognise, broker.host, broker.port, voice=speech
        ) as satellite,
    ):
        speech.answers = satellite.prepared
        satellite.utter("pause")
        spoken = satellite.wait_for("Paused.", within_s=10)
        heard = machine.lengths(2)

    assert spoken.lasts_s == pytest.approx(0.7)
    assert heard[1:] == [pytest.approx(0.7)]
