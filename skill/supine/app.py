"""Wire everything: the only module that knows all the others.

``Skill`` is the running service.  Threads: paho's network thread decodes and puts messages
into the runner's inbox; the runner's thread does everything else; the store writes on its
own.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import TYPE_CHECKING

from supine.adapters.alarm import Alarm
from supine.adapters.contact import Contact
from supine.adapters.diary import Diary
from supine.adapters.floodgate import Floodgate
from supine.adapters.hermes.codec import OWN_UTTERANCE
from supine.adapters.hermes.voice import HermesVoice
from supine.adapters.keeper import Keeper
from supine.adapters.mqtt import MqttLink, MqttSettings, settings_of
from supine.adapters.sounds.box import SoundBox
from supine.adapters.store.late import LateStore
from supine.clock import SystemClock
from supine.core.events import Event
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.sounds import Sounds
from supine.core.states import State, Timing
from supine.errors import UnreachableError
from supine.loading.configreminders import reminders_of
from supine.loading.limits import SITES_MAX
from supine.loading.missed import missed
from supine.plugins.carrier import Carrier
from supine.plugins.registry import Plugins
from supine.plugins.voices import make_voices
from supine.runner import ForSite, Runner
from supine.secretary import Secretary

if TYPE_CHECKING:
    from supine.adapters.hermes.messages import Message
    from supine.adapters.store.store import Store
    from supine.clock import Clock
    from supine.core.port import Witness
    from supine.loading.library import Library
    from supine.loading.settings import Config

ALARM_CHECK_S = 60.0
"""How often the alarm clock looks at the time in any case."""

RINGS_AFTER_S = 10.0
"""How long what is overdue at the start waits for the broker at most: it is asked at once, and
without a broker nobody would hear it."""

RINGS_AGAIN_S = (1.0, 60.0)
"""The first and the longest pause before reminders are begun once more, if that has failed."""

RENEWED_WITHIN_S = 10.0
"""How long what was read anew waits for the runner's thread at most."""

STOP_WITHIN_S = 1.2
"""How long `Skill.stop` takes at most: the whole process leaves within two seconds."""

STORE_S, LAST_WORD_S = 0.6, 0.1
"""Of that, what the store has at least to write what waits, and the broker to take leave."""

_LOOKS_EVERY_S = 0.2

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """The silence that somebody is in just now."""

    label: str
    left_s: float
    total_s: float


