"""The alarm clock: its time turned by hand, and with APScheduler really waiting."""

import threading
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from queue import SimpleQueue

import pytest
from apscheduler.triggers.cron import CronTrigger
from household import HandClock, Household, at, micro_pause, reminder
from hypothesis import settings
from life import Life

from supine.adapters import alarm as alarm_module
from supine.adapters.alarm import Alarm
from supine.clock import SystemClock
from supine.core.reminders.model import AlarmChecked, Key, RemindersDue, State

DAY = timedelta(days=1)
SOON_S = 0.4
PATIENCE_S = 20.0  # two slow cores may be busy with other work


class TurnedAlarm(Alarm):
    """One whose threads rest, so that only the test turns the time."""

    def __init__(self, clock, post):
        super().__init__(clock, post, check_s=3600)

    def next(self):
        return self._next


class ShiftedClock(SystemClock):
    """The machine's time of day, set forward or back."""

    def __init__(self, shift=timedelta(0)):
        self.shift = shift

    def wall(self):
        return super().wall() + self.shift

    @classmethod
    def just_before(cls, moment, seconds):
        return cls(moment - timedelta(seconds=seconds) - SystemClock().wall())


@pytest.fixture
def make():
    """Make alarms that are stopped in the end; what they tell is in ``told``."""
    made = []

    def start(clock, *reminders, seen_at=None, check_s=3600.0):
        told = SimpleQueue()
        one = Alarm(clock, told.put, check_s)
        one.start(reminders, seen_at or clock.wall())
        made.append(one)
        return one, told

    yield start
    for one in made:
        one.stop()


def drained(told):
    """Everything told so far, as (site, reminder, local date) of each firing."""
    keys = []
    while not told.empty():
        event = told.get()
        if isinstance(event, RemindersDue):
            keys += [(event.site_id, key.reminder_id, str(key.local_date)) for key in event.keys]
    return keys


def turned(clock, one, moment):
    clock.now = at(moment) if isinstance(moment, str) else moment
    one.check()


def key(day="2026-06-15", reminder_id="daily", slot=0):
    return Key(reminder_id, datetime.fromisoformat(day).date(), slot)


# ---- time turned by hand --------------------------------------------------------------------


def test_what_is_due_is_told_once_site_by_site_and_then_how_far_it_was_looked(make):
    clock = HandClock(at("2026-06-15 07:00"))
    one, told = make(clock, reminder(id_="a"), reminder(id_="b"), reminder(id_="c", site_id="B"))
    drained(told)

    turned(clock, one, "2026-06-15 07:59")
    before = drained(told)
    turned(clock, one, "2026-06-15 08:00")
    events = [told.get() for _ in range(3)]
    turned(clock, one, "2026-06-15 08:01")

    assert before == []
    assert events == [
        RemindersDue("A", (key(reminder_id="a"), key(reminder_id="b"))),
        RemindersDue("B", (key(reminder_id="c"),)),
        AlarmChecked(at("2026-06-15 08:00")),
    ]
    assert drained(told) == []


def test_what_fell_due_while_it_was_off_is_told_at_the_start_date_by_date(make):
    clock = HandClock(at("2026-06-15 12:00"))

    _, told = make(clock, reminder(), seen_at=at("2026-06-12 09:00"))

    assert [day for _, _, day in drained(told)] == ["2026-06-13", "2026-06-14", "2026-06-15"]


def test_at_the_very_first_start_it_is_told_since_the_reminder_was_made():
    clock, told = HandClock(at("2026-06-15 08:01")), SimpleQueue()
    one = Alarm(clock, told.put)

    one.start([reminder(created_at=at("2026-06-15 07:58"))])
    one.stop()

    assert drained(told) == [("A", "daily", "2026-06-15")]


def test_after_a_year_off_two_months_are_told_and_of_a_micro_pause_the_last(make):
    clock = HandClock(at("2026-06-15 12:30"))

    _, told = make(clock, reminder(), micro_pause(), seen_at=at("2025-06-15 12:00"))

    keys = drained(told)
    assert len([key for key in keys if key[1] == "daily"]) == 60
    assert [key for key in keys if key[1] == "pause"] == [("A", "pause", "2026-06-15")]


def test_a_start_with_the_clock_behind_what_was_kept_tells_the_last_day_again(make):
    """Nobody knows what was told under a clock that ran ahead, so the record has to decide."""
    clock = HandClock(at("2026-06-15 08:20"))

    _, told = make(clock, reminder(), seen_at=at("2026-06-15 22:00"))

    assert drained(told) == [("A", "daily", "2026-06-15")]


