from pathlib import Path

import pytest

from linting.pluginproject import INTENTS, PHRASES, PROJECT, ROUTINE, SENTENCES, project
from supine.linting.projects import (
    Project,
    files_in,
    is_added,
    project_faults,
    project_of,
    projects_below,
)
from supine.plugins.api import Plugin
from supine.understanding.extension import check_added


class Point:
    """The plugin, installed as well."""

    name, value, dist = "calm", "supine_calm:plugin", None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self):
        def register(supine):
            supine.add_routines(self.folder / "src/supine_calm/routines")
            supine.add_step_kind("hum_it", lambda value, _: [{"say": [value], "hold": "50s"}])

        return Plugin(name="calm", api="1.0", version="1", register=register)


def faults_of(folder, *languages, points=()):
    return project_faults([project_of(folder)], languages or ("en",), check_added, points)


def places(faults, folder):
    return [str(fault).removeprefix(f"{folder}/").partition(": ")[0] for fault in faults]


def test_a_good_plugin_has_no_faults_before_it_is_installed(tmp_path):
    assert faults_of(project(tmp_path)) == []


def test_a_plugin_that_is_installed_too_does_not_collide_with_itself(tmp_path):
    project(tmp_path, routine=ROUTINE.replace("say: [Sit quietly.]\n    hold: 50s", "hum_it: Hum."))

    assert faults_of(tmp_path, points=[Point(tmp_path)]) == []


@pytest.mark.parametrize(
    ("changes", "place", "rule"),
    [
        ({"phrases": PHRASES.replace("paused", "pawsed")}, f"{INTENTS}/en/phrases.yaml:3:3", 0),
        ({"phrases": PHRASES.replace("calm_", "clam_")}, f"{INTENTS}/en/phrases.yaml:2:3", 0),
        ({"phrases": "phrases: [\n"}, f"{INTENTS}/en/phrases.yaml:2:1", 0),
        (
            {"sentences": SENTENCES.replace("CalmAsk", "ClamAsk")},
            f"{INTENTS}/en/sentences.yaml:5:3",
            "intent-unknown",
        ),
        (
            {"sentences": SENTENCES.replace("{minutes}", "{minuets}")},
            f"{INTENTS}/en/sentences.yaml:7:9",
            "list-unknown",
        ),
        (
            {"sentences": SENTENCES.replace("freeze like a statue", "stop")},
            f"{INTENTS}/en/sentences.yaml:10:17",
            "sentence-taken",
        ),
        (
            {"sentences": SENTENCES.replace("ask the calm plugin for", "ask [the calm")},
            f"{INTENTS}/en/sentences.yaml:7:9",
            "template-syntax",
        ),
        (
            {"routine": ROUTINE.replace("calm sitting", "back release")},
            "src/supine_calm/routines/calm-sit.yaml:2:7",
            "name-collision",
        ),
    ],
)
def test_what_keeps_it_from_being_taken_is_told_at_its_line(tmp_path, changes, place, rule):
    found = faults_of(project(tmp_path, **changes))

    assert place in places(found, tmp_path), found
    assert not rule or rule in {fault.rule for fault in found}


def test_a_language_that_lacks_a_phrase_of_its_own_is_told(tmp_path):
    project(tmp_path)
    german = tmp_path / INTENTS / "de"
    german.mkdir()
    (german / "phrases.yaml").write_text("phrases: {paused: [Wie aus Stein.]}\n", "utf-8")

    found = faults_of(tmp_path, "en", "de")

    assert places(found, tmp_path) == [f"{INTENTS}/de/phrases.yaml:1:1"]
    assert "calm_answer" in found[0].problem


def test_of_two_plugins_in_one_project_each_has_its_own_names(tmp_path):
    project(tmp_path)
    more = '\n[project.entry-points."supine.plugins"]\nloud = "supine_loud:plugin"\n'
    text = PROJECT.partition("[project.entry-points")[0] + more + 'calm = "supine_calm:plugin"\n'
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    for name, content in (("phrases", PHRASES), ("sentences", SENTENCES)):
        file = tmp_path / "src/supine_loud/intents/en" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        other = content.replace("calm", "loud").replace("Calm", "Loud")
        other = other.replace("paused", "resuming").replace("freeze", "wait")
        file.write_text(other.replace("SupinePause", "SupineResume"), "utf-8")

    assert project_of(tmp_path).names == ("loud", "calm")
    assert faults_of(tmp_path) == []


def test_a_project_is_found_from_inside_and_from_outside(tmp_path, monkeypatch):
    inner = project(tmp_path / "calm")
    wanted = Project(inner, ("calm",))
    (tmp_path / "venv" / "other").mkdir(parents=True)
    (tmp_path / "venv" / "pyvenv.cfg").write_text("", "utf-8")
    project(tmp_path / "venv" / "other")

    monkeypatch.chdir(inner / "src")

    assert project_of(Path("supine_calm/intents/en/phrases.yaml")) == wanted
    assert project_of(tmp_path) is None
    assert list(projects_below(tmp_path)) == [wanted]


def test_another_project_around_it_is_none_of_its_business(tmp_path):
    (tmp_path / "pyproject.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")

    assert project_of(tmp_path / "inner") is None


def test_what_was_built_and_what_is_hidden_is_passed_over(tmp_path):
    project(tmp_path)
    for place in ("build/lib", "dist", ".cache"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "calm-sit.yaml").write_text(ROUTINE, "utf-8")

    assert [file.name for file in files_in(tmp_path)] == [
        "phrases.yaml",
        "sentences.yaml",
        "calm-sit.yaml",
    ]


def test_beside_a_contract_a_file_is_a_whole_language(tmp_path):
    project(tmp_path)
    file = tmp_path / INTENTS / "en" / "phrases.yaml"

    assert is_added(file)
    assert not is_added(file.with_name("other.yaml"))
    (tmp_path / INTENTS / "intents.yaml").write_text("", "utf-8")
    assert not is_added(file)


def test_where_nothing_is_written_nothing_is_looked_at():
    assert project_faults([], ("en",), check_added, ()) == []
