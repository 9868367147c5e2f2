"""The voice over Hermes for all sites: routes to each, and knows whose turn comes when."""

import heapq
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count, islice
from secrets import token_hex

from supine.adapters.hermes.codec import OWN_UTTERANCE
from supine.adapters.hermes.messages import IntentSpoken, Message, SessionStarted, WakeHeard
from supine.adapters.hermes.site import Site, Sounds
from supine.core.events import Event, VoiceCommand
from supine.loading.limits import SITES_HEARD_MAX
from supine.model import Sound

_LOGGER = logging.getLogger(__name__)

_LOOKED_AT = 16
"""Sites, longest unheard of first, of which a quiet one makes room for a new one."""


def _own_wav(sound: Sound, _from_s: float) -> bytes | None:
    return sound.wav


class HermesVoice:
    """Speak and listen at any number of sites through Rhasspy.

    Args:
        publish: Sends a payload to a topic; called on the caller's thread, must not block.
        site_ids: The sites that are served; empty serves every site that speaks up.
        run_id: Eight hexadecimal digits that no other process shares; drawn if not given.
        sounds: Finds the WAV of a sound; without it only those can be played that bring theirs.
    """

    can = frozenset({"volume", "sound"})

    def __init__(
        self,
        publish: Callable[[str, str | bytes], object],
        site_ids: Collection[str] = (),
        run_id: str | None = None,
        sounds: Sounds = _own_wav,
    ) -> None:
        self._sounds = sounds
        self._publish = publish
        self._allowed = frozenset(site_ids)
        self._run_id = token_hex(4) if run_id is None else run_id
        self._utterance_ids = self._ids()
        self._sites: dict[str, Site] = {}
        self._due: list[tuple[float, int, str]] = []
        self._pushed: dict[str, float] = {}
        self._moved: dict[str, Site] = {}
        """Those whose deadline may have changed since it was noted."""
        self._turns = count()

    def perform(self, site_id: str, command: VoiceCommand, now: float) -> None:
        """Carry out a command, now or as soon as nobody is talking at the site.

        What comes about at once is told by the next `tick`, which is then due already.
        """
        site = self._sites.get(site_id) or self._new(site_id, now)
        try:
            site.perform(command, now)
        except Exception:
            self._renew(site_id)
            raise
        self._settle(site)

    def receive(self, message: object, now: float) -> Iterable[tuple[str, Event]]:
        """Return what a message means, as pairs of site id and event.

        Args:
            message: What `supine.adapters.hermes.codec.decode` returned; anything else is
                nobody's.
            now: Monotonic seconds.
        """
        if not isinstance(message, Message):
            return []
        site = self._sites.pop(message.site_id, None)
        if site is not None:
            self._sites[message.site_id] = site  # heard of last
        elif isinstance(message, WakeHeard | SessionStarted | IntentSpoken):
            site = self._admitted(message.site_id, now)
        if site is None:
            return []
        try:
            site.receive(message, now)
            return self._settle(site, told=True)
        except Exception:
            self._renew(site.site_id)
            raise

    def doubt(self, now: float) -> None:
        """Take in that the wire was cut, and what was told meanwhile is lost."""
        for site in list(self._sites.values()):
            try:
                site.doubt(now)
                self._settle(site)
            except Exception as exc:  # noqa: BLE001 - logged there, with its traceback
                self._give_up(site, exc)

    def deadline(self) -> float | None:
        """Return when `tick` must be called next, in monotonic seconds; None: not at all."""
        moved, self._moved = self._moved, {}
        for site in moved.values():
            try:
                self._note(site)
            except Exception as exc:  # noqa: BLE001 - as above
                self._give_up(site, exc)
        while self._due:
            due_at, _, site_id = self._due[0]
            if self._pushed.get(site_id) == due_at:
                return due_at
            heapq.heappop(self._due)  # the site has another deadline by now
        return None

    def tick(self, now: float) -> Iterable[tuple[str, Event]]:
        """Return what has come of time passing."""
        due: list[Site] = []
        while (due_at := self.deadline()) is not None and due_at <= now:
            _, _, site_id = heapq.heappop(self._due)
            del self._pushed[site_id]
            due.append(self._sites[site_id])
        events: list[tuple[str, Event]] = []
        for site in due:
            try:
                site.tick(now)
                events += self._settle(site, told=True)
            except Exception as exc:  # noqa: BLE001 - as above
                # The others are due as well; the core does not wait for a report for ever.
                self._give_up(site, exc)
        return events

    def _give_up(self, site: Site, exc: Exception) -> None:
        """Tell of what a site has failed at, and let it begin anew."""
        _LOGGER.error("Something went wrong with the voice at %s", site.site_id, exc_info=exc)
        self._renew(site.site_id)

    def _renew(self, site_id: str) -> None:
        """Let a site begin anew that cannot go on."""
        self._sites.pop(site_id, None)
        self._pushed.pop(site_id, None)
        self._moved.pop(site_id, None)

    def _ids(self) -> Iterator[str]:
        for number in count(1):
            yield f"{OWN_UTTERANCE}{self._run_id}-{number}"

    def _admitted(self, site_id: str, now: float) -> Site | None:
        """Return a new site, unless it is not served or there are too many that are busy."""
        if self._allowed and site_id not in self._allowed:
            return None
        if len(self._sites) >= SITES_HEARD_MAX and not self._made_room(now):
            return None
        return self._new(site_id, now)

    def _made_room(self, now: float) -> bool:
        oldest = list(islice(self._sites.values(), _LOOKED_AT))
        for site in oldest:
            if site.quiet(now):
                del self._sites[site.site_id]
                self._pushed.pop(site.site_id, None)
                self._moved.pop(site.site_id, None)
                return True
        return False

    def _new(self, site_id: str, now: float) -> Site:
        if len(self._sites) >= SITES_HEARD_MAX:
            self._made_room(now)
        site = self._sites[site_id] = Site(site_id, self._utterance_ids, self._run_id, self._sounds)
        return site

    def _settle(self, site: Site, *, told: bool = False) -> list[tuple[str, Event]]:
        """Publish what a site has to say; take its events if they are told.

        Its deadline is noted when somebody wants to know: an answer does not wait for that.
        """
        for topic, payload in site.outgoing():
            self._publish(topic, payload)
        self._moved[site.site_id] = site
        return [(site.site_id, event) for event in site.events()] if told else []

    def _note(self, site: Site) -> None:
        due_at = site.deadline
        if due_at is None:
            self._pushed.pop(site.site_id, None)
        elif self._pushed.get(site.site_id) != due_at:
            self._pushed[site.site_id] = due_at
            heapq.heappush(self._due, (due_at, next(self._turns), site.site_id))
        if len(self._due) > 64 + 2 * len(self._pushed):  # mostly deadlines that have moved
            self._due = [(at, next(self._turns), name) for name, at in self._pushed.items()]
            heapq.heapify(self._due)
