"""What a practice still has to say, and the one sentence that is on the air.

Main lines move the practice on; asides (`supine.core.asides`) do not.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from supine.core.asides import Aside
from supine.core.events import LineHeard, Outcome, Say

LINE_CAP_S = 180.0
"""A line that was never reported over counts as lost after this; voices report much sooner."""


@dataclass(slots=True)
class OnAir:
    """The sentence that was given to the voice."""

    line_id: int
    text: str
    sent_at: float
    main: bool


class Lines:
    """A queue of sentences of which one at a time is given to the voice.

    Args:
        line_ids: Where the ids of lines come from, unique at the site.
    """

    def __init__(self, line_ids: Iterator[int]) -> None:
        self.main: deque[str] = deque()
        self.asides: deque[Aside] = deque()
        self.on_air: OnAir | None = None
        self.quiet_until = 0.0
        """No sentence before this moment."""

        self.volume, self.rate = 1.0, 1.0
        self._line_ids = line_ids

    @property
    def silent(self) -> bool:
        """Whether nothing is on the air or waiting to be."""
        return self.on_air is None and not self.main and not self.asides

    def overdue(self, now: float) -> OnAir | None:
        """Return the sentence on the air if it counts as lost by now."""
        return self.on_air if self.overdue_at is not None and now >= self.overdue_at else None

    @property
    def overdue_at(self) -> float | None:
        """When the sentence on the air counts as lost."""
        return None if self.on_air is None else self.on_air.sent_at + LINE_CAP_S

    def say_main(self, now: float) -> Say:
        """Give the next main line to the voice."""
        return self._say(self.main.popleft(), now, None, main=True)

    def say_aside(self, now: float) -> Say:
        """Give the next aside to the voice."""
        aside = self.asides.popleft()
        return self._say(aside.text, now, aside.patience_s, main=False)

    def heard(self, event: LineHeard, now: float, gap_s: float) -> OnAir | None:
        """Take the sentence off the air; None if the report is about another one.

        A main line that was dropped, not said, waits to be said again.
        """
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

    def clear(self) -> None:
        """Forget everything that was still to be said.

        What is on the air may still be playing, but it moves nothing any more and does not
        come back if it was never sent.
        """
        self.main.clear()
        self.asides.clear()
        if self.on_air is not None:
            self.on_air.main = False

    def _say(self, text: str, now: float, patience_s: float | None, *, main: bool) -> Say:
        line_id = next(self._line_ids)
        self.on_air = OnAir(line_id, text, now, main)
        return Say(line_id, text, self.volume, self.rate, patience_s)
