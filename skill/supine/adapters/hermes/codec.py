"""Hermes messages as bytes: read what is ours, write what Rhasspy understands.  Pure.

Reading is lenient about what is missing and strict about what is there.  A message is one
of three things: None (somebody else's, or retained and so of the past), a small object, or
one `HermesDecodeError` that says in one line what is wrong with it.

rhasspy-hermes has classes for all of these messages, and the tests hold every topic and
payload here against them.  They are not used at run time because they are slow and take
what they should refuse: reading an intent takes 2 ms instead of 0.02, writing an answer
0.09 instead of 0.005, importing them 55 ms or more, and ``"intent": null`` gets through.
"""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence

from supine.adapters.hermes.fields import Fields, clean
from supine.adapters.hermes.messages import (
    IntentSpoken,
    Message,
    NotRecognised,
    PlayFinished,
    SayFailed,
    SayFinished,
    SessionEnded,
    SessionQueued,
    SessionStarted,
    WakeHeard,
    shown,
)
from supine.adapters.hermes.text import spoken
from supine.model import ANSWER_MAX

OWN_UTTERANCE = "supine-"
"""Begins the id of every text that supine sends to a speech service."""

SOUND = "-sound"
"""Ends the id of every sound that supine sends to a loudspeaker by itself."""

OWN_SESSION = "supine:"
"""Begins the custom data of every dialogue that supine opens or keeps open."""

SLOTS_MAX = 32
SLOT_TEXT_MAX = 256
NUMBER_MAX = 10**12

_DIALOGUE = "hermes/dialogueManager/"
_ERROR_TTS = "hermes/error/tts"
_SAY_FINISHED = "hermes/tts/sayFinished"
_PARTS = 4

SUBSCRIPTIONS = (
    "hermes/hotword/+/detected",
    f"{_DIALOGUE}sessionStarted",
    f"{_DIALOGUE}sessionQueued",
    f"{_DIALOGUE}sessionEnded",
    f"{_DIALOGUE}intentNotRecognized",
    "hermes/intent/+",
    _SAY_FINISHED,
    _ERROR_TTS,
    "hermes/audioServer/+/playFinished",
)
"""All that has to be heard.  Never playBytes: a sentence there is a hundred kilobytes."""

_INTENTS = "hermes/intent/"
_INTENT = re.compile(rf"{_INTENTS}(Supine[A-Za-z0-9_]{{1,64}})")

_NOT_IN_A_TOPIC = frozenset("/+#")

_ENCODER = json.JSONEncoder(ensure_ascii=False)
"""One for all: `json.dumps` makes one for each message, which takes as long again."""

Outgoing = tuple[str, str | bytes]
"""Topic and payload; bytes for a sound."""


# ---- reading --------------------------------------------------------------------------------


def decode(
    topic: str, payload: bytes, *, retain: bool = False, also: Collection[str] = ()
) -> Message | None:
    """Return what a message says, or None if it is not for supine.

    Args:
        topic: Where it was published.
        payload: As it came.
        retain: Whether the broker kept it from earlier; what is over must not be acted on.
        also: The intents that plugins answer, besides supine's own.

    Raises:
        HermesDecodeError: It is for supine, but cannot be what it should be.
    """
    read = None if retain else _reader(topic, also)
    if read is None:
        return None
    fields = Fields(topic, payload)
    # Whoever only tries a service out, as `supine doctor` does, asks it from no site at all.
    # That is not the default site: what was understood there must begin nothing in any room.
    return None if fields.from_no_site and read is not _played else read(fields)


def _reader(topic: str, also: Collection[str]) -> Callable[[Fields], Message | None] | None:
    if (read := _READERS.get(topic)) is not None:
        return read
    own = _INTENT.fullmatch(topic)
    if own or (topic.startswith(_INTENTS) and topic.removeprefix(_INTENTS) in also):
        return _intent
    parts = topic.split("/")
    if len(parts) != _PARTS or parts[0] != "hermes":
        return None
    if parts[1] == "hotword" and parts[3] == "detected":
        return _wake
    return _played if parts[1] == "audioServer" and parts[3] == "playFinished" else None


def _wake(fields: Fields) -> Message:
    wake_id = fields.checked("the wake word's id", fields.topic.split("/")[2])
    return WakeHeard(fields.site_id, wake_id)


