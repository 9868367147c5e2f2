import json
from pathlib import Path

import jsonschema
import pytest

from linting.broken import GERMAN, GOOD, SAID
from linting.pluginproject import SENTENCES as ADDED
from loading.written import DESK_BREAK, PHRASES
from plugins.test_packs import PACK
from supine.linting.jsonschemas import FileKind, schema_of, shipped_schema, written
from supine.loading.yamlfile import parse_yaml, read_yaml

ROOT = Path(__file__).resolve().parents[2]

SHIPPED = [
    *(
        (FileKind.ROUTINE, path)
        for path in (ROOT / "routines").glob("*.yaml")
        if path.stem.count(".") == 0
    ),
    *((FileKind.TRANSLATION, path) for path in (ROOT / "routines").glob("*.*.yaml")),
    *((FileKind.PHRASES, path) for path in (ROOT / "intents").glob("*/phrases.yaml")),
    *((FileKind.SENTENCES, path) for path in (ROOT / "intents").glob("*/sentences.yaml")),
    (FileKind.CONFIG, ROOT / "deploy" / "supine.yaml"),
]

VALIDATORS = {
    kind: jsonschema.Draft202012Validator(json.loads(shipped_schema(kind).read_text("utf-8")))
    for kind in FileKind
}


def data(text):
    return parse_yaml(text.encode(), "a.yaml", allow_empty=True).data


@pytest.mark.parametrize("kind", FileKind)
def test_what_is_shipped_is_what_the_models_say(kind):
    """After a change of a model: supine schema --out skill/supine/data/schemas."""
    assert json.loads(shipped_schema(kind).read_text("utf-8")) == json.loads(written(kind))


@pytest.mark.parametrize("kind", FileKind)
def test_it_is_a_schema(kind):
    jsonschema.Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=[path.name for _, path in SHIPPED])
def test_every_file_that_is_shipped_fits(kind, path):
    VALIDATORS[kind].validate(
        read_yaml(path).data if kind is not FileKind.CONFIG else data(path.read_text())
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FileKind.ROUTINE, DESK_BREAK),
        (FileKind.ROUTINE, GOOD["routines/short-one.yaml"]),
        (FileKind.TRANSLATION, GERMAN),
        (FileKind.PHRASES, PHRASES),
        (FileKind.SENTENCES, GOOD[SAID]),
        (FileKind.PACK, PACK),
        (FileKind.PACK_PHRASES, "phrases: {paused: [Held.], calm_done: Done.}\n"),
        (FileKind.PACK_SENTENCES, ADDED),
        (FileKind.CONFIG, "mqtt: {host: broker, keepalive: 20s}\nsites: {hall: {language: de}}\n"),
        (FileKind.CONFIG, "sites: [hall]\nreminders: [{at: 7:30, days: weekdays}]\n"),
    ],
)
def test_what_people_write_fits(kind, text):
    VALIDATORS[kind].validate(data(text))


@pytest.mark.parametrize(
    ("kind", "text", "old", "new"),
    [
        (FileKind.ROUTINE, DESK_BREAK, "hold: 10s", "hodl: 10s"),
        (FileKind.ROUTINE, DESK_BREAK, "position: lying\n", ""),
        (FileKind.ROUTINE, DESK_BREAK, "position: lying", "position: floating"),
        (FileKind.ROUTINE, DESK_BREAK, "default: 3", "default: three"),
        (FileKind.ROUTINE, DESK_BREAK, "say: That's it.", "say: 7"),
        (FileKind.ROUTINE, DESK_BREAK, "sides: [left, right]", "sides: [left, up]"),
        (FileKind.ROUTINE, DESK_BREAK, "hold: 15s", "hold: [15s]"),
        (FileKind.ROUTINE, DESK_BREAK, "cues: [{", "cues: [{evrey: 5s, "),
        (FileKind.TRANSLATION, GERMAN, "say: Das war es.", "hold: 10s"),
        (FileKind.TRANSLATION, GERMAN, "name: Pause am Tisch\n", ""),
        (FileKind.PHRASES, PHRASES, "  daily: every day\n", ""),
        (FileKind.SENTENCES, GOOD[SAID], "- hang on", "- 7"),
        (FileKind.SENTENCES, GOOD[SAID], "language: en\n", ""),
        (FileKind.PACK, PACK, "name: quiet\n", ""),
        (FileKind.PACK, PACK, '"1.0"', "1.0"),
        (FileKind.PACK_PHRASES, "phrases: {paused: [Held.]}\n", "phrases", "phrase"),
        (FileKind.PACK_SENTENCES, ADDED, "- ask the", "- 7\n    # "),
        (FileKind.PACK_SENTENCES, ADDED, "language: en", "skip_words: [please]"),
        (FileKind.CONFIG, "mqtt: {port: 1883}\n", "1883", "70000"),
        (FileKind.CONFIG, "log: {level: info}\n", "info", "loud"),
        (FileKind.CONFIG, "mqtt: {host: a}\n", "host", "hst"),
    ],
)
def test_what_is_broken_does_not(kind, text, old, new):
    assert old in text

    assert VALIDATORS[kind].is_valid(data(text))
    assert not VALIDATORS[kind].is_valid(data(text.replace(old, new, 1)))


def test_an_editor_is_told_what_every_key_of_a_routine_means():
    schema = schema_of(FileKind.ROUTINE)
    parts = [schema, *(schema["$defs"][name] for name in ("StepFile", "CloseStepFile", "CueFile"))]

    silent = {
        key
        for part in parts
        for key, value in part["properties"].items()
        if not value.get("description")
    }
    assert silent == set()
