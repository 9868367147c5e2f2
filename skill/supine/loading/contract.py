"""The contract between languages and code: ``intents/intents.yaml``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from supine.loading.document import Document, KeyPath
from supine.loading.schema import FileModel, Problem, hint, located, validated
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import Source, survey_yaml

CONTRACT_FILE = "intents.yaml"

_INTENT = re.compile(r"Supine[A-Z][A-Za-z]*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BOUNDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotKind:
    """What a slot may hold: values of a list, or whole numbers in a range."""

    list: str | None = None
    """``routines`` for the library's, else a list of the language's sentences."""

    range: tuple[int, int] | None = None
    """Least and greatest, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRule:
    """What an intent carries and where it can be heard."""

    slots: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    """Any of ``idle``, ``practice`` and ``question``."""

    twins: tuple[str, ...] = ()
    """Intents that share sentences with this one on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What every language has to bring."""

    version: int
    slots: Mapping[str, SlotKind] = field(default_factory=dict)
    intents: Mapping[str, IntentRule] = field(default_factory=dict)
    """In the order of precedence where a sentence fits two of them."""

    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The slots of each phrase, by key."""

    wake_words: tuple[str, ...] = ()
    """Words that no sentence may hold."""


def load_contract(source: Source) -> Contract:
    """Return the contract of a file.

    Raises:
        FaultsError: The file breaks its format; every fault that was found.
    """
    return check_contract(survey_yaml(source))


def check_contract(document: Document) -> Contract:
    """Return the contract of a document.

    Raises:
        FaultsError: It breaks its format; every fault that was found.
    """
    file, faults = validated(ContractFile, document)
    document.refuse([*faults, *located(_contract_problems(document.data), document)])
    assert file is not None  # noqa: S101 - it has no faults
    return Contract(
        version=file.version,
        slots={name: _slot_kind(kind) for name, kind in file.slots.items()},
        intents={
            name: IntentRule(
                slots=tuple(rule.slots), when=tuple(rule.when), twins=tuple(rule.twins)
            )
            for name, rule in file.intents.items()
        },
        phrases={key: tuple(slots) for key, slots in file.phrases.items()},
        wake_words=tuple(file.wake_words),
    )


def _slot_kind(kind: "SlotFile") -> SlotKind:
    bounds = (kind.bounds[0], kind.bounds[1]) if kind.bounds else None
    return SlotKind(list=kind.values, range=bounds)


# ---- the file --------------------------------------------------------------------------------


def _is_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        problem = {"problem": "a name here is made of small letters, digits and underscores"}
        raise PydanticCustomError("wrong-value", "{problem}", problem)
    return text


def _in_order(bounds: list[int]) -> list[int]:
    if bounds[0] > bounds[-1]:
        problem = {"problem": "a range is written [least, greatest]"}
        raise PydanticCustomError("wrong-value", "{problem}", problem)
    return bounds


_Name = Annotated[str, AfterValidator(_is_name)]
_Bounds = Annotated[
    list[int], Field(min_length=_BOUNDS, max_length=_BOUNDS), AfterValidator(_in_order)
]


class SlotFile(FileModel):
    """What a slot may hold; one of the two."""

    noun: ClassVar[str] = "a slot"

    values: _Name | None = Field(default=None, alias="list")
    bounds: _Bounds | None = Field(default=None, alias="range")


class IntentFile(FileModel):
    """What an intent carries and where it can be heard."""

    noun: ClassVar[str] = "an intent"

    slots: list[_Name] = Field(default=[])
    when: Annotated[list[Literal["idle", "practice", "question"]], Field(min_length=1)]
    twins: list[str] = Field(default=[])


class ContractFile(FileModel):
    """The contract as it is written."""

    noun: ClassVar[str] = "the contract"

    version: Literal[1]
    slots: dict[str, SlotFile] = Field(default={})
    intents: dict[str, IntentFile]
    phrases: dict[str, list[_Name]]
    wake_words: list[str] = Field(default=[])


# ---- rules that tie keys together ------------------------------------------------------------


def _contract_problems(data: object) -> Iterator[Problem]:
    contract = data if isinstance(data, dict) else {}
    slots, intents = _mapping(contract, "slots"), _mapping(contract, "intents")
    for name, kind in slots.items():
        if isinstance(kind, dict) and len(kind.keys() & {"list", "range"}) != 1:
            problem = f"the slot {show(name)} needs either `list` or `range`"
            yield Problem(("slots", name), "missing-key", problem, at_key=True)
    for name in intents:
        if not _INTENT.fullmatch(name):
            problem = f"{show(name)} has to be written like SupineStartRoutine"
            yield Problem(("intents", name), "wrong-value", problem, at_key=True)
        for key, known in (("slots", slots), ("twins", intents)):
            yield from _unknown_names(("intents", name, key), intents[name], known)


def _unknown_names(path: KeyPath, rule: object, known: dict[str, Any]) -> Iterator[Problem]:
    names = rule.get(path[-1]) if isinstance(rule, dict) else None
    for n, name in enumerate(names if isinstance(names, list) else []):
        if isinstance(name, str) and name not in known:
            kind = "slot" if path[-1] == "slots" else "intent"
            problem = f"the contract has no {kind} {show(name)}{hint(name, known)}"
            yield Problem((*path, n), "wrong-value", problem)


def _mapping(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}
