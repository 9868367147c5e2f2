"""Many reminders at the same minute, beside APScheduler with its own SQLAlchemy job store.

    python tests/bench/reminders.py --due 10000 --kept 100000 --out reminders.json

Ours go all the way: decided, written down as "asking", asked in the words of the site's language;
Rhasspy is played in the same process.  APScheduler's do nothing but call a function.  Each subject
runs in a process of its own, so that memory can be compared.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from figures import Result, memory_mb, tell
from subjects import ROOT

CHILD_WITHIN_S = 900.0
WAIT_S = 120.0
SITES = 1_000
PEER_KEEPS_AT_MOST = 10_000
"""APScheduler writes each job in a transaction of its own: more would take an hour."""

_rung = threading.Semaphore(0)


def ring() -> None:
    """What APScheduler calls."""
    _rung.release()


def ours(due: int, kept: int, folder: Path) -> dict[str, float]:
    """Return the seconds and MiB of supine's own record, alarm, secretary and voice."""
    import os

    from supine.adapters.store import open_store
    from supine.cli.library import read_config, read_library
    from test_many_reminders import EVENING, SIX_IN_S, House, reminder

    language = read_library(read_config(None), "en").languages["en"]
    empty_mb = memory_mb(os.getpid())["RSS"]
    big = folder / "big"
    big.mkdir()
    began = time.perf_counter()
    with open_store(str(big / "supine.db"), lambda: EVENING) as store:
        for number in range(kept):
            store.reminders.put(reminder(number))
        store.flush(CHILD_WITHIN_S)
    kept_s = time.perf_counter() - began
    kept_mb = memory_mb(os.getpid())["RSS"] - empty_mb
    with House(folder, language) as before:
        for number in range(due):
            before.store.reminders.put(reminder(number))
        before.store.flush(CHILD_WITHIN_S)
    with House(folder, language) as house:
        began = time.perf_counter()
        house.turn(SIX_IN_S)
        house.rhasspy.wait_until(lambda: len(house.rhasspy.said) >= min(due, SITES), WAIT_S)
        asked_s = time.perf_counter() - began
    return {
        "last after s": round(asked_s, 2),
        "kept": kept,
        "kept in s": round(kept_s, 1),
        "kept MiB": round(kept_mb, 1),
    }


def apscheduler(due: int, kept: int, folder: Path) -> dict[str, float]:
    """Return the same of a plain BackgroundScheduler with a SQLAlchemyJobStore."""
    import os

    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    kept = min(kept, PEER_KEEPS_AT_MOST)
    empty_mb = memory_mb(os.getpid())["RSS"]
    store = SQLAlchemyJobStore(f"sqlite:///{folder / 'jobs.db'}")
    scheduler = BackgroundScheduler(
        jobstores={"default": store}, executors={"default": ThreadPoolExecutor(10)}
    )
    scheduler.start(paused=True)
    due_at = datetime.now().astimezone() + timedelta(hours=1)
    began = time.perf_counter()
    for _ in range(kept):
        scheduler.add_job("reminders:ring", "date", run_date=due_at, misfire_grace_time=7200)
    kept_s = time.perf_counter() - began
    kept_mb = memory_mb(os.getpid())["RSS"] - empty_mb
    for _ in range(max(0, due - kept)):
        scheduler.add_job("reminders:ring", "date", run_date=due_at, misfire_grace_time=7200)
    now = datetime.now().astimezone()
    for job in scheduler.get_jobs()[:due]:
        scheduler.modify_job(job.id, next_run_time=now)
    began = time.perf_counter()
    scheduler.resume()
    import reminders  # the one that APScheduler has imported, which is not __main__

    for _ in range(due):
        if not reminders._rung.acquire(timeout=WAIT_S):
            raise TimeoutError(f"nothing rang for {WAIT_S} s")
    last_s = time.perf_counter() - began
    scheduler.shutdown(wait=False)
    return {
        "last after s": round(last_s, 2),
        "kept": kept,
        "kept in s": round(kept_s, 1),
        "kept MiB": round(kept_mb, 1),
    }


SUBJECTS = {"supine": ours, "APScheduler with its SQLAlchemy store": apscheduler}


def in_a_process(subject: str, due: int, kept: int) -> dict[str, float]:
    """Return what a subject measures, run in a process of its own."""
    paths = [ROOT / "skill", ROOT / "tests", ROOT / "tests" / "bench"]
    command = [
        sys.executable,
        __file__,
        "--subject",
        subject,
        "--due",
        str(due),
        "--kept",
        str(kept),
    ]
    done = subprocess.run(
        command,
        env={"PYTHONPATH": ":".join(map(str, paths)), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=CHILD_WITHIN_S,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def bench(due: int, kept: int) -> Result:
    """Return a row for each subject."""
    figures = {subject: dict(in_a_process(subject, due, kept)) for subject in SUBJECTS}
    for row in figures.values():
        row["kept a second"] = round(row["kept"] / max(row["kept in s"], 0.001))
    note = (
        f"{due:,} due in the same minute, ours at {SITES:,} sites, where those of one site are put "
        "together into one question; seconds from the minute to the last question or call."
    )
    return Result("Reminders", figures, {}, note)  # type: ignore[arg-type]


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--kept", type=int, default=100_000)
    parser.add_argument("--subject", choices=list(SUBJECTS))
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    if options.subject is None:
        tell(bench(options.due, options.kept), options.out)
        return
    with tempfile.TemporaryDirectory() as name:
        found = SUBJECTS[options.subject](options.due, options.kept, Path(name))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
