"""Ten thousand reminders at the same minute, through everything but the wire.

The runner, its sites, the secretary, the alarm clock, the store and the Hermes voice are the
real ones.  Time is turned by hand, and Rhasspy is played by a test that answers everybody at once.
"""

import json
import os
import resource
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from queue import Empty

import pytest

from supine.adapters.alarm import Alarm
from supine.adapters.hermes.messages import (
    IntentSpoken,
    PlayFinished,
    SessionEnded,
    SessionStarted,
)
from supine.adapters.hermes.voice import HermesVoice
from supine.adapters.store import open_store
from supine.core.reminders.model import Reminder, Source
from supine.core.scene import Settings
from supine.core.site import Site
from supine.runner import ForSite, Runner
from supine.secretary import Secretary

SITES = 1_000
AT_EACH = 10
REMINDERS = SITES * AT_EACH

EVENING = datetime(2026, 3, 2, 17, 59, 50, tzinfo=UTC)
SIX_IN_S = 10
TODAY = "2026-03-02"

LAST_QUESTION_WITHIN_S = 20.0
GROWTH_MAX_MB = 120.0
WAIT_S = 60.0
"""How long anything may take on a machine that has other things to do."""

HANDSHAKES = 4
"""Due, asking, heard, answered: that often the runner hands on to the disk and the other way."""

ALARM_RESTS_S = 3600.0
"""The alarm clock looks at the time when the test has turned it, and not by itself."""

START, END, SAY = (
    "hermes/dialogueManager/startSession",
    "hermes/dialogueManager/endSession",
    "hermes/tts/say",
)


class HandClock:
    """Stands still until somebody turns it; whoever waits for an item really waits."""

    def __init__(self, wall):
        self._began = wall
        self.passed_s = 0.0

    def turn(self, seconds):
        self.passed_s += seconds

    def monotonic(self):
        return self.passed_s

    def wall(self):
        return self._began + timedelta(seconds=self.passed_s)

    def take(self, inbox, until):
        while until is None or until > self.passed_s:
            try:
                return inbox.get(timeout=0.02)
            except Empty:
                continue
        try:
            return inbox.get_nowait()
        except Empty:
            return None


class Rhasspy:
    """Counts the questions; later plays each to its end and hears "not today" everywhere."""

    def __init__(self):
        self.said = []
        self.ended = 0
        self.answering = False
        self.inbox = None
        self.news = threading.Condition()

    def publish(self, topic, payload):
        fields = json.loads(payload)
        with self.news:
            if topic == SAY:
                self.said.append((fields["siteId"], fields["text"], fields["id"]))
            if topic == END:
                self.ended += 1
            self.news.notify_all()
            answering = self.answering
        if answering:
            self._react(topic, fields)

    def answer_everybody(self):
        """From now on each question is heard to its end; so are those that were asked before."""
        with self.news:
            self.answering = True
            said = list(self.said)
        for site_id, _, utterance_id in said:
            self.inbox.put(PlayFinished(site_id, utterance_id))

    def wait_until(self, holds, within_s):
        with self.news:
            assert self.news.wait_for(holds, within_s), (len(self.said), self.ended)

    def _react(self, topic, fields):
        if topic == SAY:
            self.inbox.put(PlayFinished(fields["siteId"], fields["id"]))
        elif topic == START:
            site_id, mark = fields["siteId"], fields["customData"]
            session_id = f"session-{site_id}"
            self.inbox.put(SessionStarted(site_id, session_id, mark))
            self.inbox.put(IntentSpoken(site_id, session_id, "SupineNotToday", {}, 1.0, mark))
        elif topic == END:
            session_id = fields["sessionId"]
            site_id = session_id.removeprefix("session-")
            self.inbox.put(SessionEnded(site_id, session_id, reason="nominal"))