def test_a_clock_set_back_tells_again_what_it_went_over(make):
    clock = HandClock(at("2026-06-15 07:00"))
    one, told = make(clock, reminder())
    turned(clock, one, "2026-06-15 08:00")
    first = drained(told)

    turned(clock, one, "2026-06-15 07:30")
    turned(clock, one, "2026-06-15 08:00")

    assert first == [("A", "daily", "2026-06-15")]
    assert drained(told)[-1:] == first


def test_a_clock_set_forth_tells_every_date_that_it_went_over(make):
    clock = HandClock(at("2026-06-15 07:00"))
    one, told = make(clock, reminder())

    turned(clock, one, "2026-06-17 08:00")

    assert [day for _, _, day in drained(told)] == ["2026-06-15", "2026-06-16", "2026-06-17"]


@pytest.mark.parametrize("wall", ["02:30", "08:00"])
def test_over_clock_changes_each_date_is_told_once(make, wall):
    berlin = "Europe/Berlin"
    for change in ("2026-03-29", "2026-10-25"):
        clock = HandClock(at(f"{change} 12:00", berlin) - 3 * DAY)
        one, told = make(clock, reminder(wall, berlin))
        drained(told)

        for _ in range(6 * 24 * 4):
            turned(clock, one, clock.now + timedelta(minutes=15))

        days = [day for _, _, day in drained(told)]
        assert len(days) == 6
        assert sorted(set(days)) == days


def test_reminders_are_added_moved_and_removed_while_it_runs(make):
    clock = HandClock(at("2026-06-15 07:00"))
    one, told = make(clock, reminder(id_="moved"), reminder(id_="removed"))

    one.put(reminder("07:30", id_="new", created_at=clock.now))
    one.put(reminder("09:00", id_="moved", since=clock.now))
    one.remove("removed")
    one.remove("never there")
    for moment in ("07:30", "08:00", "09:00"):
        turned(clock, one, f"2026-06-15 {moment}")

    assert [name for _, name, _ in drained(told)] == ["new", "moved"]


def test_a_reminder_that_is_off_is_not_told_until_it_is_on(make):
    clock = HandClock(at("2026-06-15 07:00"))
    one, told = make(clock, reminder())

    one.put(reminder(enabled=False))
    turned(clock, one, "2026-06-16 09:00")
    off = drained(told)
    one.put(reminder(since=clock.now))
    turned(clock, one, "2026-06-17 09:00")

    assert off == []
    assert drained(told) == [("A", "daily", "2026-06-17")]


def test_a_reminder_made_in_the_minute_it_is_due_is_told_though_it_was_looked_since(make):
    clock = HandClock(at("2026-06-15 07:59"))
    one, told = make(clock)

    turned(clock, one, "2026-06-15 08:00")
    one.put(reminder(created_at=at("2026-06-15 08:00") - timedelta(milliseconds=50)))
    one.check()

    assert drained(told) == [("A", "daily", "2026-06-15")]


def test_a_firing_is_told_when_it_wished_to_be_woken_the_last_wish_only(make):
    clock = HandClock(at("2026-06-15 08:00"))
    one, told = make(clock, reminder())

    one.wake("A", key(), at("2026-06-15 08:10"))
    one.wake("A", key(), at("2026-06-15 08:20"))
    one.wake("A", key("2026-06-14"), at("2026-06-15 08:20"))
    one.wake("A", key("2026-06-14"), None)
    turned(clock, one, "2026-06-15 08:10")
    early = drained(told)
    turned(clock, one, "2026-06-15 08:20")
    turned(clock, one, "2026-06-15 08:30")

    assert early == []
    assert drained(told) == [("A", "daily", "2026-06-15")]


def test_a_removed_reminder_takes_its_wakes_along(make):
    clock = HandClock(at("2026-06-15 08:00"))
    one, told = make(clock, reminder())
    one.wake("A", key(), at("2026-06-15 08:10"))

    one.remove("daily")
    turned(clock, one, "2026-06-15 08:10")

    assert drained(told) == []


