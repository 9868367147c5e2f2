"""A street of satellites in one process: where paho's client would be there is a small Rhasspy.

Everything that a house says comes as bytes through the real link and its codec, everything that
supine publishes ends here.  Time is what the caller says it is; what is to come later waits in a
heap.  People do by chance what people do: practise, pause, ask again, stop, fall silent.
"""

import heapq
import json
import random
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import Any

import paho.mqtt.client as mqtt

from supine.adapters.pahoclient import Client

CHARACTERS_A_SECOND = 14.0
SOUND_S = 0.6
WORDS_S = (1.0, 3.0)
"""From the open ear to what was understood."""

SILENT_S = 10.0
"""After so long without words a dialogue manager gives up."""

SILENT, NOT_UNDERSTOOD = 0.3, 0.08
"""How many ears hear nothing, or no words."""

LIKELY = ("SupineYes", "SupineReady", "SupineNotToday", "SupineLater", "SupineNo", "SupineResume")
COMMANDS: tuple[tuple[str, Mapping[str, str | int]], ...] = (
    *((f"Supine{name}", {}) for name in ("Pause", "Repeat", "Next", "Back", "Stop", "HowLong")),
    *((f"Supine{name}", {}) for name in ("Louder", "Softer", "SayLess", "SayMore", "Pain")),
    *((f"Supine{name}", {}) for name in ("WhatCanYouDo", "ListRoutines", "ListReminders")),
    *((f"Supine{name}", {}) for name in ("MissedReminders", "WhyNoReminder", "HowAmIDoing")),
    ("SupineRemindMe", {"time": "7:05", "daypart": "morning", "days": "daily"}),
    ("SupineCancelReminder", {"time": "7:05", "daypart": "morning"}),
    ("SupineShorter", {"minutes": 1}),
    ("SupineJuggle", {"balls": 3}),
)
ODD: tuple[tuple[str, bytes], ...] = (
    ("hermes/intent/TurnOnTheLight", b'{"siteId": "room-1", "sessionId": "x"}'),
    ("hermes/nlu/query", b'{"input": "turn on the light", "siteId": "room-1"}'),
    ("hermes/intent/SupineStop", b'{"siteId": "room-1", "intent": null}'),
    ("hermes/intent/SupineStop", b"\xff\xfe not JSON"),
    ("hermes/intent/SupineStop", b'{"siteId": "room-1", "intent": {"confidenceScore": "much"}}'),
    ("hermes/dialogueManager/sessionStarted", b'{"siteId": "room-1"}'),
    ("hermes/dialogueManager/sessionEnded", b"[" * 200),
    ("hermes/dialogueManager/sessionEnded", b'{"siteId": "room-1", "sessionId": "nobody\'s"}'),
    ("hermes/tts/sayFinished", b'{"siteId": "room-1", "id": "supine-0000-9"}'),
    ("hermes/audioServer/room-1/playFinished", b'{"id": "a doorbell"}'),
    ("hermes/hotword/porcupine/detected", b'{"siteId": "the neighbour"}'),
)
_TOPICS = {
    "hermes/tts/say": "_say",
    "hermes/dialogueManager/startSession": "_start",
    "hermes/dialogueManager/continueSession": "_continue",
    "hermes/dialogueManager/endSession": "_end",
}


class Wire(Client):
    """paho's client without a network: what is published goes to the street, at once."""

    def __init__(self, published: Callable[[str, str | bytes], None]) -> None:
        versions = getattr(mqtt, "CallbackAPIVersion", None)
        super().__init__(*(() if versions is None else (versions.VERSION1,)), client_id="street")
        self._published = published

    def publish(self, topic: str, payload: str | bytes, *_: object) -> SimpleNamespace:
        self._published(topic, payload)
        return SimpleNamespace(rc=mqtt.MQTT_ERR_SUCCESS)

    def publish_now(self, topic: str, payload: str | bytes, *_: object) -> bool:
        self._published(topic, payload)
        return True

    def connect_async(self, *_: object) -> None:
        """Be there already."""

    def loop_start(self) -> None:
        self.on_connect(self, None, {}, 0)

    def subscribe(self, topics: Sequence[object]) -> None:
        self.on_subscribe(self, None, 1, [0] * len(topics))

    def hear(self, topic: str, payload: bytes) -> None:
        """Be told something by the broker."""
        self.on_message(self, None, SimpleNamespace(topic=topic, payload=payload, retain=False))

    def ask_back(self) -> None:
        """Take it that the broker is alive."""

    def disconnect(self) -> None:
        """There is nothing to close."""

    def loop_stop(self) -> None:
        """There is no thread."""


@dataclass(slots=True)
class Session:
    """A dialogue."""

    id: str
    site_id: str
    custom: str | None
    intents: list[str] = field(default_factory=list)
    listening: bool = False
    turn: int = 0
    """Counts what happened in it: what was to happen later and has been overtaken does not."""


