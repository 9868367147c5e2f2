from dataclasses import replace
from pathlib import Path

import pytest

from supine.data import shipped
from supine.errors import Fault
from supine.loading.held import held
from supine.loading.library import load_library
from supine.plugins.keeping import with_kept

MINE = Path("mine")


@pytest.fixture(scope="module")
def before():
    return load_library([shipped("routines")], shipped("intents"), ["en", "de"])


def without(library, routine_id, *, faulty=()):
    languages = {
        code: replace(each, routines={k: v for k, v in each.routines.items() if k != routine_id})
        for code, each in library.languages.items()
    }
    faults = tuple(Fault(str(MINE / name), 1, 1, "it is wrong") for name in faulty)
    return replace(library, languages=languages, faults=faults)


def folder(*names):
    return held(MINE, {MINE / name: b"" for name in names})


def having(library, routine_id):
    return {code for code, each in library.languages.items() if routine_id in each.routines}


@pytest.mark.parametrize("name", ["wind-down.yaml", "wind-down.yml"])
def test_a_routine_stays_in_every_language_while_its_file_is_broken(before, name):
    now = without(before, "wind-down", faulty=[name])

    library, kept = with_kept(before, now, [folder(name)])

    assert having(library, "wind-down") == {"en", "de"}
    assert kept == {str(MINE / name)}


def test_a_routine_stays_only_in_that_language_of_which_the_translation_is_broken(before):
    now = without(before, "wind-down", faulty=["wind-down.de.yaml"])

    library, kept = with_kept(before, now, [folder("wind-down.yaml", "wind-down.de.yaml")])

    assert having(library, "wind-down") == {"de"}
    assert kept == {str(MINE / "wind-down.de.yaml")}


@pytest.mark.parametrize(
    ("there", "faulty"),
    [
        ([], []),
        ([], ["wind-down.yaml"]),
        (["wind-down.yaml"], []),
        (["wind-down.yaml"], ["other.yaml"]),
        (["wind-down.de.yaml"], ["wind-down.de.yaml"]),
    ],
)
def test_a_routine_whose_file_is_gone_or_has_no_fault_is_not_kept(before, there, faulty):
    now = without(before, "wind-down", faulty=faulty)

    library, kept = with_kept(before, now, [folder(*there)])

    assert having(library, "wind-down") == set()
    assert kept == frozenset()


def test_what_is_good_now_is_not_what_was_before(before):
    changed = replace(before.languages["en"].routines["wind-down"], name="new name")
    english = replace(before.languages["en"], routines={"wind-down": changed})
    now = replace(before, languages={**before.languages, "en": english})

    library, kept = with_kept(before, now, [folder("wind-down.yaml")])

    assert library.languages["en"].routines == {"wind-down": changed}
    assert kept == frozenset()


def test_a_language_that_is_in_use_stays(before):
    """Somebody lies there and is spoken to in it."""
    now = replace(before, languages={"en": before.languages["en"]})

    library, _ = with_kept(before, now, [])

    assert library.languages["de"] is before.languages["de"]
