"""What the demo's tests share: a Rhasspy whose clock is turned by hand, and a small skill."""

import json
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self

import paho.mqtt.client as mqtt

from supine.demo.rhasspy.dialogue import Settings
from supine.demo.rhasspy.messages import Kind, Message, Output, Spoken, decode
from supine.demo.rhasspy.mouth import Voice
from supine.demo.rhasspy.services import Rhasspy

DIALOGUE = "hermes/dialogueManager/"


@dataclass(frozen=True)
class Found:
    """What a recogniser returns."""

    intent: str
    slots: Mapping[str, str | int | float] = field(default_factory=dict)
    confidence: float = 1.0


INTENTS = {
    "start my back release for twelve minutes": Found(
        "StartRoutine", {"routine": "back-release", "minutes": 12}
    ),
    "pause": Found("Pause"),
    "stop": Found("Stop"),
    "yes": Found("Yes"),
    "no": Found("No"),
}


def recognise(text: str, intents: Collection[str] | None) -> Found | None:
    """Understand the few sentences above."""
    found = INTENTS.get(text)
    return found if found and (intents is None or found.intent in intents) else None


class Bench:
    """A Rhasspy in a test, and what it published, each with its time.

    Ids are made up in order: ``id1``, ``id2`` and so on; the first wake session at the
    default site is ``default-typed-id1``.
    """

    def __init__(self, settings: Settings | None = None, voice: Voice | None = None) -> None:
        numbers = count(1)
        self.now = 0.0
        self.log: list[tuple[float, Output]] = []
        self.rhasspy = Rhasspy(
            recognise, settings=settings, voice=voice, new_id=lambda: f"id{next(numbers)}"
        )

    def send(self, topic: str, **payload: Any) -> None:
        """A message arrives from a skill."""
        message = decode(topic, json.dumps(payload).encode())
        if message is not None:
            self._note(self.rhasspy.receive(message, self.now))

    def play(self, wav: bytes, play_id: str, site: str = "default") -> None:
        message = decode(f"hermes/audioServer/{site}/playBytes/{play_id}", wav)
        assert message is not None
        self._note(self.rhasspy.receive(message, self.now))

    def say(self, text: str, say_id: str, site: str = "default") -> None:
        self.send("hermes/tts/say", text=text, siteId=site, id=say_id, sessionId="")

    def end(self, session: str, text: str | None = None, **more: Any) -> None:
        self.send(DIALOGUE + "endSession", sessionId=session, text=text, **more)

    def go_on(self, session: str, text: str | None = None, **more: Any) -> None:
        self.send(DIALOGUE + "continueSession", sessionId=session, text=text, **more)

    def ask(self, text: str | None, custom_data: str, site: str = "default", **init: Any) -> None:
        init = {"type": "action", "text": text, "canBeEnqueued": True, **init}
        self.send(DIALOGUE + "startSession", siteId=site, customData=custom_data, init=init)

    def notify(self, text: str, site: str = "default") -> None:
        init = {"type": "notification", "text": text}
        self.send(DIALOGUE + "startSession", siteId=site, customData="lost", init=init)

    def utter(self, text: str, site: str = "default") -> None:
        self._note(self.rhasspy.utter(site, text, self.now))

    def wake(self, site: str = "default") -> None:
        self._note(self.rhasspy.wake(site, self.now))

    def prepared(self, key: str, lasts_s: float) -> None:
        self._note(self.rhasspy.prepared(key, lasts_s, self.now))

    def wait(self, seconds: float) -> None:
        """Let time pass, from one deadline to the next."""
        until = self.now + seconds
        while (due := self.rhasspy.deadline()) is not None and due <= until:
            self.now = due
            self._note(self.rhasspy.tick(due))
        self.now = until

    def forget(self) -> None:
        """Begin a new log."""
        self.log.clear()

    def order(self) -> list[str]:
        """What was published, in order and in short."""
        return [short(output) for _, output in self.log if isinstance(output, Message)]

    def dialogue(self) -> list[str]:
        """The same, without switches and without what is said and understood."""
        return [line for line in self.order() if line.startswith(("session", "intentNot"))]

    def times(self, topic: str) -> list[float]:
        """When messages with such a topic were published, to the millisecond."""
        return [
            round(at, 3)
            for at, output in self.log
            if isinstance(output, Message) and output.topic.endswith(topic)
        ]

    def bodies(self, topic: str) -> list[dict[str, Any]]:
        """The payloads with such a topic, as they go over the wire."""
        return [
            json.loads(output.payload())
            for _, output in self.log
            if isinstance(output, Message) and output.topic.endswith(topic)
        ]

    def spoken(self) -> list[Spoken]:
        return [output for _, output in self.log if isinstance(output, Spoken)]

    def heard(self) -> list[str]:
        """What could be heard of the skill."""
        return [spoken.text for spoken in self.spoken() if spoken.kind in SKILL]

    def _note(self, outputs: list[Output]) -> None:
        self.log += [(self.now, output) for output in outputs]


