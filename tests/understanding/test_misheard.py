import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.loading.contract import Contract
from supine.understanding.grammar import Words
from supine.understanding.hearing import Hearing
from supine.understanding.misheard import Misheard
from supine.understanding.pronunciation import Pronunciation
from supine.understanding.spoken import Numbers
from supine.understanding.templates import Templates
from supine.understanding.walk import Walk, Walker

NOTHING = Templates("en", Contract(version=1), {}, {}, {}, ())


def may_be(heard, said, fixed=("not", "timer"), small=()):
    """Return whether one sentence may have been heard for another."""
    if not heard:
        return not said
    misheard = Misheard(said.split(), fixed, small)
    lattice = Hearing(misheard, Numbers("en"), small).lattice(heard.split())
    return any(Walk(Walker(NOTHING, {}), lattice).ways(Words(said)))


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
    assert may_be(" ".join(words), " ".join(words))


@given(WORDS, WORDS)
def test_any_two_sentences_can_be_compared(one, other):
    assert may_be(" ".join(one), " ".join(other)) in {True, False}


def test_what_a_small_word_was_misheard_for_may_be_missing():
    def of_a_rest(heard):
        return may_be(heard, "start rest now", ["not"], ["a", "an", "the"])

    assert of_a_rest("start at rest now")
    assert not of_a_rest("start not rest now")
    assert not of_a_rest("start long rest now")


def test_at_the_end_there_is_no_small_word_to_be_misheard():
    assert not may_be("start rest at", "start rest", ["not"], ["a", "an", "the"])


def test_words_that_ran_together_have_one_of_them_whole():
    assert may_be("backreleas", "back release")
    assert not may_be("bockreleas", "back release")


def test_a_border_between_words_may_have_moved():
    assert may_be("speaks lower", "speak slower")
    assert not may_be("speaks lover", "speak slower")


SPOKEN = Pronunciation({"au": "o", "aw": "o", "se$": "z", "s$": "z", "e$": "", "gh": "", "ea": "E"})


def test_words_that_sound_alike_may_have_been_said():
    misheard = Misheard(["pause", "stop", "rest"], pronunciation=SPOKEN)

    assert list(misheard.alike("paws")) == ["pause"]
    assert misheard.same_sound("paws", "pause")


def test_short_words_that_only_look_alike_were_not_said():
    misheard = Misheard(["now"], pronunciation=Pronunciation({"ow$": "O", "^now$": "nV"}))

    assert misheard.alike("bow") == {}


def test_the_more_alike_two_words_sound_the_fewer_letters_differ():
    likes = Misheard(["back", "pack", "bag"], pronunciation=Pronunciation({"ck": "k"})).alike("bak")

    assert likes["back"] < likes["bag"]
    assert likes["back"] < likes["pack"]


def test_what_is_known_to_be_heard_is_taken_for_what_was_said():
    misheard = Misheard(["hang", "on"], known={"hang on": ["and on"]})

    assert misheard.instead("and on") == [("hang on", 1.0)]
    assert misheard.instead("end on") == []


def test_the_name_of_a_routine_is_known_by_its_sound():
    misheard = Misheard(
        ["back", "release"],
        pronunciation=Pronunciation({"ck": "k", "ea": "E", "se$": "s", "tt": "t", "ery": "rE"}),
        phrases=["back release"],
    )

    assert [said for said, _ in misheard.instead("bakrelease")] == ["back release"]
    assert [said for said, _ in misheard.instead("bag release")] == ["back release"]
    assert misheard.instead("the hounds") == []


def test_a_filler_may_be_misheard():
    spoken = Pronunciation({"c": "k"})
    misheard = Misheard(["stop"], fillers=["please", "can you"], pronunciation=spoken)

    assert misheard.filler("pleased")
    assert not misheard.filler("stop")
    assert misheard.asking(("ken", "you"))
    assert not misheard.asking(("did", "she"))
