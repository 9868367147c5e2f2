"""How soon the service answers after its start, and what it takes of the memory.

python tests/bench/size_and_start.py --times 10 --out start.json
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from caller import Caller
from figures import Result, memory_mb, percentile, tell
from subjects import ROOT, peers_python, running

from brokers import Broker

RSS_MAX_MB = 80.0
START_MAX_S = 1.0
HEAVIEST = 8
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")


def start_and_size(
    subject: str, port: int, folder: Path, times: int
) -> dict[str, float | int | str]:
    """Return seconds from the start of the process to its first answer, and MiB when it is idle."""
    taken = []
    memory: dict[str, float] = {}
    for _ in range(times):
        caller = Caller(port)
        began = time.perf_counter()
        with running(subject, port, folder) as process:
            caller.until_answered(subject, every_s=0.05)
            taken.append(time.perf_counter() - began)
            memory = memory_mb(process.pid)
            if subject == "supine":
                caller.ask_s(subject)
                caller.wait(1.0)
                memory |= {f"{key} in a practice": mb for key, mb in memory_mb(process.pid).items()}
        caller.close()
    return {"answers after s (p50)": round(percentile(taken, 0.5), 2), **memory}


def imports() -> list[tuple[str, float]]:
    """Return the packages whose import takes the service longest, in milliseconds."""
    command = [sys.executable, "-X", "importtime", "-c", "import supine.app, supine.cli.run"]
    done = subprocess.run(
        command, cwd=ROOT / "skill", capture_output=True, text=True, check=True, timeout=60
    )
    own: dict[str, float] = {}
    for line in done.stderr.splitlines():
        found = _IMPORT.match(line)
        if found:
            package = found[4].partition(".")[0]
            own[package] = own.get(package, 0.0) + int(found[1]) / 1000
    return sorted(own.items(), key=lambda item: -item[1])[:HEAVIEST]


def bench(times: int) -> Result:
    """Return a row for each subject."""
    subjects = ["supine", "minimal", *(["hermes_app"] if peers_python() else [])]
    with tempfile.TemporaryDirectory() as name, Broker(Path(name)) as broker:
        folder = Path(name)
        figures = {each: start_and_size(each, broker.port, folder, times) for each in subjects}
    ours = figures["supine"]
    reaches = {
        f"under {START_MAX_S:.0f} s from start to answering": (
            float(ours["answers after s (p50)"]) < START_MAX_S
        ),
        f"under {RSS_MAX_MB:.0f} MB RSS in a practice": float(ours["RSS in a practice"])
        < RSS_MAX_MB,
    }
    heaviest = ", ".join(f"{package} {took_ms:.0f}" for package, took_ms in imports())
    note = f"Memory in MiB. Imports of the service, in milliseconds of their own: {heaviest}."
    return Result("Start and size", figures, reaches, note)


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.times), options.out)


if __name__ == "__main__":
    main()
