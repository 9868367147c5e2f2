from loading.written import PHRASES
from supine.linting.phrases import phrase_faults
from supine.loading.yamlfile import parse_yaml


def faults(text):
    found = phrase_faults(parse_yaml(text.encode(), "phrases.yaml"), "en", ("jarvis",))
    return [(fault.line, fault.rule) for fault in found]


def test_good_phrases_can_be_spoken():
    assert faults(PHRASES) == []


def test_every_part_that_is_spoken_is_looked_at():
    changes = [
        ("[zero,", "[0 or none,"),
        ("one minute", "1 minute"),
        ("left: left", "left: left & up"),
        ("Stop now.", "Jarvis stops."),
        ("paused: Paused.", "paused: Paused \N{PERSONAL COMPUTER}."),
        ("daily: every day", "daily: 24 hours"),
    ]
    text = PHRASES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)

    assert [rule for _, rule in sorted(faults(text))] == [
        *("digits", "digits", "symbol", "wake-word", "emoji", "digits"),
    ]


def test_minutes_and_hours_in_digits_are_no_words():
    assert (
        faults("clock: {minutes: [{at: [0], say: sharp}], names: [{at: '12:00', say: noon}]}\n")
        == []
    )
