"""Tell the program that started us how we are: systemd's notification socket.

systemd names the socket in ``NOTIFY_SOCKET`` and how often it wants to hear from us in
``WATCHDOG_USEC``.  Without these, or when nobody listens there any more, nothing happens.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress

_MICROSECONDS = 1_000_000


class Manager:
    """Whoever started us.

    Args:
        environ: The environment's variables.
    """

    watchdog_s: float | None = None
    """After how long a silence we are taken for dead, in seconds; None: never."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # "@" stands for the null byte of a name that is in no file system.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        usec, pid = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
        if self._address and usec.isdecimal() and int(usec) and pid in {"", str(os.getpid())}:
            self.watchdog_s = int(usec) / _MICROSECONDS

    def tell(self, *lines: str) -> None:
        """Send some lines, such as ``READY=1``; never waits and never fails."""
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.settimeout(0)
            sock.sendto("\n".join(lines).encode(), self._address)
