"""Asked by voice how the plugins are."""

import pytest

from plugins.conftest import plugin


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "There are no plugins."),
        (["a"], "There is one plugin, and it works."),
        (["a", "b", "c"], "There are three plugins, and all of them work."),
    ],
)
def test_how_many_there_are_when_all_is_well(house, names, said):
    h = house(*map(plugin, names))

    h.hear("SupineListPlugins")
    h.wait_quiet()

    assert h.texts == [said]


def test_those_that_are_not_well_are_named(house):
    h = house(plugin("a"), plugin("old-one", api="0.1"), plugin("off"), disabled=["off"])

    h.hear("SupineListPlugins")
    h.wait_quiet()

    assert h.texts == ["Plugins, two. Not working: old-one."]


def test_one_that_breaks_later_is_named_as_well_and_three_at_most(house):
    h = house(*(plugin(f"p-{n}") for n in range(4)))
    for n in range(4):
        h.plugins.mark_broken(f"p-{n}", "late")

    h.hear("SupineListPlugins")
    h.wait_quiet()

    assert h.texts == ["Plugins, four. Not working: p-0, p-1 and p-2."]


def test_it_is_understood_in_other_languages_too(house):
    h = house(plugin("a"), lang="de")

    h.say("welche Plugins hast du")
    h.wait_quiet()

    assert h.texts == ["Es gibt ein Plugin, und es läuft."]
