"""The ports: what the core's runner needs from the world outside.

The Hermes adapter is one `Voice`; Home Assistant's satellites or a browser may be
others.  Nothing above this line knows which.
"""

from collections.abc import Iterable
from typing import Protocol

from supine.core.events import Command, Event, VoiceCommand


class Voice(Protocol):
    """Say and ask at any number of sites.

    All methods are called from the runner's one thread.  An adapter that hears from
    other threads puts what it heard into the runner's inbox and gets it back through
    `receive`.
    """

    can: frozenset[str]
    """What it can do beyond speaking: any of ``rate``, ``volume`` and ``sound``."""

    def perform(self, site_id: str, command: VoiceCommand, now: float) -> None:
        """Carry out a command, now or as soon as nobody is talking at the site."""

    def receive(self, message: object, now: float) -> Iterable[tuple[str, Event]]:
        """Return what a message from outside means, as pairs of site id and event."""

    def deadline(self) -> float | None:
        """Return when `tick` must be called next, in monotonic seconds; None: not at all."""

    def tick(self, now: float) -> Iterable[tuple[str, Event]]:
        """Return what has come of time passing."""


class Witness(Protocol):
    """Someone who keeps what happens: the store, the contact topic, a status page.

    A witness is told after the voice has been served, so that it never stands between
    a person and their answer.
    """

    def tell(self, site_id: str, command: Command) -> None:
        """Take note; must not block and must not raise."""
