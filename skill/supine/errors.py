"""What supine raises on purpose, but for what only one adapter knows of.

``SupineError`` is the one name a caller may catch to mean "supine said no"::

    SupineError
      DataMissingError      the installation lacks a folder it was built to carry
      FaultsError           files that break their format: one Fault for each place
      RoutineUnknownError   nobody wrote a routine of that id
      UnreachableError      a broker or service that is not there or says no

A fault is a place and a sentence; it is collected where possible, so that somebody who
mends a file sees all of its faults at once.
"""

from dataclasses import dataclass


class SupineError(Exception):
    """Base class; never raised itself."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a file, and how to mend it."""

    source: str
    """File name as the user would recognise it."""

    line: int
    """Counted from 1; 0 when the file as a whole is meant."""

    column: int
    """Counted from 1; 0 when the line as a whole is meant."""

    problem: str
    """What is wrong and what would be right, one sentence."""

    rule: str = "format"
    """Short name of the broken rule, such as ``sentence-too-long``."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.source, self.line, self.column) if part)
        return f"{place}: {self.problem} [{self.rule}]"


class DataMissingError(SupineError):
    """The installation lacks a folder it was built to carry."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"no {folder!r} folder in the package or the checkout: install supine again"
        )
        self.folder = folder


class FaultsError(SupineError):
    """One file or several break the rules of their format.

    Attributes:
        faults: Every fault found, in the order of the files.
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class RoutineUnknownError(SupineError, LookupError):
    """Nobody wrote a routine of that id."""

    def __init__(self, routine_id: str, known: list[str]) -> None:
        super().__init__(f"no routine {routine_id!r}: there are {', '.join(sorted(known))}")
        self.routine_id = routine_id


class UnreachableError(SupineError):
    """A broker or service is not there, or turns us away.

    Attributes:
        address: ``host:port`` or the URL, without any secret.
    """

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(f"{address}: {problem}")
        self.address = address
