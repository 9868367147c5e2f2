import pytest

from supine.understanding.hearing import Hearing
from supine.understanding.misheard import Misheard
from supine.understanding.pronunciation import Pronunciation
from supine.understanding.spoken import Numbers

WORDS = ["start", "again", "back", "release", "too", "loud", "one", "more", "hang", "on", "skip"]


@pytest.fixture(scope="module")
def hearing():
    misheard = Misheard(
        WORDS,
        fixed=["not"],
        small_words=["a", "the"],
        fillers=["please", "can you", "um"],
        pronunciation=Pronunciation({"oo": "U", "^two$": "tU", "ow": "V", "ou": "V"}),
        known={"hang on": ["and on"], "um": ["hum"]},
    )
    return Hearing(misheard, Numbers("en"), ["a", "the"])


@pytest.fixture
def said(hearing):
    """Return a function from what was heard to all that may have been said, to the end."""

    def said(heard, **options):
        lattice = hearing.lattice(heard.split(), **options)
        found = set()
        ways = [(0, (), 0)]
        while ways:
            place, words, errors = ways.pop()
            if place in lattice.last and errors <= lattice.most_errors:
                found.add(" ".join(words))
            for word, edges in lattice.words[place].items():
                ways += [(edge.to, (*words, word), errors + edge.errors) for edge in edges]
        return found

    return said


def test_what_was_heard_may_have_been_said(said):
    assert "start again" in said("start again")


def test_a_word_that_sounds_alike_may_have_been_said(said):
    assert "skip release" in said("skip relief")


def test_words_that_count_for_nothing_may_be_passed_over(said):
    assert {"the start again", "start again"} <= said("the start again")


def test_a_torn_word_is_one_and_two_run_together_are_two(said):
    assert "start again" in said("start a gain")
    assert "back release" in said("backrelease")


def test_what_is_known_to_be_heard_is_several_words(said):
    assert "hang on" in said("and on")
    assert "hang on" not in said("and on", known=False)


def test_a_filler_that_was_misheard_is_passed_over(said):
    assert "start again" in said("start again pleased")
    assert "start again" in said("hum start again")


def test_a_number_in_digits_may_be_its_word(said):
    assert "1 more" in said("1 more")
    assert "one more" in said("1 more")


def test_a_number_is_another_word_only_if_that_sounds_the_same(said):
    assert "too loud" in said("two loud")
    assert not any(words.startswith("too") for words in said("ten loud"))


def test_a_fixed_word_stays(said):
    assert said("not on") == {"not on"} or all(words.startswith("not") for words in said("not on"))


def test_a_number_of_several_words_counts_as_one(hearing):
    assert hearing.lattice(["start", "twenty", "five", "more"]).most_errors == 1
    assert hearing.lattice(["start", "back", "again", "more"]).most_errors == 2


def test_what_counts_for_nothing_is_nothing(hearing):
    assert hearing.lattice(["the", "a"]) is None


def test_each_place_comes_before_those_it_leads_to(hearing):
    lattice = hearing.lattice(["and", "on", "backrelease", "a", "gain"])

    for place, ways in enumerate(lattice.words):
        for edge in (edge for edges in ways.values() for edge in edges):
            if edge.to in lattice.order:
                assert lattice.order.index(place) < lattice.order.index(edge.to)
