"""The wired service takes what was read anew, in the middle of whatever goes on."""

import logging
import shutil
import threading
from datetime import UTC, datetime, time

import pytest

from fakes import FakeVoice
from householdfiles import Files, looked, routine, started
from supine.app import Skill
from supine.clock import FastClock
from supine.core.events import IntentHeard, SaveReminder
from supine.core.reminders.model import Reminder, Source
from supine.loading.config import load_config
from supine.plugins.api import Plugin

SITE = "desk:1"


class DeskVoice(FakeVoice):
    """Speaks at the desk; the last one that was made is `made`."""

    def __init__(self, host):
        super().__init__()
        self.host = host
        DeskVoice.made = self


class Point:
    """What is installed: the voice."""

    name, value, dist = "quiet", "quiet:plugin", None

    def load(self):
        def register(supine):
            supine.add_voice("desk", DeskVoice)

        return Plugin(name="quiet", api="1.0", version="1", register=register)


@pytest.fixture
def files(tmp_path):
    made = Files(tmp_path)
    made.write("mine/desk-sit.yaml", routine())
    return made


@pytest.fixture
def household(files):
    return files.household(points=[Point()])


@pytest.fixture
def skill(household):
    environ = {"SUPINE_MQTT__HOST": "127.0.0.1", "SUPINE_MQTT__PORT": "1"}
    plugins = household.taken.plugins
    running = Skill(load_config(None, environ), plugins.library, FastClock(100), plugins=plugins)
    running.start()
    yield running
    running.stop()


def until(claim, most_s=10.0):
    pause = threading.Event()
    for _ in range(int(most_s / 0.01)):
        if claim():
            return
        pause.wait(0.01)
    raise AssertionError("it does not come to that")


def hears(event):
    DeskVoice.made.host.post((SITE, event))


def said(words):
    return words in DeskVoice.made.said(SITE)


def test_a_practice_that_runs_keeps_the_routine_that_it_began_with(files, household, skill):
    hears(started("desk-sit"))
    until(lambda: said("Sit quietly."))

    changed = routine(say="Sit still.", step="say: [Hum as you like.]\n    hold: 20s")
    files.write("mine/desk-sit.yaml", changed)
    skill.renew(looked(household).plugins)
    until(skill.idle)

    assert not said("Hum as you like.")
    hears(started("desk-sit"))
    until(lambda: said("Hum as you like."))
    assert said("Sit still.")


def test_a_practice_whose_routine_is_taken_away_is_finished(files, household, skill):
    hears(started("desk-sit"))
    until(lambda: said("Sit quietly."))

    (files.mine / "desk-sit.yaml").unlink()
    skill.renew(looked(household).plugins)
    hears(IntentHeard("SupineHowLong"))
    until(skill.idle)

    lines = DeskVoice.made.said(SITE)
    hears(started("desk-sit"))
    until(lambda: len(DeskVoice.made.said(SITE)) > len(lines))
    assert "desk-sit" not in skill.runner.sites[SITE].scene.settings.language.routines


def test_what_is_said_from_now_on_are_the_new_phrases(files, household, skill):
    hears(started("desk-sit"))
    until(lambda: said("Sit quietly."))

    files.write("plugins/phrases.en.yaml", "phrases: {paused: [Taking a break.]}\n")
    skill.renew(looked(household).plugins)
    hears(IntentHeard("SupinePause"))

    until(lambda: said("Taking a break."))


def test_a_reminder_of_a_routine_that_was_taken_away_is_told_in_the_log(
    files, household, skill, caplog
):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    reminder = Reminder(
        id="a",
        site_id=SITE,
        at=time(8),
        zone="UTC",
        source=Source.VOICE,
        created_at=now,
        since=now,
        routine_id="desk-sit",
    )
    skill.runner.ask(lambda: skill._secretary.tell(SITE, SaveReminder(reminder)))

    (files.mine / "desk-sit.yaml").unlink()
    skill.renew(looked(household).plugins)

    [told] = [each for each in caplog.records if "reminder" in each.getMessage()]
    assert told.levelno == logging.WARNING
    assert "the reminder of 08:00 at desk:1 is for the routine `desk-sit`" in told.getMessage()


def test_whoever_asks_which_plugins_there_are_hears_of_those_there_are_now(files, household, skill):
    asked = IntentHeard("SupineListPlugins")
    hears(asked)
    until(lambda: DeskVoice.made.said(SITE))
    [one] = DeskVoice.made.said(SITE)

    files.pack("a-pack")
    files.pack("b-pack")
    skill.renew(looked(household).plugins)
    hears(asked)
    until(lambda: len(DeskVoice.made.said(SITE)) == 2)

    assert "three" in DeskVoice.made.said(SITE)[1]
    assert "three" not in one


def test_a_plugin_that_was_cut_off_stays_so(files, household, skill):
    skill._plugins.mark_broken("quiet", "it blocked")

    files.write("mine/desk-sit.yaml", routine(say="Sit still."))
    skill.renew(looked(household).plugins)

    assert not skill._plugins.active("quiet")


def test_files_that_went_away_as_a_whole_change_nothing(files, household, skill):
    shutil.rmtree(files.mine)
    files.write("plugins/phrases.en.yaml", "phrases: {paused: [Taking a break.]}\n")
    skill.renew(looked(household).plugins)

    hears(started("desk-sit"))

    until(lambda: said("Sit quietly."))
