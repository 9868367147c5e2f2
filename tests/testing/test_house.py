import pytest

from supine.plugins.api import Plugin
from supine.testing import House


@pytest.fixture(scope="module")
def house():
    with House() as house:
        yield house


def test_a_whole_practice_takes_no_time_but_its_own(house):
    began = house.clock.now
    house.say("start the poise pause for one minute", "study")
    assert house.practising("study") == "poise-pause"

    house.wait(240)

    assert house.practising("study") is None
    spoken = [line for line in house.heard if line.site_id == "study"]
    assert spoken[0].from_s == began
    assert 60 <= spoken[-1].to_s - began <= 200
    assert house.clock.now == began + 240


def test_what_nobody_understands_is_an_error_of_the_test(house):
    with pytest.raises(ValueError, match="nobody understands 'colourless green ideas'"):
        house.say("colourless green ideas")


def test_an_open_ear_needs_no_wake_word(house):
    house.say("start the back release", "bedroom")
    house.wait(120)
    assert "SupineReady" in house.listening_for("bedroom")

    house.say("i'm down", "bedroom")

    assert house.listening_for("bedroom") == ()
    house.say("stop", "bedroom")
    house.wait_quiet()
    assert house.listening_for("bedroom")


def test_words_that_are_not_understood_are_asked_for_again(house):
    house.say("start my routine", "hall")
    house.wait_quiet()
    assert house.listening_for("hall")

    house.mumble("hall")
    house.wait_quiet()

    assert house.listening_for("hall")
    with pytest.raises(ValueError, match="nobody listens at cellar"):
        house.mumble("cellar")


def test_silence_can_be_waited_for_but_not_for_ever(house):
    house.say("start the back release", "attic")

    with pytest.raises(TimeoutError, match=r"within 0\.5 s"):
        house.wait_quiet(0.5)


def test_somebody_new_is_told_what_they_need():
    def first_words(**settings):
        with House(**settings) as house:
            house.hear("SupineStartRoutine", routine="back-release")
            house.wait(60)
            return house.texts

    assert len(first_words(first_time=True)) > 1
    assert first_words(first_time=True) != first_words()


@pytest.mark.parametrize(
    ("lang", "begin", "onward", "first_step"),
    [
        ("en", "start the back release", "next", "Lay the books on the floor"),
        ("de", "starte die Rückenentspannung", "weiter", "Leg die Bücher dorthin"),
    ],
)
def test_who_knows_it_already_passes_over_the_first_words_as_they_say(
    lang, begin, onward, first_step
):
    with House(lang=lang, first_time=True) as house:
        house.say(begin)
        house.wait(5)
        house.say(onward)
        house.wait(15)

        hint, *told = house.texts[1:]

    assert onward in hint
    assert [text for text in told if text.startswith(first_step)]
    assert len(told) < 5


def test_the_languages_and_plugins_are_those_that_were_asked_for():
    quiet = Plugin(name="quiet", api="1.0", register=lambda supine: None)

    with House(quiet, lang="de", disabled=["quiet"]) as house:
        assert house.language.code == "de"
        assert [each.status.value for each in house.records] == ["active", "disabled"]


def test_what_is_really_installed_can_be_taken_too():
    with House(installed=True) as house:
        assert house.records[0].name == "supine"
