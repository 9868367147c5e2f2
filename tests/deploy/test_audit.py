"""The audit: on what these tests run with, that it finds anything, and that it says what it did.

What pip-audit does is played by a script, since no test may need a network.
"""

import importlib.util
import json
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
    assert "NOT asked about new vulnerabilities (--offline)" in done.stdout


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


@pytest.fixture
def pip_audit(tmp_path):
    """Return a function that makes a pip-audit; it knows only what each database is given."""

    def make(**databases):
        program = tmp_path / "pip-audit"
        program.write_text(
            f"""#!{sys.executable}
import json, re, sys
known = json.loads({json.dumps(databases)!r})
[service] = [each.partition("=")[2] for each in sys.argv if "vulnerability-service" in each]
if service not in known:
    sys.exit("ConnectionError: no such host")
pins = open(sys.argv[sys.argv.index("--requirement") + 1]).read().split()
told = []
for name, version in (pin.split("==") for pin in pins):
    bugs = known[service].get(name)
    missing = dict(name=name, skip_reason="Dependency not found on PyPI")
    told.append(missing if bugs is None else dict(name=name, version=version, vulns=bugs))
print(json.dumps(dict(dependencies=told)))
sys.exit(any(each.get("vulns") for each in told))
""",
            "utf-8",
        )
        program.chmod(0o755)
        return str(program)

    return make


def asked(audit, program):
    """Ask pip-audit about two packages; return what it found, and what it could not look at."""
    packages = [audit.Package("alpha", "1.0", "MIT"), audit.Package("Beta_X", "2.0", "MIT")]
    return audit.by_database(packages, program)


def test_what_a_database_knows_of_is_a_finding_with_the_release_that_mends_it(audit, pip_audit):
    bug = {"id": "PYSEC-1", "fix_versions": ["1.1"]}

    found, why_not = asked(audit, pip_audit(pypi={"alpha": [bug], "beta-x": []}))

    assert (found, why_not) == (["alpha 1.0 has PYSEC-1, mended in 1.1"], "")


def test_what_one_database_does_not_know_the_other_is_asked_about(audit, pip_audit):
    bug = {"id": "GHSA-1", "fix_versions": []}

    found, why_not = asked(audit, pip_audit(pypi={"alpha": []}, osv={"beta-x": [bug]}))

    assert (found, why_not) == (["beta-x 2.0 has GHSA-1, mended in no release yet"], "")


def test_packages_that_no_database_knows_do_not_count_as_looked_at(audit, pip_audit):
    """Behind a mirror of the index pip-audit skips every package, and ends well."""
    assert asked(audit, pip_audit(pypi={}, osv={})) == (
        [],
        "no database that could be asked knows any package",
    )
    assert asked(audit, pip_audit(pypi={"alpha": []})) == (
        [],
        "no database that could be asked knows beta-x: osv is out of reach",
    )


def test_without_pip_audit_that_is_said(audit, tmp_path):
    found, why_not = asked(audit, str(tmp_path / "pip-audit"))

    assert found == []
    assert "pip-audit: No such file or directory" in why_not


def test_only_what_was_found_fails_the_audit(audit, pip_audit, monkeypatch, capsys):
    there = {"supine": Installed("supine", "1", "MIT", "alpha"), "alpha": Installed("alpha", "1.0")}
    monkeypatch.setattr(audit, "distribution", there.__getitem__)
    bug = {"id": "PYSEC-1", "fix_versions": ["1.1"]}

    well = audit.main(["--pip-audit", pip_audit(pypi={"alpha": []})])
    unasked = audit.main(["--pip-audit", pip_audit()])
    ill = audit.main(["--pip-audit", pip_audit(pypi={"alpha": [bug]})])

    assert (well, unasked, ill) == (0, 0, 1)
    ends = [line for line in capsys.readouterr().out.splitlines() if "problems" in line]
    assert ["pip-audit was asked" in line for line in ends] == [True, False, True]
    assert "NOT asked about new vulnerabilities" in ends[1]
