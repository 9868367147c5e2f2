import pytest
from hassil.numbers import get_rbnf_engine
from hypothesis import given
from hypothesis import strategies as st

from supine.understanding.spoken import (
    FILLERS_MAX,
    NUMBER_MAX,
    Fillers,
    Number,
    Numbers,
    plain,
    plain_template,
    written,
)


@pytest.mark.parametrize(
    ("text", "only"), [("um so please", True), ("um", True), ("um stop", False), ("summer", False)]
)
def test_what_has_nothing_but_fillers_in_it_is_known(text, only):
    assert Fillers(["um", "so", "please"]).only(text) == only


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I'm down - okay?", "im down okay"),
        ("I\u2019m DOWN", "im down"),
        ("  twenty-five\tminutes ", "twenty five minutes"),
        ("25-minute", "25 minute"),
        ("Ca\u0301lmate, por favor", "c\u00e1lmate por favor"),
        ("\u0928\u092e\u0938\u094d\u0924\u0947!", "\u0928\u092e\u0938\u094d\u0924\u0947"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_a_text_is_brought_into_plain_words(text, words):
    assert plain(text) == words


@given(st.text())
def test_plain_words_stay_as_they_are(text):
    once = plain(text)

    assert plain(once) == once


@given(st.text())
def test_plain_words_have_single_blanks_and_no_punctuation(text):
    words = plain(text).split(" ")

    assert words == [""] or all(words)
    assert not set(".,;:!?'\"()[]{}<>|#") & set(plain(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Runner's warm-up (short)", "runner's warm up short"),
        ("I\u2019m 'here'", "i'm here"),
        ("rock 'n' roll", "rock n roll"),
    ],
)
def test_a_recogniser_of_speech_writes_apostrophes_inside_words(text, words):
    assert written(text) == words


def test_a_template_keeps_its_slots_and_rules_while_its_words_become_plain():
    template = "[I'm] warm-up {Span:minutes} <It-is>"

    assert plain_template(template) == "[im] warm up {Span:minutes} <It-is>"


def test_fillers_are_taken_away_bit_by_bit():
    fillers = Fillers(["please", "um", "can you", "now"])

    readings = fillers.without("um can you please stop now")

    assert readings[:4] == [
        "um can you please stop now",
        "stop now",
        "um can you please stop",
        "can you please stop now",
    ]
    assert readings[-1] == "stop"
    assert len(readings) == len(set(readings)) == 2**4


def test_what_is_a_filler_elsewhere_may_have_a_meaning_here():
    fillers = Fillers(["komm", "denn", "jetzt"])

    assert "wie komm ich hoch" in fillers.without("wie komm ich denn jetzt hoch")


def test_of_many_fillers_all_are_taken_away_or_those_around_a_sentence():
    said = " ".join(["um", "so", "stop", *["so"] * FILLERS_MAX, "it", "um"])

    readings = Fillers(["um", "so"]).without(said)

    assert len(readings) == 5
    assert readings[-1] == "stop it"


def test_a_filler_that_is_all_there_is_stays():
    assert Fillers(["okay", "please"]).without("okay please") == ["okay please", "please", "okay"]


def test_a_filler_inside_a_word_is_none():
    assert Fillers(["so", "no"]).without("some noise so loud") == [
        "some noise so loud",
        "some noise loud",
    ]


def test_without_fillers_there_is_one_reading():
    assert Fillers([]).without("stop now") == ["stop now"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("twenty five minutes", [Number(25, 0, 2)]),
        ("give me 25 more", [Number(25, 2, 3)]),
        ("one hundred twenty", [Number(120, 0, 3)]),
        ("two more of twenty", [Number(2, 0, 1), Number(20, 3, 4)]),
        ("stop", []),
    ],
)
def test_numbers_are_found_in_words_and_in_digits(text, numbers):
    assert list(Numbers("en").find(text.split())) == numbers


def test_numbers_are_known_in_other_languages():
    assert [n.value for n in Numbers("pt-BR").find(["vinte", "e", "um", "minutos"])] == [21]
    assert [n.value for n in Numbers("de").find(["fünfundzwanzig"])] == [25]


def test_in_a_language_that_nobody_has_taught_to_count_digits_are_numbers():
    numbers = Numbers("tlh")

    assert [n.value for n in numbers.find(["wa", "25"])] == [25]
    assert numbers.spelled(1, 10) == {}


def test_numbers_can_be_spelled_out():
    assert Numbers("en").spelled(20, 22) == {
        ("twenty",): 20,
        ("twenty", "one"): 21,
        ("twenty", "two"): 22,
    }


def test_a_word_that_may_belong_to_a_number_is_known():
    numbers = Numbers("en")

    assert all(map(numbers.may_be, ["twenty", "hundred", "7"]))
    assert not numbers.may_be("back")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "nl"])
def test_all_forms_of_all_numbers_are_known(language):
    """To save time most forms are put together from those of their parts."""
    engine = get_rbnf_engine(language)
    known = Numbers(language).spelled(0, NUMBER_MAX)

    for number in range(NUMBER_MAX + 1):
        for form in engine.format_number(number).text_by_ruleset.values():
            words = tuple(plain(form).split())
            assert known[words] <= number, form
