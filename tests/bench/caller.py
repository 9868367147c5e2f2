"""The one who asks and takes the time: paho without threads, which only waits for a socket."""

import json
import select
import socket
import time
from pathlib import Path

import paho.mqtt.client as mqtt

INTENT = {
    "supine": "hermes/intent/SupineStartRoutine",
    "minimal": "hermes/intent/BenchStartRoutine",
    "hermes_app": "hermes/intent/BenchStartRoutine",
    "echo": "bench/echo",
}
ANSWERS = (
    "hermes/dialogueManager/endSession",
    "hermes/dialogueManager/continueSession",
    "bench/echoed",
)
NO_ANSWER_S = 0.5
WORDS = ("start", "my", "back", "release")


class Caller:
    """Publishes what a recogniser would, and waits for what a skill says to it.

    Args:
        port: Of the broker, on loopback.
    """

    def __init__(self, port: int) -> None:
        client = mqtt.Client()
        client.on_message = self._heard
        client.connect("127.0.0.1", port)
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client, self._turn = client, 0
        self._heard_at, self._wanted = 0.0, ""
        deadline = time.monotonic() + 5
        while not client.is_connected() and time.monotonic() < deadline:
            self._read(0.1)
        client.subscribe([(topic, 0) for topic in ANSWERS])
        self._read(0.2)

    def ask_s(self, subject: str, within_s: float = NO_ANSWER_S) -> float | None:
        """Return the seconds until the first message in answer to an intent; None: too many."""
        self._turn += 1
        topic = INTENT[subject]
        payload = self._intent(topic.rpartition("/")[2], "start")
        return self._exchange(topic, payload, "start", within_s)

    def let_go(self) -> None:
        """End the dialogue and the practice that `ask_s` has begun with supine."""
        self._ended("start")
        stop = self._intent("SupineStop", "stop")
        self._exchange("hermes/intent/SupineStop", stop, "stop", NO_ANSWER_S)
        self._ended("stop")
        self._read(0.001)

    def until_answered(
        self, subject: str, within_s: float = 20.0, every_s: float = NO_ANSWER_S
    ) -> float:
        """Return how long it took until the subject answered at all, in seconds.

        Args:
            subject: Who is asked.
            within_s: After which it counts as broken.
            every_s: How long an answer is waited for before it is asked again.
        """
        began = time.perf_counter()
        while time.perf_counter() - began < within_s:
            if self.ask_s(subject, every_s) is not None:
                took_s = time.perf_counter() - began
                if subject == "supine":
                    self.let_go()
                return took_s
        raise TimeoutError(f"{subject} does not answer")

    def wait(self, seconds: float) -> None:
        """Let time pass, staying connected."""
        until = time.perf_counter() + seconds
        while (left_s := until - time.perf_counter()) > 0:
            self._read(left_s)

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()

    def _exchange(self, topic: str, payload: str, kind: str, within_s: float) -> float | None:
        self._wanted, self._heard_at = f"{kind}-{self._turn}", 0.0
        began = time.perf_counter()
        self._client.publish(topic, payload)
        while not self._heard_at:
            left_s = began + within_s - time.perf_counter()
            if left_s <= 0:
                return None
            self._read(left_s)
        return self._heard_at - began

    def _read(self, timeout_s: float) -> None:
        ready, _, _ = select.select([self._client.socket()], [], [], timeout_s)
        if ready:
            self._client.loop_read()
        if self._client.want_write():
            self._client.loop_write()
        self._client.loop_misc()

    def _heard(self, _client, _data, message) -> None:
        if self._wanted.encode() in message.payload:
            self._heard_at = time.perf_counter()

    def _ended(self, kind: str) -> None:
        payload = {
            "sessionId": f"{kind}-{self._turn}",
            "siteId": self._site,
            "termination": {"reason": "nominal"},
        }
        self._client.publish("hermes/dialogueManager/sessionEnded", json.dumps(payload))

    @property
    def _site(self) -> str:
        return f"room-{self._turn % 50}"

    def _intent(self, name: str, kind: str) -> str:
        slot = {
            "entity": "routine",
            "value": {"kind": "Unknown", "value": "back-release"},
            "slotName": "routine",
            "rawValue": "back release",
            "confidence": 1.0,
            "range": {"start": 9, "end": 21, "rawStart": 9, "rawEnd": 21},
        }
        return json.dumps(
            {
                "input": "start my back_release",
                "intent": {"intentName": name, "confidenceScore": 1.0},
                "siteId": self._site,
                "id": None,
                "slots": [slot] if kind == "start" else [],
                "sessionId": f"{kind}-{self._turn}",
                "customData": "porcupine",
                "asrTokens": [[_token(word, n) for n, word in enumerate(WORDS)]],
                "asrConfidence": 1.0,
                "rawInput": "start my back release",
                "wakewordId": "porcupine",
                "lang": None,
            }
        )


def _token(word: str, number: int) -> dict[str, object]:
    """Return a word as rhasspy-nlu-hermes 0.5.1 tells it of an intent."""
    begins = sum(len(before) + 1 for before in WORDS[:number])
    span = {"rangeStart": begins, "rangeEnd": begins + len(word)}
    return {"value": word, "confidence": 1.0, **span, "time": None}


def answers_in(folder: Path) -> str:
    """Return what the subjects have printed, for when something went wrong."""
    return "\n".join(path.read_text("utf-8", "replace") for path in folder.glob("*.log"))