class Skill:
    """The whole service, from MQTT to the practice.

    Args:
        config: What the household has set.
        library: What can be practised and said.
        clock: Where time comes from.
        store: Where habits and history are kept; None keeps them until the end, or `take_up`.
        new_habits: What a site begins with when there is no store.
        plugins: Who answers, listens and speaks besides supine itself, if anybody does.
    """

    def __init__(
        self,
        config: "Config",
        library: "Library",
        clock: "Clock",
        store: "Store | None" = None,
        new_habits: Callable[[], Habits] = Habits,
        plugins: Plugins | None = None,
    ) -> None:
        self._config = config
        self._library = library
        self._store = store
        self._new_habits = new_habits
        self._connected = threading.Event()
        self._may_ring, self._stopped = threading.Event(), threading.Event()
        self._ringing, self._rings = threading.Lock(), False
        self._bringing, self._brought_back = threading.Lock(), False
        self._waits = threading.Thread(target=self._ring, name="supine-start", daemon=True)
        self._plugins = plugins or Plugins(library)
        mqtt = mqtt_settings(config, self._plugins)
        self.link = MqttLink(mqtt, self._heard, self._let_in, self._cut_off)
        run_id = token_hex(4)
        sounds = SoundBox(config.sound.background)
        served = frozenset(config.site_ids)
        voice = HermesVoice(self.link.publish, served, run_id, sounds=sounds)
        self._doubt = voice.doubt
        self._voices = make_voices(self._plugins, voice, clock, self._post)
        # However fast a demo's time runs, plugins have the same real time to answer.
        speed = getattr(clock, "speed", 1.0)
        limits = self._plugins.consulted.items()
        self._consulted = {intent: limit_s * speed for intent, limit_s in limits}
        self._carrier = Carrier(self._plugins, self._post, lambda: clock.monotonic() / speed)
        self._late = LateStore(clock.wall)
        self._configured = reminders_of(config, clock.wall())
        self._secretary = self._new_secretary(clock, speed)
        self._keeper = Keeper(self._post, clock.wall)
        self.runner = self._new_runner(clock)
        self._gate = self._new_gate(clock, f"{OWN_UTTERANCE}{run_id}-")

    def _new_secretary(self, clock: "Clock", speed: float) -> Secretary:
        book = self._store.reminders if self._store is not None else None
        if book is not None:
            book.follow_config(self._configured)
        return Secretary(
            book,
            lambda post: Alarm(clock, post, ALARM_CHECK_S / speed),
            self._post,
            self._call,
            clock.wall,
            self._configured,
        )

    def _new_runner(self, clock: "Clock") -> Runner:
        witnesses: list[Witness] = [
            Diary(),
            Contact(self.link.publish, self._config.contact.topic),
            self._late if self._store is None else self._store,
            *(self._secretary, self._carrier, self._keeper),
        ]
        sites_max = max(SITES_MAX, len(self._config.site_ids))
        after_mishap = self._keeper.after_mishap
        return Runner(clock, self._voices, self._make_site, witnesses, after_mishap, sites_max)

    def _new_gate(self, clock: "Clock", own: str) -> Floodgate:
        waiting, known = self.runner.inbox.qsize, self.runner.sites
        return Floodgate(waiting, known, self._config.site_ids, clock.monotonic, _LOGGER, own)

    def start(self) -> None:
        """Connect and serve; returns at once."""
        self.runner.start()
        self._voices.start()
        self.link.start()
        self._waits.start()

    def stop(self, within_s: float = STOP_WITHIN_S) -> None:
        """Go quiet at once, save, and end every thread that can be ended in time.

        Args:
            within_s: How long that may take, in seconds; what a locked database cannot keep
                by then is given up with a line in the log.
        """
        monotonic = SystemClock().monotonic
        ends_at = monotonic() + within_s

        def left_s(but_for_s: float) -> float:
            return max(0.0, ends_at - but_for_s - monotonic())

        self._stopped.set()
        self._may_ring.set()
        self.link.leave()
        for end in (self._waits_end, self._secretary.stop, self._voices.stop, self.runner.stop):
            end(left_s(LAST_WORD_S + STORE_S))
        self._carrier.stop()
        if self._store is not None:
            self._store.close(max(left_s(LAST_WORD_S), STORE_S))
        self.link.stop(max(left_s(0.0), LAST_WORD_S))

    def _waits_end(self, timeout_s: float) -> None:
        if self._waits.is_alive():
            self._waits.join(timeout_s)

    def take_up(self, store: "Store") -> None:
        """Keep everything in a store that could not be opened before.

        For any thread but the runner's.

        What happened meanwhile is written, practices that were cut off are offered, and what
        fell due since the store was written last is rung for.
        """
        with self._ringing:
            if self._stopped.is_set():
                store.close()
                return
            store.reminders.follow_config(self._configured)
            taken = threading.Event()
            self._call(lambda: self._take_up(store))
            self._call(taken.set)
            while not taken.wait(_LOOKS_EVERY_S):
                if self._stopped.is_set():
                    store.close()
                    return
            if self._rings:
                self._secretary.start()

    def _take_up(self, store: "Store") -> None:
        """Take up a store, on the runner's thread."""
        self._late.take_up(store)
        desks = {site_id: site.scene.desk for site_id, site in self.runner.sites.items()}
        self._secretary.take_up(store.reminders, desks)
        for site_id, site in self.runner.sites.items():
            site.scene.habits = store.habits(site_id)
        self._store = store
        if self._may_ring.is_set():
            self._bring_back()

    def troubles(self) -> Sequence[str]:
        """Return what is wrong with the threads besides the runner's; none while all is well."""
        found = (self._secretary.trouble(), self.link.trouble())
        of_store = self._store.trouble() if self._store is not None else None
        return [each for each in (*found, of_store) if each is not None]

    def wait_connected(self, timeout_s: float = 10.0) -> None:
        """Return when the broker has let us in and everything is subscribed.

        Raises:
            UnreachableError: That did not happen in time.
        """
        if not self._connected.wait(timeout_s):
            raise UnreachableError(self.link.settings.address, "the broker does not let us in")

    def idle(self) -> bool:
        """Whether no practice goes on by itself at any site."""
        return self.runner.ask(self._idle)

    def progress(self, site_id: str) -> Progress | None:
        """Return the silence that runs at a site, or None."""
        return self.runner.ask(lambda: self._progress(site_id))

    def renew(self, fresh: Plugins) -> None:
        """Practise and say from now on what was read anew; for any thread but the runner's.

        A practice that runs keeps the routine that it began with.

        Args:
            fresh: Has every language that there was.

        Raises:
            TimeoutError: The runner is busy; it will come to it.
        """
        self.runner.ask(lambda: self._renew(fresh), RENEWED_WITHIN_S)

    def _renew(self, fresh: Plugins) -> None:
        before, self._library = self._library, fresh.library
        self._plugins.renew(fresh.library, fresh.records)
        for site in self.runner.sites.values():
            settings = site.scene.settings
            language = fresh.library.languages[settings.language.code]
            site.scene.settings = replace(settings, language=language)
        for line in missed(self._config, self._secretary.reminders(), before, fresh.library):
            _LOGGER.warning("%s", line)

    def _ring(self) -> None:
        """Let the alarm clock begin once there is somebody to speak through."""
        self._may_ring.wait(RINGS_AFTER_S)
        wait_s, longest_s = RINGS_AGAIN_S
        while not self._stopped.is_set() and not self._rung(first=wait_s == RINGS_AGAIN_S[0]):
            self._stopped.wait(wait_s)
            wait_s = min(2 * wait_s, longest_s)

    def _rung(self, *, first: bool) -> bool:
        """Begin with the reminders; return whether that has worked."""
        try:
            with self._ringing:
                self._secretary.start()
                self._rings = True
        except Exception:
            if first:
                _LOGGER.exception(
                    "Reminders cannot begin; supine keeps trying. See what is wrong:"
                    " supine reminders list"
                )
            return False
        if not first:
            _LOGGER.warning("Reminders have begun now")
        return True

    def _let_in(self) -> None:
        # Before any reminder, and before any word that comes from the broker.
        self._bring_back()
        self._call(lambda: self._doubt(self.runner.now()))
        self._connected.set()
        self._may_ring.set()
        self._bring_back()  # a store that was taken up just now did not know of this yet

    def _bring_back(self) -> None:
        """Tell the sites once what was cut off there, if that is known."""
        with self._bringing:
            store, wanted = self._store, not self._brought_back
            self._brought_back = store is not None
        if store is not None and wanted:
            self._keeper.bring_back(store.cut_off, self._config.site_ids)

    def _cut_off(self) -> None:
        # The voice notices by itself: a line whose end nobody reports is over after its cap.
        self._connected.clear()

    def _post(self, site_id: str, event: Event) -> None:
        self.runner.inbox.put(ForSite(site_id, event))

    def _call(self, function: Callable[[], object]) -> None:
        self.runner.post(function)

    def _heard(self, message: "Message") -> None:
        if self._gate.lets_in(message):
            self.runner.serve(message, alone=self.link.alone)

    def _idle(self) -> bool:
        running = (site.scene.practice for site in self.runner.sites.values())
        return not any(p is not None and p.state not in _OVER for p in running)

    def _progress(self, site_id: str) -> Progress | None:
        site = self.runner.sites.get(site_id)
        practice = site.scene.practice if site else None
        if practice is None:
            return None
        now = self.runner.now()
        left_s, held_s = practice.hold_left_s(now), practice.held_s(now)
        if left_s is None or held_s is None:
            return None
        part = practice.timetable.part
        label = part.step.name.get(part.side) or part.step.id
        paused = practice.state is not State.HOLDING
        return Progress(f"{label} (paused)" if paused else label, left_s, left_s + held_s)

    def _make_site(self, site_id: str) -> Site:
        config = self._config
        code = config.language_at(site_id)
        settings = Settings(
            language=self._library.languages[code],
            timing=Timing(config.gate.ask_after_s, config.pause.remind_after_s),
            confidence_floor=config.confidence_floor,
            favourite=config.favourite,
            can=self._voices.can_at(site_id),
            consulted=self._consulted,
            reported=bool(self._plugins.hearings),
            zone=config.zone,
            quiet=config.quiet_at(site_id),
            reminder_rules=config.rules,
            after_lunch=config.after_lunch,
            offer_within_s=config.recovery.offer_within_s,
            fading=config.guidance.as_fading(),
            goal=config.goal.as_goal() if config.goal else None,
            sounds=Sounds(
                chime=config.sound.chime,
                background=config.sound.background is not None,
                gap_s=config.sound.gap_s,
            ),
        )
        habits = self._store.habits(site_id) if self._store is not None else self._new_habits()
        site = Site(settings, habits, site_id)
        self._secretary.open_desk(site_id, site.scene.desk)
        return site


_OVER = frozenset({State.PAUSED, State.PARKED, State.EASED, State.DONE})


def mqtt_settings(config: "Config", plugins: Plugins) -> MqttSettings:
    """Return how the broker is reached, and which intents of plugins are heard besides."""
    return settings_of(config.mqtt, frozenset(plugins.handlers))
