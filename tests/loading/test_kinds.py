import pytest

from loading.written import CONTRACT, DESK_BREAK, PHRASES, written
from supine.loading.kinds import (
    Kind,
    is_pack,
    is_passed_over,
    kind_of,
    own_phrases,
    plugins_of,
)
from supine.loading.yamlfile import read_yaml

SENTENCES = "language: en\nintents: {SupinePause: {sentences: [pause]}}\n"
TRANSLATION = "name: Pause\nsteps: {pause: {say: Halt.}}\n"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (DESK_BREAK, "desk-break.yaml", Kind.ROUTINE),
        ("id: a\nposition: lying\n", "a.yaml", Kind.ROUTINE),
        (TRANSLATION, "desk-break.de.yaml", Kind.TRANSLATION),
        (PHRASES, "phrases.yaml", Kind.PHRASES),
        ("phrases: {}\n", "mine.yaml", Kind.PHRASES),
        (CONTRACT, "intents.yaml", Kind.CONTRACT),
        (SENTENCES, "sentences.yaml", Kind.SENTENCES),
        ("mqtt: {}\n", "mine.yaml", Kind.CONFIG),
        ("language: de\n", "supine.yaml", Kind.CONFIG),
        ("services: {}\n", "compose.yaml", Kind.UNKNOWN),
        ("- a\n", "a.yaml", Kind.UNKNOWN),
    ],
)
def test_a_file_is_known_by_what_is_in_it(tmp_path, text, name, kind):
    document = read_yaml(written(tmp_path, name, text))

    assert kind_of(document.data, name) is kind


def test_a_folder_with_a_plugin_file_is_a_pack(tmp_path):
    assert not is_pack(tmp_path)

    (tmp_path / "plugin.yaml").write_text("", "utf-8")

    assert is_pack(tmp_path)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("phrases.en.yaml", "en"),
        ("phrases.pt-BR.yml", "pt-BR"),
        ("phrases.yaml", None),
        ("my.phrases.en.yaml", None),
    ],
)
def test_a_households_own_phrases_are_known_by_the_language_in_their_name(name, language):
    assert own_phrases(name) == language


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('[project.entry-points."supine.plugins"]\ncalm = "calm:plugin"\n', ("calm",)),
        ('[project]\nname = "x"\n', ()),
        ('[project.entry-points]\n"supine.plugins" = 3\n', ()),
        ("project = 3\n", ()),
        ("[project\n", ()),
        (b"\xff", ()),
        ("a = " + "[" * 100_000, ()),
    ],
)
def test_a_project_names_its_plugins(tmp_path, text, names):
    written(tmp_path, "pyproject.toml", text)

    assert plugins_of(tmp_path) == names


def test_a_folder_without_a_project_file_has_no_plugins(tmp_path):
    assert plugins_of(tmp_path) == plugins_of(tmp_path / "gone") == ()


def test_nobody_looks_into_hidden_folders_and_virtual_environments(tmp_path):
    (tmp_path / "venv").mkdir()
    written(tmp_path / "venv", "pyvenv.cfg", "")

    assert is_passed_over(tmp_path / "venv")
    assert is_passed_over(tmp_path / ".git")
    assert not is_passed_over(tmp_path)
