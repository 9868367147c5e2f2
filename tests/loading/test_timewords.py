import pytest

from supine.data import shipped
from supine.loading.contract import load_contract
from supine.loading.phrases import load_phrases


@pytest.fixture(scope="module", params=["en", "de"])
def book(request):
    contract = load_contract(shipped("intents") / "intents.yaml")
    return load_phrases(shipped("intents") / request.param / "phrases.yaml", contract).phrases


def test_every_minute_of_the_day_can_be_said_shortly(book):
    for minute in range(24 * 60):
        said = book.clock(*divmod(minute, 60))

        assert 0 < len(said) <= 60
        assert "{" not in said


def test_no_two_minutes_of_the_day_sound_alike(book):
    said = [book.clock(*divmod(minute, 60)) for minute in range(24 * 60)]

    assert len(set(said)) == len(said)


def test_days_are_said_in_one_word_where_there_is_one(book):
    daily, weekdays = book.days_words(frozenset(range(7))), book.days_words(frozenset(range(5)))

    assert daily != weekdays
    several = book.days_words(frozenset({0, 2}))
    assert len({daily, weekdays, several, book.single_day(2)}) == 4


def test_english_times_are_those_of_a_clock():
    contract = load_contract(shipped("intents") / "intents.yaml")
    book = load_phrases(shipped("intents") / "en" / "phrases.yaml", contract).phrases

    assert book.clock(6, 30) == "half past six in the morning"
    assert book.clock(7, 0) == "seven in the morning"
    assert "quarter to nine" in book.clock(20, 45)
    assert book.days_words(frozenset(range(5))) == "on weekdays"
