"""Audit what supine needs: ``python deploy/audit.py``, which is ``make audit``.

Two audits.  The first asks no network: everything that supine needs, and what that needs, is
installed, fits the range that wants it, is not older than the release in which a known
vulnerability was mended, and has a licence that one may pass on.  The second is pip-audit, which
asks databases of vulnerabilities; what it could not ask, this says, and is no failure.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

EXTRAS = ("demo", "postgresql")
SERVICES = ("pypi", "osv")
"""The databases that pip-audit knows; the second is asked for what the first one lacks."""

ANSWERS_WITHIN_S = 120

MENDED_IN = {
    "markdown-it-py": ("2.2.0", "CVE-2023-26302"),
    "marshmallow": ("3.26.2", "CVE-2025-68480"),
    "psutil": ("5.6.6", "CVE-2019-18874"),
    "pydantic": ("2.4.0", "CVE-2024-3772"),
    "pygments": ("2.20.0", "CVE-2026-4539"),
    "pyyaml": ("5.4", "CVE-2020-14343"),
    "sqlalchemy": ("1.3.0", "CVE-2019-7548"),
    "websockets": ("9.1", "CVE-2021-33880"),
}
"""Releases in which the latest known vulnerability was mended, as OSV and the Python Packaging
Advisory Database listed them in 2026; `pip-audit` asks them again where they are in reach."""

FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Eclipse|Mozilla|MPL|LGPL|Unlicense|Zlib"
)
NO_LICENCE_TOLD = {"py-nanotts": "Apache-2.0, as its source says; the package does not"}


Told = dict[str, Any]
"""What pip-audit says of a package, or of a vulnerability in it."""


@dataclass(frozen=True)
class Package:
    """Something that is installed."""

    name: str
    version: str
    licence: str


class Audit:
    """What was found, collected."""

    def __init__(self) -> None:
        self.packages: dict[str, Package] = {}
        self.problems: list[str] = []

    def walk(self, requirement: Requirement, wanted_by: str) -> None:
        """Look at a package, and at all that it needs."""
        name = normal(requirement.name)
        try:
            found = distribution(requirement.name)
        except PackageNotFoundError:
            self.problems.append(f"{name}, which {wanted_by} needs, is not installed")
            return
        if not requirement.specifier.contains(found.version, prereleases=True):
            wanted = f"{wanted_by} wants {requirement.specifier}"
            self.problems.append(f"{name} {found.version} does not fit: {wanted}")
        if name in self.packages:
            return
        self.packages[name] = package = Package(name, found.version, licence_of(found))
        self._judge(package)
        for line in found.requires or []:
            needed = Requirement(line)
            environments = [{"extra": extra} for extra in (*requirement.extras, "")]
            marker = needed.marker
            if marker is None or any(marker.evaluate(each) for each in environments):
                self.walk(needed, name)

    def _judge(self, package: Package) -> None:
        mended, number = MENDED_IN.get(package.name, (None, None))
        if mended is not None and Version(package.version) < Version(mended):
            self.problems.append(f"{package.name} {package.version} has {number}: {mended} has not")
        if package.name not in NO_LICENCE_TOLD and not FREE.search(package.licence):
            self.problems.append(f"{package.name} has a licence to look at: {package.licence!r}")


def normal(name: str) -> str:
    """Return a package's name in the one form that compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(found: Distribution) -> str:
    """Return what a package says of its licence, in one line."""
    metadata = found.metadata
    classifiers = metadata.get_all("Classifier") or []
    told = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License")]
    told = [each for each in told if each != "OSI Approved"]  # which says that there is one
    text = metadata.get("License-Expression") or ", ".join(told) or metadata.get("License") or ""
    return " ".join(text.split())[:60]


def by_database(packages: Iterable[Package], program: str) -> tuple[list[str], str]:
    """Ask pip-audit about packages.

    Args:
        packages: What is installed.
        program: Where pip-audit is.

    Returns:
        What it found, and what it could not look at, if anything.
    """
    unknown = {normal(each.name): each.version for each in packages}
    asked, found, why_not = len(unknown), [], ""
    for service in SERVICES:
        told, why_not = _told(unknown, program, service)
        for each in told:
            if "skip_reason" not in each:
                unknown.pop(normal(each["name"]), None)
                found += [_finding(each, bug) for bug in each.get("vulns", [])]
        if not unknown:
            return found, ""
    names = "any package" if len(unknown) == asked else ", ".join(sorted(unknown))
    return found, f"no database that could be asked knows {names}" + (why_not and f": {why_not}")


def _finding(package: Told, bug: Told) -> str:
    mended = " or ".join(bug.get("fix_versions") or ["no release yet"])
    return f"{package['name']} {package['version']} has {bug['id']}, mended in {mended}"


def _told(versions: dict[str, str], program: str, service: str) -> tuple[list[Told], str]:
    """Ask one database; return what it tells of each package, and why nothing, if so."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "requirements.txt")
        pins.write_text("".join(f"{name}=={versions[name]}\n" for name in versions), "utf-8")
        command = [program, "--requirement", str(pins), "--no-deps", "--disable-pip"]
        command += ["--format=json", "--progress-spinner=off", "--timeout=10"]
        command += [f"--vulnerability-service={service}"]
        try:
            done = subprocess.run(  # noqa: S603 - of constants
                command, capture_output=True, text=True, check=False, timeout=ANSWERS_WITHIN_S
            )
        except OSError as error:
            return [], f"{program}: {error.strerror}"
        except subprocess.TimeoutExpired:
            return [], f"{service} did not answer"
    try:
        told: list[Told] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [], f"{service} is out of reach" if "ConnectionError" in last else last[:160]
    return told, ""


def main(arguments: list[str]) -> int:
    """Audit; return the exit code."""
    parser = argparse.ArgumentParser(description="Audit what supine needs.")
    parser.add_argument("--offline", action="store_true", help="ask no database")
    parser.add_argument("--pip-audit", default="pip-audit", help="where it is, if not on the path")
    options = parser.parse_args(arguments)
    audit = Audit()
    audit.walk(Requirement(f"supine[{','.join(EXTRAS)}]"), "you")
    packages = sorted(audit.packages.values(), key=lambda each: each.name)
    for package in packages:
        licence = NO_LICENCE_TOLD.get(package.name, package.licence)
        sys.stdout.write(f"{package.name:24} {package.version:12} {licence}\n")
    problems, why_not = audit.problems, "--offline"
    if not options.offline:
        # Of what others need, supine itself is in no database.
        others = [package for package in packages if package.name != "supine"]
        found, why_not = by_database(others, options.pip_audit)
        problems += found
    for problem in problems:
        sys.stdout.write(f"audit: {problem}\n")
    how = f"NOT asked about new vulnerabilities ({why_not})" if why_not else "pip-audit was asked"
    sys.stdout.write(f"audit: {len(packages)} packages, {len(problems)} problems; {how}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
