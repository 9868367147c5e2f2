import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.loading.contract import Contract
from supine.understanding.grammar import Words
from supine.understanding.hearing import Hearing
from supine.understanding.likely import Likely
from supine.understanding.misheard import Misheard
from supine.understanding.spoken import Numbers
from supine.understanding.templates import Templates
from supine.understanding.walk import Walk, Walker

NOTHING = Templates("en", Contract(version=1), {}, {}, {}, ())
TEMPLATES = ["stop the routine", "start the back release", "hang on a moment", "go on"]


def hearing_of(words):
    return Hearing(Misheard(words, ["the"]), Numbers("en"))


@pytest.fixture
def among():
    """Return a function from what was heard to the templates it may have come from."""
    inside = {}
    for place, template in enumerate(TEMPLATES):
        for word in template.split():
            inside[word] = inside.get(word, 0) | 1 << place
    likely = Likely(inside)
    hearing = hearing_of(inside)

    def among(heard):
        bits = likely.among(hearing.lattice(heard.split()))
        return [template for n, template in enumerate(TEMPLATES) if bits >> n & 1]

    return among


def test_a_word_that_sounds_like_one_of_a_template_leads_to_it(among):
    assert among("stop the routin") == ["stop the routine"]
    assert among("start the bag relief") == ["start the back release"]


def test_a_word_that_was_torn_leads_to_the_whole_one(among):
    assert among("start the back re lease") == ["start the back release"]


def test_words_that_ran_together_lead_to_both(among):
    assert among("hangon a moment") == ["hang on a moment"]


def test_a_word_like_none_of_a_template_rules_it_out(among):
    assert among("stop the elephant") == []


def test_more_than_half_of_the_words_are_never_misheard(among):
    assert among("stob the routin") == []
    assert among("stob the routine") == ["stop the routine"]


def test_a_word_that_is_never_misheard_has_to_be_there(among):
    assert among("stop thy routine") == []


WORDS = ["stop", "stob", "go", "on", "goon", "back", "bag", "release", "relief", "rel", "ease", "a"]
sentences = st.lists(st.sampled_from([*WORDS, "the"]), min_size=1, max_size=5)


@given(heard=sentences, said=sentences)
def test_nothing_that_may_be_misheard_is_ruled_out(heard, said):
    """The filter may let too much through; what it stops is never looked at."""
    lattice = hearing_of(dict.fromkeys(said)).lattice(heard)
    ways = list(Walk(Walker(NOTHING, {}), lattice).ways(Words(" ".join(said))))

    assert Likely(dict.fromkeys(said, 1)).among(lattice) & 1 or not ways
