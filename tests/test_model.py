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
