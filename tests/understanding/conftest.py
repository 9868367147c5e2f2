"""The languages that supine ships, read once, and what people say in them."""

from pathlib import Path

import pytest

from supine.loading.contract import Contract, load_contract
from supine.loading.library import load_library
from supine.loading.yamlfile import read_yaml
from supine.understanding.recogniser import Recogniser
from supine.understanding.templates import Templates, load_templates
from understanding.sayings import SAYINGS, Saying

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def contract() -> Contract:
    return load_contract(ROOT / "intents" / "intents.yaml")


@pytest.fixture(scope="session")
def templates(contract: Contract) -> Templates:
    return load_templates(ROOT / "intents" / "en" / "sentences.yaml", contract)


@pytest.fixture(scope="session")
def names() -> dict[str, str]:
    """Routine ids by the names and aliases of the routines that supine ships."""
    library = load_library([ROOT / "routines"], ROOT / "intents", ["en"])
    return {
        name: routine.id
        for routine in library.languages["en"].routines.values()
        for name in (routine.name, *routine.aliases)
    }


@pytest.fixture(scope="session")
def recogniser(templates: Templates, names: dict[str, str]) -> Recogniser:
    return Recogniser(templates, names)


@pytest.fixture(scope="session")
def sayings() -> dict[str, list[Saying]]:
    """What people say, by the file it stands in."""
    return {
        path.stem: [Saying.from_row(row) for row in read_yaml(path).data]
        for path in sorted(SAYINGS.glob("*.yaml"))
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
