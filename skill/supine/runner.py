"""Drive every site: one thread at a time touches the core and the voice.

MQTT callbacks, alarm jobs and consoles run on other threads.  They put something into the inbox
and do nothing else, which is why nothing below the runner takes a lock.  Only who reads the
network may `Runner.serve` by itself, while the runner's own thread has nothing to do: to wake
another thread takes as long as the answer does.
"""

import heapq
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from typing import Any, TypeVar, get_args

from supine.clock import Clock
from supine.core.events import (
    Command,
    Event,
    Hush,
    LineHeard,
    QuestionClosed,
    SiteFree,
    TellWhenFree,
    TimeUp,
    VoiceCommand,
)
from supine.core.port import Voice, Witness
from supine.core.reminders.model import RemindersDue
from supine.core.site import Site
from supine.loading.limits import SITES_MAX

MISHAPS_APART_S = 60.0
"""A site that fares badly again within this begins with nothing, or it would go in circles."""

_LOOKED_AT = 16
"""Sites, longest unheard of first, of which an idle one makes room for a new one."""

_NUMBERS_APART = 1_000_000

_MOVED_MAX = 64
"""Deadlines that have moved and may lie among the others, besides as many as there are sites."""

T = TypeVar("T")

_LOGGER = logging.getLogger(__name__)
_VOICE = get_args(VoiceCommand)

_ECHOES = (LineHeard, QuestionClosed, SiteFree, TimeUp)
"""What only answers something that a site has asked for: it makes no site."""


@dataclass(frozen=True, slots=True)
class ForSite:
    """An event for one site that comes from elsewhere than its voice."""

    site_id: str
    event: Event


class Inbox(SimpleQueue[object]):
    """A queue that knows how much of what was put into it is not done yet."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = 0
        self._lock = threading.Lock()

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002 - the queue's own
        """Put something in; never waits."""
        with self._lock:
            self.undone += 1
        super().put(item, block, timeout)

    def done(self) -> None:
        """Note that something which was taken out is done."""
        with self._lock:
            self.undone -= 1


@dataclass(frozen=True, slots=True)
class _Call:
    """A question from another thread, to be answered on the runner's."""

    function: Callable[[], Any]
    answer: "Future[Any]"


class _Stop:
    """The last thing in an inbox."""


class _Wake:
    """Nothing: there is something to do sooner than the runner's thread knew of."""


