"""How long the soak takes: ``make soak`` is ``pytest tests/soak --kills 100 --day 1000 24``."""

import pytest

KILLS = 7
DAY = (40, 2.0)
"""In the tests of every day: sites, and simulated hours."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take how much there is to be; known only where this folder is named on the command line."""
    parser.addoption("--kills", type=int, default=KILLS, help="how often supine run is killed")
    parser.addoption(
        "--day", type=float, nargs=2, default=DAY, help="sites and hours of the simulated day"
    )


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often the service is killed."""
    wanted: int = request.config.getoption("--kills", KILLS)
    return wanted


@pytest.fixture
def day_of(request: pytest.FixtureRequest) -> tuple[int, float]:
    """How many sites there are in the simulated day, and how many hours it has."""
    sites, hours = request.config.getoption("--day", DAY)
    return int(sites), hours
