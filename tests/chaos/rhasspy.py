"""A Rhasspy whose services die, dawdle and lose their messages, as a test says.

It is the one of `supine.demo` with a hand between its services: what they say to each other, and
so to the skill, can be lost, told twice or told late, and each of them can be away for a while.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from rhasspyhermes.dialogue import DialogueSessionEnded, DialogueSessionStarted
from rhasspyhermes.tts import TtsError, TtsSay, TtsSayFinished

from supine.clock import Clock
from supine.demo.rhasspy.dialogue import Dialogue, Settings
from supine.demo.rhasspy.messages import (
    Kind,
    Message,
    Output,
    PlayBytes,
    PlayFinished,
    Spoken,
    to,
)
from supine.demo.rhasspy.nlu import Recognise
from supine.demo.rhasspy.services import Rhasspy
from supine.demo.rhasspy.tasks import Task, Tasks, Wait
from supine.demo.satellite import TypedSatellite

WELL = "well"
"""What a service is that does its work."""


@dataclass(slots=True)
class Ailments:
    """What is wrong just now.

    ``speech`` is the speech service: ``well``, ``dead``, ``failing``, ``slow`` or ``early``, as
    one is that tells the end of a text as soon as it has made its sound.  ``said`` and ``played``
    are its and the loudspeaker's reports of an end: ``well``, ``lost``, ``doubled`` or ``late``.
    """

    speech: str = WELL
    said: str = WELL
    played: str = WELL
    slow_s: float = 3.0
    late_s: float = 1.5


class Mortal:
    """The tasks of a service that may be killed: none of them goes on after that."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self.alive = True

    @property
    def now(self) -> float:
        return self._tasks.now

    def run(self, task: Task) -> list[Output]:
        return self._tasks.run(self._while_alive(task))

    def call(self, key: object, value: object = None) -> list[Output]:
        return self._tasks.call(key, value) if self.alive else []

    def _while_alive(self, task: Task) -> Task:
        value = None
        while self.alive:
            try:
                output = task.send(value)
            except StopIteration:
                return
            value = yield output


