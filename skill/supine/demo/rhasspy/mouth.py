"""Text to speech and the speakers: one sentence after the other at each site."""

from collections import defaultdict
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Protocol

from rhasspyhermes.tts import TtsError, TtsSay, TtsSayFinished

from supine.adapters.sounds.chime import chime
from supine.demo.rhasspy.audio import wav_lasts_s
from supine.demo.rhasspy.messages import (
    Kind,
    Message,
    Output,
    PlayBytes,
    PlayError,
    PlayFinished,
    Spoken,
    to,
)
from supine.demo.rhasspy.tasks import Task, Tasks, Wait

CHARS_PER_S = 14.0
"""How fast a calm voice speaks, in characters a second."""

FINISHED_EXTRA_S = 0.25
"""How much longer than the audio lasts text to speech waits for its end, in seconds."""

PREPARE_S = 10.0
"""How long a voice may take over a sentence, in seconds, before it counts as failed."""


class Voice(Protocol):
    """What turns sentences into sound, or only says how long they would take."""

    def prepare(self, key: str, text: str) -> float | None:
        """Return how long the text takes to say, in seconds.

        A voice that has to work it out returns None, and the answer is given to
        `Mouth.prepared` later.
        """

    def load(self, key: str, wav: bytes) -> None:
        """Take a sound that will be played as ``key``."""

    def begin(self, key: str) -> None:
        """Play what was prepared or loaded; must not wait for its end."""


class WrittenVoice:
    """Makes no sound; its sentences take the time they would take to say.

    Args:
        chars_per_s: Characters that it says in a second.
    """

    def __init__(self, chars_per_s: float = CHARS_PER_S) -> None:
        self.chars_per_s = chars_per_s

    def prepare(self, key: str, text: str) -> float:  # noqa: ARG002 - the port's names
        """Return how long the text takes to say, in seconds."""
        return len(text) / self.chars_per_s

    def load(self, key: str, wav: bytes) -> None:
        """Forget the sound."""

    def begin(self, key: str) -> None:
        """Stay silent."""


class Mouth:
    """The voices of all sites; each site has speakers of its own.

    Args:
        tasks: Where what takes time is put aside.
        voice: Speaks, or says how long it would take.
        new_id: Makes up an id that nobody else has.
    """

    def __init__(self, tasks: Tasks, voice: Voice, new_id: Callable[[], str]) -> None:
        self._tasks = tasks
        self._voice = voice
        self._new_id = new_id
        self._free_at: defaultdict[str, float] = defaultdict(float)
        self._unfinished: defaultdict[str, int] = defaultdict(int)

    def busy(self, site: str) -> bool:
        """Tell whether something is spoken there or about to be; a mere sound is not."""
        return self._unfinished[site] > 0

    def hear(self, message: Message) -> list[Output]:
        """Take a message and return what is published because of it."""
        body = message.body
        if isinstance(body, TtsSay):
            return self._tasks.run(self._say(body))
        if isinstance(body, PlayBytes):
            return self._tasks.run(self._sound(body))
        if isinstance(body, PlayFinished):
            return self._tasks.call(("played", body.id))
        return []

    def prepared(self, key: str, lasts_s: float) -> list[Output]:
        """Take a voice's answer to `Voice.prepare`."""
        return self._tasks.call(("prepared", key), lasts_s)

    def _say(self, say: TtsSay) -> Task:
        about = {"site_id": say.site_id, "session_id": say.session_id}
        key = self._new_id()
        lasts_s = yield from self._prepare(say.site_id, key, say.text)
        if isinstance(lasts_s, float):
            play_id = say.id or self._new_id()
            kind = Kind.ANSWERED if say.session_id else Kind.ANNOUNCED
            yield from self._queue(key, play_id, Spoken(0.0, say.site_id, say.text, kind, lasts_s))
            yield Wait(self._tasks.now + lasts_s + FINISHED_EXTRA_S, ("played", play_id))
        else:
            yield to(TtsError(error=f"cannot say {say.text!r}", context=say.id, **about))
        yield to(TtsSayFinished(id=say.id, **about))

    def _prepare(self, site: str, key: str, text: str) -> Generator[Wait, object, object]:
        if text.startswith("-"):  # a program that speaks takes it for an option
            return None
        self._unfinished[site] += 1
        lasts_s: object = self._voice.prepare(key, text)
        if lasts_s is None:
            lasts_s = yield Wait(self._tasks.now + PREPARE_S, ("prepared", key))
        self._unfinished[site] -= 1
        return lasts_s

    def _sound(self, play: PlayBytes) -> Task:
        try:
            lasts_s = wav_lasts_s(play.wav)
        except ValueError as exc:
            yield to(PlayError(error=str(exc), context=play.request_id, site_id=play.site_id))
            yield to(PlayFinished(id=play.request_id, site_id=play.site_id))
            return
        key = self._new_id()
        self._voice.load(key, play.wav)
        name = "chime" if play.wav == chime() else ""
        spoken = Spoken(0.0, play.site_id, name, Kind.SOUND, lasts_s)
        yield from self._queue(key, play.request_id, spoken)

    def _queue(self, key: str, play_id: str, spoken: Spoken) -> list[Output]:
        begin = max(self._tasks.now, self._free_at[spoken.site])
        self._free_at[spoken.site] = begin + spoken.lasts_s
        self._unfinished[spoken.site] += spoken.kind is not Kind.SOUND
        return self._tasks.run(self._play(key, play_id, replace(spoken, at_s=begin)))

    def _play(self, key: str, play_id: str, spoken: Spoken) -> Task:
        if spoken.at_s > self._tasks.now:
            yield Wait(spoken.at_s)
        self._voice.begin(key)
        if spoken.text or spoken.kind is Kind.SOUND:
            yield spoken
        yield Wait(spoken.at_s + spoken.lasts_s)
        self._unfinished[spoken.site] -= spoken.kind is not Kind.SOUND
        yield to(PlayFinished(id=play_id, site_id=spoken.site))
