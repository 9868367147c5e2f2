"""Save firings for ever and print each one that is confirmed.

Run as a process of its own: ``python asks_until_killed.py FILE``.  Each reminder is put, asked
on one date after another, several at once, and answered; what is printed is on disk.
"""

import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from supine.adapters.store import open_store
from supine.core.reminders.model import Firing, Key, Reminder, Source, State

NOW = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)
PLAN = [State.DUE, State.ASKING, State.ASKED, State.ACCEPTED]

store = open_store(sys.argv[1], lambda: NOW)
known = store.reminders.firings_since(date.min)
begin = max((firing.key.local_date.toordinal() for firing in known), default=730_000) + 1
for n in range(3):
    store.reminders.put(
        Reminder(
            id=f"r{n}",
            site_id="den",
            at=time(8),
            zone="Europe/London",
            source=Source.VOICE,
            created_at=NOW,
            since=NOW,
        )
    )


def say(firings):
    lines = (f"{f.key.reminder_id} {f.key.local_date} {f.unanswered}\n" for f in firings)
    sys.stdout.write("".join(lines))
    sys.stdout.flush()


for number in count():
    day = date.fromordinal(begin) + timedelta(days=number)
    for step, state in enumerate(PLAN):
        firings = [
            Firing(
                key=Key(f"r{n}", day, 0),
                due_at=NOW,
                state=state,
                wanted_at=NOW,
                look_at=None if state is State.ACCEPTED else NOW,
                changed_at=NOW,
                unanswered=step,
            )
            for n in range(3)
        ]
        store.reminders.save_firings(firings, lambda firings=firings: say(firings))
    if number % 4 == 0:  # so that some are written alone and some together
        store.flush()
