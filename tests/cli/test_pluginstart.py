import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from supine.cli.pluginstart import plugin_files

SKILL = Path(__file__).resolve().parents[2] / "skill"


@pytest.fixture(params=["calm", "two-calm-words-2"])
def started(request, supine, tmp_path):
    assert supine("new", "plugin", request.param, "--dir", tmp_path / "new").code == 0
    return tmp_path / "new"


def test_a_new_plugin_passes_its_own_test(started):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(started)],
        cwd=started,
        env={**os.environ, "PYTHONPATH": str(SKILL)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_a_new_plugin_passes_check(supine, started, monkeypatch):
    by_name = supine("check", started)
    monkeypatch.chdir(started)
    from_inside = supine("check", ".")

    assert (by_name.code, by_name.out) == (0, f"nothing wrong in {started}\n")
    assert (from_inside.code, from_inside.out) == (0, "nothing wrong in .\n")


def test_a_new_plugin_can_be_found_once_it_is_installed():
    project = tomllib.loads(plugin_files("calm", "1.0")["pyproject.toml"])["project"]

    assert project["entry-points"]["supine.plugins"] == {"calm": "supine_calm:plugin"}
