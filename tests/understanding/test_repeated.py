from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.understanding.repeated import folded
from supine.understanding.spoken import Numbers

NUMBERS = Numbers("en")


@pytest.mark.parametrize(
    ("said", "once"),
    [
        ("stop stop stop", "stop"),
        ("can you can you go on", "can you go on"),
        ("go back go back to the last one", "go back to the last one"),
        ("the the second one", "the second one"),
        ("hang on hang on hang on a second", "hang on a second"),
        ("go on", "go on"),
        ("on and on", "on and on"),
        ("", ""),
    ],
)
def test_what_is_said_again_counts_once(said, once):
    assert folded(said.split(), NUMBERS) == once.split()


@pytest.mark.parametrize("said", ["at twenty twenty", "at ten ten", "20 20", "at one one five"])
def test_numbers_beside_each_other_may_be_a_time(said):
    assert folded(said.split(), NUMBERS) == said.split()


@given(st.lists(st.sampled_from(["stop", "go", "on", "five"]), max_size=12))
def test_no_word_is_lost_that_is_said(words):
    once = folded(words, NUMBERS)

    assert set(once) == set(words)
    assert not [one for one, then in pairwise(once) if one == then != "five"]
