"""What a practice still has to say or play, and the one line that is on the air.

Main lines move the practice on; asides (`supine.core.asides`) do not.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supine.core.asides import Aside
from supine.core.events import LineHeard, Outcome, Play, Say
from supine.core.pace import Pace
from supine.model import Sound

if TYPE_CHECKING:
    from supine.core.background import Background

LINE_CAP_S = 180.0
"""A line that was never reported over counts as lost after this.

Voices report what they have begun within seconds.  So either the voice is dead, and the practice
must go on by itself; or nobody could begin for so long, because others have talked one after the
other.  Then the words belong to a moment that is over: they are taken back, or all that was to be
said meanwhile would be said in one go when the others are silent."""


@dataclass(slots=True)
class OnAir:
    """The sentence, or the sound, that was given to the voice."""

    line_id: int
    text: str | Sound
    sent_at: float
    main: bool


class Lines:
    """A queue of sentences and sounds of which one at a time is given to the voice.

    Args:
        line_ids: Where the ids of lines come from, unique at the site.
    """

    def __init__(self, line_ids: Iterator[int]) -> None:
        self.main: deque[str | Sound] = deque()
        self.asides: deque[Aside] = deque()
        self.on_air: OnAir | None = None
        self.quiet_until = 0.0
        """No sentence before this moment."""

        self.background: Background | None = None
        """What is played where nothing is said."""

        self.volume, self.rate = 1.0, 1.0
        self._line_ids = line_ids

    @property
    def silent(self) -> bool:
        """Whether nothing is on the air or waiting to be."""
        return self.on_air is None and not self.main and not self.asides

    def takes_s(self, pace: Pace, gap_s: float) -> float:
        """Return what the main lines take that are left, the one on the air in full."""
        begun = [] if self.on_air is None else [self.on_air.text]
        return sum(pace.estimate_s(line) + gap_s for line in (*begun, *self.main))

    def overdue(self, now: float) -> OnAir | None:
        """Return the sentence on the air if it counts as lost by now."""
        return self.on_air if self.overdue_at is not None and now >= self.overdue_at else None

    @property
    def overdue_at(self) -> float | None:
        """When the sentence on the air counts as lost."""
        return None if self.on_air is None else self.on_air.sent_at + LINE_CAP_S

    def say_main(self, now: float) -> Say | Play:
        """Give the next main line to the voice."""
        return self._say(self.main.popleft(), now, None, main=True)

    def say_aside(self, now: float) -> Say | Play:
        """Give the next aside to the voice."""
        aside = self.asides.popleft()
        return self._say(aside.text, now, aside.patience_s, main=False)

    def piece_at(self, until: float) -> float | None:
        """Return when a piece of the background is due, if the next words come at ``until``."""
        if self.background is None or not self.silent:
            return None
        return self.background.due_at(self.quiet_until, until)

    def play_piece(self) -> Play:
        """Give the next piece of the background to the voice; it is never waited for."""
        assert self.background is not None  # noqa: S101 - only then is a piece due
        return self.background.play()

    def heard(self, event: LineHeard, now: float, gap_s: float) -> OnAir | None:
        """Take the sentence off the air; None if the report is about another one.

        A main line that was dropped, not said, waits to be said again.
        """
        if self.background is not None and self.background.heard(event, now):
            return None
        line = self.on_air
        if line is None or line.line_id != event.line_id:
            return None
        self.on_air = None
        self.quiet_until = now + gap_s
        if event.outcome is Outcome.DROPPED and line.main:
            self.main.appendleft(line.text)
        return line

    def repeat(self, lines: Iterable[str], now: float, *, main: bool) -> None:
        """Say ``lines``, as the main lines from their beginning or as asides."""
        if main:
            self.clear()
            self.main.extend(lines)
        else:
            self.asides.extend(Aside(now, line) for line in lines)

    def said_by(self, ends_at: float, *, waits: bool) -> float:
        """Return when a hold is over that ends at ``ends_at``.

        Args:
            ends_at: Monotonic seconds.
            waits: Whether it lasts until all is said that somebody has asked for.
        """
        asked_for = bool(self.asides) and self.asides[0].patience_s is None
        return max(ends_at, self.quiet_until) if waits and asked_for else ends_at

    def clear(self) -> None:
        """Forget everything that was still to be said.

        What is on the air may still be playing, but it moves nothing any more and does not
        come back if it was never sent.
        """
        self.main.clear()
        self.asides.clear()
        if self.on_air is not None:
            self.on_air.main = False

    def _say(
        self, text: str | Sound, now: float, patience_s: float | None, *, main: bool
    ) -> Say | Play:
        line_id = next(self._line_ids)
        self.on_air = OnAir(line_id, text, now, main)
        if isinstance(text, Sound):
            return Play(line_id, text, patience_s=patience_s)
        return Say(line_id, text, self.volume, self.rate, patience_s)
