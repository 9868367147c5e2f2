"""What supine says of itself in one language: ``intents/<lang>/phrases.yaml``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Discriminator, Field, Tag

from supine.loading.contract import Contract
from supine.loading.document import Document, KeyPath
from supine.loading.schema import FileModel, Problem, hint, located, validated
from supine.loading.texts import sentence_faults, tidy
from supine.loading.timewords import ClockFile, DaysFile, clock_words, day_words, time_problems
from supine.loading.values import Sentence, Sentences, as_lines
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import Source, survey_yaml
from supine.model import ANSWER_MAX, PhraseBook, Side

PHRASES_FILE = "phrases.yaml"

NUMBERS = 100
"""From zero to ninety-nine."""

_SLOT_CHARS = 20
"""What a filled slot is taken to be long."""


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """A language's phrases and its fixed words for a red flag."""

    phrases: PhraseBook
    safety: tuple[str, ...]


def load_phrases(source: Source, contract: Contract) -> SpokenLanguage:
    """Return the phrases of a file.

    Raises:
        FaultsError: The file breaks its format or the contract; every fault that was found.
    """
    return check_phrases(survey_yaml(source), contract)


def check_phrases(document: Document, contract: Contract) -> SpokenLanguage:
    """Return the phrases of a document.

    Raises:
        FaultsError: It breaks its format or the contract; every fault that was found.
    """
    file, faults = validated(PhrasesFile, document)
    document.refuse([*faults, *located(_phrase_problems(document.data, contract), document)])
    assert file is not None  # noqa: S101 - it has no faults
    book = PhraseBook(
        phrases={key: tuple(map(tidy, as_lines(value))) for key, value in file.phrases.items()},
        numbers=tuple(file.numbers),
        units={
            "minute": (file.units.minute.one, file.units.minute.other),
            "second": (file.units.second.one, file.units.second.other),
            "hour": (file.units.hour.one, file.units.hour.other),
        },
        sides={Side.LEFT: file.sides.left, Side.RIGHT: file.sides.right},
        clock_words=clock_words(file.clock),
        day_words=day_words(file.days),
    )
    return SpokenLanguage(book, as_lines(file.safety))


def check_overrides(
    document: Document, contract: Contract, needed: Iterable[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Return phrases that replace those of the same keys, or come beside them.

    They keep the same rules as the phrases of a language; only none of those is missing.

    Args:
        document: A file with `phrases` alone.
        contract: Says which phrases there are and which slots each may use.
        needed: Keys that must be there.

    Raises:
        FaultsError: It breaks its format or the contract; every fault that was found.
    """
    file, faults = validated(OverridesFile, document)
    found = list(_phrase_problems(document.data, contract, needed))
    document.refuse([*faults, *located(found, document)])
    assert file is not None  # noqa: S101 - it has no faults
    return {key: tuple(map(tidy, as_lines(value))) for key, value in file.phrases.items()}


# ---- the file --------------------------------------------------------------------------------


def _shape(value: object) -> str:
    return "(list)" if isinstance(value, list) else "(text)"


# What a variant may hold depends on the contract, so its words are looked at further down.
_Variants = Annotated[
    Annotated[str, Tag("(text)")] | Annotated[list[str], Field(min_length=1), Tag("(list)")],
    Discriminator(_shape),
]
_Word = Annotated[str, AfterValidator(tidy)]


class UnitFile(FileModel):
    """Singular and plural of a unit of time."""

    noun: ClassVar[str] = "a unit"

    one: Sentence
    other: _Word


class UnitsFile(FileModel):
    """The units in which lengths are spoken of."""

    noun: ClassVar[str] = "`units`"

    minute: UnitFile
    second: UnitFile
    hour: UnitFile


class SidesFile(FileModel):
    """The words for the two sides."""

    noun: ClassVar[str] = "`sides`"

    left: Sentence
    right: Sentence


class PhrasesFile(FileModel):
    """Everything supine says of itself."""

    noun: ClassVar[str] = "a phrases file"

    numbers: Annotated[list[Sentence], Field(min_length=NUMBERS)]
    units: UnitsFile
    sides: SidesFile
    clock: ClockFile
    days: DaysFile
    safety: Sentences
    phrases: dict[str, _Variants]


class OverridesFile(FileModel):
    """Other words for some phrases."""

    noun: ClassVar[str] = "a file of other phrases"

    phrases: dict[str, _Variants]


# ---- the contract ----------------------------------------------------------------------------


def _phrase_problems(
    data: object, contract: Contract, needed: Iterable[str] | None = None
) -> Iterator[Problem]:
    file = data if isinstance(data, dict) else {}
    if needed is None:
        yield from _unit_problems(file.get("units"))
        yield from time_problems(file)
    phrases = file.get("phrases")
    if not isinstance(phrases, dict):
        return
    for key in contract.phrases if needed is None else needed:
        if key not in phrases:
            problem = f"the phrase {show(key)} is missing"
            yield Problem(("phrases",), "missing-key", problem, at_key=True)
    for key, value in phrases.items():
        if key not in contract.phrases:
            problem = f"there is no phrase {show(key)} in the contract{hint(key, contract.phrases)}"
            yield Problem(("phrases", key), "unknown-key", problem, at_key=True)
            continue
        slots = dict.fromkeys(contract.phrases[key], _SLOT_CHARS)
        yield from _variant_problems(("phrases", key), value, slots)


def _variant_problems(path: KeyPath, value: object, slots: Mapping[str, int]) -> Iterator[Problem]:
    variants = value if isinstance(value, list) else [value]
    for n, variant in enumerate(variants):
        if isinstance(variant, str):
            place = (*path, n) if isinstance(value, list) else path
            for rule, problem in sentence_faults(tidy(variant), ANSWER_MAX, slots):
                yield Problem(place, rule, problem)


def _unit_problems(units: object) -> Iterator[Problem]:
    given: dict[str, Any] = units if isinstance(units, dict) else {}
    for unit, words in given.items():
        other = words.get("other") if isinstance(words, dict) else None
        if not isinstance(other, str):
            continue
        path: KeyPath = ("units", unit, "other")
        for rule, problem in sentence_faults(tidy(other), ANSWER_MAX, {"n": _SLOT_CHARS}):
            yield Problem(path, rule, problem)
        if "{n}" not in other:
            yield Problem(path, "wrong-value", "`other` has to hold {n}, where the number goes")
