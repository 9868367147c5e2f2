"""A simulated day of many sites leaves nothing behind; ``make soak`` takes a thousand of them."""

from collections import Counter, deque

import pytest

from soak.census import PER_SITE_AND_DATE, ROOM, Sample, census, grown
from soak.day import Day, Oddity, told
from supine.core.reminders.desk import Desk
from supine.runner import Runner


def samples(name, holds):
    return [Sample(hour, 60.0, 8, 5, Counter({name: holds(hour)})) for hour in range(12)]


def test_what_is_held_is_counted_by_class_and_name():
    before = census()
    desk = Desk(reminders={"a": None, "b": None})
    desk.finished = {"a": [1, 2, 3]}

    after = census()

    assert after["Desk"] == before["Desk"] + 1
    assert after["Desk.reminders"] == before["Desk.reminders"] + 2
    assert after["Desk.finished"] == before["Desk.finished"] + 4, "with what containers in it hold"


def test_a_queue_is_counted_by_what_waits_in_it():
    before = census()["Runner.inbox"]
    runner = Runner(None, None, None)
    for number in range(7):
        runner.inbox.put(number)

    assert census()["Runner.inbox"] == before + 7


def test_a_leak_from_the_beginning_on_is_found():
    leaking = samples("Runner._queue", lambda hour: 100 * hour)

    assert grown(leaking, sites=10, dates=2) == {"Runner._queue": (700, 1100)}


@pytest.mark.parametrize(
    "holds", [lambda hour: 500, lambda hour: min(500, 200 * hour), lambda hour: hour % 2 * ROOM]
)
def test_what_fills_up_and_stays_or_comes_and_goes_is_no_leak(holds):
    assert grown(samples("Runner._queue", holds), sites=10, dates=2) == {}


def test_what_may_grow_for_days_has_a_limit_for_each_site():
    limit = PER_SITE_AND_DATE["Desk.firings"] * 10 * 2

    assert grown(samples("Desk.firings", lambda hour: limit * hour // 11), sites=10, dates=2) == {}
    assert grown(samples("Desk.firings", lambda hour: limit * hour // 10), sites=10, dates=2) != {}


def test_a_day_that_ends_as_it_went_on(tmp_path, day_of):
    sites, hours = day_of
    day = Day(tmp_path, sites, hours, seed=1, samples=12 if hours < 24 else 24)

    day.live()

    print(told(day))
    assert day.problems() == []
    assert day.cut_off >= sites // 2, "the power cut left practices behind"
    assert day.done["started"] >= sites
    assert day.done["mishaps"] > 0
    assert sum(Oddity.__name__ in error for error in day.errors) == day.done["mishaps"]
    endings = Counter(dict(day.on_disk("SELECT ending, COUNT(*) FROM history GROUP BY ending")))
    assert endings["completed"] > sites / 2
    assert len(day.samples) >= 12


def test_a_structure_that_grows_behind_the_houses_back_is_reported(tmp_path):
    day = Day(tmp_path, sites=5, hours=0.5, seed=2, samples=6)
    hoard = Desk()
    hoard.changed = deque()
    day.upon_sample = lambda: hoard.changed.extend(range(60))

    day.live()

    assert any(problem.startswith("Desk.changed held ") for problem in day.problems())
