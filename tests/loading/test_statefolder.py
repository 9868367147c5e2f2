from pathlib import Path

import pytest

from supine.loading.config import load_config
from supine.loading.statefolder import state_folder


def kept_at(path, **environ):
    return load_config(path, environ).store.url.get_secret_value()


@pytest.fixture
def config(tmp_path):
    (tmp_path / "house").mkdir()
    file = tmp_path / "house" / "supine.yaml"
    file.write_text("language: en\n", "utf-8")
    return file


def test_it_is_beside_the_configuration(config):
    assert kept_at(config, HOME="/home/anna") == f"sqlite:///{config.parent}/supine.db"


def test_a_service_keeps_it_where_systemd_says(config):
    assert (
        kept_at(config, STATE_DIRECTORY="/var/lib/supine") == "sqlite:////var/lib/supine/supine.db"
    )


def test_of_several_state_folders_the_first_is_taken(config):
    assert (
        kept_at(config, STATE_DIRECTORY="/var/lib/a:/var/lib/b") == "sqlite:////var/lib/a/supine.db"
    )


def test_a_database_that_is_there_already_is_found_again(config):
    (config.parent / "supine.db").touch()

    beside = kept_at(config, STATE_DIRECTORY="/var/lib/supine", XDG_STATE_HOME="/home/anna/state")

    assert beside == f"sqlite:///{config.parent}/supine.db"


def test_what_the_file_says_counts_whatever_the_environment_holds(config):
    config.write_text("store: {url: 'sqlite:///mine.db'}\n", "utf-8")

    assert kept_at(config, STATE_DIRECTORY="/elsewhere") == f"sqlite:///{config.parent}/mine.db"


def test_the_variable_for_it_counts_most(config):
    url = "sqlite:////data/supine.db"

    assert kept_at(config, STATE_DIRECTORY="/elsewhere", SUPINE_STORE__URL=url) == url


def test_a_command_finds_what_the_service_uses_without_being_told():
    """``supine reminders -c /etc/supine/supine.yaml`` has no STATE_DIRECTORY."""
    assert state_folder(Path("/etc/supine"), {"HOME": "/home/anna"}) == Path("/var/lib/supine")


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HOME": "/home/anna"}, "/home/anna/.local/state/supine"),
        ({"HOME": "/home/anna", "XDG_STATE_HOME": "/state"}, "/state/supine"),
        ({"HOME": "/home/anna", "XDG_STATE_HOME": "state"}, "/home/anna/.local/state/supine"),
        ({}, "."),
    ],
)
def test_without_a_configuration_it_is_with_the_users_other_programs(
    tmp_path, monkeypatch, environ, folder
):
    monkeypatch.chdir(tmp_path)

    assert state_folder(None, environ) == Path(folder)


def test_without_a_configuration_one_from_an_earlier_version_is_found_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "supine.db").touch()

    assert kept_at(None, HOME="/home/anna") == "sqlite:///supine.db"


def test_a_configuration_named_without_a_folder_is_here(config, monkeypatch):
    monkeypatch.chdir(config.parent)

    assert kept_at("supine.yaml", HOME="/home/anna") == "sqlite:///supine.db"
