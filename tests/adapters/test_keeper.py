import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from supine.adapters.keeper import Keeper
from supine.adapters.store.practicerows import KeptPractice
from supine.core.events import (
    Ending,
    ForgetPractice,
    Hush,
    PracticeFound,
    RecordPractice,
    SavePractice,
)
from under_way import RESTING

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def posted():
    return []


@pytest.fixture
def keeper(posted):
    return Keeper(lambda *post: posted.append(post), lambda: NOON)


def cut_off(site_id):
    return KeptPractice(site_id=site_id, snapshot=RESTING, started_at=NOON, changed_at=NOON)


def test_what_the_store_has_found_is_told_to_its_site(keeper, posted):
    keeper.bring_back([cut_off("den"), cut_off("attic")])

    found = PracticeFound(RESTING, NOON)
    assert posted == [("den", found), ("attic", found)]


def test_a_site_that_is_served_no_more_is_not_spoken_to(keeper, posted, caplog):
    caplog.set_level(logging.WARNING)

    keeper.bring_back([cut_off("den"), cut_off("attic")], ["den"])

    assert [site_id for site_id, _ in posted] == ["den"]
    assert "attic" in caplog.text


def test_after_a_mishap_the_newest_is_told(keeper, posted):
    keeper.tell("den", SavePractice(replace(RESTING, index=0)))
    keeper.tell("den", SavePractice(RESTING))
    keeper.tell("den", Hush())
    keeper.after_mishap("den")
    keeper.after_mishap("attic")

    assert posted == [("den", PracticeFound(RESTING, NOON))]


@pytest.mark.parametrize(
    "over", [RecordPractice("back-release", Ending.COMPLETED, 900.0), ForgetPractice()]
)
def test_what_is_over_is_not_brought_back(keeper, posted, over):
    keeper.tell("den", SavePractice(RESTING))
    keeper.tell("den", over)
    keeper.after_mishap("den")

    assert posted == []
