import os
import socket
from pathlib import Path

import pytest

from supine.adapters.systemd import Manager


@pytest.fixture
def manager_socket(tmp_path: Path):
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(5)
        yield sock


def test_lines_arrive_in_one_datagram(manager_socket):
    Manager({"NOTIFY_SOCKET": manager_socket.getsockname()}).tell("READY=1", "STATUS=serving")

    assert manager_socket.recv(4096) == b"READY=1\nSTATUS=serving"


def test_a_name_that_is_in_no_file_system_is_found():
    name = f"supine-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(f"\0{name}")
        sock.settimeout(5)

        Manager({"NOTIFY_SOCKET": f"@{name}"}).tell("WATCHDOG=1")

        assert sock.recv(4096) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    "environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}]
)
def test_with_nobody_there_telling_does_nothing(environ):
    Manager(environ).tell("READY=1")


@pytest.mark.parametrize(
    ("environ", "watchdog_s"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "500000", "WATCHDOG_PID": str(os.getpid())}, 0.5),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),  # another process is meant
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_as_long_as_the_manager_says(environ, watchdog_s):
    assert Manager({"NOTIFY_SOCKET": "/nowhere", **environ}).watchdog_s == watchdog_s


def test_without_a_socket_nobody_waits_for_us():
    assert Manager({"WATCHDOG_USEC": "30000000"}).watchdog_s is None
