"""The plugin's own tests, as an author would write them."""

import pytest
from supine_breathing import breathe, plugin

from supine.plugins.api import StepKindError
from supine.testing import House


@pytest.fixture(params=["en", "de"])
def house(request):
    with House(plugin, lang=request.param) as house:
        yield house


def say(house, **words):
    house.say(words[house.language.code])


def test_it_is_active(house):
    record = next(each for each in house.records if each.name == "breathing")

    assert record.status == "active", record.reason


def test_it_breathes_for_as_long_as_was_asked(house):
    say(house, en="breathe with me for three minutes", de="atme mit mir drei Minuten")
    house.wait(400)

    # From the end of its first words, which say the length.
    assert house.heard[-1].to_s - house.heard[0].to_s == pytest.approx(180, abs=6)
    assert house.practising() is None
    assert house.texts.count(house.texts[3]) == 4  # breaths


def test_it_counts_what_was_done_to_the_end_and_offers_another(house):
    say(house, en="how often have i breathed today", de="wie oft habe ich heute geatmet")
    house.wait_quiet()
    assert house.texts[-1] in {"Not yet today.", "Heute noch nicht."}

    say(house, en="breathe with me", de="atme mit mir")
    house.wait(300)
    say(house, en="how often have i breathed today", de="wie oft habe ich heute geatmet")
    house.wait_quiet()
    assert house.texts[-1] in {
        "So far, one. Shall we do one more?",
        "Bisher eins. Machen wir noch eine?",
    }

    say(house, en="yes please", de="ja bitte")
    assert house.practising() == "quiet-breathing"


def test_what_is_stopped_early_does_not_count(house):
    say(house, en="breathe with me", de="atme mit mir")
    house.wait(30)
    say(house, en="stop", de="stopp")
    house.wait_quiet()

    say(house, en="how often did i breathe", de="wie oft habe ich geatmet")
    house.wait_quiet()

    assert house.texts[-1] in {"Not yet today.", "Heute noch nicht."}


@pytest.mark.parametrize("value", [None, 4, {"count": 0}, {"count": 13}, {"often": 2}])
def test_a_step_that_is_written_wrongly_is_refused(value):
    with pytest.raises(StepKindError):
        breathe(value, "en")


def test_it_says_which_languages_it_speaks():
    with pytest.raises(StepKindError, match="only in en, de"):
        breathe({}, "nl")
