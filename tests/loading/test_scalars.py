import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.loading.scalars import resolve


@pytest.mark.parametrize("text", ["no", "yes", "on", "off", "n", "Y", "07:30", "1:30:00", "1_000"])
def test_what_yaml_1_1_would_have_turned_into_something_else_stays_text(text):
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("010", 10),
        ("0x1F", 31),
        ("0o17", 15),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
    ],
)
def test_the_core_schema_gives_values(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_a_number_that_is_none_is_recognised():
    value = resolve(".nan")

    assert isinstance(value, float)
    assert math.isnan(value)


def test_a_number_of_many_digits_stays_text():
    digits = "9" * 5000

    assert resolve(digits) == digits


@given(st.text())
def test_any_text_has_a_value(text):
    assert isinstance(resolve(text), str | int | float | bool | None)
