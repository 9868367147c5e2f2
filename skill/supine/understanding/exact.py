"""What the templates say exactly, by hassil.

hassil tries template after template, which takes milliseconds with hundreds of them; the
vocabulary leaves it a handful.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from supine.understanding.spoken import Numbers, plain_template
from supine.understanding.templates import Templates, Value
from supine.understanding.vocabulary import Vocabulary


class ExactMatcher:
    """Finds the template that says exactly what was heard.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        numbers: The numbers of the language.
    """

    def __init__(self, templates: Templates, names: Mapping[str, str], numbers: Numbers) -> None:
        # hassil is imported by whoever makes a matcher, and by nobody else.
        from hassil import intents, recognize_all  # noqa: PLC0415

        self._recognize: Any = recognize_all
        self._hassil: Any = intents
        self._vocabulary = Vocabulary(templates, names, numbers)
        self._composed = templates.composed(numbers)
        self._blank: Any = intents.Intents.from_dict(
            {
                "language": templates.language,
                "intents": {},
                "lists": templates.hassil_lists(names),
                "expansion_rules": templates.hassil_rules(),
            }
        )
        self._data: list[tuple[str, Any]] = []
        self._bits_of: dict[str, int] = {}
        for intent, sentences in templates.sentences.items():
            for template in sentences:
                bit = 1 << len(self._data)
                # Data of its own: hassil reads a template when it first tries it.
                data = intents.IntentData([plain_template(template.text)])
                self._data.append((intent, data))
                self._bits_of[intent] = self._bits_of.get(intent, 0) | bit
                self._vocabulary.add(template.tree, bit)

    @property
    def words(self) -> Collection[str]:
        """The words that the templates know, in the form of `spoken.plain`."""
        return self._vocabulary.words

    def match(
        self, text: str, intents: Collection[str] | None = None
    ) -> tuple[str, dict[str, Value]] | None:
        """Return the intent and slots of a plain text; of several, the contract's first.

        Args:
            text: In the form of `spoken.plain`.
            intents: Which intents may be meant; None for all.
        """
        allowed = self._bits_of if intents is None else intents
        among = reduce(or_, (self._bits_of.get(intent, 0) for intent in allowed), 0)
        words = text.split()
        fitting = self._vocabulary.fitting(words, among) if words else 0
        if not fitting:
            return None
        for result in self._recognize(text, self._only(fitting, words)):
            return result.intent.name, {
                name: int(entity.value) if isinstance(entity.value, float) else entity.value
                for name, entity in result.entities.items()
            }
        return None

    def _only(self, bits: int, words: list[str]) -> Any:  # noqa: ANN401 - hassil's own type
        """Return hassil's intents with the templates of these bits alone, in their order.

        Lists that are composed have the values that are among the words.
        """
        chosen: dict[str, Any] = {}
        for place in _places(bits):
            intent, data = self._data[place]
            chosen.setdefault(intent, self._hassil.Intent(intent)).data.append(data)
        blank = self._blank
        lists = {**blank.slot_lists, **self._found(words)}
        return self._hassil.Intents(blank.language, chosen, lists, blank.expansion_rules)

    def _found(self, words: list[str]) -> dict[str, Any]:
        lists: dict[str, Any] = {}
        for name, composed in self._composed.items():
            listed = self._blank.slot_lists.get(name)
            values = list(listed.values) if listed else []
            for value, begin, end in composed.find(words):
                said = (" ".join(words[begin:end]), value)
                values.append(self._hassil.TextSlotValue.from_tuple(said, allow_template=False))
            lists[name] = self._hassil.TextSlotList(name, values)
        return lists


def _places(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, from the lowest."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
