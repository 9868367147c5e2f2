"""The link to the MQTT broker, on paho's own thread.

paho connects and reconnects by itself, but keeps quiet about why it cannot, believes in a
lost connection for a while, and swallows what goes wrong in callbacks.  Here a broker that
is away is told about in one line that says what to look at, and once a minute after that;
the connection is known from what the broker answered; nothing goes wrong unlogged.

Messages are decoded on paho's thread, so what the rest of supine gets is small and checked.
"""

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import paho.mqtt.client as mqtt

from supine.adapters.hermes.codec import SUBSCRIPTIONS, decode
from supine.adapters.hermes.messages import HermesDecodeError, Message
from supine.adapters.pahoclient import Client, new_client
from supine.adapters.reaching import REFUSALS, why
from supine.adapters.sparing import SparingLog
from supine.clock import SystemClock
from supine.errors import UnreachableError

if TYPE_CHECKING:
    from supine.loading.settings import MqttConfig

STATE_TOPIC = "supine/bridge/state"
"""Retained: ``online`` or ``offline``; the broker itself says the latter if we just vanish.
The usual place: `MqttSettings.state_topic` may name another, or none."""

KEEPALIVE_S = 15
"""A pulled cable is noticed after at most twice this; paho takes it for a time-out, too."""

ANSWERS_WITHIN_S = 2.0
"""A broker that does not answer for so long stands still, and would say later what it is given."""

