import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.understanding.spelling import Spelling
from supine.understanding.spoken import Numbers, plain

GERMAN = Spelling(["zurück", "schön", "schon", "übung", "weiß", "große"], Numbers("de"))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("zurueck", "zurück"),
        ("zuruck", "zurück"),
        ("zurück", "zurück"),
        ("die uebung", "die übung"),
        ("weiss", "weiß"),
        ("grosse", "große"),
        ("dreissig minuten", "dreißig minuten"),
        ("zwoelf", "zwölf"),
        ("schoen", "schön"),
    ],
)
def test_a_word_is_known_however_its_letters_are_written(heard, meant):
    assert GERMAN.settled(heard) == meant


def test_a_word_that_is_another_word_without_its_marks_stays_that_word():
    assert GERMAN.settled("schon") == "schon"


def test_a_word_that_nobody_knows_stays_as_it_is():
    assert GERMAN.settled("blueten und neue strasse") == "blueten und neue strasse"


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("ein und zwanzig minuten", "einundzwanzig minuten"),
        ("noch fuenf und dreissig minuten", "noch fünfunddreißig minuten"),
        ("vier zig", "vierzig"),
        ("acht und vierzig", "achtundvierzig"),
    ],
)
def test_a_number_that_was_torn_is_put_together(heard, meant):
    assert GERMAN.settled(heard) == meant


def test_numbers_beside_each_other_stay_apart():
    assert GERMAN.settled("um acht zehn") == "um acht zehn"


def test_in_a_language_that_writes_numbers_in_several_words_they_stay_apart():
    assert Spelling(["minutes"], Numbers("en")).settled("twenty one") == "twenty one"


def test_marks_that_are_no_german_ones_may_be_missing_as_well():
    spelling = Spelling(["cálmate", "más"], Numbers("es"))

    assert spelling.settled("calmate mas") == "cálmate más"


@given(st.text())
def test_a_settled_text_stays_as_it_is(text):
    once = GERMAN.settled(plain(text))

    assert GERMAN.settled(once) == once
