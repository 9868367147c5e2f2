import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.understanding.misheard import Misheard

MISHEARD = Misheard({"not", "timer"})


def may_be(heard, said):
    return MISHEARD.may_be(heard.split(), said.split())


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("start bag release", "start back release"),
        ("begin heap stretch", "begin hip stretch"),
        ("how long his left", "how long is left"),
        ("say that a gain", "say that again"),
        ("gentle her", "gentler"),
        ("start my back relief", "start my back release"),
        ("help me op", "help me up"),
        ("lauder", "louder"),
    ],
)
def test_what_sounds_alike_may_have_been_misheard(heard, said):
    assert may_be(heard, said)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("skip this song", "skip this one"),
        ("hold the line", "hold it longer"),
        ("skip intro", "skip it"),
        ("turn the radio down", "turn the sound down"),
        ("stop the music now", "stop now"),
        ("stop now", "stop the music now"),
        ("what time is it", "what time is it done"),
    ],
)
def test_what_sounds_different_was_not_misheard(heard, said):
    assert not may_be(heard, said)


def test_a_fixed_word_is_never_taken_for_another():
    assert may_be("time", "timer") is False
    assert may_be("stop knot", "stop not") is False
    assert may_be("stop not now", "stop not now")


def test_at_most_half_of_the_words_may_be_wrong():
    assert may_be("stard bag now please", "start back now please")
    assert not may_be("stard bag nau please", "start back now please")


WORDS = st.lists(st.sampled_from(["a", "go", "back", "bag", "release", "one"]), max_size=6)


@given(WORDS)
def test_everything_may_be_itself(words):
    assert MISHEARD.may_be(words, words)


@given(WORDS, WORDS)
def test_any_two_sentences_can_be_compared(one, other):
    assert MISHEARD.may_be(one, other) in {True, False}


def test_what_a_small_word_was_misheard_for_may_be_missing():
    misheard = Misheard(["not"], ["a", "an", "the"])
    said = ["start", "twenty", "minute", "rest"]

    assert misheard.may_be(["start", "at", "twenty", "minute", "rest"], said)
    assert not misheard.may_be(["start", "not", "twenty", "minute", "rest"], said)
    assert not misheard.may_be(["start", "long", "twenty", "minute", "rest"], said)


def test_words_that_ran_together_have_one_of_them_whole():
    misheard = Misheard(())

    assert misheard.may_be(["backreleas"], ["back", "release"])
    assert not misheard.may_be(["bockreleas"], ["back", "release"])
