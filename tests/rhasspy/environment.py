"""A virtual environment with Rhasspy's own services, made once and kept in the checkout.

They pin old versions of much that supine uses in new ones, so they get a place of their own:
``.venv-rhasspy``, or wherever SUPINE_RHASSPY_VENV points.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REQUIREMENTS = HERE / "requirements.txt"
INSTALL_WITHIN_S = 600
TRAIN_WITHIN_S = 120
STAMP = "requirements-installed.txt"
"""Lies in an environment that is complete, and holds what it was made from."""


@cache
def rhasspy_python() -> Path:
    """Return the interpreter that has Rhasspy's packages; make its environment when needed.

    Skips the test that asks when the packages cannot be fetched.
    """
    given = os.environ.get("SUPINE_RHASSPY_VENV")
    if given:
        return _interpreter(Path(given))
    folder = ROOT / ".venv-rhasspy"
    wanted = REQUIREMENTS.read_text("utf-8")
    stamp = folder / STAMP
    with _alone():
        if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
            _make(folder)
            stamp.write_text(wanted, "utf-8")
    return _interpreter(folder)


def train(profile: Path, graph: Path) -> None:
    """Train Rhasspy's intent recognition.

    Args:
        profile: Folder with ``sentences.ini``, ``slots`` and ``slot_programs``.
        graph: Where the intents go, ready to be loaded by rhasspy-nlu-hermes.
    """
    command = [rhasspy_python(), HERE / "train.py", profile / "sentences.ini", graph]
    subprocess.run(command, check=True, timeout=TRAIN_WITHIN_S)


def _interpreter(folder: Path) -> Path:
    python = folder / "bin" / "python"
    if not python.is_file():
        pytest.skip(f"there is no {python}: set SUPINE_RHASSPY_VENV to an environment or unset it")
    return python


@contextmanager
def _alone() -> Iterator[None]:
    """Let one test process at a time look after the environment; the others then find it."""
    with Path(ROOT, ".venv-rhasspy.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> None:
    steps = (
        [sys.executable, "-m", "venv", "--clear", folder],
        [
            folder / "bin" / "python", "-m", "pip", "install", "--quiet",
            "--disable-pip-version-check", "--requirement", REQUIREMENTS,
        ],
    )  # fmt: skip
    for step in steps:
        try:
            done = subprocess.run(
                step, capture_output=True, text=True, timeout=INSTALL_WITHIN_S, check=False
            )
        except subprocess.TimeoutExpired:
            pytest.skip(f"Rhasspy's packages did not arrive within {INSTALL_WITHIN_S} s")
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            pytest.skip(
                f"Rhasspy's packages cannot be installed: {said[-1] if said else 'no reason'}"
            )
