import logging
from dataclasses import replace
from datetime import UTC, datetime

from supine.adapters.diary import Diary
from supine.core.events import (
    Alert,
    Answer,
    Ending,
    Hush,
    RecordPractice,
    RememberPreference,
    RemoveReminder,
    SaveFirings,
)
from supine.core.reminders.model import Firing, Key, Reason, State


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


def test_what_became_of_a_reminder_is_told_when_it_is_settled(caplog):
    due = datetime(2026, 3, 2, 8, tzinfo=UTC)
    waiting = Firing(
        key=Key("r", due.date(), 0),
        due_at=due,
        state=State.DUE,
        wanted_at=due,
        look_at=due,
        changed_at=due,
        reason=Reason.BUSY,
    )
    missed = replace(waiting, state=State.MISSED, look_at=None, reason=Reason.NO_ANSWER)

    told = lines(caplog, SaveFirings((waiting,)), SaveFirings((missed,)), RemoveReminder("r"))

    assert told == [
        "bedroom: reminder of 2026-03-02 08:00 UTC: missed (no answer)",
        "bedroom: reminder r cancelled",
    ]
