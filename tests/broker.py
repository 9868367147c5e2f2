"""A real MQTT broker for a test run: its own process, a free port, loopback only.

mosquitto where the machine has it; else amqtt, which pip has brought for the demo.  amqtt says
the same on the wire, so that nobody needs root to run these tests, but CI insists on mosquitto.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

LOOPBACK = "127.0.0.1"
Process = subprocess.Popen[bytes]
READY_WITHIN_S = 10.0
STOPPED_WITHIN_S = 5.0

_MOSQUITTO = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence false
log_dest stderr
set_tcp_nodelay true
"""
_AMQTT = """\
listeners:
  default: {{type: tcp, bind: "127.0.0.1:{port}"}}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin: {{allow_anonymous: true}}
"""


class Broker:
    """The broker as a context manager; it can also be stopped and started in between.

    Args:
        folder: Where its configuration and its log are written.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: Process | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, always on the same port, and return once it takes connections.

        Raises:
            RuntimeError: It ended at once or did not open its port in time.
        """
        self._process = spawn(self._command(), self._folder / "broker.log")
        end = time.monotonic() + READY_WITHIN_S
        while self._process.poll() is None and time.monotonic() < end:
            try:
                socket.create_connection((LOOPBACK, self.port), 1.0).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        self.stop()
        raise RuntimeError(f"no broker: see {self._folder / 'broker.log'}")

    def stop(self) -> None:
        """End it, as a power cut would for its clients."""
        if self._process is not None:
            end_process(self._process)
            self._process = None

    def _command(self) -> list[str]:
        settings = self._folder / "broker.conf"
        if mosquitto := find_mosquitto():
            settings.write_text(_MOSQUITTO.format(port=self.port), "utf-8")
            return [mosquitto, "-c", str(settings)]
        if os.environ.get("CI", "").lower() == "true":
            raise RuntimeError("no mosquitto on this machine: .ci/run installs it")
        settings = settings.with_suffix(".yaml")
        settings.write_text(_AMQTT.format(port=self.port), "utf-8")
        return [str(Path(sys.executable).with_name("amqtt")), "-c", str(settings)]


def find_mosquitto() -> str | None:
    """Return the path of mosquitto, which Debian keeps where only root looks."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """Return a TCP port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def spawn(command: list[str], log: Path, **environment: str) -> Process:
    """Start a program whose output goes to the end of a file."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )


def end_process(process: Process) -> None:
    """Ask a program to end; make it, when it does not."""
    process.terminate()
    try:
        process.wait(STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
