"""Any life that reminders may have, in any order, and what has to hold at every moment of it."""

from datetime import UTC, datetime, time, timedelta

from household import HandAlarm, Household, micro_pause, reminder
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from supine.core.reminders.model import ON_AIR, OPEN, Key, State
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.when import due_between

BEGAN = datetime(2026, 10, 23, 18, 30, tzinfo=UTC)  # two days before clocks are put back
SETTLED = [State.ACCEPTED, State.SKIPPED, State.OFF]
NIGHT = Quiet(start=time(22), end=time(7))


class Life(RuleBasedStateMachine):
    """Rules are what people, machines and clocks do; invariants are the promise."""

    make_alarm = HandAlarm

    @initialize(quiet=st.sampled_from([(), (NIGHT,)]))
    def a_household_with_reminders(self, quiet):
        made = {"created_at": BEGAN}
        reminders = [
            reminder("01:30", id_="night", **made),
            reminder("08:00", id_="morning", routine_id="back-release", **made),
            reminder("08:00", "Pacific/Apia", id_="abroad", days=frozenset({0, 3, 6}), **made),
            micro_pause("09:00", "17:00", **made),
        ]
        self.home = Household(reminders, BEGAN, quiet=quiet, make_alarm=self.make_alarm)
        self.heard, self.settled = {}, set()
        self.home.on_question = self.note_question

    def note_question(self, key):
        assert key not in self.settled, f"{key} was asked again after its answer"
        self.heard[key] = self.heard.get(key, 0) + 1

    def teardown(self):
        """In the end the house is calm, and nothing stays open for ever."""
        if not hasattr(self, "home"):
            return
        home = self.home
        home.talking = home.practising = False
        home.loudspeaker, home.quiet = True, ()
        if home.alarm is None:
            home.power_on()
        home.look()
        home.wait_until(home.clock.now + timedelta(days=3))
        late = home.clock.now - timedelta(days=2)
        assert not [f for f in home.records.values() if f.state in OPEN and f.due_at < late]
        home.alarm.stop()

    # ---- what happens -------------------------------------------------------------------

    @rule(minutes=st.integers(1, 26 * 60))
    def time_passes(self, minutes):
        self.home.wait_until(self.home.clock.now + timedelta(minutes=minutes))

    @rule(hours=st.sampled_from([-400 * 24, -30, -3, -1, -0.001, 0.5, 1, 3, 30, 400 * 24]))
    def the_clock_is_set(self, hours):
        moment = self.home.clock.now + timedelta(hours=hours)
        if BEGAN < moment < BEGAN + timedelta(days=900):
            self.home.set_clock(moment)

    @precondition(lambda self: self.home.alarm is not None)
    @rule()
    def the_power_goes(self):
        self.home.power_off()

    @precondition(lambda self: self.home.alarm is not None)
    @rule()
    def it_is_killed_and_starts_again(self):
        self.home.power_off()
        self.home.power_on()

    @precondition(lambda self: self.home.alarm is None)
    @rule()
    def the_power_is_back(self):
        self.home.power_on()

    @rule(talking=st.booleans(), practising=st.booleans(), loudspeaker=st.booleans())
    def the_house_changes(self, talking, practising, loudspeaker):
        home = self.home
        home.talking, home.practising, home.loudspeaker = talking, practising, loudspeaker
        if home.alarm is not None:
            home.look()

    @rule()
    def a_practice_is_finished(self):
        self.home.finished["back-release"] = self.home.clock.now

    @precondition(lambda self: self.home.alarm is not None and self.asked())
    @rule(state=st.sampled_from(SETTLED), snooze=st.none() | st.integers(1, 20 * 60))
    def somebody_answers(self, state, snooze):
        [firing] = self.asked()
        self.heard[firing.key] = 0
        if snooze is None:
            self.settled.add(firing.key)
            self.home.answer(state)
        else:
            self.home.answer(State.SNOOZED, self.home.clock.now + timedelta(minutes=snooze))

    @precondition(lambda self: self.home.alarm is not None and self.asked())
    @rule()
    def nobody_answers(self):
        self.home.nobody_answers()

    def asked(self):
        return [f for f in self.home.records.values() if f.state is State.ASKED]

    # ---- what holds ---------------------------------------------------------------------

    @invariant()
    def nobody_is_asked_more_than_twice_without_an_answer(self):
        for key, times in self.heard.items() if hasattr(self, "home") else ():
            assert times <= (1 if key.reminder_id == "pause" else 2), key

    @invariant()
    def at_most_one_question_is_on_air(self):
        if hasattr(self, "home"):
            assert len([f for f in self.home.records.values() if f.state in ON_AIR]) <= 1

    @invariant()
    def what_is_open_has_a_time_to_be_looked_at_and_what_is_settled_has_none(self):
        for firing in self.home.records.values() if hasattr(self, "home") else ():
            assert (firing.look_at is not None) == (firing.state in OPEN)

    @invariant()
    def every_date_that_has_come_has_its_record(self):
        if not hasattr(self, "home") or self.home.alarm is None:
            return
        now = self.home.clock.now
        for one in self.home.reminders:
            if one.every_s is None:
                dues = due_between(one, max(BEGAN, now - timedelta(days=30)), now)
                lost = [due for due in dues if Key(one.id, due[0], due[1]) not in self.home.records]
                assert not lost, lost
