"""The real Rhasspy 2.5 services on a broker of their own, started and stopped by a test run.

They are Rhasspy's published packages, as one finds them on a Raspberry Pi: dialogue manager,
intent recognition from a trained graph, text to speech, and a loudspeaker service in each room.
Only what needs a microphone is played by the tests (`rhasspy.satellite`), and the loudspeaker
takes as long as the sound would without making any.
"""

import io
import shlex
import shutil
import sys
import time
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from brokers import LOOPBACK, AnyBroker, Process, end_process, spawn
from rhasspy.bus import Bus

HERE = Path(__file__).parent
SITES = ("bedroom", "study")
PROBE = "probe"
"""The site and the ids by which the services are asked whether they are there yet."""

WORDS_PER_MINUTE = 250
"""The voice speaks briskly: everything here takes real time."""

READY_WITHIN_S = 30.0
ASK_AGAIN_S = 0.15


class RhasspyServices:
    """Broker and services as a context manager: entered, all of them answer.

    Args:
        python: The interpreter of the environment that has Rhasspy's packages.
        graph: The trained intents, as Rhasspy's intent recognition reads them.
        folder: Where logs are written.
        sites: The rooms; each has its own loudspeaker.
        session_timeout_s: When the dialogue manager gives up on a session.
    """

    def __init__(
        self,
        python: Path,
        graph: Path,
        folder: Path,
        sites: Sequence[str] = SITES,
        session_timeout_s: float = 30.0,
    ) -> None:
        self.sites = tuple(sites)
        self.broker = AnyBroker(folder)
        self._python = python
        self._graph = graph
        self._folder = folder
        self._session_timeout_s = session_timeout_s
        self._processes: dict[str, Process] = {}

    @property
    def port(self) -> int:
        """The broker's port on loopback."""
        return self.broker.port

    def __enter__(self) -> Self:
        try:
            self.broker.start()
            for name in self._commands():
                self.start(name)
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(list(self._processes)):
            self.stop(name)
        self.broker.stop()

    def start(self, name: str) -> None:
        """Start one service: ``dialogue``, ``nlu``, ``tts`` or ``speakers-<site>``."""
        self._processes[name] = spawn(self._commands()[name], self._folder / f"{name}.log")

    def stop(self, name: str) -> None:
        """End one service."""
        end_process(self._processes.pop(name))

    def kill(self, name: str) -> None:
        """Let one service die: it tells nobody."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def restart_dialogue(self, session_timeout_s: float | None = None) -> None:
        """Give the dialogue manager another patience; None is the one it began with."""
        self.stop("dialogue")
        self._processes["dialogue"] = spawn(
            self._commands(session_timeout_s)["dialogue"], self._folder / "dialogue.log"
        )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return once every service that runs has answered.

        Hermes has no message that says so.  Each is asked for something that only it can do and
        that nobody hears, again and again: what is asked before it listens is lost.

        Raises:
            RuntimeError: A service has ended, or does not answer in time.
        """
        with Bus(self.port) as bus:
            end = bus.now() + READY_WITHIN_S
            while missing := [name for name in self._processes if not self._answered(bus, name)]:
                for name, process in self._processes.items():
                    if process.poll() is not None:
                        raise RuntimeError(f"{name} ended: see {self._folder / name}.log")
                if bus.now() > end:
                    raise RuntimeError(f"no answer from {', '.join(missing)}: see {self._folder}")
                for name in missing:
                    self._probe(bus, name)
                time.sleep(ASK_AGAIN_S)
            self._let_the_probes_pass(bus)

    def _probe(self, bus: Bus, name: str) -> None:
        match name.partition("-"):
            case "dialogue", *_:
                silence = {"type": "notification", "text": ""}
                bus.publish("hermes/dialogueManager/startSession", siteId=PROBE, init=silence)
            case "nlu", *_:
                bus.publish("hermes/nlu/query", input="", id=PROBE, siteId=PROBE)
            case "tts", *_:
                bus.publish("hermes/tts/say", text=".", id=PROBE, siteId=PROBE)
            case _, _, site:
                bus.publish_bytes(f"hermes/audioServer/{site}/playBytes/{PROBE}", _moment())

    def _answered(self, bus: Bus, name: str) -> bool:
        match name.partition("-"):
            case "dialogue", *_:
                return bool(bus.heard("hermes/dialogueManager/sessionEnded", siteId=PROBE))
            case "nlu", *_:
                return bool(bus.heard("hermes/nlu/intentNotRecognized", id=PROBE))
            case "tts", *_:
                return bool(bus.heard("hermes/tts/sayFinished", id=PROBE))
            case _, _, site:
                return bool(bus.heard(f"hermes/audioServer/{site}/playFinished", id=PROBE))

    def _let_the_probes_pass(self, bus: Bus) -> None:
        """Wait for what was asked once too often: each service answers in order."""
        for name in self._processes:
            match name.partition("-"):
                case "tts", *_:
                    bus.publish("hermes/tts/say", text="", id="last", siteId=PROBE)
                    bus.wait_for("hermes/tts/sayFinished", id="last", within_s=READY_WITHIN_S)
                case "speakers", _, site:
                    bus.publish_bytes(f"hermes/audioServer/{site}/playBytes/last", _moment())
                    bus.wait_for(f"hermes/audioServer/{site}/playFinished", id="last")

    def _commands(self, session_timeout_s: float | None = None) -> dict[str, list[str]]:
        timeout = str(session_timeout_s or self._session_timeout_s)
        commands = {
            "dialogue": ["rhasspydialogue_hermes", "--session-timeout", timeout],
            "nlu": ["rhasspynlu_hermes", "--intent-graph", str(self._graph), "--casing", "lower"],
            "tts": ["rhasspytts_cli_hermes", "--tts-command", voice(), "--language", "en"],
        }
        commands["nlu"] += ["--replace-numbers", "--language", "en"]
        player = shlex.join([sys.executable, "-I", "-S", str(HERE / "player.py")])
        for site in self.sites:
            speakers = ["rhasspyspeakers_cli_hermes", "--play-command", player, "--site-id", site]
            commands[f"speakers-{site}"] = speakers
        address = ["--host", LOOPBACK, "--port", str(self.port), "--debug"]
        python = [str(self._python), "-W", "ignore", "-m"]
        return {name: [*python, *command, *address] for name, command in commands.items()}


def voice(language: str = "{lang}") -> str:
    """Return the command that speaks; the text is added to its end.

    Args:
        language: A code; by default what Rhasspy replaces by one.
    """
    if shutil.which("espeak-ng"):
        return f"espeak-ng -v {language} -s {WORDS_PER_MINUTE} --stdout"
    return shlex.join([sys.executable, "-I", "-S", str(HERE / "voice.py")])


def _moment() -> bytes:
    """Return a hundredth of a second of silence."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(320))
    return sound.getvalue()
