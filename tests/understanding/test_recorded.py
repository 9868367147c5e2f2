"""What a real recogniser of speech wrote, kept as texts: nothing is spoken or heard here.

`make bench-speech` hears anew.
"""

import pytest

from supine.loading.yamlfile import read_yaml
from understanding.sayings import SAYINGS

RECORDED = SAYINGS / "en" / "recorded" / "moonshine.yaml"


@pytest.fixture(scope="module")
def recorded():
    return read_yaml(RECORDED).data


def test_what_was_misheard_is_understood_all_the_same(recogniser, templates, recorded):
    wrong = {}
    for row in recorded["ours"]:
        found = recogniser.recognise(row["heard"], templates.heard(row["when"]))
        got = found and (found.intent, dict(found.slots))
        if got != (row["intent"], row.get("slots", {})):
            wrong[row["heard"]] = got

    assert len(recorded["ours"]) >= 80
    assert wrong == {}


def test_what_was_misheard_is_never_sure(recogniser, templates, recorded):
    for row in recorded["ours"]:
        found = recogniser.recognise(row["heard"], templates.heard(row["when"]))

        assert found.confidence < 1, row["heard"]


@pytest.mark.parametrize("situation", ["idle", "practice"])
def test_nothing_is_taken_that_somebody_else_was_told(recogniser, templates, recorded, situation):
    taken = {
        heard: found.intent
        for heard in recorded["foreign"]
        if (found := recogniser.recognise(heard, templates.heard(situation)))
    }

    assert len(recorded["foreign"]) >= 50
    assert taken == {}
