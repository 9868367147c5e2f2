"""A broker of our own, of either kind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from supine.demo import broker as module
from supine.demo.broker import EmbeddedBroker, find_mosquitto
from supine.errors import UnreachableError

pytestmark = pytest.mark.broker

mosquitto = pytest.param(
    "mosquitto",
    marks=pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
)
amqtt = pytest.param("amqtt")


BROKER_PROGRAM = """
from supine.demo.broker import EmbeddedBroker
broker = EmbeddedBroker("mosquitto").__enter__()
print(broker.port, flush=True)
input()
"""


def echoed(host: str, port: int, payload: bytes) -> bytes:
    """Send a message through the broker and return what came out."""
    arrived, subscribed = threading.Event(), threading.Event()
    received: list[bytes] = []
    client = mqtt.Client()
    client.on_connect = lambda *_: client.subscribe("demo/echo")
    client.on_subscribe = lambda *_: subscribed.set()
    client.on_message = lambda _client, _data, message: (
        received.append(message.payload),
        arrived.set(),
    )
    client.connect(host, port)
    client.loop_start()
    assert subscribed.wait(5)
    client.publish("demo/echo", payload)
    assert arrived.wait(5)
    client.disconnect()
    client.loop_stop()
    return received[0]


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("kind", [mosquitto, amqtt])
def test_it_hands_on_what_is_published(kind: module.Kind):
    with EmbeddedBroker(kind) as broker:
        assert echoed(broker.host, broker.port, b"hello") == b"hello"


@pytest.mark.parametrize("kind", [mosquitto, amqtt])
def test_it_is_there_for_this_machine_alone(kind: module.Kind):
    with EmbeddedBroker(kind) as broker:
        addresses = listening_addresses(broker.port)

    assert addresses == {"0100007F"}  # 127.0.0.1, as the kernel writes it


def listening_addresses(port: int) -> set[str]:
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("only Linux tells who listens where")
    lines = [line.split() for line in table.read_text("ascii").splitlines()[1:]]
    listening = [line[1].split(":") for line in lines if line[3] == "0A"]
    return {address for address, at in listening if int(at, 16) == port}


@pytest.mark.parametrize("kind", [mosquitto, amqtt])
def test_nothing_of_it_stays(kind: module.Kind):
    threads = set(threading.enumerate())

    with EmbeddedBroker(kind) as broker:
        port = broker.port

    assert not listens(port)
    assert set(threading.enumerate()) == threads


@pytest.mark.parametrize("kind", [mosquitto, amqtt])
def test_two_stand_side_by_side(kind: module.Kind):
    with EmbeddedBroker(kind) as one, EmbeddedBroker(kind) as other:
        assert one.port != other.port
        assert echoed(one.host, one.port, b"one") == b"one"
        assert echoed(other.host, other.port, b"other") == b"other"


@pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")
def test_mosquitto_is_preferred():
    with EmbeddedBroker() as broker:
        assert broker.kind == "mosquitto"


def test_without_mosquitto_it_is_amqtt(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "find_mosquitto", lambda: None)

    with EmbeddedBroker() as broker:
        assert broker.kind == "amqtt"


def test_without_any_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "find_mosquitto", lambda: None)
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(
        UnreachableError,
        match=r"install mosquitto, or, in supine's folder, pip install '\.\[demo\]'",
    ):
        EmbeddedBroker().__enter__()


def test_a_mosquitto_that_does_not_start_tells_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    program = tmp_path / "mosquitto"
    program.write_text("#!/bin/sh\necho 'Error: out of luck' >&2\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(module, "find_mosquitto", lambda: str(program))

    with pytest.raises(UnreachableError, match="mosquitto does not start: Error: out of luck"):
        EmbeddedBroker("mosquitto").__enter__()


def test_an_amqtt_that_does_not_start_tells_why_and_leaves_no_thread(
    monkeypatch: pytest.MonkeyPatch,
):
    threads = set(threading.enumerate())

    async def no_luck(_class: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(module, "_begin", no_luck)

    with pytest.raises(UnreachableError, match="amqtt does not start: out of luck"):
        EmbeddedBroker("amqtt").__enter__()
    assert set(threading.enumerate()) == threads


@pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")
def test_it_takes_another_port_when_the_one_it_found_is_gone_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
):
    with socket.socket() as rude:
        rude.bind(("127.0.0.1", 0))
        rude.listen()
        ports = [rude.getsockname()[1], module._free_port()]
        monkeypatch.setattr(module, "_free_port", lambda: ports.pop(0))

        with EmbeddedBroker("mosquitto") as broker:
            assert broker.port != rude.getsockname()[1]


@pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_mosquitto_ends_with_us_however_we_end(number: signal.Signals):
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            BROKER_PROGRAM,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert child.stdout is not None
    assert child.stdin is not None
    port = int(child.stdout.readline())
    was_there = listens(port)

    child.send_signal(number)
    child.wait(5)
    child.stdout.close()
    child.stdin.close()
    end = time.monotonic() + 5
    while listens(port) and time.monotonic() < end:
        time.sleep(0.05)

    assert was_there
    assert not listens(port)
