"""What one plugin has registered, before anything of it is taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from supine.core.words import Happened, News, Reply
from supine.loading.contract import Contract, IntentRule, SlotKind
from supine.loading.library import Content, Sources
from supine.loading.shelf import YAML_ENDINGS, translation_of
from supine.loading.values import is_language

if TYPE_CHECKING:
    from supine.core.port import Voice
    from supine.loading.stepkinds import Expand
    from supine.plugins.api import Heard, VoiceHost

Listener = Callable[[str, Happened], object]
"""Takes a site's id and what happened there."""


@dataclass(frozen=True, slots=True)
class Handler:
    """Who answers an intent, and how long that may take."""

    owner: str
    answer: "Callable[[Heard], Reply | str | None]"
    limit_s: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """Somebody who is told what happens."""

    owner: str
    listener: Listener
    news: frozenset[News]


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything that one plugin has registered."""

    owner: str
    routines: Sources = ()
    sentences: Sources = ()
    phrases: Sources = ()
    own_phrases: Mapping[str, Traversable] = field(default_factory=dict)
    phrase_keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    slots: dict[str, SlotKind] = field(default_factory=dict)
    intents: dict[str, IntentRule] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    kinds: "dict[str, Expand]" = field(default_factory=dict)
    hearings: list[Hearing] = field(default_factory=list)
    voices: "dict[str, Callable[[VoiceHost], Voice]]" = field(default_factory=dict)
    wake_words: tuple[str, ...] = ()

    def content(self) -> Content:
        """Return what it brings in files, with the words that these may use."""
        return Content(
            owner=self.owner,
            routines=self.routines,
            sentences=self.sentences,
            phrases=self.phrases,
            own_phrases=self.own_phrases,
            contract=Contract(
                version=1,
                slots=self.slots,
                intents=self.intents,
                phrases=self.phrase_keys,
                wake_words=self.wake_words,
            ),
        )

    def brought(self) -> dict[str, int]:
        """Return how many of each it brings, by what they are called; nothing is left out."""
        counted = {
            "routines": sum(_routines(folder) for folder in self.routines),
            "languages": len(
                {lang for each in (*self.sentences, *self.phrases) for lang in _in(each)}
            ),
            "files of phrases": len(self.own_phrases),
            "intents": len(self.intents),
            "step kinds": len(self.kinds),
            "listeners": len(self.hearings),
            "voices": len(self.voices),
        }
        return {name: number for name, number in counted.items() if number}


def _routines(folder: Traversable) -> int:
    return sum(
        file.name.endswith(YAML_ENDINGS) and translation_of(file.name) is None
        for file in folder.iterdir()
    )


def _in(folder: Traversable) -> list[str]:
    """Return the languages that a folder speaks."""
    return [each.name for each in folder.iterdir() if each.is_dir() and is_language(each.name)]
