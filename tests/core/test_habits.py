from datetime import date, timedelta

import pytest

from supine.core.habits import GAPS_S, VOLUMES, Fading, Goal, Habits, nearer
from supine.core.timetable import Guidance

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("steps", "value", "by", "expected"),
    [
        (VOLUMES, 1.0, +1, 1.0),
        (VOLUMES, 1.0, -1, 0.8),
        (VOLUMES, 0.25, -1, 0.25),
        (GAPS_S, 0.55, +1, 1.2),
    ],
)
def test_a_step_stays_within_the_steps(steps, value, by, expected):
    assert nearer(steps, value, by) == expected


def after(times, days_ago=1, **options):
    last = TODAY - timedelta(days=days_ago)
    return Habits(times_done={"rest": times}, last_done={"rest": last}, **options)


@pytest.mark.parametrize(
    ("habits", "expected"),
    [
        (Habits(), Guidance.FULL),
        (after(4), Guidance.FULL),
        (after(5), Guidance.BRIEF),
        (after(5, days_ago=13), Guidance.BRIEF),
        (after(5, days_ago=14), Guidance.FULL),
        (after(400, days_ago=0), Guidance.BRIEF),
        (Habits(times_done={"rest": 5}), Guidance.BRIEF),
    ],
)
def test_full_texts_fade_and_come_back_after_two_weeks_away(habits, expected):
    assert habits.guidance_for("rest", TODAY, Fading()) is expected
    assert habits.guidance_for("other", TODAY, Fading()) is Guidance.FULL


@pytest.mark.parametrize("asked_for", list(Guidance))
def test_what_was_asked_for_wins_for_ever(asked_for):
    known = after(9, guidance={"rest": asked_for})
    away = after(9, days_ago=300, guidance={"rest": asked_for})

    assert known.guidance_for("rest", TODAY, Fading()) is asked_for
    assert away.guidance_for("rest", TODAY, Fading()) is asked_for


def test_both_limits_can_be_set():
    fading = Fading(brief_after=2, full_again_after_s=3 * 86_400)

    assert after(2).guidance_for("rest", TODAY, fading) is Guidance.BRIEF
    assert after(2, days_ago=3).guidance_for("rest", TODAY, fading) is Guidance.FULL


def test_what_was_practised_counts_by_day_and_what_was_completed_by_routine():
    habits = Habits()

    habits.practised("rest", TODAY, 600.0, completed=True)
    habits.practised("rest", TODAY, 60.0, completed=False)

    assert habits == Habits(times_done={"rest": 1}, last_done={"rest": TODAY}, days={TODAY: 660.0})


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        (date(2026, 3, 2), 3, date(2025, 12, 2)),
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2026, 11, 30)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_the_months_of_a_goal_end_today(today, months, expected):
    assert Goal(months=months).begins_after(today) == expected


def test_days_between_are_counted_from_the_day_after_until_the_last():
    habits = Habits(days={TODAY - timedelta(days=n): 60.0 * (n + 1) for n in range(5)})

    assert habits.between(TODAY - timedelta(days=3), TODAY) == [3, 2, 1]
    assert habits.between(TODAY - timedelta(days=5), TODAY, least=4) == [5, 4]
    assert habits.between(TODAY, TODAY) == []
