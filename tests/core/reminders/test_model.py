from datetime import datetime, time

import pytest
from household import micro_pause, reminder

from supine.core.reminders.model import LOST, OPEN, TOLD_AS_MISSED, State

NAIVE = datetime.fromisoformat("2026-01-01 08:00")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"zone_name": "Europe/Londn"}, "no time zone 'Europe/Londn'"),
        ({"days": frozenset()}, "days of the week"),
        ({"days": frozenset({7})}, "days of the week"),
        ({"at": "08:00:00.5"}, "whole seconds"),
        ({"at": "08:00+01:00"}, "without a zone of its own"),
        ({"created_at": NAIVE}, "aware"),
        ({"every_s": 3600}, "both every_s and until"),
        ({"until": time(17)}, "both every_s and until"),
        ({"every_s": 59, "until": time(17)}, "a minute or more"),
        ({"every_s": 0, "until": time(17)}, "a minute or more"),
        ({"every_s": 3600, "until": time(7)}, "later the same day"),
    ],
)
def test_a_reminder_that_makes_no_sense_cannot_be_made(options, said):
    with pytest.raises(ValueError, match=said):
        reminder(**options)


def test_a_plain_reminder_has_one_slot_whatever_its_time():
    """Moving it keeps the key of the date, so that it cannot come twice on one day."""
    assert list(reminder("08:00").slots) == list(reminder("20:00").slots) == [0]


def test_the_slots_of_a_micro_pause_are_times_of_the_day_and_the_last_one_counts():
    one = micro_pause("09:00", "10:30", every_s=45 * 60)

    assert [one.wall_time(slot) for slot in one.slots] == [time(9), time(9, 45), time(10, 30)]


def test_what_is_settled_is_either_lost_or_came_to_something():
    came_to_something = {
        State.ACCEPTED,
        State.SKIPPED,
        State.OFF,
        State.DONE_ALREADY,
        State.MERGED,
    }

    assert set(State) == OPEN | LOST | came_to_something
    assert set(LOST) == {*TOLD_AS_MISSED, State.GONE}
