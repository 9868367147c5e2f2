"""A Rhasspy with a keyboard for a microphone: the satellite that the demo and tests talk to.

It connects to a broker and is, for every skill there, a Rhasspy with any number of sites::

    with TypedSatellite(SystemClock(), recogniser.recognise, host, port) as satellite:
        satellite.utter("start my back release")
        satellite.wait_for("Back release, fifteen minutes.", within_s=5)

What it does with messages is `supine.demo.rhasspy`; here are only the connection, one thread
that turns the clock, and a record of everything that could be heard.
"""

import logging
import socket
import threading
from collections import Counter
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Self

import paho.mqtt.client as mqtt

from supine.clock import Clock
from supine.demo.rhasspy.dialogue import Settings
from supine.demo.rhasspy.messages import (
    SUBSCRIPTIONS,
    Kind,
    Message,
    Output,
    Spoken,
    decode,
    subscribed,
)
from supine.demo.rhasspy.mouth import Voice
from supine.demo.rhasspy.nlu import Recognise
from supine.demo.rhasspy.services import Rhasspy
from supine.demo.script import DEFAULT_SITE
from supine.errors import UnreachableError

__all__ = ["Kind", "Settings", "Spoken", "TypedSatellite"]

_LOGGER = logging.getLogger(__name__)

CONNECT_S = 10.0
"""How long a broker may take to let us in, in real seconds."""

Listener = Callable[[Spoken], None]
_Call = Callable[[float], list[Output]]


