"""Carry questions to handlers and news to listeners, and cut off whoever does not come back.

The runner's thread only puts things down here.  How long an answer may take is the core's to
decide: when it gives up, whatever handler still works on the question is to blame.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING

from supine.core.words import Consult, Consulted, GiveUp, Happened, Reply
from supine.loading.texts import sentence_faults
from supine.model import ANSWER_MAX
from supine.plugins.api import LIMIT_S, Heard, PluginError
from supine.plugins.calls import reason

if TYPE_CHECKING:
    from supine.core.events import Command, Event
    from supine.loading.library import Library
    from supine.plugins.registry import Plugins
    from supine.plugins.stage import Handler, Hearing

STRIKES = 3
"""So many failures in a row and a plugin is not called again."""

JOBS_MAX = 100
"""How much a plugin may have before it."""

_LOGGER = logging.getLogger(__name__)

_Key = tuple[str, int]
"""Site and ticket of a question."""


class Carrier:
    """A witness that lets plugins answer and know.

    Args:
        plugins: Who answers what.
        post: Hands an event to a site, from any thread.
        monotonic: Returns the clock's monotonic seconds.
    """

    def __init__(
        self,
        plugins: "Plugins",
        post: "Callable[[str, Event], object]",
        monotonic: Callable[[], float],
    ) -> None:
        self._plugins = plugins
        self._post = post
        self._monotonic = monotonic
        self._answering: dict[str, _Hand] = {}
        self._listening: dict[str, _Hand] = {}
        self._open: dict[_Key, str] = {}
        self._strikes: dict[str, int] = {}

    def tell(self, site_id: str, command: "Command") -> None:
        """Put down what is for a plugin; never waits."""
        match command:
            case Consult():
                self._consult(site_id, command)
            case GiveUp(ticket):
                self._give_up((site_id, ticket))
            case Happened():
                for hearing in self._plugins.hearings:
                    if command.news in hearing.news and self._plugins.active(hearing.owner):
                        self._report(hearing, site_id, command)
            case _:
                pass

    def stop(self) -> None:
        """Let the threads end that still can."""
        for hand in self._hands():
            hand.stop()

    def idle(self) -> bool:
        """Whether nobody works on anything, as far as they may still be called."""
        return not any(hand.busy and self._plugins.active(hand.name) for hand in self._hands())

    def _hands(self) -> "Iterable[_Hand]":
        return [*self._answering.values(), *self._listening.values()]

    # ---- questions --------------------------------------------------------------------------

    def _consult(self, site_id: str, command: Consult) -> None:
        handler = self._plugins.handlers.get(command.answers or command.intent)
        if handler is None or not self._plugins.active(handler.owner):
            self._post(site_id, Consulted(command.ticket))
            return
        key = (site_id, command.ticket)
        self._open[key] = command.intent
        hand = self._answering.setdefault(handler.owner, _Hand(handler.owner, self._monotonic))
        if not hand.give(key, lambda: self._answer(site_id, command, handler)):
            del self._open[key]
            self._post(site_id, Consulted(command.ticket))

    def _answer(self, site_id: str, command: Consult, handler: "Handler") -> None:
        """Ask a handler; on the plugin's thread."""
        key = (site_id, command.ticket)
        if key not in self._open:
            return  # it waited so long for its turn that nobody waits for it
        reply = None
        try:
            heard = self._heard(site_id, command)
            reply = checked(handler.answer(heard), heard.language, self._plugins.library)
            self._strikes[handler.owner] = 0
        except BaseException as exc:  # noqa: BLE001 - whatever it was, the others go on
            self._strike(handler.owner, f"the handler of {command.intent}", exc)
        if self._open.pop(key, None) is not None:
            self._post(site_id, Consulted(command.ticket, reply))

    def _heard(self, site_id: str, command: Consult) -> Heard:
        left_s = command.left_s
        return Heard(
            site_id=site_id,
            intent=command.intent,
            slots=dict(command.slots),
            language=command.language,
            routine=command.routine,
            step=command.step,
            minutes_left=None if left_s is None else left_s / 60,
            topic=command.topic,
            words=self._plugins.library.languages[command.language].phrases,
            turn=command.ticket,
        )

    def _give_up(self, key: _Key) -> None:
        intent = self._open.pop(key, None)
        for owner, hand in self._answering.items():
            if intent is not None and hand.doing == key:
                why = f"the handler of {intent} did not come back in time"
                self._plugins.mark_broken(owner, why)

    # ---- news -------------------------------------------------------------------------------

    def _report(self, hearing: "Hearing", site_id: str, happened: Happened) -> None:
        owner = hearing.owner
        hand = self._listening.setdefault(owner, _Hand(owner, self._monotonic))
        if hand.busy_for_s() > LIMIT_S:
            self._plugins.mark_broken(owner, f"a listener did not come back within {LIMIT_S:g} s")
        elif not hand.give(None, lambda: self._listen(hearing, site_id, happened)):
            self._plugins.mark_broken(owner, f"a listener is {JOBS_MAX} news behind")

    def _listen(self, hearing: "Hearing", site_id: str, happened: Happened) -> None:
        """Tell a listener; on the plugin's other thread."""
        if not self._plugins.active(hearing.owner):
            return
        try:
            hearing.listener(site_id, happened)
            self._strikes[hearing.owner] = 0
        except BaseException as exc:  # noqa: BLE001 - whatever it was, the others go on
            self._strike(hearing.owner, "a listener", exc)

    def _strike(self, owner: str, who: str, exc: BaseException) -> None:
        strikes = self._strikes[owner] = self._strikes.get(owner, 0) + 1
        _LOGGER.warning("the plugin %s: %s failed: %s", owner, who, reason(exc), exc_info=exc)
        if strikes >= STRIKES:
            why = f"{who} failed, and so it was {STRIKES} times in a row: {reason(exc)}"
            self._plugins.mark_broken(owner, why)


