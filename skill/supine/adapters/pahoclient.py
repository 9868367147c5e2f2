"""paho's client, mended: it tells why it cannot connect, reads ahead, and sends at once.

paho 1.5 asks the operating system four times for each message: whether there is something,
for two single bytes, and for the rest.  In a flood it then falls behind, and "stop" waits in
line behind seconds of nonsense.  Here what has come is read at once and taken from memory.

A plain message (a PUBLISH of level 0, which is all that Hermes knows) is taken apart and put
together here as well: paho's own way is as long again as all that supine does with it.
Everything else, and what cannot be done at once, is left to paho.
"""

import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt

from supine.adapters.pulse import Pulse
from supine.clock import SystemClock

FRESH_S = 0.5
"""A broker from which something came so short a time ago has not to be asked whether it lives."""

AHEAD = 65_536
"""Bytes that are read at a time at most."""

_LENGTH_BYTES = 4  # of a packet's length, at most
_CAN_YIELD = hasattr(os, "sched_yield")  # not on Windows


@dataclass(frozen=True, slots=True)
class Plain:
    """A message of level 0, as `on_message` gets it; paho's own has these as well."""

    topic: str
    payload: bytes
    retain: bool


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
        pulse: The thread's that connects, reads and sends.
        alone: Whether `on_message` is told of the last message that has come so far, and outside
            of all of paho's locks; so it may take its time and publish.
    """

    failed: Callable[[Exception], None]
    unanswered_since: float | None = None
    alone = False

    _heard_at = 0.0
    _monotonic = staticmethod(SystemClock().monotonic)
    _ahead = b""
    _taken = 0
    _current_out_packet: dict[str, Any] | None  # paho's own

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - paho's own
        super().__init__(*args, **options)
        self.pulse = Pulse("the thread of the MQTT link")
        self._room = memoryview(bytearray(AHEAD))
        self._waker = _Waker(vars(self)["_sockpairW"])
        self._sockpairW = self._waker

    def loop_start(self) -> Any:  # noqa: ANN401 - paho's own type differs between versions
        """Connect and go on, on a thread of its own."""
        code = super().loop_start()
        self.pulse.follow(self._thread)
        return code

    def loop_misc(self) -> Any:  # noqa: ANN401 - as above
        """Do what paho does about once a second, whatever else it is about."""
        self.pulse.turn()
        return super().loop_misc()

    def reconnect(self) -> Any:  # noqa: ANN401 - as above
        """Connect anew; raises only what paho goes on trying after."""
        self.pulse.turn()
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
            code = mqtt.MQTT_ERR_SUCCESS if self._took() else super().loop_read(max_packets)
            while code == mqtt.MQTT_ERR_SUCCESS and self._taken < len(self._ahead):
                code = code if self._took() else super().loop_read(max_packets)
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
        if threading.current_thread() is self._thread and not self.alone:
            return bool(self.publish(topic, payload, 0, retain).rc == mqtt.MQTT_ERR_SUCCESS)
        if self._sent(topic, payload, retain):
            return True
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

    def _took(self) -> bool:
        """Hand on the next message, if it is a plain one and all of it has come."""
        if self._in_packet["command"] != 0:
            return False  # paho has begun with it
        if self._taken >= len(self._ahead):
            with suppress(Exception):  # paho, asking again, finds the same and knows what to do
                self._read_ahead()
        found = _plain(self._ahead, self._taken)
        if found is None:
            return False
        message, self._taken = found
        self.alone = self._taken >= len(self._ahead)
        try:
            self.on_message(self, self._userdata, message)
        except Exception as error:  # noqa: BLE001 - as paho does with its own
            self._easy_log(mqtt.MQTT_LOG_ERR, "Caught exception in on_message: %s", error)
        finally:
            self.alone = False
        return True

    def _sent(self, topic: str, payload: str | bytes, retain: bool) -> bool:  # noqa: FBT001 - as above
        """Send a message at once if nothing waits to be sent; return whether that is seen to.

        The lock is paho's own for the packet that is being sent, which only its 1.5 has.
        """
        lock = vars(self).get("_current_out_packet_mutex")
        packet = _packet(topic, payload, retain)
        if lock is None or self._sock is None or not lock.acquire(blocking=False):
            return False
        try:
            if self._current_out_packet is not None or self._out_packet:
                return False
            try:
                length = self._sock_send(packet)
            except Exception:  # noqa: BLE001 - paho, trying again, meets the same
                return False
            if length < len(packet):
                rest = {"pos": length, "to_process": len(packet) - length, "packet": packet}
                kind = {"command": mqtt.PUBLISH, "mid": 0, "qos": 0}
                self._current_out_packet = kind | rest | {"info": mqtt.MQTTMessageInfo(0)}
        finally:
            lock.release()
        if length < len(packet):
            self._waker.send(b"0")
        with self._msgtime_mutex:
            self._last_msg_out = self._monotonic()
        _let_others_run()
        return True

    def _read_ahead(self) -> None:
        self._ahead, self._taken = self._received(), 0
        self._heard_at, self.unanswered_since = self._monotonic(), None
        with self._msgtime_mutex:
            self._last_msg_in = self._heard_at

    def _received(self) -> bytes:
        """Return all that has come, up to `AHEAD` bytes.

        It comes into a room that is kept.  One that is made for each read and then cut to size
        leaves the memory of paho's thread in pieces: two megabytes in sixty thousand messages.
        """
        try:
            count = self._sock.recv_into(self._room)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return bytes(super()._sock_recv(1))  # says in paho's own way that there is nothing
        return bytes(self._room[:count])

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._taken >= len(self._ahead):
            self._read_ahead()
        piece: bytes = self._ahead[self._taken : self._taken + bufsize]
        self._taken += len(piece)
        return piece


def _let_others_run() -> None:
    """Let the broker have the processor: it was woken on the one that we go on working on.

    It would lie there with the message for as long as it takes to plan a practice, every fifth
    time or so: half a millisecond before the first word.
    """
    if _CAN_YIELD:
        os.sched_yield()


def _plain(data: bytes, at: int) -> tuple[Plain, int] | None:
    """Return the plain message that begins at a place, and where it ends; None if there is none."""
    if at >= len(data) or data[at] & 0xF6 != mqtt.PUBLISH:
        return None
    length = 0
    for n, byte in enumerate(data[at + 1 : at + 1 + _LENGTH_BYTES]):
        length |= (byte & 0x7F) << 7 * n
        if not byte & 0x80:
            begins = at + 2 + n
            break
    else:
        return None
    ends, text_at = begins + length, begins + 2
    payload_at = text_at + int.from_bytes(data[begins:text_at])
    if not text_at < payload_at <= ends <= len(data):
        return None
    try:
        topic = data[text_at:payload_at].decode()
    except UnicodeDecodeError:
        return None
    return Plain(topic, data[payload_at:ends], bool(data[at] & 1)), ends


def _packet(topic: str, payload: str | bytes, retain: bool) -> bytes:  # noqa: FBT001 - as above
    """Return a message of level 0 as it goes over the wire."""
    place = topic.encode()
    body = payload.encode() if isinstance(payload, str) else payload
    left, length = 2 + len(place) + len(body), bytearray()
    while left > 0x7F:  # noqa: PLR2004 - what seven bits hold
        length.append(left & 0x7F | 0x80)
        left >>= 7
    length.append(left)
    head = bytes([mqtt.PUBLISH | retain]) + length
    return head + struct.pack("!H", len(place)) + place + body


def new_client(client_id: str) -> Client:
    """Return a client with paho's first callback signatures, which all its versions have."""
    versions = getattr(mqtt, "CallbackAPIVersion", None)
    args = () if versions is None else (versions.VERSION1,)
    return Client(*args, client_id=client_id, clean_session=True)