class AilingRhasspy(Rhasspy):
    """A Rhasspy that can be made ill; it keeps its own account of what went on.

    Attributes:
        ailments: What is wrong just now, by site.
        arrived: When each text came that somebody wanted spoken: time, site and text.
        sessions: At each site when sessions began and ended; an end of None has not come.
    """

    def __init__(self, recognise: Recognise, settings: Settings | None = None) -> None:
        super().__init__(recognise, settings=settings)
        self.ailments: defaultdict[str, Ailments] = defaultdict(Ailments)
        self.arrived: list[tuple[float, str, str]] = []
        self.sessions: defaultdict[str, list[list[float | None]]] = defaultdict(list)
        self._settings = settings or Settings()
        self._names = 0
        self._dialogue_s_tasks = Mortal(self._tasks)
        self._let_through: list[Output] = []
        self._early: set[str | None] = set()
        self._ear._taken = self._taken
        self._services = tuple(each for each in self._services if each is not self._dialogue)
        self.revive_dialogues()

    # ---- the dialogue manager ---------------------------------------------------------------

    def kill_dialogues(self) -> None:
        """End the dialogue manager: no session of its will ever be told to be over."""
        self._dialogue_s_tasks.alive = False
        self._services = tuple(each for each in self._services if each is not self._dialogue)

    def revive_dialogues(self) -> None:
        """Start it anew: it knows of no session."""
        self._dialogue_s_tasks = Mortal(self._tasks)
        self._dialogue = Dialogue(self._dialogue_s_tasks, self._settings, self._new_name)
        self._services = (*self._services, self._dialogue)

    def _taken(self, site: str) -> bool:
        return self._dialogue.taken(site)

    def _new_name(self) -> str:
        self._names += 1
        return f"name-{self._names}"

    def deaf(self, site: str) -> bool:
        """Tell whether the wake word is off at a site."""
        return bool(self._ear._ears[site].wake_off)

    def holds(self, site: str) -> bool:
        """Tell whether somebody waits there to be heard."""
        return self._ear.holds(site)

    # ---- between the services ---------------------------------------------------------------

    def receive(self, message: Message, now: float) -> list[Output]:
        """Take a message from outside."""
        if isinstance(message.body, TtsSay):
            self.arrived.append((now, message.body.site_id, message.body.text))
        return super().receive(message, now)

    def _spread(self, outputs: Iterable[Output]) -> list[Output]:
        spread: list[Output] = []
        queue = deque(each for output in outputs for each in self._passed_on(output))
        while queue:
            output = queue.popleft()
            spread.append(output)
            if isinstance(output, Spoken):
                if output.kind is not Kind.SOUND:
                    self._stirred_at[output.site] = self._tasks.now
                continue
            self._note(output)
            for service in self._services:
                for answer in self._said_by(service, output):
                    queue.extend(self._passed_on(answer))
        return spread

    def _note(self, message: Message) -> None:
        body, now = message.body, self._tasks.now
        if isinstance(body, DialogueSessionStarted):
            self.sessions[body.site_id].append([now, None])
        elif isinstance(body, DialogueSessionEnded) and self.sessions[body.site_id]:
            self.sessions[body.site_id][-1][1] = now
        if not isinstance(body, PlayBytes | PlayFinished) and getattr(body, "site_id", None):
            self._stirred_at[body.site_id] = now

    def _said_by(self, service: Any, output: Message) -> list[Output]:
        if service is not self._mouth or not isinstance(output.body, TtsSay):
            return service.hear(output)
        say = output.body
        about = {"site_id": say.site_id, "session_id": say.session_id}
        ailments = self.ailments[say.site_id]
        match ailments.speech:
            case "dead":
                return []
            case "failing":
                broken = TtsError(error="no sound came out", context=say.id, **about)
                return [to(broken), to(TtsSayFinished(id=say.id, **about))]
            case "slow":
                return self._tasks.run(self._after(ailments.slow_s, output))
            case "early":
                told = to(TtsSayFinished(id=say.id, **about))
                self._early.add(say.id)
                self._let_through.append(told)
                return [*service.hear(output), told]
        return service.hear(output)

    def _after(self, seconds: float, say: Message) -> Task:
        yield Wait(self._tasks.now + seconds)
        yield from self._mouth.hear(say)

    def _passed_on(self, output: Output) -> list[Output]:
        """Return what becomes of something that a service says: mostly itself."""
        body = output.body if isinstance(output, Message) else None
        if not isinstance(body, TtsSayFinished | PlayFinished):
            return [output]
        if any(output is each for each in self._let_through):
            self._let_through = [each for each in self._let_through if each is not output]
            return [output]
        if isinstance(body, TtsSayFinished) and body.id in self._early:
            self._early.discard(body.id)
            return []
        ailments = self.ailments[body.site_id]
        match ailments.said if isinstance(body, TtsSayFinished) else ailments.played:
            case "lost":
                return []
            case "doubled":
                return [output, output]
            case "late":
                return self._tasks.run(self._told_late(ailments.late_s, output))
        return [output]

    def _told_late(self, seconds: float, output: Output) -> Task:
        yield Wait(self._tasks.now + seconds)
        self._let_through.append(output)
        yield output


class AilingSatellite(TypedSatellite):
    """The satellite with such a Rhasspy behind it."""

    def __init__(
        self,
        clock: Clock,
        recognise: Callable[[str, Collection[str] | None], Any],
        port: int,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(clock, recognise, "127.0.0.1", port, settings=settings)
        self.rhasspy = self._rhasspy = AilingRhasspy(recognise, settings)

    def ail(self, site: str, ailments: Ailments) -> None:
        """Change what is wrong at a site."""

        def change(_now: float) -> list[Output]:
            self.rhasspy.ailments[site] = ailments
            return []

        self._post(change)

    def kill_dialogues(self) -> None:
        """End the dialogue manager in the middle of whatever it does."""
        self._post(lambda _now: self.rhasspy.kill_dialogues() or [])

    def revive_dialogues(self) -> None:
        """Start the dialogue manager anew."""
        self._post(lambda _now: self.rhasspy.revive_dialogues() or [])
