"""How a real hour is judged; the hour itself is ``make soak-hour``."""

import random
from collections import Counter

import pytest

from soak.hour import GROWTH_MAX_MB, HEARD_WITHIN_S, Person, Sample, judged, measure


def samples(
    count=30, *, rss=lambda n: 60.0, uss=lambda n: 50.0, fds=lambda n: 6, threads=lambda n: 8
):
    return [
        Sample(n * 10.0, rss(n), uss(n), 40.0, fds(n), threads(n), cpu_s=1.0 + n / 100)
        for n in range(count)
    ]


def missed(result):
    return [text for text, reached in result.reaches.items() if not reached]


def test_a_flat_hour_reaches_everything_and_tells_what_it_took():
    result = judged(samples(), Counter({"starts": 3}), "")

    assert missed(result) == []
    assert result.figures["last third"]["CPU %"] == pytest.approx(0.1)
    assert "3 starts" in result.note


def test_what_is_taken_in_the_first_third_and_kept_is_no_growth():
    result = judged(samples(rss=lambda n: 60.0 if n < 5 else 75.0), Counter(), "")

    assert missed(result) == []


@pytest.mark.parametrize("what", ["rss", "uss"])
def test_memory_that_goes_on_growing_is_found(what):
    growing = {what: lambda n: 60.0 + n * GROWTH_MAX_MB / 9}

    result = judged(samples(**growing), Counter(), "")

    [told] = missed(result)
    assert told.startswith(f"{what.upper()} of the last third")


@pytest.mark.parametrize("what", ["fds", "threads"])
def test_one_descriptor_or_thread_more_is_found(what):
    result = judged(samples(**{what: lambda n: 9 if n == 25 else 8}), Counter(), "")

    [told] = missed(result)
    assert told.startswith("no more")


class SilentRoom:
    """Where nobody has talked for long."""

    def __init__(self):
        self.said, self.uttered = [], []

    def quiet_since(self, site):
        return 0.0

    def utter(self, text):
        self.uttered.append(text)


@pytest.mark.parametrize(
    ("before_s", "says"), [(300, "start"), (105, None), (50, "stop"), (10, None), (-1, None)]
)
def test_whoever_practises_leaves_a_reminder_its_time(before_s, says):
    room, due = SilentRoom(), 1_000.0
    person = Person(room, random.Random(1), [due])

    person.turn(due - before_s)

    assert [text.split()[0] for text in room.uttered] == ([says] if says else [])


def test_when_the_question_has_had_its_time_somebody_practises_again():
    room, due = SilentRoom(), 1_000.0

    Person(room, random.Random(1), [due]).turn(due + HEARD_WITHIN_S + 1)

    assert room.uttered[0].startswith("start")


@pytest.mark.broker
def test_somebody_practises_and_the_process_is_looked_at(tmp_path):
    result, looks = measure(0.05, tmp_path, seed=1, every_s=0.2)

    assert len(looks) >= 9
    assert all(look.rss_mb > 10 and look.fds > 3 and look.threads > 1 for look in looks)
    assert "lines heard" in result.note
    assert result.reaches["nothing went wrong in the log"]
