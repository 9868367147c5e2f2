import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import run  # noqa: E402


def test_a_bench_that_is_not_there_is_refused_with_those_that_are(capsys, tmp_path):
    with pytest.raises(SystemExit) as left:
        run.main(["walking", "--to", str(tmp_path)])

    assert left.value.code == 2
    assert (
        "there is no bench 'walking': there are first_word, punctuality" in capsys.readouterr().err
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", run.BENCHES)
def test_each_bench_is_a_program_beside_it(name):
    assert (HERE / f"{name}.py").is_file()


@pytest.mark.parametrize("file", ["Makefile", "CONTRIBUTING.md", "README.md"])
def test_what_the_documents_run_alone_is_a_bench(file):
    lines = [line for line in (ROOT / file).read_text("utf-8").splitlines() if "bench" in line]

    shown = [name for line in lines for name in re.findall(r'ARGS="?([a-z_]+)', line)]

    assert set(shown) <= set(run.BENCHES)
