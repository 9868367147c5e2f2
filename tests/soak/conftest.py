"""How long the soak takes: ``pytest tests/soak --kills 100``, which is ``make soak``."""

import pytest

KILLS = 7
"""In the tests of every day."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the number of kills; known only where this folder is named on the command line."""
    parser.addoption("--kills", type=int, default=KILLS, help="how often supine run is killed")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often the service is killed."""
    wanted: int = request.config.getoption("--kills", KILLS)
    return wanted
