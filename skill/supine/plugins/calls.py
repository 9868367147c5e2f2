"""Call what others have written, and do not wait for it for ever.

Each call runs on a thread of its own.  A thread that does not come back cannot be ended from
outside: it is left behind, and with it the plugin.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOAD_S = 10.0
"""How long a plugin may take to be imported and to register: a slow card, a large library."""

EXPAND_S = 2.0
"""How long a step kind may take for one step."""


class BlockedError(Exception):
    """A call did not come back in time."""


def within(limit_s: float, function: Callable[[], T]) -> T:
    """Return what a function returns, or raise what it raises.

    Whatever it raises, ``SystemExit`` among it, ends only its own thread.

    Args:
        limit_s: Seconds to wait.
        function: Goes on running when that is over; nobody waits for it any more.

    Raises:
        BlockedError: It takes longer.
    """
    result: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            result.append(function())
        except BaseException as exc:  # noqa: BLE001 - handed on to the caller
            raised.append(exc)

    thread = threading.Thread(target=run, name="supine-plugin-call", daemon=True)
    thread.start()
    thread.join(limit_s)
    if result:
        return result[0]
    if raised:
        raise raised[0]
    raise BlockedError(f"it did not come back within {limit_s:g} s")


def reason(exc: BaseException) -> str:
    """Return what went wrong in one line."""
    text = " ".join(str(exc).split())
    return f"{type(exc).__name__}: {text}" if text else type(exc).__name__
