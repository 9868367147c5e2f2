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
