"""Where a practice stands, as it is kept over a crash.

A `Snapshot` knows nothing of clocks: every time in it is a length in seconds, counted to the
moment at which it was taken.  `as_dict` and `from_dict` lead to JSON and back; what comes from
a disk is believed only as far as it holds together.  Taking one and taking a practice up from
one is in `supine.core.restoring`.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from supine.core.pace import STANDARD_PER_CHAR_S, STANDARD_START_S
from supine.core.states import RUNNING, Ending, State
from supine.core.timetable import Guidance
from supine.errors import SupineError
from supine.model import Side

VERSION = 1
"""Of the form below; what was kept in another one is not taken up."""

PARTS_MAX = 1000
LINES_MAX = 100
OFFERS_MAX = 1000
TEXT_MAX = 300
LONGEST_S = 7 * 86_400.0
"""No time in a practice is longer, pauses included."""

KEPT_STATES = RUNNING | {State.PAUSED, State.PARKED, State.EASED}

_PLAIN = frozenset({str, bool, int, float})

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class SnapshotError(SupineError):
    """What was kept of a practice is no practice, or its routine is no longer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPart:
    """A part of the plan, by the names that its routine's file has for it."""

    step: str
    side: Side | None = None
    closing: bool = False
    second_side: bool = False
    preface: bool = False
    """Whether it is what is said before the first time, which is in no file."""

    scale: float = 1.0
    instead: tuple[str, ...] | None = None
    hold_s: float | None = None
    """The hold of a gentler version; None: the step's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that is needed to go on, in seconds where it is a time."""

    routine_id: str
    language: str
    total_s: float
    parts: tuple[KeptPart, ...]
    """What was left out of the routine is not among them."""

    index: int
    ready_after: int
    """How many parts belong to getting ready."""

    state: State
    within: State
    """As `state`; in a pause the state that it interrupted."""

    still_s: float = 0.0
    """How long it had stood still: paused, put away, or stopped because something hurt."""

    held_s: float | None = None
    """How long the present hold has lasted; None outside one."""

    settle_s: float = 0.0
    """What is left of the time to get into place."""

    lines: tuple[str, ...] = ()
    """What the present part has still to say, from the sentence that was on the air."""

    sides_s: Mapping[str, float]
    """How long a step's first side was held, by step id."""

    held_step: str | None = None
    practised_s: float | None = None
    """None while getting ready."""

    left_s: float | None = None
    """Until the end; None where that is open."""

    extra_s: float = 0.0
    guidance: Guidance = Guidance.FULL
    hurried: bool = False
    gate_asked: bool = False
    ends_as: Ending | None = Ending.COMPLETED
    told: bool = False
    """Whether history knows already that it was interrupted."""

    by_reminder: bool = False
    last_lying: str | None = None
    offers: int = 0
    """How often it was offered to go on since it ran last."""

    per_char_s: float = STANDARD_PER_CHAR_S
    start_s: float = STANDARD_START_S
    """What was learned of the voice, as `supine.core.pace.Pace` takes it."""

    def as_dict(self, *, parts: bool = True) -> dict[str, Any]:
        """Return it as what JSON can hold; the parts are most of it and seldom change."""
        keys = self.__slots__ if parts else _ALL_BUT_PARTS
        return {"version": VERSION, **_fields_of(self, keys)}

    def parts_list(self) -> list[object]:
        """Return the parts as they stand in `as_dict`."""
        return [_plain(part) for part in self.parts]

    @classmethod
    def from_dict(cls, data: object) -> "Snapshot":
        """Return what `as_dict` was made from.

        Raises:
            SnapshotError: It is of another version, or does not hold together.
        """
        fields = _Fields(data, "a kept practice")
        version = fields.get("version")
        if version != VERSION:
            raise SnapshotError(
                f"a kept practice of version {version!r}: this supine takes up version {VERSION}"
            )
        snapshot = _snapshot(fields)
        if not snapshot.index < len(snapshot.parts) <= PARTS_MAX:
            raise SnapshotError("a kept practice stands outside of its own plan")
        if snapshot.ready_after > len(snapshot.parts):
            raise SnapshotError("a kept practice gets ready for longer than its plan is")
        if (snapshot.within is State.HOLDING) != (snapshot.held_s is not None):
            raise SnapshotError("a kept practice has a hold exactly while it holds")
        return snapshot


_ALL_BUT_PARTS = tuple(key for key in Snapshot.__slots__ if key != "parts")


