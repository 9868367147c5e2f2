"""Who has the floor at a site, as far as Hermes tells.  Pure; one object for a site.

Hermes never says that a site is idle, and some of what it should say does not come: a wake
word is heard seconds before its session starts (the wake sound is played first), and a
dialogue manager that dies says nothing at all.  So silence is bounded by time: the floor is
taken from a wake word for three seconds, and from `SessionStarted` until `SessionEnded` or
until nothing has been heard of the session for two minutes.
"""

from dataclasses import dataclass
from enum import Enum, auto

from supine.adapters.hermes.codec import OWN_SESSION
from supine.adapters.hermes.lines import Line

WAKE_S = 3.0
"""How long a wake word keeps the floor for its session, which may never come."""

FOLLOWS_S = 10.0
"""How long after a wake word a session is taken for its own: some wake sounds are long."""

SESSION_S = 120.0
"""A session of which nothing is heard any more is over after this."""

DOUBTED_S = 35.0
"""The same where messages may have been missed: most dialogue managers give up after 30 s."""

ENDING_S = 15.0
"""The same once it was told to end with a sentence: a dialogue manager waits 10 s for that."""

ENDING_SILENTLY_S = 3.0
"""The same once it was told to end without a word."""

BETWEEN_S = 0.5
"""A session that was queued starts within this after the end of the one before."""

_REMEMBERED = 8
_NEVER = float("-inf")


class Origin(Enum):
    """Whose a session is."""

    WAKE = auto()
    """Somebody said the wake word: whoever owns the intent may answer and end it."""

    OURS = auto()
    FOREIGN = auto()
    """Another skill asks something: never ours to end."""


class Turn(Enum):
    """Whose turn it is in a session."""

    LISTENING = auto()
    """The ear is open, or what was heard is being worked on."""

    OWED = auto()
    """An intent of ours was heard, or nothing understood: the answer is ours to give."""

    SPEAKING = auto()
    """Our question is being said; the ear opens after it."""

    ENDING = auto()
    """It was told to end."""


@dataclass(slots=True)
class Session:
    """A dialogue that is open at the site."""

    id: str
    origin: Origin
    until: float
    """When it counts as over although nobody said so, in monotonic seconds."""

    turn: Turn = Turn.LISTENING
    line: Line | None = None
    """What is being said in it for us."""

    sent_at: float = 0.0
    cap_at: float = 0.0
    """When `line` was sent, and when it counts as lost."""

    chars: int = 0
    """How long the text is that was sent of it."""

    ready_at: float = 0.0
    """Not to be ended before this: the ear is about to open, and would open for nobody."""

    end_at: float | None = None
    """When it will be told to end."""


class Floor:
    """Sessions and wake words at one site.

    Args:
        site_id: Whose.
    """

    def __init__(self, site_id: str) -> None:
        self.site_id = site_id
        self.session: Session | None = None
        self._wake_id: str | None = None
        self._woken_at = self._woken_until = self._between_until = _NEVER
        self._queued: list[str] = []
        self._over: list[str] = []

    @property
    def quiet_until(self) -> float:
        """While no session is open: when the site may count as idle."""
        return max(self._woken_until, self._between_until)

    def idle(self, now: float) -> bool:
        """Whether nobody has the floor."""
        return self.session is None and now >= self.quiet_until

    def find(self, session_id: str | None) -> Session | None:
        """Return the open session of that id."""
        session = self.session
        return session if session is not None and session.id == session_id else None

    def has_ended(self, session_id: str) -> bool:
        """Whether a session is over already."""
        return session_id in self._over

    def woken(self, wake_id: str, now: float) -> None:
        """Somebody called."""
        self._wake_id, self._woken_at, self._woken_until = wake_id, now, now + WAKE_S

    def origin(self, session_id: str, custom_data: str | None, now: float) -> Origin:
        """Return whose a session is that starts now.

        Args:
            session_id: Rhasspy names a session after site and wake word.
            custom_data: Rhasspy puts the wake word's id there, others may put nothing.
            now: Monotonic seconds.
        """
        by_name = self._by_name(session_id, custom_data)
        follows = custom_data in (None, self._wake_id) and now - self._woken_at <= FOLLOWS_S
        return Origin.WAKE if by_name is Origin.FOREIGN and follows else by_name

    def origin_by_intent(
        self, session_id: str, custom_data: str | None, wake_id: str | None
    ) -> Origin:
        """Return whose a session is that an intent was heard in, its start being missed.

        Args:
            session_id: As for `origin`.
            custom_data: As for `origin`.
            wake_id: The wake word that the intent names.  Some recognisers name one in
                every session, so it counts only where the session names it as well.
        """
        by_name = self._by_name(session_id, custom_data)
        told = wake_id is not None and wake_id == custom_data
        return Origin.WAKE if by_name is Origin.FOREIGN and told else by_name

    def _by_name(self, session_id: str, custom_data: str | None) -> Origin:
        if custom_data is None:
            return Origin.FOREIGN
        if custom_data.startswith(OWN_SESSION):
            return Origin.OURS
        named = session_id.startswith(f"{self.site_id}-{custom_data}-")
        return Origin.WAKE if named else Origin.FOREIGN

    def started(self, session_id: str, origin: Origin, now: float) -> Session | None:
        """Take in that a session is open; return the one whose end was never told."""
        before = self.find(session_id)
        if before is not None and before.turn is not Turn.ENDING:
            self.spoke(before, now)  # told twice
            return None
        before = self.session
        self.session = Session(session_id, origin, now + SESSION_S)
        if _NEVER < self._between_until <= now:
            self._queued = []  # none of them came: their dialogue manager has forgotten them
        self._between_until = _NEVER
        self._queued = [queued for queued in self._queued if queued != session_id]
        self._over = [over for over in self._over if over != session_id]
        if origin is Origin.WAKE:
            self._woken_until, self._woken_at = now, _NEVER
        return before

    def queued(self, session_id: str) -> None:
        """Take in that a session will be opened later."""
        self._queued = [*self._queued, session_id][-_REMEMBERED:]

    def ended(self, session_id: str, now: float) -> Session | None:
        """Take in that a session is over; return it if it was the open one."""
        self._over = [*self._over, session_id][-_REMEMBERED:]
        session = self.find(session_id)
        if session is not None:
            self.session = None
            if self._queued:  # the next one is told a moment after the end
                self._between_until = now + BETWEEN_S
        return session

    def spoke(self, session: Session, now: float) -> None:
        """Take in that a session is alive."""
        if session.turn is not Turn.ENDING:
            session.until = now + SESSION_S

    def doubt(self, now: float) -> None:
        """Take in that messages may have been missed, the end of a session among them."""
        session = self.session
        if session is not None and session.turn is not Turn.ENDING:
            session.until = max(now, session.until - SESSION_S + DOUBTED_S)

    def expire(self, now: float) -> Session | None:
        """Return the open session, and close it, if it counts as over by now."""
        session = self.session
        if session is None or now < session.until:
            return None
        self.session = None
        return session