def checked(answer: object, language: str, library: "Library") -> Reply:
    """Return what a handler has returned as a reply that can be given.

    Raises:
        PluginError: It cannot.
    """
    reply = Reply(text=answer) if isinstance(answer, str) else answer or Reply()
    if type(reply) is not Reply:  # a kind of its own might do anything, on the runner's thread
        raise PluginError(f"a handler returns a Reply, a text or None, not {answer!r:.80}")
    _check_types(reply)
    if reply.text:
        for _, problem in sentence_faults(reply.text, ANSWER_MAX, {}):
            raise PluginError(f"its text cannot be said: {problem}")
    if reply.start is not None and reply.start not in library.languages[language].routines:
        raise PluginError(f"there is no routine {reply.start!r} to start")
    if reply.minutes is not None and not 0 < reply.minutes < float("inf"):
        raise PluginError(f"{reply.minutes!r} minutes are no length for a routine")
    for intent in reply.listen_for:
        if intent not in library.contract.intents:
            raise PluginError(f"it listens for {intent!r}, which is no intent")
    return reply


_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "start": (str, type(None)),
    "minutes": (int, float, type(None)),
    "listen_for": (tuple,),
    "topic": (str,),
}


def _check_types(reply: Reply) -> None:
    for name, types in _TYPES.items():
        if type(value := getattr(reply, name)) not in types:
            raise PluginError(f"`{name}` of its reply cannot be {value!r:.80}")
    if any(type(intent) is not str for intent in reply.listen_for):
        raise PluginError(f"`listen_for` of its reply cannot be {reply.listen_for!r:.80}")


class _Hand:
    """Does one thing after the other for one plugin, on a thread of its own."""

    def __init__(self, name: str, monotonic: Callable[[], float]) -> None:
        self.name = name
        self._monotonic = monotonic
        self._jobs: Queue[tuple[_Key | None, Callable[[], None]] | None] = Queue(JOBS_MAX)
        self._thread: threading.Thread | None = None
        self.doing: _Key | None = None
        self._since: float | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is being done or waits."""
        return self._jobs.unfinished_tasks > 0

    def busy_for_s(self) -> float:
        """Return how long it has been at one thing; 0 when it is at none."""
        since = self._since
        return 0.0 if since is None else self._monotonic() - since

    def give(self, key: _Key | None, job: Callable[[], None]) -> bool:
        """Take a job; False when there are too many."""
        if self._thread is None:
            name = f"supine-plugin-{self.name}"
            self._thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._thread.start()
        try:
            self._jobs.put_nowait((key, job))
        except Full:
            return False
        return True

    def stop(self) -> None:
        """End once what is being done is over; what waits is dropped."""
        try:
            while True:
                self._jobs.get_nowait()
                self._jobs.task_done()
        except Empty:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self.doing, self._since = job[0], self._monotonic()
            job[1]()
            self.doing = self._since = None
            self._jobs.task_done()
        self._jobs.task_done()
