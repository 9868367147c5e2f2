import pytest

from supine.linting.speaking import speech_faults


def rules(text, language="en", wake_words=("jarvis",)):
    return [broken.rule for broken in speech_faults(text, language, wake_words)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Stop for a moment, and breathe \N{EN DASH} slowly.", "en"),
        ("It's \N{LEFT DOUBLE QUOTATION MARK}done\N{RIGHT DOUBLE QUOTATION MARK} (again)!", "en"),
        ("About {time}, then the {side} knee...", "en"),
        ("L\u00f6se die H\u00fcfte.", "de"),
        ("\u0414\u044b\u0448\u0438\u0442\u0435.", "ru"),
        ("\u6df1\u547c\u5438\u3057\u3066\u304f\u3060\u3055\u3044\u3002", "ja"),
        ("\u0938\u093e\u0901\u0938 \u0932\u0947\u0902\u0964", "hi"),
        ("\u00bfD\u00f3nde? \u00a1Aqu\u00ed!", "es"),
        ("Jarvisson may come.", "en"),
    ],
)
def test_what_can_be_said_is_good(text, language):
    assert rules(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "rule"),
    [
        ("Eight times, or 8.", "en", "digits"),
        ("\u0662 times", "en", "digits"),
        ("Left & right.", "en", "symbol"),
        ("Ninety \N{DEGREE SIGN} or so.", "en", "emoji"),
        ("Five \N{EURO SIGN}.", "en", "symbol"),
        ("Half/half", "en", "symbol"),
        ("*Breathe*", "en", "symbol"),
        ("See https://example.org/back", "en", "web-address"),
        ("Write to me@example.org", "en", "web-address"),
        ("See example.com", "en", "web-address"),
        ("Well done \N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}", "en", "emoji"),
        ("\N{BLACK HEART SUIT} you", "en", "emoji"),
        ("\u0414\u044b\u0448\u0438\u0442\u0435.", "en", "script"),
        ("Breathe.", "ru", "script"),
        ("Breathe.", "ja", "script"),
        ("Hey Jarvis, wait.", "en", "wake-word"),
        ("JARVIS!", "en", "wake-word"),
    ],
)
def test_what_a_voice_cannot_be_trusted_with_is_told(text, language, rule):
    assert set(rules(text, language)) == {rule}


def test_the_word_and_what_to_do_are_named():
    (broken,) = speech_faults("Do it 12 times.", "en", ())

    assert "`12`" in broken.problem
    assert "in words" in broken.problem


def test_what_stands_in_braces_is_not_spoken():
    assert rules("About {time_24}.") == []
