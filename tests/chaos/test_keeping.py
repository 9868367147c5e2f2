"""The clock is set back and forth; the database is locked, and the disk is full."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chaos.account import Plan, routine
from chaos.house import House
from kept import read

pytestmark = pytest.mark.broker

HOLDS_S = (20.0, 20.0, 20.0)
MINUTES = 2
PLAN = Plan.of(HOLDS_S, MINUTES)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path, {"beats": routine(HOLDS_S, MINUTES)}, 60) as house:
        yield house


def asked(house: House, site: str, text: str) -> int:
    """Return how often a reminder was heard."""
    return sum(text in spoken.text for spoken in house.heard(site))


def answer(house: House, site: str, text: str, within_s: float) -> None:
    """Wait for a reminder, and turn it down."""
    house.wait_until(lambda: asked(house, site, text), within_s, text)
    house.satellite.utter("not today", site=site)
    house.wait_until(
        lambda: [kept for kept in read(house.database).get(text, []) if kept.state == "skipped"],
        60,
        f"{text} is skipped",
    )


def test_a_clock_set_back_and_forth_asks_nothing_twice_and_leaves_nothing_out(house: House):
    house.remind("Early", "kitchen", 20, "Early")
    house.remind("Late", "kitchen", 2400, "Late")
    house.begin()
    house.satellite.utter("beats", site="bedroom")
    answer(house, "kitchen", "Early", 100)

    house.clock.ahead = timedelta(minutes=-25)
    house.live(100)
    house.clock.ahead = timedelta(minutes=42)
    answer(house, "kitchen", "Late", 100)
    house.clock.ahead = timedelta(minutes=-3)
    house.wait_for(PLAN.texts[-1], 400, "bedroom")
    house.live(70)

    today = max(kept.local_date for records in read(house.database).values() for kept in records)
    assert [asked(house, "kitchen", text) for text in ("Early", "Late")] == [1, 1]
    for text in ("Early", "Late"):
        [kept] = [kept for kept in read(house.database)[text] if kept.local_date == today]
        assert kept.state == "skipped"
    assert house.store.flush(10)
    [practised] = house.store.history()
    assert practised.practised_s == pytest.approx(MINUTES * 60, abs=3)


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_a_practice_and_a_reminder_need_no_disk_and_are_written_once_there_is_one(
    house: House, trouble: str
):
    house.remind("Ring", "kitchen", 60, "Ring")
    house.begin()
    house.satellite.utter("beats", site="bedroom")
    house.wait_for(PLAN.texts[0], 60, "bedroom")

    with getattr(house, trouble)():
        house.wait_until(lambda: asked(house, "kitchen", "Ring"), 120, "the reminder")
        house.wait_for(PLAN.texts[-1], 300, "bedroom")
        house.live(10)
    house.satellite.utter("not today", site="kitchen")
    house.wait_until(
        lambda: [kept.state for kept in read(house.database).get("Ring", [])] == ["skipped"],
        400,
        "the record",
    )

    assert asked(house, "kitchen", "Ring") <= 2, "once more for want of an answer, at most"
    assert house.store.flush(10)
    assert [each.routine_id for each in house.store.history()] == ["beats"]
