import pytest

from supine.core.habits import GAPS_S, VOLUMES, nearer


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
