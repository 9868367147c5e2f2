"""Every bench in turn, as one Markdown file and one JSON file.

make bench                          all of them; takes a quarter of an hour
make bench ARGS="first_word core_speed"
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from figures import machine
from subjects import ROOT

HERE = Path(__file__).resolve().parent
BENCHES = (
    "first_word",
    "punctuality",
    "reminders",
    "size_and_start",
    "many_files",
    "recogniser",
    "core_speed",
)
WITHIN_S = 1800


def run(name: str, folder: Path) -> tuple[str, dict[str, object]]:
    """Return what one bench prints and what it writes, run in a process of its own.

    Raises:
        subprocess.CalledProcessError: It did not come to its end.
    """
    out = folder / f"{name}.json"
    command = [sys.executable, str(HERE / f"{name}.py"), "--out", str(out)]
    paths = ":".join(map(str, (ROOT / "skill", ROOT / "tests", HERE)))
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=WITHIN_S,
    )
    return done.stdout, json.loads(out.read_text("utf-8"))


def main(argv: list[str] | None = None) -> None:
    """Run what is asked for and write ``bench.md`` and ``bench.json`` into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", default=BENCHES, metavar="NAME", help=", ".join(BENCHES)
    )
    parser.add_argument("--to", default="build/bench", help="folder for the two files")
    options = parser.parse_args(argv)
    if unknown := [name for name in options.names if name not in BENCHES]:
        parser.error(f"there is no bench {unknown[0]!r}: there are {', '.join(BENCHES)}")
    told = f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}.\n"
    print(told)
    texts, results = [told], []
    with tempfile.TemporaryDirectory() as name:
        for bench in options.names:
            text, result = run(bench, Path(name))
            print(text, flush=True)
            texts.append(text)
            results.append(result)
    to = Path(options.to)
    to.mkdir(parents=True, exist_ok=True)
    (to / "bench.md").write_text("\n".join(texts), "utf-8")
    (to / "bench.json").write_text(
        json.dumps({"machine": machine(), "results": results}, indent=1) + "\n", "utf-8"
    )
    print(f"written: {to / 'bench.md'} and {to / 'bench.json'}")


if __name__ == "__main__":
    main()
