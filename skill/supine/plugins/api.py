"""All that a plugin imports.  What stands here stays, within one major version.

A plugin is an object that an entry point in the group ``supine.plugins`` names::

    from supine.plugins.api import Heard, Plugin, Registrar, Reply

    def register(supine: Registrar) -> None:
        supine.add_routines(files("my_breathing") / "routines")
        supine.add_sentences(files("my_breathing") / "intents")
        supine.add_intent("BreathingCount", count, slots=["minutes"])

    def count(heard: Heard) -> Reply:
        return Reply(text=heard.phrase("breathing_begin"), start="breathing-four")

    plugin = Plugin(name="breathing", version="1.0.0", api="1.0", register=register)

Whatever a plugin registers is checked and then taken as a whole or not at all.  Its names
begin with its own: intents of the plugin ``breathing`` with ``Breathing``, slots and phrases
with ``breathing_``.

Handlers run one after the other on a thread of the plugin's own, listeners on another.  They
may take their time limit and no longer: who needs more starts a thread and answers with what
is there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from supine.core.port import Voice
from supine.core.words import Happened, News, Reply
from supine.loading.contract import Contract, IntentRule, SlotKind
from supine.loading.stepkinds import Expand, StepKindError
from supine.model import PhraseBook
from supine.plugins.stage import Handler, Hearing, Listener, Stage

__all__ = [
    "API_VERSION",
    "Happened",
    "Heard",
    "News",
    "Plugin",
    "PluginError",
    "Registrar",
    "Reply",
    "StepKindError",
    "Voice",
    "VoiceHost",
]

API_VERSION = "1.0"
"""Major and minor.  A plugin states the version that it was written for: supine takes those
with the same major and no greater minor number."""

LIMIT_S = 2.0
"""How long a handler may take if nothing else was agreed."""

LIMIT_MAX_S = 10.0
"""How long it may take at most: somebody is waiting, and their dialogue closes after 30 s."""

SITUATIONS = ("idle", "practice", "question")


class PluginError(Exception):
    """Raised by a plugin, or at it: the message is one sentence for the household."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """What an entry point names."""

    name: str
    """Small letters, digits and ``-``; the entry point's own name."""

    register: "Callable[[Registrar], object]"
    """Called once, when supine starts."""

    api: str
    """The `API_VERSION` that it was written for."""

    version: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody said, and what goes on where they said it."""

    site_id: str
    intent: str
    slots: Mapping[str, str | int | float] = field(default_factory=dict)
    language: str
    routine: str | None = None
    """Id of the routine that is being practised, or None."""

    step: str | None = None
    minutes_left: float | None = None
    topic: str = ""
    """That of the `Reply` whose question this answers."""

    words: PhraseBook
    """The language: ``words.number(4)``, ``words.amount(4, "minute")``, ``words.listed([...])``."""

    turn: int = 0

    def phrase(self, key: str, **slots: str) -> str:
        """Return a phrase; its variants take turns."""
        return self.words.say(key, self.turn, **slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceHost:
    """What a voice gets to work with."""

    prefix: str
    """Begins the ids of all its sites: ``console:`` for the voice ``console``."""

    post: Callable[[object], object]
    """Hands a message to the voice's own `Voice.receive`, from any thread."""


