from datetime import date

import pytest

from supine.adapters.store.habitbook import HabitBook
from supine.core.habits import Habits
from supine.core.timetable import Guidance

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 1)


def book(*preferences, times_done=(), last_routines=(), days=()):
    filled = HabitBook()
    filled.fill(preferences, times_done, last_routines, days)
    return filled


def test_a_new_site_has_the_usual_habits():
    assert book(("den", "volume", "0.4")).habits("bedroom") == Habits()


def test_what_was_kept_becomes_habits():
    kept = book(
        ("den", "gap", "1.2"),
        ("den", "volume", "0.4"),
        ("den", "rate", "0.85"),
        ("den", "guidance:hip-rest", "less"),
        times_done=[("den", "hip-rest", 12, SUNDAY)],
        last_routines=[("den", "hip-rest")],
        days=[("den", SUNDAY, 900.0), ("bedroom", SUNDAY, 60.0)],
    )

    assert kept.habits("den") == Habits(
        gap_s=1.2,
        volume=0.4,
        rate=0.85,
        guidance={"hip-rest": Guidance.LESS},
        times_done={"hip-rest": 12},
        last_done={"hip-rest": SUNDAY},
        days={SUNDAY: 900.0},
        last_routine="hip-rest",
    )


def test_what_is_told_is_known_at_once():
    kept = book(
        ("den", "volume", "0.4"),
        times_done=[("den", "hip-rest", 12, SUNDAY)],
        days=[("den", MONDAY, 60.0)],
    )

    kept.prefer("den", "volume", "0.6")
    kept.practised("den", "hip-rest", MONDAY, 900.0, completed=True)
    kept.practised("den", "desk-break", MONDAY, 40.0, completed=False)

    assert kept.habits("den") == Habits(
        volume=0.6,
        times_done={"hip-rest": 13},
        last_done={"hip-rest": MONDAY},
        days={MONDAY: 1000.0},
        last_routine="desk-break",
    )


def test_a_site_may_change_its_habits_without_changing_the_book():
    kept = book(times_done=[("den", "hip-rest", 1, SUNDAY)])

    kept.habits("den").practised("hip-rest", MONDAY, 900.0, completed=True)

    assert kept.habits("den") == Habits(times_done={"hip-rest": 1}, last_done={"hip-rest": SUNDAY})


def test_a_completion_on_a_day_that_is_none_still_counts():
    kept = book(times_done=[("den", "hip-rest", 3, None)])

    assert kept.habits("den") == Habits(times_done={"hip-rest": 3})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("volume", "loud"),
        ("volume", "7"),
        ("gap", "-1"),
        ("rate", "nan"),
        ("rate", "inf"),
        ("guidance:hip-rest", "shouted"),
    ],
)
def test_a_value_no_supine_wrote_is_passed_over_with_a_line(key, value, caplog):
    kept = book(("den", key, value), ("den", "gap", "1.2") if key != "gap" else ("x", "gap", "1"))

    habits = kept.habits("den")

    assert habits == Habits(gap_s=1.2 if key != "gap" else Habits().gap_s)
    assert caplog.messages == [f"den: {key} cannot be {value!r}; the usual is taken"]


def test_a_key_of_another_time_is_left_alone(caplog):
    assert book(("den", "favourite", "hip-rest")).habits("den") == Habits()
    assert caplog.messages == []
