"""Say lines at the right moment: at once for somebody who types, patiently for a script."""

from collections import deque
from typing import TYPE_CHECKING, Protocol

from supine.clock import Clock
from supine.demo.satellite import Kind, TypedSatellite
from supine.demo.script import DEFAULT_SITE, Line, Pass, Utterance
from supine.errors import FaultsError

if TYPE_CHECKING:
    from queue import SimpleQueue

QUIET_S = 2.0
"""A script speaks when nobody has for so long, in seconds: the gap between two sentences of
one step is shorter, so that a step is heard to its end."""

QUIET_REAL_S = 0.1
"""The same in real seconds, where time goes faster: a skill needs some to answer at all."""

GIVE_UP_S = 90.0
"""A script is over after so many seconds in which nothing was said and no hold went on."""

ANSWERS = frozenset(Kind) - {Kind.YOU, Kind.SOUND}

_POLL_S = 0.25


class Progress(Protocol):
    """The hold that somebody is in just now."""

    @property
    def label(self) -> str:
        """What is held."""

    @property
    def left_s(self) -> float:
        """Seconds until it ends."""

    @property
    def total_s(self) -> float:
        """Seconds it takes in all."""


class Watched(Protocol):
    """What is asked of a running skill."""

    def idle(self) -> bool:
        """Tell whether no practice goes on by itself at any site."""

    def progress(self, site_id: str, /) -> Progress | None:
        """Return the hold at a site, or None when there is none."""


class End:
    """No more lines will come."""


class Stop:
    """Stop now."""


Item = Line | End | Stop | FaultsError


class _StoppedError(Exception):
    """Somebody wants it to end."""


class Player:
    """Says what comes into its inbox, until there is no more or somebody stops it.

    Args:
        clock: The satellite's clock.
        satellite: Says it.
        skill: Tells when a practice is over.
        inbox: Where lines come in, from any thread.
        patient: Wait until nobody talks before each line, and for the end after the last.
        quiet_s: How long nobody has talked then, in the clock's seconds.
    """

    def __init__(
        self,
        clock: Clock,
        satellite: TypedSatellite,
        skill: Watched,
        inbox: "SimpleQueue[Item]",
        *,
        patient: bool,
        quiet_s: float = QUIET_S,
    ) -> None:
        self._clock = clock
        self._satellite = satellite
        self._skill = skill
        self._inbox = inbox
        self._patient = patient
        self._quiet_s = quiet_s
        self._early: deque[Item] = deque()  # came while something else was waited for
        self._sites = {DEFAULT_SITE}

    def run(self) -> None:
        """Follow every line; returns after the last, or when told to stop.

        Raises:
            FaultsError: What came in cannot be followed.
        """
        try:
            while isinstance(line := self._next(), Utterance | Pass):
                self._follow(line)
            if self._patient and isinstance(line, End):
                self._until_over()
        except _StoppedError:
            return

    def _follow(self, line: Utterance | Pass) -> None:
        if isinstance(line, Pass):
            self._sleep(self._clock.monotonic() + line.lasts_s)
            return
        self._sites.add(line.site)
        if self._patient and not line.at_once:
            self._until_quiet(line.site)
        before = len(self._satellite.said)
        self._satellite.utter(line.text, site=line.site)
        if self._patient:
            self._until_answered(line.site, before)

    def _next(self) -> Item:
        item = self._early.popleft() if self._early else self._clock.take(self._inbox, None)
        assert item is not None  # noqa: S101 - it waits for ever
        return self._checked(item)

    def _sleep(self, until: float) -> None:
        """Wait for a moment, in monotonic seconds, keeping what comes in meanwhile."""
        while (item := self._clock.take(self._inbox, until)) is not None:
            self._early.append(self._checked(item))

    @staticmethod
    def _checked(item: Item) -> Item:
        if isinstance(item, Stop):
            raise _StoppedError
        if isinstance(item, FaultsError):
            raise item
        return item

    def _until_quiet(self, site: str) -> None:
        while (since := self._satellite.quiet_since(site)) is None or (
            since + self._quiet_s > self._clock.monotonic()
        ):
            self._sleep(
                self._clock.monotonic() + _POLL_S if since is None else since + self._quiet_s
            )

    def _until_answered(self, site: str, since: int) -> None:
        """Wait until the skill has begun to answer: a person hears that they were heard."""
        while self._satellite.quiet_since(site) is None:
            said = self._satellite.said[since:]
            if any(spoken.site == site and spoken.kind in ANSWERS for spoken in said):
                return
            self._sleep(self._clock.monotonic() + _POLL_S)

    def _until_over(self) -> None:
        """Wait until no practice runs any more, or nothing has stirred for long."""
        holds, moved_at = self._holds(), self._clock.monotonic()
        while True:
            now = self._clock.monotonic()
            quiet = [self._satellite.quiet_since(site) for site in self._sites]
            if None in quiet or self._holds() != holds:
                holds, moved_at = self._holds(), now
            quiet_s = now - max(moved_at, *(since or 0.0 for since in quiet))
            if quiet_s >= GIVE_UP_S or (quiet_s >= self._quiet_s and self._skill.idle()):
                return
            self._sleep(now + self._quiet_s / 2)

    def _holds(self) -> list[float | None]:
        running = [self._skill.progress(site) for site in sorted(self._sites)]
        return [hold.left_s if hold else None for hold in running]
