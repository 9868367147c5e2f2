"""Sessions of the dialogue manager at one site: answer in them, ask in them, end them.  Pure.

Rules that were paid for, and are kept here:

- Only sessions of ours and those that a wake word opened are ever ended.
- A session is continued only in reply to what was heard in it: while its ear is open, that
  would end it.
- A session is not ended between a question's words and the opening of its ear, or the ear
  would open for nobody.
- A session that was queued cannot be called back: it is ended as soon as it starts.
- A session of which nothing more is heard may have died with its dialogue manager, the wake word
  being off: it is turned on.
"""

from collections.abc import Callable
from dataclasses import dataclass

from supine.adapters.hermes.codec import (
    OWN_SESSION,
    Outgoing,
    encode_continue,
    encode_end,
    encode_start,
    encode_wake_up,
)
from supine.adapters.hermes.floor import (
    ENDING_S,
    ENDING_SILENTLY_S,
    SESSION_S,
    Floor,
    Origin,
    Session,
    Turn,
)
from supine.adapters.hermes.lines import Line, cap_s, really_over_at
from supine.adapters.hermes.messages import (
    IntentSpoken,
    NotRecognised,
    SessionEnded,
    SessionQueued,
    SessionStarted,
)
from supine.adapters.hermes.text import pieces
from supine.adapters.hermes.waiting import Waiting
from supine.core.events import (
    Answer,
    Event,
    IntentHeard,
    NothingUnderstood,
    Outcome,
    Question,
    QuestionClosed,
)
from supine.model import ANSWER_MAX, SENTENCE_MAX

ANSWER_PATIENCE_S = 10.0
"""An answer that cannot be given in its dialogue is stale after this."""

OPENS_S = 5.0
"""A dialogue manager that has not opened or queued our session within this will not."""

CLOSES_S = 3.0
"""A question whose session has not come to its end within this is closed all the same."""

EAR_LAG_S = 0.3
"""From the end of a question's words to the open ear, at most."""

REPEAT_S = 1.0
"""Nobody says the same twice in one session within this: two recognisers heard it."""


@dataclass(slots=True)
class _Ear:
    """The question that is listened for, or about to be."""

    question: Question
    mark: str
    """Its custom data on the wire."""

    session_id: str | None = None
    """None until the dialogue manager has opened a session for it."""

    give_up_at: float | None = None
    closing: bool = False


@dataclass(slots=True)
class _Echo:
    """An answer that still plays although its session has ended."""

    line: Line
    sent_at: float
    over_at: float
    """When it counts as heard if nobody tells."""


