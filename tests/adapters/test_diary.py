import logging

from supine.adapters.diary import Diary
from supine.core.events import Alert, Answer, Ending, Hush, RecordPractice, RememberPreference


def lines(caplog, *commands):
    with caplog.at_level(logging.INFO, logger="supine.diary"):
        for command in commands:
            Diary().tell("bedroom", command)
    return caplog.messages


def test_a_householder_reads_what_happened(caplog):
    told = lines(
        caplog,
        RecordPractice("back-release", Ending.COMPLETED, 900.4),
        Answer(1, "d", "Paused."),
        RememberPreference("volume", "0.8"),
        Alert("red flag"),
    )

    assert told == [
        "bedroom: back-release, completed after 15:00",
        'bedroom: answered "Paused."',
        "bedroom: from now on, volume is 0.8",
        "bedroom: red flag; the safety words were said",
    ]


def test_what_nobody_would_recognise_is_not_told(caplog):
    assert lines(caplog, Hush(), Answer(1, "d", "")) == []
