"""The dialogue manager: who talks with whom, at each site one session at a time.

A session goes from `sessionStarted` to `sessionEnded`.  In between its ear is open, or its
words are being understood, or the skill is thinking, or text is spoken for it; only a
time-out of thirty seconds since the ear opened makes sure that it ends.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rhasspyhermes.asr import (
    AsrStartListening,
    AsrStopListening,
    AsrTextCaptured,
    AsrToggleOff,
    AsrToggleOn,
    AsrToggleReason,
)
from rhasspyhermes.dialogue import (
    DialogueActionType,
    DialogueConfigure,
    DialogueContinueSession,
    DialogueEndSession,
    DialogueIntentNotRecognized,
    DialogueSessionEnded,
    DialogueSessionQueued,
    DialogueSessionStarted,
    DialogueSessionTermination,
    DialogueStartSession,
)
from rhasspyhermes.dialogue import DialogueSessionTerminationReason as Reason
from rhasspyhermes.nlu import NluIntentNotRecognized, NluQuery
from rhasspyhermes.tts import TtsSay, TtsSayFinished
from rhasspyhermes.wake import (
    HotwordDetected,
    HotwordToggleOff,
    HotwordToggleOn,
    HotwordToggleReason,
)

from supine.demo.rhasspy.audio import silence
from supine.demo.rhasspy.messages import Message, Output, PlayBytes, PlayFinished, to
from supine.demo.rhasspy.tasks import Task, Tasks, Wait

SAY_LEAST_S = 10.0
"""How long the end of a text is waited for at least, in seconds; then the session goes on
as if it had been heard."""

SAY_CHARS_PER_S = 33.0
"""Texts that need longer at this rate are waited for that long."""

SOUND_EXTRA_S = 0.25
"""How much longer than its length the end of a sound is waited for, in seconds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set on a Rhasspy and is seen by a skill."""

    session_timeout_s: float = 30.0
    """From the ear opening to the session being given up, in seconds."""

    wake_sound_s: float = 0.0
    """Length of the sound after the wake word, in seconds; 0 for none.  The session starts
    after it."""

    wakeword_id: str = "typed"
    """Name of the wake word; it is the custom data of the sessions it starts."""


@dataclass(slots=True)
class _Session:
    id: str
    site: str
    text: str | None = None
    custom_data: str | None = None
    intent_filter: list[str] | None = None
    send_not_recognized: bool = False
    wakeword_id: str = ""
    notifies: bool = False
    step: int = 0
    """Counts how often it was continued, so that an earlier time-out knows that it is stale."""

    ear_open: bool = False


class Dialogue:
    """Sessions at any number of sites.

    Args:
        tasks: Where what takes time is put aside.
        settings: How this Rhasspy is set up.
        new_id: Makes up an id that nobody else has.
    """

    def __init__(self, tasks: Tasks, settings: Settings, new_id: Callable[[], str]) -> None:
        self._tasks = tasks
        self._settings = settings
        self._new_id = new_id
        self._sessions: dict[str | None, _Session] = {}
        self._at: dict[str, _Session] = {}
        self._queued: defaultdict[str, deque[_Session]] = defaultdict(deque)
        self._filter_by_default: list[str] | None = None
        self._handlers: dict[type[Any], Callable[[Message], Task]] = {
            HotwordDetected: self._on_wake,
            AsrTextCaptured: self._on_text,
            NluIntentNotRecognized: self._on_not_recognized,
            DialogueConfigure: self._on_configure,
            DialogueStartSession: self._on_start,
            DialogueContinueSession: self._on_continue,
            DialogueEndSession: self._on_end,
        }

    def taken(self, site: str) -> bool:
        """Tell whether a session runs at the site."""
        return site in self._at

    def thinking(self, site: str) -> bool:
        """Tell whether a session runs at the site whose ear is not open."""
        return site in self._at and not self._at[site].ear_open

    def hear(self, message: Message) -> list[Output]:
        """Take a message and return what is published because of it."""
        if isinstance(message.body, TtsSayFinished):
            return self._tasks.call(("said", message.body.id))
        if isinstance(message.body, PlayFinished):
            return self._tasks.call(("sounded", message.body.id))
        handler = self._handlers.get(type(message.body))
        return self._tasks.run(handler(message)) if handler else []

    # ---- what skills ask for ----------------------------------------------------------------

    def _on_start(self, message: Message) -> Task:
        asked = message.body
        session = _Session(self._new_id(), asked.site_id, text=asked.init.text)
        if asked.init.type == DialogueActionType.NOTIFICATION:
            session.notifies = True  # and its custom data is lost
            yield from self._notify(session)
            return
        session.custom_data = asked.custom_data
        session.intent_filter = asked.init.intent_filter
        session.send_not_recognized = asked.init.send_intent_not_recognized
        running = self._at.get(session.site)
        if running and asked.init.can_be_enqueued:
            self._queued[session.site].append(session)
            yield _about(DialogueSessionQueued, session)
            return
        if running:
            yield from self._close(running, Reason.ABORTED_BY_USER, start_next=False)
        yield from self._begin(session)

    def _on_continue(self, message: Message) -> Task:
        asked = message.body
        session = self._sessions.get(asked.session_id)
        if session is None:
            return
        if asked.custom_data is not None:
            session.custom_data = asked.custom_data
        session.intent_filter = asked.intent_filter
        session.send_not_recognized = asked.send_intent_not_recognized
        session.step += 1
        yield to(AsrStopListening(site_id=session.site, session_id=session.id))
        yield from self._listen(session, asked.text)

    def _on_end(self, message: Message) -> Task:
        asked = message.body
        session = self._sessions.get(asked.session_id)
        if session is None:
            return
        if asked.text:
            yield from self._say(session, asked.text)
        if asked.custom_data is not None:
            session.custom_data = asked.custom_data
        yield from self._close(session, Reason.NOMINAL)

    def _on_configure(self, message: Message) -> Task:
        enabled = [intent.intent_id for intent in message.body.intents if intent.enable]
        self._filter_by_default = enabled or None
        yield from ()

    # ---- what is heard ----------------------------------------------------------------------

    def _on_wake(self, message: Message) -> Task:
        detected = message.body
        word = HotwordDetected.get_wakeword_id(message.topic)
        session = _Session(
            detected.session_id or f"{detected.site_id}-{word}-{self._new_id()}",
            detected.site_id,
            custom_data=word,
            wakeword_id=word,
        )
        yield from self._wake_sound(session.site)
        if running := self._at.get(session.site):
            self._queued[session.site].appendleft(session)
            yield from self._close(running, Reason.ABORTED_BY_USER)
        else:
            yield from self._begin(session)

    def _on_text(self, message: Message) -> Task:
        captured = message.body
        session = self._sessions.get(captured.session_id)
        if session is None:
            return
        session.ear_open = False
        yield to(AsrStopListening(site_id=captured.site_id, session_id=session.id))
        yield _wake_word_on(captured.site_id)
        yield to(
            NluQuery(
                input=captured.text,
                intent_filter=session.intent_filter or self._filter_by_default,
                session_id=session.id,
                site_id=session.site,
                wakeword_id=captured.wakeword_id or session.wakeword_id,
                lang=captured.lang,
                custom_data=session.custom_data,
                asr_confidence=captured.likelihood,
            )
        )

    def _on_not_recognized(self, message: Message) -> Task:
        session = self._sessions.get(message.body.session_id)
        if session is None:
            return
        if session.send_not_recognized:
            yield _about(DialogueIntentNotRecognized, session, input=message.body.input)
        else:
            yield from self._close(session, Reason.INTENT_NOT_RECOGNIZED)

    # ---- a session's life -------------------------------------------------------------------

    def _notify(self, session: _Session) -> Task:
        running = self._at.get(session.site)
        if running is None:
            yield self._enter(session)
        speaks_in = running or session  # a session that runs is spoken in, and ended by it
        if session.text:
            yield from self._say(speaks_in, session.text)
        yield from self._close(speaks_in, Reason.NOMINAL)

    def _begin(self, session: _Session) -> Task:
        yield self._enter(session)
        yield from self._listen(session, session.text)

    def _enter(self, session: _Session) -> Message:
        self._sessions[session.id] = self._at[session.site] = session
        return _about(DialogueSessionStarted, session)

    def _listen(self, session: _Session, text: str | None) -> Task:
        step = session.step
        reason = HotwordToggleReason.DIALOGUE_SESSION
        yield to(HotwordToggleOff(site_id=session.site, reason=reason))
        if text:
            yield from self._say(session, text)
        # Even when the session has ended meanwhile: the real one does not look, either.
        session.ear_open = True
        yield to(
            AsrStartListening(
                site_id=session.site,
                session_id=session.id,
                send_audio_captured=True,
                wakeword_id=None if step else session.wakeword_id,
            )
        )
        yield Wait(self._tasks.now + self._settings.session_timeout_s)
        if self._sessions.get(session.id) is session and session.step == step:
            yield from self._close(session, Reason.TIMEOUT)

    def _close(self, session: _Session, reason: Reason, *, start_next: bool = True) -> Task:
        if self._sessions.pop(session.id, None):
            self._at.pop(session.site, None)
            if not session.notifies:
                yield to(AsrStopListening(site_id=session.site, session_id=session.id))
            ended = DialogueSessionTermination(reason=reason)
            yield _about(DialogueSessionEnded, session, termination=ended)
        queue = self._queued[session.site]
        if not queue:
            yield _wake_word_on(session.site)
        elif start_next:
            yield from self._begin(queue.popleft())

    # ---- what is spoken ---------------------------------------------------------------------

    def _say(self, session: _Session, text: str) -> Task:
        say_id, site = self._new_id(), session.site
        yield to(HotwordToggleOff(site_id=site, reason=HotwordToggleReason.TTS_SAY))
        yield to(AsrToggleOff(site_id=site, reason=AsrToggleReason.TTS_SAY))
        yield to(TtsSay(id=say_id, site_id=site, session_id=session.id, text=text))
        patience_s = max(SAY_LEAST_S, len(text) / SAY_CHARS_PER_S)
        yield Wait(self._tasks.now + patience_s, ("said", say_id))
        yield to(HotwordToggleOn(site_id=site, reason=HotwordToggleReason.TTS_SAY))
        yield to(AsrToggleOn(site_id=site, reason=AsrToggleReason.TTS_SAY))

    def _wake_sound(self, site: str) -> Task:
        lasts_s = self._settings.wake_sound_s
        if not lasts_s:
            return
        play_id = self._new_id()
        yield to(HotwordToggleOff(site_id=site, reason=HotwordToggleReason.PLAY_AUDIO))
        yield to(AsrToggleOff(site_id=site, reason=AsrToggleReason.PLAY_AUDIO))
        yield to(PlayBytes(request_id=play_id, wav=silence(lasts_s), site_id=site))
        yield Wait(self._tasks.now + lasts_s + SOUND_EXTRA_S, ("sounded", play_id))
        yield to(HotwordToggleOn(site_id=site, reason=HotwordToggleReason.PLAY_AUDIO))
        yield to(AsrToggleOn(site_id=site, reason=AsrToggleReason.PLAY_AUDIO))


def _about(form: type[Any], session: _Session, **more: object) -> Message:
    """Return a message about a session, with what all of them carry."""
    return to(
        form(
            session_id=session.id,
            site_id=session.site,
            custom_data=session.custom_data,
            **more,
        )
    )


def _wake_word_on(site: str) -> Message:
    reason = HotwordToggleReason.DIALOGUE_SESSION
    return to(HotwordToggleOn(site_id=site, reason=reason))
