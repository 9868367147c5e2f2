"""The skill as a household runs it: ``supine run`` as a process of its own."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from brokers import Process, end_process, spawn
from rhasspy.bus import Bus
from rhasspy.services import PROBE, SITES

HERE = Path(__file__).parent
ROUTINES = HERE / "routines"
SKILL = HERE.parents[1] / "skill"
READY_WITHIN_S = 15.0
ASK_AGAIN_S = 0.1

CONFIG = """\
sites: [{sites}, {probe}]
routines: [{routines}]
log: {{level: debug}}
"""


class SkillProcess:
    """``supine run`` as a context manager: entered, it listens.

    Args:
        port: The broker's, on loopback.
        folder: For its configuration, its store and its log.
        bus: Where its first word is waited for.
        more: What else stands in its configuration.
        sites: The rooms.
    """

    def __init__(
        self, port: int, folder: Path, bus: Bus, more: str = "", sites: Sequence[str] = SITES
    ) -> None:
        config = CONFIG.format(sites=", ".join(sites), probe=PROBE, routines=ROUTINES)
        self._config = config + more
        self.database = folder / "supine.db"
        self._port = port
        self._folder = folder
        self._bus = bus
        self._process: Process | None = None

    @property
    def log(self) -> str:
        """What it has printed."""
        return (self._folder / "supine.log").read_text("utf-8")

    def __enter__(self) -> Self:
        config = self._folder / "supine.yaml"
        config.write_text(self._config, "utf-8")
        self._process = spawn(
            [sys.executable, "-m", "supine", "run", "-c", str(config)],
            self._folder / "supine.log",
            SUPINE_MQTT__PORT=str(self._port),
            PYTHONPATH=str(SKILL),
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            end_process(self._process)

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return None if self._process is None else self._process.poll()

    def _wait_until_it_answers(self) -> None:
        """Ask it something in a room where nobody is, until it says that nothing is running."""
        began = self._bus.now()
        while not self._bus.spoken(PROBE, began):
            if self.exit_code is not None or self._bus.now() > began + READY_WITHIN_S:
                raise RuntimeError(f"supine run does not answer:\n{self.log}")
            self._bus.publish(
                "hermes/intent/SupineHowLong",
                input="how long",
                intent={"intentName": "SupineHowLong", "confidenceScore": 1.0},
                siteId=PROBE,
                slots=[],
            )
            time.sleep(ASK_AGAIN_S)
