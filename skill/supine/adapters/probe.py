"""A short visit to the broker: get in, ask Rhasspy's services, leave.

The running service is not disturbed: the visitor has a name of its own at the broker, and says
nothing about whether supine is there.
"""

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from secrets import token_hex
from typing import Any, Self

import paho.mqtt.client as mqtt

from supine.adapters.hermes.codec import SUBSCRIPTIONS
from supine.adapters.mqtt import SUBACK_FAILURE, MqttSettings, tls_context
from supine.adapters.questions import TOPICS, Heard, Question
from supine.adapters.reaching import REFUSALS, why
from supine.errors import UnreachableError

CONNECTS_WITHIN_S = 3.0
LEAVES_WITHIN_S = 1.0

_KEEPALIVE_S = 3  # paho 1.5 takes it for the time-out of its connect, too
_PAYLOAD_MAX = 65_536


class HermesProbe:
    """The visit, as a context manager that may be entered once.

    Args:
        settings: The broker.

    Raises:
        UnreachableError: The TLS files cannot be used.

    Attributes:
        not_heard: Topics that the broker does not let us hear.
        state: What the running service keeps at its topic: ``online``, ``offline``, or None.
    """

    def __init__(self, settings: MqttSettings) -> None:
        self.not_heard: list[str] = []
        self.state: str | None = None
        self._settings = settings
        own = [] if settings.state_topic is None else [settings.state_topic]
        self._topics = [*SUBSCRIPTIONS, *(t for t in TOPICS if t not in SUBSCRIPTIONS), *own]
        self._heard: list[Heard] = []
        self._news = threading.Condition()
        self._outcome: str | None = None
        self._came = threading.Event()
        self._client = self._prepared()

    def __enter__(self) -> Self:
        """Get in, and return when everything is subscribed.

        Raises:
            UnreachableError: The broker is not there, or does not let us in.
        """
        # In a thread of its own, since a name may take long to be looked up.
        threading.Thread(target=self._connect, name="probe-connect", daemon=True).start()
        came = self._came.wait(CONNECTS_WITHIN_S)
        if self._outcome or not came:
            self._leave()
            problem = self._outcome or "does not answer in time; is it MQTT, and does it want TLS?"
            raise UnreachableError(self._settings.address, problem)
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()

    def ask(self, questions: Sequence[Question], site: str) -> None:
        """Ask all questions from a site; the answers come in time."""
        for question in questions:
            topic, fields = question.asked(site)
            self._client.publish(topic, json.dumps(fields))

    def wait(self, enough: Callable[[Sequence[Heard]], bool], within_s: float) -> list[Heard]:
        """Return what was heard so far, as soon as that is enough or the time is over.

        Args:
            enough: Whether nothing more need be waited for.
            within_s: Seconds.
        """
        with self._news:
            self._news.wait_for(lambda: enough(self._heard), within_s)
            return list(self._heard)

    def _prepared(self) -> Any:  # noqa: ANN401 - paho 1.5 has no types
        settings = self._settings
        versions = getattr(mqtt, "CallbackAPIVersion", None)  # from paho 2 on
        args = () if versions is None else (versions.VERSION1,)
        name = f"{settings.client_id or 'supine'}-doctor-{token_hex(3)}"
        client = mqtt.Client(*args, client_id=name)
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        if settings.tls is not None:
            client.tls_set_context(tls_context(settings.tls, settings.address))
            client.tls_insecure_set(settings.tls.insecure)
        client.on_connect = self._let_in_or_refused
        client.on_disconnect = self._turned_away
        client.on_subscribe = self._subscribed
        client.on_message = self._take
        return client

    def _connect(self) -> None:
        try:
            self._client.connect(self._settings.host, self._settings.port, _KEEPALIVE_S)
        except Exception as error:  # noqa: BLE001 - told as what it is
            self._settled(why(error))
        else:
            self._client.loop_start()

    def _leave(self) -> None:
        self._client.disconnect()
        stopper = threading.Thread(target=self._client.loop_stop, name="probe-stop", daemon=True)
        stopper.start()
        stopper.join(LEAVES_WITHIN_S)

    def _settled(self, outcome: str | None) -> None:
        if not self._came.is_set():
            self._outcome = outcome
            self._came.set()

    # ---- on paho's thread -------------------------------------------------------------------

    def _let_in_or_refused(self, client: Any, _data: object, _flags: object, rc: int) -> None:  # noqa: ANN401
        if rc != 0:
            self._settled(REFUSALS.get(rc, f"says no (code {rc})"))
        else:
            client.subscribe([(topic, 0) for topic in self._topics])

    def _turned_away(self, _client: object, _data: object, _rc: int) -> None:
        self._settled("takes the connection, but does not greet; does it expect TLS?")

    def _subscribed(
        self, _client: object, _data: object, _mid: int, granted: Sequence[int]
    ) -> None:
        answers = zip(self._topics, granted, strict=False)
        self.not_heard = [topic for topic, qos in answers if qos >= SUBACK_FAILURE]
        self._settled(None)

    def _take(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        if message.topic == self._settings.state_topic:
            self.state = message.payload[:16].decode("utf-8", "replace")
            return
        if message.retain or len(message.payload) > _PAYLOAD_MAX:
            return
        with suppress(ValueError, RecursionError):
            fields = json.loads(message.payload)
            if isinstance(fields, dict):
                with self._news:
                    self._heard.append(Heard(message.topic, fields))
                    self._news.notify_all()
