"""How long everything fails: ``pytest tests/chaos/test_chaos.py --minutes 10``: ``make chaos``."""

import pytest

MINUTES = 0.12
SEED = 27
"""In the tests of every day."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take length and seed; known only where this folder is named on the command line."""
    parser.addoption("--minutes", type=float, default=MINUTES, help="how long everything fails")
    parser.addoption("--seed", type=int, default=SEED, help="which faults come when; 0: draw one")


@pytest.fixture
def minutes(request: pytest.FixtureRequest) -> float:
    """How long everything fails, in real minutes."""
    wanted: float = request.config.getoption("--minutes", MINUTES)
    return wanted


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """What decides which faults come when; 0 asks for a new one."""
    wanted: int = request.config.getoption("--seed", SEED)
    return wanted
