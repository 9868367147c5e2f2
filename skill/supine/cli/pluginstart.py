"""The files of a plugin to begin with: one question, one answer, one test."""

import re
from collections.abc import Mapping

_PROJECT = """\
# {title}, a plugin for supine.  `pip install -e .` beside supine, then `supine plugins` shows it,
# `supine check .` looks at its files, and `pytest` (`pip install pytest`) runs its test.
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "supine-{name}"
version = "0.1.0"
description = "{title} for supine"
requires-python = ">=3.11"
dependencies = ["supine"]

# How supine finds it.
[project.entry-points."supine.plugins"]
{name} = "{package}:plugin"

[tool.hatch.build.targets.wheel]
packages = ["src/{package}"]

[tool.pytest.ini_options]
pythonpath = ["src"]
"""

_CODE = '''\
"""{title}: a plugin for supine."""

from importlib.resources import files

from supine.plugins.api import Heard, Plugin, Registrar, Reply


def register(supine: Registrar) -> None:
    """Bring everything: supine calls this once, when it starts."""
    here = files("{package}") / "intents"
    supine.add_sentences(here)  # what people say, by language
    supine.add_phrases(here, keys={{"{key}_answer": []}})  # what is answered, and its slots
    supine.add_intent("{intent}", answer)


def answer(heard: Heard) -> Reply:
    """Answer; `heard` knows the site, the slots and the phrases of its language."""
    return Reply(text=heard.phrase("{key}_answer"))


plugin = Plugin(
    name="{name}",
    version="0.1.0",
    api="{api}",
    description="{title}",
    register=register,
)
'''

_SENTENCES = """\
# What people say, in the template language of supine's own sentences.
language: en
intents:
  {intent}:
    sentences:
      - ask the {words} plugin [something]
"""

_PHRASES = """\
# What is answered; several variants take turns.
phrases:
  {key}_answer: [This is the {words} plugin.]
"""

_TEST = """\
from supine.testing import House

from {package} import plugin


def test_it_is_taken_in_whole():
    with House(plugin) as house:
        record = house.records[-1]

        assert (record.name, record.status, record.reason) == ("{name}", "active", ())


def test_it_answers():
    with House(plugin) as house:
        house.say("ask the {words} plugin")
        house.wait_quiet()

        assert house.texts == ["This is the {words} plugin."]
"""

_FILES = {
    "pyproject.toml": _PROJECT,
    "src/{package}/__init__.py": _CODE,
    "src/{package}/intents/en/sentences.yaml": _SENTENCES,
    "src/{package}/intents/en/phrases.yaml": _PHRASES,
    "tests/test_plugin.py": _TEST,
}


def plugin_files(name: str, api: str) -> Mapping[str, str]:
    """Return the texts of a new plugin's files, by their places in its folder.

    Args:
        name: Small letters, digits and single hyphens.
        api: The version of the plugin API that it is written for.
    """
    words = name.replace("-", " ")
    spoken = " ".join(re.sub("[0-9]", "", words).split())  # digits are no words
    values = {
        "api": api,
        "intent": "".join(map(str.capitalize, words.split())) + "Ask",
        "key": name.replace("-", "_"),
        "name": name,
        "package": f"supine_{name.replace('-', '_')}",
        "title": words.capitalize(),
        "words": spoken,
    }
    return {place.format(**values): text.format(**values) for place, text in _FILES.items()}