STOP_S = 1.0
RETRY_FIRST_S, RETRY_MOST_S = 1, 5
MALFORMED_PER_MINUTE = 10
CHANGES_PER_MINUTE = 5
SUBACK_FAILURE = 0x80

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """How the broker proves who it is, and how we do."""

    ca_file: str | None = None
    """PEM file of whom to trust; None trusts whom the system trusts."""

    cert_file: str | None = None
    """PEM file of our own certificate, where the broker wants one."""

    key_file: str | None = None
    """PEM file of its key; None when the certificate's file holds it."""

    insecure: bool = False
    """Encrypt, but believe any broker.  For trying things out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttSettings:
    """Where the broker is and how to get in."""

    host: str = "localhost"
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: TlsSettings | None = None
    client_id: str = ""
    """Unique at the broker; empty lets the broker choose."""

    keepalive_s: int = KEEPALIVE_S
    intents: frozenset[str] = frozenset()
    """The intents that plugins answer, besides supine's own."""

    state_topic: str | None = STATE_TOPIC
    """Where it is told whether supine is there; None tells nobody."""

    @property
    def address(self) -> str:
        """Host and port as people write them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def settings_of(mqtt: "MqttConfig", intents: frozenset[str]) -> MqttSettings:
    """Return how a household's broker is reached.

    Args:
        mqtt: What the household has set.
        intents: Which are heard besides supine's own.
    """
    tls = mqtt.tls
    files = TlsSettings(
        ca_file=str(tls.ca_file) if tls.ca_file else None,
        cert_file=str(tls.cert_file) if tls.cert_file else None,
        key_file=str(tls.key_file) if tls.key_file else None,
        insecure=tls.insecure,
    )
    return MqttSettings(
        host=mqtt.host,
        port=mqtt.port,
        username=mqtt.username,
        password=mqtt.password.get_secret_value() if mqtt.password else None,
        tls=files if tls.enabled else None,
        client_id=mqtt.client_id,
        keepalive_s=round(mqtt.keepalive_s),
        state_topic=mqtt.state_topic,
        intents=intents,
    )


def tls_context(settings: TlsSettings, address: str) -> ssl.SSLContext:
    """Return what paho needs for TLS.

    Raises:
        UnreachableError: A file is missing or is not what it should be.
    """
    path = settings.ca_file
    try:
        context = ssl.create_default_context(cafile=path)
        if settings.cert_file is not None:
            path = settings.cert_file
            context.load_cert_chain(settings.cert_file, settings.key_file)
    except OSError as error:  # which every SSLError is
        raise UnreachableError(
            address, f"{path} cannot be used for TLS: {error.strerror or error}"
        ) from error
    if settings.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class MqttLink:
    """Publish and hear, for as long as it takes.

    The callbacks run on paho's thread and must only hand on what they get.

    Args:
        settings: The broker.
        on_message: Takes each message that is for supine.
        on_connected: Called when everything is subscribed, each time anew.
        on_disconnected: Called when a connection is lost or given up.
        log: Where to tell what a householder should know.

    Raises:
        UnreachableError: The TLS files cannot be used.
    """

    def __init__(
        self,
        settings: MqttSettings,
        on_message: Callable[[Message], None],
        on_connected: Callable[[], None],
        on_disconnected: Callable[[], None],
        log: logging.Logger = _LOGGER,
    ) -> None:
        self.settings = settings
        self._hand_on, self._on_connected = on_message, on_connected
        self._on_disconnected = on_disconnected
        self._log = log
        self._monotonic = SystemClock().monotonic
        self._sparing = SparingLog(log, self._monotonic)
        self._connected = False
        self._refused = False
        self._leaves: threading.Thread | None = None
        self._client = self._prepared(new_client(settings.client_id))

    @property
    def connected(self) -> bool:
        """Whether the broker has let us in and we have not lost it since."""
        return self._connected

    @property
    def alone(self) -> bool:
        """Whether ``on_message`` is told of the last message that has come so far.

        Then it may do at once what it means, on paho's thread: nothing waits behind it.
        """
        return self._client.alone

    def start(self) -> None:
        """Connect in the background, and again whenever it becomes necessary."""
        host, port, keepalive_s = self.settings.host, self.settings.port, self.settings.keepalive_s
        self._client.connect_async(host, port, keepalive_s)
        self._client.loop_start()

    def publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> bool:
        """Send a message once; False, and nothing is sent later, while there is no broker."""
        if not self._connected or self._leaves is not None or self._stands_still():
            return False
        if self.settings.tls is None:
            taken = self._client.publish_now(topic, payload, retain)
        else:
            done = self._client.publish(topic, payload, 0, retain)
            taken = bool(done.rc == mqtt.MQTT_ERR_SUCCESS)
        self._client.ask_back()
        return taken

    def leave(self) -> None:
        """Say goodbye; from now on nothing more is said.  Never waits: `stop` does."""
        if self._leaves is not None:
            return
        self._tell_state("offline")
        self._client.pulse.follow(None)
        # loop_stop has no time-out, and paho may sit in a connect for as long as keepalive.
        self._leaves = threading.Thread(
            target=self._client.loop_stop, name="mqtt-stop", daemon=True
        )
        self._client.disconnect()
        self._leaves.start()

    def stop(self, timeout_s: float = STOP_S) -> None:
        """Say goodbye and stop; an attempt to connect that hangs is left behind.

        Args:
            timeout_s: How long to wait for the last message to be sent, in seconds.
        """
        self.leave()
        if self._leaves is not None:
            self._leaves.join(timeout_s)

    def trouble(self) -> str | None:
        """Return what is wrong with paho's thread; None while it is well."""
        return self._client.pulse.trouble()

    def _stands_still(self) -> bool:
        """Whether what is sent would be heard when the broker goes on, and all of it at once."""
        since = self._client.unanswered_since
        return since is not None and self._monotonic() - since > ANSWERS_WITHIN_S

    def _tell_state(self, state: str) -> None:
        if self.settings.state_topic is not None:
            self.publish(self.settings.state_topic, state, retain=True)

    def _prepared(self, client: Client) -> Client:
        settings = self.settings
        client.enable_logger(self._log.getChild("paho"))
        client.failed = self._failed
        client.reconnect_delay_set(RETRY_FIRST_S, RETRY_MOST_S)
        if settings.state_topic is not None:
            client.will_set(settings.state_topic, "offline", 0, retain=True)
        if settings.username is not None:
            client.username_pw_set(settings.username, settings.password)
        if settings.tls is not None:
            client.tls_set_context(tls_context(settings.tls, settings.address))
            client.tls_insecure_set(settings.tls.insecure)
        client.on_socket_open = _send_at_once
        client.on_connect = self._let_in_or_refused
        client.on_disconnect = self._lost
        client.on_subscribe = self._subscribed
        client.on_message = self._heard
        return client

    # ---- on paho's thread -------------------------------------------------------------------

    def _let_in_or_refused(self, client: Client, _data: object, _flags: object, rc: int) -> None:
        if rc != 0:
            self._refused = True
            self._tell_trouble(REFUSALS.get(rc, f"says no (code {rc})"))
            return
        self._connected = True
        client.subscribe([(topic, 0) for topic in SUBSCRIPTIONS])

    def _lost(self, _client: Client, _data: object, rc: int) -> None:
        was_connected, self._connected = self._connected, False
        was_refused, self._refused = self._refused, False
        if was_connected:
            if rc != 0:
                self._tell_trouble("has closed the connection, or is gone", CHANGES_PER_MINUTE)
            self._guarded(self._on_disconnected)
        elif not was_refused and rc != 0:
            self._tell_trouble("takes the connection, but does not greet; does it expect TLS?")

    def _failed(self, error: Exception) -> None:
        self._tell_trouble(why(error))

    def _tell_trouble(self, problem: str, per_minute: int = 1) -> None:
        text = (
            f"the MQTT broker at {self.settings.address} is out of reach, and supine keeps trying"
        )
        self._sparing.tell(logging.WARNING, problem, f"{text}: it {problem}", per_minute=per_minute)

    def _subscribed(
        self, _client: Client, _data: object, _mid: int, granted: Sequence[int]
    ) -> None:
        """The broker has seen to our topics: only now can we say that we hear."""
        address = self.settings.address
        for topic, qos in zip(SUBSCRIPTIONS, granted, strict=False):
            if qos >= SUBACK_FAILURE:
                text = f"the MQTT broker at {address} does not let supine hear {topic}"
                self._sparing.tell(
                    logging.WARNING, text, f"{text}: look at its access list", per_minute=1
                )
        self._tell_state("online")
        text = f"connected to the MQTT broker at {address}"
        self._sparing.tell(logging.INFO, "connected", text, per_minute=CHANGES_PER_MINUTE)
        self._guarded(self._on_connected)

    def _heard(self, _client: Client, _data: object, message: mqtt.MQTTMessage) -> None:
        try:
            decoded = decode(
                message.topic,
                message.payload,
                retain=bool(message.retain),
                also=self.settings.intents,
            )
        except HermesDecodeError as error:
            self._sparing.tell(
                logging.WARNING,
                "malformed",
                f"a message is left aside: {error}",
                per_minute=MALFORMED_PER_MINUTE,
            )
            return
        if decoded is not None:
            self._guarded(lambda: self._hand_on(decoded))

    def _guarded(self, call: Callable[[], None]) -> None:
        """Call back; paho 1.5 hides what goes wrong in it, later versions die of it."""
        try:
            call()
        except Exception:  # noqa: BLE001 - logged with its traceback
            self._log.exception("a callback of the MQTT link failed")


def _send_at_once(_client: object, _data: object, sock: Any) -> None:  # noqa: ANN401
    """Keep small messages from waiting 40 ms for each other; not every socket knows how."""
    with suppress(AttributeError, OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
