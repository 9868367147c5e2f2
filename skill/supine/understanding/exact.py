"""What the templates say exactly.

Of the hundreds of templates the vocabulary leaves a handful that may fit; those are tried.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import or_

from supine.understanding.lattice import as_heard
from supine.understanding.spoken import Numbers
from supine.understanding.templates import Template, Templates, Value
from supine.understanding.vocabulary import Vocabulary, places
from supine.understanding.walk import Walk, Walker


class ExactMatcher:
    """Finds the template that says exactly what was heard.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        numbers: The numbers of the language.
    """

    def __init__(self, templates: Templates, names: Mapping[str, str], numbers: Numbers) -> None:
        self._numbers = numbers
        self._vocabulary = Vocabulary(templates, names, numbers)
        self._composed = templates.composed(numbers)
        self._data: list[tuple[str, Template]] = []
        self._bits_of: dict[str, int] = {}
        self.walker = Walker(templates, names)
        for intent, sentences in templates.sentences.items():
            for template in sentences:
                bit = 1 << len(self._data)
                self._data.append((intent, template))
                self._bits_of[intent] = self._bits_of.get(intent, 0) | bit
                self._vocabulary.add(template.tree, bit)

    @property
    def words(self) -> Collection[str]:
        """The words that the templates know, in the form of `spoken.plain`."""
        return self._vocabulary.words

    @property
    def inside(self) -> Mapping[str, int]:
        """The templates that know a word, as bits by their places."""
        return self._vocabulary.inside

    def fitting(self, text: str, intents: Collection[str] | None = None) -> int:
        """Return the bits of the templates that know every word of a plain text.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
        """
        allowed = self._bits_of if intents is None else intents
        among = reduce(or_, (self._bits_of.get(intent, 0) for intent in allowed), 0)
        words = text.split()
        return self._vocabulary.fitting(words, among) if words else 0

    def match(
        self, text: str, intents: Collection[str] | None = None
    ) -> tuple[str, dict[str, Value]] | None:
        """Return the intent and slots of a plain text; of several, the contract's first.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
        """
        return next(self.matches(text, intents), None)

    def matches(
        self, text: str, intents: Collection[str] | None = None
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        """Yield every template's intent and slots for a plain text, in the contract's order.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
        """
        fitting = self.fitting(text, intents)
        if not fitting:
            return
        walk = Walk(self.walker, as_heard(text.split(), self._numbers, self._composed))
        for place in places(fitting):
            intent, template = self._data[place]
            for slots, _ in walk.ways(template.tree):
                yield intent, dict(slots)
                break
