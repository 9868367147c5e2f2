"""Fuzz for as long as one likes: ``python tests/fuzz/run.py [--seconds 60] [TARGET...]``.

With atheris installed (``pip install atheris``; Linux) the coverage leads the way, else luck does.
What breaks a promise, or does not come back within seconds, is kept in ``.fuzz/``, by target, and
named in the last line.
"""

import argparse
import importlib.util
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "skill"), str(ROOT / "tests")]

INSIDE = sys.argv[1:2] == ["--inside"]
if INSIDE:  # atheris looks into what is imported under its eyes, and only there
    import atheris

    with atheris.instrument_imports(include=["supine"]):
        from fuzz.targets import TARGETS, Target
else:
    from fuzz.targets import TARGETS, Target

from fuzz.mutations import mutated  # noqa: E402

FINDINGS = ROOT / ".fuzz"
COMES_BACK_WITHIN_S = 10


@contextmanager
def in_time() -> Iterator[None]:
    """Break off what does not come back, so that it is a finding like any other."""

    def late(*_: object) -> None:
        raise TimeoutError(f"it did not come back within {COMES_BACK_WITHIN_S} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(COMES_BACK_WITHIN_S)
    try:
        yield
    finally:
        signal.alarm(0)


def by_luck(target: Target, seconds: float, folder: Path) -> bool:
    """Damage seeds until the time is over or a promise is broken; return whether all held."""
    luck, seeds = random.Random(), target.seeds()
    began, rounds = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        data, rounds = mutated(seeds, luck), rounds + 1
        try:
            with in_time():
                target.check(data, folder)
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            traceback.print_exc()
            (FINDINGS / target.name).mkdir(parents=True, exist_ok=True)
            found = FINDINGS / target.name / f"broken-{rounds}"
            found.write_bytes(data)
            print(f"fuzz: {target.name} is broken by {found}")
            return False
    print(f"fuzz: {target.name} held {rounds} inputs")
    return True


def by_coverage(target: Target, seconds: float) -> bool:
    """Let atheris look, in a process of its own, since it ends the one it runs in."""
    corpus = FINDINGS / target.name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    command = [sys.executable, str(HERE), "--inside", target.name, f"-max_total_time={seconds:.0f}"]
    command += [f"-artifact_prefix={corpus.parent}/", "-max_len=70000", "-verbosity=0"]
    command += ["-timeout=0", str(corpus)]  # the alarm is ours: libFuzzer's waits for Python
    held = subprocess.run(command, check=False).returncode == 0
    print(f"fuzz: {target.name} {'held' if held else f'is broken: see {corpus.parent}'}")
    return held


def inside(target: Target, arguments: list[str]) -> None:
    """Run atheris on a target; does not return."""

    def check(data: bytes) -> None:
        with in_time():
            target.check(data, Path(folder))

    with tempfile.TemporaryDirectory() as folder:
        atheris.Setup([sys.argv[0], *arguments], check)
        atheris.Fuzz()


def main() -> int:
    """Fuzz what is named, or everything; return the exit code."""
    if INSIDE:
        inside(TARGETS[sys.argv[2]], sys.argv[3:])
    parser = argparse.ArgumentParser(description="Fuzz what takes bytes from outside.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    options = parser.parse_args()
    chosen = [TARGETS[name] for name in options.targets or TARGETS]
    guided = importlib.util.find_spec("atheris") is not None
    print(f"fuzz: {'atheris' if guided else 'own mutations'}, {options.seconds:g} s each")
    with tempfile.TemporaryDirectory() as folder:
        held = [
            by_coverage(target, options.seconds)
            if guided
            else by_luck(target, options.seconds, Path(folder))
            for target in chosen
        ]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
