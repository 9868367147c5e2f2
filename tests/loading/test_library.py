import time
import zipfile

import pytest

from loading.written import CONTRACT, DESK_BREAK, PHRASES, written
from supine.data import shipped
from supine.errors import FaultsError
from supine.loading.library import load_library


@pytest.fixture
def intents(tmp_path):
    written(tmp_path, "intents/intents.yaml", CONTRACT)
    written(tmp_path, "intents/en/phrases.yaml", PHRASES)
    return tmp_path / "intents"


def test_a_library_holds_each_language_with_its_routines(tmp_path, intents):
    written(tmp_path, "routines/desk-break.yaml", DESK_BREAK)

    library = load_library([tmp_path / "routines"], intents, ["en"])

    english = library.languages["en"]
    assert english.code == "en"
    assert english.routines["desk-break"].name == "desk break"
    assert english.phrases.say("paused") == "Paused."
    assert english.safety == ("Stop now.", "Get help.")
    assert library.faults == ()
    assert "SupinePause" in library.contract.intents


def test_broken_files_are_told_and_the_rest_works(tmp_path, intents):
    written(tmp_path, "routines/desk-break.yaml", DESK_BREAK)
    written(tmp_path, "routines/broken.yaml", "id: broken\n")
    written(tmp_path, "intents/de/phrases.yaml", "numbers: [null]\n")

    library = load_library([tmp_path / "routines"], intents, ["en", "de", "fr"])

    assert list(library.languages) == ["en"]
    assert list(library.languages["en"].routines) == ["desk-break"]
    assert {fault.source.rpartition("intents/")[2] for fault in library.faults} >= {
        "de/phrases.yaml",
        "fr/phrases.yaml",
    }
    assert any(fault.source.endswith("broken.yaml") for fault in library.faults)


def test_a_missing_translation_is_no_fault_here(tmp_path, intents):
    written(tmp_path, "routines/desk-break.yaml", DESK_BREAK)
    written(tmp_path, "intents/de/phrases.yaml", PHRASES)

    library = load_library([tmp_path / "routines"], intents, ["en", "de"])

    assert library.languages["de"].routines == {}
    assert library.faults == ()


def test_without_a_contract_there_is_no_library(intents):
    (intents / "intents.yaml").write_text("version: 1\n")

    with pytest.raises(FaultsError, match=r"intents\.yaml:1:1"):
        load_library([], intents, ["en"])


def test_a_library_can_be_loaded_from_an_archive(tmp_path, intents):
    with zipfile.ZipFile(tmp_path / "supine.zip", "w") as archive:
        archive.writestr("routines/desk-break.yaml", DESK_BREAK)
        for path in intents.rglob("*.yaml"):
            archive.write(path, path.relative_to(tmp_path))
    root = zipfile.Path(tmp_path / "supine.zip")

    library = load_library([root / "routines"], root / "intents", ["en"])

    assert list(library.languages["en"].routines) == ["desk-break"]
    assert library.faults == ()


def test_what_is_shipped_loads():
    library = load_library([shipped("routines")], shipped("intents"), ["en"])

    assert library.faults == ()
    assert library.languages["en"].routines


def test_a_thousand_routines_load_in_two_seconds(tmp_path, intents):
    """Processor time, since the machine may be busy with other things."""
    for n in range(1000):
        text = DESK_BREAK.replace("desk-break", f"r{n}").replace("desk break", f"break {n}")
        written(tmp_path, f"routines/r{n}.yaml", text.replace("neck break", f"neck {n}"))

    began = time.process_time()
    library = load_library([tmp_path / "routines"], intents, ["en"])
    took_s = time.process_time() - began

    assert len(library.languages["en"].routines) == 1000
    assert library.faults == ()
    assert took_s < 2