SKILL = {Kind.ANNOUNCED, Kind.ANSWERED}


def short(message: Message) -> str:
    """Return a message in a few words, such as ``hotword/toggleOff ttsSay``."""
    body = json.loads(message.payload()) if not message.topic.count("/playBytes/") else {}
    name = message.topic.removeprefix("hermes/").removeprefix("dialogueManager/")
    more = body.get("reason") or body.get("termination", {}).get("reason")
    if name == "tts/say":
        more = repr(body["text"])
    if name == "asr/textCaptured":
        more = repr(body["text"])
    if name.endswith(("sayFinished", "playFinished")):
        more = body["id"]
    return f"{name} {more}" if more else name


class SmallSkill:
    """A skill of forty lines on a real broker: it answers, announces and counts a hold.

    "pause" is answered in the dialogue; "start ..." is answered, and then two sentences are
    announced, each after the end of the one before; "stop" ends that.
    """

    def __init__(self, host: str, port: int) -> None:
        self.running: set[str] = set()
        self.stopped = False
        self._next: dict[str, tuple[str, list[str]]] = {}
        self._subscribed = threading.Event()
        self._client = mqtt.Client()
        self._client.on_connect = lambda client, *_: client.subscribe(
            [("hermes/intent/#", 0), ("hermes/audioServer/+/playFinished", 0)]
        )
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._on_message
        self._client.connect(host, port)
        self._client.loop_start()
        assert self._subscribed.wait(5)

    def stop(self) -> None:
        self.stopped = True
        self._client.disconnect()
        self._client.loop_stop()

    def idle(self) -> bool:
        return not self.running

    def progress(self, site_id: str) -> None:
        """It has no holds."""

    def _on_message(self, _client: object, _data: object, message: Any) -> None:
        body = json.loads(message.payload)
        if message.topic.endswith("/playFinished"):
            site, texts = self._next.pop(body["id"], ("", []))
            self._announce(site, texts)
            return
        name, site = body["intent"]["intentName"], body["siteId"]
        if name == "StartRoutine":
            self.running.add(site)
            self._announce(site, ["Lie back.", "Let it go.", "That is all."])
        elif name == "Stop":
            self.running.discard(site)
        answer = {"StartRoutine": None, "Pause": "Paused.", "Stop": "Stopped."}[name]
        self._publish(DIALOGUE + "endSession", sessionId=body["sessionId"], text=answer)

    def _announce(self, site: str, texts: list[str]) -> None:
        if not texts or site not in self.running:
            self.running.discard(site)
            return
        say_id = f"{site}-{len(texts)}"
        self._next[say_id] = site, texts[1:]
        self._publish("hermes/tts/say", text=texts[0], siteId=site, id=say_id, sessionId="")

    def _publish(self, topic: str, **body: Any) -> None:
        self._client.publish(topic, json.dumps(body))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()
