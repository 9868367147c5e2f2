"""What the templates say exactly, by hassil.

hassil tries template after template, which takes milliseconds with hundreds of them; the
vocabulary leaves it a handful.
"""

import re
from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from typing import Any

from supine.understanding.spoken import Numbers, plain_template
from supine.understanding.templates import Templates, Value
from supine.understanding.vocabulary import Vocabulary, places

_RULE = re.compile(r"<([^<>]+)>")


class ExactMatcher:
    """Finds the template that says exactly what was heard.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        numbers: The numbers of the language.
    """

    def __init__(self, templates: Templates, names: Mapping[str, str], numbers: Numbers) -> None:
        # hassil is imported by whoever makes a matcher, and by nobody else.
        from hassil import intents, parse_sentence, recognize_all  # noqa: PLC0415

        self._recognize: Any = recognize_all
        self._hassil: Any = intents
        self._vocabulary = Vocabulary(templates, names, numbers)
        self._composed = templates.composed(numbers)
        self._blank: Any = intents.Intents.from_dict(
            {
                "language": templates.language,
                "intents": {},
                "lists": templates.hassil_lists(names),
                "expansion_rules": {},
            }
        )
        self._read: Any = parse_sentence
        self._rules = templates.rules
        self._data: list[tuple[str, str]] = []
        self._ready: dict[int, Any] = {}
        self._bits_of: dict[str, int] = {}
        for intent, sentences in templates.sentences.items():
            for template in sentences:
                bit = 1 << len(self._data)
                self._data.append((intent, template.text))
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
        fitting = self.fitting(text, intents)
        if not fitting:
            return None
        for result in self._recognize(text, self._only(fitting, text.split())):
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
        for place in places(bits):
            intent, text = self._data[place]
            if place not in self._ready:
                text = plain_template(text)
                self._read_rules(text)
                self._ready[place] = self._hassil.IntentData([text])
            data = self._ready[place]
            chosen.setdefault(intent, self._hassil.Intent(intent)).data.append(data)
        blank = self._blank
        lists = {**blank.slot_lists, **self._found(words)}
        return self._hassil.Intents(blank.language, chosen, lists, blank.expansion_rules)

    def _read_rules(self, text: str) -> None:
        """Let hassil read the rules that a template uses: it takes its time."""
        for name in _RULE.findall(text):
            if name not in self._blank.expansion_rules:
                body = plain_template(self._rules[name])
                self._blank.expansion_rules[name] = self._read(body, keep_text=True)
                self._read_rules(body)

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
