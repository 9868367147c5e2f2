"""Times of day and days of the week, found among the words of a language."""

import pytest

from supine.data import shipped
from supine.loading.contract import load_contract
from supine.understanding.spoken import Numbers, plain
from supine.understanding.templates import load_templates


@pytest.fixture(scope="module")
def lists():
    contract = load_contract(shipped("intents") / "intents.yaml")
    found = {}
    for code in ("en", "de"):
        templates = load_templates(shipped("intents") / code / "sentences.yaml", contract)
        found[code] = templates.composed(Numbers(code))
    return found


def values(composed, text):
    """Return what is found over the whole of a text."""
    words = plain(text).split()
    found = composed.find(words)
    return {value for value, begin, end in found if (begin, end) == (0, len(words))}


@pytest.mark.parametrize(
    ("code", "said", "time"),
    [
        ("en", "seven", "7:00"),
        ("en", "seven o'clock", "7:00"),
        ("en", "half past six", "6:30"),
        ("en", "quarter past eight", "8:15"),
        ("en", "quarter to nine", "8:45"),
        ("en", "seven thirty", "7:30"),
        ("en", "eighteen thirty", "18:30"),
        ("en", "twenty to nine", "8:40"),
        ("en", "noon", "12:00"),
        ("de", "halb sieben", "6:30"),
        ("de", "viertel nach acht", "8:15"),
        ("de", "viertel vor neun", "8:45"),
        ("de", "zwanzig vor neun", "8:40"),
        ("de", "acht uhr dreißig", "8:30"),
        ("de", "achtzehn uhr", "18:00"),
    ],
)
def test_a_time_is_what_the_clock_shows(lists, code, said, time):
    assert time in values(lists[code]["time"], said)


@pytest.mark.parametrize("said", ["half past thirty", "twenty five o'clock", "soon", "quarter"])
def test_what_no_clock_shows_is_no_time(lists, said):
    assert values(lists["en"]["time"], said) == set()


@pytest.mark.parametrize(
    ("code", "said", "days"),
    [
        ("en", "weekdays", "weekdays"),
        ("en", "mondays", "mon"),
        ("en", "mondays and thursdays", "mon,thu"),
        ("en", "saturday and sunday", "weekend"),
        ("de", "montags und donnerstags", "mon,thu"),
    ],
)
def test_days_go_together(lists, code, said, days):
    assert days in values(lists[code]["days"], said)


@pytest.mark.parametrize("code", ["en", "de"])
@pytest.mark.parametrize("name", ["time", "days"])
def test_what_is_spelled_out_for_others_is_found_again(lists, code, name):
    composed = lists[code][name]
    spelled = list(composed.spelled().items())

    assert len(spelled) > 50
    for words, value in spelled[::23]:
        assert value in values(composed, " ".join(words)), words


def test_a_time_is_found_in_the_middle_of_a_sentence(lists):
    words = plain("remind me at half past six to lie down").split()

    longest = max(lists["en"]["time"].find(words), key=lambda found: found.end - found.begin)

    assert longest == ("6:30", 3, 6)


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("quarter to one", "12:45"),
        ("twelve thirty", "12:30"),
        ("midnight", "0:00"),
        ("nineteen hundred", "19:00"),
        ("twenty four", "0:00"),
        ("seven oh five", "7:05"),
        ("7 05", "7:05"),
        ("0 30", "0:30"),
        ("seven twenty five", "7:25"),
        ("twenty five past six", "6:25"),
        ("five minutes to eight", "7:55"),
    ],
)
def test_a_time_keeps_to_the_clock_it_was_said_by(lists, said, time):
    """Twelve hours or twenty-four: whoever reads it has to know which half of the day it is."""
    assert time in values(lists["en"]["time"], said)


@pytest.mark.parametrize("said", ["seven five", "7 5", "twenty five thirty", "half past eighteen"])
def test_what_nobody_says_for_a_time_is_none(lists, said):
    assert values(lists["en"]["time"], said) == set()


def test_from_nine_to_five_can_be_two_times_or_one(lists):
    found = {
        (it.value, it.begin, it.end) for it in lists["en"]["time"].find(["nine", "to", "five"])
    }

    assert found == {("9:00", 0, 1), ("5:00", 2, 3), ("4:51", 0, 3)}


def test_a_number_may_end_sooner_than_it_could(lists):
    """The one at half past seven, not a time with thirty-one minutes."""
    found = {(it.value, it.end) for it in lists["en"]["time"].find(["seven", "thirty", "one"])}

    assert {("7:30", 2), ("7:31", 3)} <= found


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("monday wednesday and friday", "mon,wed,fri"),
        ("friday and monday", "mon,fri"),
        ("monday to thursday", "mon,tue,wed,thu"),
        ("monday to friday", "weekdays"),
        ("friday to monday", "mon,fri,sat,sun"),
        ("weekdays and saturdays", "mon,tue,wed,thu,fri,sat"),
        ("monday to friday and on sundays", "mon,tue,wed,thu,fri,sun"),
        ("monday to sunday", "daily"),
    ],
)
def test_several_days_are_told_in_the_order_of_the_week(lists, said, days):
    assert days in values(lists["en"]["days"], said)


def test_rhasspy_learns_times_of_whole_five_minutes_and_no_others(lists):
    spelled = lists["en"]["time"].spelled()

    assert all(int(value.partition(":")[2]) % 5 == 0 for value in spelled.values())
    for words in ("half past six", "eighteen thirty", "twenty to nine", "seven", "noon"):
        assert tuple(words.split()) in spelled
    assert len(spelled) < 1000, "each of them costs time with every sentence"


def test_rhasspy_learns_the_days_that_people_name_together(lists):
    spelled = lists["en"]["days"].spelled()

    for words in ("mondays and thursdays", "monday wednesday and friday", "tuesday to saturday"):
        assert tuple(words.split()) in spelled
    assert len(spelled) < 200
