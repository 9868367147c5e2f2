"""The voice at one site: a state machine that does no I/O and reads no clock.

Rhasspy speaks and listens in more than one way, and each is used for what it does without harm:

- `Say` is a text sent straight to the speech service.  No session is opened, so the wake
  word stays alive and "stop" is heard at any time; but it must not fall into somebody's
  dialogue, so it waits until nobody has the floor.
- `Play` is a sound sent straight to the loudspeaker, with the same care, and in pieces.
- `Answer` ends the dialogue it belongs to with a sentence, or keeps it open for a question.
- `Ask` opens a dialogue of our own that queues behind whatever is open.

Feed it commands and messages, take its `events` and its `outgoing` after each, and call
`tick` when its `deadline` has come.
"""

from collections.abc import Callable, Iterator

from supine.adapters.hermes.codec import Outgoing, can_play_at, encode_wake_up, is_own
from supine.adapters.hermes.dialogues import Dialogues
from supine.adapters.hermes.floor import Floor
from supine.adapters.hermes.lines import Clip, Line, Mouth
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
from supine.adapters.sounds.pieces import in_pieces
from supine.core.events import (
    Answer,
    Ask,
    CloseEar,
    Event,
    Hush,
    Outcome,
    Play,
    Question,
    Say,
    SiteFree,
    TellWhenFree,
    VoiceCommand,
)
from supine.model import SENTENCE_MAX, Sound

Sounds = Callable[[Sound, float], bytes | None]
"""Find the WAV of a sound, or of the piece of a track that begins at so many seconds."""


class Site:
    """What is said and heard at one site.

    Args:
        site_id: Where.
        utterance_ids: Where ids of texts come from.
        run_id: Tells questions of this process from those of an earlier one.
        sounds: Finds the WAV of a sound; None: it is not to be had now.
    """

    def __init__(
        self, site_id: str, utterance_ids: Iterator[str], run_id: str, sounds: Sounds
    ) -> None:
        self.site_id = site_id
        self._sounds = sounds
        self._events: list[Event] = []
        self._outgoing: list[Outgoing] = []
        self._now = 0.0
        self._tell_when_free = self._may_be_deaf = False
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
        waits = self._waiting or self._tell_when_free or self._may_be_deaf
        if waits and self._silent and self._floor.session is None:
            times.append(self._floor.quiet_until)
        return min((time for time in times if time is not None), default=None)

    def quiet(self, now: float) -> bool:
        """Whether nothing is going on here and nothing is left to do."""
        return self.deadline is None and self._silent and self._floor.idle(now)

    @property
    def _silent(self) -> bool:
        """Whether we neither talk nor listen."""
        listening = self._dialogues.listening or self._dialogues.talking
        return self._mouth.line is None and not listening

    def perform(self, command: VoiceCommand, now: float) -> None:
        """Carry out a command, now or as soon as nobody has the floor."""
        match command:
            case Say() | Play():
                self._announce(command, now)
            case Answer():
                self._dialogues.answer(command, now)
            case Ask(question):
                self._waiting.add(question)
            case CloseEar(token):
                if not self._dialogues.close(token, now):
                    self._waiting.withdraw(token, self._mouth.line, *self._dialogues.lines)
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

    def doubt(self, now: float) -> None:
        """Take in that messages may have been missed, or ours lost."""
        self._floor.doubt(now)
        self._may_be_deaf = True
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
        if isinstance(message, PlayFinished):
            if not is_own(message.utterance_id):
                self._dialogues.played(now)
        else:
            outcome = Outcome.LOST if isinstance(message, SayFailed) else Outcome.HEARD
            self._dialogues.heard(message.session_id, outcome, now)

    def _announce(self, command: Say | Play, now: float) -> None:
        """Put a sentence or a sound behind everything else.

        A sound that is not to be had is over at once, as a sentence without words is; unless
        it had to begin in time: then it did not.
        """
        line = Line(command.line_id, patience_s=command.patience_s)
        if isinstance(command, Say):
            line.parts.extend(pieces(command.text, SENTENCE_MAX))
            line.volume = command.volume
        elif (wav := self._wav(command)) is not None:
            cut = in_pieces(wav, command.sound.lasts_s)
            line.parts.extend(Clip(piece, lasts_s) for piece, lasts_s in cut)
        elif command.patience_s is not None:
            self._waiting.unsaid(line)
            return
        self._waiting.add(line.wait(now))

    def _wav(self, command: Play) -> bytes | None:
        playable = can_play_at(self.site_id)
        return self._sounds(command.sound, command.from_s) if playable else None

    def _hush(self) -> None:
        self._waiting.hush()
        for line in (self._mouth.line, *self._dialogues.lines):
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
        if self._may_be_deaf and self._silent and self._floor.idle(now):
            self._may_be_deaf = False
            self._outgoing.extend(encode_wake_up(self.site_id))
