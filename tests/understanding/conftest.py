"""The languages that supine ships, read once, and what people say in them."""

from functools import cache
from pathlib import Path

import pytest

from supine.loading.contract import Contract, load_contract
from supine.loading.library import load_library
from supine.loading.yamlfile import read_yaml
from supine.understanding.recogniser import Recogniser
from supine.understanding.templates import Templates, load_templates
from understanding.sayings import SAYINGS, Saying, files

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "intents" / "intents.yaml"


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(CONTRACT)


@pytest.fixture(scope="session")
def code(request: pytest.FixtureRequest) -> str:
    """The language: English, or the one that a test is run with."""
    return getattr(request, "param", "en")


@cache
def _templates(code: str) -> Templates:
    file = ROOT / "intents" / code / "sentences.yaml"
    return load_templates(file, load_contract(CONTRACT))


@cache
def _names(code: str) -> dict[str, str]:
    library = load_library([ROOT / "routines"], ROOT / "intents", [code])
    return {
        name: routine.id
        for routine in library.languages[code].routines.values()
        for name in (routine.name, *routine.aliases)
    }


@cache
def _recogniser(code: str) -> Recogniser:
    return Recogniser(_templates(code), _names(code))


@pytest.fixture(scope="session")
def templates(code: str) -> Templates:
    return _templates(code)


@pytest.fixture(scope="session")
def names(code: str) -> dict[str, str]:
    """Routine ids by the names and aliases of the routines that supine ships."""
    return _names(code)


@pytest.fixture(scope="session")
def recogniser(code: str) -> Recogniser:
    return _recogniser(code)


@pytest.fixture(scope="session")
def sayings(code: str) -> dict[str, list[Saying]]:
    """What people say, by the file it stands in."""
    return {
        file: [Saying.from_row(row) for row in read_yaml(SAYINGS / code / f"{file}.yaml").data]
        for file in files(code)
    }


@pytest.fixture
def tiny(tmp_path: Path):
    """Return a function that loads a file of sentences for a contract of four intents."""

    def load(sentences: str) -> Templates:
        file = tmp_path / "sentences.yaml"
        file.write_text(sentences, "utf-8")
        small = tmp_path / "intents.yaml"
        small.write_text(TINY_CONTRACT, "utf-8")
        return load_templates(file, load_contract(small))

    return load


TINY_CONTRACT = """\
version: 1
slots:
  routine: {list: routines}
  minutes: {range: [1, 120]}
  ordinal: {list: ordinal}
intents:
  SupineStop: {when: [idle, practice]}
  SupineStartRoutine: {slots: [routine, minutes], when: [idle], twins: [SupineChoose]}
  SupineChoose: {slots: [routine, ordinal], when: [question]}
wake_words: [jarvis]
phrases: {}
"""
