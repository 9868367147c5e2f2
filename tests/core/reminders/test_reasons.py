from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import yaml

from supine.core.reminders.facts import Why
from supine.core.reminders.model import Firing, Key, Reason, State
from supine.core.reminders.reasons import ASKED, UNRECORDED, reason_key
from supine.data import shipped

DUE = datetime(2026, 6, 15, 8, tzinfo=UTC)
FIRING = Firing(
    key=Key("daily", date(2026, 6, 15), 0),
    due_at=DUE,
    state=State.MISSED,
    wanted_at=DUE,
    look_at=None,
    changed_at=DUE,
)


@pytest.mark.parametrize(
    ("state", "reason", "key"),
    [
        (State.MISSED, Reason.NO_ANSWER, "why_no_answer"),
        (State.MISSED, Reason.TOO_LATE, "why_too_late"),
        (State.QUIET, Reason.QUIET_HOURS, "why_quiet"),
        (State.SKIPPED, None, "why_skipped"),
        (State.OFF, Reason.BUSY, "why_turned_off"),
        (State.ACCEPTED, None, ASKED),
        (State.DUE, Reason.NOT_YET, ASKED),
    ],
)
def test_what_became_of_it_is_told_and_where_there_is_nothing_to_tell_that_it_was_asked(
    state, reason, key
):
    assert reason_key(replace(FIRING, state=state, reason=reason)) == key


def test_every_reason_has_its_words():
    contract = yaml.safe_load((shipped("intents") / "intents.yaml").read_text("utf-8"))
    told = {reason_key(replace(FIRING, reason=reason)) for reason in Reason}

    assert set(UNRECORDED) == set(Why)
    assert told | set(UNRECORDED.values()) <= set(contract["phrases"])
