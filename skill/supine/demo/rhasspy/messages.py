"""Hermes messages as this Rhasspy passes them round, reads and writes them.

The bodies are those of the rhasspy-hermes package, which the real services use too: what
it refuses to read is dropped here as it is there.  Its audio messages are the exception,
as they do not import on Python 3.13.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rhasspyhermes.asr import AsrTextCaptured, AsrToggleOn
from rhasspyhermes.base import Message as Body
from rhasspyhermes.dialogue import (
    DialogueConfigure,
    DialogueContinueSession,
    DialogueEndSession,
    DialogueStartSession,
)
from rhasspyhermes.nlu import NluQuery
from rhasspyhermes.tts import TtsSay
from rhasspyhermes.wake import HotwordDetected, HotwordToggleOn


@dataclass
class PlayBytes:
    """A WAV to be played at a site."""

    request_id: str
    wav: bytes
    site_id: str = "default"

    def payload(self) -> bytes:
        """Return the WAV."""
        return self.wav

    def topic(self) -> str:
        """Return the topic, which carries the site and the request."""
        return f"hermes/audioServer/{self.site_id}/playBytes/{self.request_id}"


@dataclass
class PlayFinished:
    """The audio ``id`` has ended at a site."""

    id: str
    site_id: str = "default"

    def payload(self) -> str:
        """Return the JSON; the site stands in the topic only."""
        return json.dumps({"id": self.id, "sessionId": self.id})

    def topic(self) -> str:
        """Return the topic."""
        return f"hermes/audioServer/{self.site_id}/playFinished"


@dataclass
class PlayError:
    """The audio ``context`` could not be played."""

    error: str
    context: str
    site_id: str = "default"

    def payload(self) -> str:
        """Return the JSON."""
        said = {"error": self.error, "context": self.context}
        return json.dumps({**said, "siteId": self.site_id, "sessionId": self.context})

    def topic(self) -> str:
        """Return the topic."""
        return "hermes/error/audioServer/play"


@dataclass(frozen=True, slots=True)
class Message:
    """A Hermes message and where it is published."""

    topic: str
    body: Body

    def payload(self) -> bytes:
        """Return it as it goes over the wire."""
        payload: str | bytes = self.body.payload()
        return payload.encode() if isinstance(payload, str) else payload


def to(body: Body, **place: str) -> Message:
    """Address a body; ``place`` fills the topics that vary, such as ``intent_name``."""
    return Message(body.topic(**place), body)


class Kind(StrEnum):
    """What a spoken line is."""

    ANNOUNCED = "announced"
    """Said by the skill outside any session."""

    ANSWERED = "answered"
    """Said by the skill within a session: an answer or a question."""

    SOUND = "sound"
    """A WAV of the skill's; the text is what it is called, empty when that is not known."""

    YOU = "you"
    """What the person said, at the moment the ear took it."""

    NOT_UNDERSTOOD = "not understood"
    """What the person said, when no intent was recognised in it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that can be heard at a site."""

    at_s: float
    """When it began, in the clock's monotonic seconds."""

    site: str
    text: str
    kind: Kind
    lasts_s: float = 0.0
    """How long it takes to say."""


Output = Message | Spoken


_BY_TOPIC: Mapping[str, type[Any]] = {
    body.topic(): body
    for body in (
        AsrTextCaptured,
        AsrToggleOn,
        DialogueConfigure,
        DialogueContinueSession,
        DialogueEndSession,
        DialogueStartSession,
        HotwordToggleOn,
        NluQuery,
        TtsSay,
    )
}
_WAKE = re.compile(r"hermes/hotword/[^/]+/detected")
_PLAY = re.compile(r"hermes/audioServer/([^/]+)/playBytes/([^/]+)")

SUBSCRIPTIONS = (
    *_BY_TOPIC,
    "hermes/hotword/+/detected",
    "hermes/audioServer/+/playBytes/+",
)
"""What others may send to a Rhasspy: a skill mostly, but also a satellite or a test."""


def subscribed(topic: str) -> bool:
    """Tell whether `SUBSCRIPTIONS` covers a topic."""
    return topic in _BY_TOPIC or bool(_WAKE.fullmatch(topic) or _PLAY.fullmatch(topic))


def decode(topic: str, payload: bytes) -> Message | None:
    """Read a message from outside; None for one that the real services would drop."""
    if play := _PLAY.fullmatch(topic):
        return Message(topic, PlayBytes(request_id=play[2], wav=payload, site_id=play[1]))
    form = HotwordDetected if _WAKE.fullmatch(topic) else _BY_TOPIC.get(topic)
    if form is None:
        return None
    try:
        body = form.from_dict(json.loads(payload))
    except Exception:  # noqa: BLE001 - the package raises whatever its parts happen to
        return None
    return Message(topic, body) if _in_shape(body) else None


def _in_shape(body: Body) -> bool:
    """Tell whether the names are text, which the package does not look at."""
    site, session = getattr(body, "site_id", ""), getattr(body, "session_id", None)
    text = getattr(body, "text", None)
    return isinstance(site, str) and all(
        part is None or isinstance(part, str) for part in (session, text)
    )
