"""What the core and the plugins say to each other: questions, replies and news.

An intent that a plugin owns is handed out with `Consult` and comes back as `Consulted`.  The
core does not wait for it longer than the plugin was granted: then it says so to the person,
and to whoever carries the question, with `GiveUp`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from supine.model import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a plugin answers."""

    text: str = ""
    """What is said, in one or two sentences; nothing ends the dialogue without a word."""

    start: str | None = None
    """Id of a routine that begins now.  Its own first words follow the text."""

    minutes: float | None = None
    """How long the routine takes; None: as long as usual."""

    listen_for: tuple[str, ...] = ()
    """Intents that the text asks for: the ear stays open, and whichever of these is heard next
    goes to the handler of the intent that was asked."""

    topic: str = ""
    """Given back with the answer to such a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """Command: ask the plugin that owns an intent; `Consulted` follows."""

    ticket: int
    intent: str
    slots: Mapping[str, str | int | float] = field(default_factory=dict)
    answers: str | None = None
    """The intent whose question this answers; its handler is asked."""

    topic: str = ""
    language: str
    routine: str | None = None
    """Id of the routine that is practised at the site, if any."""

    step: str | None = None
    left_s: float | None = None
    """Seconds to the end of the practice."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """Event: the plugin's answer; without a reply there is none to be had."""

    ticket: int
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Command: nobody waits for this answer any more."""

    ticket: int


class News(StrEnum):
    """What can have happened."""

    STARTED = "started"
    STEP = "step"
    FINISHED = "finished"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Command: tell whoever listens."""

    news: News
    routine: str | None = None
    """Id of the routine; None for a reminder that names none."""

    step: str | None = None
    """The step that has begun, on one side."""

    side: Side | None = None
    minutes: float | None = None
    """How long the practice is meant to be (started), or was (finished)."""

    ending: str | None = None
    """How it finished: ``completed``, ``stopped early`` and so on."""