class Street:
    """Rhasspy at every site, and whoever lives there.

    Args:
        site_ids: The sites.
        seed: Decides what people do.
        lasts_s: How long all this goes on; nobody begins anything after that.
        every_s: How long it is from one practice at a site to the next, on average.
    """

    def __init__(self, site_ids: Sequence[str], seed: int, lasts_s: float, every_s: float) -> None:
        self.done: Counter[str] = Counter()
        self.now = 0.0
        self.upset: Callable[[str], None] = lambda _: None
        """Makes something go wrong at a site."""

        self.wire = Wire(self._published)
        self._site_ids = tuple(site_ids)
        self._lasts_s, self._every_s = lasts_s, every_s
        self._luck = random.Random(seed)
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()
        self._open: dict[str, Session] = {}
        self._queued: dict[str, deque[Session]] = {}

    def connect(self, _client_id: str) -> Wire:
        """Return what the link takes for paho's client."""
        return self.wire

    # ---- time -------------------------------------------------------------------------------

    def move_in(self, within_s: float) -> None:
        """Have everybody speak up soon, and practise from then on."""
        for site_id in self._site_ids:
            at_s = self._luck.uniform(0, within_s)
            self._in(at_s, lambda s=site_id: self.say(s, "SupineWhatCanYouDo"))
            self._in(at_s + self._luck.uniform(0, self._every_s), lambda s=site_id: self._live(s))
        self._in(1.0, self._be_odd)

    def next_at(self) -> float:
        """Return when `turn` must be called next."""
        return self._later[0][0] if self._later else float("inf")

    def turn(self, now: float) -> None:
        """Do what is due by now, in seconds."""
        self.now = now
        while self._later and self._later[0][0] <= now:
            heapq.heappop(self._later)[2]()

    def _in(self, seconds: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._later, (self.now + seconds, next(self._numbers), what))

    # ---- people -----------------------------------------------------------------------------

    def _live(self, site_id: str) -> None:
        """Practise once, and plan to do so again."""
        luck = self._luck
        if self.now > self._lasts_s:
            return
        if luck.random() < 0.9:
            slots: dict[str, str | int] = {"routine": "poise-pause", "minutes": luck.randint(1, 3)}
        else:
            slots = {"routine": "back-release", "minutes": luck.randint(5, 15)}
        self.say(site_id, "SupineStartRoutine", slots)
        self.done["started"] += 1
        at_s = 4.0
        for _ in range(luck.randint(0, 4)):
            at_s += luck.uniform(8, 40)
            intent, slots = luck.choice(COMMANDS)
            self._in(at_s, lambda i=intent, s=slots: self.say(site_id, i, s))
            if intent == "SupinePause":
                at_s += luck.uniform(5, 60)
                self._in(at_s, lambda: self.say(site_id, "SupineResume"))
        if luck.random() < 0.05:
            self._in(luck.uniform(20, 50), lambda: self._mishap(site_id))
        self._in(luck.uniform(0.5, 1.5) * self._every_s, lambda: self._live(site_id))

    def _mishap(self, site_id: str) -> None:
        self.done["mishaps"] += 1
        self.upset(site_id)

    def _be_odd(self) -> None:
        """Publish what is not for supine, or not as it should be, all the time."""
        topic, payload = self._luck.choice(ODD)
        self.done["odd messages"] += 1
        site_id = self._luck.choice(self._site_ids)
        self.wire.hear(
            topic.replace("room-1", site_id), payload.replace(b"room-1", site_id.encode())
        )
        if self.now < self._lasts_s:
            self._in(self._luck.uniform(1, 20), self._be_odd)

    def say(
        self,
        site_id: str,
        intent: str,
        slots: Mapping[str, str | int] | None = None,
        tries: int = 4,
    ) -> None:
        """Say something, into the open ear or after the wake word; while Rhasspy talks, later."""
        session = self._open.get(site_id)
        if session is None:
            self._hear("hermes/hotword/porcupine/detected", site_id, modelId="porcupine")
            session = self._begin(self._new(site_id, "porcupine"))
            turn = session.turn
            self._in(1.5, lambda: self._understood(session, turn, intent, slots or {}))
        elif session.listening:
            self._understood(session, session.turn, intent, slots or {})
        elif tries:
            self._in(4.0, lambda: self.say(site_id, intent, slots, tries - 1))

    # ---- the dialogue manager ---------------------------------------------------------------

    def _new(self, site_id: str, custom: str, intents: Sequence[str] = ()) -> Session:
        return Session(f"session-{next(self._numbers)}", site_id, custom, list(intents))

    def _begin(self, session: Session) -> Session:
        self._open[session.site_id] = session
        self._told(session, "sessionStarted")
        return session

    def _told(self, session: Session, what: str, **more: object) -> None:
        topic = f"hermes/dialogueManager/{what}"
        ids = {"sessionId": session.id, "customData": session.custom}
        self._hear(topic, session.site_id, **ids, **more)

    def _over(self, session: Session, turn: int, reason: str) -> None:
        if self._open.get(session.site_id) is not session or session.turn != turn:
            return
        del self._open[session.site_id]
        self._told(session, "sessionEnded", termination={"reason": reason})
        waiting = self._queued.get(session.site_id)
        if waiting:
            self._listen(self._begin(waiting.popleft()))

    def _listen(self, session: Session) -> None:
        """Open the ear; by chance somebody says something, or nothing."""
        session.listening = True
        session.turn += 1
        turn, luck = session.turn, self._luck
        chance, after_s = luck.random(), luck.uniform(*WORDS_S)
        if chance < SILENT:
            self._in(SILENT_S, lambda: self._over(session, turn, "timeout"))
        elif chance < SILENT + NOT_UNDERSTOOD:
            self._in(after_s, lambda: self._not_understood(session, turn))
        else:
            likely = [intent for intent in LIKELY if intent in session.intents]
            intent = luck.choice(likely or session.intents or list(LIKELY))
            self._in(after_s, lambda: self._understood(session, turn, intent, {}))

    def _heard_something(self, session: Session, turn: int) -> bool:
        if self._open.get(session.site_id) is not session or session.turn != turn:
            return False
        session.turn, session.listening = turn + 1, False
        self._in(30.0, lambda: self._over(session, turn + 1, "timeout"))
        return True

    def _not_understood(self, session: Session, turn: int) -> None:
        if self._heard_something(session, turn):
            self._told(session, "intentNotRecognized", input="")

    def _understood(
        self, session: Session, turn: int, intent: str, slots: Mapping[str, str | int]
    ) -> None:
        if not self._heard_something(session, turn):
            return
        listed = [
            {"slotName": name, "entity": name, "value": {"kind": "Unknown", "value": value}}
            for name, value in slots.items()
        ]
        told: dict[str, Any] = {"intent": {"intentName": intent, "confidenceScore": 1.0}}
        ids = {"sessionId": session.id, "customData": session.custom, "wakewordId": "porcupine"}
        self.done["intents"] += 1
        self._hear(f"hermes/intent/{intent}", session.site_id, **told, **ids, slots=listed)

    # ---- what supine publishes --------------------------------------------------------------

    def _published(self, topic: str, payload: str | bytes) -> None:
        name, parts = _TOPICS.get(topic), topic.split("/")
        if name is not None:
            getattr(self, name)(json.loads(payload))
        elif parts[1] == "audioServer" and parts[3] == "playBytes":
            self.done["sounds"] += 1
            site_id, id_ = parts[2], parts[4]
            finished = f"hermes/audioServer/{site_id}/playFinished"
            self._in(SOUND_S, lambda: self._hear(finished, site_id, id=id_))

    def _say(self, said: Mapping[str, Any]) -> None:
        self.done["sentences"] += 1
        self._in(len(said["text"]) / CHARACTERS_A_SECOND, lambda: self._said(said))

    def _said(self, said: Mapping[str, Any]) -> None:
        site_id, id_ = said["siteId"], said["id"]
        self._hear(f"hermes/audioServer/{site_id}/playFinished", site_id, id=id_)
        self._hear("hermes/tts/sayFinished", site_id, id=id_, sessionId=None)

    def _start(self, wanted: Mapping[str, Any]) -> None:
        intents = wanted["init"]["intentFilter"] or []
        session = self._new(wanted["siteId"], wanted["customData"], intents)
        if session.site_id in self._open:
            self._queued.setdefault(session.site_id, deque()).append(session)
            self._told(session, "sessionQueued")
        else:
            self._listen(self._begin(session))

    def _continue(self, wanted: Mapping[str, Any]) -> None:
        session = self._found(wanted["sessionId"])
        if session is None:
            return
        session.custom, session.intents = wanted["customData"], wanted["intentFilter"] or []
        session.turn += 1
        session.listening = False
        self._spoken(session, wanted["text"], lambda: self._listen(session))

    def _end(self, wanted: Mapping[str, Any]) -> None:
        session = self._found(wanted["sessionId"])
        if session is None:
            return
        session.turn += 1
        session.listening = False
        turn = session.turn
        self._spoken(session, wanted.get("text"), lambda: self._over(session, turn, "nominal"))

    def _spoken(self, session: Session, text: str | None, then: Callable[[], None]) -> None:
        if not text:
            then()
            return
        self.done["sentences"] += 1

        def over() -> None:
            if self._open.get(session.site_id) is session:
                id_ = f"tts-{next(self._numbers)}"
                self._hear("hermes/tts/sayFinished", session.site_id, id=id_, sessionId=session.id)
                then()

        self._in(len(text) / CHARACTERS_A_SECOND, over)

    def _found(self, session_id: str) -> Session | None:
        return next((s for s in self._open.values() if s.id == session_id), None)

    def _hear(self, topic: str, site_id: str, **fields: object) -> None:
        self.done["messages"] += 1
        self.wire.hear(topic, json.dumps({"siteId": site_id, **fields}).encode())
