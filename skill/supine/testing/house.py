"""A household with plugins: real core, real runner, real recogniser."""

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from supine.core.events import Event, IntentHeard, NothingUnderstood, Question
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.starting import PREFACE_TIMES
from supine.model import Language
from supine.plugins.api import Plugin
from supine.plugins.assembly import Wanted, load_plugins
from supine.plugins.carrier import Carrier
from supine.plugins.discovery import Candidate, found
from supine.plugins.records import Record
from supine.runner import ForSite, Runner
from supine.testing.fakes import FakeClock, Line, Loudspeaker, Stillness
from supine.understanding.extension import check_added, load_extended
from supine.understanding.recogniser import Recogniser, Recognition

PATIENCE_S = 5.0
"""Real seconds that a plugin's threads are waited for; the core gives up on them by its own,
turned time."""


class House:
    """A household with plugins.

    Args:
        plugins: Loaded in this order, as if they were installed.
        lang: The language that is spoken.
        folder: A folder of packs.
        installed: Load what is really installed as well.
        disabled: Names of plugins that are left out.
        first_time: Say what a routine needs and its rules, as to somebody new.
    """

    def __init__(
        self,
        *plugins: Plugin,
        lang: str = "en",
        folder: Path | None = None,
        installed: bool = False,
        disabled: Iterable[str] = (),
        first_time: bool = False,
    ) -> None:
        self.clock = FakeClock()
        self.loudspeaker = Loudspeaker()
        wanted = Wanted(languages=(lang,), folder=folder, disabled=frozenset(disabled))
        given = [Candidate(each.name, "a test", lambda each=each: each) for each in plugins]  # type: ignore[misc]
        others = found(folder) if installed else found(folder, ())
        self.plugins = load_plugins(wanted, check_added, [*given, *others])
        self._new = first_time
        self._dialogues = count(1)
        self._recogniser: Recogniser | None = None
        self.carrier = Carrier(self.plugins, self.tell, self.clock.monotonic)
        self.runner = Runner(self.clock, self.loudspeaker, self._make_site, [self.carrier])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the plugins' threads."""
        self.carrier.stop()

    # ---- what can be seen -------------------------------------------------------------------

    @property
    def language(self) -> Language:
        """What can be said and practised."""
        [language] = self.plugins.library.languages.values()
        return language

    @property
    def records(self) -> Sequence[Record]:
        """How each plugin is."""
        return self.plugins.records

    @property
    def heard(self) -> list[Line]:
        """Every line that was heard to its end, in order."""
        return self.loudspeaker.lines

    @property
    def texts(self) -> list[str]:
        """Their words."""
        return [line.text for line in self.heard]

    def listening_for(self, site_id: str = "default") -> tuple[str, ...]:
        """Return the intents that the open ear of a site waits for; none when it is closed."""
        ear = self._ear(site_id)
        return ear.intents if ear else ()

    def practising(self, site_id: str = "default") -> str | None:
        """Return the id of the routine that is practised at a site, or None."""
        site = self.runner.sites.get(site_id)
        practice = site.scene.practice if site else None
        return practice.routine.id if practice else None

    # ---- what happens -----------------------------------------------------------------------

    def say(self, text: str, site_id: str = "default") -> None:
        """Say something: into the open ear, or with the wake word before it.

        Raises:
            ValueError: Nobody understands it.
        """
        ear = self._ear(site_id)
        found = self._recognise(text, ear.intents) if ear else None
        token = ear.token if ear and found else None
        if found is None:
            found = self._recognise(text, self._situation(site_id))
        if found is None:
            raise ValueError(f"nobody understands {text!r}")
        self.hear(found.intent, site_id, token, found.confidence, **found.slots)

    def hear(
        self,
        intent: str,
        site_id: str = "default",
        token: str | None = None,
        confidence: float = 1.0,
        **slots: str | int | float,
    ) -> None:
        """Have an intent recognised, whatever the words."""
        if token is not None:
            self.loudspeaker.rooms[site_id].ear = None
        dialogue = f"dialogue-{next(self._dialogues)}"
        self.tell(site_id, IntentHeard(intent, slots, confidence, dialogue, token))
        self.wait(0)

    def mumble(self, site_id: str = "default") -> None:
        """Say something into the open ear that nobody understands.

        Raises:
            ValueError: The ear is closed.
        """
        ear = self._ear(site_id)
        if ear is None:
            raise ValueError(f"nobody listens at {site_id}")
        self.loudspeaker.rooms[site_id].ear = None
        self.tell(site_id, NothingUnderstood(f"dialogue-{next(self._dialogues)}", ear.token))
        self.wait(0)

    def wait(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due in it."""
        end = self.clock.now + seconds
        self._run(self.clock.now)
        while self.clock.now < end:
            self._run(min(end, self._next_moment(end)))

    def wait_quiet(self, most_s: float = 60.0) -> None:
        """Let time pass until nobody speaks.

        Raises:
            TimeoutError: Somebody speaks on.
        """
        end = self.clock.now + most_s
        while any(room.playing for room in self.loudspeaker.rooms.values()):
            if self.clock.now >= end:
                raise TimeoutError(f"it does not fall silent within {most_s:g} s")
            self.wait(0.1)

    def tell(self, site_id: str, event: Event) -> None:
        """Put an event to a site; it is taken with the next `wait`."""
        self.runner.inbox.put(ForSite(site_id, event))

    def _run(self, until: float) -> None:
        """Go on to a moment, and do what is due there, the plugins' share included."""
        self.clock.until = max(until, self.clock.now)
        while True:
            with suppress(Stillness):
                self.runner.run()
            if not self._let_plugins_work():
                return

    def _let_plugins_work(self) -> bool:
        """Wait for the plugins' threads; return whether anything has come of it."""
        tries = int(PATIENCE_S / _GLANCE_S)
        while not self.carrier.idle() and self.runner.inbox.empty() and tries:
            _PAUSE.wait(_GLANCE_S)
            tries -= 1
        return not self.runner.inbox.empty()

    def _next_moment(self, end: float) -> float:
        due = [site.deadline for site in self.runner.sites.values()]
        due.append(self.loudspeaker.deadline())
        coming = [at for at in due if at is not None and at > self.clock.now]
        return min(coming, default=end)

    # ---- the household ----------------------------------------------------------------------

    def _ear(self, site_id: str) -> Question | None:
        room = self.loudspeaker.rooms.get(site_id)
        return room.ear if room else None

    def _situation(self, site_id: str) -> frozenset[str]:
        when = "practice" if self.practising(site_id) else "idle"
        intents = self.plugins.library.contract.intents.items()
        return frozenset(name for name, rule in intents if when in rule.when)

    def _recognise(self, text: str, intents: Iterable[str]) -> Recognition | None:
        if self._recogniser is None:
            library, code = self.plugins.library, self.language.code
            names = {
                name: routine.id
                for routine in self.language.routines.values()
                for name in (routine.name, *routine.aliases)
            }
            templates = load_extended(library.sentences[code], library.contract)
            self._recogniser = Recogniser(templates, names)
        return self._recogniser.recognise(text, frozenset(intents))

    def _make_site(self, site_id: str) -> Site:
        settings = Settings(
            language=self.language,
            can=self.loudspeaker.can,
            consulted=self.plugins.consulted,
            reported=bool(self.plugins.hearings),
        )
        times = {} if self._new else dict.fromkeys(self.language.routines, PREFACE_TIMES)
        return Site(settings, Habits(times_done=times), site_id)


_PAUSE = threading.Event()  # never set
_GLANCE_S = 0.002
