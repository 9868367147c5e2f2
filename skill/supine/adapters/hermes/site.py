"""The voice at one site: a state machine that does no I/O and reads no clock.

Rhasspy speaks and listens in more than one way, and each is used for what it does without harm:

- `Say` is a text sent straight to the speech service.  No session is opened, so the wake
  word stays alive and "stop" is heard at any time; but it must not fall into somebody's
  dialogue, so it waits until nobody has the floor.
- `Answer` ends the dialogue it belongs to with a sentence, or keeps it open for a question.
- `Ask` opens a dialogue of our own that queues behind whatever is open.

Feed it commands and messages, take its `events` and its `outgoing` after each, and call
`tick` when its `deadline` has come.
"""

from collections import deque
from collections.abc import Iterator

from supine.adapters.hermes.codec import Outgoing
from supine.adapters.hermes.dialogues import Dialogues
from supine.adapters.hermes.floor import Floor
from supine.adapters.hermes.lines import Line, Mouth
from supine.adapters.hermes.messages import (
    IntentSpoken,
    Message,
    NotRecognised,
    PlayFinished,
    SayFailed,
    SayFinished,
    SessionEnded,
    SessionQueued,
    SessionStarted,
    WakeHeard,
)
from supine.adapters.hermes.text import pieces
from supine.adapters.hermes.waiting import Waiting
from supine.core.events import (
    Answer,
    Ask,
    CloseEar,
    Event,
    Hush,
    Outcome,
    Question,
    Say,
    SiteFree,
    TellWhenFree,
    VoiceCommand,
)
from supine.model import SENTENCE_MAX


class Site:
    """What is said and heard at one site.

    Args:
        site_id: Where.
        utterance_ids: Where ids of texts come from.
        run_id: Tells questions of this process from those of an earlier one.
    """

    def __init__(self, site_id: str, utterance_ids: Iterator[str], run_id: str) -> None:
        self.site_id = site_id
        self._events: list[Event] = []
        self._outgoing: list[Outgoing] = []
        self._now = 0.0
        self._tell_when_free = False
        self._floor = Floor(site_id)
        self._mouth = Mouth(site_id, utterance_ids)
        self._waiting = Waiting(self._events.append)
        self._dialogues = Dialogues(
            self._floor, self._waiting, self._events.append, self._outgoing.append, run_id
        )

    def events(self) -> list[Event]:
        """Return, once, what has come about."""
        events = self._events.copy()
        self._events.clear()
        return events

    def outgoing(self) -> list[Outgoing]:
        """Return, once, what has to be published, in order."""
        outgoing = self._outgoing.copy()
        self._outgoing.clear()
        return outgoing

    @property
    def deadline(self) -> float | None:
        """When `tick` must be called, in monotonic seconds; None if nothing waits for time."""
        times = [self._mouth.deadline, self._dialogues.deadline, self._waiting.deadline]
        if self._events:
            times.append(self._now)
        waits = self._waiting or self._tell_when_free
        if waits and self._silent and self._floor.session is None:
            times.append(self._floor.quiet_until)
        return min((time for time in times if time is not None), default=None)

    def quiet(self, now: float) -> bool:
        """Whether nothing is going on here and nothing is left to do."""
        return self.deadline is None and self._silent and self._floor.idle(now)

    @property
    def _silent(self) -> bool:
        """Whether we neither talk nor listen."""
        return self._mouth.line is None and not self._dialogues.listening

    def perform(self, command: VoiceCommand, now: float) -> None:
        """Carry out a command, now or as soon as nobody has the floor."""
        match command:
            case Say():
                parts = deque(pieces(command.text, SENTENCE_MAX))
                line = Line(command.line_id, parts, command.volume, command.patience_s)
                self._waiting.add(line.wait(now))
            case Answer():
                self._dialogues.answer(command, now)
            case Ask(question):
                self._waiting.add(question)
            case CloseEar(token):
                if not self._dialogues.close(token, now):
                    self._waiting.withdraw(token, self._mouth.line, self._dialogues.line)
            case Hush():
                self._hush()
            case TellWhenFree():
                self._tell_when_free = True
        self._begin(now)

    def receive(self, message: Message, now: float) -> None:
        """Take in what the wire said about this site."""
        match message:
            case WakeHeard():
                self._floor.woken(message.wake_id, now)
            case IntentSpoken():
                self._dialogues.intent(message, now)
            case NotRecognised():
                self._dialogues.not_recognised(message, now)
            case SessionStarted() | SessionQueued() | SessionEnded():
                self._session_changed(message, now)
            case SayFinished() | SayFailed() | PlayFinished():
                self._sounded(message, now)
        self._begin(now)

    def tick(self, now: float) -> None:
        """Take in that time has passed."""
        if (line := self._mouth.expire(now)) is not None:
            self._waiting.go_on(line, now)
        self._dialogues.tick(now)
        self._begin(now)

    def _session_changed(
        self, message: SessionStarted | SessionQueued | SessionEnded, now: float
    ) -> None:
        match message:
            case SessionStarted():
                self._dialogues.started(message, now)
            case SessionQueued():
                self._dialogues.queued(message, now)
            case SessionEnded():
                self._dialogues.ended(message, now)

    def _sounded(self, message: SayFinished | SayFailed | PlayFinished, now: float) -> None:
        if (line := self._mouth.hear(message, now)) is not None:
            self._waiting.go_on(line, now)
        if not isinstance(message, PlayFinished):
            outcome = Outcome.LOST if isinstance(message, SayFailed) else Outcome.HEARD
            self._dialogues.heard(message.session_id, outcome, now)

    def _hush(self) -> None:
        self._waiting.hush()
        for line in (self._mouth.line, self._dialogues.line):
            if line is not None:
                line.parts.clear()

    def _begin(self, now: float) -> None:
        """Say or ask the next thing, if nobody is talking or listening; drop what is stale."""
        self._now = now
        self._waiting.drop_stale(now, at_once=False)
        if self._waiting and self._silent and self._floor.idle(now):
            match self._waiting.pop():
                case Line() as line:
                    self._outgoing.append(self._mouth.say(line, now))
                case Question() as question:
                    self._dialogues.ask(question, now)
        self._waiting.drop_stale(now, at_once=True)
        if self._tell_when_free and not self._waiting and self._silent and self._floor.idle(now):
            self._tell_when_free = False
            self._events.append(SiteFree())
