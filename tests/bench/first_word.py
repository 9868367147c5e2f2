"""From an intent on the wire to the first message in answer, beside the least there can be.

python tests/bench/first_word.py --times 2000 --out first-word.json
"""

import argparse
import tempfile
from pathlib import Path

from caller import Caller
from figures import Result, spread, tell
from subjects import peers_python, running

from brokers import Broker

ROUNDS = 5
WARM_UP = 30
PAUSE_S = 0.01
"""Between two intents: nobody speaks faster, and what follows an answer is not part of it."""


def measure(times: int, subjects: list[str], port: int, folder: Path) -> dict[str, list[float]]:
    """Return the seconds that each subject took, all times of all rounds."""
    taken: dict[str, list[float]] = {subject: [] for subject in subjects}
    for turn in range(ROUNDS):
        order = subjects[turn % len(subjects) :] + subjects[: turn % len(subjects)]
        for subject in order:
            with running(subject, port, folder):
                taken[subject] += _one_round(subject, times // ROUNDS, port)
    return taken


def _one_round(subject: str, times: int, port: int) -> list[float]:
    caller = Caller(port)
    caller.until_answered(subject)
    taken: list[float] = []
    for turn in range(WARM_UP + times):
        took_s = caller.ask_s(subject)
        if took_s is None:
            raise TimeoutError(f"{subject} left an intent without an answer")
        if subject == "supine":
            caller.let_go()
        caller.wait(PAUSE_S)
        if turn >= WARM_UP:
            taken.append(took_s)
    caller.close()
    return taken


def bench(times: int) -> Result:
    """Return the table and whether the promise held."""
    subjects = ["echo", "minimal", "supine"]
    if peers_python() is not None:
        subjects.append("hermes_app")
    with tempfile.TemporaryDirectory() as name, Broker(Path(name)) as broker:
        taken = measure(times, subjects, broker.port, Path(name))
    figures = {subject: dict(spread(values, scale=1000)) for subject, values in taken.items()}
    floor = figures["echo"]
    for row in figures.values():
        row["p50 / floor"] = round(row["p50"] / floor["p50"], 2)
        row["p99 / floor"] = round(row["p99"] / floor["p99"], 2)
    ours = figures["supine"]
    reaches = {
        "p50 within 2x of the bare echo": ours["p50"] <= 2 * floor["p50"],
        "p99 within 2x of the bare echo": ours["p99"] <= 2 * floor["p99"],
    }
    if "hermes_app" in figures:
        reaches["at least 4x faster than rhasspy-hermes-app (p50)"] = (
            4 * ours["p50"] <= figures["hermes_app"]["p50"]
        )
    note = f"Milliseconds; {times} intents each, 10 ms apart, in {ROUNDS} rounds that take turns."
    return Result("First word", figures, reaches, note)


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.times), options.out)


if __name__ == "__main__":
    main()
