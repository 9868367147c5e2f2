import pytest

from supine.core.rehearsal import rehearse
from supine.data import shipped
from supine.loading.check import check_paths
from supine.loading.library import load_library
from supine.understanding.templates import load_templates


@pytest.fixture(scope="module")
def library():
    languages = [folder.name for folder in shipped("intents").iterdir() if folder.is_dir()]
    return load_library([shipped("routines")], shipped("intents"), languages)


def test_shipped_folders_are_found():
    assert {"back-release.yaml", "hip-stretch.yaml"} <= {
        file.name for file in shipped("routines").iterdir()
    }
    assert (shipped("intents") / "intents.yaml").is_file()


def test_nothing_that_is_shipped_has_a_fault(library):
    assert library.faults == ()
    assert check_paths([], sentences=load_templates) == []


def test_every_lying_routine_brings_people_up(library):
    for routine in library.languages["en"].routines.values():
        assert not routine.lying or routine.close


def test_no_stretch_is_held_for_longer_than_a_minute_a_side(library):
    """Thirty seconds are usual, sixty the most in all."""
    routine = library.languages["en"].routines["hip-stretch"]

    held = {}
    for step in routine.steps:
        if len(step.sides) > 1:
            stretch = step.id.removesuffix("-again")
            held[stretch] = held.get(stretch, 0) + step.hold_s
    assert held
    assert all(seconds <= 60 for seconds in held.values())


@pytest.mark.parametrize("words", ["close your eyes", "well done", "good job", "push"])
def test_what_is_never_said(library, words):
    for language in library.languages.values():
        for routine in language.routines.values():
            for step in (*routine.steps, *routine.close):
                for said in step.words.values():
                    assert not any(words in line.lower() for line in (*said.full, *said.brief))


def shipped_routines():
    for file in shipped("routines").iterdir():
        if file.name.count(".") == 1:
            yield file.name.removesuffix(".yaml")


@pytest.mark.parametrize("routine_id", sorted(shipped_routines()))
@pytest.mark.parametrize("voice", [8, 14, 22])
def test_every_routine_takes_its_minutes_at_any_voice_in_every_language(library, routine_id, voice):
    for language in library.languages.values():
        minutes = language.routines[routine_id].minutes
        for asked in {minutes.min, minutes.default, minutes.max}:
            rows = rehearse(language, routine_id, asked, voice)

            took_s = max(row.start_s + row.duration_s for row in rows)
            assert took_s == pytest.approx(60 * asked, abs=2), (language.code, asked)
