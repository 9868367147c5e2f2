"""A bench with a disk: what was kept of a practice outlives a crash, everything else is lost."""

import json
from datetime import timedelta

from bench import Bench
from supine.core.events import ForgetPractice, PracticeFound, RecordPractice, SavePractice
from supine.core.habits import Habits
from supine.core.site import Site
from supine.core.snapshot import Snapshot


class PowerCut(Bench):
    """Plays a house whose power may fail.

    ``disk`` is what was kept last, as JSON, and when; ``history`` what is over.
    """

    def __post_init__(self):
        super().__post_init__()
        self.disk, self.history = None, []

    def _remind(self, command):
        match command:
            case SavePractice(snapshot):
                self.disk = json.dumps(snapshot.as_dict()), self.wall
            case RecordPractice():
                self.disk = None
                self.history.append(command)
            case ForgetPractice():
                self.disk = None
            case _:
                super()._remind(command)

    def crash(self, away_s, settings=None):
        """Kill it, and start it again ``away_s`` seconds later."""
        self.settings = settings or self.settings
        desk, practised = self.site.scene.desk, self.site.scene.habits.times_done
        self.site = Site(self.settings, Habits(times_done=dict(practised)))
        self.site.scene.desk.reminders = desk.reminders
        self.site.scene.desk.firings = dict(self.kept)
        self.playing, self.queue, self.ears, self.curious = None, [], [], False
        self.now += away_s
        self.spoken, self.done = [], []
        if self.disk is not None:
            text, kept_at = self.disk
            self.send(PracticeFound(Snapshot.from_dict(json.loads(text)), kept_at))

    def come_back(self, away_s, settings=None):
        """Crash, start again, and wait for as long as the offer to go on takes."""
        self.crash(away_s, settings)
        self.wait(10)

    def kept_snapshot(self):
        return Snapshot.from_dict(json.loads(self.disk[0]))

    def days_pass(self, days):
        self.noon += timedelta(days=days)
