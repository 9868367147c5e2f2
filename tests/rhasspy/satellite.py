"""The ears of a household: a wake word in every room and one speech recogniser for all of them.

What Rhasspy's own services do with the switch messages was measured on them, and this does the
same.  A switch is a set of reasons to be off: `toggleOff` adds one, `toggleOn` takes one out
(the empty reason takes all), and only an empty set listens.  Reasons that Rhasspy does not know
are dropped.  The recogniser keeps one such set for all rooms.  A listening that is stopped
before anybody has spoken yields an empty text.
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Self

import paho.mqtt.client as mqtt

from rhasspy.bus import connected

WAKE_WORD = "porcupine"
REASONS = frozenset({"", "dialogueSession", "playAudio", "ttsSay"})


class Switch:
    """On while nobody has a reason for it to be off."""

    def __init__(self) -> None:
        self._reasons: set[str] = set()

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return not self._reasons

    def toggle(self, *, on: bool, reason: str) -> None:
        """Take in one toggle message."""
        if reason not in REASONS:
            return
        if not on:
            self._reasons.add(reason)
        elif reason == "":
            self._reasons.clear()
        else:
            self._reasons.discard(reason)


class Household:
    """People in rooms, as far as Rhasspy can hear them.

    Args:
        port: The broker's, on loopback.
        site_ids: The rooms.
    """

    def __init__(self, port: int, site_ids: Sequence[str]) -> None:
        self._wake_words = {site_id: Switch() for site_id in site_ids}
        self._recogniser = Switch()
        self._listening: dict[str, list[str]] = {site_id: [] for site_id in site_ids}
        self._changed = threading.Condition()
        self._client = connected(port, ["hermes/hotword/+", "hermes/asr/+"], self._receive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    # ---- what people do ---------------------------------------------------------------------

    def wake(self, site_id: str, patience_s: float = 0.0) -> bool:
        """Say the wake word; return whether it was heard.

        Args:
            site_id: The room.
            patience_s: How long it is said again while it is not heard.
        """
        if not self._wait(lambda: self._wake_words[site_id].on, patience_s):
            return False
        self._publish(
            f"hermes/hotword/{WAKE_WORD}/detected",
            modelId=WAKE_WORD,
            modelVersion="",
            modelType="personal",
            currentSensitivity=0.5,
            siteId=site_id,
        )
        return True

    def speak(self, site_id: str, text: str, patience_s: float = 3.0) -> bool:
        """Say something into an open ear; return whether there was one.

        Every session that listens in the room hears it.

        Args:
            site_id: The room.
            text: What is said.
            patience_s: How long to wait for the ear to open.
        """

        def open_ear() -> bool:
            return bool(self._listening[site_id]) and self._recogniser.on

        with self._changed:
            if not self._wait(open_ear, patience_s):
                return False
            sessions, self._listening[site_id] = self._listening[site_id], []
        for session_id in sessions:
            self._captured(site_id, session_id, text)
        return True

    def ask(self, site_id: str, text: str, patience_s: float = 8.0) -> None:
        """Say the wake word and then something, as one does.

        Raises:
            AssertionError: Nobody listened within ``patience_s``.
        """
        assert self.wake(site_id, patience_s), f"no wake word is listened for at {site_id}"
        assert self.speak(site_id, text), f"woken, but nobody listens at {site_id}"

    def wake_word_on(self, site_id: str, patience_s: float = 0.0) -> bool:
        """Return whether the wake word would be heard, now or within ``patience_s``."""
        return self._wait(lambda: self._wake_words[site_id].on, patience_s)

    def wake_word_off(self, site_id: str, patience_s: float = 0.0) -> bool:
        """Return whether the wake word would not be heard, now or within ``patience_s``."""
        return self._wait(lambda: not self._wake_words[site_id].on, patience_s)

    # ---- what services do -------------------------------------------------------------------

    def _receive(self, message: mqtt.MQTTMessage) -> None:
        fields = json.loads(message.payload)
        site_id = fields.get("siteId", "default")
        if site_id not in self._listening:
            return
        with self._changed:
            match message.topic.split("/")[1:]:
                case ["hotword", "toggleOn" | "toggleOff" as verb]:
                    self._wake_words[site_id].toggle(
                        on=verb == "toggleOn", reason=fields.get("reason", "")
                    )
                case ["asr", "toggleOn" | "toggleOff" as verb]:
                    self._recogniser.toggle(on=verb == "toggleOn", reason=fields.get("reason", ""))
                case ["asr", "startListening"]:
                    self._listening[site_id].append(fields["sessionId"])
                case ["asr", "stopListening"] if fields["sessionId"] in self._listening[site_id]:
                    self._listening[site_id].remove(fields["sessionId"])
                    self._captured(site_id, fields["sessionId"], "")
            self._changed.notify_all()

    def _captured(self, site_id: str, session_id: str, text: str) -> None:
        self._publish(
            "hermes/asr/textCaptured",
            text=text,
            likelihood=1.0,
            seconds=0.1,
            siteId=site_id,
            sessionId=session_id,
            wakewordId=WAKE_WORD,
        )

    def _wait(self, holds: Callable[[], bool], patience_s: float) -> bool:
        end = time.monotonic() + patience_s
        with self._changed:
            while not holds():
                if (left := end - time.monotonic()) <= 0:
                    return False
                self._changed.wait(left)
            return True

    def _publish(self, topic: str, **fields: Any) -> None:
        self._client.publish(topic, json.dumps(fields))
