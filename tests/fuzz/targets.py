"""What is fuzzed, each with the invariant it must hold, whatever bytes it gets.

A target takes bytes and returns, or raises AssertionError or whatever the code under it was not
meant to raise.  What it was meant to raise it catches, and holds it to its word: one sentence
that may stand in a log.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from supine.adapters.hermes.codec import SUBSCRIPTIONS, decode
from supine.adapters.hermes.fields import ID_MAX
from supine.adapters.hermes.messages import HermesDecodeError
from supine.adapters.hermes.text import pieces, spoken
from supine.data import shipped
from supine.errors import FaultsError
from supine.loading.contract import CONTRACT_FILE, Contract, load_contract
from supine.loading.routines import load_routine
from supine.model import ANSWER_MAX, SENTENCE_MAX
from supine.understanding.templates import load_templates

ROOT = Path(__file__).resolve().parents[2]
THIRD = ROOT / "tests" / "understanding" / "third"

TOPICS = (
    *(topic.replace("+", "porcupine") for topic in SUBSCRIPTIONS if "intent/" not in topic),
    "hermes/intent/SupineStartRoutine",
    "hermes/intent/GetTime",
)
SENTENCE_IN_A_LOG = 400
FAULTS_LINE = 2_000
TEXT_MAX = 256


@dataclass(frozen=True)
class Target:
    """One thing that takes bytes from outside."""

    name: str
    check: Callable[[bytes, Path], None]
    """Given bytes, and a folder to write into."""

    seeds: Callable[[], list[bytes]]


# ---- what comes over the wire ---------------------------------------------------------------


def codec(data: bytes, _folder: Path) -> None:
    """The first byte is the topic's number; the others are the payload."""
    topic = TOPICS[data[0] % len(TOPICS)] if data else TOPICS[0]
    try:
        message = decode(topic, data[1:])
    except HermesDecodeError as error:
        line = str(error)
        assert line.isprintable(), line
        assert len(line) < SENTENCE_IN_A_LOG, line
        return
    if message is not None:
        for text in _texts(message):
            assert len(text) <= max(ID_MAX, TEXT_MAX), text
            assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in text), text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (*_texts(key), *_texts(each))
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):  # type: ignore[arg-type]
            yield from _texts(getattr(value, field.name))


def codec_seeds() -> list[bytes]:
    """One well-formed message for each topic."""
    session = {"siteId": "default", "sessionId": "default-porcupine-1", "customData": "porcupine"}
    slot = {"slotName": "minutes", "entity": "n", "value": {"kind": "Number", "value": 12}}
    intent = {"intentName": "SupineStartRoutine", "confidenceScore": 0.9}
    more = {
        "termination": {"reason": "nominal"},
        "id": "supine-1",
        "context": "supine-1",
        "input": "twelve minutes",
    }
    whole = json.dumps({**session, **more}).encode()
    spoken_intent = json.dumps({**session, "intent": intent, "slots": [slot]}).encode()
    last = len(TOPICS) - 2
    return [bytes([n]) + whole for n in range(last)] + [bytes([last]) + spoken_intent]


def speech(data: bytes, _folder: Path) -> None:
    """What a speech engine gets is one clean line that is no option, in pieces of their length."""
    text = data.decode("utf-8", "surrogateescape")
    for longest in (SENTENCE_MAX, ANSWER_MAX):
        for piece in (spoken(text), *pieces(text, longest)):
            assert not piece.startswith("-"), repr(piece)
            assert not any(ord(one) < 32 or 127 <= ord(one) < 160 for one in piece), repr(piece)
            piece.encode("utf-8")
        assert all(len(piece) <= longest for piece in pieces(text, longest))


def speech_seeds() -> list[bytes]:
    """Texts of many kinds."""
    return [
        b"Let your head rest on the books, with your neck straight.",
        b"--stdin -x \x1b[2J -- ",
        "Größe: länger, höher; 背中を。\u2028\u202eLeg".encode(),
        b"word " * 120,
    ]


# ---- what people write ----------------------------------------------------------------------


def routine(data: bytes, folder: Path) -> None:
    """A routine is loaded, or refused with faults that can be read."""
    file = folder / "back-release.yaml"
    file.write_bytes(data)
    try:
        load_routine(file)
    except FaultsError as error:
        _hold_to_their_word(error)


def routine_seeds() -> list[bytes]:
    """The routines that are shipped, without their translations."""
    files = sorted((ROOT / "routines").glob("*.yaml"))
    return [file.read_bytes() for file in files if "." not in file.stem]


def sentences(data: bytes, folder: Path) -> None:
    """Sentence templates are loaded, or refused with faults that can be read."""
    file = folder / "sentences.yaml"
    file.write_bytes(data)
    try:
        load_templates(file, _contract())
    except FaultsError as error:
        _hold_to_their_word(error)


def sentence_seeds() -> list[bytes]:
    """A whole language, but a small one: the shipped ones take a hundred times as long."""
    return [(THIRD / "intents" / "qaa" / "sentences.yaml").read_bytes()]


@cache
def _contract() -> Contract:
    return load_contract(shipped("intents") / CONTRACT_FILE)


def _hold_to_their_word(error: FaultsError) -> None:
    assert error.faults
    for fault in error.faults:
        line = str(fault)
        assert "\n" not in line, line
        assert line.isprintable(), ascii(line)
        assert len(line) < FAULTS_LINE, line


TARGETS = {
    target.name: target
    for target in (
        Target("codec", codec, codec_seeds),
        Target("speech", speech, speech_seeds),
        Target("routine", routine, routine_seeds),
        Target("sentences", sentences, sentence_seeds),
    )
}