class TypedSatellite:
    """A small Rhasspy on a real broker; a context manager that may be entered once.

    Every method may be called from any thread.

    Args:
        clock: Says how fast time goes; the skill it talks with must have the same.
        recognise: Finds the intent in a sentence among those asked for, or None.
        host: Where the broker is.
        port: The broker's port.
        settings: How this Rhasspy is set up.
        voice: Speaks; None for one that is only written, at fourteen characters a second.
        listener: Told of everything that can be heard, in the satellite's own thread, as
            it begins; must not block.

    Attributes:
        said: Everything that could be heard so far, in order.
    """

    def __init__(
        self,
        clock: Clock,
        recognise: Recognise,
        host: str,
        port: int,
        *,
        settings: Settings | None = None,
        voice: Voice | None = None,
        listener: Listener | None = None,
    ) -> None:
        self.said: list[Spoken] = []
        self._clock = clock
        self._address = (host, port)
        self._listeners: list[Listener] = [listener] if listener else []
        self._rhasspy = Rhasspy(recognise, settings=settings, voice=voice)
        self._inbox: SimpleQueue[_Call] = SimpleQueue()
        self._posted = 0
        self._done = 0
        self._lock = threading.Lock()
        self._stopping = False
        self._echoes: Counter[tuple[str, bytes]] = Counter()
        self._ready = threading.Event()
        self._refused = ""
        self._thread = threading.Thread(target=self._run, name="typed-satellite", daemon=True)
        self._client = self._make_client()

    def __enter__(self) -> Self:
        """Connect, and return once the broker hands on what is published.

        Raises:
            UnreachableError: No broker there, or it turned us away.
        """
        host, port = self._address
        try:
            self._client.connect(host, port, keepalive=15)
        except OSError as exc:
            raise UnreachableError(f"{host}:{port}", str(exc)) from exc
        self._client.loop_start()
        if not self._ready.wait(CONNECT_S) or self._refused:
            self._client.loop_stop()
            raise UnreachableError(f"{host}:{port}", self._refused or "the broker does not answer")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the broker and end both threads."""
        self._stopping = True
        self._inbox.put(self._rhasspy.tick)
        self._thread.join()
        self._client.disconnect()
        self._client.loop_stop()

    # ---- what a person does -----------------------------------------------------------------

    def utter(self, text: str, *, site: str = DEFAULT_SITE) -> None:
        """Say something: to the session that listens, or else after the wake word.

        While Rhasspy answers, and hears neither, the words wait until it has.
        """
        self._post(lambda now: self._rhasspy.utter(site, text, now))

    def wake(self, *, site: str = DEFAULT_SITE) -> None:
        """Say the wake word and nothing else; it is not heard while Rhasspy answers."""
        self._post(lambda now: self._rhasspy.wake(site, now))

    def wait_for(
        self, what: str | Callable[[Spoken], bool], *, within_s: float, since: int = 0
    ) -> Spoken:
        """Return the first thing heard that fits, waiting for it if need be.

        Args:
            what: The exact text, or a test for it.
            within_s: How long to wait, in the clock's seconds.
            since: How many entries of `said` to leave out.

        Raises:
            TimeoutError: Nothing like it was heard; it tells what was heard instead.
        """
        fits = what if callable(what) else lambda spoken: spoken.text == what
        heard: SimpleQueue[Spoken] = SimpleQueue()
        until = self._clock.monotonic() + within_s
        self._listeners.append(heard.put)
        try:
            for spoken in self.said[since:]:
                if fits(spoken):
                    return spoken
            while spoken_now := self._clock.take(heard, until):
                if fits(spoken_now):
                    return spoken_now
        finally:
            self._listeners.remove(heard.put)
        texts = [spoken.text for spoken in self.said[since:]]
        raise TimeoutError(f"not heard within {within_s:g} s: {what!r}; heard: {texts}")

    def quiet_since(self, site: str = DEFAULT_SITE) -> float | None:
        """Return since when nobody has talked at a site, in the clock's seconds.

        None while somebody talks, words wait to be heard or the skill owes an answer.
        """
        with self._lock:
            return self._rhasspy.quiet_since(site) if self._done == self._posted else None

    def prepared(self, key: str, lasts_s: float) -> None:
        """Take a voice's late answer to `Voice.prepare`, in seconds."""
        self._post(lambda now: self._rhasspy.prepared(key, lasts_s, now))

    # ---- the thread that turns the clock ----------------------------------------------------

    def _post(self, call: _Call) -> None:
        with self._lock:
            self._posted += 1
        self._inbox.put(call)

    def _run(self) -> None:
        while not self._stopping:
            call = self._clock.take(self._inbox, self._rhasspy.deadline())
            now = self._clock.monotonic()
            for output in self._outputs(call, now):
                if isinstance(output, Message):
                    self._publish(output)
                else:
                    self._hear(output)

    def _outputs(self, call: _Call | None, now: float) -> list[Output]:
        with self._lock:
            try:
                return (call or self._rhasspy.tick)(now)
            except Exception:
                _LOGGER.exception("the satellite failed over a message and goes on")
                return []
            finally:
                self._done += call is not None

    def _publish(self, message: Message) -> None:
        payload = message.payload()
        if subscribed(message.topic):  # the broker will send it back to us
            self._echoes[message.topic, payload] += 1
        self._client.publish(message.topic, payload)

    def _hear(self, spoken: Spoken) -> None:
        self.said.append(spoken)
        for listener in tuple(self._listeners):
            listener(spoken)

    def _receive(self, topic: str, payload: bytes, now: float) -> list[Output]:
        if self._echoes[topic, payload]:
            self._echoes -= Counter([(topic, payload)])
            return []
        message = decode(topic, payload)
        if message is None:
            _LOGGER.debug("dropped, as Rhasspy would: %s %r", topic, payload[:200])
            return []
        return self._rhasspy.receive(message, now)

    # ---- paho's thread ----------------------------------------------------------------------

    def _make_client(self) -> Any:  # noqa: ANN401 - paho 1.5 has no types
        versions = getattr(mqtt, "CallbackAPIVersion", None)  # from paho 2 on
        client = mqtt.Client(versions.VERSION1) if versions else mqtt.Client()
        client.on_connect = self._on_connect
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = self._on_message
        client.on_socket_open = lambda _client, _data, opened: opened.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        client.reconnect_delay_set(1, 5)
        return client

    def _on_connect(self, client: Any, _data: object, _flags: object, refused: int) -> None:  # noqa: ANN401
        if refused:
            self._refused = mqtt.connack_string(refused)
            self._ready.set()
        else:
            client.subscribe([(topic, 0) for topic in SUBSCRIPTIONS])

    def _on_message(self, _client: object, _data: object, message: Any) -> None:  # noqa: ANN401
        topic, payload = message.topic, message.payload
        self._post(lambda now: self._receive(topic, payload, now))
