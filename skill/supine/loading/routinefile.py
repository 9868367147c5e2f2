"""What a routine file and a translation of one may contain, key by key.

The rules that tie several keys together are in `supine.loading.routinerules`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, ValidationInfo
from pydantic_core import PydanticCustomError

from supine.loading.schema import FileModel
from supine.loading.values import (
    Duration,
    Hold,
    Id,
    LanguageCode,
    Name,
    NameBySide,
    PositiveDuration,
    Said,
    SaidBySide,
    SentencesBySide,
    SidedSentence,
    is_by_side,
)

ABOUT_MAX = 2
"""Sentences of an answer to "what is the back release?", and to "why does it help?"."""

REPS_MAX = 99
"""As far as the phrase book counts."""


def _at_most_two(value: str | list[str], info: ValidationInfo) -> str | list[str]:
    if isinstance(value, list) and len(value) > ABOUT_MAX:
        text = f"`{info.field_name}` has at most {ABOUT_MAX} sentences, here are {len(value)}"
        raise PydanticCustomError("wrong-value", "{problem}", {"problem": text})
    return value


def _both_sides(value: list[str]) -> list[str]:
    if sorted(value) != ["left", "right"]:
        problem = {"problem": "both sides are practised equally: write [left, right]"}
        raise PydanticCustomError("sides-unequal", "{problem}", problem)
    return value


def _id_or_sentences(value: object) -> str:
    if isinstance(value, SentencesBySide) or is_by_side(value):
        return "(by side)"
    return "(sentences)" if isinstance(value, list) else "(step)"


def _number_or_keys(value: object) -> str:
    return "(keys)" if isinstance(value, dict | FileModel) else "(number)"


About = Annotated[Said, AfterValidator(_at_most_two)]
Aim = Literal["back", "neck", "shoulders", "hips", "legs", "sleep", "stress", "sitting"]
"""What people ask something for: the values of the slot `aim`."""

Sides = Annotated[list[Literal["left", "right"]], AfterValidator(_both_sides)]
SidedSentences = Annotated[list[SidedSentence], Field(min_length=1)]
Gentler = Annotated[
    Annotated[str, Tag("(step)")]
    | Annotated[SidedSentences, Tag("(sentences)")]
    | Annotated[SentencesBySide, Tag("(by side)")],
    Discriminator(_id_or_sentences),
]
"""A step's id, or sentences, for both sides or by side."""

GentlerTexts = Annotated[
    Annotated[SidedSentences, Tag("(sentences)")] | Annotated[SentencesBySide, Tag("(by side)")],
    Discriminator(lambda value: _id_or_sentences(value).replace("step", "sentences")),
]


class MinutesFile(FileModel):
    """How long a routine takes."""

    noun: ClassVar[str] = "`minutes`"

    default: int
    min: int | None = None
    max: int | None = None


Minutes = Annotated[
    Annotated[int, Tag("(number)")] | Annotated[MinutesFile, Tag("(keys)")],
    Discriminator(_number_or_keys),
]


class RepsFile(FileModel):
    """Movements counted aloud."""

    noun: ClassVar[str] = "`reps`"

    count: Annotated[int, Field(ge=1, le=REPS_MAX)]
    pace: PositiveDuration


class CueFile(FileModel):
    """Words inside a hold."""

    noun: ClassVar[str] = "a cue"

    say: SaidBySide
    every: PositiveDuration | None = None
    at: Duration | None = None
    left: Duration | None = None


class CloseStepFile(FileModel):
    """A step of the close, which need not be called by an id."""

    noun: ClassVar[str] = "a step of the close"

    id: Id | None = None
    name: NameBySide | None = None
    posture: NameBySide | None = None
    sides: Sides | None = None
    say: SaidBySide | None = None
    brief: SaidBySide | None = None
    settle: Duration | None = None
    hold: Hold | None = None
    reps: RepsFile | None = None
    until: Literal["ready"] | None = None
    cues: list[CueFile] = Field(default=[])
    optional: bool = False
    gentler: Gentler | None = None
    sound: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    """A WAV beside the file, or in a folder below."""


class StepFile(CloseStepFile):
    """A step."""

    noun: ClassVar[str] = "a step"

    id: Id


class RoutineFile(FileModel):
    """A routine with its text."""

    noun: ClassVar[str] = "a routine file"

    id: Id
    lang: LanguageCode = "en"
    name: Name
    aliases: list[Name] = Field(default=[])
    about: About | None = None
    why: About | None = None
    aims: list[Aim] = Field(default=[], alias="for")
    position: Literal["lying", "sitting", "standing", "bed"]
    minutes: Minutes
    needs: Said | None = None
    rules: Said | None = None
    steps: Annotated[list[StepFile], Field(min_length=1)]
    close: list[CloseStepFile] = Field(default=[])


class StepTexts(FileModel):
    """The texts of one step in another language."""

    noun: ClassVar[str] = "a step's translation"

    name: NameBySide | None = None
    posture: NameBySide | None = None
    say: SaidBySide | None = None
    brief: SaidBySide | None = None
    gentler: GentlerTexts | None = None
    cues: list[SaidBySide] = Field(default=[])


class TranslationFile(FileModel):
    """The texts of a routine in another language."""

    noun: ClassVar[str] = "a translation"

    name: Name
    aliases: list[Name] = Field(default=[])
    about: About | None = None
    why: About | None = None
    needs: Said | None = None
    rules: Said | None = None
    steps: dict[str, StepTexts]
    close: dict[str, StepTexts] = Field(default={})
    of: dict[str, str] = Field(default={})
    """Fingerprints of the texts that were translated; `supine.linting.fingerprints`."""
