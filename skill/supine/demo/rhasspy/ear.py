"""Wake word and speech to text, for somebody who types.

Words go to the session that listens.  When none does, the wake word is said first; when
that is off as well, because Rhasspy is speaking, the words are held until one of the two
is possible again, as a person would who sees that nobody listens.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rhasspyhermes.asr import (
    AsrStartListening,
    AsrStopListening,
    AsrTextCaptured,
    AsrToggleOff,
    AsrToggleOn,
)
from rhasspyhermes.dialogue import DialogueSessionEnded
from rhasspyhermes.wake import HotwordDetected, HotwordToggleOff, HotwordToggleOn

from supine.demo.rhasspy.messages import Kind, Message, Output, Spoken, to
from supine.demo.rhasspy.tasks import Tasks


@dataclass(slots=True)
class _Ear:
    """One site's microphone."""

    listening: dict[str, None] = field(default_factory=dict)
    """Sessions whose words are waited for, in the order they began to listen."""

    deaf: set[str] = field(default_factory=set)
    """Reasons for which speech to text is off."""

    wake_off: set[str] = field(default_factory=set)
    """Reasons for which the wake word is off."""

    held: deque[str] = field(default_factory=deque)
    called: bool = False
    """The wake word was said, and the ear has not opened yet."""


class Ear:
    """The ears of all sites.

    Args:
        tasks: Knows what time it is.
        wakeword_id: Name of the wake word.
        taken: Tells whether a session runs at a site, as a person sees by its light.
    """

    def __init__(self, tasks: Tasks, wakeword_id: str, taken: Callable[[str], bool]) -> None:
        self._tasks = tasks
        self._wakeword_id = wakeword_id
        self._taken = taken
        self._ears: defaultdict[str, _Ear] = defaultdict(_Ear)
        self._handlers: dict[type[Any], Callable[[_Ear, Any], list[Output]]] = {
            AsrStartListening: self._on_listen,
            AsrStopListening: self._on_stop,
            AsrTextCaptured: self._on_text,
            AsrToggleOff: lambda ear, body: _off(ear.deaf, body.reason),
            AsrToggleOn: self._on_hearing,
            HotwordToggleOff: lambda ear, body: _off(ear.wake_off, body.reason),
            HotwordToggleOn: self._on_wake_word,
            DialogueSessionEnded: self._on_ended,
        }

    def holds(self, site: str) -> bool:
        """Tell whether somebody waits there to be heard."""
        return bool(self._ears[site].held) or self._ears[site].called

    def utter(self, site: str, text: str) -> list[Output]:
        """Say something: to the session that listens, or else after the wake word."""
        ear = self._ears[site]
        ear.held.append(text)
        if self._hears(site):
            return self._take(site)
        return self._call(site) if not ear.called else []

    def wake(self, site: str) -> list[Output]:
        """Say the wake word alone; nothing happens while it is off."""
        return self._call(site)

    def hear(self, message: Message) -> list[Output]:
        """Take a message and return what is published because of it."""
        handler = self._handlers.get(type(message.body))
        return handler(self._ears[message.body.site_id], message.body) if handler else []

    def _on_listen(self, ear: _Ear, body: AsrStartListening) -> list[Output]:
        ear.listening[body.session_id] = None
        ear.called = False
        return self._take(body.site_id)

    def _on_stop(self, ear: _Ear, body: AsrStopListening) -> list[Output]:
        """Close a session's ear; what had no result yet gives an empty one."""
        if body.session_id not in ear.listening:
            return []
        del ear.listening[body.session_id]
        return [self._captured(body.site_id, body.session_id, "")]

    def _on_text(self, ear: _Ear, body: AsrTextCaptured) -> list[Output]:
        ear.listening.pop(body.session_id, None)
        return []

    def _on_hearing(self, ear: _Ear, body: AsrToggleOn) -> list[Output]:
        _on(ear.deaf, body.reason)
        return self._take(body.site_id)

    def _on_wake_word(self, ear: _Ear, body: HotwordToggleOn) -> list[Output]:
        _on(ear.wake_off, body.reason)
        return self._try_again(body.site_id)

    def _on_ended(self, _ear: _Ear, body: DialogueSessionEnded) -> list[Output]:
        return self._try_again(body.site_id)

    def _try_again(self, site: str) -> list[Output]:
        """Wake for words that were held, unless somebody else's session has just begun."""
        ear = self._ears[site]
        return self._call(site) if ear.held and not ear.called and not self._taken(site) else []

    def _call(self, site: str) -> list[Output]:
        ear = self._ears[site]
        if ear.wake_off:
            return []
        ear.called = True
        word = self._wakeword_id
        return [to(HotwordDetected(model_id=word, site_id=site), wakeword_id=word)]

    def _hears(self, site: str) -> bool:
        ear = self._ears[site]
        return bool(ear.listening) and not ear.deaf and self._taken(site)

    def _take(self, site: str) -> list[Output]:
        ear = self._ears[site]
        if not ear.held or not self._hears(site):
            return []
        text = ear.held.popleft()
        sessions = list(ear.listening)
        ear.listening.clear()  # each has its result now, so that stopping it is silent
        heard: Iterator[Output] = (self._captured(site, session, text) for session in sessions)
        return [Spoken(self._tasks.now, site, text, Kind.YOU), *heard]

    @staticmethod
    def _captured(site: str, session: str, text: str) -> Message:
        return to(
            AsrTextCaptured(
                text=text, likelihood=1.0, seconds=0.0, site_id=site, session_id=session
            )
        )


def _off(reasons: set[str], reason: str) -> list[Output]:
    reasons.add(reason)
    return []


def _on(reasons: set[str], reason: str) -> None:
    """Take a reason away: a set, not a counter; no reason takes all of them."""
    if reason:
        reasons.discard(reason)
    else:
        reasons.clear()
