"""The kinds of value that files share: sentences, texts by side, durations, names."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, ValidationInfo
from pydantic_core import PydanticCustomError

from supine.loading.durations import parse_duration
from supine.loading.schema import FileModel, refuse
from supine.loading.texts import Broken, is_plainly_good, name_faults, sentence_faults, tidy
from supine.model import SENTENCE_MAX

SIDE_CHARS = "side_chars"
"""Key of the validation context: characters of the language's longer word for a side."""

_SIDE_CHARS = len("right")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID_MAX = 64
_SITE = re.compile(r"[^\s/+#\0\ud800-\udfff]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

Check = Callable[[str, int, Mapping[str, int]], Iterator[Broken]]


def _checked(check: Check, *, sided: bool) -> Callable[[str, ValidationInfo], str]:
    def validate(text: str, info: ValidationInfo) -> str:
        if check is sentence_faults and is_plainly_good(text, SENTENCE_MAX):
            return text
        chars = (info.context or {}).get(SIDE_CHARS, _SIDE_CHARS)
        text = tidy(text)
        refuse(list(check(text, SENTENCE_MAX, {"side": chars} if sided else {})))
        return text

    return validate


Sentence = Annotated[str, AfterValidator(_checked(sentence_faults, sided=False))]
SidedSentence = Annotated[str, AfterValidator(_checked(sentence_faults, sided=True))]
"""A sentence that may speak of the ``{side}``."""

Name = Annotated[str, AfterValidator(_checked(name_faults, sided=False))]


def is_by_side(value: object) -> bool:
    """Return whether a mapping is meant as texts by side, rather than a sentence with a ":"."""
    return isinstance(value, dict) and not value.keys().isdisjoint(("left", "right"))


def _shape(value: object) -> str:
    if isinstance(value, list):
        return "(list)"
    return "(by side)" if isinstance(value, FileModel) or is_by_side(value) else "(text)"


def _list_or_text(value: object) -> str:
    return "(list)" if isinstance(value, list) else "(text)"


def _text_or_sides(value: object) -> str:
    return "(by side)" if isinstance(value, FileModel) or is_by_side(value) else "(text)"


Sentences = Annotated[list[Sentence], Field(min_length=1)]

Said = Annotated[
    Annotated[Sentence, Tag("(text)")] | Annotated[Sentences, Tag("(list)")],
    Discriminator(_list_or_text),
]
"""One sentence or several."""

SidedSaid = Annotated[
    Annotated[SidedSentence, Tag("(text)")]
    | Annotated[list[SidedSentence], Field(min_length=1), Tag("(list)")],
    Discriminator(_list_or_text),
]


class SentencesBySide(FileModel):
    """Sentences that differ in more than the word for the side."""

    noun: ClassVar[str] = "a text by side"
    missing_rule: ClassVar[str] = "sides-unequal"

    left: SidedSaid
    right: SidedSaid


class TextBySide(FileModel):
    """A text that differs in more than the word for the side."""

    noun: ClassVar[str] = "a text by side"
    missing_rule: ClassVar[str] = "sides-unequal"

    left: SidedSentence
    right: SidedSentence


SaidBySide = Annotated[
    Annotated[SidedSentence, Tag("(text)")]
    | Annotated[list[SidedSentence], Field(min_length=1), Tag("(list)")]
    | Annotated[SentencesBySide, Tag("(by side)")],
    Discriminator(_shape),
]
"""Sentences, for both sides or by side."""

NameBySide = Annotated[
    Annotated[SidedSentence, Tag("(text)")] | Annotated[TextBySide, Tag("(by side)")],
    Discriminator(_text_or_sides),
]
"""One text, for both sides or by side."""


def _duration(value: object) -> float:
    try:
        return parse_duration(value)
    except ValueError as exc:
        raise PydanticCustomError("wrong-value", "{problem}", {"problem": str(exc)}) from None


def _positive_duration(value: object) -> float:
    seconds = _duration(value)
    if seconds == 0:
        problem = {"problem": "this duration has to be more than 0"}
        raise PydanticCustomError("wrong-value", "{problem}", problem)
    return seconds


def _hold(value: object) -> object:
    if value == "rest":
        return value
    try:
        return parse_duration(value)
    except ValueError as exc:
        problem = {"problem": f"{exc}; or rest for what is left of the asked minutes"}
        raise PydanticCustomError("wrong-value", "{problem}", problem) from None


Duration = Annotated[float, BeforeValidator(_duration)]
PositiveDuration = Annotated[float, BeforeValidator(_positive_duration)]
Hold = Annotated[float | Literal["rest"], BeforeValidator(_hold)]
"""Seconds, or ``rest`` for whatever is left."""


def _pattern(pattern: re.Pattern[str], longest: int, form: str) -> Callable[[str], str]:
    def validate(text: str) -> str:
        if len(text) > longest or not pattern.fullmatch(text):
            raise PydanticCustomError("wrong-value", "{problem}", {"problem": form})
        return text

    return validate


_ID_FORM = "an id is made of small letters, digits and single hyphens, like desk-break"
_SITE_FORM = "a site's id has no spaces and none of / + #"
_LANGUAGE_FORM = "a language is written as its code, like en, de or pt-BR"

Id = Annotated[str, AfterValidator(_pattern(_ID, _ID_MAX, _ID_FORM))]
SiteId = Annotated[str, AfterValidator(_pattern(_SITE, _ID_MAX, _SITE_FORM))]
LanguageCode = Annotated[str, AfterValidator(_pattern(_LANGUAGE, _ID_MAX, _LANGUAGE_FORM))]


def is_language(text: str) -> bool:
    """Return whether a text has the form of a language's code."""
    return len(text) <= _ID_MAX and _LANGUAGE.fullmatch(text) is not None


def as_lines(value: object) -> tuple[str, ...]:
    """Return a `Said` as the sentences it stands for; none for None."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)
