"""Plugins that do what they should and plugins that do not, and houses for them."""

import threading

import pytest

from supine.plugins.api import Plugin
from supine.testing import House

collect_ignore = ["example"]  # a project of its own: test_example.py installs it and runs its tests


def plugin(name="quiet", register=lambda supine: None, **more):
    """A plugin that registers what a function says."""
    return Plugin(name=name, register=register, **({"api": "1.0", "version": "1"} | more))


def answering(answer, name="quiet", intent="QuietAsk", **more):
    """A plugin that answers one intent."""
    return plugin(name, lambda supine: supine.add_intent(intent, answer, **more))


@pytest.fixture
def house():
    """Return a function that makes a house with plugins; their threads end with the test."""
    houses = []

    def make(*plugins, **settings):
        houses.append(House(*plugins, **settings))
        return houses[-1]

    yield make
    for each in houses:
        each.close()


@pytest.fixture
def stuck():
    """Blocks whoever calls it, until the test is over."""
    over = threading.Event()
    yield lambda *_: over.wait(30)
    over.set()


def record(house, name="quiet"):
    """How a plugin is, by its name; there is only one of that name."""
    [found] = [each for each in house.records if each.name == name]
    return found
