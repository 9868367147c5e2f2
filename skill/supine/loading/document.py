"""What a file says, and where each of its values stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from supine.errors import Fault, FaultsError

KeyPath = tuple[str | int, ...]
"""Keys and list positions that lead from the top of the file to a value."""

_PROBLEM_MAX = 1_000
"""Characters of a problem at most: some quote the file, and a word there may be long."""


class Place(NamedTuple):
    """Where a value stands, and where its key does; all counted from 1.

    For an item of a list, the key's place is the item's own.
    """

    line: int
    column: int
    key_line: int
    key_column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read."""

    source: str
    """File name as the user would recognise it."""

    data: Any
    """Dicts, lists, str, int, float, bool and None."""

    places: Mapping[KeyPath, tuple[int, int, int, int]] = field(default_factory=dict)
    """The numbers of each value's `Place`."""

    empty: tuple[KeyPath, ...] = ()
    """Where nothing is written although a key or a "-" asks for something."""

    faults: tuple[Fault, ...] = ()
    """What is wrong with it as YAML although it could be read, such as a key given twice."""

    def place(self, path: KeyPath) -> Place | None:
        """Return the place of the value at ``path``, or of the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        numbers = self.places.get(path)
        return None if numbers is None else Place(*numbers)

    def fault(self, path: KeyPath, problem: str, rule: str, *, at_key: bool = False) -> Fault:
        """Return a fault at the value at ``path``, or at its key."""
        place, told = self.place(path) or Place(0, 0, 0, 0), _sentence(problem)
        if at_key:
            return Fault(self.source, place.key_line, place.key_column, told, rule)
        return Fault(self.source, place.line, place.column, told, rule)

    def refuse(self, faults: Iterable[Fault] = ()) -> None:
        """Refuse the file if there are any faults, its own as YAML included.

        Raises:
            FaultsError: There are; in the order of the file, each once.
        """
        own = {(fault.line, fault.column) for fault in self.faults}
        # What could not be read is not missing: one fault at a place tells enough.
        others = {fault for fault in faults if (fault.line, fault.column) not in own}
        if own or others:
            raise FaultsError(*sorted({*self.faults, *others}))


def _sentence(problem: str) -> str:
    """Return a problem as it may stand in a log, whatever of the file is quoted in it."""
    start = problem[: _PROBLEM_MAX + 1]
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in start)
    return line if len(line) <= _PROBLEM_MAX else f"{line[: _PROBLEM_MAX - 3]}..."
