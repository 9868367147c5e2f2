"""What the documents promise is there, and their examples work."""

import re
from pathlib import Path

import pytest
import typer

from supine.cli.main import app
from supine.loading.check import check_paths
from supine.loading.config import load_config
from supine.loading.routinefile import RoutineFile, StepFile
from supine.loading.schema import FileModel
from supine.loading.settings import Config

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / "deploy" / "supine.yaml").read_text("utf-8")


def settings(model=Config, path=()):
    """Every setting of the configuration, as ``mqtt.host``."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, FileModel):
            yield from settings(field.annotation, here)
        else:
            yield ".".join(here)


@pytest.mark.parametrize("setting", list(settings()))
def test_every_setting_is_in_the_readme_and_in_the_example(setting):
    last = setting.rpartition(".")[2]

    assert f"`{setting}`" in README or f"`{last}`" in README
    assert re.search(rf"^[ #]*{last}:", EXAMPLE, re.MULTILINE)


def test_the_example_configuration_is_the_defaults():
    assert load_config(ROOT / "deploy" / "supine.yaml", {}).model_dump(
        exclude={"store"}
    ) == Config().model_dump(exclude={"store"})


@pytest.mark.parametrize("command", sorted(typer.main.get_command(app).commands))
def test_every_command_is_in_the_readme(command):
    assert f"`supine {command}" in README


def test_the_readmes_routine_is_sound(tmp_path):
    [routine] = [
        block for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "steps:" in block
    ]
    name = re.search(r"^id: (\S+)", routine)[1]
    (tmp_path / f"{name}.yaml").write_text(routine, "utf-8")

    assert check_paths([tmp_path / f"{name}.yaml"]) == []


@pytest.mark.parametrize("model", [RoutineFile, StepFile])
def test_every_key_of_a_routine_file_is_in_the_readme(model):
    keys = {field.alias or name for name, field in model.model_fields.items()}

    missing = {key for key in keys - {"lang", "id"} if f"`{key}" not in README}
    assert not missing


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_between_documents_lead_somewhere(document):
    text = (ROOT / document).read_text("utf-8")

    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (ROOT / target).exists(), target
