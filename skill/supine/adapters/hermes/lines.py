"""Lines on their way to somebody's ears, and the one that is being said outside dialogues.

When a text was really heard to its end is told in more than one way, and sometimes not at
all.  A speaker service sends `PlayFinished` when the sound is over.  `SayFinished` comes
from the speech service: with a player of its own after the sound, otherwise at some time
near its end or even at once.  So `PlayFinished` is believed; `SayFinished` only at sites
that have never sent the other, and not before a moment of grace has passed.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from supine.adapters.hermes.codec import OWN_UTTERANCE, Outgoing, encode_say
from supine.adapters.hermes.messages import PlayFinished, SayFailed, SayFinished
from supine.core.events import LineHeard, Outcome, Question

GRACE_S = 1.5
"""How long `SayFinished` waits for a `PlayFinished` of a site that has sent none so far."""


def cap_s(text: str) -> float:
    """Return the seconds after which a text counts as lost; voices say 15 letters in one."""
    return 4.0 + len(text) / 8.0


@dataclass(slots=True, eq=False)
class Line:
    """One line of the core's, in pieces that are said one after another."""

    line_id: int
    parts: deque[str] = field(default_factory=deque)
    """What has not been sent yet."""

    volume: float = 1.0
    patience_s: float | None = None
    give_up_at: float | None = None
    """When the next piece will not be begun any more."""

    question: Question | None = None
    """What is to be listened for after it."""

    begun: bool = False
    lost: bool = False
    """Whether the end of any piece was not confirmed."""

    spoke_s: float = 0.0
    """How long its pieces took to be said, waiting between them not counted."""

    def wait(self, now: float) -> "Line":
        """Begin to wait for a silence to be said in."""
        self.give_up_at = None if self.patience_s is None else now + self.patience_s
        return self

    def said(self, outcome: Outcome, took_s: float) -> None:
        """Take in that the piece which was sent last is over."""
        self.lost = self.lost or outcome is Outcome.LOST
        self.spoke_s += took_s

    def report(self) -> LineHeard:
        """Return what became of it when all that was sent of it is over."""
        if self.lost:
            return LineHeard(self.line_id, Outcome.LOST)
        return LineHeard(self.line_id, Outcome.HEARD, self.spoke_s if self.begun else None)


@dataclass(slots=True)
class _Utterance:
    id: str
    line: Line
    sent_at: float
    over_at: float
    """When it counts as lost, or as heard if `said_at` is known."""

    said_at: float | None = None
    """When the speech service said that it was done with it."""


class Mouth:
    """The text that is being said at a site outside any dialogue, one at a time.

    Args:
        site_id: Where.
        utterance_ids: Where the ids of texts come from; no two voices may share one.
    """

    def __init__(self, site_id: str, utterance_ids: Iterator[str]) -> None:
        self._site_id = site_id
        self._ids = utterance_ids
        self._now: _Utterance | None = None
        self._tells_end_of_sound = False

    @property
    def line(self) -> Line | None:
        """The line that is being said."""
        return None if self._now is None else self._now.line

    @property
    def deadline(self) -> float | None:
        """When what is being said counts as over."""
        return None if self._now is None else self._now.over_at

    def say(self, line: Line, now: float) -> Outgoing:
        """Begin the next piece of a line."""
        text = line.parts.popleft()
        line.begun = True
        self._now = _Utterance(next(self._ids), line, now, now + cap_s(text))
        return encode_say(self._site_id, self._now.id, text, line.volume)

    def hear(self, message: SayFinished | SayFailed | PlayFinished, now: float) -> Line | None:
        """Take in what a service says; return the line of which a piece is over by it."""
        utterance_id = message.utterance_id or ""
        if isinstance(message, PlayFinished) and utterance_id.startswith(OWN_UTTERANCE):
            self._tells_end_of_sound = True
        if self._now is None or self._now.id != utterance_id:
            return None
        match message:
            case PlayFinished():
                return self._over(Outcome.HEARD, now)
            case SayFailed():
                return self._over(Outcome.LOST, now)
            case SayFinished():
                if not self._tells_end_of_sound and self._now.said_at is None:
                    self._now.said_at = now
                    self._now.over_at = min(self._now.over_at, now + GRACE_S)
                return None

    def expire(self, now: float) -> Line | None:
        """Return the line of which a piece counts as over by now."""
        if self._now is None or now < self._now.over_at:
            return None
        if self._now.said_at is None:
            return self._over(Outcome.LOST, now)
        return self._over(Outcome.HEARD, self._now.said_at)

    def _over(self, outcome: Outcome, at: float) -> Line:
        assert self._now is not None  # noqa: S101 - all callers have looked
        line = self._now.line
        line.said(outcome, at - self._now.sent_at)
        self._now = None
        return line
