import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.adapters.hermes.text import pieces, spoken


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Rest now. \n", "Rest now."),
        ("Rest\x00 now\x1b[31m.", "Rest now [31m."),
        ("One.\r\nTwo.\u2028Three.", "One. Two. Three."),
        ("Half a \ud83d pair.", "Half a pair."),
        ("Ça va, größer, 膝を曲げて。", "Ça va, größer, 膝を曲げて。"),
        (" \t\n", ""),
        ("", ""),
    ],
)
def test_a_speech_engine_gets_one_clean_line(text, clean):
    assert spoken(text) == clean


@pytest.mark.parametrize("text", ["-x", "  --stdin", "\x00-x", "\n- breathe"])
def test_a_text_cannot_be_taken_for_an_option(text):
    """espeak-ng would wait for its standard input, and with it every voice in the house."""
    assert spoken(text).startswith(" -")


def test_a_short_text_is_left_whole():
    text = "One. Two. Three."

    assert pieces(text, 16) == [text]


def test_a_text_is_cut_between_sentences():
    text = "Lie on your back. Bend your knees. Let the floor carry you."

    assert pieces(text, 40) == ["Lie on your back. Bend your knees.", "Let the floor carry you."]


def test_a_sentence_that_is_too_long_is_cut_after_a_clause_or_between_words():
    assert pieces("Let your neck be long, and let your back be wide.", 30) == [
        "Let your neck be long,",
        "and let your back be wide.",
    ]
    assert pieces("one two three four five six", 12) == ["one two", "three four", "five six"]


def test_a_language_without_blanks_is_cut_at_its_full_stops():
    assert pieces("仰向けになります。膝を曲げます。", 10) == [
        "仰向けになります。",
        "膝を曲げます。",
    ]


def test_nothing_to_say_is_no_piece():
    assert pieces(" \n\x00", 90) == []


@given(st.text(max_size=400), st.integers(12, 90))
def test_pieces_are_short_clean_and_all_of_the_text(text, longest):
    cut = pieces(text, longest)

    assert all(0 < len(piece) <= longest for piece in cut)
    assert all(spoken(piece) == piece for piece in cut)
    assert "".join("".join(cut).split()) == "".join(spoken(text).split())


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\ufeff", "\uffff"])
def test_marks_that_only_steer_what_is_written_are_not_spoken(mark):
    assert spoken(f"left{mark} leg") == "left leg"
