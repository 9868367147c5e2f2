"""What people say in a language: its sentence templates, and the words that matter to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from supine.errors import FaultsError
from supine.loading.contract import Contract
from supine.loading.garbage import no_garbage
from supine.loading.schema import located, validated
from supine.loading.yamlfile import Source, read_yaml
from supine.understanding.composed import DAYS_MASK, TIME_MASK, Composed, Times, Weekdays
from supine.understanding.grammar import Node, Words
from supine.understanding.sentencesfile import (
    DAYS,
    ROUTINES,
    TIMES,
    SentencesCheck,
    SentencesFile,
    weekday_templates,
)
from supine.understanding.spoken import MASK, Numbers, plain, plain_template, written

Value = str | int


@dataclass(frozen=True, slots=True)
class Template:
    """One line of what people say."""

    text: str
    """As it is written, in hassil's template language."""

    tree: Node


@dataclass(frozen=True, slots=True)
class ListValue:
    """What may be said for a list, and what it means."""

    said: Template
    out: Value


@dataclass(frozen=True, slots=True)
class Templates:
    """What people say in one language."""

    language: str
    contract: Contract
    sentences: Mapping[str, tuple[Template, ...]]
    """By intent, in the contract's order."""

    lists: Mapping[str, tuple[ListValue, ...]]
    rules: Mapping[str, str]
    skip_words: tuple[str, ...]
    """Words that may stand anywhere and mean nothing."""

    small_words: frozenset[str] = frozenset()
    """Words that count for nothing when sentences are compared."""

    negations: frozenset[str] = frozenset()
    """Words that are never taken for misheard."""

    foreign_words: frozenset[str] = frozenset()
    """Words that show that somebody else is spoken to."""

    asides: tuple[Node, ...] = ()
    """Clauses that change nothing of what is said besides."""

    reasons: tuple[Node, ...] = ()
    """How reasons begin that may be told after what is wanted."""

    pronounced: Mapping[str, str] = field(default_factory=dict)
    """How what is written is spoken, where it is not as it is written."""

    misheard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What recognisers of speech are known to write for what was said."""

    times: Mapping[Node, int | str] = field(default_factory=dict)
    """How a time of day is said, and how many minutes that is after the hour in it; or,
    where it has no hour, what the clock shows."""

    weekdays: Mapping[str, Node] = field(default_factory=dict)
    """How days of the week are said, and what stands between them (`and`, `to`)."""

    def heard(self, situation: str) -> frozenset[str]:
        """Return the intents that can be heard ``idle``, in a ``practice`` or as an answer.

        Args:
            situation: ``idle``, ``practice`` or ``question``.
        """
        kinds = self.contract.intents.items()
        return frozenset(name for name, kind in kinds if situation in kind.when)

    def values(self, list_name: str, names: Mapping[str, str]) -> list[tuple[Node, Value]]:
        """Return what may be said for a list, as trees, and what each of it means.

        Args:
            list_name: A list of this language, or the slot of the routines.
            names: Routine ids by the names they are asked for by.
        """
        if self._is_routines(list_name):
            return [(Words(said), out) for said, out in _by_name(names, written).items()]
        return [(value.said.tree, value.out) for value in self.lists.get(list_name, ())]

    def range_of(self, list_name: str) -> tuple[int, int] | None:
        """Return the range that ``{list_name}`` stands for; None when it is a list."""
        kind = self.contract.slots.get(list_name)
        return None if kind is None or list_name in self.lists else kind.range

    def mask_of(self, list_name: str) -> str | None:
        """Return what stands for a value of a list where it cannot be written out."""
        if self.range_of(list_name):
            return MASK
        masks = {
            TIMES: TIME_MASK if self.times else None,
            DAYS: DAYS_MASK if self.weekdays else None,
        }
        return masks.get(list_name)

    def composed(self, numbers: Numbers) -> dict[str, Composed]:
        """Return the lists whose values are found rather than listed.

        They may have `values` besides.

        Args:
            numbers: The numbers of the language.
        """
        lists: dict[str, Composed] = {}
        if self.times:
            lists[TIMES] = Times(self.times, numbers)
        if self.weekdays:
            lists[DAYS] = Weekdays(self.weekdays)
        return lists

    def hassil_lists(self, names: Mapping[str, str]) -> dict[str, Any]:
        """Return the lists in the form hassil takes, words as `plain` gives them.

        Args:
            names: Routine ids by the names they are asked for by.
        """
        lists: dict[str, Any] = {
            name: {"values": [{"in": plain_template(it.said.text), "out": it.out} for it in values]}
            for name, values in self.lists.items()
        }
        for slot in self.contract.slots:
            if self._is_routines(slot):
                spoken = _by_name(names, plain).items()
                lists[slot] = {"values": [{"in": said, "out": out} for said, out in spoken]}
            elif bounds := self.range_of(slot):
                lists[slot] = {"range": {"from": bounds[0], "to": bounds[1]}}
        return lists

    def hassil_rules(self) -> dict[str, str]:
        """Return the rules in the form hassil takes, words as `plain` gives them."""
        return {name: plain_template(body) for name, body in self.rules.items()}

    def _is_routines(self, list_name: str) -> bool:
        kind = self.contract.slots.get(list_name)
        return kind is not None and kind.list == ROUTINES


def _by_name(names: Mapping[str, str], form: Callable[[str], str]) -> dict[str, str]:
    return {form(name): routine_id for name, routine_id in names.items() if form(name)}


@no_garbage()
def load_templates(source: Source, contract: Contract) -> Templates:
    """Return the templates that a language's file holds.

    Raises:
        FaultsError: The file breaks its format or the contract; every fault that was found.
    """
    document = read_yaml(source)
    model, faults = validated(SentencesFile, document)
    if model is None:
        raise FaultsError(*faults)
    check = SentencesCheck(model, contract)
    if faults := located(check.problems(), document):
        raise FaultsError(*sorted(faults))
    return templates_of(model, check, contract)


def templates_of(model: SentencesFile, check: SentencesCheck, contract: Contract) -> Templates:
    """Return the templates of a file in which nothing is wrong.

    Args:
        model: The file.
        check: Has read it to the end and found nothing.
        contract: What it was held against.
    """

    def template(text: str) -> Template:
        return Template(text, check.trees[text])

    return Templates(
        language=model.language,
        contract=contract,
        sentences={
            name: tuple(map(template, model.intents[name].sentences)) for name in contract.intents
        },
        lists={
            name: tuple(ListValue(template(it.said), it.out) for it in each.values)
            for name, each in model.lists.items()
        },
        rules=model.expansion_rules,
        skip_words=tuple(model.skip_words),
        small_words=frozenset(map(plain, model.small_words)),
        negations=frozenset(map(plain, model.negations)),
        foreign_words=frozenset(map(plain, model.foreign_words)),
        asides=tuple(check.trees[text] for text in model.asides),
        reasons=tuple(check.trees[text] for text in model.reasons),
        pronounced=model.pronounced,
        misheard={said: tuple(heard) for said, heard in model.misheard.items()},
        times={check.trees[pattern]: after for pattern, after in model.times.items()},
        weekdays={day: check.trees[said] for day, said in weekday_templates(model).items()},
    )
