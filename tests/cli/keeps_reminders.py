"""Do what the service does with its store, and print the reminders whenever they have changed.

Run as a process of its own: ``python keeps_reminders.py FILE``.  It saves firings all the time
and looks every few milliseconds whether another program was at the reminders.  It ends when
its standard input is closed.
"""

import sys
import threading
from datetime import UTC, date, datetime, timedelta
from itertools import count

from supine.adapters.store import open_store
from supine.core.reminders.model import Firing, Key, State

NOW = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)

store = open_store(sys.argv[1], lambda: NOW, busy_s=20.0)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
print("ready", flush=True)
for n in count():
    key = Key("any", date(2026, 1, 1) + timedelta(days=n % 200), 0)
    store.reminders.save_firings(
        [Firing(key=key, due_at=NOW, state=State.GONE, wanted_at=NOW, look_at=None, changed_at=NOW)]
    )
    if store.reminders.refresh():
        print(*sorted(one.id for one in store.reminders.all()), flush=True)
    if over.wait(0.02):
        break
store.close()