def test_a_wish_made_while_it_is_told_counts():
    """Whoever decides at once may set the next time before the telling is over."""
    clock, told = HandClock(at("2026-06-15 07:00")), []

    def post(event):
        if isinstance(event, RemindersDue):
            told.append(clock.now)
            one.wake("A", key(), clock.now + timedelta(minutes=10))

    one = Alarm(clock, post)
    one.start([reminder()], clock.now)
    for moment in ("08:00", "08:10", "08:20"):
        turned(clock, one, f"2026-06-15 {moment}")
    one.stop()

    assert told == [at("2026-06-15 08:00"), at("2026-06-15 08:10"), at("2026-06-15 08:20")]


def test_what_an_inbox_refused_is_told_again():
    clock, told, refusals = HandClock(at("2026-06-15 07:00")), [], [MemoryError()]

    def post(event):
        if isinstance(event, RemindersDue):
            if event.site_id == "B" and refusals:
                raise refusals.pop()
            told.append(event.site_id)

    one = TurnedAlarm(clock, post)
    one.start([reminder(id_="a"), reminder(id_="b", site_id="B")], clock.now)
    with pytest.raises(MemoryError):
        turned(clock, one, "2026-06-15 08:00")
    one.check()
    one.check()
    one.stop()

    assert told == ["A", "A", "B"]


def test_a_reminder_whose_zone_is_gone_from_the_machine_does_not_stop_the_others(make, caplog):
    clock = HandClock(at("2026-06-15 07:00"))
    lost = reminder(id_="lost")
    object.__setattr__(lost, "zone", "Mars/Olympus")
    one, told = make(clock, lost, reminder(id_="other"))

    turned(clock, one, "2026-06-15 08:00")

    assert [name for _, name, _ in drained(told)] == ["other"]
    assert "Reminder lost cannot be planned: no time zone 'Mars/Olympus'" in caplog.text


def test_one_reminder_that_cannot_be_reckoned_with_stops_no_other_and_is_told_of_once(caplog):
    """Its row was written by somebody else, in the first year of all."""
    clock = HandClock(at("2026-06-15 07:00"))
    odd = reminder(zone_name="America/New_York", id_="odd", since=datetime.min.replace(tzinfo=UTC))
    told = SimpleQueue()
    one = Alarm(clock, told.put)

    one.start([odd, reminder(id_="other", created_at=at("2026-06-14 09:00"))])
    turned(clock, one, "2026-06-15 08:00")
    turned(clock, one, "2026-06-16 08:00")
    one.stop()

    assert [name for _, name, _ in drained(told) if name == "other"] == ["other"] * 2
    [line] = [each.getMessage() for each in caplog.records if "odd" in each.getMessage()]
    assert line.startswith("Reminder odd cannot be planned: date value out of range; the others")
    assert line.endswith("supine reminders remove odd")


def test_nothing_before_a_reminder_was_made_is_told_when_the_clock_is_set_back_behind_that(make):
    """Or yesterday's would be missed by somebody who made it today."""
    clock = HandClock(at("2026-06-15 09:00"))
    one, told = make(clock)
    one.put(reminder("12:00", id_="new", created_at=clock.now))

    turned(clock, one, "2026-06-15 07:00")
    gone_over = drained(told)
    turned(clock, one, "2026-06-15 12:00")

    assert gone_over == []
    assert drained(told) == [("A", "new", "2026-06-15")]


def test_nor_at_a_start_with_a_clock_that_is_far_behind(make):
    """A machine without a battery begins in 1970, until somebody tells it the time."""
    clock = HandClock(datetime(1970, 1, 1, 13, tzinfo=UTC))

    one, told = make(clock, reminder(), seen_at=at("2026-06-14 22:00"))
    in_1970 = drained(told)
    turned(clock, one, "2026-06-15 07:00")
    drained(told)
    turned(clock, one, "2026-06-15 08:00")

    assert in_1970 == []
    assert drained(told) == [("A", "daily", "2026-06-15")]


def test_when_a_country_changes_its_mind_the_plan_follows_within_a_day(make, tmp_path):
    """A zone database is updated under a service that runs for years."""
    india, japan = (zone_file(name).read_bytes() for name in ("Asia/Kolkata", "Asia/Tokyo"))
    rules = tmp_path / "Test" / "Town"
    rules.parent.mkdir()
    rules.write_bytes(india)
    known = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path, *known])
    try:
        clock = HandClock(datetime(2026, 6, 14, 12, 0, tzinfo=UTC))
        one, told = make(clock, reminder("08:00", "Test/Town"))
        rules.write_bytes(japan)
        turned(clock, one, datetime(2026, 6, 15, 2, 30, tzinfo=UTC))
        by_old_rules = drained(told)
        turned(clock, one, datetime(2026, 6, 15, 22, 59, tzinfo=UTC))
        early = drained(told)
        turned(clock, one, datetime(2026, 6, 15, 23, 0, tzinfo=UTC))
    finally:
        zoneinfo.reset_tzpath(known)
        zoneinfo.ZoneInfo.clear_cache()

    assert by_old_rules == [("A", "daily", "2026-06-15")]
    assert early == []
    assert drained(told) == [("A", "daily", "2026-06-16")]


