import logging
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from supine.adapters.diary import Diary
from supine.core.events import (
    Alert,
    Answer,
    Ending,
    Hush,
    Question,
    RecordPractice,
    RememberPreference,
    RemoveReminder,
    SaveFirings,
    SaveReminder,
)
from supine.core.reminders.model import OPEN, Firing, Key, Reason, Reminder, Source, State


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
        Answer(2, "d", "Which would you like?", Question("t", ("SupineChoose",))),
        RememberPreference("volume", "0.8"),
        RememberPreference("guidance:back-release", "less"),
        Alert("red flag"),
    )

    assert told == [
        "bedroom: back-release, completed after 15:00",
        'bedroom: answered "Paused."',
        'bedroom: asked "Which would you like?"',
        "bedroom: from now on, the voice's volume is 0.8",
        "bedroom: from now on, back-release is told with less words",
        "bedroom: red flag; the safety words were said",
    ]


def test_what_nobody_would_recognise_is_not_told(caplog):
    assert lines(caplog, Hush(), Answer(1, "d", "")) == []


DUE = datetime(2026, 3, 2, 8, tzinfo=UTC)
WAITING = Firing(
    key=Key("r", DUE.date(), 0),
    due_at=DUE,
    state=State.DUE,
    wanted_at=DUE,
    look_at=DUE,
    changed_at=DUE,
    reason=Reason.BUSY,
)


@pytest.fixture
def _in_tokyo(monkeypatch):
    """The machine is where it is evening when it is morning in UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_tokyo")
@pytest.mark.parametrize(
    ("state", "reason", "became"),
    [
        (State.ACCEPTED, None, "accepted"),
        (State.SKIPPED, None, "turned down for today"),
        (State.MISSED, Reason.NO_ANSWER, "missed (no answer)"),
        (State.DONE_ALREADY, Reason.DONE_TODAY, "not asked (done today)"),
        (State.QUIET, Reason.QUIET_HOURS, "not asked (quiet hours)"),
        (State.UNDELIVERED, Reason.UNDELIVERED, "not heard, since no loudspeaker reported it"),
    ],
)
def test_what_became_of_a_reminder_is_told_when_it_is_settled_by_the_households_clock(
    caplog, state, reason, became
):
    settled = replace(WAITING, state=state, look_at=None, reason=reason)

    told = lines(caplog, SaveFirings((WAITING,)), SaveFirings((settled,)))

    assert told == [f"bedroom: reminder of 2026-03-02 17:00: {became}"]


@pytest.mark.usefixtures("_in_tokyo")
def test_a_reminder_that_is_put_off_tells_until_when(caplog):
    later = DUE + timedelta(minutes=10)
    snoozed = replace(WAITING, state=State.SNOOZED, wanted_at=later, look_at=later)

    assert lines(caplog, SaveFirings((snoozed,))) == [
        "bedroom: reminder of 2026-03-02 17:00: put off until 17:10"
    ]


def test_every_end_of_a_reminder_has_its_words(caplog):
    ends = [state for state in State if state not in OPEN]

    told = lines(caplog, *(SaveFirings((replace(WAITING, state=s, look_at=None),)) for s in ends))

    words = [line.rpartition(": ")[2] for line in told]
    assert len(words) == len(ends)
    assert not {state.value for state in ends} - {"accepted", "missed"} & set(words)


def test_a_reminder_that_is_made_moved_or_cancelled_is_told_with_its_time(caplog):
    made = Reminder(
        id="r",
        site_id="bedroom",
        at=DUE.time().replace(hour=7),
        zone="UTC",
        source=Source.VOICE,
        created_at=DUE,
        since=DUE,
        routine_id="back-release",
    )
    told = lines(
        caplog,
        SaveReminder(made),
        SaveReminder(replace(made, days=frozenset(range(5)), routine_id=None, enabled=False)),
        RemoveReminder("r"),
    )

    assert told == [
        "bedroom: reminder kept: at 07:00, back-release",
        "bedroom: reminder kept: at 07:00 on weekdays, any routine, off",
        "bedroom: reminder r cancelled",
    ]
