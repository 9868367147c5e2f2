import pytest

from adapters.hermes.room import Room


@pytest.fixture
def room():
    return Room()
