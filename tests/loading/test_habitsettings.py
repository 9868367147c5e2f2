import pytest
from pydantic import ValidationError

from supine.core.habits import Fading, Goal
from supine.loading.config import load_config
from supine.loading.habitsettings import DAY_S, GoalConfig, GuidanceConfig, parse_days_long
from supine.loading.settings import Config


@pytest.mark.parametrize(
    ("text", "days"), [("2w", 14), ("10d", 10), ("1 week", 7), (" 3 Days ", 3), ("1d", 1)]
)
def test_days_and_weeks_are_read(text, days):
    assert parse_days_long(text) == days * DAY_S


@pytest.mark.parametrize("value", ["2", 14, "2h", "two weeks", "0d", "400d", "53w", None, ""])
def test_what_is_no_number_of_days_is_refused_with_what_would_be_one(value):
    with pytest.raises(ValueError, match=r"10d or 2w|between 1d and 366d"):
        parse_days_long(value)


def test_the_defaults_of_the_config_are_those_of_the_core():
    config = Config()

    assert config.guidance.as_fading() == Fading()
    assert GoalConfig().as_goal() == Goal()
    assert config.goal is None


def test_a_config_may_set_both(tmp_path):
    file = tmp_path / "supine.yaml"
    file.write_text(
        "guidance: {brief_after: 8, full_again_after: 3w}\ngoal: {minutes: 20, months: 2}\n",
        "utf-8",
    )

    config = load_config(file, {})

    assert config.guidance.as_fading() == Fading(brief_after=8, full_again_after_s=21 * DAY_S)
    assert config.goal is not None
    assert config.goal.as_goal() == Goal(minutes=20, months=2)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (GuidanceConfig, {"brief_after": 0}),
        (GuidanceConfig, {"full_again_after": "14"}),
        (GoalConfig, {"minutes": 0}),
        (GoalConfig, {"months": 13}),
        (GoalConfig, {"hours": 1}),
    ],
)
def test_what_makes_no_sense_is_refused(model, values):
    with pytest.raises(ValidationError):
        model.model_validate(values)
