"""An onlooker on the MQTT bus: keeps every Hermes message with its time, and waits for some."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Self

import paho.mqtt.client as mqtt
from paho.mqtt.client import topic_matches_sub

CONNECT_WITHIN_S = 5.0

_NOISE = frozenset({"asrTokens", "asrConfidence", "likelihood", "seconds", "wakewordId"})
"""Fields that say nothing to somebody who reads a transcript."""


class Message(NamedTuple):
    """One message as it came by."""

    at_s: float
    """Seconds since the bus was made."""

    topic: str
    payload: Any
    """The JSON value; for sound its length in bytes."""

    def __str__(self) -> str:
        said = self.payload
        if isinstance(said, dict):
            empty = (None, "", [], {})
            said = {k: v for k, v in said.items() if v not in empty and k not in _NOISE}
        return f"{self.at_s:7.3f} {self.topic} {said}"


class Bus:
    """Records what is said on ``hermes/#`` and says things itself.

    Args:
        port: The broker's, on loopback.
    """

    def __init__(self, port: int) -> None:
        self._began = time.monotonic()
        self._messages: list[Message] = []
        self._news = threading.Condition()
        self._client = connected(port, ["hermes/#"], self._keep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    # ---- speaking ---------------------------------------------------------------------------

    def publish(self, topic: str, **fields: Any) -> None:
        """Send a JSON object."""
        self._client.publish(topic, json.dumps(fields))

    def publish_bytes(self, topic: str, payload: bytes) -> None:
        """Send anything."""
        self._client.publish(topic, payload)

    # ---- listening --------------------------------------------------------------------------

    def now(self) -> float:
        """Return the time on the clock that messages are stamped with."""
        return time.monotonic() - self._began

    def heard(self, pattern: str, since: float = 0.0, **fields: Any) -> list[Message]:
        """Return the messages so far whose topic and fields fit, oldest first.

        Args:
            pattern: A topic, with ``+`` and ``#`` as in a subscription.
            since: Only what came at this time or later.
            fields: What the payload must hold.  A callable is asked, else values are compared.
        """
        with self._news:
            return list(self._fitting(pattern, since, fields))

    def wait_for(
        self, pattern: str, since: float = 0.0, within_s: float = 5.0, **fields: Any
    ) -> Message:
        """Return the first message that fits, waiting for it if need be.

        Raises:
            AssertionError: None came in time; it tells what came instead.
        """
        end = time.monotonic() + within_s
        with self._news:
            while (found := next(self._fitting(pattern, since, fields), None)) is None:
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(self._complaint(pattern, fields, within_s))
                self._news.wait(left)
            return found

    def spoken(self, site_id: str, since: float = 0.0) -> list[str]:
        """Return every sentence sent to be spoken at a site, oldest first."""
        return [m.payload["text"] for m in self.heard("hermes/tts/say", since, siteId=site_id)]

    def wait_until_heard(
        self,
        site_id: str,
        text: str | Callable[[str], bool],
        since: float = 0.0,
        within_s: float = 10.0,
    ) -> tuple[Message, Message]:
        """Return when a sentence was sent to be spoken and when its sound had ended."""
        end = self.now() + within_s
        say = self.wait_for("hermes/tts/say", since, within_s, siteId=site_id, text=text)
        over = self.wait_for(
            f"hermes/audioServer/{site_id}/playFinished",
            say.at_s,
            end - self.now(),
            id=say.payload["id"],
        )
        return say, over

    def tidy_up(self, site_ids: Iterable[str], within_s: float = 10.0) -> None:
        """End the sessions that were left open; let what is said in the rooms come to its end."""
        started = self.heard("hermes/dialogueManager/sessionStarted")
        for session_id in {message.payload["sessionId"] for message in started}:
            if not self.heard("hermes/dialogueManager/sessionEnded", sessionId=session_id):
                self.publish("hermes/dialogueManager/endSession", sessionId=session_id)
                self.wait_for(
                    "hermes/dialogueManager/sessionEnded", 0.0, within_s, sessionId=session_id
                )
        for site_id in site_ids:
            server = f"hermes/audioServer/{site_id}"
            for sound in self.heard(f"{server}/playBytes/+"):
                sound_id = sound.topic.rpartition("/")[2]
                self.wait_for(f"{server}/playFinished", sound.at_s, within_s, id=sound_id)

    def transcript(self, since: float = 0.0) -> str:
        """Return what came by, one message a line, for somebody who must find a fault."""
        return "\n".join(str(m) for m in self.heard("#", since))

    def _fitting(self, pattern: str, since: float, fields: dict[str, Any]) -> Iterator[Message]:
        for message in self._messages:
            if (
                message.at_s >= since
                and topic_matches_sub(pattern, message.topic)
                and all(_fits(message.payload, *field) for field in fields.items())
            ):
                yield message

    def _complaint(self, pattern: str, fields: dict[str, Any], within_s: float) -> str:
        came = "\n".join(str(m) for m in self._messages[-25:])
        return f"no {pattern} {fields or ''} within {within_s:.1f} s; the last that came:\n{came}"

    def _keep(self, message: mqtt.MQTTMessage) -> None:
        if "/playBytes/" in message.topic:
            payload: Any = len(message.payload)
        else:
            try:
                payload = json.loads(message.payload)
            except ValueError:
                payload = message.payload
        with self._news:
            self._messages.append(Message(self.now(), message.topic, payload))
            self._news.notify_all()


def connected(
    port: int, topics: list[str], receive: Callable[[mqtt.MQTTMessage], None]
) -> mqtt.Client:
    """Return a client whose subscriptions stand, its thread running.

    Raises:
        TimeoutError: The broker did not answer in time.
    """
    ready = threading.Event()
    client = mqtt.Client()
    client.on_message = lambda _client, _data, message: receive(message)
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", port)
    client.subscribe([(topic, 0) for topic in topics])
    client.loop_start()
    if not ready.wait(CONNECT_WITHIN_S):
        raise TimeoutError(f"the broker on port {port} confirmed no subscription")
    return client


def _fits(payload: Any, field: str, wanted: Any) -> bool:
    if not isinstance(payload, dict) or field not in payload:
        return False
    return bool(wanted(payload[field])) if callable(wanted) else payload[field] == wanted
