"""All services together: a whole Rhasspy that does no I/O.

Give it what arrives, send what it returns, and turn its clock: after each call ask
`Rhasspy.deadline` and call `Rhasspy.tick` when that moment has come.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import uuid4

from supine.demo.rhasspy.dialogue import Dialogue, Settings
from supine.demo.rhasspy.ear import Ear
from supine.demo.rhasspy.messages import (
    Kind,
    Message,
    Output,
    PlayBytes,
    PlayFinished,
    Spoken,
)
from supine.demo.rhasspy.mouth import Mouth, Voice, WrittenVoice
from supine.demo.rhasspy.nlu import Nlu, Recognise
from supine.demo.rhasspy.tasks import Tasks


class _Service(Protocol):
    def hear(self, message: Message) -> list[Output]:
        """Take a message and return what is published because of it."""


class Rhasspy:
    """Wake word, ear, understanding, dialogue manager and voice at any number of sites.

    Every method returns what is published and what can be heard because of the call, in
    order.  Times are monotonic seconds, never earlier than in the previous call.

    Args:
        recognise: Finds the intent in a sentence, or None.
        settings: How it is set up.
        voice: Speaks; None for one that is only written.
        new_id: Makes up an id that nobody else has.
    """

    def __init__(
        self,
        recognise: Recognise,
        *,
        settings: Settings | None = None,
        voice: Voice | None = None,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        settings = settings or Settings()
        self._tasks = tasks = Tasks()
        self._dialogue = Dialogue(tasks, settings, new_id)
        self._ear = Ear(tasks, settings.wakeword_id, self._dialogue.taken)
        self._mouth = Mouth(tasks, voice or WrittenVoice(), new_id)
        self._services: tuple[_Service, ...] = (
            self._ear,
            Nlu(tasks, recognise),
            self._dialogue,
            self._mouth,
        )
        self._stirred_at: defaultdict[str, float] = defaultdict(float)

    def receive(self, message: Message, now: float) -> list[Output]:
        """Take a message from outside."""
        outputs = self.tick(now)
        return outputs + self._spread([message])[1:]

    def utter(self, site: str, text: str, now: float) -> list[Output]:
        """Say something at a site, with the wake word where it is needed."""
        outputs = self.tick(now)
        return outputs + self._spread(self._ear.utter(site, text))

    def wake(self, site: str, now: float) -> list[Output]:
        """Say the wake word alone; nobody hears it while it is off."""
        outputs = self.tick(now)
        return outputs + self._spread(self._ear.wake(site))

    def prepared(self, key: str, lasts_s: float, now: float) -> list[Output]:
        """Take a voice's late answer to how long a sentence lasts."""
        outputs = self.tick(now)
        return outputs + self._spread(self._mouth.prepared(key, lasts_s))

    def deadline(self) -> float | None:
        """Return when `tick` must be called next; None when nothing is under way."""
        return self._tasks.deadline()

    def tick(self, now: float) -> list[Output]:
        """Let the time come that has come."""
        self._tasks.now = now
        outputs: list[Output] = []
        while (deadline := self.deadline()) is not None and deadline <= now:
            outputs += self._spread(self._tasks.due())
        return outputs

    def quiet_since(self, site: str) -> float | None:
        """Return since when nobody has talked at a site; None while somebody does.

        Talking is everything that a person waits for: speech, words that are held, a session
        that the skill has not answered yet.  An open ear is quiet, and so is a mere sound: it
        may lie under a whole silence.
        """
        busy = self._mouth.busy(site) or self._ear.holds(site) or self._dialogue.thinking(site)
        return None if busy else self._stirred_at[site]

    def _spread(self, outputs: Iterable[Output]) -> list[Output]:
        """Give each message to every service, and what they say to it, until all is said."""
        spread: list[Output] = []
        queue = deque(outputs)
        while queue:
            output = queue.popleft()
            spread.append(output)
            if isinstance(output, Spoken):
                if output.kind is not Kind.SOUND:
                    self._stirred_at[output.site] = self._tasks.now
                continue
            audio = isinstance(output.body, PlayBytes | PlayFinished)
            if not audio and (site := getattr(output.body, "site_id", None)):  # some name none
                self._stirred_at[site] = self._tasks.now
            for service in self._services:
                queue.extend(service.hear(output))
        return spread
