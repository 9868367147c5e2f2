from datetime import time

import pytest
from pydantic import ValidationError

from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.loading.remindersettings import QuietConfig, ReminderConfig, ReminderRulesConfig


def broken(model, **values):
    """Return where values are refused and by which rule."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def test_a_reminder_needs_a_time_and_nothing_else():
    entry = ReminderConfig.model_validate({"at": "07:30"})

    assert entry.at == time(7, 30)
    assert frozenset(entry.days) == frozenset(range(7))
    others = (entry.site, entry.routine, entry.minutes, entry.text, entry.every_s, entry.zone)
    assert set(others) == {None}


def test_a_reminder_may_say_much():
    entry = ReminderConfig.model_validate(
        {
            "at": "9 am",
            "site": "study",
            "days": ["mon", "wed", "mon"],
            "routine": "poise-pause",
            "minutes": 3,
            "text": "Shall we  stop for a moment?",
            "every": "1h 30min",
            "until": "5 pm",
            "zone": "Europe/Berlin",
        }
    )

    assert (entry.at, entry.until, entry.every_s) == (time(9), time(17), 5400)
    assert frozenset(entry.days) == {0, 2}
    assert entry.text == "Shall we stop for a moment?"


@pytest.mark.parametrize(
    ("values", "place", "rule"),
    [
        ({}, ("at",), "missing"),
        ({"at": "soon"}, ("at",), "wrong-value"),
        ({"at": "8:00", "site": "a b"}, ("site",), "wrong-value"),
        ({"at": "8:00", "site": "a\0b"}, ("site",), "wrong-value"),
        ({"at": "8:00", "site": "\udcff"}, ("site",), "wrong-value"),
        ({"at": "8:00", "days": []}, ("days", "(list)"), "too_short"),
        ({"at": "8:00", "days": ["mon", "day"]}, ("days", "(list)", 1), "wrong-value"),
        ({"at": "8:00", "days": [0]}, ("days", "(list)", 0), "wrong-value"),
        ({"at": "8:00", "days": "never"}, ("days", "(text)"), "wrong-value"),
        ({"at": "8:00", "routine": "Back Release"}, ("routine",), "wrong-value"),
        ({"at": "8:00", "minutes": 0}, ("minutes",), "greater_than_equal"),
        ({"at": "8:00", "minutes": 121}, ("minutes",), "less_than_equal"),
        ({"at": "8:00", "text": ""}, ("text",), "text-missing"),
        ({"at": "8:00", "text": "x" * 91}, ("text",), "sentence-too-long"),
        ({"at": "8:00", "zone": "Bree"}, ("zone",), "wrong-value"),
        ({"at": "8:00", "every": "30s", "until": "9:00"}, ("every",), "wrong-value"),
        ({"at": "8:00", "every": "90.5s", "until": "9:00"}, ("every",), "wrong-value"),
        ({"at": "8:00", "every": "1h"}, ("every",), "missing-key"),
        ({"at": "8:00", "until": "9:00"}, ("until",), "missing-key"),
        ({"at": "8:00", "every": "1h", "until": "8:00"}, ("until",), "wrong-value"),
        ({"at": "8:00", "every": "1h", "until": "7:59"}, ("until",), "wrong-value"),
        ({"at": "8:00", "when": "8:00"}, ("when",), "extra_forbidden"),
    ],
)
def test_a_reminder_takes_only_what_it_means(values, place, rule):
    assert broken(ReminderConfig, **values) == [(place, rule)]


def test_quiet_hours_may_go_over_midnight():
    quiet = QuietConfig.model_validate({"from": "21:30", "until": "7:30", "days": "weekdays"})

    assert quiet.as_quiet() == Quiet(
        start=time(21, 30), end=time(7, 30), days=frozenset({0, 1, 2, 3, 4})
    )


def test_quiet_hours_need_both_ends():
    assert broken(QuietConfig, **{"from": "21:30"}) == [(("until",), "missing")]
    assert broken(QuietConfig, until="21:30") == [(("from",), "missing")]


def test_the_rules_are_the_cores_where_nothing_else_is_said():
    assert ReminderRulesConfig().as_rules() == Rules()
    assert ReminderRulesConfig().after_lunch == time(13, 30)


def test_every_rule_reaches_the_core():
    given = {
        "late_window": "1h",
        "late_after": "0s",
        "again_after": "5min",
        "quiet_when_done": False,
        "after_lunch": "2 pm",
    }

    rules = ReminderRulesConfig.model_validate(given)

    assert rules.as_rules() == Rules(
        late_window_s=3600.0, late_after_s=0.0, again_s=300.0, quiet_when_done=False
    )
    assert rules.after_lunch == time(14)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("late_window", "0s"),
        ("late_window", "two hours"),
        ("late_after", "-1s"),
        ("again_after", 0),
        ("after_lunch", "noon"),
    ],
)
def test_a_rule_takes_only_what_it_means(key, value):
    assert broken(ReminderRulesConfig, **{key: value}) == [((key,), "wrong-value")]
