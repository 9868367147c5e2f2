"""Write practices for ever and print the number of each one that is confirmed.

Run as a process of its own: ``python writes_until_killed.py FILE NAME``.
"""

import sys
from datetime import UTC, datetime
from itertools import count

from supine.adapters.store import open_store
from supine.core.events import Ending, RecordPractice, RememberPreference

path, name = sys.argv[1:]
store = open_store(path, lambda: datetime.now(UTC))
for n in count():
    store.tell("den", RecordPractice(f"{name}-{n}", Ending.COMPLETED, 60.0))
    store.tell("den", RememberPreference("guidance:hip-rest", "less" if n % 2 else "brief"))
    if n % 3 == 0 and store.flush():  # so that some are written alone and some together
        print(n, flush=True)
