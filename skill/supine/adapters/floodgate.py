"""Keep a flood of messages from stopping a practice or filling the memory.

Whatever a broken or unkind program publishes passes here on its way to the runner's inbox.
While the runner keeps up, everything gets through.  Once messages pile up each kind has its
share at each site, so that a flood of one leaves the others their way: a "stop" gets through
a flood of "pause", and one site's flood does not reach another.
"""

import logging
from collections.abc import Callable, Collection

from supine.adapters.hermes.messages import IntentSpoken, Message
from supine.adapters.sparing import SparingLog
from supine.loading.limits import SITES_LET_IN_MAX

PILED_UP = 32
"""Messages that wait for the runner when the shares begin to count: a few milliseconds of work."""

WAITING_MAX = 512
"""Messages that wait at most, whoever sent them; in a house of more sites two for each of them,
which is what tells of the end of a sentence."""

SHARE_PER_S = 10.0
"""Messages of one kind at one site while there is a flood; a house has one or two."""

STRANGERS_AT_ONCE, STRANGERS_PER_S = 200.0, 5.0
"""Messages from sites that nobody has heard of before: so many at once, and so many a second."""

_SHARES_MAX = 4_096
_LINES_PER_MINUTE = 2


class Floodgate:
    """Decides what gets through.  For one thread.

    Args:
        waiting: Returns how many messages wait for the runner.
        known: The ids of the sites that there are; may grow meanwhile.
        served: The sites that are served; empty serves every one.
        monotonic: Returns seconds that never go back.
        log: Where to tell of what was left aside.
        own: Begins the ids of what this process says: the end of it is always told.
    """

    def __init__(
        self,
        waiting: Callable[[], int],
        known: Collection[str],
        served: Collection[str],
        monotonic: Callable[[], float],
        log: logging.Logger,
        own: str = "supine-",
    ) -> None:
        self._waiting, self._known, self._served = waiting, known, frozenset(served)
        self._waiting_max = max(WAITING_MAX, 2 * len(self._served))
        self._monotonic, self._own = monotonic, own
        self._sparing = SparingLog(log, monotonic)
        self._next: dict[tuple[str, str], float] = {}
        self._strangers, self._strangers_at = STRANGERS_AT_ONCE, monotonic()

    def lets_in(self, message: Message) -> bool:
        """Return whether a message may go on."""
        site_id = message.site_id
        if self._served and site_id not in self._served:
            return False  # somebody else's, and nobody has to be told
        if site_id not in self._known and not self._served:
            if len(self._known) >= SITES_LET_IN_MAX:
                text = f"there are {SITES_LET_IN_MAX} sites already; name yours under `sites`"
                return self._left_aside("sites", text)
            if not self._may_introduce_itself():
                text = "too many sites speak up at once; name yours under `sites`"
                return self._left_aside("strangers", text)
        waiting = self._waiting()
        if waiting < PILED_UP or (waiting < self._waiting_max and self._counts(message)):
            return True
        return self._left_aside("flood", "more messages come than can be heeded; who sends them?")

    def _may_introduce_itself(self) -> bool:
        now = self._monotonic()
        refilled = self._strangers + (now - self._strangers_at) * STRANGERS_PER_S
        self._strangers, self._strangers_at = min(refilled, STRANGERS_AT_ONCE), now
        if self._strangers < 1:
            return False
        self._strangers -= 1
        return True

    def _counts(self, message: Message) -> bool:
        """Whether a message is let in although many wait."""
        utterance_id = getattr(message, "utterance_id", None)
        if utterance_id is not None and utterance_id.startswith(self._own):
            return True  # without it the next sentence would wait for seconds
        return self._in_share(message)

    def _in_share(self, message: Message) -> bool:
        kind = message.intent if isinstance(message, IntentSpoken) else type(message).__name__
        key, now = (message.site_id, kind), self._monotonic()
        if self._next.get(key, now) > now:
            return False
        if len(self._next) >= _SHARES_MAX:
            self._next.clear()
        self._next[key] = now + 1 / SHARE_PER_S
        return True

    def _left_aside(self, kind: str, problem: str) -> bool:
        text = f"a message is left aside: {problem}"
        self._sparing.tell(logging.WARNING, kind, text, per_minute=_LINES_PER_MINUTE)
        return False
