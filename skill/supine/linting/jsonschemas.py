"""JSON Schemas of the files that people write, for editors that complete and check as one types.

They are made from the models that the files are held to, and shipped in `supine.data`; a
schema says less than ``supine check`` does, which also knows what belongs together.
"""

import ast
import inspect
import json
import textwrap
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from supine.loading.phrases import OverridesFile, PhrasesFile
from supine.loading.routinefile import RoutineFile, TranslationFile
from supine.loading.schema import FileModel
from supine.loading.settings import Config
from supine.plugins.packs import PackFile
from supine.understanding.extension import AddedFile
from supine.understanding.sentencesfile import SentencesFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class FileKind(StrEnum):
    """A kind of file that has a schema."""

    ROUTINE = "routine"
    TRANSLATION = "translation"
    PHRASES = "phrases"
    SENTENCES = "sentences"
    CONFIG = "config"
    PACK = "pack"
    """A pack's ``plugin.yaml``."""

    PACK_PHRASES = "pack-phrases"
    """What packs and plugins bring, or a household: ``phrases.<lang>.yaml``."""

    PACK_SENTENCES = "pack-sentences"


MODELS: dict[FileKind, type[FileModel]] = {
    FileKind.ROUTINE: RoutineFile,
    FileKind.TRANSLATION: TranslationFile,
    FileKind.PHRASES: PhrasesFile,
    FileKind.SENTENCES: SentencesFile,
    FileKind.CONFIG: Config,
    FileKind.PACK: PackFile,
    FileKind.PACK_PHRASES: OverridesFile,
    FileKind.PACK_SENTENCES: AddedFile,
}

_KEYS = {
    "about": "What it is, in at most two sentences: for whoever asks.",
    "aliases": "Other names that it is asked for by.",
    "at": "So long after the hold has begun.",
    "brief": "Said instead once the routine is known.",
    "close": "The way up again; it is never left out.",
    "cues": "Words inside the hold: every, at or left says when.",
    "every": "Again and again after this time; with several sentences, each in turn.",
    "for": "What it is meant for, the first thing first: for whoever asks what there is.",
    "gentler": "What pain leads to: the id of a step, or sentences.",
    "hold": "Silence after the words: 10s, 1min 30s, or rest for whatever is left.",
    "id": "Small letters, digits and single hyphens; of a routine, the name of its file.",
    "lang": "The language of this file; en where it is left out.",
    "left": "So long before the hold ends; or the words for the left side.",
    "minutes": "How long it takes: a number, or default with min and max.",
    "name": "How it is spoken of.",
    "needs": "What to have at hand; said before the first times.",
    "of": "Which texts were translated; written by supine check --stamp.",
    "optional": "Left out where the minutes have no room for it.",
    "position": "How it is practised.",
    "posture": "What going on is answered with.",
    "reps": "Movements counted aloud: count and pace.",
    "rules": "How to practise; said before the first times.",
    "say": "What is said; at most 90 characters a sentence. {side} is the side.",
    "settle": "Time to get into place, before the hold is counted.",
    "sides": "Said and held once for each side, equally.",
    "sound": "A WAV file beside this one, played at this step.",
    "steps": "What is done, in order.",
    "until": "ready: wait for the person.",
    "why": "Why it helps, in at most two sentences: for whoever asks.",
}
"""What an editor shows of the keys of routines and translations."""


_BY_NAME = frozenset(("$defs", "properties"))
"""Where a schema has names of its own for keys."""


class _Generator(GenerateJsonSchema):
    """Knows what our validators make of texts."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """Return the schema of a value that may also be written as a text: a time, a duration."""
        made = self.generate_inner(schema["schema"])
        if made.get("type") == "string":
            return {"type": "string"}
        return {"anyOf": [made, {"type": "string"}]}


def schema_of(kind: FileKind) -> dict[str, Any]:
    """Return the schema of a kind of file, made from its model."""
    model = MODELS[kind]
    made = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    keys = _KEYS if kind in {FileKind.ROUTINE, FileKind.TRANSLATION} else {}
    described = _described(made, model, keys)
    tidied = _tidied(described, nothing=kind is FileKind.CONFIG)
    return {"$schema": DIALECT, "title": f"supine: {kind.value}", **tidied}


def written(kind: FileKind) -> str:
    """Return the schema as it stands in its file."""
    return json.dumps(schema_of(kind), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def shipped_schema(kind: FileKind) -> Traversable:
    """Return the file of a schema that is installed with supine."""
    return files("supine.data") / "schemas" / f"{kind.value}.json"


def _described(
    made: dict[str, Any], model: type[FileModel], keys: dict[str, str]
) -> dict[str, Any]:
    """Return a schema whose keys tell what they mean."""
    models = {each.__name__: each for each in _models()}
    for name, part in [(model.__name__, made), *made.get("$defs", {}).items()]:
        known = keys | (_docstrings(models[name]) if name in models else {})
        for key, value in part.get("properties", {}).items():
            if key in known:
                value["description"] = known[key]
    return made


def _models() -> list[type[FileModel]]:
    found: list[type[FileModel]] = []
    waiting: list[type[FileModel]] = [FileModel]
    while waiting:
        found += (more := waiting.pop().__subclasses__())
        waiting += more
    return found


def _docstrings(model: type[FileModel]) -> dict[str, str]:
    """Return what stands below the attributes of a model, by their keys in the file."""
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    texts: dict[str, str] = {}
    name = None
    for node in body.body if isinstance(body, ast.ClassDef) else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name:
            texts[name] = inspect.cleandoc(str(node.value.value)).replace("\n", " ")
        name = node.target.id if _is_attribute(node) else None  # type: ignore[attr-defined]
    fields = model.model_fields.items()
    return {field.alias or name: texts[name] for name, field in fields if name in texts}


def _is_attribute(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)


def _tidied(value: Any, *, nothing: bool) -> Any:  # noqa: ANN401 - any JSON
    """Return a schema without what says nothing to an editor.

    Args:
        value: Any part of it.
        nothing: Whether a key may be there without a value.
    """
    if isinstance(value, list):
        return [_tidied(each, nothing=nothing) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {key: each for key, each in value.items() if not (key == "title" and type(each) is str)}
    kept = {key: each for key, each in kept.items() if key != "default" or _is_plain(each)}
    choices = kept.get("anyOf")
    if choices is not None and not nothing:
        choices = [each for each in choices if each != {"type": "null"}]
        kept["anyOf"] = choices
        if len(choices) == 1:
            del kept["anyOf"]
            kept |= choices[0]
    if "oneOf" in kept:  # branches are told apart by code; here they may overlap
        kept["anyOf"] = kept.pop("oneOf")
    return {
        key: {name: _tidied(part, nothing=nothing) for name, part in each.items()}
        if key in _BY_NAME
        else _tidied(each, nothing=nothing)
        for key, each in kept.items()
    }


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and value != ""
