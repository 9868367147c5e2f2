"""What the services of a Rhasspy are asked to see whether they are there, and what they say.

Hermes has no message for that.  So each is asked for something that only it can do and that
nobody hears, at a site where nobody is.  Rhasspy's services leave alone what comes from sites
that are not in their settings, unless it comes from no site at all; so who does not answer to
the one is asked from the other.

Understanding is asked from no site only: what it finds is published as if somebody had said it,
and what comes from nowhere is acted on by nobody.  Pure: no connection, no time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NOWHERE = "supine-doctor"
"""A site that no household has."""

NO_SITE = ""
"""Every service of Rhasspy listens to it, whatever sites it is set up for."""

TOPICS = (
    "hermes/dialogueManager/sessionEnded",
    "hermes/tts/sayFinished",
    "hermes/error/tts",
    "hermes/nlu/intentParsed",
    "hermes/nlu/intentNotRecognized",
    "hermes/error/nlu",
)
"""Where the answers are."""


class Service(StrEnum):
    """What is asked."""

    DIALOGUE = "dialogue manager"
    SPEECH = "text to speech"
    UNDERSTANDING = "intent recognition"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that is a JSON object."""

    topic: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service said."""

    trouble: str | None = None
    """What it complains of."""

    intent: str | None = None
    """What was understood."""

    slots: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that one service is asked."""

    service: Service
    mark: str
    """Nobody else's: answers carry it, but for the dialogue manager's."""

    text: str = ""
    intents: Sequence[str] = ()
    """What may be understood."""

    def asked(self, site: str) -> tuple[str, dict[str, object]]:
        """Return topic and fields of the question, asked from a site."""
        match self.service:
            case Service.DIALOGUE:
                # Without a text it says nothing, and ends as soon as it has begun.
                silence = {"type": "notification", "text": ""}
                return "hermes/dialogueManager/startSession", {"siteId": site, "init": silence}
            case Service.SPEECH:
                # A full stop is a moment of silence; some voices fail over no text at all.
                return "hermes/tts/say", {
                    "text": ".",
                    "siteId": site,
                    "id": self.mark,
                    "sessionId": "",
                }
            case Service.UNDERSTANDING:
                return "hermes/nlu/query", {
                    "input": self.text,
                    "siteId": site,
                    "id": self.mark,
                    "sessionId": self.mark,
                    "intentFilter": list(self.intents) or None,
                }

    def replies(self, heard: Sequence[Heard]) -> list[Reply]:
        """Return what was said to it so far, by one service or by several."""
        return [reply for message in heard if (reply := self._reply(message)) is not None]

    def _reply(self, message: Heard) -> Reply | None:
        topic, fields = message.topic, message.fields
        match self.service:
            case Service.DIALOGUE:
                ended = topic == "hermes/dialogueManager/sessionEnded"
                return Reply() if ended and fields.get("siteId") in {NOWHERE, NO_SITE} else None
            case Service.SPEECH:
                if topic == "hermes/error/tts" and fields.get("context") == self.mark:
                    return Reply(trouble=str(fields.get("error")))
                finished = topic == "hermes/tts/sayFinished" and fields.get("id") == self.mark
                return Reply() if finished else None
            case Service.UNDERSTANDING:
                return self._understood(topic, fields)

    def _understood(self, topic: str, fields: Mapping[str, Any]) -> Reply | None:
        if self.mark not in {_text(fields.get("id")), _text(fields.get("sessionId"))}:
            return None
        if topic == "hermes/error/nlu":
            return Reply(trouble=str(fields.get("error")))
        if topic == "hermes/nlu/intentNotRecognized":
            return Reply()
        intent = fields.get("intent")
        if topic != "hermes/nlu/intentParsed" or not isinstance(intent, dict):
            return None
        return Reply(intent=_text(intent.get("intentName")), slots=_slots(fields.get("slots")))


def _slots(listed: object) -> dict[str, object]:
    slots: dict[str, object] = {}
    for slot in listed if isinstance(listed, list) else ():
        if isinstance(slot, dict) and isinstance(slot.get("value"), dict):
            slots[str(slot.get("slotName"))] = slot["value"].get("value")
    return slots


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
