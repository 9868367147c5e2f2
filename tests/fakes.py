"""Small real implementations of the ports, for tests that turn time by hand."""

from datetime import UTC, datetime, timedelta

from supine.core.events import LineHeard, Outcome, SiteFree, TellWhenFree


class FakeClock:
    """Jumps straight to the deadline whenever there is nothing left to read."""

    def __init__(self):
        self.now = 0.0
        self.began = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    def monotonic(self):
        return self.now

    def wall(self):
        return self.began + timedelta(seconds=self.now)

    def take(self, inbox, until):
        if not inbox.empty():
            return inbox.get_nowait()
        assert until is not None, "the code under test would wait for ever"
        self.now = max(self.now, until)
        return None


class FakeVoice:
    """Speaks at 14 characters a second at any number of sites, one line after the other.

    A message is a pair of site id and event; it means itself.
    """

    can = frozenset()

    def __init__(self):
        self.performed = []
        self.playing = []  # (ends at, site id, line id, spoken for)
        self.curious = set()  # sites whose silence is to be told

    def perform(self, site_id, command, now):
        self.performed.append((now, site_id, command))
        if isinstance(command, TellWhenFree):
            self.curious.add(site_id)
        if hasattr(command, "text"):
            begins = max([now, *(p[0] for p in self.playing if p[1] == site_id)])
            took_s = len(command.text) / 14
            self.playing.append((begins + took_s, site_id, command.line_id, took_s))

    def receive(self, message, now):
        return [message]

    def free(self):
        return [site for site in self.curious if not any(p[1] == site for p in self.playing)]

    def deadline(self):
        return 0.0 if self.free() else min((p[0] for p in self.playing), default=None)

    def tick(self, now):
        over = sorted(p for p in self.playing if p[0] <= now)
        self.playing = [p for p in self.playing if p[0] > now]
        free = [(site, SiteFree()) for site in self.free()]
        self.curious -= {site for site, _ in free}
        return free + [
            (site_id, LineHeard(line_id, Outcome.HEARD, took_s))
            for _, site_id, line_id, took_s in over
        ]

    def said(self, site_id):
        return [
            command.text
            for _, at, command in self.performed
            if at == site_id and getattr(command, "text", "")
        ]