class Registrar:
    """Takes what a plugin brings.  Every method may be called several times.

    What is plainly wrong raises `PluginError` at once; what only shows beside everything else
    refuses the plugin when `Plugin.register` has returned.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._open = True

    def add_routines(self, folder: Traversable) -> None:
        """Bring the routine files of a folder: ``<id>.yaml`` and ``<id>.<lang>.yaml``."""
        self._stage.routines += (self._folder(folder),)

    def add_sentences(self, folder: Traversable) -> None:
        """Bring what people say: ``<lang>/sentences.yaml`` in a folder.

        For intents of your own, and more ways to say those of supine.
        """
        self._stage.sentences += (self._folder(folder),)

    def add_phrases(
        self, folder: Traversable, keys: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """Bring what supine says: ``<lang>/phrases.yaml`` in a folder.

        Args:
            folder: Its files replace supine's own words for a key, and bring yours.
            keys: The slots of each phrase of your own, by its key.
        """
        self._stage.phrases += (self._folder(folder),)
        for key, slots in (keys or {}).items():
            self._new(key, self._stage.phrase_keys, "phrase")
            self._stage.phrase_keys[key] = tuple(slots)

    def add_slot(
        self, name: str, *, values: str | None = None, between: tuple[int, int] | None = None
    ) -> None:
        """Bring a slot of your own; one of the two says what it holds.

        Args:
            name: The slot.
            values: A list of your sentences files.
            between: The least and the greatest whole number.
        """
        self._new(name, self._stage.slots, "slot")
        if (values is None) == (between is None):
            raise PluginError(f"the slot {name} needs either `values` or `between`")
        self._stage.slots[name] = SlotKind(list=values, range=between)

    def add_intent(
        self,
        name: str,
        handler: Callable[[Heard], Reply | str | None],
        *,
        slots: Iterable[str] = (),
        when: Collection[str] = ("idle", "practice"),
        limit_s: float = LIMIT_S,
    ) -> None:
        """Answer an intent.

        Args:
            name: As it stands in your sentences.
            handler: Gets what was heard; returns a `Reply`, or a text, or None to say nothing.
            slots: Which slots it carries, of your own or of supine's.
            when: Where it can be heard: any of ``idle``, ``practice`` and ``question``.
            limit_s: How many seconds the handler may take, up to 10.
        """
        if not callable(handler):
            raise PluginError(f"the handler of {name} cannot be called")
        if not 0 < limit_s <= LIMIT_MAX_S:
            raise PluginError(f"a handler may take up to {LIMIT_MAX_S:g} s, not {limit_s:g}")
        self._declare(name, IntentRule(slots=tuple(slots), when=tuple(when)))
        self._stage.handlers[name] = Handler(self._stage.owner, handler, limit_s)

    def add_step_kind(self, key: str, expand: Expand) -> None:
        """Turn steps of your own kind into ordinary ones, when routines are loaded.

        Args:
            key: What stands in the step: ``breathe`` for ``breathe: {count: 4}``.
            expand: Gets what stands behind the key and the code of a language; returns a list
                of steps as a routine file would give them, without ``id``, or raises
                `StepKindError` with what is wrong.
        """
        self._new(key, self._stage.kinds, "step kind")
        self._stage.kinds[key] = expand

    def add_listener(self, listener: Listener, news: Iterable[News] = tuple(News)) -> None:
        """Be told what happens: ``listener(site_id, happened)``.

        Args:
            listener: What it returns is of no interest.
            news: What it wants to know.
        """
        self._check_open()
        if not callable(listener):
            raise PluginError("a listener has to be callable")
        self._stage.hearings.append(Hearing(self._stage.owner, listener, frozenset(news)))

    def add_voice(self, name: str, make: Callable[[VoiceHost], Voice]) -> None:
        """Bring another way to speak and to listen; its sites are called ``<name>:<anything>``.

        Args:
            name: Small letters, digits and ``-``.
            make: Makes the voice, when supine begins to serve.  From then on all its methods
                are called on one thread of its own.
        """
        self._new(name, self._stage.voices, "voice")
        self._stage.voices[name] = make

    def take_over(
        self, contract: Contract, handlers: Mapping[str, Callable[[Heard], Reply | str | None]]
    ) -> None:
        """Bring intents, slots and phrases as a contract declares them; for supine itself.

        Args:
            contract: Whatever it says has been checked when it was read.
            handlers: Who answers the intents that the core does not.
        """
        self._check_open()
        stage = self._stage
        stage.slots |= contract.slots
        stage.phrase_keys |= contract.phrases
        stage.wake_words += contract.wake_words
        stage.intents |= contract.intents
        for name, handler in handlers.items():
            stage.handlers[name] = Handler(stage.owner, handler, LIMIT_S)

    def close(self) -> None:
        """Take nothing more: what comes after the check would not be checked."""
        self._open = False

    def _declare(self, name: str, rule: IntentRule) -> None:
        self._new(name, self._stage.intents, "intent")
        if any(not isinstance(each, str) for each in (*rule.slots, *rule.when)):
            raise PluginError(f"the slots of {name}, and when it is heard, are texts")
        if unknown := [each for each in rule.when if each not in SITUATIONS]:
            raise PluginError(f"{name} cannot be heard {unknown[0]!r}: {', '.join(SITUATIONS)}")
        self._stage.intents[name] = rule

    def _new(self, name: str, known: Collection[str], noun: str) -> None:
        self._check_open()
        if not isinstance(name, str):
            raise PluginError(f"the name of a {noun} is a text, not {name!r}")
        if name in known:
            raise PluginError(f"it registers the {noun} {name} twice")

    def _folder(self, folder: Traversable) -> Traversable:
        self._check_open()
        if not getattr(folder, "is_dir", lambda: False)():
            raise PluginError(f"there is no folder {folder}")
        return folder

    def _check_open(self) -> None:
        if not self._open:
            raise PluginError("it registers something when registering is over")
