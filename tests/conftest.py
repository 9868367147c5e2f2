"""What holds for every test: nothing is skipped where CI says so, and no setting leaks in.

On somebody's own machine a test that needs mosquitto or the Rhasspy services is skipped with
its reason.  Under ``CI=true`` everything has been installed, so a skip there means that a
promise went unchecked: it fails the run and keeps its reason.
"""

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester", "languages"]

# Two slow cores may be shared with other work: time limits on single examples only flake.
settings.register_profile("supine", deadline=None)
settings.load_profile("supine")

_KEPT_SETTINGS = {"SUPINE_RHASSPY_VENV"}


@pytest.fixture(autouse=True)
def _no_settings_of_this_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ``SUPINE_MQTT__HOST`` in somebody's shell must not reach a test."""
    for name in os.environ:
        if name.startswith("SUPINE_") and name not in _KEPT_SETTINGS:
            monkeypatch.delenv(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test that takes time by the clock (``alone``) wait until no other one runs."""
    cache = getattr(item.config, "cache", None)
    if cache is None or "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    folder = cache.mkdir("alone")
    with ExitStack() as locks:
        # Everybody passes the gate, so that whoever wants to be alone is not overtaken for ever.
        alone = item.get_closest_marker("alone") is not None
        gate = locks.enter_context(_locked(folder / "gate", fcntl.LOCK_EX))
        locks.enter_context(_locked(folder / "room", fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        fcntl.flock(gate, fcntl.LOCK_UN)
        return (yield)


@contextmanager
def _locked(path: Path, how: int) -> Iterator[int]:
    """Hold a lock that the processes of a test run share."""
    file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(file, how)
        yield file
    finally:
        os.close(file)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test under CI."""
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a whole module that skips itself under CI."""
    report = yield
    _refuse_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests have measured and told with ``record_property("measured", ...)``."""
    lines = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == "measured"
    ]
    if lines:
        terminalreporter.section("measured")
        terminalreporter.write("".join(f"{line}\n" for line in lines))


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and os.environ.get("CI", "").lower() == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped under CI=true: {reason}"
