"""Voices that plugins bring, beside the one that supine has itself.

Each runs on a thread of its own, with an inbox, like the runner: what it raises, or however
long it takes, stays with its own sites.  Their ids begin with the voice's name.  When it is
given up, its sites are spoken to by supine's own voice: a Rhasspy may be there, too.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from supine.clock import SystemClock
from supine.core.events import (
    Answer,
    Ask,
    Event,
    IntentHeard,
    LineHeard,
    NothingUnderstood,
    Outcome,
    Play,
    QuestionClosed,
    Say,
    SiteFree,
    TellWhenFree,
    VoiceCommand,
)
from supine.plugins.api import Voice, VoiceHost
from supine.plugins.calls import LOAD_S, reason, within

if TYPE_CHECKING:
    from supine.clock import Clock
    from supine.plugins.registry import Plugins

WAITING_MAX = 1_000
"""What a voice may have before it until it counts as dead."""

BREATH_S = 0.01
"""The least time between two ticks of a voice that always wants one."""

_OVERDUE_MAX = 3  # failures in a row

_LOGGER = logging.getLogger(__name__)
_TOLD = LineHeard | IntentHeard | NothingUnderstood | QuestionClosed | SiteFree


@dataclass(frozen=True, slots=True)
class _Performed:
    site_id: str
    command: VoiceCommand


class _Stop:
    """The last thing in an inbox."""


class _Owed:
    """What a voice still has to report; all of it is reported at once when it is given up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: dict[tuple[str, object], Event] | None = {}

    def add(self, site_id: str, command: VoiceCommand) -> bool:
        """Note what a command has to end in; return False when nobody carries it out any more."""
        with self._lock:
            if self._reports is None:
                return False
            if isinstance(command, Say | Play | Answer):
                line_id = command.line_id
                self._reports[site_id, line_id] = LineHeard(line_id, Outcome.LOST)
            if isinstance(command, Ask | Answer) and command.question is not None:
                token = command.question.token
                self._reports[site_id, token] = QuestionClosed(token)
            if isinstance(command, TellWhenFree):
                self._reports[site_id, SiteFree] = SiteFree()
            return True

    def settle(self, site_id: str, event: Event) -> bool:
        """Take note of a report; return False when it comes too late."""
        with self._lock:
            if self._reports is None:
                return False
            match event:
                case LineHeard(line_id):
                    self._reports.pop((site_id, line_id), None)
                case IntentHeard(token=token) | NothingUnderstood(token=token):
                    self._reports.pop((site_id, token), None)
                case QuestionClosed(token):
                    self._reports.pop((site_id, token), None)
                case SiteFree():
                    self._reports.pop((site_id, SiteFree), None)
                case _:
                    pass
            return True

    def give_up(self) -> list[tuple[str, Event]]:
        """Return everything that is still owed, once; nothing is taken from now on."""
        with self._lock:
            reports, self._reports = self._reports, None
            return [(site_id, event) for (site_id, _), event in (reports or {}).items()]