def _session_started(fields: Fields) -> Message:
    return SessionStarted(fields.site_id, fields.required("sessionId"), fields.custom_data)


def _session_queued(fields: Fields) -> Message:
    return SessionQueued(fields.site_id, fields.required("sessionId"), fields.custom_data)


def _session_ended(fields: Fields) -> Message:
    """Read the end of a session; an odd reason must not keep it open for us."""
    termination = fields.values.get("termination")
    reason = termination.get("reason") if isinstance(termination, dict) else None
    known = reason if isinstance(reason, str) and clean(reason) else ""
    return SessionEnded(fields.site_id, fields.required("sessionId"), fields.custom_data, known)


def _not_recognised(fields: Fields) -> Message:
    return NotRecognised(fields.site_id, fields.required("sessionId"), fields.custom_data)


def _say_finished(fields: Fields) -> Message | None:
    utterance_id, session_id = fields.optional("id"), fields.optional("sessionId")
    if session_id is None and not is_own(utterance_id):
        return None
    return SayFinished(fields.site_id, utterance_id, session_id)


def _say_failed(fields: Fields) -> Message | None:
    context, session_id = fields.values.get("context"), fields.optional("sessionId")
    if not isinstance(context, str) or not is_own(context):  # a context is free text
        return None if session_id is None else SayFailed(fields.site_id, None, session_id)
    return SayFailed(fields.site_id, fields.checked("context", context), session_id)


def _played(fields: Fields) -> Message | None:
    utterance_id = fields.optional("id")
    if utterance_id is None:
        return None
    return PlayFinished(fields.checked("siteId", fields.topic.split("/")[2]), utterance_id)


def is_own(utterance_id: str | None) -> bool:
    """Whether an id is one of supine's."""
    return utterance_id is not None and utterance_id.startswith(OWN_UTTERANCE)


_READERS: Mapping[str, Callable[[Fields], Message | None]] = {
    f"{_DIALOGUE}sessionStarted": _session_started,
    f"{_DIALOGUE}sessionQueued": _session_queued,
    f"{_DIALOGUE}sessionEnded": _session_ended,
    f"{_DIALOGUE}intentNotRecognized": _not_recognised,
    _SAY_FINISHED: _say_finished,
    _ERROR_TTS: _say_failed,
}


def _intent(fields: Fields) -> Message:
    name = fields.topic.rpartition("/")[2]
    intent = fields.values.get("intent")
    if not isinstance(intent, dict):
        fields.refuse(f"intent must be an object, not {shown(intent)}")
    if intent.get("intentName", name) != name:
        fields.refuse(f"intentName {shown(intent['intentName'])} is not the topic's")
    return IntentSpoken(
        site_id=fields.site_id,
        session_id=fields.optional("sessionId"),
        intent=name,
        slots=_slots(fields),
        confidence=_confidence(fields, intent),
        custom_data=fields.custom_data,
        wake_id=fields.optional("wakewordId"),
    )


def _confidence(fields: Fields, intent: Mapping[str, object]) -> float:
    """Return how sure the recogniser is; Snips called it probability.

    Without it the floor that keeps misheard words from acting could not be held, so a
    message that does not say is refused: to call it 1 would open the door to all of them.
    """
    given = intent.get("confidenceScore")
    given = intent.get("probability") if given is None else given
    try:
        # A text of digits is taken too; True is not, although Python counts it as 1.
        sure = float("" if isinstance(given, bool) else given)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        sure = math.nan
    if not math.isfinite(sure):
        fields.refuse(f"intent.confidenceScore must be a number from 0 to 1, not {shown(given)}")
    return max(0.0, min(1.0, sure))


def _slots(fields: Fields) -> dict[str, str | int | float]:
    """Return the slots by name.  Of two with one name the last is meant.

    Recognisers list them as they were spoken, and somebody who corrects themselves
    ("five, no, ten minutes") means what they said last.
    """
    listed = fields.values.get("slots")
    listed = [] if listed is None else listed
    if not isinstance(listed, list) or len(listed) > SLOTS_MAX:
        fields.refuse(f"slots must be a list of at most {SLOTS_MAX}, not {shown(listed)}")
    slots = {}
    for slot in listed:
        if not isinstance(slot, dict) or not isinstance(slot.get("value"), dict):
            fields.refuse(f"a slot must have slotName and value.value, not {shown(slot)}")
        name = fields.checked("slotName", slot.get("slotName"))
        slots[name] = _slot_value(fields, name, slot["value"].get("value"))
    return slots


