"""A third language is YAML alone: one that nobody speaks, in the folder beside this file."""

import re
import shutil
from pathlib import Path

import pytest

from supine.core.rehearsal import rehearse
from supine.data import shipped
from supine.errors import FaultsError
from supine.loading.check import check_folders
from supine.loading.library import load_library
from supine.understanding.recogniser import Recogniser
from supine.understanding.rhasspy import rhasspy_files
from supine.understanding.templates import load_templates

THIRD = Path(__file__).resolve().parent / "third"
CODE = "qaa"


@pytest.fixture(scope="module")
def intents(tmp_path_factory):
    """The folder as it is in the project: our contract, and the language in a folder of its own."""
    folder = tmp_path_factory.mktemp("third") / "intents"
    shutil.copytree(THIRD / "intents", folder)
    contract = (shipped("intents") / "intents.yaml").read_text("utf-8")
    (folder / "intents.yaml").write_text(contract, "utf-8")
    return folder


@pytest.fixture(scope="module")
def library(intents):
    return load_library([THIRD / "routines"], intents, [CODE])


@pytest.fixture(scope="module")
def language(library):
    return library.languages[CODE]


@pytest.fixture(scope="module")
def templates(intents, library):
    return load_templates(intents / CODE / "sentences.yaml", library.contract)


@pytest.fixture(scope="module")
def names(language):
    return {
        name: routine.id
        for routine in language.routines.values()
        for name in (routine.name, *routine.aliases)
    }


@pytest.fixture(scope="module")
def recogniser(templates, names):
    return Recogniser(templates, names)


def test_it_loads_without_a_fault(library, language):
    assert library.faults == ()
    assert language.routines["desk-rest"].name == "tabla kalma"


def test_it_is_checked_like_the_others(intents):
    assert check_folders([THIRD / "routines"], intents, sentences=load_templates) == []


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("dova kalma", "SupineStartRoutine", {"routine": "desk-rest"}),
        ("Pi, dova la tabla kalma!", "SupineStartRoutine", {"routine": "desk-rest"}),
        ("dova kalma por 3 minu", "SupineStartRoutine", {"routine": "desk-rest", "minutes": 3}),
        ("dova kalma por zo minu", "SupineStartRoutine", {"routine": "desk-rest", "minutes": 10}),
        ("fara pausa", "SupinePause", {}),
        ("rekorda mi tuta dia duo 7", "SupineRemindMe", {"days": "daily", "time": "6:30"}),
        ("rekorda mi lun e jov kvar to 9", "SupineRemindMe", {"days": "mon,thu", "time": "8:45"}),
        ("rekorda mi laba dia 18 hora 20", "SupineRemindMe", {"days": "weekdays", "time": "18:20"}),
        ("mova rekorda ata 8 hora", "SupineMoveReminder", {"time": "8:00"}),
        ("la duva", "SupineChoose", {"ordinal": 2}),
    ],
)
def test_it_is_understood(recogniser, said, intent, slots):
    found = recogniser.recognise(said)

    assert (found.intent, dict(found.slots), found.confidence) == (intent, slots, 1.0)


def test_a_word_may_be_misheard_in_it(recogniser):
    found = recogniser.recognise("dova la tabla kalna")

    assert (found.intent, dict(found.slots)) == ("SupineStartRoutine", {"routine": "desk-rest"})
    assert found.confidence < 1


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("mi sta bona fara pausa", "SupinePause", {}),
        (
            "dova kalma dova kalma por 3 minu",
            "SupineStartRoutine",
            {"routine": "desk-rest", "minutes": 3},
        ),
        ("no plaka esta fara pausa", "SupinePause", {}),
        ("fara pausa la kana vola eksta", "SupinePause", {}),
    ],
)
def test_its_asides_and_reasons_are_data_as_well(recogniser, templates, said, intent, slots):
    found = recogniser.recognise(said, templates.heard("practice"))

    assert (found.intent, dict(found.slots)) == (intent, slots)


def test_its_foreign_words_are_turned_away(recogniser):
    assert recogniser.recognise("dova la musika") is None


def test_a_routine_is_rehearsed_in_it(language):
    rows = rehearse(language, "desk-rest", 3)

    said = [row.text for row in rows if row.text]
    assert "Vida ata la leva bata." in said
    assert "Vida ata la dena bata." in said
    assert said[-1] == "La fina."


def test_its_times_and_lengths_are_said_back(language):
    phrases = language.phrases

    assert phrases.numbers[21] == "tizoka"
    assert phrases.say("how_long", time="tizoka minu").count("tizoka minu") == 1


def test_rhasspys_files_are_written_in_it(templates, names):
    files = rhasspy_files(templates, names)

    assert "[SupineStartRoutine]" in files["sentences.ini"]
    assert "(tabla kalma | " in files["slots/supine/routine"]


@pytest.mark.parametrize("gone", ["SupinePause", "moment"])
def test_what_it_lacks_is_named(intents, library, tmp_path, gone):
    text = (intents / CODE / "sentences.yaml").read_text("utf-8")
    file = tmp_path / "sentences.yaml"
    file.write_text(re.sub(rf"^  {gone}:.*\n(?:    .*\n)*", "", text, flags=re.MULTILINE), "utf-8")

    with pytest.raises(FaultsError) as caught:
        load_templates(file, library.contract)

    assert any(gone in fault.problem for fault in caught.value.faults)


def test_a_routine_that_it_does_not_translate_is_named(intents, tmp_path):
    shutil.copy(THIRD / "routines" / "desk-rest.yaml", tmp_path)

    faults = check_folders([tmp_path], intents, sentences=load_templates)

    assert any("qaa" in str(fault) for fault in faults)
