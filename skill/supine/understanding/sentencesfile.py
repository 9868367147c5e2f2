"""``sentences.yaml``: its shape, and its rules.

Whatever would not be understood later is refused here, at its line: a sentence that names
a list nobody defines, an intent without sentences, a slot that no sentence fills.
"""

import re
from collections.abc import Generator, Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from supine.loading.contract import Contract
from supine.loading.document import KeyPath
from supine.loading.schema import FileModel, Problem, hint
from supine.understanding import grammar
from supine.understanding.composed import HOURS, PLACES, expansions
from supine.understanding.grammar import Grammar, Node, TemplateError

ROUTINES = "routines"
"""The list whose values are the routine library's, not a language's."""

TIMES = "time"
"""The list whose values come from `times`, besides those of its own."""

DAYS = "days"
"""The list whose values come from `weekdays`, besides those of its own."""


_HOUR_MIN = 60
_CLOCK = re.compile(r"(?:1?[0-9]|2[0-3]):[0-5][0-9]")


class ListValue(FileModel):
    """One thing that a list knows: how it is said, and what it stands for."""

    noun: ClassVar[str] = "a value"
    said: str = Field(alias="in")
    out: int | str


class ValueList(FileModel):
    """What may stand in one place of a sentence."""

    noun: ClassVar[str] = "a list"
    values: Annotated[list[ListValue], Field(min_length=1)]


class IntentSentences(FileModel):
    """The sentences of one intent."""

    noun: ClassVar[str] = "an intent"
    sentences: Annotated[list[str], Field(min_length=1)]


class _Weekdays(FileModel):
    noun: ClassVar[str] = "`weekdays`"
    mon: str
    tue: str
    wed: str
    thu: str
    fri: str
    sat: str
    sun: str
    weekdays: str
    weekend: str
    joined: str | None = Field(default=None, alias="and")
    until: str | None = Field(default=None, alias="to")


class SentencesFile(FileModel):
    """A language's ``sentences.yaml`` as it is written."""

    noun: ClassVar[str] = "the file of sentences"
    language: str
    skip_words: list[str] = Field(default=[])
    small_words: list[str] = Field(default=[])
    negations: list[str] = Field(default=[])
    foreign_words: list[str] = Field(default=[])
    asides: list[str] = Field(default=[])
    reasons: list[str] = Field(default=[])
    pronounced: dict[str, str] = Field(default={})
    misheard: dict[str, list[str]] = Field(default={})
    lists: dict[str, ValueList] = Field(default={})
    times: dict[str, int | str] = Field(default={})
    weekdays: _Weekdays | None = None
    expansion_rules: dict[str, str] = Field(default={})
    intents: dict[str, IntentSentences]


