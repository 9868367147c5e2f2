"""A room whose clock is turned by hand and whose wire is a list."""

import json
from itertools import count

from supine.adapters.hermes.codec import decode
from supine.adapters.hermes.voice import HermesVoice
from supine.core.events import (
    Answer,
    Ask,
    CloseEar,
    Hush,
    LineHeard,
    Outcome,
    Play,
    Question,
    Say,
)
from supine.model import Sound

RUN_ID = "0badcafe"
DIALOGUE = "hermes/dialogueManager/"
SAY, START = "hermes/tts/say", f"{DIALOGUE}startSession"
PLAY = "/playBytes/"
END, CONTINUE = f"{DIALOGUE}endSession", f"{DIALOGUE}continueSession"


BOWL = Sound("bowl.wav", 3.0, b"RIFF and so on")


class Room:
    """One site of a real `HermesVoice`, fed with bytes as the broker delivers them."""

    def __init__(self, site_id="bedroom", voice=None):
        self.site_id = site_id
        self.now = 100.0
        self.sent = []
        self.events = []
        self.voice = voice or HermesVoice(self._publish, run_id=RUN_ID)
        self._line_ids = count(1)
        self._sessions = count(1)

    def _publish(self, topic, payload):
        self.sent.append((topic, payload if isinstance(payload, bytes) else json.loads(payload)))

    # ---- the core's part

    def do(self, command):
        self.voice.perform(self.site_id, command, self.now)
        self._tick()

    def say(self, text="Let your neck be long.", **fields):
        line_id = next(self._line_ids)
        self.do(Say(line_id, text, **fields))
        return line_id

    def play(self, sound=None, **fields):
        line_id = next(self._line_ids)
        self.do(Play(line_id, sound or BOWL, **fields))
        return line_id

    def answer(self, dialogue, text="Paused.", question=None, **fields):
        line_id = next(self._line_ids)
        self.do(Answer(line_id, dialogue, text, question, **fields))
        return line_id

    def ask(self, token="1", intents=("SupineYes", "SupineNo")):
        self.do(Ask(Question(token, tuple(intents))))

    def close(self, token="1"):
        self.do(CloseEar(token))

    def hush(self):
        self.do(Hush())

    # ---- time

    def wait(self, seconds):
        """Let time pass, ticking whenever it is due as the runner does."""
        until = self.now + seconds
        while (due_at := self.voice.deadline()) is not None and due_at <= until:
            assert due_at > self.now or due_at == until == self.now, "time stands still"
            self.now = max(self.now, due_at)
            self._tick()
        self.now = until

    def _tick(self):
        due_at = self.voice.deadline()
        if due_at is not None and due_at <= self.now:
            self.events += [event for _, event in self.voice.tick(self.now)]
            due_at = self.voice.deadline()
            assert due_at is None or due_at > self.now, "a tick that changes nothing"

    # ---- the wire's part

    def hear(self, topic, **payload):
        message = decode(topic, json.dumps(payload).encode())
        if message is not None:
            self.events += [event for _, event in self.voice.receive(message, self.now)]

    def wake(self, wake_id="porcupine"):
        self.hear(f"hermes/hotword/{wake_id}/detected", siteId=self.site_id, modelId=wake_id)

    def started(self, session_id, custom_data=None):
        self._dialogue("sessionStarted", session_id, custom_data)

    def queued(self, session_id, custom_data=None):
        self._dialogue("sessionQueued", session_id, custom_data)

    def ended(self, session_id, reason="nominal", custom_data=None):
        self._dialogue("sessionEnded", session_id, custom_data, termination={"reason": reason})

    def not_recognised(self, session_id, custom_data=None):
        self._dialogue("intentNotRecognized", session_id, custom_data, input="banana")

    def _dialogue(self, event, session_id, custom_data, **more):
        self.hear(
            f"{DIALOGUE}{event}",
            siteId=self.site_id,
            sessionId=session_id,
            customData=custom_data,
            **more,
        )

    def intent(self, name, session_id, custom_data=None, **more):
        self.hear(
            f"hermes/intent/{name}",
            siteId=self.site_id,
            sessionId=session_id,
            customData=custom_data,
            intent={"intentName": name, "confidenceScore": 1.0},
            **more,
        )

    def say_finished(self, utterance_id=None, session_id=""):
        self.hear(
            "hermes/tts/sayFinished",
            siteId=self.site_id,
            id=utterance_id or self.last_say["id"],
            sessionId=session_id,
        )

    def say_failed(self, utterance_id=None, session_id=""):
        self.hear(
            "hermes/error/tts",
            error="no such voice",
            siteId=self.site_id,
            context=utterance_id or self.last_say["id"],
            sessionId=session_id,
        )

    def play_finished(self, utterance_id=None):
        utterance_id = utterance_id or self.last_say["id"]
        topic = f"hermes/audioServer/{self.site_id}/playFinished"
        self.hear(topic, id=utterance_id, sessionId=utterance_id)

    # ---- what is often arranged

    def woken_session(self):
        """Somebody has said the wake word; Rhasspy's own names and orders."""
        session_id = f"{self.site_id}-porcupine-{next(self._sessions)}"
        self.wake()
        self.started(session_id, "porcupine")
        return session_id

    def heard_session(self, intent="SupinePause"):
        """Somebody has said the wake word and an intent; the answer is ours to give."""
        session_id = self.woken_session()
        self.intent(intent, session_id, "porcupine", wakewordId="porcupine")
        self.events.clear()
        return session_id

    def open_ear(self, token="1", session_id="own-1"):
        """A question is listened for in a session of our own."""
        self.ask(token)
        self.started(session_id, self.mark(token))
        self.sent.clear()
        return session_id

    @staticmethod
    def mark(token):
        return f"supine:{RUN_ID}:{token}"

    # ---- what came of it

    @property
    def says(self):
        return [payload["text"] for topic, payload in self.sent if topic == SAY]

    @property
    def played(self):
        """The ids of the sounds that were sent to the loudspeaker."""
        return [topic.rpartition("/")[2] for topic, _ in self.sent if PLAY in topic]

    @property
    def last_say(self):
        return [payload for topic, payload in self.sent if topic == SAY][-1]

    def take_sent(self):
        sent, self.sent = self.sent, []
        return sent

    def take_events(self):
        events, self.events = self.events, []
        return events


def heard(line_id, spoke_s=None):
    """Return the report of a line that was heard to its end."""
    return LineHeard(line_id, Outcome.HEARD, spoke_s)
