import pytest

from supine.core.pace import Pace, standard_s

SENTENCES = [
    "Paused.",
    "Let your knees be bent.",
    "Feet flat on the floor, as wide as your shoulders.",
]


def test_an_unknown_voice_is_taken_for_the_standard_one():
    assert Pace().estimate_s(SENTENCES[1]) == pytest.approx(standard_s(SENTENCES[1]), abs=0.15)


@pytest.mark.parametrize("chars_a_second", [8, 14, 22])
@pytest.mark.parametrize("start_s", [0.0, 0.5])
def test_a_voice_is_known_within_four_percent_after_a_dozen_sentences(chars_a_second, start_s):
    pace = Pace()
    for _ in range(4):
        for text in SENTENCES:
            pace.learn(text, start_s + len(text) / chars_a_second)

    text = "Wait here on your side, and let your head rest."
    assert pace.estimate_s(text) == pytest.approx(start_s + len(text) / chars_a_second, rel=0.04)


def test_an_odd_time_is_passed_over():
    """A sentence that waited for somebody's dialogue says nothing about the voice."""
    pace = Pace()
    before = pace.estimate_s(SENTENCES[1])

    pace.learn(SENTENCES[1], 300.0)
    pace.learn(SENTENCES[1], -1.0)

    assert pace.estimate_s(SENTENCES[1]) == before


def test_a_voice_that_changes_is_believed():
    pace = Pace()
    for text in SENTENCES * 20:
        pace.learn(text, len(text) / 22)
    for text in SENTENCES * 20:
        pace.learn(text, len(text) / 10)

    assert pace.estimate_s(SENTENCES[2]) == pytest.approx(len(SENTENCES[2]) / 10, rel=0.1)
