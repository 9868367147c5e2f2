"""How well and how fast sentences are understood, by supine's recogniser and by Rhasspy's.

    python tests/bench/recogniser.py --out understanding.json

Rhasspy's own recogniser takes part where its environment is (see tests/rhasspy/environment.py).
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from figures import Result, spread, tell

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "skill"), str(ROOT / "tests" / "understanding")]

from sayings import LANGUAGES, SAYINGS, Saying  # noqa: E402

from supine.loading.contract import Contract, load_contract  # noqa: E402
from supine.loading.library import load_library  # noqa: E402
from supine.loading.yamlfile import read_yaml  # noqa: E402
from supine.understanding.recogniser import Recogniser  # noqa: E402
from supine.understanding.rhasspy import write_rhasspy  # noqa: E402
from supine.understanding.spoken import written  # noqa: E402
from supine.understanding.templates import Templates, load_templates  # noqa: E402

RHASSPY = ROOT / "tests" / "rhasspy"
LOAD_MS = 300
RIGHT = 0.98
LOADS = 5
"""So many times the templates are loaded; the quickest counts."""

Meaning = tuple[str, dict[str, object]] | None


def language(code: str) -> tuple[Templates, dict[str, str]]:
    """Return what people say in a language, and the names of its routines."""
    contract = load_contract(ROOT / "intents" / "intents.yaml")
    templates = load_templates(ROOT / "intents" / code / "sentences.yaml", contract)
    routines = load_library([ROOT / "routines"], ROOT / "intents", [code]).languages[code].routines
    names = {name: each.id for each in routines.values() for name in (each.name, *each.aliases)}
    return templates, names


def sayings(code: str) -> list[Saying]:
    """Return what people say, and what they say to somebody else."""
    files = sorted((SAYINGS / code).glob("*.yaml"))
    return [Saying.from_row(row) for file in files for row in read_yaml(file).data]


def load_ms(code: str) -> float:
    """Return the milliseconds of processor time until a language is understood.

    Of several times the quickest counts: the others had to share the machine.  What spells
    numbers keeps them, so each time is that of a new process.
    """
    contract = load_contract(ROOT / "intents" / "intents.yaml")
    _, names = language(code)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        return min(pool.submit(_load_ms, code, contract, names).result() for _ in range(LOADS))


def _load_ms(code: str, contract: Contract, names: dict[str, str]) -> float:
    import hassil  # noqa: F401 - imports are another bench's
    import rapidfuzz  # noqa: F401

    began = time.process_time()
    templates = load_templates(ROOT / "intents" / code / "sentences.yaml", contract)
    Recogniser(templates, names)
    return round((time.process_time() - began) * 1000, 1)


def ours(code: str) -> dict[str, float | int]:
    """Measure the embedded recogniser."""
    templates, names = language(code)
    recogniser = Recogniser(templates, names)
    seconds: list[float] = []
    found: list[Meaning] = []
    listed = sayings(code)
    for saying in listed:
        began = time.perf_counter()
        got = recogniser.recognise(saying.text)
        seconds.append(time.perf_counter() - began)
        found.append(None if got is None else (got.intent, dict(got.slots)))
    return {**_counted(listed, found), **_times(seconds), "load ms": load_ms(code)}


def rhasspys(code: str, python: Path) -> dict[str, float | int]:
    """Measure rhasspy-nlu, strict, with what we train it with."""
    templates, names = language(code)
    listed = sayings(code)
    with tempfile.TemporaryDirectory() as name:
        profile, graph = Path(name), Path(name) / "graph"
        write_rhasspy(profile, templates, names)
        train = [python, RHASSPY / "train.py", profile / "sentences.ini", graph]
        subprocess.run(train, check=True)
        answered = subprocess.run(
            [python, RHASSPY / "recognise.py", graph, "strict", code],
            input=json.dumps([{"text": written(each.text), "intents": None} for each in listed]),
            capture_output=True,
            text=True,
            check=True,
        )
    got = json.loads(answered.stdout)
    found: list[Meaning] = [each and (each["intent"], each["slots"]) for each in got]
    return {**_counted(listed, found), **_times([each["seconds"] for each in got if each])}


def _counted(listed: list[Saying], found: list[Meaning]) -> dict[str, float | int]:
    both = list(zip(listed, found, strict=True))
    said = [got == saying.meaning for saying, got in both if saying.intent]
    return {
        "listed": len(said),
        "right": sum(said),
        "right %": round(100 * sum(said) / len(said), 1),
        "for others": len(listed) - len(said),
        "taken": sum(got is not None for saying, got in both if not saying.intent),
    }


def _times(seconds: list[float]) -> dict[str, float]:
    return {f"{key} µs": value for key, value in spread(seconds, scale=1e6, digits=0).items()}


def rhasspy_python() -> Path | None:
    """Return the interpreter that has Rhasspy's packages, if there is one."""
    folder = Path(os.environ.get("SUPINE_RHASSPY_VENV", ROOT / ".venv-rhasspy"))
    python = folder / "bin" / "python"
    return python if python.is_file() else None


def bench(codes: list[str]) -> Result:
    """Measure every language."""
    figures: dict[str, dict[str, float | int | str]] = {}
    for code in codes:
        figures[f"supine {code}"] = dict(ours(code))
    mine = list(figures.values())
    reaches = {
        f"at least {RIGHT:.0%} of what is listed understood": all(
            row["right"] >= RIGHT * row["listed"] for row in mine
        ),
        "nothing taken that was said to somebody else": not any(row["taken"] for row in mine),
        f"all languages loaded in {LOAD_MS} ms": sum(row["load ms"] for row in mine) < LOAD_MS,
    }
    if python := rhasspy_python():
        for code in codes:
            figures[f"rhasspy-nlu {code}"] = dict(rhasspys(code, python))
    note = (
        "Time for each sentence on its first hearing, and to load the templates without the "
        "imports. Rhasspy is strict, as the skill asks for, and gets no misheard words right; "
        "its times are the processor's, for what it understood."
    )
    return Result("Understanding", figures, reaches, note)


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES))
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.languages), options.out)


if __name__ == "__main__":
    main()
