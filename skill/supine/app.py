"""Wire everything: the only module that knows all the others.

``Skill`` is the running service.  Threads: paho's network thread decodes and puts messages
into the runner's inbox; the runner's thread does everything else; the store writes on its
own.
"""

import logging
import threading
from collections.abc import Callable
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
from supine.adapters.mqtt import MqttLink, MqttSettings, TlsSettings
from supine.adapters.sounds.box import SoundBox
from supine.core.events import Event
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.sounds import Sounds
from supine.core.states import State, Timing
from supine.errors import UnreachableError
from supine.loading.configreminders import reminders_of
from supine.loading.missed import missed
from supine.plugins.carrier import Carrier
from supine.plugins.registry import Plugins
from supine.plugins.voices import make_voices
from supine.runner import SITES_MAX, ForSite, Runner
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

RENEWED_WITHIN_S = 10.0
"""How long what was read anew waits for the runner's thread at most."""

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
        store: Where habits and history are kept; None keeps them until the end.
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
        self._may_ring, self._stopped = threading.Event(), False
        self._waits = threading.Thread(target=self._ring, name="supine-start", daemon=True)
        self._plugins = plugins or Plugins(library)
        mqtt = mqtt_settings(config, self._plugins)
        self.link = MqttLink(mqtt, self._heard, self._let_in, self._cut_off)
        voice = HermesVoice(
            self.link.publish,
            frozenset(config.site_ids),
            run_id := token_hex(4),
            sounds=SoundBox(config.sound.background),
        )
        self._doubt = voice.doubt
        self._voices = make_voices(self._plugins, voice, clock, self._post)
        # However fast a demo's time runs, plugins have the same real time to answer.
        speed = getattr(clock, "speed", 1.0)
        limits = self._plugins.consulted.items()
        self._consulted = {intent: limit_s * speed for intent, limit_s in limits}
        self._carrier = Carrier(self._plugins, self._post, lambda: clock.monotonic() / speed)
        witnesses: list[Witness] = [Diary(), Contact(self.link.publish, config.contact.topic)]
        if store is not None:
            witnesses.append(store)
        configured = reminders_of(config, clock.wall())
        if store is not None:
            store.reminders.follow_config(configured)
        self._secretary = Secretary(
            store.reminders if store is not None else None,
            lambda post: Alarm(clock, post, ALARM_CHECK_S / getattr(clock, "speed", 1.0)),
            self._post,
            self._call,
            clock.wall,
            configured,
        )
        self._keeper = Keeper(self._post, clock.wall)
        witnesses += [self._secretary, self._carrier, self._keeper]
        self.runner = Runner(
            clock,
            self._voices,
            self._make_site,
            witnesses,
            self._keeper.after_mishap,
            max(SITES_MAX, len(config.site_ids)),
        )
        self._gate = Floodgate(
            self.runner.inbox.qsize,
            self.runner.sites,
            config.site_ids,
            clock.monotonic,
            _LOGGER,
            f"{OWN_UTTERANCE}{run_id}-",
        )

    def start(self) -> None:
        """Connect and serve; returns at once."""
        self.runner.start()
        self._voices.start()
        self.link.start()
        self._waits.start()

    def stop(self) -> None:
        """Say goodbye to the broker and end every thread."""
        self._stopped = True
        self._may_ring.set()
        if self._waits.is_alive():
            self._waits.join()
        self._secretary.stop()
        self.link.stop()
        self._voices.stop()
        self.runner.stop()
        self._carrier.stop()
        if self._store is not None:
            self._store.close()

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
        if not self._stopped:
            self._secretary.start()

    def _let_in(self) -> None:
        if self._store is not None and not self._may_ring.is_set():
            # Before any reminder, and before any word that comes from the broker.
            self._keeper.bring_back(self._store.cut_off, self._config.site_ids)
        self._call(lambda: self._doubt(self.runner.now()))
        self._connected.set()
        self._may_ring.set()

    def _cut_off(self) -> None:
        # The voice notices by itself: a line whose end nobody reports is over after its cap.
        self._connected.clear()

    def _post(self, site_id: str, event: Event) -> None:
        self.runner.inbox.put(ForSite(site_id, event))

    def _call(self, function: Callable[[], object]) -> None:
        self.runner.post(function)

    def _heard(self, message: "Message") -> None:
        if self._gate.lets_in(message):
            self.runner.inbox.put(message)

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
    mqtt = config.mqtt
    return MqttSettings(
        host=mqtt.host,
        port=mqtt.port,
        username=mqtt.username,
        password=mqtt.password.get_secret_value() if mqtt.password else None,
        tls=_tls_settings(config) if mqtt.tls.enabled else None,
        client_id=mqtt.client_id,
        keepalive_s=round(mqtt.keepalive_s),
        state_topic=mqtt.state_topic,
        intents=frozenset(plugins.handlers),
    )


def _tls_settings(config: "Config") -> TlsSettings:
    tls = config.mqtt.tls
    return TlsSettings(
        ca_file=str(tls.ca_file) if tls.ca_file else None,
        cert_file=str(tls.cert_file) if tls.cert_file else None,
        key_file=str(tls.key_file) if tls.key_file else None,
        insecure=tls.insecure,
    )
