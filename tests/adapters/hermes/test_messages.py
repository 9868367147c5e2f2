import pytest

from supine.adapters.hermes.messages import HermesDecodeError, shown
from supine.errors import SupineError


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", ["x" * 1_000, "a\nb\x1b[0m", {"a": [1] * 99}, nested(100_000)])
def test_whatever_comes_is_shown_in_one_short_line(value):
    text = shown(value)

    assert len(text) <= 60
    assert text.isprintable()


def test_a_refusal_names_the_topic_and_the_problem_in_one_line():
    error = HermesDecodeError("hermes/intent/\nSupine", "the payload is not JSON")

    assert isinstance(error, SupineError)
    assert str(error) == "'hermes/intent/\\nSupine': the payload is not JSON"
