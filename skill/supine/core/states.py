"""Where a practice can stand, and the times that a household can set for it."""

from dataclasses import dataclass
from enum import Enum, auto


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


@dataclass(frozen=True, slots=True)
class Timing:
    """The settable times, in seconds."""

    gate_ask_s: float = 180.0
    """How long the gate waits before it asks."""

    pause_remind_s: float = 600.0
    """How long a pause lasts before it is mentioned and the practice is parked."""
