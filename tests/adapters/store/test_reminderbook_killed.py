import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

from supine.adapters.store.reminderbook import KEPT_OF_EACH

HERE = Path(__file__).resolve().parent
SKILL = HERE.parents[2] / "skill"
TIMES = 8


def ask_until_killed(path):
    """Return how far each firing had come that a process confirmed before it was killed."""
    process = subprocess.Popen(
        [sys.executable, HERE / "asks_until_killed.py", path],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SKILL)},
    )
    with process:
        lines = [process.stdout.readline()]
        time.sleep(random.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    confirmed = {}
    for line in lines:
        if line.endswith("\n"):
            reminder_id, day, step = line.split()
            assert int(step) > confirmed.get((reminder_id, day), -1), "told backwards"
            confirmed[reminder_id, day] = int(step)
    return confirmed


def test_no_confirmed_firing_is_lost_or_doubled_however_often_the_service_is_killed(path, opened):
    confirmed = {}
    for _ in range(TIMES):
        confirmed |= ask_until_killed(path)

        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = connection.execute(
                "SELECT reminder_id, local_date, unanswered FROM firings"
            ).fetchall()
        kept = {(reminder_id, day): step for reminder_id, day, step in rows}
        assert len(kept) == len(rows)
        assert all(kept[key] >= step for key, step in confirmed.items())
        with opened() as store:
            book = store.reminders
            assert [one.id for one in book.all()] == ["r0", "r1", "r2"]
            assert len(book.firings_since(date.min)) == min(len(kept), 3 * KEPT_OF_EACH)
    assert len(confirmed) > TIMES
