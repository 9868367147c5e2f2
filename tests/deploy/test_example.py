"""`deploy/supine.yaml`: the example that people begin with."""

import re

import pytest

from deploy.shipped import DEPLOY, ROOT
from supine.loading.check import check_paths
from supine.loading.schema import FileModel
from supine.loading.settings import Config

EXAMPLE = (DEPLOY / "supine.yaml").read_text("utf-8")


def settings(model=Config, path=()):
    """Every setting, as a tuple of keys."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, FileModel):
            yield from settings(field.annotation, here)
        else:
            yield here


def shown():
    """Section and key of every line of the example, also of those that are commented out."""
    section = ""
    for line in EXAMPLE.splitlines():
        if found := re.match(r"(# )?([a-z_]+):", line):
            section = found[2]
            yield section, section
        elif found := re.match(r"#? +#? *([a-z_]+):", line):
            yield section, found[1]


def test_nothing_is_wrong_with_it():
    assert check_paths([DEPLOY / "supine.yaml"]) == []


@pytest.mark.parametrize("setting", list(settings()), ids=".".join)
def test_every_setting_stands_in_its_section(setting):
    assert (setting[0], setting[-1]) in set(shown())


def test_every_section_says_what_it_is_for():
    """Each has a comment before it or beside one of its keys."""
    paragraphs = re.split(r"\n\s*\n", EXAMPLE)

    silent = [text for text in paragraphs if ":" in text and "#" not in text]
    assert silent == ["language: en"]


def test_it_holds_no_secret_and_may_be_read_by_everybody():
    active = [line for line in EXAMPLE.splitlines() if not line.lstrip().startswith("#")]

    assert not [line for line in active if re.search(r"\b(password|token|username):", line)]
    assert ROOT / "deploy" in (DEPLOY / "supine.yaml").parents
