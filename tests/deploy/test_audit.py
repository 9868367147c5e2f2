"""The audit that needs no network: on what these tests run with, and that it finds anything."""

import importlib.util
import subprocess
import sys
from importlib.metadata import Distribution

import pytest
from packaging.requirements import Requirement

from deploy.shipped import DEPLOY


@pytest.fixture
def audit():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("supine_audit", DEPLOY / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Installed(Distribution):
    """A package that is not really there."""

    def __init__(self, name, version, licence="MIT", *needs):
        lines = [f"Name: {name}", f"Version: {version}", f"License-Expression: {licence}"]
        lines += [f"Requires-Dist: {need}" for need in needs]
        self._text = "\n".join(["Metadata-Version: 2.4", *lines, ""])

    def read_text(self, filename):
        return self._text if filename == "METADATA" else None

    def locate_file(self, path):
        return path


def audited(audit, monkeypatch, *packages):
    """Audit a machine on which only some packages are installed; return the problems."""
    there = {package.metadata["Name"]: package for package in packages}

    def distribution(name):
        if name not in there:
            raise audit.PackageNotFoundError(name)
        return there[name]

    monkeypatch.setattr(audit, "distribution", distribution)
    made = audit.Audit()
    made.walk(Requirement(packages[0].metadata["Name"]), "you")
    return made.problems


def test_nothing_that_supine_needs_is_known_to_be_bad():
    done = subprocess.run(
        [sys.executable, str(DEPLOY / "audit.py"), "--offline"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    listed = {line.partition(" ")[0] for line in done.stdout.splitlines()}
    assert {"paho-mqtt", "rhasspy-hermes", "pydantic", "amqtt"} <= listed
    assert "without pip-audit (not asked)" in done.stdout


def test_a_package_older_than_its_mended_release_is_named(audit, monkeypatch):
    problems = audited(
        audit, monkeypatch, Installed("a", "1", "MIT", "pyyaml"), Installed("pyyaml", "5.3.1")
    )

    assert problems == ["pyyaml 5.3.1 has CVE-2020-14343: 5.4 has not"]


def test_a_package_outside_the_range_that_wants_it_is_named(audit, monkeypatch):
    problems = audited(audit, monkeypatch, Installed("a", "1", "MIT", "b>=2"), Installed("b", "1"))

    assert problems == ["b 1 does not fit: a wants >=2"]


def test_a_package_that_is_missing_is_named(audit, monkeypatch):
    assert audited(audit, monkeypatch, Installed("a", "1", "MIT", "b")) == [
        "b, which a needs, is not installed"
    ]


def test_what_another_machine_would_need_is_not_missed(audit, monkeypatch):
    package = Installed("a", "1", "MIT", 'b; sys_platform == "plan9"', 'c; extra == "more"')

    assert audited(audit, monkeypatch, package) == []


@pytest.mark.parametrize("licence", ["", "Proprietary", "Server Side Public License"])
def test_a_licence_that_one_may_not_pass_on_is_named(audit, monkeypatch, licence):
    [problem] = audited(audit, monkeypatch, Installed("a", "1", licence))

    assert problem.startswith("a has a licence to look at:")