class VoiceThread:
    """One plugin's voice.

    Args:
        name: The voice's.
        voice: Made by the plugin; used on this thread only.
        inbox: Where its commands and messages come from.
        clock: Where time comes from.
        post: Hands an event to a site, from any thread.
        failed: Called with the reason when it is given up.
    """

    def __init__(
        self,
        name: str,
        voice: Voice,
        inbox: "SimpleQueue[object]",
        clock: "Clock",
        post: Callable[[str, Event], object],
        failed: Callable[[str], object],
    ) -> None:
        self.can = frozenset(voice.can)
        self._prefix = prefix_of(name)
        self._voice = voice
        self._inbox = inbox
        self._clock = clock
        self._post = post
        self._failed = failed
        self._dead = False
        self._owed = _Owed()
        self._ticked_at = float("-inf")
        self._thread = threading.Thread(target=self._run, name=f"supine-voice-{name}", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def leave(self) -> None:
        """Do what waits, then end; never waits: `stop` does."""
        self._inbox.put(_Stop())

    def stop(self, timeout_s: float = 1.0) -> None:
        """End, if it can."""
        self.leave()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def perform(self, site_id: str, command: VoiceCommand) -> bool:
        """Have a command carried out; never waits.  False: it was given up, or is now."""
        if not self._dead and self._inbox.qsize() >= WAITING_MAX:
            self._give_up("it does not take what it is given")
        if not self._owed.add(site_id, command):
            return False
        self._inbox.put(_Performed(site_id, command))
        return True

    def _run(self) -> None:
        failures = 0
        while not self._dead:
            item = None
            try:
                item = self._clock.take(self._inbox, self._due())
                if isinstance(item, _Stop):
                    return
                self._take(item)
                failures = 0
            except BaseException as exc:
                failures += 1
                _LOGGER.warning("a voice failed at %r: %s", item, reason(exc), exc_info=exc)
                if failures >= _OVERDUE_MAX:
                    self._give_up(reason(exc))

    def _due(self) -> float | None:
        deadline = self._voice.deadline()
        return None if deadline is None else max(float(deadline), self._ticked_at + BREATH_S)

    def _take(self, item: object) -> None:
        now = self._clock.monotonic()
        if isinstance(item, _Performed):
            self._voice.perform(item.site_id, item.command, now)
        elif item is not None:
            self._tell(self._voice.receive(item, now))
        due = self._due()
        if due is not None and due <= now:
            self._ticked_at = now
            self._tell(self._voice.tick(now))

    def _tell(self, events: Iterable[tuple[str, Event]]) -> None:
        for site_id, event in events:
            if not site_id.startswith(self._prefix) or not isinstance(event, _TOLD):
                raise ValueError(f"it may not tell {event!r} of the site {site_id!r}")
            if self._owed.settle(site_id, event):
                self._post(site_id, event)

    def _give_up(self, why: str) -> None:
        self._dead = True
        # Nobody may wait for what it will never tell.
        for site_id, event in self._owed.give_up():
            self._post(site_id, event)
        self._failed(f"its voice failed: {why}")
        _LOGGER.warning("%s* is spoken to by supine's own voice from now on", self._prefix)


class Voices:
    """Supine's own voice and those of plugins, as one.

    Args:
        own: Serves every site that is no plugin's.
        others: The others by the prefix of their sites.
    """

    def __init__(self, own: Voice, others: Mapping[str, VoiceThread]) -> None:
        self.can = own.can
        self._own = own
        self._others = others

    def can_at(self, site_id: str) -> frozenset[str]:
        """Return what the voice of a site can do beyond speaking."""
        other = self._other(site_id)
        return self.can if other is None else other.can

    def perform(self, site_id: str, command: VoiceCommand, now: float) -> None:
        """Carry out a command by the voice that serves the site."""
        other = self._other(site_id)
        if other is None or not other.perform(site_id, command):
            self._own.perform(site_id, command, now)

    def receive(self, message: object, now: float) -> Iterable[tuple[str, Event]]:
        """Return what a message to supine's own voice means."""
        return self._own.receive(message, now)

    def deadline(self) -> float | None:
        """Return when supine's own voice must be called next."""
        return self._own.deadline()

    def tick(self, now: float) -> Iterable[tuple[str, Event]]:
        """Return what has come of time passing."""
        return self._own.tick(now)

    def start(self) -> None:
        """Let the others begin."""
        for each in self._others.values():
            each.start()

    def stop(self, timeout_s: float = 1.0) -> None:
        """End the others, in so many seconds all together; who takes longer is left behind."""
        for each in self._others.values():
            each.leave()
        monotonic = SystemClock().monotonic
        ends_at = monotonic() + timeout_s
        for each in self._others.values():
            each.stop(max(0.0, ends_at - monotonic()))

    def _other(self, site_id: str) -> VoiceThread | None:
        name, colon, _ = site_id.partition(":")
        return self._others.get(name + colon) if colon else None


def prefix_of(name: str) -> str:
    """Return what the ids of a voice's sites begin with."""
    return f"{name}:"


def make_voices(
    plugins: "Plugins", own: Voice, clock: "Clock", post: Callable[[str, Event], object]
) -> Voices:
    """Return all voices; a plugin whose voice cannot be made is broken."""
    others: dict[str, VoiceThread] = {}
    for name, (owner, make) in plugins.voices.items():
        inbox: SimpleQueue[object] = SimpleQueue()
        host = VoiceHost(prefix=prefix_of(name), post=inbox.put)

        def failed(why: str, owner: str = owner) -> None:
            plugins.mark_broken(owner, why)

        try:
            voice = within(LOAD_S, lambda make=make, host=host: make(host))  # type: ignore[misc]
            others[host.prefix] = VoiceThread(name, voice, inbox, clock, post, failed)
        except BaseException as exc:  # noqa: BLE001 - whatever it was, the others go on
            failed(f"its voice {name} cannot be made: {reason(exc)}")
    return Voices(own, others)
