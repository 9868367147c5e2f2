"""An MQTT broker for as long as a demo lasts, on loopback and a port nobody else uses.

mosquitto where it is installed, as a child process; else amqtt, as a thread.  amqtt is good
enough for one skill and one satellite here, and for nothing else.
"""

import asyncio
import contextlib
import importlib.util
import logging
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Literal, Protocol, Self, TypeVar

from supine.errors import UnreachableError

T = TypeVar("T")

LOOPBACK = "127.0.0.1"

Kind = Literal["mosquitto", "amqtt"]

_START_S = 10.0  # how long a broker may take to open its port, in real seconds
_POLL_S = 0.02
_TRIES = 5  # between choosing a free port and opening it, somebody else may have taken it

_MOSQUITTO = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence false
set_tcp_nodelay true
sys_interval 0
log_dest stderr
log_type error
log_type information
"""

_BINDS = "listen socket on port"  # what mosquitto logs just before it takes its port

# Runs a program until our end of its standard input closes, as it does whenever this process
# ends, be it by kill -9; and ends itself when the program does.
_KEEPER = """
exec 3<&0
"$0" "$@" &
child=$!
echo $child
(read -r _ <&3; kill $child 2>&-) >&- 2>&- &
wait $child
"""


class _Running(Protocol):
    port: int

    def stop(self) -> None: ...


class EmbeddedBroker:
    """A broker of our own; a context manager that may be entered once.

    Args:
        kind: Which one to use; None for mosquitto if there is one, else amqtt.

    Attributes:
        host: Always 127.0.0.1.
        port: Where it listens, once entered.
        kind: Which one it is, once entered.
    """

    def __init__(self, kind: Kind | None = None) -> None:
        self.host = LOOPBACK
        self.port = 0
        self.kind = kind
        self._running: _Running | None = None

    def __enter__(self) -> Self:
        """Start it and return once it takes connections.

        Raises:
            UnreachableError: No broker can be had on this machine, or it does not start.
        """
        self.kind = self.kind or _best_kind()
        self._running = _Mosquitto() if self.kind == "mosquitto" else _Amqtt()
        self.port = self._running.port
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        if self._running is not None:
            self._running.stop()


def find_mosquitto() -> str | None:
    """Return the path of mosquitto, which Debian keeps where only root looks."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _best_kind() -> Kind:
    if find_mosquitto():
        return "mosquitto"
    if importlib.util.find_spec("amqtt"):
        return "amqtt"
    raise UnreachableError(
        LOOPBACK,
        "the demo needs an MQTT broker: install mosquitto, or, in supine's folder, "
        "pip install '.[demo]'",
    )


class _Mosquitto:
    """mosquitto as a child that ends with us."""

    def __init__(self) -> None:
        program = find_mosquitto()
        if program is None:
            raise UnreachableError(LOOPBACK, "mosquitto is not installed")
        self._folder = tempfile.TemporaryDirectory(prefix="supine-broker-")
        problem = ""
        for _ in range(_TRIES):
            self.port = _free_port()
            problem = self._start(program, Path(self._folder.name))
            if not problem:
                return
            self._end()
            if "in use" not in problem:
                break
        self._folder.cleanup()
        raise UnreachableError(f"{LOOPBACK}:{self.port}", f"mosquitto does not start: {problem}")

    def stop(self) -> None:
        self._end()
        self._folder.cleanup()

    def _start(self, program: str, folder: Path) -> str:
        """Start it, and return what was wrong or nothing once it takes connections."""
        settings, log = folder / "mosquitto.conf", folder / "mosquitto.log"
        settings.write_text(_MOSQUITTO.format(port=self.port), "utf-8")
        with log.open("wb") as errors:
            self._keeper = subprocess.Popen(  # noqa: S603 - a program by its path, no shell words
                ["/bin/sh", "-c", _KEEPER, program, "-c", str(settings)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # Ctrl-C is for us: the skill still has to say goodbye
            )
        assert self._keeper.stdout is not None  # noqa: S101 - it is a pipe
        self._pid = int(self._keeper.stdout.readline())
        for _ in range(round(_START_S / _POLL_S)):
            # Who answers may be somebody else, who has taken the port meanwhile: then
            # mosquitto ends as soon as it tries to.
            open_to_us = _BINDS in log.read_text("utf-8", "replace") and _answers(self.port)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._keeper.wait(_POLL_S)
                return (log.read_text("utf-8", "replace").splitlines() or ["it ended"])[-1]
            if open_to_us:
                return ""
        return "it does not open its port"

    def _end(self) -> None:
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._keeper.wait(_START_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._keeper.wait()


class _Amqtt:
    """amqtt in a thread that has an event loop of its own."""

    def __init__(self) -> None:
        try:
            from amqtt.broker import Broker  # noqa: PLC0415 - an extra, and slow to import
        except ImportError as exc:
            raise UnreachableError(LOOPBACK, "amqtt is not installed") from exc
        for name in ("amqtt", "transitions"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="amqtt", daemon=True)
        self._thread.start()
        try:
            self._broker = self._await(_begin(Broker))
        except Exception as exc:
            self._end()
            raise UnreachableError(LOOPBACK, f"amqtt does not start: {exc}") from exc
        server = self._broker._servers["default"]  # noqa: SLF001 - it has no other way to tell
        self.port = int(server.instance.sockets[0].getsockname()[1])

    def stop(self) -> None:
        self._await(_end(self._broker))
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_S)


async def _begin(broker_class: Any) -> Any:  # noqa: ANN401 - amqtt has no types
    """Make it where it runs: its futures belong to the loop that it was made in."""
    allow = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    listeners = {"default": {"type": "tcp", "bind": f"{LOOPBACK}:0"}}
    broker = broker_class({"listeners": listeners, "plugins": allow})
    await broker.start()
    return broker


async def _end(broker: Any) -> None:  # noqa: ANN401 - amqtt has no types
    await broker.shutdown()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), 1.0).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
