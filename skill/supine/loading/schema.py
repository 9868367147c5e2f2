"""Hold a file against its model, and say in plain words where it does not fit.

The models describe shapes: which keys there are and what kind of value each takes.  What
pydantic finds is translated here; nothing of its own wording reaches a reader.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import UnionType
from typing import Annotated, ClassVar, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from supine.errors import Fault
from supine.loading.document import Document, KeyPath
from supine.loading.texts import Broken
from supine.loading.yamlerrors import show

_ALIKE = 0.6
_KEY = "[key]"  # pydantic's word for a mapping's key, rather than its value
_MANY_KEYS = 16


class FileModel(BaseModel):
    """A mapping in a file: only these keys, and no guessing at types."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, allow_inf_nan=False
    )

    noun: ClassVar[str] = "the file"
    """What a person would call such a mapping."""

    missing_rule: ClassVar[str] = "missing-key"
    """The rule that is broken when one of its keys is missing."""


M = TypeVar("M", bound=FileModel)


class Problem(NamedTuple):
    """A fault that has not been given its line yet."""

    path: KeyPath
    rule: str
    text: str
    at_key: bool = False


def validated(
    model: type[M], document: Document, context: object = None
) -> tuple[M | None, list[Fault]]:
    """Return the document as a model, or None and what is wrong with it.

    A key without a value is refused even where the key may be left out.
    """
    found: list[Problem] = []
    value = None
    try:
        value = model.model_validate(document.data, context=context)
    except ValidationError as error:
        found = problems(error, model)
    # A key that is missing says nothing about its neighbours; every other fault is enough.
    known = {each.path for each in found if each.rule == "unknown-key" or not each.at_key}
    for path in document.empty:
        if path and not any(path[: len(each)] == each for each in known):
            problem = f"{_subject(path, model)} is empty: give it a value or leave it out"
            found.append(Problem(path, "text-missing", problem))
    return None if found else value, located(found, document)


def located(found: Iterable[Problem], document: Document) -> list[Fault]:
    """Return problems as faults at their lines."""
    return [document.fault(each.path, each.text, each.rule, at_key=each.at_key) for each in found]


def problems(error: ValidationError, model: type[FileModel]) -> list[Problem]:
    """Return what a validation found, in plain words."""
    details = error.errors(include_url=False)
    return list(dict.fromkeys(_problem(detail, model) for detail in details))


def refuse(broken: Sequence[Broken]) -> None:
    """Make a validator fail with these, when there are any.

    Raises:
        ValidationError: There are some.
    """
    if not broken:
        return
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(rule, "{problem}", {"problem": problem}), loc=(), input=None
        )
        for rule, problem in broken
    ]
    raise ValidationError.from_exception_data("text", lines)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean `x`?`` for a word that was probably misspelt, or nothing."""
    names = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=_ALIKE)
    return f"; did you mean {show(names[near[0]])}?" if near else ""


def hint(word: str, known: Iterable[str]) -> str:
    """Return the `suggestion`, or else all there is to choose from."""
    names = sorted(known)
    listed = f": there {'is' if len(names) == 1 else 'are'} {', '.join(names)}"
    return suggestion(word, names) or (listed if 0 < len(names) <= _MANY_KEYS else "")


def _problem(detail: ErrorDetails, model: type[FileModel]) -> Problem:
    kind, loc = detail["type"], detail["loc"]
    path = _path(loc)
    if kind in ("extra_forbidden", "missing"):
        path = (*_path(loc[:-1]), loc[-1])  # a key, whatever it looks like
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    if kind == "missing":
        owner = _model_at(model, path[:-1])
        problem = f"{owner.noun} needs the key {show(path[-1])}"
        return Problem(path[:-1], owner.missing_rule, problem, at_key=True)
    if "-" in kind:
        problem = str(detail.get("ctx", {}).get("problem", ""))
        return Problem(path, kind, problem, at_key=loc[-1:] == (_KEY,))
    explain = _EXPLAIN.get(kind, _wrong_value)
    rule, text = explain(_subject(path, model), detail)
    return Problem(path, rule, text)


def _path(loc: tuple[int | str, ...]) -> KeyPath:
    """Return the keys and positions of pydantic's location.

    A union's branches are told apart by tags in brackets, which are no keys of the file.
    """
    return tuple(
        part
        for part in loc
        if part != _KEY and not (isinstance(part, str) and part[:1] + part[-1:] == "()")
    )


def _unknown_key(path: KeyPath, model: type[FileModel]) -> Problem:
    owner = _model_at(model, path[:-1])
    key = str(path[-1])
    keys = [field.alias or name for name, field in owner.model_fields.items()]
    problem = f"{show(key)} is not a key of {owner.noun}{hint(key, keys)}"
    return Problem(path, "unknown-key", problem, at_key=True)


def _subject(path: KeyPath, model: type[FileModel]) -> str:
    """Return what a path's value is called in a sentence."""
    if not path:
        return model.noun
    keys = [part for part in path if isinstance(part, str)]
    if isinstance(path[-1], int):
        return f"this item of {show(keys[-1])}" if keys else "this item"
    return show(path[-1])


