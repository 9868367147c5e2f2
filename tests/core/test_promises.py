"""Whatever the listener, the voice and the house do, in whatever order, the promises hold."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bench import Bench
from supine.core.events import Answer, Ending, LineHeard, Play, RecordPractice, Say
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.sounds import Sounds
from supine.core.states import RUNNING, State

KEEPS_TIME = [
    "SupineRepeat",
    "SupineHowLong",
    "SupineSayLess",
    "SupineSayMore",
    "SupineSlower",
    "SupineFaster",
    "SupineLouder",
    "SupineSofter",
]


SHORTEST = 6
QUESTIONS_MAX = 10
"""Questions that the shortest practice with the slowest voice can make up for: what it answers is
taken from the silence of the long hold, and with the twelfth there is none left.  Three minutes
more are enough for all that are asked here."""


class Listener(RuleBasedStateMachine):
    """Does what people do; `language` is set by the test."""

    language = None

    @initialize(
        routine=st.sampled_from(["back-release", "hip-stretch"]),
        voice=st.sampled_from([8, 14, 22]),
        minutes=st.sampled_from([SHORTEST, 9, 12]),
        sounds=st.sampled_from(
            [Sounds(), Sounds(chime=True), Sounds(chime=True, background=True, gap_s=1.0)]
        ),
    )
    def starts(self, routine, voice, minutes, sounds):
        can = frozenset({"volume", "sound"})
        ours = Settings(language=self.language, can=can, sounds=sounds)
        site = Site(ours, Habits(times_done={"hip-stretch": 3}))
        self.bench = Bench(ours, float(voice), site=site)
        self.asked_s = minutes * 60
        self.promised = True  # nobody has asked for another length or way
        self.stopped = self.eased = False
        self.paused_s = 0.0
        self.questions = 0
        self.bench.say("SupineStartRoutine", routine=routine, minutes=minutes)
        self.bench.get_down()
        self.lying = self.bench.now

    @rule(seconds=st.floats(0.1, 90))
    def time_passes(self, seconds):
        self.bench.wait(seconds)

    @rule(intent=st.sampled_from(KEEPS_TIME))
    def asks_for_something_that_takes_no_time(self, intent):
        self.questions += 1
        if self.questions > QUESTIONS_MAX and self.asked_s == SHORTEST * 60:
            self.promised = False
        self.bench.say(intent)

    @rule(seconds=st.floats(0, 400))
    def pauses_and_resumes(self, seconds):
        if self.practice is None or self.practice.state not in RUNNING:
            return
        before = self.bench.now
        self.bench.say("SupinePause")
        self.bench.wait(seconds)
        self.bench.say("SupineResume")
        while self.practice and self.practice.state is State.RESUMING:
            self.bench.wait(0.05)
        self.paused_s += self.bench.now - before

    @rule(intent=st.sampled_from(["SupineNext", "SupineBack", "SupineRestartStep"]))
    def moves_about(self, intent):
        self.promised = False
        self.bench.say(intent)

    @rule(minutes=st.integers(1, 12))
    def wants_it_shorter(self, minutes):
        self.promised = False
        self.bench.say("SupineShorter", minutes=minutes)

    @rule(minutes=st.integers(1, 3))
    def wants_it_longer(self, minutes):
        self.promised = False
        self.bench.say("SupineLonger", minutes=minutes)

    @rule(then=st.sampled_from(["SupineGentler", "SupineFinish", "SupineResume"]))
    def something_hurts(self, then):
        if self.practice is None:
            return
        self.promised = False
        self.eased = True
        self.bench.say("SupinePain")
        self.bench.ears.clear()
        self.bench.say(then)

    @precondition(lambda self: not self.stopped)
    @rule()
    def stops(self):
        self.stopped = self.stopped or self.practice is not None
        self.bench.say("SupineStop")
        self.bench.ears.clear()

    @rule(line_id=st.integers(0, 60))
    def an_old_line_is_reported_again(self, line_id):
        on_air = self.practice and self.practice.lines.on_air
        resuming = self.practice and self.practice.state is State.RESUMING
        if resuming or (on_air and on_air.line_id == line_id):
            return
        assert self.bench.send(LineHeard(line_id)) == []

    @property
    def practice(self):
        return self.bench.practice

    @invariant()
    def a_deadline_exists_exactly_while_something_runs(self):
        practice = getattr(self, "bench", None) and self.practice
        if not practice:
            return
        runs = practice.state in RUNNING or practice.state in {State.PAUSED, State.RESUMING}
        assert (practice.deadline is not None) == runs

    @invariant()
    def no_line_is_sent_twice(self):
        if not hasattr(self, "bench"):
            return
        ids = [c.line_id for c in self.bench.done if isinstance(c, Say | Play | Answer)]
        assert len(ids) == len(set(ids))

    def teardown(self):
        if not hasattr(self, "bench"):
            return
        b = self.bench
        if self.practice is not None and self.practice.state not in RUNNING:
            b.say("SupineResume")
        b.finish()
        records = [c for c in b.done if isinstance(c, RecordPractice)]
        assert self.practice is None
        assert len(records) == 1
        if not self.stopped and not self.eased:
            self.check_close(b)
        if self.promised and not self.stopped and not self.eased:
            assert records[0].ending is Ending.COMPLETED
            assert abs(records[0].practised_s - self.asked_s) <= 2
            self.check_sides(b)

    def check_close(self, b):
        """The whole close was heard, in its order, whatever was asked before."""
        close = [
            "Before you move, think of rolling over.",
            "Let your eyes and an arm lead you to the side.",
            "Wait here on your side.",
            "Slowly come to hands and knees.",
            "That is all.",
        ]
        last = [max(n for n, t in enumerate(b.texts) if t == text) for text in close]
        assert last == sorted(last)

    def check_sides(self, b):
        for text in (
            "Draw your {} knee towards your chest.",
            "On your side, hold the {} ankle.",
        ):
            sides = [text.format("left") in b.texts, text.format("right") in b.texts]
            assert sides[0] == sides[1]


def test_the_promises_hold(language):
    Listener.language = language

    run_state_machine_as_test(
        Listener,
        settings=settings(
            max_examples=400,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