class Runner:
    """Turn what happens into commands and carry the commands out.

    Args:
        clock: Where time comes from.
        voice: How sites are spoken to; used on the runner's thread only.
        make_site: Makes a site when something is first heard of it.
        witnesses: Those who keep what happens; told after the voice was served.
        after_mishap: Told of a site that had to begin anew.
        sites_max: Sites at most.
    """

    def __init__(
        self,
        clock: Clock,
        voice: Voice,
        make_site: Callable[[str], Site],
        witnesses: Iterable[Witness] = (),
        after_mishap: Callable[[str], None] = lambda _: None,
        sites_max: int = SITES_MAX,
    ) -> None:
        self.inbox = Inbox()
        self.sites: OrderedDict[str, Site] = OrderedDict()
        """The one heard of last comes last."""

        self._clock = clock
        self._voice = voice
        self._make_site = make_site
        self._witnesses = tuple(witnesses)
        self._after_mishap = after_mishap
        self._sites_max, self._full = sites_max, False
        self._mishaps: dict[str, float] = {}
        self._numbers = 0
        self._alarms: list[tuple[float, str]] = []
        self._armed: dict[str, float] = {}
        self._turn = threading.Lock()
        self._running = False
        self._sleeps_until: float | None = None
        self._thread = threading.Thread(target=self.run, name="supine-runner", daemon=True)

    def start(self) -> None:
        """Run on a thread of its own."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Finish what is in the inbox and end the thread."""
        self.inbox.put(_Stop())
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def now(self) -> float:
        """Return the clock's monotonic seconds."""
        return self._clock.monotonic()

    def post(self, function: Callable[[], object]) -> None:
        """Run ``function`` on the runner's thread, after what is in the inbox already.

        What it raises is logged: nobody waits for it.
        """
        answer: Future[object] = Future()
        answer.add_done_callback(_tell_of_failure)
        self.inbox.put(_Call(function, answer))

    def ask(self, function: Callable[[], T], timeout_s: float = 2.0) -> T:
        """Run ``function`` on the runner's thread and return its result.

        Raises:
            TimeoutError: The runner did not come to it in time.
        """
        answer: Future[T] = Future()
        self.inbox.put(_Call(function, answer))
        return answer.result(timeout_s)

    def serve(self, message: object, *, alone: bool = True) -> None:
        """Do what a message means: at once if nothing else is being done or waits, else soon.

        In any case behind what was put into the inbox before it.  For a thread that may wait for
        as long as the runner's may, and holds no lock.

        Args:
            message: What would be put into the inbox.
            alone: Whether no other has come behind it.
        """
        if not (alone and self._served(message)):
            self.inbox.put(message)

    def _served(self, message: object) -> bool:
        """Do what a message means, on this thread; False if it is not this thread's turn."""
        if not self._turn.acquire(blocking=False):
            return False
        try:
            # Not whether it is empty: what was taken out of it may still have to be done.
            if not self._running or self.inbox.undone:
                return False
            self._do(message)
            at = self._next_alarm()
            if at is not None and (self._sleeps_until is None or at < self._sleeps_until):
                self.inbox.put(_Wake())
        finally:
            self._turn.release()
        return True

    def run(self) -> None:
        """Go on until `stop`."""
        while True:
            with self._turn:
                self._running, self._sleeps_until = True, self._next_alarm()
            item = self._clock.take(self.inbox, self._sleeps_until)
            with self._turn:
                if isinstance(item, _Stop):
                    self._running = False
                    return
                self._do(item)
                if item is not None:
                    self.inbox.done()

    def _do(self, item: object) -> None:
        try:
            self._take(item)
        except Exception:
            _LOGGER.exception("Something went wrong with %r; going on", item)

    def _take(self, item: object) -> None:
        now = self._clock.monotonic()
        if isinstance(item, _Call):
            try:
                item.answer.set_result(item.function())
            except Exception as exc:  # noqa: BLE001 - it belongs to the one who asked
                item.answer.set_exception(exc)
        elif isinstance(item, ForSite):
            self._handle(item.site_id, item.event, now)
        elif item is not None and not isinstance(item, _Wake):
            self._handle_all(self._voice.receive(item, now), now)
        self._ring(now)

    def _ring(self, now: float) -> None:
        """Do what is due by ``now``, the voice's and the sites'."""
        due = self._voice.deadline()
        if due is not None and due <= now:
            self._handle_all(self._voice.tick(now), now)
        ringing: list[str] = []
        while self._alarms and self._alarms[0][0] <= now:
            at, site_id = heapq.heappop(self._alarms)
            if self._armed.get(site_id) == at:
                del self._armed[site_id]
                ringing.append(site_id)
        # Once each: what a site wants again at once must not keep the others waiting.
        for site_id in ringing:
            self._handle(site_id, TimeUp(), now)

    def _handle_all(self, events: Iterable[tuple[str, Event]], now: float) -> None:
        for site_id, event in events:
            self._handle(site_id, event, now)

    def _handle(self, site_id: str, event: Event, now: float) -> None:
        if site_id not in self.sites and isinstance(event, _ECHOES):
            return
        commands: list[Command] = []
        try:
            site = self._site(site_id)
            if site is None:
                return
            commands += site.answer(event, now, self._clock.wall())
            self._perform(site_id, commands, now)
            more = site.go_on(commands, now)
            commands += more
            self._perform(site_id, more, now)
            commands += site.keep(event, commands, now)
        except Exception:
            # One site's mishap must not silence the others, nor itself for ever: it begins anew.
            _LOGGER.exception(
                "Something went wrong at %s with %r; starting it anew", site_id, event
            )
            self._tell(site_id, commands)  # what was promised aloud by then holds
            self._begin_anew(site_id, event, now)
            return
        self._arm(site_id, site)
        self._tell(site_id, commands)

    def _perform(self, site_id: str, commands: Iterable[Command], now: float) -> None:
        for command in commands:
            if isinstance(command, _VOICE):
                self._voice.perform(site_id, command, now)

    def _site(self, site_id: str) -> Site | None:
        """Return a site, a new one if need be; None when there are too many that are busy."""
        site = self.sites.get(site_id)
        if site is not None:
            self.sites.move_to_end(site_id)
            return site
        if len(self.sites) >= self._sites_max and not self._made_room():
            if not self._full:
                _LOGGER.warning(
                    "There are %d busy sites; %s is not served: name yours under `sites`",
                    *(len(self.sites), site_id),
                )
            self._full = True
            return None
        self._full = False
        site = self.sites[site_id] = self._make_site(site_id)
        return site

    def _made_room(self) -> bool:
        for site_id in list(islice(self.sites, _LOOKED_AT)):
            if self.sites[site_id].idle:
                del self.sites[site_id]
                self._armed.pop(site_id, None)
                self._mishaps.pop(site_id, None)
                return True
            self.sites.move_to_end(site_id)  # another time others are looked at
        return False

    def _begin_anew(self, site_id: str, event: Event, now: float) -> None:
        """Give a site a new beginning after a mishap with an event; never raises."""
        if self.sites.pop(site_id, None) is None:
            return  # it could not even be made: the next event tries that again
        before = self._mishaps.get(site_id)
        self._mishaps[site_id] = now
        self._armed.pop(site_id, None)
        try:
            site = self.sites[site_id] = self._make_site(site_id)
            self._numbers += _NUMBERS_APART
            site.scene.begin_anew(self._numbers)
            self._voice.perform(site_id, Hush(), now)
            if before is None or now - before >= MISHAPS_APART_S:
                self._take_up_again(site_id, site, event, now)
        except Exception:
            # The others that were to be told of something in this turn still are.
            _LOGGER.exception("Something went wrong with the new beginning at %s", site_id)

    def _take_up_again(self, site_id: str, site: Site, event: Event, now: float) -> None:
        """Have a site told what it was about, and what nobody would tell it once more."""
        self._after_mishap(site_id)
        if isinstance(event, RemindersDue):
            self.inbox.put(ForSite(site_id, event))
        if site.scene.desk.waiting_for_silence():
            self._voice.perform(site_id, TellWhenFree(), now)

    def _tell(self, site_id: str, commands: list[Command]) -> None:
        for command in commands:
            for witness in self._witnesses:
                try:
                    witness.tell(site_id, command)
                except Exception:
                    # What one cannot keep the others can, and whoever is next is waiting.
                    _LOGGER.exception("%s: %r was not kept everywhere", site_id, command)

    def _arm(self, site_id: str, site: Site) -> None:
        deadline = site.deadline
        if deadline is None:
            self._armed.pop(site_id, None)
        elif self._armed.get(site_id) != deadline:
            self._armed[site_id] = deadline
            heapq.heappush(self._alarms, (deadline, site_id))
            if len(self._alarms) > _MOVED_MAX + 2 * len(self._armed):  # mostly such as have moved
                self._alarms = [(at, name) for name, at in self._armed.items()]
                heapq.heapify(self._alarms)

    def _next_alarm(self) -> float | None:
        while self._alarms and self._armed.get(self._alarms[0][1]) != self._alarms[0][0]:
            heapq.heappop(self._alarms)  # its site has made other plans since
        due = [self._alarms[0][0]] if self._alarms else []
        at = self._voice.deadline()
        if at is not None:
            due.append(at)
        return min(due, default=None)


def _tell_of_failure(answer: "Future[object]") -> None:
    if (exc := answer.exception()) is not None:
        _LOGGER.error("Something went wrong with what was posted; going on", exc_info=exc)
