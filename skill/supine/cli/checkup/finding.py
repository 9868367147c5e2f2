"""What was found when something was looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Thread


class State(StrEnum):
    """How it stands with something."""

    FINE = "fine"
    MEND = "mend"
    """Something has to be done."""

    NOTE = "note"
    """Nothing has to be done, or nobody can tell."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    state: State
    what: str
    """What was seen, in one sentence."""

    mend: str = ""
    """What to do about it."""


def fine(name: str, what: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name, State.FINE, what)


def note(name: str, what: str, mend: str = "") -> Finding:
    """Return what is good to know."""
    return Finding(name, State.NOTE, what, mend)


def trouble(name: str, what: str, mend: str) -> Finding:
    """Return that something is wrong, and what to do about it."""
    return Finding(name, State.MEND, what, mend)


Check = Callable[[], Iterable[Finding]]


class Looking:
    """A check in a thread of its own, which may take its time but not ours.

    Args:
        name: What is looked at.
        check: Looks at it.
    """

    def __init__(self, name: str, check: Check) -> None:
        self._name = name
        self._check = check
        self._findings: list[Finding] | None = None
        # A daemon: a disk or a server that hangs must not keep the program from ending.
        self._thread = Thread(target=self._look, name=f"doctor-{name}", daemon=True)
        self._thread.start()

    def findings(self, within_s: float) -> list[Finding]:
        """Return what was found, or that it took too long.

        Args:
            within_s: How long to wait from now, in seconds.
        """
        self._thread.join(within_s)
        if self._findings is None:
            what = f"did not come to an end within {within_s:g} s"
            return [trouble(self._name, what, "see what keeps it busy, and ask again")]
        return self._findings

    def _look(self) -> None:
        try:
            self._findings = list(self._check())
        except Exception as error:  # noqa: BLE001 - the others are to be looked at all the same
            what = f"cannot be looked at: {type(error).__name__}: {error}"
            self._findings = [trouble(self._name, what, "please report this as a fault of supine")]
