import pytest

from supine.plugins.calls import BlockedError, reason, within


def test_what_comes_back_in_time_is_returned():
    assert within(2, lambda: 7) == 7


def test_what_is_raised_is_raised_here():
    with pytest.raises(KeyError, match="nothing"):
        within(2, lambda: {}["nothing"])


def test_a_program_that_wants_to_exit_ends_only_its_own_thread():
    def leave():
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        within(2, leave)


def test_what_does_not_come_back_is_not_waited_for(stuck):
    with pytest.raises(BlockedError, match=r"within 0\.05 s"):
        within(0.05, stuck)


def test_a_reason_is_one_line_with_its_kind():
    assert reason(ValueError("one\n  two")) == "ValueError: one two"
    assert reason(ValueError()) == "ValueError"
