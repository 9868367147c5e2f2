import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
SKILL = HERE.parents[2] / "skill"
TIMES = 10


def write_until_killed(path, name):
    """Return the number of the last practice that a process confirmed before it was killed."""
    process = subprocess.Popen(
        [sys.executable, HERE / "writes_until_killed.py", path, name],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SKILL)},
    )
    with process:
        confirmed = [process.stdout.readline()]
        time.sleep(random.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        confirmed += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    return max(int(line) for line in confirmed if line.endswith("\n"))


def test_nothing_confirmed_is_lost_however_often_the_service_is_killed(path, opened):
    expected = set()
    for n in range(TIMES):
        last = write_until_killed(path, f"run{n}")
        expected |= {f"run{n}-{number}" for number in range(last + 1)}

        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        store = opened()
        kept = [entry.routine_id for entry in store.history()]
        store.close()

        assert len(kept) == len(set(kept))
        assert expected <= set(kept)
    assert len(expected) > TIMES
