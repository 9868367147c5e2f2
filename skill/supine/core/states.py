"""Where a practice can stand and how it can end, and the times that a household can set."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class State(Enum):
    """Where a practice stands."""

    SPEAKING = auto()
    SETTLING = auto()
    HOLDING = auto()
    WAITING = auto()
    PAUSED = auto()
    RESUMING = auto()
    PARKED = auto()
    EASED = auto()
    DONE = auto()


RUNNING = frozenset({State.SPEAKING, State.SETTLING, State.HOLDING, State.WAITING})
"""The states in which the practice goes on by itself."""

STILL = frozenset({State.PAUSED, State.RESUMING, State.PARKED})
"""The states of a pause."""

PUT_AWAY = frozenset({State.PARKED, State.EASED})
"""The states in which it stands still until somebody speaks, for days if need be."""


class Ending(StrEnum):
    """How a practice came to its end, as history tells it."""

    COMPLETED = "completed"
    STOPPED_EARLY = "stopped early"
    EASED = "eased"
    """Stopped because something hurt: care, not failure."""

    RED_FLAG = "red flag"
    LEFT_PAUSED = "left paused"
    INTERRUPTED = "interrupted"
    """Cut off by a crash or a power cut, and not taken up again."""


GATE_ANSWER_S = 30.0
"""How long "Are you lying down?" waits before the practice begins by itself."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The settable times, in seconds."""

    gate_ask_s: float = 180.0
    """How long the gate waits before it asks."""

    pause_remind_s: float = 600.0
    """How long a pause lasts before it is mentioned and the practice is parked."""


@dataclass(slots=True, kw_only=True)
class Standing:
    """The moments that a practice's time is counted from; monotonic seconds."""

    hold_from: float = 0.0
    settled_at: float = 0.0
    """When the time to get into place is over."""

    since: float = 0.0
    """When the present pause, or the waiting at a gate, began."""

    paused_s: float = 0.0
    within: State = State.SPEAKING
    """The state that a pause interrupted."""

    gate_asked: bool = False
    held_step: str | None = None
    """Whose first side was held just before."""

    told: bool = False
    """Whether history knows already how what was practised so far came to its end."""
