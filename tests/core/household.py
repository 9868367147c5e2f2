"""A household on a bench: reminders with their records, sites, and clocks turned by hand.

It does with `supine.core.reminders` what the running skill has to do: save first, then speak.
The records outlive a power cut; everything else is lost in one.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from supine.core.reminders.facts import missed_since, why_not
from supine.core.reminders.model import (
    OPEN,
    AlarmChecked,
    Key,
    Reminder,
    RemindersDue,
    Source,
    State,
)
from supine.core.reminders.record import answered, follow, heard, opening
from supine.core.reminders.rule import (
    Case,
    Rules,
    SiteFacts,
    Speak,
    after_failure,
    after_silence,
    decide_site,
)
from supine.core.reminders.wallclock import first_instant, zone
from supine.core.reminders.when import due_between, next_due

LONDON = "Europe/London"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def reminder(at="08:00", zone_name=LONDON, id_="daily", **options):
    """Make a reminder at site A that was made long ago."""
    options = {"site_id": "A", "source": Source.VOICE, "created_at": LONG_AGO, **options}
    options.setdefault("since", options["created_at"])
    return Reminder(id=id_, at=time.fromisoformat(at), zone=zone_name, **options)


def micro_pause(at="09:00", until="17:00", every_s=3600, id_="pause", **options):
    return reminder(at, id_=id_, every_s=every_s, until=time.fromisoformat(until), **options)


def at(text, zone_name=LONDON):
    """Return the instant of "2026-06-15 08:00" on a wall in the zone."""
    wall = datetime.fromisoformat(text)
    return first_instant(zone(zone_name), wall.date(), wall.time())


@dataclass
class HandClock:
    """Time of day as the test wants it."""

    now: datetime

    def wall(self):
        return self.now


class HandAlarm:
    """The alarm clock without any thread: it tells when it is asked to look."""

    def __init__(self, clock, post):
        self.clock, self.post = clock, post
        self.reminders, self.wakes = {}, {}
        self.seen = clock.wall()

    def start(self, reminders, seen_at=None):
        self.reminders = {one.id: one for one in reminders}
        self.seen = seen_at or LONG_AGO
        self.check()

    def put(self, one):
        self.reminders[one.id] = one

    def wake(self, site_id, key, at):
        self.wakes[key] = at
        if at is None:
            del self.wakes[key]

    def check(self):
        now = self.clock.wall()
        day, seen = timedelta(days=1), self.seen
        if seen > now:
            seen = now - max(day, seen - now)
        told = {key for key, wake_at in self.wakes.items() if wake_at <= now}
        for one in self.reminders.values():
            since = max(seen, one.since if one.since <= now else now - day, now - 60 * day)
            told.update(Key(one.id, due[0], due[1]) for due in due_between(one, since, now))
        for key in told:
            self.wakes.pop(key, None)
        self.seen = now
        if told:
            self.post(RemindersDue("A", tuple(sorted(told))))
        self.post(AlarmChecked(now))

    def next(self):
        now = self.clock.wall()
        dues = [next_due(one, now) for one in self.reminders.values()]
        return min([due.instant for due in dues if due] + list(self.wakes.values()), default=None)

    def stop(self):
        pass


@dataclass
class Household:
    """Site A and its reminders; ``spoken`` is every question that sounded there."""

    reminders: list[Reminder]
    now: datetime
    rules: Rules = field(default_factory=Rules)
    quiet: tuple = ()
    make_alarm: type = HandAlarm
    loudspeaker: bool = True
    talking: bool = False
    practising: bool = False
    finished: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    spoken: list = field(default_factory=list)
    seen_at: datetime | None = None
    alarm: object = None
    reply: State | None = None  # given to every question at once
    on_question: object = lambda _key: None

    def __post_init__(self):
        self.clock = HandClock(self.now)
        self.seen_at = self.seen_at or self.now
        self.power_on()

    # ---- what the skill does ------------------------------------------------------------

    def take(self, event):
        if isinstance(event, AlarmChecked):
            self.seen_at = event.at
            return
        for key in event.keys:
            firing = opening(self.reminder(key), key, self.records.get(key), self.clock.now)
            if firing is not None:
                self.save(firing)
        self.look()

    def look(self):
        """Decide whatever is open at the site."""
        still_open = [f for f in self.records.values() if f.state in OPEN]
        cases = [(self.reminder(firing.key), firing) for firing in still_open]
        for case, decision in decide_site(cases, self.facts(), self.rules, self.clock.now):
            self.save(follow(case, decision))
            if isinstance(decision, Speak):
                self.speak(case.firing.key, decision)

    def speak(self, key, decision):
        if self.loudspeaker:
            self.spoken.append((self.clock.now, key, decision))
            self.save(heard(self.records[key], self.clock.now))
            self.on_question(key)
            if self.reply is not None:
                self.save(answered(self.records[key], self.reply, self.clock.now))
        else:
            self.save(follow(self.case(key), after_failure(self.case(key))))

    def save(self, firing):
        self.records[firing.key] = firing
        self.alarm.wake("A", firing.key, firing.look_at)

    def case(self, key):
        return Case(self.reminder(key), self.records[key], self.facts(), self.rules, self.clock.now)

    def facts(self):
        return SiteFacts(
            zone=LONDON,
            quiet=self.quiet,
            busy=self.talking,
            practising=self.practising,
            finished=dict(self.finished),
        )

    def reminder(self, key):
        return next(one for one in self.reminders if one.id == key.reminder_id)

    # ---- what people and machines do ----------------------------------------------------

    def wait_until(self, moment):
        """Let time pass, from one thing that is due to the next."""
        moment = at(moment) if isinstance(moment, str) else moment
        while self.alarm is not None and (due := self.alarm.next()) and due <= moment:
            self.clock.now = max(self.clock.now, due)
            before = self.clock.now, dict(self.records)
            self.alarm.check()
            assert before != (self.clock.now, self.records) or self.alarm.next() != due, "stuck"
        self.clock.now = moment
        if self.alarm is not None:
            self.alarm.check()

    def set_clock(self, moment):
        """Somebody or the network sets the clock; the alarm notices."""
        self.clock.now = at(moment) if isinstance(moment, str) else moment
        if self.alarm is not None:
            self.alarm.check()

    def power_off(self):
        self.alarm.stop()
        self.alarm = None

    def power_on(self):
        self.alarm = self.make_alarm(self.clock, self.take)
        for firing in self.records.values():
            if firing.state in OPEN:
                self.alarm.wake("A", firing.key, firing.look_at)
        self.alarm.start(self.reminders, self.seen_at)
        self.look()

    def change(self, one):
        """A reminder was made, moved or switched."""
        self.reminders = [old for old in self.reminders if old.id != one.id] + [one]
        self.alarm.put(one)

    def answer(self, state, until=None):
        [firing] = [f for f in self.records.values() if f.state is State.ASKED]
        until = at(until) if isinstance(until, str) else until
        self.save(answered(firing, state, self.clock.now, until))
        self.look()

    def nobody_answers(self):
        [firing] = [f for f in self.records.values() if f.state is State.ASKED]
        self.save(follow(self.case(firing.key), after_silence(self.case(firing.key))))
        self.look()

    def talk_is_over(self):
        self.talking = False
        self.look()

    # ---- what one can ask ---------------------------------------------------------------

    def heard_at(self):
        """The local date and time of every question that sounded."""
        return [
            when.astimezone(zone(self.reminder(key).zone)).strftime("%m-%d %H:%M")
            for when, key, _ in self.spoken
        ]

    def states(self):
        """What became of each date, in order."""
        return [str(self.records[key].state) for key in sorted(self.records)]

    def missed(self, since):
        return missed_since(self.records.values(), at(since), self.clock.now)

    def why_not(self, day, id_="daily"):
        [one] = [one for one in self.reminders if one.id == id_]
        return why_not(
            one, self.records.values(), datetime.fromisoformat(day).date(), self.clock.now
        )
