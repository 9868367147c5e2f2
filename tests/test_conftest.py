"""The rules that tests/conftest.py lays on every other test."""

from pathlib import Path

import pytest

_CONFTEST = Path(__file__).with_name("conftest.py")
_SKIPS = """
    import pytest

    @pytest.mark.skip(reason="no broker here")
    def test_that_needs_more_than_there_is():
        raise AssertionError

    def test_that_finds_out_late():
        pytest.skip("the broker is too old")

    def test_that_passes():
        assert True
"""
_MODULE_SKIP = """
    import pytest

    pytest.skip("no voice on this machine", allow_module_level=True)
"""
_EXPECTED_FAILURE = """
    import pytest

    @pytest.mark.xfail(reason="known")
    def test_of_a_known_fault():
        raise AssertionError
"""


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with our conftest, to run small test files in."""
    pytester.makeconftest(_CONFTEST.read_text("utf-8"))
    return pytester


def test_a_skip_is_only_reported_on_somebodys_own_machine(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CI", raising=False)
    inner.makepyfile(_SKIPS)

    result = inner.runpytest_inprocess()

    result.assert_outcomes(passed=1, skipped=2)
    assert result.ret == pytest.ExitCode.OK


def test_a_skip_fails_the_run_under_ci_with_its_reason(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(_SKIPS)

    result = inner.runpytest_inprocess()

    # A skip by mark happens in the set-up, which pytest counts as an error.
    result.assert_outcomes(passed=1, failed=1, errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*nothing may be skipped under CI=true: Skipped: no broker here*"])
    result.stdout.fnmatch_lines(["*nothing may be skipped*the broker is too old*"])


def test_a_module_that_skips_itself_fails_the_run_under_ci(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(_MODULE_SKIP)

    result = inner.runpytest_inprocess()

    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*nothing may be skipped*no voice on this machine*"])


def test_an_expected_failure_is_not_a_skip(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(_EXPECTED_FAILURE)

    result = inner.runpytest_inprocess()

    result.assert_outcomes(xfailed=1)


def test_a_setting_of_the_shell_does_not_reach_a_test(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SUPINE_MQTT__HOST", "broker.example")
    inner.makepyfile("""
        import os

        def test_of_the_environment():
            assert "SUPINE_MQTT__HOST" not in os.environ
    """)

    result = inner.runpytest_inprocess()

    result.assert_outcomes(passed=1)
