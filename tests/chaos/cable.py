"""A cable between supine and its broker, to be pulled: a TCP relay on a port of its own."""

import contextlib
import socket
import threading
from typing import Self

LOOPBACK = "127.0.0.1"


class Cable:
    """Hands on everything between who connects here and a port; a context manager.

    Args:
        port: The broker's.

    Attributes:
        port: Where to connect to.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener: socket.socket | None = None
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self.port = 0

    def __enter__(self) -> Self:
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull()

    def plug_in(self) -> None:
        """Take connections, always on the same port."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def pull(self) -> None:
        """End all connections, and refuse new ones."""
        with self._lock:
            listener, self._listener = self._listener, None
            ends, self._ends = self._ends, []
        for end in [listener, *ends]:
            if end is not None:
                _shut(end)

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection((LOOPBACK, self._to), 5)
                far.settimeout(None)
            except OSError:
                _shut(near)
                continue
            with self._lock:
                pulled = self._listener is not listener
                self._ends += [near, far]
            if pulled:
                _shut(near)
                _shut(far)
            for one, other in ((near, far), (far, near)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_hand_on, args=(one, other), daemon=True).start()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := one.recv(65_536):
            other.sendall(piece)
    _shut(one)
    _shut(other)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
