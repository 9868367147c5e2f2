"""Sentence to intent, through a recogniser that is handed in."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from rhasspyhermes.intent import Intent, Slot, SlotRange
from rhasspyhermes.nlu import NluIntent, NluIntentNotRecognized, NluIntentParsed, NluQuery

from supine.demo.rhasspy.messages import Kind, Message, Output, Spoken, to
from supine.demo.rhasspy.tasks import Tasks


class Recognised(Protocol):
    """What a recogniser makes of a sentence."""

    @property
    def intent(self) -> str:
        """Name of the intent."""

    @property
    def slots(self) -> Mapping[str, str | int | float]:
        """Values by slot name."""

    @property
    def confidence(self) -> float:
        """From 0 to 1."""


Recognise = Callable[[str, Collection[str] | None], Recognised | None]
"""Takes a sentence and the intents that are asked for, None for all of them."""


class Nlu:
    """Answers queries, whoever sent them.

    Args:
        tasks: Knows what time it is.
        recognise: Finds the intent in a sentence, or None.
    """

    def __init__(self, tasks: Tasks, recognise: Recognise) -> None:
        self._tasks = tasks
        self._recognise = recognise

    def hear(self, message: Message) -> list[Output]:
        """Take a message and return what is published because of it."""
        if not isinstance(message.body, NluQuery):
            return []
        query = message.body
        found = self._recognise(query.input, query.intent_filter) if query.input.strip() else None
        if found is None:
            return self._nothing(query)
        about = {
            "input": query.input,
            "id": query.id,
            "site_id": query.site_id,
            "session_id": query.session_id,
            "intent": Intent(intent_name=found.intent, confidence_score=found.confidence),
            "slots": [_slot(*slot, query.input) for slot in found.slots.items()],
        }
        heard = NluIntent(
            **about,
            asr_tokens=[NluIntent.make_asr_tokens(query.input.split())],
            asr_confidence=query.asr_confidence,
            raw_input=query.input,
            wakeword_id=query.wakeword_id,
            lang=query.lang,
            custom_data=query.custom_data,
        )
        return [to(NluIntentParsed(**about)), to(heard, intent_name=found.intent)]

    def _nothing(self, query: NluQuery) -> list[Output]:
        missed = NluIntentNotRecognized(
            input=query.input,
            id=query.id,
            site_id=query.site_id,
            session_id=query.session_id,
            custom_data=query.custom_data,
        )
        if not query.input.strip():
            return [to(missed)]
        heard = Spoken(self._tasks.now, query.site_id, query.input, Kind.NOT_UNDERSTOOD)
        return [heard, to(missed)]


def _slot(name: str, value: str | float, sentence: str) -> Slot:
    """Return a slot as Rhasspy writes it; a value that was not said as it is has no place."""
    numeric = isinstance(value, int | float)
    raw = str(value).replace("-", " ")
    start = max(0, sentence.lower().find(raw.lower()))
    end = start + len(raw)
    return Slot(
        entity="rhasspy/number" if numeric else name,
        value={"kind": "Number" if numeric else "Unknown", "value": value},
        slot_name=name,
        raw_value=raw,
        confidence=1.0,
        range=SlotRange(start=start, end=end, raw_start=start, raw_end=end),
    )
