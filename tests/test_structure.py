"""The house's own rules, for which no linter has a word."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "skill" / "supine"
TESTS = ROOT / "tests"

LINES_IN_A_MODULE = 400
LINES_OF_CODE_IN_THE_CORE = 3_200
"""Beside the reminders, which have a folder of their own; 640 keep a practice over a crash."""

WITHOUT_TESTS = {
    "__main__.py": "two lines, run by the wheel check",
    "core/events.py": "the words of the core: dataclasses that decide nothing",
    "core/port.py": "protocols only",
    "core/states.py": "the names of the states and two numbers",
    "core/underway.py": "what others decide on: dataclasses that decide nothing",
}
"""Modules that have no test module of their own, each with the reason."""

NOT_FOR_THE_SERVICE = ["amqtt", "hassil", "miniaudio", "rapidfuzz", "rich", "typer"]
"""What only single commands need; the service on a Raspberry Pi stays without them."""

# Written so that no pattern finds itself in this file.
SOMEBODYS_OWN_FOLDER = re.compile(r"(?<![\w.$)}-])/(?:roo[t]|wor[k]|tm[p])\b")
PACKAGE_INDEX_HOST = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|(?:deb|security)[.]debian[.]org"
)
WITHOUT_AN_ISSUE = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b(?!\(#\d+\))")


def modules() -> list[str]:
    """Every module of the package that says more than a docstring, by its path there."""
    return [
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if not all(isinstance(node, ast.Expr) for node in ast.parse(path.read_text("utf-8")).body)
    ]


def kept_files() -> Iterator[Path]:
    """Every file of the checkout but what .gitignore names; works without git, too."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if parts[0] == ".git" or any(fnmatch(part, rule) for part in parts for rule in ignored):
            continue
        if path.is_file():
            yield path


def lines_with(pattern: re.Pattern[str], files: Iterator[Path]) -> list[str]:
    """Return ``file:line: text`` for each line that the pattern is found in."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("module", [name for name in modules() if name not in WITHOUT_TESTS])
def test_every_module_has_its_test_module(module: str):
    path = Path(module.removesuffix("/__init__.py").removesuffix(".py"))
    folder = TESTS / path.parent

    found = [*folder.glob(f"test_{path.name}.py"), *folder.glob(f"test_{path.name}_*.py")]
    found += (TESTS / path).glob(f"test_{path.name}.py") if module.endswith("__init__.py") else []

    assert found, f"skill/supine/{module} wants tests/{path.parent.as_posix()}/test_{path.name}.py"


def test_the_list_of_modules_without_tests_names_only_modules_that_exist():
    assert set(WITHOUT_TESTS) <= set(modules())


def test_no_module_is_longer_than_one_can_keep_in_mind():
    long = {
        str(path.relative_to(ROOT)): length(path)
        for path in PACKAGE.rglob("*.py")
        if length(path) > LINES_IN_A_MODULE
    }

    assert not long, f"over {LINES_IN_A_MODULE} lines; split them by what they know"


def code_length(path: Path) -> int:
    """Return how many lines say something to Python: no blanks, comments or docstrings."""
    source = path.read_text("utf-8")
    silent = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in (*silent, tokenize.ENDMARKER):
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_the_core_stays_small():
    core = {path.name: code_length(path) for path in (PACKAGE / "core").glob("*.py")}

    assert sum(core.values()) < LINES_OF_CODE_IN_THE_CORE, core


def imports_of(module: str) -> set[str]:
    """Return the package's modules that one names in its imports, those for types as well."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("supine."):
            place = node.module.removeprefix("supine.").replace(".", "/")
            named = {f"{place}/{alias.name}.py" for alias in node.names} | {f"{place}.py"}
            found |= {each for each in named if (PACKAGE / each).is_file()}
    return found


def test_no_modules_of_the_core_know_each_other_in_a_circle_not_even_for_types():
    core = [module for module in modules() if module.startswith("core/")]

    order = TopologicalSorter({module: imports_of(module) for module in core})

    assert set(order.static_order()) >= set(core)  # a circle raises CycleError, which names it


def test_no_file_knows_a_folder_of_the_machine_it_was_written_on():
    outside_tests = (path for path in kept_files() if TESTS not in path.parents)

    assert lines_with(SOMEBODYS_OWN_FOLDER, outside_tests) == []


def test_no_file_names_the_host_of_a_package_index():
    """Whoever installs has chosen an index already; a mirror must do as well."""
    assert lines_with(PACKAGE_INDEX_HOST, kept_files()) == []


def test_what_is_still_to_be_done_has_an_issue():
    assert lines_with(WITHOUT_AN_ISSUE, kept_files()) == []


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"]
)
def test_what_a_newcomer_looks_for_is_there(name: str):
    assert (ROOT / name).read_text("utf-8").strip()


def test_make_explains_every_one_of_its_targets():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    explained = re.findall(r"^([a-z-]+):.*## \w", makefile, re.MULTILINE)

    assert declared is not None
    assert sorted(explained) == sorted(declared[1].split())


def test_importing_supine_does_nothing():
    assert imported_by("supine") & {"yaml", "pydantic", "paho", "sqlalchemy", "logging"} == set()


def test_the_service_leaves_alone_what_only_single_commands_need():
    """On a Raspberry Pi each of them is memory and a second of start-up."""
    assert imported_by("supine.app") & set(NOT_FOR_THE_SERVICE) == set()


def imported_by(module: str) -> set[str]:
    """Return the top-level names in a new interpreter's memory once it has imported one."""
    code = f"import {module}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())
