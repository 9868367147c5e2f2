"""Practise for ever and print where the practice stood, and when that was told.

Run as a process of its own: ``python stands_until_killed.py FILE``.  Every ten milliseconds the
practice stands somewhere else, as those of a hundred sites would.
"""

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from supine.adapters.store import open_store
from supine.core.events import SavePractice
from under_way import RESTING

store = open_store(sys.argv[1], lambda: datetime(2026, 6, 15, 7, 0, tzinfo=UTC))
for number in count():
    store.tell("den", SavePractice(replace(RESTING, practised_s=float(number))))
    sys.stdout.write(f"{number} {time.monotonic()}\n")
    sys.stdout.flush()
    time.sleep(0.01)
