from pathlib import Path

import pytest

from supine.errors import FaultsError
from supine.loading.config import load_config


@pytest.fixture
def config(tmp_path):
    def load(text, **environ):
        (tmp_path / "supine.yaml").write_text(text, "utf-8")
        return load_config(tmp_path / "supine.yaml", environ).plugins

    return load


def test_the_folder_beside_the_file_is_taken_if_it_is_there(config, tmp_path):
    assert config("language: en\n").folder is None

    (tmp_path / "plugins").mkdir()

    assert config("language: en\n").folder == tmp_path / "plugins"


def test_a_folder_that_is_named_must_be_there(config, tmp_path):
    with pytest.raises(FaultsError, match=r"supine\.yaml:1:19: there is no folder `mine`"):
        config("plugins: {folder: mine}\n")

    (tmp_path / "mine").mkdir()

    assert config("plugins: {folder: mine}\n").folder == tmp_path / "mine"


def test_packs_can_be_turned_off(config, tmp_path):
    (tmp_path / "plugins").mkdir()

    assert config("plugins: {folder: null}\n").folder is None


def test_without_a_file_no_folder_is_read_by_accident(tmp_path, monkeypatch):
    """Somebody's working folder may well have a folder of that name."""
    (tmp_path / "plugins").mkdir()
    monkeypatch.chdir(tmp_path)

    assert load_config(None, {}).plugins.folder is None
    named = load_config(None, {"SUPINE_PLUGINS__FOLDER": "plugins"})
    assert named.plugins.folder == Path("plugins")


def test_plugins_are_left_out_by_their_names(config):
    assert config("plugins: {disabled: [breathing]}\n").disabled == ["breathing"]
    assert config("", SUPINE_PLUGINS__DISABLED="a, b").disabled == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [("supine", "supine's own content is no plugin"), ("A b", r"supine\.yaml:1:22:")],
)
def test_what_cannot_be_left_out_is_told(config, name, problem):
    with pytest.raises(FaultsError, match=problem):
        config(f"plugins: {{disabled: ['{name}']}}\n")
