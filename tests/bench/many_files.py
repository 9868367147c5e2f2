"""How long a big household's files take, and how fast sentences are understood.

python tests/bench/many_files.py --files 1000 --out loading.json
"""

import argparse
import tempfile
import time
from pathlib import Path

from figures import Result, percentile, tell

from supine.data import shipped
from supine.loading.library import load_library

LANGUAGES = ("en", "de")
FILES_WITHIN_S = 2.0
ROUTINE = """\
id: bench-{n}
name: bench number {words}
position: lying
minutes: {{default: 10, min: 5, max: 20}}
steps:
  - id: ready
    say: [Lie down when you like.]
    until: ready
  - id: knees
    sides: [left, right]
    say: ["Let your {{side}} knee come up slowly."]
    brief: ["Your {{side}} knee."]
    hold: 20s
  - id: rest
    hold: rest
    cues: [{{every: 60s, say: [Nothing to do.]}}]
close:
  - say: [Roll to one side., Come up slowly.]
    hold: 20s
"""
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def write_routines(folder: Path, files: int) -> None:
    """Write routine files, each with names of its own."""
    for n in range(files):
        words = " ".join(_DIGITS[int(digit)] for digit in str(n))
        (folder / f"bench-{n}.yaml").write_text(ROUTINE.format(n=n, words=words), "utf-8")


def load_s(folders: list[Path]) -> float:
    """Return the seconds that the library of some folders takes."""
    began = time.perf_counter()
    library = load_library([shipped("routines"), *folders], shipped("intents"), LANGUAGES)
    took_s = time.perf_counter() - began
    if folders and len(library.languages["en"].routines) < len(list(folders[0].iterdir())):
        raise ValueError(f"not everything was loaded: {library.faults[:1]}")
    return took_s


def bench(files: int, times: int) -> Result:
    """Return the seconds for what is shipped and for many files."""
    shipped_s = [load_s([]) for _ in range(times)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_routines(folder, files)
        many_s = [load_s([folder]) for _ in range(max(1, times // 2))]
    figures: dict[str, dict[str, float | int | str]] = {
        "what is shipped, 2 languages": {"s (p50)": round(percentile(shipped_s, 0.5), 2)},
        f"and {files:,} more routines": {"s (p50)": round(percentile(many_s, 0.5), 2)},
    }
    reaches = {
        f"{files:,} routine files in under {FILES_WITHIN_S:.0f} s": (
            percentile(many_s, 0.5) < FILES_WITHIN_S
        )
    }
    return Result("Loading", figures, reaches)


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.files, options.times), options.out)


if __name__ == "__main__":
    main()