class House:
    """What `supine.app` puts together, on a clock turned by hand."""

    def __init__(self, folder, language):
        self.clock = HandClock(EVENING)
        self.store = open_store(str(folder / "supine.db"), self.clock.wall)
        self.rhasspy = Rhasspy()
        self.alarm = None
        self.settings = Settings(language=language)
        self.secretary = Secretary(
            self.store.reminders,
            self._make_alarm,
            self._post,
            self._call,
            self.clock.wall,
        )
        voice = HermesVoice(self.rhasspy.publish)
        self.runner = Runner(self.clock, voice, self._make_site, [self.store, self.secretary])
        self.rhasspy.inbox = self.runner.inbox

    def __enter__(self):
        self.runner.start()
        self.secretary.start()
        return self

    def __exit__(self, *_):
        self.secretary.stop()
        self.runner.stop()
        self.store.close()

    def turn(self, seconds):
        self.clock.turn(seconds)
        self.alarm.check()

    def settle(self):
        """Wait until the runner and the disk have nothing left to do for each other."""
        for _ in range(HANDSHAKES):
            self.runner.ask(lambda: None, WAIT_S)
            assert self.store.flush(WAIT_S)

    def _post(self, site_id, event):
        self.runner.inbox.put(ForSite(site_id, event))

    def _call(self, function):
        self.runner.post(function)

    def _make_alarm(self, post):
        self.alarm = Alarm(self.clock, post, ALARM_RESTS_S)
        return self.alarm

    def _make_site(self, site_id):
        site = Site(self.settings, self.store.habits(site_id), site_id)
        self.secretary.open_desk(site_id, site.scene.desk)
        return site


def reminder(number):
    return Reminder(
        id=f"daily-{number}",
        site_id=f"room-{number % SITES}",
        at=wall_time(18),
        zone="UTC",
        source=Source.COMMAND,
        created_at=EVENING - timedelta(days=9),
        since=EVENING - timedelta(seconds=1),
        text=f"This is reminder {number}.",
    )


def memory_mb():
    """Return what this process takes now; where nobody can tell, what it has taken at most."""
    try:
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def on_disk(folder, query):
    with closing(sqlite3.connect(folder / "supine.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def house(tmp_path, language):
    """A house after a restart: all its reminders are on disk, and it is ten seconds to six."""
    empty_mb = memory_mb()
    with House(tmp_path, language) as before:
        for number in range(REMINDERS):
            before.store.reminders.put(reminder(number))
        assert before.store.flush(WAIT_S)
    with House(tmp_path, language) as house:
        house.empty_mb = empty_mb
        yield house


def test_ten_thousand_at_the_same_minute_are_neither_lost_nor_doubled(house, tmp_path):
    began = time.monotonic()

    house.turn(SIX_IN_S)
    house.rhasspy.wait_until(lambda: len(house.rhasspy.said) >= SITES, WAIT_S)
    asked_s = time.monotonic() - began
    house.settle()
    asked = list(house.rhasspy.said)
    house.rhasspy.answer_everybody()
    house.rhasspy.wait_until(lambda: house.rhasspy.ended >= SITES, WAIT_S)
    house.settle()
    answered_s = time.monotonic() - began
    house.turn(3600)
    house.settle()

    grown_mb = memory_mb() - house.empty_mb
    print(
        f"{REMINDERS} reminders at {SITES} sites: the last question {asked_s:.1f} s after the "
        f"minute, all answered and on disk after {answered_s:.1f} s, {grown_mb:.0f} MB more"
    )
    assert asked_s < LAST_QUESTION_WITHIN_S
    assert grown_mb < GROWTH_MAX_MB
    assert house.rhasspy.said == asked, "an answer ends it for the day"
    assert Counter(site_id for site_id, _, _ in asked) == Counter(f"room-{n}" for n in range(SITES))
    records = on_disk(tmp_path, "SELECT reminder_id, local_date, state FROM firings")
    assert sorted(id_ for id_, _, _ in records) == sorted(f"daily-{n}" for n in range(REMINDERS))
    assert {day for _, day, _ in records} == {TODAY}
    assert Counter(state for _, _, state in records) == {
        "skipped": SITES,
        "merged": REMINDERS - SITES,
    }
    assert on_disk(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_after_a_restart_none_of_ten_thousand_is_asked_again(house, tmp_path, language):
    house.turn(SIX_IN_S)
    house.rhasspy.answer_everybody()
    house.rhasspy.wait_until(lambda: house.rhasspy.ended >= SITES, WAIT_S)
    house.settle()

    with House(tmp_path, language) as later:
        later.turn(SIX_IN_S + 60)
        later.settle()

        assert later.rhasspy.said == []