# ---- kinds of misfit ------------------------------------------------------------------------

Explained = tuple[str, str]


def _wrong_text(subject: str, detail: ErrorDetails) -> Explained:
    given = detail["input"]
    if isinstance(given, bool | int | float):
        return "wrong-type", f"{subject} has to be a text: put it in quotes"
    if given is None:
        return "text-missing", f"{subject} is empty: write a text"
    if isinstance(given, list):
        return "wrong-type", f"{subject} has to be a single text, not a list"
    if isinstance(given, dict) and None in given.values():
        return "wrong-type", f'{subject} begins with "{{" or ends in ":": put the text in quotes'
    return "wrong-type", f'{subject} is taken for a key because of its ":": put the text in quotes'


def _wrong_list(subject: str, detail: ErrorDetails) -> Explained:
    if detail["input"] is None:
        return "wrong-type", f"{subject} is empty: write a list below it or leave it out"
    return "wrong-type", f'{subject} has to be a list: lines that begin with "-", or [one, two]'


def _wrong_mapping(subject: str, detail: ErrorDetails) -> Explained:
    if detail["input"] is None:
        return "wrong-type", f"{subject} is empty: write its keys below it"
    return "wrong-type", f'{subject} has to be made of keys with values: lines like "key: value"'


def _wrong_int(subject: str, _detail: ErrorDetails) -> Explained:
    return "wrong-type", f"{subject} has to be a whole number"


def _wrong_number(subject: str, _detail: ErrorDetails) -> Explained:
    return "wrong-type", f"{subject} has to be a number"


def _wrong_bool(subject: str, _detail: ErrorDetails) -> Explained:
    return "wrong-type", f"{subject} has to be true or false"


def _wrong_choice(subject: str, detail: ErrorDetails) -> Explained:
    choices = re.findall(r"'([^']*)'|(\d+)", str(detail.get("ctx", {}).get("expected", "")))
    names = [text or number for text, number in choices]
    listed = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    given = detail["input"]
    did_you_mean = suggestion(given, names) if isinstance(given, str) else ""
    return "wrong-value", f"{subject} has to be {listed}{did_you_mean}"


def _out_of_range(subject: str, detail: ErrorDetails) -> Explained:
    context = detail.get("ctx", {})
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limit = next((f"{words[key]} {context[key]:g}" for key in words if key in context), "in range")
    return "wrong-value", f"{subject} has to be {limit}"


def _too_short(subject: str, detail: ErrorDetails) -> Explained:
    least = detail.get("ctx", {}).get("min_length", 1)
    if not detail["input"]:
        return "text-missing", f"{subject} is empty: it needs at least {least}"
    return "wrong-value", f"{subject} needs at least {least} items, it has {len(detail['input'])}"


def _too_long(subject: str, detail: ErrorDetails) -> Explained:
    most = detail.get("ctx", {}).get("max_length", 1)
    return "wrong-value", f"{subject} may have at most {most}, it has {len(detail['input'])}"


def _wrong_value(subject: str, _detail: ErrorDetails) -> Explained:
    return "wrong-value", f"{subject} does not have the form it should have"


_EXPLAIN: dict[str, Callable[[str, ErrorDetails], Explained]] = {
    "string_type": _wrong_text,
    "list_type": _wrong_list,
    "dict_type": _wrong_mapping,
    "model_type": _wrong_mapping,
    "model_attributes_type": _wrong_mapping,
    "int_type": _wrong_int,
    "int_from_float": _wrong_int,
    "float_type": _wrong_number,
    "finite_number": _wrong_number,
    "bool_type": _wrong_bool,
    "literal_error": _wrong_choice,
    "enum": _wrong_choice,
    "greater_than_equal": _out_of_range,
    "greater_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "too_short": _too_short,
    "string_too_short": _too_short,
    "too_long": _too_long,
    "string_too_long": _too_long,
}


# ---- which model describes the value at a path -----------------------------------------------


def _model_at(model: type[FileModel], path: KeyPath) -> type[FileModel]:
    """Return the model of the mapping at ``path``."""
    kind: object = model
    for part in path:
        kind = _inside(kind, part)
    return next(_models(kind), model)


def _inside(kind: object, part: str | int) -> object:
    """Return the annotation of what stands at ``part`` of a value annotated ``kind``."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _inside(args[0], part)
    if origin in (Union, UnionType):
        return next((found for arg in args if (found := _inside(arg, part)) is not None), None)
    if origin is list and isinstance(part, int):
        return args[0]
    if origin is dict and isinstance(part, str):
        return args[1]
    if isinstance(kind, type) and issubclass(kind, FileModel):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return fields[part].annotation if part in fields else None
    return None


def _models(kind: object) -> Iterator[type[FileModel]]:
    if isinstance(kind, type) and issubclass(kind, FileModel):
        yield kind
    elif get_origin(kind) in (Annotated, Union, UnionType):
        for arg in get_args(kind):
            yield from _models(arg)
