"""Each rule is broken here by a file, and told: a check that cannot fail checks nothing."""

import ast
import re
from pathlib import Path

import pytest

from linting.broken import (
    BROKEN_FILES,
    BROKEN_SETS,
    GOOD,
    NOT_FROM_A_FILE,
    folders_with,
)
from loading.written import in_plain_words, written
from supine.linting.lint import lint_folders, lint_paths
from supine.linting.rules import RULES

PACKAGE = Path(__file__).resolve().parents[2] / "skill" / "supine"
TELLERS = {
    "Broken",
    "Fault",
    "Problem",
    "SoundError",
    "PydanticCustomError",
    "TemplateError",
    "_add",
    "_stop",
    "_fault_at",
    "fault",
}
"""What faults are made with in the code that reads files."""


def lint(folder):
    return lint_folders([folder / "routines"], folder / "intents")


def test_nothing_is_wrong_before_a_rule_is_broken(tmp_path):
    assert lint(folders_with(tmp_path)) == []


@pytest.mark.parametrize("rule", BROKEN_SETS)
def test_a_rule_is_told_at_its_place(tmp_path, rule):
    file, (old, new), line = BROKEN_SETS[rule]
    folder = folders_with(tmp_path, {file: GOOD[file].replace(old, new, 1)})
    assert GOOD[file].count(old), f"{old!r} is not in {file}"

    found = [fault for fault in lint(folder) if fault.rule == rule]

    assert found, lint(folder)
    assert (found[0].source.removeprefix(f"{folder}/"), found[0].line) == (file, line)
    in_plain_words(found[0])


@pytest.mark.parametrize("rule", BROKEN_FILES)
def test_a_rule_of_single_files_is_told(tmp_path, rule):
    name, content = BROKEN_FILES[rule]
    path = written(tmp_path, name, content)

    found = lint_paths([path])

    assert rule in {fault.rule for fault in found}


def test_every_rule_is_broken_by_some_test():
    assert set(RULES) == {*BROKEN_SETS, *BROKEN_FILES, *NOT_FROM_A_FILE}


def test_every_rule_that_the_code_tells_is_in_the_table():
    told = set()
    for folder in ("loading", "linting", "understanding"):
        for path in (PACKAGE / folder).glob("*.py"):
            told |= rules_told(path)

    assert len(told) > 50
    assert told - {"format"} <= set(RULES)


def rules_told(path: Path) -> set[str]:
    told = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        if name in TELLERS:
            texts = (each.value for each in node.args if isinstance(each, ast.Constant))
            told |= {each for each in texts if re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", str(each))}
    return told


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_in_few_words_what_it_wants_and_how_to_mend_it(rule):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.says
    assert rule.mend
    assert len(rule.says) < 80
    assert len(rule.mend) < 80
