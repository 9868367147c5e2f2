"""The shipped English with three small routines, for every test that needs a language."""

from dataclasses import replace

import pytest
from examples import DESK, HIPS, REST

from supine.data import shipped
from supine.loading.library import load_library


@pytest.fixture(scope="session")
def language():
    english = load_library([], shipped("intents"), ["en"]).languages["en"]
    return replace(english, routines={r.id: r for r in (REST, HIPS, DESK)})


@pytest.fixture(scope="session")
def phrases(language):
    return language.phrases