def zone_file(name):
    """Of the machine, or of the tzdata package where the machine has none."""
    paths = [Path(folder) / name for folder in zoneinfo.TZPATH]
    found = next((path for path in paths if path.is_file()), None)
    return found or files("tzdata.zoneinfo").joinpath(name)


# ---- with the record ------------------------------------------------------------------------


def test_over_clocks_set_back_and_forth_and_restarts_the_record_makes_it_once():
    home = Household(
        [reminder()], at("2026-06-15 07:00"), make_alarm=TurnedAlarm, reply=State.ACCEPTED
    )

    home.wait_until("2026-06-15 08:00")
    home.set_clock("2026-06-15 07:00")
    home.wait_until("2026-06-15 08:30")
    home.set_clock("2026-06-15 07:59")
    home.power_off()
    home.power_on()
    home.wait_until("2026-06-16 09:00")
    home.alarm.stop()

    assert home.heard_at() == ["06-15 08:00", "06-16 08:00"]


class LifeWithTheAlarm(Life):
    make_alarm = TurnedAlarm


TestLife = LifeWithTheAlarm.TestCase
TestLife.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


# ---- APScheduler really waits ---------------------------------------------------------------


def heard_of(told, site_id="A"):
    """Wait for the next firing of the site."""
    while True:
        event = told.get(timeout=PATIENCE_S)
        if isinstance(event, RemindersDue) and event.site_id == site_id:
            return event


def test_it_rings_at_the_instant_and_then_waits_for_tomorrow(make):
    clock = ShiftedClock.just_before(at("2026-06-15 08:00"), SOON_S)
    one, told = make(clock, reminder())

    event = heard_of(told)
    late_s = (clock.wall() - at("2026-06-15 08:00")).total_seconds()

    assert event == RemindersDue("A", (key(),))
    assert 0 <= late_s < PATIENCE_S / 10
    threading.Event().wait(SOON_S)
    assert drained(told) == []
    assert one._next == at("2026-06-16 08:00")


def test_what_is_wished_while_it_waits_for_something_later_is_rung_for(make):
    clock = ShiftedClock.just_before(at("2026-06-15 08:00"), SOON_S)
    one, told = make(clock, reminder("23:00", id_="evening"))

    one.wake("A", key("2026-06-14"), at("2026-06-15 08:00"))

    assert heard_of(told).keys == (key("2026-06-14"),)
    assert clock.wall() >= at("2026-06-15 08:00")


def test_what_is_added_while_it_waits_for_something_later_is_rung_for(make):
    clock = ShiftedClock.just_before(at("2026-06-15 08:00"), SOON_S)
    one, told = make(clock, reminder("23:00", id_="evening"))

    one.put(reminder(id_="new", created_at=clock.wall()))

    assert heard_of(told).keys == (key(reminder_id="new"),)


def test_its_watch_notices_that_the_clock_was_set_forth(make):
    clock = ShiftedClock.just_before(at("2026-06-15 07:00"), 0)
    _, told = make(clock, reminder(), check_s=0.1)

    clock.shift += timedelta(hours=1)

    assert heard_of(told).keys == (key(),)


def test_a_machines_clock_set_back_is_noticed_though_apscheduler_then_sleeps(make, monkeypatch):
    """It sleeps for as long as the clock was set back, with every job it has."""
    clock = ShiftedClock()

    class Datetime(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.wall().astimezone(tz)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Datetime)
    monkeypatch.setattr(alarm_module, "SystemClock", lambda: clock)
    soon = (clock.wall() + timedelta(seconds=2)).replace(microsecond=0)
    _, told = make(clock, reminder(soon.strftime("%H:%M:%S"), "UTC"), check_s=0.1)

    clock.shift = timedelta(hours=-2)
    gone_over = heard_of(told).keys
    clock.shift = timedelta(0)
    due = heard_of(told).keys

    assert [key.local_date for key in gone_over] == [(soon - DAY).date()]
    assert [key.local_date for key in due] == [soon.date()]


