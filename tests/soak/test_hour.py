"""How a real hour is judged; the hour itself is ``make soak-hour``."""

from collections import Counter

import pytest

from soak.hour import GROWTH_MAX_MB, Sample, judged, measure


def samples(count=30, *, rss=lambda n: 60.0, fds=lambda n: 6, threads=lambda n: 8):
    return [
        Sample(n * 10.0, rss(n), 50.0, fds(n), threads(n), cpu_s=1.0 + n / 100)
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


def test_memory_that_goes_on_growing_is_found():
    result = judged(samples(rss=lambda n: 60.0 + n * GROWTH_MAX_MB / 9), Counter(), "")

    [told] = missed(result)
    assert told.startswith("RSS of the last third")


@pytest.mark.parametrize("what", ["fds", "threads"])
def test_one_descriptor_or_thread_more_is_found(what):
    result = judged(samples(**{what: lambda n: 9 if n == 25 else 8}), Counter(), "")

    [told] = missed(result)
    assert told.startswith("no more")


@pytest.mark.broker
def test_somebody_practises_and_the_process_is_looked_at(tmp_path):
    result, looks = measure(0.05, tmp_path, seed=1, every_s=0.2)

    assert len(looks) >= 9
    assert all(look.rss_mb > 10 and look.fds > 3 and look.threads > 1 for look in looks)
    assert "lines heard" in result.note
    assert result.reaches["nothing went wrong in the log"]
