"""Time that is turned by hand, and a loudspeaker that takes no time but that."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from supine.core.events import (
    Answer,
    Ask,
    CloseEar,
    Event,
    Hush,
    LineHeard,
    Outcome,
    Play,
    Question,
    QuestionClosed,
    Say,
    SiteFree,
    TellWhenFree,
    VoiceCommand,
)

if TYPE_CHECKING:
    from queue import SimpleQueue

CHARS_A_SECOND = 14.0
"""How fast the loudspeaker speaks."""

T = TypeVar("T")


class Stillness(Exception):  # noqa: N818 - nothing went wrong
    """There is nothing to do at this moment of the turned time."""


class FakeClock:
    """A clock that is turned by hand.  It begins on Monday, 2 March 2026, at noon."""

    def __init__(self) -> None:
        self.now = 0.0
        self.until = 0.0
        """How far it may go by itself."""

        self.began = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        """Return the seconds it has been turned."""
        return self.now

    def wall(self) -> datetime:
        """Return the time of day that goes with them."""
        return self.began + timedelta(seconds=self.now)

    def take(self, inbox: "SimpleQueue[T]", until: float | None) -> T | None:
        """Return the next item, or None once ``until`` has come.

        Raises:
            Stillness: Neither, as far as it may go.
        """
        if not inbox.empty():
            return inbox.get_nowait()
        if until is None or until > self.until:
            self.now = self.until
            raise Stillness
        self.now = max(self.now, until)
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """What was heard at a site, and from when to when, in seconds of the turned time."""

    text: str
    from_s: float
    to_s: float
    site_id: str


@dataclass(slots=True)
class _Room:
    """One site's loudspeaker and ear."""

    playing: tuple[float, float, Say | Answer] | None = None
    waiting: list[Say | Answer] = field(default_factory=list)
    ear: Question | None = None
    curious: bool = False


class Loudspeaker:
    """A `Voice` in memory: speaks at a steady pace, one line at a time, answers first."""

    can = frozenset({"volume"})

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.rooms: dict[str, _Room] = {}
        self._told: list[tuple[str, Event]] = []

    def perform(self, site_id: str, command: VoiceCommand, now: float) -> None:
        """Speak, listen or fall silent."""
        room = self.rooms.setdefault(site_id, _Room())
        match command:
            case Answer():
                room.ear = command.question or room.ear
                room.waiting.insert(0, command)
            case Say():
                room.waiting.append(command)
            case Play(line_id):
                self._told.append((site_id, LineHeard(line_id)))
            case Ask(question):
                room.ear = question
            case CloseEar(token):
                room.ear = None if room.ear and room.ear.token == token else room.ear
                self._told.append((site_id, QuestionClosed(token)))
            case Hush():
                self._drop(site_id, room)
            case TellWhenFree():
                room.curious = True
        self._play(site_id, room, now)

    def receive(self, message: object, now: float) -> Iterable[tuple[str, Event]]:
        """Return nothing: what is heard is put to the site directly."""
        del message, now
        return []

    def deadline(self) -> float | None:
        """Return when the line that is being spoken ends."""
        if self._told:
            return 0.0
        return min((room.playing[1] for room in self.rooms.values() if room.playing), default=None)

    def tick(self, now: float) -> Iterable[tuple[str, Event]]:
        """Return which lines have been heard to their end."""
        told, self._told = self._told, []
        for site_id, room in self.rooms.items():
            if room.playing is not None and room.playing[1] <= now:
                from_s, to_s, line = room.playing
                room.playing = None
                if line.text:
                    self.lines.append(Line(line.text, from_s, to_s, site_id))
                told.append((site_id, LineHeard(line.line_id, Outcome.HEARD, to_s - from_s)))
                self._play(site_id, room, now)
        return told

    def _play(self, site_id: str, room: _Room, now: float) -> None:
        if room.playing is None and room.waiting:
            line = room.waiting.pop(0)
            room.playing = (now, now + len(line.text) / CHARS_A_SECOND, line)
        if room.curious and room.playing is None and room.ear is None:
            room.curious = False
            self._told.append((site_id, SiteFree()))

    def _drop(self, site_id: str, room: _Room) -> None:
        dropped = [line for line in room.waiting if isinstance(line, Say)]
        room.waiting = [line for line in room.waiting if line not in dropped]
        self._told += [(site_id, LineHeard(line.line_id, Outcome.DROPPED)) for line in dropped]
