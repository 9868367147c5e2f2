"""What the wire said, once it has been read and checked: one small object for a message.

Every id here is a non-empty string of at most 128 characters without control characters.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from supine.errors import SupineError

NOT_OURS = "(not ours)"
"""Stands for custom data that cannot be ours, whatever another skill put into it."""


class HermesDecodeError(SupineError):
    """A message that does not keep to the protocol.

    Attributes:
        topic: Where it was published, as it came.
    """

    def __init__(self, topic: str, problem: str) -> None:
        super().__init__(f"{shown(topic)}: {problem}")
        self.topic = topic


def shown(value: object) -> str:
    """Return a value from outside as it may stand in a log: short, in one line."""
    try:
        text = repr(value)
    except RecursionError:
        return "something nested too deeply"
    return text if len(text) <= 60 else f"{text[:56]} ..."  # noqa: PLR2004 - the width of a line


@dataclass(frozen=True, slots=True)
class WakeHeard:
    """``hermes/hotword/<id>/detected``: somebody called; their session comes soon."""

    site_id: str
    wake_id: str


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """A dialogue is open at the site."""

    site_id: str
    session_id: str
    custom_data: str | None = None


@dataclass(frozen=True, slots=True)
class SessionQueued:
    """A dialogue will be opened when the present one is over."""

    site_id: str
    session_id: str
    custom_data: str | None = None


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A dialogue is over."""

    site_id: str
    session_id: str
    custom_data: str | None = None
    reason: str = ""
    """``nominal``, ``abortedByUser``, ``timeout``...; empty when it was not told."""


@dataclass(frozen=True, slots=True)
class NotRecognised:
    """Somebody spoke in a dialogue that had asked to be told, and no intent was found."""

    site_id: str
    session_id: str
    custom_data: str | None = None


@dataclass(frozen=True, slots=True)
class IntentSpoken:
    """One of our intents was recognised."""

    site_id: str
    session_id: str | None
    intent: str
    slots: Mapping[str, str | int | float]
    confidence: float
    """0 to 1."""

    custom_data: str | None = None
    wake_id: str | None = None
    """The wake word that opened the dialogue, where the recogniser knows it."""


@dataclass(frozen=True, slots=True)
class SayFinished:
    """The speech service is done with a text; its sound may still be playing."""

    site_id: str
    utterance_id: str | None
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class SayFailed:
    """The speech service could not make a sound of a text."""

    site_id: str
    utterance_id: str | None
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class PlayFinished:
    """A sound has been played to its end: one of ours, of our texts, or somebody else's."""

    site_id: str
    utterance_id: str


Message = (
    WakeHeard
    | SessionStarted
    | SessionQueued
    | SessionEnded
    | NotRecognised
    | IntentSpoken
    | SayFinished
    | SayFailed
    | PlayFinished
)
