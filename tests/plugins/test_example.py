"""The example, as somebody gets it who installs it beside supine."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from supine.loading.kinds import GROUP
from supine.plugins.discovery import found
from supine.plugins.records import Status
from supine.testing import House

EXAMPLE = Path(__file__).parent / "example"
SKILL = Path(__file__).resolve().parents[2] / "skill"


COMMANDS = f"""
from supine.cli.main import run_command

for line in (
    ["check", {str(EXAMPLE)!r}],
    ["plugins"],
    ["routines"],
    ["rehearse", "quiet-breathing"],
    ["recognise", "breathe with me for four minutes"],
    ["sentences", "--format", "rhasspy", "--out", "rhasspy"],
):
    assert run_command(line) == 0, line
"""
"""One process for all of them: to start one takes longer than what it does."""


def run(*command, cwd, path=()):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environ |= {"PYTHONPATH": os.pathsep.join(map(str, path)), "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The example, built and installed into a folder of its own."""
    folder = tmp_path_factory.mktemp("example")
    ignored = shutil.ignore_patterns("__pycache__", "dist", "build")
    project = shutil.copytree(EXAMPLE, folder / "project", ignore=ignored)
    quiet = ("-qq", "--disable-pip-version-check")
    how = ("--no-deps", "--no-build-isolation", "--target", folder / "site")
    run("pip", *quiet, "install", *how, project, cwd=folder)
    return folder / "site"


@pytest.fixture
def point(installed, monkeypatch):
    monkeypatch.syspath_prepend(installed)
    [info] = installed.glob("*.dist-info")
    [point] = Distribution.at(info).entry_points.select(group=GROUP)
    yield point
    for name in [name for name in sys.modules if name.startswith("supine_breathing")]:
        del sys.modules[name]


def test_it_is_found_by_its_entry_point(point, monkeypatch):
    monkeypatch.setattr("supine.plugins.discovery.entry_points", lambda group: [point])

    [candidate] = found(None)

    assert (candidate.name, candidate.origin) == ("breathing", "supine-breathing 1.0.0")


def test_it_is_active_and_brings_all_it_says(point, monkeypatch):
    monkeypatch.setattr("supine.plugins.discovery.entry_points", lambda group: [point])

    with House(installed=True) as house:
        record = house.records[-1]

    assert record.status is Status.ACTIVE, record.reason
    assert record.brought == {
        "routines": 1,
        "languages": 2,
        "intents": 2,
        "step kinds": 1,
        "listeners": 1,
    }


def test_its_own_tests_pass_where_it_is_installed(installed, tmp_path):
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests")

    out = run("pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path, path=(installed, SKILL))

    assert " passed" in out
    assert "failed" not in out


def test_the_command_line_knows_it(installed, tmp_path):
    """With it installed, every command sees what it brings."""
    (tmp_path / "commands.py").write_text(COMMANDS, "utf-8")

    out = run("commands", cwd=tmp_path, path=(tmp_path, installed, SKILL))

    assert f"nothing wrong in {EXAMPLE}" in out
    assert "breathing  active    supine-breathing 1.0.0" in out
    assert "quiet-breathing " in out
    assert "Let a breath come in." in out
    assert "BreathingStart(minutes=4) with confidence 1.00" in out
    assert "[BreathingCount]" in (tmp_path / "rhasspy" / "sentences.ini").read_text("utf-8")
