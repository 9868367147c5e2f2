"""Practise for ever and print each end that is confirmed.

Run as a process of its own: ``python saves_until_killed.py FILE FIRST``.  The n-th practice is
kept three times and comes to its end after n seconds; what is printed is on disk.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from supine.adapters.store import open_store
from supine.core.events import Ending, RecordPractice, SavePractice
from under_way import RESTING

store = open_store(sys.argv[1], lambda: datetime(2026, 6, 15, 7, 0, tzinfo=UTC))
for number in count(int(sys.argv[2])):
    for turn in range(3):
        moment = replace(RESTING, practised_s=float(number), held_s=float(turn))
        store.tell("den", SavePractice(moment))
        if number % 3 == turn:  # so that some are written alone and some together
            store.flush()
    store.tell("den", RecordPractice("back-release", Ending.COMPLETED, float(number)))
    if number % 2:
        store.flush()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
