"""The questions that supine asks, and which answers each of them listens for."""

from dataclasses import dataclass
from enum import Enum, auto

from supine.core.events import IntentHeard
from supine.core.intents import Intent
from supine.core.reminders.model import Key


class About(Enum):
    """What an open question is about."""

    GATE = auto()
    WHICH = auto()
    LEAVE = auto()
    HELP_UP = auto()
    EASE = auto()
    REMINDER = auto()
    REMINDERS_OFF = auto()
    WHICH_REMINDER = auto()
    PLUGIN = auto()
    RECOVERY = auto()
    OFFER = auto()


_COMFORT = (Intent.STOP, Intent.HELP_UP, Intent.PAIN, Intent.RED_FLAG)
_ABOUT_IT = (Intent.CAN_DO, Intent.WHAT_IS, Intent.WHY_HELP, Intent.NEEDS, Intent.RULES)

ANSWERS = {
    About.GATE: (
        Intent.READY,
        Intent.YES,
        Intent.RESUME,
        Intent.NO,
        Intent.PAUSE,
        Intent.STOP,
        Intent.REPEAT,
        Intent.NEXT,
        Intent.BACK,
        Intent.HOW_LONG,
        Intent.HELP_UP,
        Intent.SHORTER,
        Intent.LONGER,
        Intent.PAIN,
        Intent.RED_FLAG,
        *_ABOUT_IT,
    ),
    About.WHICH: (Intent.CHOOSE, Intent.START_ROUTINE, Intent.NO, Intent.STOP),
    About.LEAVE: (Intent.YES, Intent.NO, Intent.STOP, Intent.RESUME),
    About.HELP_UP: (
        Intent.YES,
        Intent.NO,
        Intent.LONGER,
        Intent.HELP_UP,
        Intent.STOP,
        Intent.RED_FLAG,
    ),
    About.EASE: (
        Intent.GENTLER,
        Intent.FINISH,
        Intent.STOP,
        Intent.HELP_UP,
        Intent.RESUME,
        Intent.YES,
        Intent.NO,
        Intent.RED_FLAG,
    ),
    About.REMINDER: (
        Intent.YES,
        Intent.NO,
        Intent.LATER,
        Intent.REMIND_ME,
        Intent.NOT_TODAY,
        Intent.REMINDERS_OFF,
        Intent.START_ROUTINE,
        Intent.READY,
        Intent.STOP,
    ),
    About.REMINDERS_OFF: (Intent.YES, Intent.NO, Intent.STOP),
    About.WHICH_REMINDER: (Intent.CHOOSE, Intent.NO, Intent.STOP),
    About.PLUGIN: _COMFORT,
    About.RECOVERY: (
        Intent.RESUME,
        Intent.YES,
        Intent.READY,
        Intent.RESTART_STEP,
        Intent.START_ROUTINE,
        Intent.NO,
        Intent.NOT_TODAY,
        *_COMFORT,
    ),
    About.OFFER: (Intent.YES, Intent.NO, Intent.START_ROUTINE, *_COMFORT),
}
"""Which intents answer which question."""

PATIENCE_S = {
    About.WHICH: 15.0,
    About.LEAVE: 15.0,
    About.HELP_UP: 20.0,
    About.EASE: 30.0,
    About.REMINDER: 25.0,
    About.REMINDERS_OFF: 15.0,
    About.WHICH_REMINDER: 15.0,
    About.PLUGIN: 15.0,
    About.RECOVERY: 25.0,
    About.OFFER: 15.0,
}
"""How long an answer is waited for after the question was heard, in seconds."""


@dataclass(slots=True, kw_only=True)
class OpenQuestion:
    """A question that is waiting for its answer."""

    token: str
    about: About
    closes_at: float | None
    """When it is given up; None for the gate's ear, which the practice closes."""

    asked_again: int = 0
    routines: tuple[str, ...] = ()
    """The routine ids that a choice is between."""

    reminders: tuple[str, ...] = ()
    """The reminder ids that a choice is between."""

    minutes: float | None = None
    """The length that was asked for with the routine."""

    reminder: Key | None = None
    """The firing that it is about."""

    asked_for: IntentHeard | None = None
    """What was asked for, which the answer completes."""

    intents: tuple[str, ...] = ()
    """What a plugin listens for, besides what answers every question."""

    owner: str = ""
    """The intent whose handler asked."""

    topic: str = ""
    """What the plugin calls its question."""

    @property
    def answers(self) -> tuple[str, ...]:
        """The intents that answer it."""
        return (*self.intents, *ANSWERS[self.about])