class SentencesCheck:
    """Holds a file that has the right shape against the contract.

    Attributes:
        trees: The templates that could be read, by their texts.
    """

    def __init__(self, model: SentencesFile, contract: Contract) -> None:
        self._model = model
        self._contract = contract
        self._grammar = Grammar(model.expansion_rules)
        self.trees: dict[str, Node] = {}
        ranges = {name for name, kind in contract.slots.items() if kind.range}
        routines = {name for name, kind in contract.slots.items() if kind.list == ROUTINES}
        composed = {*([TIMES] if model.times else []), *([DAYS] if model.weekdays else [])}
        self._listed = {*model.lists, *composed}
        self._lists = {*self._listed, *ranges, *routines}

    def problems(self) -> Iterator[Problem]:
        """Yield everything that is wrong."""
        yield from self._rules()
        yield from self._list_values()
        yield from self._times()
        yield from self._weekdays()
        yield from self._clauses()
        yield from self._missing()
        for intent, each in self._model.intents.items():
            path: KeyPath = ("intents", intent)
            if intent not in self._contract.intents:
                problem = (
                    f"the contract has no intent {intent}{hint(intent, self._contract.intents)}"
                )
                yield Problem(path, "intent-unknown", problem, at_key=True)
            else:
                yield from self._intent(intent, each.sentences, path)

    def _rules(self) -> Iterator[Problem]:
        for name, body in self._model.expansion_rules.items():
            path: KeyPath = ("expansion_rules", name)
            node = yield from self._parsed(body, path)
            if node is not None:
                yield from self._references(body, path)

    def _list_values(self) -> Iterator[Problem]:
        for name, each in self._model.lists.items():
            for n, value in enumerate(each.values):
                path: KeyPath = ("lists", name, "values", n, "in")
                node = yield from self._parsed(value.said, path)
                if node is not None and any(grammar.slots(node)):
                    problem = "a value of a list is plain words: it cannot hold another list"
                    yield Problem(path, "list-in-list", problem)

    def _times(self) -> Iterator[Problem]:
        for pattern, after in self._model.times.items():
            path: KeyPath = ("times", pattern)
            node = yield from self._parsed(pattern, path)
            if node is None:
                continue
            names = [slot.list_name for slot in grammar.slots(node)]
            for name in names:
                if name not in PLACES:
                    problem = f"a time has no {{{name}}}{hint(name, PLACES)}"
                    yield Problem(path, "list-unknown", problem, at_key=True)
            yield from _time_value(node, after, path)

    def _weekdays(self) -> Iterator[Problem]:
        for name, said in weekday_templates(self._model).items():
            path: KeyPath = ("weekdays", name)
            node = yield from self._parsed(said, path)
            if node is not None and (any(grammar.slots(node)) or () in expansions(node)):
                yield Problem(path, "list-in-list", "a day is plain words, at least one")

    def _clauses(self) -> Iterator[Problem]:
        for key in ("asides", "reasons"):
            for n, said in enumerate(getattr(self._model, key)):
                node = yield from self._parsed(said, (key, n))
                if node is not None and (any(grammar.slots(node)) or grammar.silent(node)):
                    problem = "a clause around what is wanted is plain words, at least one"
                    yield Problem((key, n), "list-in-list", problem)

    def _missing(self) -> Iterator[Problem]:
        for intent in self._contract.intents:
            if intent not in self._model.intents:
                problem = f"{intent} has no sentences: every intent of the contract needs some"
                yield Problem(("intents",), "intent-missing", problem, at_key=True)
        for slot, kind in self._contract.slots.items():
            name = kind.list
            if name not in {None, ROUTINES} and name not in self._listed:
                problem = f"there is no list {name}, which the slot {slot} takes its values from"
                yield Problem(("lists",), "list-missing", problem, at_key=True)

    def _intent(self, intent: str, sentences: list[str], path: KeyPath) -> Iterator[Problem]:
        wrong = False
        nodes: list[Node] = []
        for n, sentence in enumerate(sentences):
            for problem in self._sentence(intent, sentence, (*path, "sentences", n), nodes):
                wrong = True
                yield problem
        if wrong or len(nodes) < len(sentences):  # then what follows may only look as if
            return
        if all(grammar.longest(node) == 1 for node in nodes):
            text = f"{intent} has single words only, which are easily misheard: add a longer form"
            yield Problem(path, "no-longer-form", text, at_key=True)
        filled = {slot.slot for sentence in sentences for slot in self._grammar.slots(sentence)}
        for slot in self._contract.intents[intent].slots:
            if slot not in filled:
                text = f"no sentence of {intent} fills its slot {slot}"
                yield Problem(path, "slot-unfilled", text, at_key=True)

    def _sentence(
        self, intent: str, sentence: str, path: KeyPath, nodes: list[Node]
    ) -> Iterator[Problem]:
        """Yield what is wrong with a sentence; put its tree to the nodes."""
        node = yield from self._parsed(sentence, path)
        if node is not None:
            nodes.append(node)
            yield from self._references(sentence, path)
            yield from self._slots(intent, sentence, path)

    def _parsed(self, template: str, path: KeyPath) -> Generator[Problem, None, Node | None]:
        """Return the tree, or yield why there is none."""
        try:
            node = self.trees[template] = self._grammar.parse(template)
        except TemplateError as exc:
            # What is wrong in a rule is said at the rule, not at every sentence with it.
            if not exc.in_rule or (exc.rule == "rule-loop" and path[0] == "expansion_rules"):
                yield Problem(path, exc.rule, exc.problem)
            return None
        text = template.lower()
        for word in self._contract.wake_words:
            if word in text and word in grammar.said_in(template):
                problem = f"{word} is a wake word: who says it wakes another device"
                yield Problem(path, "wake-word", problem)
        return node

    def _references(self, template: str, path: KeyPath) -> Iterator[Problem]:
        for slot in self._grammar.slots(template):
            if slot.list_name not in self._lists:
                problem = (
                    f"there is no list {{{slot.list_name}}}{hint(slot.list_name, self._lists)}"
                )
                yield Problem(path, "list-unknown", problem)

    def _slots(self, intent: str, template: str, path: KeyPath) -> Iterator[Problem]:
        known = self._contract.intents[intent].slots
        for slot in self._grammar.slots(template):
            if slot.list_name not in self._lists:
                continue  # that has been said already
            if slot.slot not in known:
                problem = f"{intent} has no slot {slot.slot}{hint(slot.slot, known)}"
                yield Problem(path, "slot-unknown", problem)
            elif slot.list_name in self._model.lists:
                yield from self._values(slot, path)

    def _values(self, slot: grammar.Slot, path: KeyPath) -> Iterator[Problem]:
        """Yield the values of a list that its slot does not take."""
        low, high = self._contract.slots[slot.slot].range or (0, 0)
        values = self._model.lists[slot.list_name].values if low or high else []
        for value in values:
            if not (isinstance(value.out, int) and low <= value.out <= high):
                problem = f"{slot.slot} is a number from {low} to {high}, not {value.out!r}"
                yield Problem(path, "list-value", problem)


def weekday_templates(model: SentencesFile) -> dict[str, str]:
    """Return what is said for each day, and between days, by the keys of the file."""
    return model.weekdays.model_dump(by_alias=True, exclude_none=True) if model.weekdays else {}


def _time_value(node: Node, after: int | str, path: KeyPath) -> Iterator[Problem]:
    """Yield what is wrong between a time and its value."""
    hours = {sum(token[1:-1] in HOURS for token in tokens) for tokens in expansions(node)}
    if hours == {0} and isinstance(after, str):
        if not _CLOCK.fullmatch(after):
            problem = 'a time without an hour in it needs what the clock shows, like "12:00"'
            yield Problem(path, "time-value", problem)
    elif hours != {1} or not isinstance(after, int) or abs(after) >= _HOUR_MIN:
        problem = (
            "a time has one {hour} or {hour24}, whichever way it is said, and as its value "
            "the minutes from that hour on, from -59 to 59"
        )
        yield Problem(path, "time-value", problem)
