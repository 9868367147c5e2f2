"""A track under the silences: in pieces, so that it never stands in the way of words.

What has been sent to a loudspeaker cannot be called back and cannot be made quieter.  So the
track is cut into pieces of a few seconds with silence between them, and a piece is begun only
where it will be over well before the next words.  Pure.
"""

from collections.abc import Iterator

from supine.core.events import LineHeard, Outcome, Play
from supine.core.sounds import TRACK
from supine.model import Sound

PIECE_S = 4.0
"""How long one piece is: the most that is heard after "stop"."""

CLEAR_S = 2.0
"""Silence kept before the next words at least, whatever the gap: loudspeakers may be late."""

UNHEARD_MAX = 2
"""After so many pieces in a row whose end nobody confirmed, there are no more of them."""


class Background:
    """Where a practice is in its track.

    Args:
        line_ids: Where the ids of lines come from, unique at the site.
        gap_s: Silence around each piece, in seconds.
    """

    def __init__(self, line_ids: Iterator[int], gap_s: float) -> None:
        self._line_ids = line_ids
        self._gap_s = gap_s
        self._from_s = 0.0
        self._not_before = 0.0
        self._line_id: int | None = None
        self._unheard = 0

    def due_at(self, quiet_from: float, quiet_until: float) -> float | None:
        """Return when the next piece is to be begun; None: not in this silence.

        Args:
            quiet_from: Since when there are no words, in monotonic seconds.
            quiet_until: When the next words come.
        """
        if self._line_id is not None or self._unheard >= UNHEARD_MAX:
            return None
        at = max(self._not_before, quiet_from + self._gap_s)
        over_at = at + PIECE_S + max(self._gap_s, CLEAR_S)
        return at if over_at <= quiet_until else None

    def play(self) -> Play:
        """Return the next piece; it is dropped if anybody has the floor."""
        self._line_id = next(self._line_ids)
        return Play(self._line_id, Sound(TRACK, PIECE_S), self._from_s, patience_s=0.0)

    def heard(self, event: LineHeard, now: float) -> bool:
        """Take the report that a piece is over; return False if it is about something else."""
        if event.line_id != self._line_id:
            return False
        self._line_id = None
        self._not_before = now + self._gap_s
        if event.outcome is not Outcome.DROPPED:
            self._from_s += PIECE_S
            self._unheard = 0 if event.outcome is Outcome.HEARD else self._unheard + 1
        return True
