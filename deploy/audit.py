"""Audit what supine needs: ``python deploy/audit.py``, which is ``make audit``.

Two audits.  The first asks no network: everything that supine needs, and what that needs, is
installed, fits the range that wants it, is not older than the release in which a known
vulnerability was mended, and has a licence that one may pass on.  The second is pip-audit, which
asks a database of vulnerabilities; where that cannot be reached, this says so.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.version import Version

EXTRAS = ("demo", "postgresql")

MENDED_IN = {
    "markdown-it-py": ("2.2.0", "CVE-2023-26302"),
    "marshmallow": ("3.26.2", "CVE-2025-68480"),
    "psutil": ("5.6.6", "CVE-2019-18874"),
    "pydantic": ("2.4.0", "CVE-2024-3772"),
    "pygments": ("2.15.1", "CVE-2022-40896"),
    "pyyaml": ("5.4", "CVE-2020-14343"),
    "sqlalchemy": ("1.3.19", "CVE-2019-7548"),
    "websockets": ("9.1", "CVE-2021-33880"),
}
"""Releases in which vulnerabilities were mended, as known in January 2026."""

FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Eclipse|Mozilla|MPL|LGPL|Unlicense|Zlib"
)
NO_LICENCE_TOLD = {"py-nanotts": "Apache-2.0, as its source says; the package does not"}


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


def by_database() -> tuple[list[str], str]:
    """Run pip-audit; return what it found, and why it could not look, if so."""
    command = [sys.executable, "-m", "pip_audit", "--format=json", "--skip-editable"]
    command += ["--progress-spinner=off", "--timeout=10"]
    try:
        done = subprocess.run(  # noqa: S603 - of constants
            command, capture_output=True, text=True, check=False, timeout=180
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return [], "its database did not answer"
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [], last[:160]
    found = [
        f"{each['name']} {each['version']} has {bug['id']}"
        for each in told["dependencies"]
        for bug in each.get("vulns", [])
    ]
    return found, ""


def main(arguments: list[str]) -> int:
    """Audit; return the exit code."""
    audit = Audit()
    audit.walk(Requirement(f"supine[{','.join(EXTRAS)}]"), "you")
    for package in sorted(audit.packages.values(), key=lambda each: each.name):
        licence = NO_LICENCE_TOLD.get(package.name, package.licence)
        sys.stdout.write(f"{package.name:24} {package.version:12} {licence}\n")
    problems, why_not = audit.problems, "not asked"
    if "--offline" not in arguments:
        found, why_not = by_database()
        problems += found
    for problem in problems:
        sys.stdout.write(f"audit: {problem}\n")
    how = "pip-audit asked, too" if not why_not else f"without pip-audit ({why_not}): what became "
    how += "" if not why_not else "known lately, or was withdrawn from the index, is not seen"
    sys.stdout.write(f"audit: {len(audit.packages)} packages, {len(problems)} problems; {how}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
