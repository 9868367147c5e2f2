"""A Rhasspy whose speech is another one in each room, and ill in most of them.

The dialogue manager and intent recognition are one for all rooms and well.
"""

import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import Self

from brokers import LOOPBACK, Process, end_process, free_port, spawn
from rhasspy.bus import Bus
from rhasspy.services import PROBE, READY_WITHIN_S, RhasspyServices, voice

HERE = Path(__file__).parent
SLOW_S = 1.2
ROOMS = ("slow", "remote", "failing", "silent")
"""Slow by `SLOW_S`; on another machine; unable to speak; without anybody who plays the sound."""


class IllServices(RhasspyServices):
    """Services for these rooms, as a context manager."""

    def __init__(self, python: Path, graph: Path, folder: Path) -> None:
        super().__init__(python, graph, folder, ROOMS)
        self._url = f"http://{LOOPBACK}:{free_port()}/api/text-to-speech"
        self._far: Process | None = None

    def __enter__(self) -> Self:
        port = self._url.rpartition(":")[2].partition("/")[0]
        command = [sys.executable, str(HERE / "remote.py"), "serve", port, voice("en")]
        self._far = spawn(command, self._folder / "far.log")
        return super().__enter__()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        if self._far is not None:
            end_process(self._far)

    def _commands(self, session_timeout_s: float | None = None) -> dict[str, list[str]]:
        commands = super()._commands(session_timeout_s)
        del commands["speakers-silent"]
        speech = commands.pop("tts")
        at = speech.index("--tts-command") + 1
        # Whether it is there it tells at once: it is asked again and again.
        slowly = f'sh -c \'test "$0" = . || sleep {SLOW_S}; exec {voice("en")} "$0"\''
        for room, how in (("slow", slowly), ("failing", "false"), ("silent", speech[at])):
            here = [*speech[:at], how, *speech[at + 1 :]]
            commands[f"tts-{room}"] = [*here, "--site-id", room]
        commands["tts-remote"] = self._remote
        return commands

    @cached_property
    def _remote(self) -> list[str]:
        python = [str(self._python), "-W", "ignore"]
        theirs = "rhasspyremote_http_hermes"
        if subprocess.run(
            [*python, "-c", f"import {theirs}"], capture_output=True, check=False
        ).returncode:
            address = [LOOPBACK, str(self.port), "remote", self._url]
            return [*python, str(HERE / "remote.py"), "speak", *address]
        address = ["--host", LOOPBACK, "--port", str(self.port), "--site-id", "remote"]
        return [*python, "-m", theirs, "--tts-url", self._url, *address]

    # ---- whether they are there: a speech service of one room answers only for that --------

    def _probe(self, bus: Bus, name: str) -> None:
        kind, _, room = name.partition("-")
        if kind == "tts":
            bus.publish("hermes/tts/say", text=".", id=PROBE, siteId=room)
        else:
            super()._probe(bus, name)

    def _answered(self, bus: Bus, name: str) -> bool:
        kind, _, room = name.partition("-")
        if kind == "tts":
            return bool(bus.heard("hermes/tts/sayFinished", id=PROBE, siteId=room))
        return super()._answered(bus, name)

    def _let_the_probes_pass(self, bus: Bus) -> None:
        for room in self.sites:
            bus.publish("hermes/tts/say", text=".", id="last", siteId=room)
        for room in self.sites:
            bus.wait_for("hermes/tts/sayFinished", id="last", siteId=room, within_s=READY_WITHIN_S)
        for room in set(self.sites) - {"silent", "failing"}:
            bus.wait_for(f"hermes/audioServer/{room}/playFinished", id="last")
