"""Installing as people do: the two commands of the README, and the steps of the container's image.

No container engine is needed: the image's COPY and pip steps are done in a folder.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from brokers import AnyBroker, end_process, spawn
from deploy.dockerfile import Dockerfile
from deploy.shipped import Client

pytestmark = [pytest.mark.packaging, pytest.mark.broker]

ROOT = Path(__file__).resolve().parents[2]


def run(line: str, cwd: Path) -> None:
    """Run a command line as somebody would who has no checkout and no settings."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SUPINE_"))}
    done = subprocess.run(
        shlex.split(line), cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the steps of the build stage have put everything."""
    root = tmp_path_factory.mktemp("image")
    build = Dockerfile.read(ROOT / "deploy" / "Dockerfile").stages["build"]
    workdir = root / build.last("WORKDIR").lstrip("/")
    workdir.mkdir(parents=True)
    for instruction, rest in build.steps:
        if instruction == "COPY":
            *sources, target = rest.split()
            for name in sources:
                _copy(ROOT / name, workdir / target)
        elif instruction == "RUN":
            line = re.sub(r"(?<![\w/])/opt/", f"{root}/opt/", rest)
            run(re.sub(r"^python\b", sys.executable, line), workdir)
    return root


def _copy(source: Path, target: Path) -> None:
    """Copy as COPY does: the contents of a folder, or a file into one."""
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
    else:
        target.mkdir(exist_ok=True)
        shutil.copy(source, target)


def serves(program: Path, arguments: list[str], folder: Path, **environ: str) -> None:
    """Run an installed supine on a broker until it says that it is there, and end it."""
    with AnyBroker(folder) as broker, Client(broker.port) as watcher:
        watcher.subscribe("supine/bridge/state")
        process = spawn(
            [str(program), *arguments],
            folder / "supine.log",
            **{"PYTHONPATH": "", "SUPINE_MQTT__PORT": str(broker.port), **environ},
        )
        try:
            assert watcher.wait_for("supine/bridge/state") == b"online"
        finally:
            end_process(process)
        assert process.returncode == 0, (folder / "supine.log").read_text("utf-8")


def test_what_the_images_steps_build_runs_and_keeps_its_database_in_the_volume(
    replayed: Path, tmp_path: Path
):
    image = Dockerfile.read(ROOT / "deploy" / "Dockerfile").last
    (tmp_path / "data").mkdir()
    ours = {k: v for k, v in image.environment.items() if k.startswith("SUPINE_")}
    environ = {k: v.replace("/data", f"{tmp_path}/data") for k, v in ours.items()}
    environ["SUPINE_HEALTH__FILE"] = str(tmp_path / "health")
    program, *arguments = image.command

    serves(replayed / "opt" / "supine" / "bin" / program, arguments, tmp_path, **environ)

    assert (tmp_path / "data" / "supine.db").stat().st_mode & 0o777 == 0o600


def test_the_same_commands_bring_it_onto_a_raspberry_pi(replayed: Path, tmp_path: Path):
    """`python -m venv` and `pip install .`, as the README and the unit have it, are those steps."""
    (tmp_path / "supine.yaml").write_text((ROOT / "deploy" / "supine.yaml").read_text("utf-8"))

    serves(
        replayed / "opt" / "supine" / "bin" / "supine",
        ["run", "-c", str(tmp_path / "supine.yaml")],
        tmp_path,
        SUPINE_MQTT__HOST="127.0.0.1",
    )

    assert (tmp_path / "supine.db").exists()
