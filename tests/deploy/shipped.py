"""What `deploy/` brings, started as far as one machine can: its broker, and supine as a process."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import paho.mqtt.client as paho

from brokers import LOOPBACK, Broker, Process, end_process, spawn

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SKILL = ROOT / "skill"
WAIT_S = 15.0

AUDITOR = "auditor"
"""A user of the tests who may read and write everything, to see what gets through."""


class ShippedBroker(Broker):
    """A mosquitto with `deploy/mosquitto.conf`, its access list and made-up passwords.

    Only the paths and the port are other ones, and an auditor is let in.

    Args:
        folder: A place for its files.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        made = [sys.executable, str(DEPLOY / "passwords.py"), str(folder / "secrets")]
        subprocess.run(made, check=True, capture_output=True)
        self.passwords = {
            user: (folder / "secrets" / f"{user}-password").read_text("utf-8").strip()
            for user in ("supine", "rhasspy")
        }
        hashed = (folder / "secrets" / "passwords").read_text("utf-8")
        one = next(line for line in hashed.splitlines() if line.startswith("rhasspy:"))
        self.passwords[AUDITOR] = self.passwords["rhasspy"]
        self._write(folder / "passwords", f"{hashed}{one.replace('rhasspy', AUDITOR, 1)}\n")
        rights = (DEPLOY / "mosquitto.acl").read_text("utf-8")
        self._write(folder / "mosquitto.acl", f"{rights}\nuser {AUDITOR}\ntopic readwrite #\n")
        shipped = (DEPLOY / "mosquitto.conf").read_text("utf-8")
        settings = shipped.replace("/mosquitto/config/", f"{folder}/")
        settings, listeners = re.subn(
            r"^listener 1883$", f"listener {self.port} {LOOPBACK}", settings, flags=re.MULTILINE
        )
        assert listeners == 1
        root = os.name == "posix" and os.geteuid() == 0
        self._config.write_text(f"{settings}\n{'user root' if root else ''}\n", "utf-8")

    @staticmethod
    def _write(path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        path.chmod(0o600)

    def environ(self) -> dict[str, str]:
        """Return supine's settings for it."""
        return {
            "SUPINE_MQTT__HOST": LOOPBACK,
            "SUPINE_MQTT__PORT": str(self.port),
            "SUPINE_MQTT__USERNAME": "supine",
            "SUPINE_MQTT__PASSWORD": self.passwords["supine"],
        }


class Client:
    """Somebody at a broker, as a context manager."""

    def __init__(self, port: int, user: str | None = None, password: str | None = None) -> None:
        versions = getattr(paho, "CallbackAPIVersion", None)
        self._client = paho.Client(*(() if versions is None else (versions.VERSION1,)))
        if user is not None:
            self._client.username_pw_set(user, password)
        self._port = port
        self._changed = threading.Condition()
        self._answered = threading.Event()
        self._client.on_connect = self._let_in
        self._client.on_message = self._take
        self._client.on_subscribe = lambda *_: self._answered.set()
        self.code: int | None = None
        self.heard: list[tuple[str, bytes]] = []

    def __enter__(self) -> Self:
        self._client.connect(LOOPBACK, self._port)
        self._client.loop_start()
        assert self._answered.wait(WAIT_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def subscribe(self, topic: str) -> None:
        """Subscribe, and wait for the broker's answer, whatever it is."""
        self._answered.clear()
        self._client.subscribe(topic)
        assert self._answered.wait(WAIT_S)

    def publish(self, topic: str, payload: str | bytes = "{}") -> None:
        """Publish; at level 1, so that the broker has dealt with it when the next comes."""
        self._client.publish(topic, payload, qos=1)

    def wait_for(self, topic: str) -> bytes:
        """Return the payload of the first message on a topic."""
        with self._changed:
            found = self._changed.wait_for(lambda: topic in dict(self.heard), WAIT_S)
            assert found, f"nothing on {topic}; heard: {self.topics()}"
            return next(payload for heard, payload in self.heard if heard == topic)

    def topics(self) -> set[str]:
        """Return where something was heard."""
        return {topic for topic, _ in list(self.heard)}

    def _let_in(self, _client: Any, _data: Any, _flags: Any, code: int) -> None:
        self.code = code
        self._answered.set()

    def _take(self, _client: Any, _data: Any, message: Any) -> None:
        with self._changed:
            self.heard.append((message.topic, message.payload))
            self._changed.notify_all()


@dataclass(frozen=True)
class Found:
    """What a recogniser returns."""

    intent: str
    slots: dict[str, str | int | float] = field(default_factory=dict)
    confidence: float = 1.0


SAYINGS = {
    "start": Found("SupineStartRoutine", {"routine": "back-release", "minutes": 5}),
    "down": Found("SupineReady"),
    "pause": Found("SupinePause"),
    "go on": Found("SupineResume"),
    "how long": Found("SupineHowLong"),
    "stop": Found("SupineStop"),
    "yes": Found("SupineYes"),
    "not today": Found("SupineNotToday"),
}


def recognise(text: str, intents: Collection[str] | None) -> Found | None:
    """Understand the few things that are said in these tests."""
    found = SAYINGS.get(text)
    return found if found is None or intents is None or found.intent in intents else None


@contextmanager
def service(folder: Path, *arguments: str, **environ: str) -> Iterator[Process]:
    """Run ``supine run`` as a process that writes into ``supine.log``; end it if need be."""
    command = [sys.executable, "-m", "supine", "run", *arguments]
    own = {"PYTHONPATH": str(SKILL), "XDG_STATE_HOME": str(folder / "state"), **environ}
    process = spawn(command, folder / "supine.log", **own)
    try:
        yield process
    finally:
        if process.poll() is None:
            end_process(process)
