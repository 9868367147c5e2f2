"""The programs that are measured, each as a process of its own on one mosquitto."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(__file__).resolve().parent / "peers"
READY_WITHIN_S = 20.0


def peers_python() -> str | None:
    """Return the interpreter that has rhasspy-hermes-app; `make bench` says where it is."""
    given = os.environ.get("SUPINE_BENCH_PEERS")
    python = Path(given or ROOT / ".venv-peers", "bin", "python")
    return str(python) if python.is_file() else None


def command(subject: str, port: int, folder: Path) -> list[str]:
    """Return how a subject is started.

    Args:
        subject: ``supine``, ``echo``, ``minimal`` or ``hermes_app``.
        port: Of the broker, on loopback.
        folder: Where supine keeps its database and finds its configuration.
    """
    if subject == "supine":
        config = folder / "supine.yaml"
        if not config.exists():
            config.write_text("language: en\n", "utf-8")
        return [sys.executable, "-m", "supine", "run", "-c", str(config)]
    python = peers_python() or sys.executable
    return [python, str(PEERS / f"{subject}.py"), str(port)]


def start(subject: str, port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Start a subject; it connects while this returns."""
    environment = {
        **os.environ,
        "SUPINE_MQTT__PORT": str(port),
        "SUPINE_STORE__URL": f"sqlite:///{folder / 'supine.db'}",
        "PYTHONPATH": str(ROOT / "skill"),
    }
    with (folder / f"{subject}.log").open("ab") as log:
        return subprocess.Popen(
            command(subject, port, folder),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a subject."""
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def running(subject: str, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A subject that runs; wait with `Caller.until_answered` before measuring."""
    process = start(subject, port, folder)
    try:
        yield process
    finally:
        end(process)


def wait_until(holds, within_s: float = READY_WITHIN_S) -> None:
    """Return when ``holds()`` does.

    Raises:
        TimeoutError: It did not in time.
    """
    give_up_at = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"nothing came within {within_s} s")
        time.sleep(0.005)
