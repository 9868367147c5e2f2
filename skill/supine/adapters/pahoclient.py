"""paho's client, mended: it tells why it cannot connect, reads ahead, and sends at once.

paho 1.5 asks the operating system four times for each message: whether there is something,
for two single bytes, and for the rest.  In a flood it then falls behind, and "stop" waits in
line behind seconds of nonsense.  Here what has come is read at once and taken from memory.
"""

import socket
import threading
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt

from supine.clock import SystemClock

FRESH_S = 0.5
"""A broker from which something came so short a time ago has not to be asked whether it lives."""

AHEAD = 65_536
"""Bytes that are read at a time at most."""


class _Waker:
    """The socket by which paho is woken to send; deaf to a thread that sends by itself."""

    def __init__(self, to_paho: socket.socket) -> None:
        self._to_paho = to_paho
        self.asleep = threading.local()

    def send(self, byte: bytes) -> None:
        """Wake paho, unless this thread has it asleep."""
        if not getattr(self.asleep, "now", False):
            self._to_paho.send(byte)

    def close(self) -> None:
        """Close the socket."""
        self._to_paho.close()


class Client(mqtt.Client):  # type: ignore[misc]  # paho 1.5 has no types
    """paho's client.

    Attributes:
        failed: Told of each attempt to connect that came to nothing; to be set by the owner.
        unanswered_since: When the broker was asked for a sign of life that it still owes.
    """

    failed: Callable[[Exception], None]
    unanswered_since: float | None = None

    _heard_at = 0.0
    _monotonic = staticmethod(SystemClock().monotonic)
    _ahead = b""
    _taken = 0

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - paho's own
        super().__init__(*args, **options)
        self._waker = _Waker(vars(self)["_sockpairW"])
        self._sockpairW = self._waker

    def reconnect(self) -> Any:  # noqa: ANN401 - paho's own type differs between versions
        """Connect anew; raises only what paho goes on trying after."""
        self._ahead, self._taken = b"", 0
        self.unanswered_since = None
        try:
            return super().reconnect()
        except OSError as error:
            self.failed(error)
            raise
        except Exception as error:
            self.failed(error)
            raise OSError(str(error)) from error

    def loop_read(self, max_packets: int = 1) -> Any:  # noqa: ANN401 - as above
        """Handle all of what has come; a connection that talks nonsense is left."""
        try:
            code = super().loop_read(max_packets)
            while code == mqtt.MQTT_ERR_SUCCESS and self._taken < len(self._ahead):
                code = super().loop_read(max_packets)
        except Exception as error:  # noqa: BLE001 - paho's thread would die of it for good
            self.failed(ConnectionError(f"what it says is no MQTT ({error})"))
            return self._loop_rc_handle(mqtt.MQTT_ERR_PROTOCOL)
        return code

    def publish_now(self, topic: str, payload: str | bytes, retain: bool) -> bool:  # noqa: FBT001 - paho's way
        """Publish once, on the caller's thread, and return whether paho took it.

        Left to itself paho wakes its own thread to send, and the two then get into each other's
        way: that is half of the time from an intent to its answer.  What cannot be sent at once
        is left to that thread all the same, and so is a connection that breaks meanwhile.
        Not for TLS, whose connections are for one thread alone.  Nor in a callback of paho's:
        there it holds the lock that another thread may wait for, which is sending just now.
        """
        if threading.current_thread() is self._thread:
            return bool(self.publish(topic, payload, 0, retain).rc == mqtt.MQTT_ERR_SUCCESS)
        self._waker.asleep.now = True
        try:
            done = self.publish(topic, payload, 0, retain)
        finally:
            self._waker.asleep.now = False
        # Not paho's public loop_write: it closes a broken connection under the one who reads it.
        if self._packet_write() != mqtt.MQTT_ERR_SUCCESS or self.want_write():
            self._waker.send(b"0")
        return bool(done.rc == mqtt.MQTT_ERR_SUCCESS)

    def ask_back(self) -> None:
        """Have the broker show that it takes what was sent, if nothing has come for a moment.

        A ping apart from paho's own, whose time is noted only after it was sent: the answer may
        be here by then.
        """
        now = self._monotonic()
        if self.unanswered_since is None and now - self._heard_at > FRESH_S:
            self.unanswered_since = now
            self._send_simple_command(mqtt.PINGREQ)

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._taken >= len(self._ahead):
            self._ahead, self._taken = super()._sock_recv(max(bufsize, AHEAD)), 0
            self._heard_at, self.unanswered_since = self._monotonic(), None
        piece: bytes = self._ahead[self._taken : self._taken + bufsize]
        self._taken += len(piece)
        return piece


def new_client(client_id: str) -> Client:
    """Return a client with paho's first callback signatures, which all its versions have."""
    versions = getattr(mqtt, "CallbackAPIVersion", None)
    args = () if versions is None else (versions.VERSION1,)
    return Client(*args, client_id=client_id, clean_session=True)