class Dialogues:
    """Everything at one site that a dialogue manager has a hand in.

    Args:
        floor: Who has the floor there.
        waiting: Where lines go that cannot be said in a dialogue.
        report: Takes events.
        send: Takes messages to be published.
        run_id: Tells questions of this process from those of an earlier one.
    """

    def __init__(
        self,
        floor: Floor,
        waiting: Waiting,
        report: Callable[[Event], None],
        send: Callable[[Outgoing], None],
        run_id: str,
    ) -> None:
        self._floor = floor
        self._waiting = waiting
        self._report = report
        self._send = send
        self._own = f"{OWN_SESSION}{run_id}:"
        self._ear: _Ear | None = None
        self._last_heard: tuple[object, float] = (None, 0.0)
        self._echo: _Echo | None = None

    @property
    def listening(self) -> bool:
        """Whether a question is open, or about to be."""
        return self._ear is not None

    @property
    def talking(self) -> bool:
        """Whether an answer still plays although its session has ended."""
        return self._echo is not None

    @property
    def lines(self) -> list[Line]:
        """The lines that are being said in a dialogue, or after it."""
        said_in = (self._floor.session, self._echo)
        return [each.line for each in said_in if each is not None and each.line is not None]

    @property
    def deadline(self) -> float | None:
        """When `tick` must be called, in monotonic seconds."""
        times = [self._ear.give_up_at] if self._ear is not None else []
        times += [self._echo.over_at] if self._echo is not None else []
        if (session := self._floor.session) is not None:
            times += [session.until, session.end_at, session.cap_at if session.line else None]
        return min((time for time in times if time is not None), default=None)

    def tick(self, now: float) -> None:
        """Take in that time has passed."""
        session, ear = self._floor.session, self._ear
        if self._echo is not None and self._echo.over_at <= now:
            self._fade(self._echo.over_at, now)
        if session is not None and session.line is not None and session.cap_at <= now:
            self._said(session, Outcome.LOST, now)
        if session is not None and session.end_at is not None and session.end_at <= now:
            self._end(session, now)
        if (late := self._floor.expire(now)) is not None:
            self._over(late, "", now)
            for outgoing in encode_wake_up(self._floor.site_id):
                self._send(outgoing)
        if ear is not None and ear.give_up_at is not None and ear.give_up_at <= now:
            self._close_question()

    # ---- speaking in a dialogue -------------------------------------------------------------

    def answer(self, answer: Answer, now: float) -> None:
        """Answer in the dialogue if the answer is ours to give there, otherwise aloud."""
        session = self._floor.find(answer.dialogue)
        line = Line(answer.line_id, volume=answer.volume, patience_s=ANSWER_PATIENCE_S)
        if session is None or session.origin is Origin.FOREIGN or session.turn is not Turn.OWED:
            line.question = answer.question
            line.parts.extend(pieces(answer.text, SENTENCE_MAX))
            self._waiting.add_answer(line.wait(now))
            return
        text, *rest = pieces(answer.text, ANSWER_MAX) or [""]
        self._take_over(answer.question)
        if answer.question is None or rest:
            # What is too long for a dialogue is said after it, and asked after that.
            line.parts.extend(pieces(" ".join(rest), SENTENCE_MAX))
            line.question = answer.question
            self._end(session, now, text)
        else:
            self._continue(session, text, answer.question, now)
        if text:
            line.begun = True
            session.line, session.sent_at, session.cap_at = line, now, now + cap_s(text)
            session.chars = len(text)
        else:
            self._waiting.finish(line)

    def _end(self, session: Session, now: float, text: str = "") -> None:
        self._send(encode_end(session.id, text))
        session.turn, session.end_at = Turn.ENDING, None
        session.until = now + (ENDING_S if text else ENDING_SILENTLY_S)

    def _continue(self, session: Session, text: str, question: Question, now: float) -> None:
        self._close_question()  # one ear at a site
        self._ear = _Ear(question, self._own + question.token, session.id)
        self._send(encode_continue(session.id, text, question.intents, self._ear.mark))
        session.turn = Turn.SPEAKING if text else Turn.LISTENING
        session.until, session.ready_at = now + SESSION_S, now + EAR_LAG_S

    def heard(self, session_id: str | None, outcome: Outcome, now: float) -> None:
        """Take in that the speech service is done with a text of a session.

        The end of a last sentence is told again, and better, by the end of its session.
        """
        session = self._floor.find(session_id)
        if session is None or session.line is None:
            return
        if outcome is Outcome.LOST or session.turn is Turn.SPEAKING:
            self._said(session, outcome, now)

    def _said(self, session: Session, outcome: Outcome, now: float) -> None:
        """What was said in a dialogue for us is over; after a question its ear opens."""
        if session.turn is Turn.SPEAKING:
            session.turn, session.ready_at = Turn.LISTENING, now + EAR_LAG_S
            ear = self._ear
            if ear is not None and ear.closing and ear.session_id == session.id:
                session.end_at = session.ready_at
        line, session.line = session.line, None
        if line is not None:
            line.said(outcome, now - session.sent_at)
            self._waiting.go_on(line, now)

    def played(self, now: float) -> None:
        """Take in that a sound was played to its end which is not ours."""
        if self._echo is not None:
            self._fade(now, now)

    def _fade(self, over_at: float, now: float) -> None:
        """An answer that still played is over."""
        assert self._echo is not None  # noqa: S101 - all callers have looked
        echo, self._echo = self._echo, None
        echo.line.said(Outcome.HEARD, over_at - echo.sent_at)
        self._waiting.go_on(echo.line, now)

    def _still_plays(self, session: Session, now: float) -> bool:
        """Whether a session has ended before its last words can have been heard.

        Some speech services report the end of a text as soon as they have made its sound; the
        dialogue manager believes them.
        """
        if session.line is None:
            return False
        over_at = really_over_at(session.chars, session.sent_at, now)
        if over_at <= now:
            return False
        if self._echo is not None:
            self._fade(now, now)
        self._echo, session.line = _Echo(session.line, session.sent_at, over_at), None
        return True

    # ---- asking -----------------------------------------------------------------------------

    def ask(self, question: Question, now: float) -> None:
        """Open the ear; nobody may be talking."""
        self._ear = _Ear(question, self._own + question.token, give_up_at=now + OPENS_S)
        self._send(encode_start(self._floor.site_id, question.intents, self._ear.mark))

    def close(self, token: str, now: float) -> bool:
        """Stop listening for an answer; False if that question is not being listened for."""
        ear = self._ear
        if ear is None or ear.question.token != token:
            return False
        ear.closing = True
        session = self._floor.find(ear.session_id)
        if session is None:
            ear.give_up_at = now + CLOSES_S
        elif session.turn is not Turn.SPEAKING:
            self._end_when_ready(session, now)
        return True

    def _end_when_ready(self, session: Session, now: float) -> None:
        if session.turn is Turn.ENDING:
            return
        if session.turn is Turn.OWED or session.ready_at <= now:
            self._end(session, now)
        else:
            session.end_at = session.ready_at

    def _take_over(self, question: Question | None) -> None:
        """Let a question that is asked once more go on instead of closing it."""
        asked = self._ear.question.token if self._ear is not None else None
        if question is not None and question.token == asked:
            self._ear = None

    def _close_question(self) -> None:
        """Report that the open question, if there is one, got no answer."""
        if self._ear is not None:
            self._report(QuestionClosed(self._ear.question.token))
            self._ear = None

    # ---- what the dialogue manager tells ----------------------------------------------------

    def started(self, message: SessionStarted, now: float) -> None:
        """Take in that a session is open."""
        origin = self._floor.origin(message.session_id, message.custom_data, now)
        self._open(message.session_id, message.custom_data, origin, now)

    def _open(self, session_id: str, mark: str | None, origin: Origin, now: float) -> None:
        unended = self._floor.started(session_id, origin, now)
        if unended is not None:
            self._over(unended, "", now)
        session, ear = self._floor.find(session_id), self._ear
        if session is None or mark is None or not mark.startswith(self._own):
            return
        if ear is None or ear.mark != mark:
            # A question that has been given up: nobody waits for what would be said.
            self._end_when_ready(session, now)
            return
        ear.session_id = session_id
        if ear.closing:
            self._end_when_ready(session, now)
        else:
            ear.give_up_at = None

    def queued(self, message: SessionQueued, now: float) -> None:
        """Take in that a session will be opened later."""
        self._floor.queued(message.session_id)
        ear = self._ear
        if ear is not None and ear.mark == message.custom_data and not ear.closing:
            ear.give_up_at = now + SESSION_S

    def ended(self, message: SessionEnded, now: float) -> None:
        """Take in that a session is over."""
        session = self._floor.ended(message.session_id, now)
        if session is not None:
            self._over(session, message.reason, now)
        elif self._ear is not None and self._ear.mark == message.custom_data:
            self._close_question()  # its beginning was not told, but its end was

    def _over(self, session: Session, reason: str, now: float) -> None:
        """A session is over: report what was being said and asked in it."""
        if session.line is not None and reason == "abortedByUser":
            self._waiting.unsaid(session.line)  # they have called again: nothing more of it
        elif reason != "nominal" or not self._still_plays(session, now):
            self._said(session, Outcome.HEARD if reason == "nominal" else Outcome.LOST, now)
        if self._ear is not None and self._ear.session_id == session.id:
            self._close_question()

    # ---- what somebody said -----------------------------------------------------------------

    def intent(self, message: IntentSpoken, now: float) -> None:
        """Take in that one of our intents was recognised."""
        what = (message.session_id, message.intent, message.slots)
        before, self._last_heard = self._last_heard, (what, now)
        if message.session_id is not None and before[0] == what and now - before[1] < REPEAT_S:
            return
        session, token = self._spoken_in(message, message.wake_id, now), None
        if session is not None and session.turn is not Turn.ENDING:
            session.turn, session.end_at = Turn.OWED, None
        if session is not None and self._ear is not None and self._ear.session_id == session.id:
            token, self._ear = self._ear.question.token, None
        self._report(
            IntentHeard(
                message.intent, message.slots, message.confidence, message.session_id, token
            )
        )

    def not_recognised(self, message: NotRecognised, now: float) -> None:
        """Take in that somebody spoke and was not understood."""
        session, ear = self._spoken_in(message, None, now), self._ear
        if session is None or ear is None or ear.session_id != session.id:
            return
        if session.turn is not Turn.ENDING:
            session.turn, session.end_at = Turn.OWED, None
            if ear.closing:
                self._end(session, now)
            else:
                self._report(NothingUnderstood(session.id, ear.question.token))

    def _spoken_in(
        self, message: IntentSpoken | NotRecognised, wake_id: str | None, now: float
    ) -> Session | None:
        """Return the open session that somebody spoke in, even if its start was missed."""
        session_id, mark = message.session_id, message.custom_data
        if session_id is None or self._floor.has_ended(session_id):
            return None
        origin = self._floor.origin_by_intent(session_id, mark, wake_id)
        session = self._floor.find(session_id)
        if session is None and origin is Origin.FOREIGN:
            return None  # nothing else tells that it exists: made up by hand, perhaps
        if session is None:
            self._open(session_id, mark, origin, now)
            session = self._floor.find(session_id)
        elif session.origin is Origin.FOREIGN:
            session.origin = origin  # what told whose it is may have been missed
        if session is not None:
            self._floor.spoke(session, now)
            if session.turn is Turn.SPEAKING:  # so the question was heard to its end
                self._said(session, Outcome.HEARD, now)
        return session