def _slot_value(fields: Fields, name: str, value: object) -> str | int | float:
    if isinstance(value, str) and clean(value, SLOT_TEXT_MAX):
        return value
    truth = isinstance(value, bool)  # which Python counts among the numbers
    if isinstance(value, int | float) and not truth and -NUMBER_MAX <= value <= NUMBER_MAX:
        return value
    return fields.refuse(
        f"slot {shown(name)} must hold a number or a short text, not {shown(value)}"
    )


# ---- writing --------------------------------------------------------------------------------


def encode_say(site_id: str, utterance_id: str, text: str, volume: float = 1.0) -> Outgoing:
    """Speak outside any dialogue: nobody's ear is opened or closed by it.

    Args:
        site_id: Where.
        utterance_id: Comes back when it was said; no "/" in it, or its end is never told.
        text: One sentence, best under `supine.model.SENTENCE_MAX` characters.
        volume: 0 to 1; 1 is left out, since not every service knows the field.
    """
    fields = {"text": spoken(text), "siteId": site_id, "id": utterance_id, "sessionId": ""}
    return "hermes/tts/say", _json(fields if volume == 1.0 else fields | {"volume": volume})


def can_play_at(site_id: str) -> bool:
    """Whether a site's loudspeaker can be named in a topic."""
    return not _NOT_IN_A_TOPIC & set(site_id)


def encode_play(site_id: str, utterance_id: str, wav: bytes) -> Outgoing:
    """Play a sound outside any dialogue.

    Args:
        site_id: Where; `can_play_at` has to hold for it.
        utterance_id: Comes back when it was played; no "/" in it, or its end is never told.
        wav: A whole WAV file.
    """
    return f"hermes/audioServer/{site_id}/playBytes/{utterance_id}", wav


def encode_end(session_id: str, text: str = "") -> Outgoing:
    """End a dialogue, with a last sentence or without a word.

    Raises:
        ValueError: The text is longer than a dialogue manager waits for.
    """
    fields = {"sessionId": session_id} | ({"text": _answer(text)} if text else {})
    return f"{_DIALOGUE}endSession", _json(fields)


def encode_continue(session_id: str, text: str, intents: Sequence[str], mark: str) -> Outgoing:
    """Say something in a dialogue and listen again.

    Raises:
        ValueError: The text is longer than a dialogue manager waits for.
    """
    fields = {
        "sessionId": session_id,
        "text": _answer(text) if text else None,
        "intentFilter": list(intents) or None,  # null: every intent
        "customData": mark,
        "sendIntentNotRecognized": True,
    }
    return f"{_DIALOGUE}continueSession", _json(fields)


def encode_start(site_id: str, intents: Sequence[str], mark: str) -> Outgoing:
    """Open the ear without a wake word, or queue behind the dialogue that is open.

    Never a notification, and never one that cannot be queued: both end somebody's dialogue.
    """
    action = {
        "type": "action",
        "text": None,
        "canBeEnqueued": True,
        "intentFilter": list(intents) or None,
        "sendIntentNotRecognized": True,
    }
    fields = {"siteId": site_id, "customData": mark, "init": action}
    return f"{_DIALOGUE}startSession", _json(fields)


def encode_wake_up(site_id: str) -> list[Outgoing]:
    """Turn wake word and ear on again, as a dialogue manager does at the end of a dialogue.

    One that dies in a dialogue leaves them off, and its successor knows nothing of that.
    """
    on = (("hotword", "dialogueSession"), ("hotword", "ttsSay"), ("asr", "ttsSay"))
    return [
        (f"hermes/{service}/toggleOn", _json({"siteId": site_id, "reason": reason}))
        for service, reason in on
    ]


def _answer(text: str) -> str:
    line = spoken(text)
    if len(line) > ANSWER_MAX:
        raise ValueError(f"{len(line)} characters are too many for a dialogue: {ANSWER_MAX}")
    return line


def _json(fields: Mapping[str, object]) -> str:
    return _ENCODER.encode(fields)
