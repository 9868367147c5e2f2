import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.loading.durations import parse_duration, spell_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("10s", 10),
        ("1.5s", 1.5),
        ("2min", 120),
        ("1min 30s", 90),
        ("1min30s", 90),
        ("1 min 30 s", 90),
        ("0.5min", 30),
        ("0s", 0),
        (10, 10),
        (2.5, 2.5),
    ],
)
def test_a_duration_is_read_as_seconds(written, seconds):
    assert parse_duration(written) == seconds


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("2 minutes", "2min"),
        ("2m", "2min"),
        ("30 seconds", "30s"),
        ("1.5 sec", "1.5s"),
        ("1:30", "1min 30s"),
        ("soon", "1min 30s"),
        ("", "10s"),
        ("min", "10s"),
        ("10", "10s"),
        (True, "10s"),
        (None, "10s"),
        ([10], "10s"),
    ],
)
def test_what_is_no_duration_is_answered_with_one(written, instead):
    with pytest.raises(ValueError, match=instead):
        parse_duration(written)


@pytest.mark.parametrize("written", [-1, 7201, "121min", float("nan"), float("inf")])
def test_a_duration_out_of_all_bounds_is_refused(written):
    with pytest.raises(ValueError, match="between 0s and 120min"):
        parse_duration(written)


@given(st.integers(0, 7200))
def test_a_spelled_duration_can_be_read_again(seconds):
    assert parse_duration(spell_duration(seconds)) == seconds


def test_a_spelled_duration_is_rounded_up():
    assert spell_duration(60.2) == "1min 1s"
    assert spell_duration(120) == "2min"
