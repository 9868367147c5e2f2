"""How long the flood lasts: ``pytest tests/deploy --seconds 60``, which is ``make flood``."""

import pytest

SECONDS = 5.0
"""In the tests of every day."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the length; known only where this folder is named on the command line."""
    parser.addoption("--seconds", type=float, default=SECONDS, help="how long the flood lasts")


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    """How long the flood lasts."""
    wanted: float = request.config.getoption("--seconds", SECONDS)
    return wanted
