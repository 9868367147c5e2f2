import pytest
from examples import DESK, HIPS, REST

from supine.model import Minutes


@pytest.mark.parametrize(("asked", "granted"), [(2, 5), (90, 45), (7, 7), (7.6, 8)])
def test_the_nearest_allowed_length(asked, granted):
    assert Minutes(default=15, min=5, max=45).nearest(asked) == granted


def test_a_routine_knows_whether_somebody_lies_and_has_sides():
    assert (REST.lying, REST.sided) == (True, False)
    assert (HIPS.lying, HIPS.sided) == (True, True)
    assert DESK.lying is False


def test_phrases_take_their_variants_in_turn(phrases):
    first, second, third = (phrases.say("longer", n, time="two minutes") for n in range(3))

    assert first != second
    assert first == third


def test_amounts_are_words(phrases):
    assert phrases.amount(1, "minute") == "one minute"
    assert phrases.amount(45, "minute") == "forty-five minutes"
    assert phrases.amount(250, "minute") == "250 minutes"


def test_hours_are_amounts_as_well(phrases):
    assert phrases.amount(1, "hour") == "an hour"
    assert phrases.amount(3, "hour") == "three hours"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (6, 30, "half past six in the morning"),
        (0, 0, "midnight"),
        (12, 0, "noon"),
        (12, 30, "half past twelve in the afternoon"),
        (0, 15, "quarter past twelve at night"),
        (20, 45, "quarter to nine in the evening"),
        (23, 50, "ten to twelve at night"),
        (7, 5, "five past seven in the morning"),
        (7, 6, "seven oh six in the morning"),
        (16, 42, "four forty-two in the afternoon"),
    ],
)
def test_a_time_of_day_is_said_as_people_say_it(phrases, hour, minute, said):
    assert phrases.clock(hour, minute) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (range(7), "every day"),
        (range(5), "on weekdays"),
        ((5, 6), "at weekends"),
        ((3,), "on Thursdays"),
        ((2, 0), "on Mondays and Wednesdays"),
        ((4, 0, 2), "on Mondays, Wednesdays and Fridays"),
    ],
)
def test_days_are_said_in_the_order_of_the_week(phrases, days, said):
    assert phrases.days_words(frozenset(days)) == said


def test_names_are_listed_with_the_last_one_joined(phrases):
    assert phrases.listed(["one"]) == "one"
    assert phrases.listed(["one", "two", "three"]) == "one, two and three"
    assert phrases.listed(["one", "two", "three"], "list_or") == "one, two or three"


def test_a_day_that_is_over_is_a_single_one(phrases):
    assert phrases.single_day(0) == "on Monday"
    assert phrases.single_day(6) == "on Sunday"
