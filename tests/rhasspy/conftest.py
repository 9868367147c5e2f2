"""One start of the real Rhasspy services for all tests here; a fresh onlooker for each."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhasspy.bus import Bus
from rhasspy.environment import rhasspy_python, train
from rhasspy.satellite import Household
from rhasspy.services import RhasspyServices
from rhasspy.skill import ROUTINES, SKILL

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.rhasspy)


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Rhasspy learns from supine's own training files, the tests' routines among them."""
    folder = tmp_path_factory.mktemp("training")
    config = folder / "supine.yaml"
    config.write_text(f"routines: [{ROUTINES}]\n", "utf-8")
    profile = folder / "profile"
    command = [sys.executable, "-m", "supine", "sentences", "--format", "rhasspy"]
    done = subprocess.run(
        [*command, "--config", config, "--out", profile],
        env={**os.environ, "PYTHONPATH": str(SKILL)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    graph = folder / "intent_graph.pickle.gz"
    train(profile, graph)
    return graph


@pytest.fixture(scope="session")
def services(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RhasspyServices]:
    """Broker, dialogue manager, intent recognition, voice and two loudspeakers, all running."""
    folder = tmp_path_factory.mktemp("services")
    with RhasspyServices(rhasspy_python(), graph, folder) as services:
        yield services


@pytest.fixture
def bus(services: RhasspyServices) -> Iterator[Bus]:
    """An onlooker that has seen nothing yet."""
    with Bus(services.port) as bus:
        yield bus
        bus.tidy_up(services.sites)


@pytest.fixture
def household(services: RhasspyServices) -> Iterator[Household]:
    """People in both rooms, the wake word on."""
    with Household(services.port, services.sites) as household:
        yield household
