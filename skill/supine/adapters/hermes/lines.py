"""Lines on their way to somebody's ears, and the one that is being said outside dialogues.

When a text was really heard to its end is told in more than one way, and sometimes not at
all.  A speaker service sends `PlayFinished` when the sound is over.  `SayFinished` comes
from the speech service: with a player of its own after the sound, otherwise at some time
near its end or even at once.  So `PlayFinished` is believed; `SayFinished` only at sites
that have never sent the other for a text, and not before a moment of grace has passed.
Sounds go to the speaker service without the speech service, so for them there is only
`PlayFinished`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from supine.adapters.hermes.codec import (
    SOUND,
    Outgoing,
    encode_play,
    encode_say,
    is_own,
)
from supine.adapters.hermes.messages import PlayFinished, SayFailed, SayFinished
from supine.core.events import LineHeard, Outcome, Question

GRACE_S = 1.5
"""How long `SayFinished` waits for a `PlayFinished` of a site that has sent none so far."""

IN_VAIN_MAX = 2
"""After so many that never came there is nobody who sends them, and none is waited for."""


SOUND_GRACE_S = 1.5
"""A sound whose end was not told within this after its length counts as lost."""


def cap_s(text: str) -> float:
    """Return the seconds after which a text counts as lost; voices say 15 letters in one."""
    return 4.0 + len(text) / 8.0


FASTEST = 40.0
"""Characters that no voice says in a second."""

CALM = 14.0
"""Characters that a calm voice says in a second."""


def really_over_at(chars: int, sent_at: float, told_at: float) -> float:
    """Return when a text is over of which the end was told.

    Some speech services tell it as soon as they have made its sound.  What cannot be over yet
    is taken to be over as a calm voice would be.

    Args:
        chars: The text's length.
        sent_at: When it was sent, in monotonic seconds.
        told_at: When its end was told.
    """
    return sent_at + chars / CALM if told_at - sent_at < chars / FASTEST else told_at


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound, ready to be played."""

    wav: bytes
    lasts_s: float


@dataclass(slots=True, eq=False)
class Line:
    """One line of the core's, in pieces that are said one after another."""

    line_id: int
    parts: deque[str | Clip] = field(default_factory=deque)
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
        outcome = Outcome.LOST if self.lost else Outcome.HEARD
        return LineHeard(self.line_id, outcome, self.spoke_s if self.begun else None)


@dataclass(slots=True)
class _Utterance:
    id: str
    line: Line
    sent_at: float
    over_at: float
    """When it counts as lost, or as heard if `said_at` is known."""

    said_at: float | None = None
    """When it was over by what the speech service said."""

    chars: int = 0


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
        self._in_vain = 0

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
        part, utterance_id = line.parts.popleft(), next(self._ids)
        line.begun = True
        if isinstance(part, Clip):
            over_at = now + part.lasts_s + SOUND_GRACE_S
            self._now = _Utterance(f"{utterance_id}{SOUND}", line, now, over_at)
            return encode_play(self._site_id, self._now.id, part.wav)
        self._now = _Utterance(utterance_id, line, now, now + cap_s(part), chars=len(part))
        return encode_say(self._site_id, utterance_id, part, line.volume)

    def hear(self, message: SayFinished | SayFailed | PlayFinished, now: float) -> Line | None:
        """Take in what a service says; return the line of which a piece is over by it."""
        utterance_id = message.utterance_id or ""
        sound, played = utterance_id.endswith(SOUND), isinstance(message, PlayFinished)
        if played and not sound and is_own(utterance_id):
            self._tells_end_of_sound = True
        if self._now is None or self._now.id != utterance_id or (sound and not played):
            return None
        match message:
            case PlayFinished():
                return self._over(Outcome.HEARD, now)
            case SayFailed():
                return self._over(Outcome.LOST, now)
            case SayFinished():
                if not self._tells_end_of_sound and self._now.said_at is None:
                    said_at = really_over_at(self._now.chars, self._now.sent_at, now)
                    self._now.said_at = said_at
                    grace_s = GRACE_S if self._in_vain < IN_VAIN_MAX else 0.0
                    self._now.over_at = min(self._now.over_at, said_at + grace_s)
                return None

    def expire(self, now: float) -> Line | None:
        """Return the line of which a piece counts as over by now."""
        if self._now is None or now < self._now.over_at:
            return None
        if self._now.said_at is None:
            return self._over(Outcome.LOST, now)
        self._in_vain += 1
        return self._over(Outcome.HEARD, self._now.said_at)

    def _over(self, outcome: Outcome, at: float) -> Line:
        assert self._now is not None  # noqa: S101 - all callers have looked
        line = self._now.line
        line.said(outcome, at - self._now.sent_at)
        self._now = None
        return line
