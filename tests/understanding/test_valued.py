import pytest

from supine.understanding.factored import Branch, Factoring
from supine.understanding.spoken import Numbers
from supine.understanding.valued import value_ways

MINUTES = {
    ("ten",): 10,
    ("twenty",): 20,
    ("twenty", "one"): 21,
    ("twenty", "two"): 22,
}


@pytest.fixture
def factoring():
    return Factoring(lambda _: 1, lambda _: 1)


def meant(ways, told=False):
    """Return all that ways say, and what Rhasspy takes each for.

    A word without a colon would be a part of the value, unless what is meant by it is told.
    """
    found = []
    for way in ways:
        begun = [((), ())]
        for item in way:
            if isinstance(item, Branch):
                more = meant(item.ways, told or item.means is not None)
                if item.means is not None:
                    more = [(words, (str(item.means),)) for words, _ in more]
            else:
                word, colon, value = item.partition(":")
                assert colon or told, f"{item} would be put into the value"
                more = [((word,), (value,) if value else ())]
            begun = [(a + b, c + d) for a, c in begun for b, d in more]
        found += begun
    return found


def values(ways):
    pairs = meant(ways)
    assert len({words for words, _ in pairs}) == len(pairs), "something can be said in two ways"
    assert all(len(value) == 1 for _, value in pairs)
    return {words: value[0] for words, value in pairs}


def test_every_value_is_meant_by_its_words(factoring):
    ways = value_ways(MINUTES, factoring)

    assert values(ways) == {words: str(value) for words, value in MINUTES.items()}


def test_a_first_word_that_may_be_all_is_meant_at_once(factoring):
    ways = value_ways({("seven",): "7:00", ("seven", "o'clock"): "7:00"}, factoring)

    assert ways[0][0] == "seven:7:00"
    assert values(ways) == {("seven",): "7:00", ("seven", "o'clock"): "7:00"}


def test_a_word_that_may_be_left_out_does_not_double_what_comes_after_it(factoring):
    spelled = {
        ("ten", *minutes, "past", hour): f"{n}:10"
        for n, hour in enumerate(("one", "two", "three"), 1)
        for minutes in ((), ("minutes",))
    }

    ways = value_ways(spelled, factoring)

    assert values(ways) == {words: str(value) for words, value in spelled.items()}
    assert sum(map(factoring.size, ways)) < 2 * len(spelled) + 8


def test_of_several_words_for_one_value_each_means_it(factoring):
    spelled = {("eins",): 1, ("ein",): 1, ("eine",): 1, ("zwei",): 2}

    assert values(value_ways(spelled, factoring)) == {
        words: str(value) for words, value in spelled.items()
    }


@pytest.mark.parametrize("code", ["en", "de"], indirect=True)
def test_every_time_of_day_and_every_number_means_what_it_did(templates, factoring):
    numbers = Numbers(templates.language)
    lists = [numbers.spelled(1, 180)]
    lists += [each.spelled() for each in templates.composed(numbers).values()]

    assert len(lists) == 3
    for spelled in lists:
        assert values(value_ways(spelled, factoring)) == {
            words: str(value) for words, value in spelled.items()
        }
