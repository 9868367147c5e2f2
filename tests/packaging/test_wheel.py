"""What somebody gets who installs supine, rather than checks it out.

``make wheel-check`` runs these; they build, and install into environments of their own.
"""

import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = {
    "skill/supine": "supine",
    "routines": "supine/data/routines",
    "intents": "supine/data/intents",
}
"""Folders of the checkout, and where a wheel has them."""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program as somebody would who has no checkout; return what it printed."""
    ours = ("PYTHON", "SUPINE_", "VIRTUAL_ENV")
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if not name.startswith(ours)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def shipped_files() -> dict[str, Path]:
    """Every file that has to be in a wheel, by its name there."""
    return {
        f"{there}/{path.relative_to(ROOT / here).as_posix()}": path
        for here, there in SHIPPED.items()
        for path in (ROOT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def routine_ids() -> set[str]:
    """The routines themselves; a translation has a dot in its name."""
    return {path.stem for path in (ROOT / "routines").glob("*.yaml") if "." not in path.stem}


@dataclass(frozen=True)
class Built:
    """The two files that are published."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Sdist of the checkout, and the wheel that is made from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return Built(wheel=next(folder.glob("*.whl")), sdist=next(folder.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def programs(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel and all that it depends on."""
    folder = tmp_path_factory.mktemp("away")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    programs = folder / "venv" / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", built.wheel, cwd=folder)
    return programs


def test_the_wheel_carries_every_routine_every_sentence_and_all_of_the_code(built: Built):
    expected = shipped_files()

    with zipfile.ZipFile(built.wheel) as wheel:
        carried = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}

    assert sorted(carried) == sorted(expected)
    assert carried == {name: path.read_bytes() for name, path in expected.items()}


def test_the_sdist_carries_what_one_needs_to_work_on_supine(built: Built):
    with tarfile.open(built.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert {"Makefile", "README.md", "CHANGELOG.md", "LICENSE", "tests/conftest.py"} <= names
    assert not {name for name in names if name.startswith((".venv", "dist/", "build/"))}


def test_the_wheel_made_from_the_checkout_is_the_one_made_from_the_sdist(
    built: Built, tmp_path: Path
):
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT, cwd=tmp_path)

    with (
        zipfile.ZipFile(built.wheel) as expected,
        zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel,
    ):
        assert sorted(wheel.namelist()) == sorted(expected.namelist())


@pytest.mark.parametrize("source", ["wheel", "sdist", "editable"])
def test_an_installed_supine_finds_its_routines_and_sentences(
    built: Built, programs: Path, tmp_path: Path, source: str
):
    what = {"wheel": [built.wheel], "sdist": [built.sdist], "editable": ["--editable", ROOT]}

    # The dependencies are there already: only supine itself is put in anew.
    install = ("-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps")
    run(programs / "python", *install, *what[source], cwd=tmp_path)

    place = run(programs / "python", "-c", "import supine; print(supine.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(ROOT if source == "editable" else programs.parent)
    run(programs / "supine", "check", cwd=tmp_path)
    listed = run(programs / "supine", "routines", cwd=tmp_path)
    assert {name for name in routine_ids() if name not in listed} == set()
    recognised = run(programs / "supine", "recognise", "pause", "--json", cwd=tmp_path)
    assert "SupinePause" in recognised
    assert "usage" in run(programs / "python", "-m", "supine", "--help", cwd=tmp_path).lower()