def test_ten_thousand_reminders_at_one_minute_are_told_once_each_by_a_handful_of_threads(make):
    eight = at("2026-06-15 08:00")
    many = [reminder(id_=f"r{n}", site_id=f"site{n % 1000}") for n in range(10_000)]
    clock = HandClock(eight - timedelta(minutes=1))
    threads = threading.active_count()
    one, told = make(clock, *many)
    clock.now = eight

    one._nudge.set()
    events = []
    while not (events and events[-1] == AlarmChecked(eight)):
        events.append(told.get(timeout=PATIENCE_S))

    due = [event for event in events if isinstance(event, RemindersDue)]
    told_keys = [key for event in due for key in event.keys]
    assert len(due) == 1000
    assert len(told_keys) == len(set(told_keys)) == 10_000
    assert threading.active_count() <= threads + 3
    assert len(one._scheduler.get_jobs()) <= 1


def test_stopped_it_leaves_no_thread_and_tells_nothing_more():
    before = set(threading.enumerate())
    clock, told = ShiftedClock.just_before(at("2026-06-15 08:00"), SOON_S), SimpleQueue()
    one = Alarm(clock, told.put, check_s=0.05)
    one.start([reminder()], clock.wall())

    one.stop()
    one.stop()
    told_until_now = told.qsize()
    threading.Event().wait(2 * SOON_S)

    assert set(threading.enumerate()) <= before
    assert told.qsize() == told_until_now


def test_one_that_was_never_started_can_be_stopped():
    Alarm(SystemClock(), SimpleQueue().put).stop()


def test_more_reminders_are_taken_up_while_it_runs_with_what_was_missed_of_them(make):
    clock = HandClock(at("2026-06-15 09:00"))
    one, told = make(clock, reminder("10:00", id_="first"))
    drained(told)

    one.start([reminder(id_="found")], at("2026-06-13 12:00"))
    missed = drained(told)
    turned(clock, one, "2026-06-15 10:00")

    assert missed == [("A", "found", "2026-06-14"), ("A", "found", "2026-06-15")]
    assert drained(told) == [("A", "first", "2026-06-15")]


def test_a_watch_that_is_stuck_is_in_trouble_and_stopping_does_not_wait_for_it_for_ever():
    hangs, let_go = threading.Event(), threading.Event()

    def post(event):
        if isinstance(event, RemindersDue):
            hangs.set()
            let_go.wait(PATIENCE_S)

    clock = HandClock(at("2026-06-15 07:00"))
    one = Alarm(clock, post)
    one._pulse._within_s = 0.05
    one.start([reminder()], clock.now)
    at_first = one.trouble()
    clock.now = at("2026-06-15 08:00")
    one._nudge.set()
    assert hangs.wait(PATIENCE_S)
    threading.Event().wait(0.1)

    stuck = one.trouble()
    one.stop(timeout_s=0.1)
    let_go.set()

    assert at_first is None
    assert stuck == "the alarm clock has been at one thing for 0 s"
    assert one.trouble() is None
    one._watch.join(PATIENCE_S)


def test_a_fault_while_looking_is_logged_and_the_watch_goes_on(caplog):
    told, faults = SimpleQueue(), []

    def post(event):
        if len(faults) < 2 and isinstance(event, RemindersDue):
            faults.append(event)
            raise OSError("no room")
        told.put(event)

    clock = ShiftedClock.just_before(at("2026-06-15 08:00"), SOON_S)
    one = Alarm(clock, post, check_s=0.1)
    one.start([reminder()], clock.wall())
    event = heard_of(told)
    one.stop()

    assert event.keys == (key(),)
    assert len(faults) == 2
    assert "Looking at the clock failed" in caplog.text


# ---- why it is not a CronTrigger ------------------------------------------------------------


def test_a_cron_trigger_has_two_instants_on_the_date_when_clocks_are_put_back():
    """If this fails one day, the reason given in the module is gone."""
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    trigger = CronTrigger(hour=2, minute=30, timezone=berlin)

    first = trigger.get_next_fire_time(None, datetime(2026, 10, 24, 12, tzinfo=berlin))
    second = trigger.get_next_fire_time(first, first + timedelta(seconds=1))

    assert first.date() == second.date() == datetime(2026, 10, 25).date()  # noqa: DTZ001
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
