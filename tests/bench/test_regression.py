"""What must not get worse: ratios within one run and counts, never times on their own."""

import sys
from pathlib import Path

import pytest

from brokers import mosquitto

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import core_speed  # noqa: E402
import first_word  # noqa: E402
import many_files  # noqa: E402
import size_and_start  # noqa: E402
from figures import percentile  # noqa: E402

__all__ = ["mosquitto"]  # a fixture

CALLS_TO_THE_ANSWER, CALLS_AT_THE_START = 66, 300
CALLS_AN_EVENT = 228
"""Calls that Python makes, as they were counted with a tenth more; fewer are welcome."""

FLOORS_AT_MOST = 3.0
"""How many times the bare echo's p50 a first word may take on a machine that does other things."""

RSS_MAX_MB = 80.0


@pytest.fixture(scope="module")
def household():
    return core_speed.settings()


def test_the_start_takes_no_more_calls_than_it_did(household):
    to_the_answer, in_all = core_speed.start_calls(household)

    assert to_the_answer <= CALLS_TO_THE_ANSWER
    assert in_all <= CALLS_AT_THE_START


def test_an_event_takes_no_more_calls_than_it_did(household):
    events = core_speed.practise(household)

    assert core_speed.calls(lambda: core_speed.practise(household)) / events <= CALLS_AN_EVENT


def test_an_event_costs_the_same_in_a_routine_of_any_length(household):
    """A thousand practices at once are two hundred turns a second."""
    few, many = (core_speed.of_steps(household, number) for number in (40, 160))
    few_calls = core_speed.calls(lambda: core_speed.practise(few)) / core_speed.practise(few)
    many_calls = core_speed.calls(lambda: core_speed.practise(many)) / core_speed.practise(many)

    assert many_calls <= 1.1 * few_calls


def test_the_cost_of_a_file_does_not_grow_with_their_number(tmp_path):
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    many_files.write_routines(few, 40)
    many_files.write_routines(many, 160)
    shipped = core_speed.calls(lambda: many_files.load_s([]))

    few_calls = core_speed.calls(lambda: many_files.load_s([few])) - shipped
    many_calls = core_speed.calls(lambda: many_files.load_s([many])) - shipped

    assert many_calls <= 4.4 * few_calls


@pytest.mark.alone
@pytest.mark.broker
def test_the_first_word_comes_within_a_few_floors(tmp_path, mosquitto):
    taken = first_word.measure(100, ["echo", "supine"], mosquitto.port, tmp_path)

    floor = percentile(taken["echo"], 0.5)
    assert percentile(taken["supine"], 0.5) <= FLOORS_AT_MOST * floor


@pytest.mark.broker
def test_a_service_in_a_practice_stays_small(tmp_path, mosquitto):
    figures = size_and_start.start_and_size("supine", mosquitto.port, tmp_path, times=1)

    assert figures["RSS in a practice"] < RSS_MAX_MB
