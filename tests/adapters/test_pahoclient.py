"""Reading, from a socket whose other end a test holds; connecting is tested with the link."""

import socket
import struct
import threading
import time
import tracemalloc

import paho.mqtt.client as mqtt
import pytest

from supine.adapters.pahoclient import AHEAD, FRESH_S, Client, new_client

CONNACK = b"\x20\x02\x00\x00"
PINGREQ, PINGRESP = b"\xc0\x00", b"\xd0\x00"
WAIT_S = 5.0


def publish(topic, payload):
    """Return a PUBLISH of level 0 as it is on the wire."""
    body = struct.pack("!H", len(topic)) + topic.encode() + payload
    length, left = b"", len(body)
    while True:
        left, low = divmod(left, 128)
        length += bytes([low | (128 if left else 0)])
        if not left:
            return b"\x30" + length + body


class Wire:
    """A broker that says what a test wants, byte by byte, and counts how often it is asked."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.heard = []
        self.heard_something = threading.Condition()
        self.client = new_client("test")
        self.client.failed = lambda error: None
        self.client.on_message = self._take
        self.client.connect("127.0.0.1", self.listener.getsockname()[1])
        self.peer, _ = self.listener.accept()
        self.peer.settimeout(WAIT_S)
        self.peer.recv(4096)

    def _take(self, _client, _data, message):
        with self.heard_something:
            self.heard.append((message.topic, message.payload))
            self.heard_something.notify_all()

    def wait_for(self, number):
        with self.heard_something:
            assert self.heard_something.wait_for(lambda: len(self.heard) >= number, WAIT_S)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()
        self.peer.close()
        self.listener.close()


@pytest.fixture
def wire():
    made = Wire()
    yield made
    made.close()


def test_a_thousand_messages_that_came_together_are_one_read_and_all_there(wire):
    reads = []
    receive = Client._received

    def counted(client):
        reads.append(client)
        return receive(client)

    Client._received, before = counted, receive
    try:
        wire.peer.sendall(CONNACK + b"".join(publish("t", b"%d" % n) for n in range(1_000)))
        wire.client.loop_start()
        wire.wait_for(1_000)
    finally:
        Client._received = before

    assert [payload for _, payload in wire.heard] == [b"%d" % n for n in range(1_000)]
    assert 0 < len(reads) < 50


def test_reading_takes_no_more_memory_than_what_has_come(wire):
    """A large room for each read, cut to size after it, tore the memory into pieces for years."""
    wire.client.loop_start()
    wire.peer.sendall(CONNACK + publish("t", b"0"))
    wire.wait_for(1)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for number in range(1, 20):
            wire.peer.sendall(publish("t", b"%d" % number))
            wire.wait_for(number + 1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak - before < AHEAD / 2


def test_a_message_in_many_pieces_is_put_together(wire):
    wire.client.loop_start()
    whole = CONNACK + publish("hermes/intent/X", b"some words") + publish("u", b"")

    for byte in whole:
        wire.peer.sendall(bytes([byte]))
    wire.wait_for(2)

    assert wire.heard == [("hermes/intent/X", b"some words"), ("u", b"")]


def test_a_message_longer_than_what_is_read_at_a_time_is_whole(wire):
    wire.client.loop_start()
    long = bytes(range(256)) * (AHEAD // 64)

    wire.peer.sendall(CONNACK + publish("a", long) + publish("b", b"after"))
    wire.wait_for(2)

    assert wire.heard == [("a", long), ("b", b"after")]


def test_half_a_message_of_an_old_connection_is_forgotten(wire):
    wire.client.reconnect_delay_set(1, 1)
    wire.client.loop_start()
    wire.peer.sendall(CONNACK + publish("a", b"1") + publish("b", b"lost")[:4])
    wire.wait_for(1)
    wire.peer.close()
    wire.peer, _ = wire.listener.accept()
    wire.peer.recv(4096)

    wire.peer.sendall(CONNACK + publish("c", b"2"))
    wire.wait_for(2)

    assert wire.heard == [("a", b"1"), ("c", b"2")]


def test_what_is_published_is_on_the_wire_before_the_threads_of_paho_have_done_anything(wire):
    wire.client._thread = threading.Thread()  # as if its own would send; it does not run

    assert wire.client.publish_now("room/a", b"now", False)

    wire.client._thread = None
    assert wire.peer.recv(4096).endswith(b"room/anow")


def test_a_connection_that_breaks_while_something_is_sent_is_left_to_the_reader(wire):
    wire.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.peer.close()  # with a reset: the next writing fails
    connection, wire.client._thread = wire.client.socket(), threading.Thread()

    for _ in range(3):
        wire.client.publish_now("room/a", b"into the void", False)

    assert wire.client.socket() is connection
    assert connection.fileno() >= 0
    wire.client._thread = None
    assert wire.client.loop_read() != mqtt.MQTT_ERR_SUCCESS


def test_what_the_network_does_not_take_at_once_is_sent_by_paho_later(wire):
    wire.client.loop_start()
    lines = [bytes([65 + n]) * 60_000 for n in range(26)]
    for line in lines:
        assert wire.client.publish_now("room/a", line, False)

    came = b""
    while len(came) < sum(map(len, lines)):
        came += wire.peer.recv(1 << 20)
    assert [came.count(line[:1] * 50_000) for line in lines] == [1] * 26


def test_a_broker_is_asked_for_a_sign_of_life_only_after_a_moment_without_one(wire, monkeypatch):
    now = 100.0
    monkeypatch.setattr(wire.client, "_monotonic", lambda: now)
    wire.client.loop_start()
    wire.peer.sendall(CONNACK + publish("a", b"1"))
    wire.wait_for(1)

    now += FRESH_S
    wire.client.ask_back()
    assert wire.client.unanswered_since is None
    now += 0.1
    wire.client.ask_back()
    now += 5
    wire.client.ask_back()

    assert wire.client.unanswered_since == pytest.approx(100.0 + FRESH_S + 0.1)
    assert wire.peer.recv(4096) == PINGREQ
    wire.peer.sendall(PINGRESP + publish("b", b"2"))
    wire.wait_for(2)
    assert wire.client.unanswered_since is None


def test_in_a_callback_of_pahos_nothing_waits_for_another_thread_that_sends(wire):
    """The other holds the lock of sending and wants the one that callbacks are called under."""
    client, sending, in_callback = wire.client, threading.Event(), threading.Event()
    real_send = client._sock_send

    def slow_send(data):
        sending.set()
        in_callback.wait(WAIT_S)
        return real_send(data)

    def paho():
        client._thread = threading.current_thread()
        with client._callback_mutex:
            sending.wait(WAIT_S)
            in_callback.set()
            client.publish_now("room/a", b"from the callback", False)

    client._thread, client._sock_send = threading.current_thread(), slow_send
    threads = [
        threading.Thread(target=paho, daemon=True),
        threading.Thread(
            target=lambda: client.publish_now("room/b", b"from the runner", False), daemon=True
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)

    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize("nonsense", [b"\x30\x01\x00", b"\x90\x01\x00", b"\x20\x01\x00"])
def test_a_connection_that_talks_nonsense_is_left_and_made_anew(wire, nonsense):
    wire.peer.sendall(CONNACK)
    wire.client.loop_start()
    wire.peer.sendall(nonsense)

    wire.listener.settimeout(WAIT_S)
    again, _ = wire.listener.accept()

    with again:
        assert again.recv(4096)[:1] == b"\x10"  # a greeting


def test_the_last_message_that_has_come_is_told_alone_and_those_before_it_are_not(wire):
    alone = []
    take = wire.client.on_message
    wire.client.on_message = lambda *args: (alone.append(wire.client.alone), take(*args))
    wire.client.loop_start()
    wire.peer.sendall(CONNACK + b"".join(publish("t", b"%d" % n) for n in range(3)))
    wire.wait_for(3)

    wire.peer.sendall(publish("t", b"3"))
    wire.wait_for(4)

    assert alone[-2:] == [True, True]
    assert alone[:2] == [False, False]
    assert not wire.client.alone


def test_what_is_published_while_a_message_is_told_alone_is_on_the_wire_at_once(wire):
    """Paho's thread does it by itself: it is in no callback of paho's, and holds no lock."""
    sent = []

    def answer(client, _data, _message):
        sent.append(client.publish_now("room/a", b"the answer", False))
        sent.append(wire.peer.recv(4096))

    wire.client.on_message = answer
    wire.client.loop_start()
    wire.peer.sendall(CONNACK)
    wire.peer.sendall(publish("hermes/intent/X", b"a question"))
    give_up_at = time.monotonic() + WAIT_S
    while len(sent) < 2 and time.monotonic() < give_up_at:
        time.sleep(0.01)

    assert sent == [True, publish("room/a", b"the answer")]


def test_a_mishap_in_a_callback_costs_its_message_and_no_other(wire):
    take = wire.client.on_message

    def fail_at_first(client, data, message):
        if message.payload == b"0":
            raise RuntimeError("a bug")
        take(client, data, message)

    wire.client.on_message = fail_at_first
    wire.client.loop_start()

    wire.peer.sendall(CONNACK + b"".join(publish("t", b"%d" % n) for n in range(3)))
    wire.wait_for(2)

    assert wire.heard == [("t", b"1"), ("t", b"2")]


@pytest.mark.parametrize("retain", [False, True])
@pytest.mark.parametrize("length", [0, 1, 100, 127, 128, 16_383, 16_384, 70_000])
def test_a_message_goes_out_as_paho_writes_it_and_comes_in_as_paho_reads_it(wire, length, retain):
    text, topic = "ü" * (length // 2) + "x" * (length % 2), "hermes/tts/säy"
    wire.client._thread = threading.Thread()  # nothing is sent but what is sent at once
    assert wire.client.publish_now(topic, text, retain)
    ours = received(wire.peer, len(topic.encode()) + length)
    wire.client._thread = None
    wire.client.publish(topic, text, 0, retain)
    assert ours == received(wire.peer, len(topic.encode()) + length)

    heard = []
    wire.client.on_message = lambda _client, _data, message: heard.append(
        (message.topic, message.payload, bool(message.retain))
    )
    wire.client.loop_start()
    wire.peer.sendall(CONNACK + ours + publish("the/end", b""))
    give_up_at = time.monotonic() + WAIT_S
    while len(heard) < 2 and time.monotonic() < give_up_at:
        time.sleep(0.01)

    assert heard[0] == (topic, text.encode(), retain)
    assert heard[1][0] == "the/end"


def received(peer, at_least):
    """Return a message that is at least so long, and all of it."""
    came = peer.recv(1 << 20)
    while len(came) < at_least + 4:
        try:
            peer.settimeout(0.2)
            came += peer.recv(1 << 20)
        except TimeoutError:
            break
    peer.settimeout(WAIT_S)
    return came


@pytest.mark.parametrize(
    "odd",
    [
        b"\x32\x06\x00\x01t\x00\x07x",  # of level 1, which is answered
        b"\x30\x04\x00\x02\xff\xfe",  # a topic that is no text
    ],
)
def test_what_is_no_plain_message_is_left_to_paho_and_the_next_one_is_heard(wire, odd):
    wire.client.loop_start()

    wire.peer.sendall(CONNACK + publish("a", b"1") + odd + publish("b", b"2"))
    give_up_at = time.monotonic() + WAIT_S
    while ("b", b"2") not in wire.heard and time.monotonic() < give_up_at:
        time.sleep(0.01)

    assert wire.heard[0] == ("a", b"1")
    assert wire.heard[-1] == ("b", b"2")


def test_plain_messages_alone_keep_the_connection_from_counting_as_dead(wire):
    """Paho asks when none came for as long as keepalive; it must know of those it never saw."""
    wire.client.loop_start()
    wire.peer.sendall(CONNACK + publish("a", b"1"))
    wire.wait_for(1)
    before = wire.client._last_msg_in
    time.sleep(0.05)

    wire.peer.sendall(publish("a", b"2"))
    wire.wait_for(2)

    assert wire.client._last_msg_in > before
