import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.understanding.pronunciation import Pronunciation, Sounds

ENGLISH = Pronunciation({"^kn": "n", "ck": "k", "c": "k", "ph": "f", "gh": "", "e$": "", "ea": "E"})
PLAIN = Pronunciation({})


def likeness(one, other):
    return PLAIN.alike(PLAIN.of(one), PLAIN.of(other))


def test_what_is_written_is_spoken_as_the_language_says():
    assert ENGLISH.of("knack").finely == "nak"
    assert ENGLISH.of("phone").finely == "fon"


def test_the_longest_that_fits_is_spoken():
    spoken = Pronunciation({"s": "z", "ss": "s", "s$": "S"})

    assert spoken.of("his").finely == "hiS"
    assert spoken.of("missing").finely == "mising"


def test_a_beginning_and_an_end_are_those_of_the_word():
    assert ENGLISH.of("okne").finely == "okn"


def test_a_sound_that_is_written_twice_is_spoken_once():
    assert PLAIN.of("butter").finely == "buter"


def test_several_words_sound_as_one_after_the_other():
    assert ENGLISH.of("back phone").finely == "bakfon"


def test_what_sounds_the_same_is_wholly_alike():
    assert ENGLISH.alike(ENGLISH.of("peace"), ENGLISH.of("pease")) < 1
    assert ENGLISH.alike(ENGLISH.of("cat"), ENGLISH.of("kat")) == 1


@pytest.mark.parametrize(
    ("word", "nearer", "farther"),
    [
        ("bag", "pag", "rag"),  # two sounds that are made alike
        ("hip", "hep", "hit"),  # another vowel
        ("hand", "and", "band"),  # a breath that was lost
        ("legs", "lags", "logos"),
    ],
)
def test_what_is_easily_taken_for_each_other_is_more_alike(word, nearer, farther):
    assert likeness(word, nearer) > likeness(word, farther)


def test_sounds_are_known_by_their_families_and_their_bones():
    assert Sounds.of("dok").roughly == Sounds.of("tag").roughly
    assert Sounds.of("dok").bones == Sounds.of("tg").bones


WORDS = st.text("abdeghikopst ", max_size=12)


@given(WORDS, WORDS)
def test_likeness_is_a_part_of_one_and_the_same_both_ways(one, other):
    there, back = likeness(one, other), likeness(other, one)

    assert 0 <= there <= 1
    assert there == pytest.approx(back)


@given(WORDS)
def test_everything_is_wholly_like_itself(word):
    assert likeness(word, word) == 1