def _snapshot(fields: "_Fields") -> Snapshot:
    return Snapshot(
        routine_id=fields.text("routine_id"),
        language=fields.text("language"),
        total_s=fields.seconds("total_s"),
        parts=fields.each("parts", _part),
        index=fields.whole("index", PARTS_MAX),
        ready_after=fields.whole("ready_after", PARTS_MAX),
        state=fields.state("state", KEPT_STATES),
        within=fields.state("within", RUNNING | {State.EASED}),
        still_s=fields.seconds("still_s"),
        held_s=fields.maybe("held_s", fields.seconds),
        settle_s=fields.seconds("settle_s"),
        lines=fields.texts("lines"),
        sides_s=fields.lengths("sides_s"),
        held_step=fields.maybe("held_step", fields.text),
        practised_s=fields.maybe("practised_s", fields.seconds),
        left_s=fields.maybe("left_s", lambda key: fields.number(key, -LONGEST_S, LONGEST_S)),
        extra_s=fields.seconds("extra_s"),
        guidance=fields.one_of("guidance", Guidance),
        hurried=fields.flag("hurried"),
        gate_asked=fields.flag("gate_asked"),
        ends_as=fields.maybe("ends_as", lambda key: fields.one_of(key, Ending)),
        told=fields.flag("told"),
        by_reminder=fields.flag("by_reminder"),
        last_lying=fields.maybe("last_lying", fields.text),
        offers=fields.whole("offers", OFFERS_MAX),
        per_char_s=fields.number("per_char_s", 0.0, 1.0),
        start_s=fields.number("start_s", -60.0, 60.0),
    )


def _part(data: object) -> KeptPart:
    fields = _Fields(data, "a part of a kept practice")
    return KeptPart(
        step=fields.text("step"),
        side=fields.maybe("side", lambda key: fields.one_of(key, Side)),
        closing=fields.flag("closing"),
        second_side=fields.flag("second_side"),
        preface=fields.flag("preface"),
        scale=fields.number("scale", 0.0, 1.0),
        instead=fields.maybe("instead", fields.texts),
        hold_s=fields.maybe("hold_s", fields.seconds),
    )


def _fields_of(kept: Snapshot | KeptPart, keys: Iterable[str]) -> dict[str, object]:
    """Return what a dataclass holds in one walk: this happens at every turn of every practice."""
    return {key: _plain(getattr(kept, key)) for key in keys}


def _plain(value: object) -> object:
    if value is None or type(value) in _PLAIN:
        return value
    match value:
        case KeptPart():
            return _fields_of(value, value.__slots__)
        case State():
            return value.name.lower()
        case Enum():
            return value.value
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value


class _Fields:
    """A mapping from a disk, asked for one value after another."""

    def __init__(self, data: object, what: str) -> None:
        if not isinstance(data, dict):
            raise SnapshotError(f"{what} is {type(data).__name__}, not a mapping")
        self._data: dict[object, object] = data
        self._what = what

    def get(self, key: str) -> object:
        return self._data.get(key)

    def refuse(self, key: str, wanted: str) -> SnapshotError:
        return SnapshotError(f"{self._what}: {key} is {str(self.get(key))[:40]!r}, not {wanted}")

    def maybe(self, key: str, read: Callable[[str], T]) -> T | None:
        return None if self.get(key) is None else read(key)

    def text(self, key: str) -> str:
        value = self.get(key)
        if not isinstance(value, str) or not 0 < len(value) <= TEXT_MAX:
            raise self.refuse(key, "a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key)
        if not isinstance(value, list) or len(value) > LINES_MAX:
            raise self.refuse(key, "a list of texts")
        if not all(isinstance(each, str) and 0 < len(each) <= TEXT_MAX for each in value):
            raise self.refuse(key, "a list of texts")
        return tuple(value)

    def each(self, key: str, read: Callable[[object], T]) -> tuple[T, ...]:
        value = self.get(key)
        if not isinstance(value, list) or len(value) > PARTS_MAX:
            raise self.refuse(key, "a list of parts")
        return tuple(map(read, value))

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        return self._checked(key, self.get(key), low, high)

    def seconds(self, key: str) -> float:
        return self.number(key, 0.0, LONGEST_S)

    def whole(self, key: str, high: int) -> int:
        value = self.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= high:
            raise self.refuse(key, f"a whole number from 0 to {high}")
        return value

    def lengths(self, key: str) -> dict[str, float]:
        value = self.get(key)
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self.refuse(key, "a mapping of steps to seconds")
        return {name: self._checked(key, each, 0.0, LONGEST_S) for name, each in value.items()}

    def one_of(self, key: str, kind: type[E]) -> E:
        try:
            return kind(self.get(key))
        except ValueError:
            wanted = ", ".join(str(each.value) for each in kind)
            raise self.refuse(key, f"one of {wanted}") from None

    def state(self, key: str, allowed: frozenset[State]) -> State:
        name = str(self.get(key)).upper()
        if name not in State.__members__ or State[name] not in allowed:
            raise self.refuse(key, "a state that can be kept")
        return State[name]

    def _checked(self, key: str, value: object, low: float, high: float) -> float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value) or not low <= value <= high:  # type: ignore[arg-type,operator]  # a number by now
            raise self.refuse(key, f"a number from {low:g} to {high:g}")
        return float(value)  # type: ignore[arg-type]  # as above
