from pathlib import Path

import pytest

from householdfiles import Files, routine
from linting.pluginproject import INTENTS, PHRASES, ROUTINE, SENTENCES, project
from supine.linting.added import added_faults, part
from supine.understanding.extension import check_added


def found(*paths):
    return added_faults(part(paths), check_added)


def rules(faults):
    return {fault.rule for fault in faults}


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


UNUSED = """\
language: en
expansion_rules: {calm_a: (a|b)}
intents: {SupinePause: {sentences: [freeze like a statue]}}
"""
NOT_GOOD = {
    "routines__desk-sit": (routine(say="Sit for 3 minutes."), "digits"),
    "intents__en__phrases": ("phrases: {paused: [Held @ home.]}\n", "symbol"),
    "intents__en__sentences": (UNUSED, "rule-unused"),
}


@pytest.mark.parametrize("name", NOT_GOOD)
def test_what_works_in_a_pack_and_is_not_good_is_told(files, name):
    text, rule = NOT_GOOD[name]
    pack = files.pack(**{name: text})

    [fault] = found(pack)

    assert fault.rule == rule
    assert fault.source == str(pack / f"{name.replace('__', '/')}.yaml")


def test_a_sentence_that_a_pack_has_twice_is_told(files):
    text = "language: en\nintents: {SupinePause: {sentences: [freeze now, freeze now]}}\n"

    assert rules(found(files.pack(intents__en__sentences=text))) == {"sentence-twice"}


def test_the_households_phrases_are_looked_at_as_well(files):
    file = files.write("plugins/phrases.en.yaml", "phrases: {paused: [Held for 3 seconds.]}\n")

    assert [(each.source, each.rule) for each in found(file)] == [(str(file), "digits")]


def test_a_good_pack_and_a_good_plugin_have_no_faults(files, tmp_path):
    pack = files.pack(**{"routines__desk-sit": routine()})

    assert found(pack, project(tmp_path / "calm")) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"phrases": PHRASES.replace("Like a", "Like 1")}, "digits"),
        ({"routine": ROUTINE.replace("Sit quietly.", "Sit & rest.")}, "symbol"),
        (
            {"sentences": SENTENCES.replace("intents:", "expansion_rules: {b: (b|c)}\nintents:")},
            "rule-unused",
        ),
    ],
)
def test_what_works_in_a_plugin_and_is_not_good_is_told(tmp_path, changes, rule):
    assert rules(found(project(tmp_path, **changes))) == {rule}


def test_a_broken_file_of_a_plugin_is_told_once(tmp_path):
    folder = project(tmp_path, phrases="phrases: [\n", routine="id: calm-sit\nsteps: [\n")

    told = [fault.source for fault in found(folder)]

    assert sorted(told) == sorted(set(told))
    assert len(told) == 2


@pytest.mark.parametrize("asked", [".", "src", f"{INTENTS}/en", f"{INTENTS}/en/phrases.yaml"])
def test_faults_are_told_as_seen_from_the_path_that_was_asked_about(tmp_path, monkeypatch, asked):
    project(tmp_path, phrases=PHRASES.replace("paused", "pawsed"))
    monkeypatch.chdir(tmp_path)

    [fault] = found(Path(asked))

    assert str(fault).startswith(f"{INTENTS}/en/phrases.yaml:3:3: there is no phrase `pawsed`")


def test_only_what_was_asked_about_is_told(tmp_path):
    folder = project(tmp_path, phrases=PHRASES.replace("paused", "pawsed"))

    assert found(folder / f"{INTENTS}/en/sentences.yaml") == []
    assert found(folder / "src/supine_calm/routines") == []


def test_paths_go_where_they_belong(files, tmp_path):
    pack, calm = files.pack(), project(tmp_path / "calm")
    mine = files.write("mine/desk-sit.yaml", routine())

    parted = part([tmp_path, mine])

    assert parted.packs == [(pack, files.packs)]
    assert parted.projects == [(tmp_path, (calm, ("calm",)))]
    assert parted.rest == [tmp_path, mine]
