import logging
import threading
from datetime import UTC, date, datetime, time

import pytest
from examples import DESK, REST

from fakes import FakeClock, FakeVoice
from supine.adapters.keeper import Keeper
from supine.clock import SystemClock
from supine.core.events import (
    FiringsSaved,
    IntentHeard,
    LineHeard,
    RecordPractice,
    SaveFirings,
    SaveReminder,
)
from supine.core.reminders.model import Key, Reminder, RemindersDue, Source
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.states import State
from supine.runner import ForSite, Runner, _Stop


class Notebook:
    def __init__(self):
        self.told = []

    def tell(self, site_id, command):
        self.told.append((site_id, command))


@pytest.fixture
def house(language):
    clock, voice, notebook = FakeClock(), FakeVoice(), Notebook()
    runner = Runner(clock, voice, lambda _: Site(Settings(language=language)), [notebook])
    return clock, voice, notebook, runner


def run_for(runner, clock, seconds):
    """Let the runner go until nothing is due within ``seconds``."""
    end = clock.now + seconds
    take = clock.take

    def take_or_stop(inbox, until):
        if inbox.empty() and (until is None or until > end):
            clock.now = end
            return _Stop()
        return take(inbox, until)

    clock.take = take_or_stop
    runner.run()
    clock.take = take


def ask(runner, site_id, intent, **slots):
    runner.inbox.put((site_id, IntentHeard(intent, slots, dialogue="d")))


def test_two_sites_practise_side_by_side_and_hear_only_their_own(house):
    clock, voice, notebook, runner = house
    ask(runner, "kitchen", "SupineStartRoutine", routine="desk-break")
    ask(runner, "bedroom", "SupineStartRoutine", routine="back-release")

    run_for(runner, clock, 60)

    assert voice.said("kitchen") == [
        "Desk break, one minute.",
        *(s.words[None].full[0] for s in DESK.steps),
    ]
    assert voice.said("bedroom")[1] == REST.steps[0].words[None].full[0]
    assert [site for site, c in notebook.told if isinstance(c, RecordPractice)] == ["kitchen"]


def test_deadlines_are_kept_to_the_moment(house):
    clock, voice, _, runner = house
    ask(runner, "kitchen", "SupineStartRoutine", routine="desk-break")

    run_for(runner, clock, 60)

    sent = {c.text: at for at, _, c in voice.performed if hasattr(c, "text")}
    heard = len("Desk break, one minute." + "Stop for a moment.") / 14
    assert sent["Let your neck be long."] == pytest.approx(heard + 10)


def test_a_mishap_at_one_site_leaves_the_others_alone(house, caplog):
    clock, voice, _, runner = house
    ask(runner, "kitchen", "SupineStartRoutine", routine="desk-break")
    ask(runner, "cellar", "SupineHowLong")
    run_for(runner, clock, 1)
    runner.sites["cellar"].answer = lambda *_: 1 / 0
    runner.inbox.put(("cellar", LineHeard(1)))

    with caplog.at_level(logging.ERROR):
        run_for(runner, clock, 60)

    assert "cellar" in caplog.text
    assert "Let your neck be long." in voice.said("kitchen")
    assert runner.sites["cellar"].deadline is None  # it has begun anew


class Stubborn:
    """A site's memory that tells it of a practice that was cut off."""

    def __init__(self, clock):
        self.keeper = Keeper(self.post, clock.wall)
        self.runner = None

    def post(self, site_id, event):
        self.runner.inbox.put(ForSite(site_id, event))


@pytest.fixture
def remembering(language):
    """A house whose practices are brought back after a mishap."""
    clock, voice = FakeClock(), FakeVoice()
    memory = Stubborn(clock)
    settings = Settings(language=language)
    memory.runner = runner = Runner(
        clock, voice, lambda _: Site(settings), [memory.keeper], memory.keeper.after_mishap
    )
    return clock, voice, runner


def break_once(site):
    """Let a site fail at the next event, as a bug would."""

    def fail(*_):
        raise RuntimeError("a bug")

    site.answer = fail


def test_a_practice_that_a_mishap_cut_off_is_offered_again_and_goes_on(remembering):
    clock, voice, runner = remembering
    ask(runner, "den", "SupineStartRoutine", routine="back-release")
    run_for(runner, clock, 12)
    ask(runner, "den", "SupineReady")
    run_for(runner, clock, 60)
    before = runner.sites["den"].scene.practice
    part, left_s = before.timetable.part.step.id, before.left_s(clock.now)
    break_once(runner.sites["den"])
    run_for(runner, clock, 20)
    ask(runner, "den", "SupineResume")
    run_for(runner, clock, 5)

    after = runner.sites["den"].scene.practice
    assert [text for text in voice.said("den") if "was cut off" in text]
    assert after is not before
    assert after.timetable.part.step.id == part
    assert after.left_s(clock.now) == pytest.approx(left_s, abs=16)


def test_after_a_mishap_an_old_report_confirms_no_new_line(remembering):
    clock, voice, runner = remembering
    ask(runner, "den", "SupineStartRoutine", routine="back-release")
    run_for(runner, clock, 3)
    old = {c.line_id for _, _, c in voice.performed if hasattr(c, "line_id")}
    break_once(runner.sites["den"])
    run_for(runner, clock, 30)

    new = [c.line_id for _, _, c in voice.performed if hasattr(c, "line_id")][len(old) :]
    assert new
    assert not old & set(new)


def test_a_site_that_fails_again_at_once_is_left_in_peace(remembering, caplog):
    """Else it would be told of its practice, fail, be told of it, and so on for ever."""
    clock, _, runner = remembering
    ask(runner, "den", "SupineStartRoutine", routine="back-release")
    run_for(runner, clock, 3)
    make = runner._make_site

    def make_broken(site_id):
        site = make(site_id)
        break_once(site)
        return site

    runner._make_site = make_broken
    break_once(runner.sites["den"])
    with caplog.at_level(logging.ERROR):
        run_for(runner, clock, 30)

    assert 2 <= caplog.text.count("starting it anew") <= 8
    assert runner.inbox.empty()


@pytest.fixture
def daily():
    return Reminder(
        id="daily",
        site_id="den",
        at=time(8),
        zone="UTC",
        source=Source.VOICE,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        since=datetime(2026, 1, 1, tzinfo=UTC),
        text="Shall we?",
    )


@pytest.fixture
def reminding(language, daily):
    """A house with a daily reminder in the den, and a disk that writes at once."""
    clock, voice, records, told = FakeClock(), FakeVoice(), {}, []

    def make(site_id):
        site = Site(Settings(language=language), site_id=site_id)
        site.scene.desk.read([daily], records)
        return site

    class Disk:
        def tell(self, site_id, command):
            told.append(command)
            if isinstance(command, SaveFirings):
                records.update({firing.key: firing for firing in command.firings})
                runner.inbox.put(ForSite(site_id, FiringsSaved(command.firings)))

    runner = Runner(clock, voice, make, [Disk()])
    ask(runner, "den", "SupineHowLong")
    run_for(runner, clock, 5)
    voice.performed.clear()
    told.clear()
    return clock, voice, runner, told


DUE = ForSite("den", RemindersDue("den", (Key("daily", date(2026, 3, 1), 0),)))


def test_a_reminder_that_waited_for_a_silence_is_not_lost_in_a_mishap(reminding):
    clock, voice, runner, _ = reminding
    runner.inbox.put(DUE)
    voice.free = list  # somebody talks
    run_for(runner, clock, 1)
    voice.curious.clear()  # the silence was told, in the very moment of the mishap
    break_once(runner.sites["den"])
    runner.inbox.put(("den", LineHeard(1)))
    run_for(runner, clock, 1)
    del voice.free
    run_for(runner, clock, 10)

    assert voice.said("den") == ["Shall we?"]


def test_a_reminder_that_falls_due_in_a_mishap_is_not_lost(reminding):
    """The alarm clock tells it once: it knows nothing of what became of it."""
    clock, voice, runner, _ = reminding
    break_once(runner.sites["den"])
    runner.inbox.put(DUE)
    run_for(runner, clock, 10)

    assert voice.said("den") == ["Shall we?"]


def test_what_was_promised_aloud_is_kept_although_a_mishap_follows(reminding):
    clock, voice, runner, told = reminding
    runner.sites["den"].keep = lambda *_: 1 / 0
    slots = {"time": "9:00", "daypart": "morning"}
    runner.inbox.put(("den", IntentHeard("SupineRemindMe", slots, dialogue="d")))
    run_for(runner, clock, 1)

    assert "nine" in voice.said("den")[0]
    assert [type(each) for each in told].count(SaveReminder) == 1


def test_a_site_that_cannot_even_be_made_keeps_no_other_waiting(house, caplog):
    clock, voice, _, runner = house
    make = runner._make_site
    runner._make_site = lambda site_id: make(site_id) if site_id == "kitchen" else 1 / 0
    start = IntentHeard("SupineStartRoutine", {"routine": "desk-break"}, dialogue="d")
    voice.receive = lambda message, _now: message  # several events come of one message
    runner.inbox.put([("cellar", start), ("kitchen", start)])

    run_for(runner, clock, 1)

    assert voice.said("kitchen")[0] == "Desk break, one minute."
    assert list(runner.sites) == ["kitchen"]
    assert list(runner._mishaps) == []
    assert "ZeroDivisionError" in caplog.text


def test_a_site_whose_voice_fails_whatever_it_is_told_keeps_no_other_waiting(house):
    """Not even those whose time comes in the very same moment."""
    clock, voice, _, runner = house
    ask(runner, "cellar", "SupineStartRoutine", routine="desk-break")
    ask(runner, "kitchen", "SupineStartRoutine", routine="desk-break")
    run_for(runner, clock, 4)
    perform = voice.perform

    def perform_elsewhere(site_id, command, now):
        if site_id == "cellar":
            raise RuntimeError("a bug")
        perform(site_id, command, now)

    voice.perform = perform_elsewhere
    run_for(runner, clock, 60)

    assert voice.said("kitchen")[-1] == "Let your neck be long."


# ---- too many sites ---------------------------------------------------------------------------


@pytest.fixture
def small(language):
    """A house of three sites at most."""
    clock, voice = FakeClock(), FakeVoice()
    settings = Settings(language=language)
    return clock, voice, Runner(clock, voice, lambda _: Site(settings), sites_max=3)


def test_of_too_many_sites_the_idle_one_is_let_go_that_was_not_heard_of_for_longest(small):
    clock, _, runner = small
    ask(runner, "busy", "SupineStartRoutine", routine="back-release")
    for site_id in ("a", "b", "c", "d"):
        ask(runner, site_id, "SupineHowLong")
    run_for(runner, clock, 1)
    ask(runner, "c", "SupineHowLong")
    ask(runner, "e", "SupineHowLong")
    run_for(runner, clock, 1)

    assert set(runner.sites) == {"busy", "c", "e"}


def test_an_echo_from_a_site_that_was_let_go_makes_no_site(house):
    clock, _, _, runner = house
    runner.inbox.put(("den", LineHeard(1)))
    run_for(runner, clock, 1)

    assert not runner.sites


def test_where_all_sites_are_busy_a_new_one_waits_and_a_line_says_why(small, caplog):
    clock, voice, runner = small
    for site_id in ("a", "b", "c", "d", "e"):
        ask(runner, site_id, "SupineStartRoutine", routine="desk-break")
    run_for(runner, clock, 1)
    assert set(runner.sites) == {"a", "b", "c"}
    assert voice.said("d") == []
    assert len([line for line in caplog.messages if "busy sites" in line]) == 1

    run_for(runner, clock, 60)
    ask(runner, "d", "SupineStartRoutine", routine="desk-break")
    run_for(runner, clock, 0)
    assert voice.said("d")[0] == "Desk break, one minute."


def test_however_many_sites_are_made_up_the_runner_keeps_its_size(small):
    clock, _, runner = small
    for n in range(2000):
        ask(runner, f"made-up-{n}", "SupineHowLong")
    run_for(runner, clock, 1)

    assert len(runner.sites) == 3
    assert len(runner._armed) + len(runner._mishaps) == 0


def test_questions_from_other_threads_are_answered_on_the_runners(house):
    clock, _, _, runner = house
    asked = []
    other = threading.Thread(target=lambda: asked.append(runner.ask(threading.get_ident)))
    other.start()
    while runner.inbox.empty():
        pass
    run_for(runner, clock, 1)
    other.join()

    assert asked == [threading.get_ident()]


def test_an_error_in_a_question_belongs_to_the_one_who_asked(house):
    clock, _, _, runner = house
    raised = []

    def ask_badly():
        try:
            runner.ask(lambda: 1 / 0)
        except ZeroDivisionError as exc:
            raised.append(exc)

    other = threading.Thread(target=ask_badly)
    other.start()
    while runner.inbox.empty():
        pass
    run_for(runner, clock, 1)
    other.join()

    assert raised


def test_a_site_that_always_wants_to_be_rung_at_once_keeps_nobody_waiting(language):
    class Restless(Site):
        deadline = property(lambda self: 0.0)

    clock, voice, settings = FakeClock(), FakeVoice(), Settings(language=language)
    kinds = {"attic": Restless, "kitchen": Site}
    runner = Runner(clock, voice, lambda site_id: kinds[site_id](settings))
    ask(runner, "attic", "SupineWhatCanYouDo")
    take, left = clock.take, iter(range(50))

    def take_and_ask(inbox, until):
        match next(left, None):
            case 20:
                ask(runner, "kitchen", "SupineWhatCanYouDo")
            case None:
                return _Stop()
        return take(inbox, until)

    clock.take = take_and_ask
    runner.run()

    assert len(voice.said("kitchen")) == 1


# ---- what must not pile up or get lost in silence ---------------------------------------------


def test_a_witness_that_fails_is_told_of_and_keeps_nothing_from_the_others(language, caplog):
    class Torn:
        def tell(self, site_id, command):
            raise RuntimeError("a page is missing")

    clock, voice, notebook = FakeClock(), FakeVoice(), Notebook()
    runner = Runner(clock, voice, lambda _: Site(Settings(language=language)), [Torn(), notebook])
    for site_id in ("kitchen", "den"):  # in step, so that one report of the voice is for both
        ask(runner, site_id, "SupineStartRoutine", routine="desk-break")
    with caplog.at_level(logging.ERROR):
        run_for(runner, clock, 60)

    practised = [site for site, c in notebook.told if isinstance(c, RecordPractice)]
    assert sorted(practised) == ["den", "kitchen"]
    assert "a page is missing" in caplog.text


def test_deadlines_that_have_moved_do_not_pile_up(house):
    clock, _, _, runner = house
    ask(runner, "den", "SupineStartRoutine", routine="back-release")
    run_for(runner, clock, 12)
    ask(runner, "den", "SupineReady")
    run_for(runner, clock, 60)
    ask(runner, "kitchen", "SupineStartRoutine", routine="desk-break")
    run_for(runner, clock, 5)
    for _ in range(1000):
        ask(runner, "den", "SupinePause")
        run_for(runner, clock, 0.001)
        ask(runner, "den", "SupineResume")
        run_for(runner, clock, 0.001)

    assert len(runner._alarms) < 100


def test_what_fails_when_nobody_waits_for_it_is_in_the_log(house, caplog):
    clock, _, _, runner = house
    runner.post(lambda: 1 / 0)
    with caplog.at_level(logging.ERROR):
        run_for(runner, clock, 1)

    assert "ZeroDivisionError" in caplog.text


class Hurried(FakeVoice):
    """Takes a twentieth of a second for each line."""

    def perform(self, site_id, command, now):
        super().perform(site_id, command, now)
        if hasattr(command, "text"):
            _, *line, _ = self.playing.pop()
            self.playing.append((now + 0.05, *line, 0.05))


class Wire:
    """One message after another, served by a thread of its own as the reader of the network."""

    def __init__(self, runner):
        self.runner, self.served_by = runner, []
        self._voice = runner._voice
        receive = self._voice.receive

        def noted(message, now):
            self.served_by.append(threading.current_thread().name)
            return receive(message, now)

        self._voice.receive = noted

    def says(self, site_id, intent, *, alone=True, **slots):
        message = (site_id, IntentHeard(intent, slots, dialogue="d"))
        thread = threading.Thread(
            target=self.runner.serve, args=(message,), kwargs={"alone": alone}, name="wire"
        )
        thread.start()
        thread.join(5)


@pytest.fixture
def served(language):
    """A runner on its own thread and in real time, and a wire that it is served from."""
    voice, notebook = Hurried(), Notebook()
    runner = Runner(SystemClock(), voice, lambda _: Site(Settings(language=language)), [notebook])
    wire = Wire(runner)
    runner.start()
    runner.ask(lambda: None)  # it runs
    yield wire, voice, notebook, runner
    runner.stop()


def wait_until(holds):
    for _ in range(500):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not happen")


def test_while_nothing_is_done_a_message_is_served_by_who_brings_it(served):
    wire, voice, notebook, _ = served

    wire.says("den", "SupineStartRoutine", routine="desk-break")

    assert wire.served_by == ["wire"]
    assert voice.said("den")[0].startswith("Desk break")
    assert notebook.told


def test_what_becomes_due_by_it_is_done_in_time_by_the_runners_own_thread(served):
    """It slept without an end, and must hear that there is something to do now."""
    wire, _, _, runner = served
    assert runner._sleeps_until is None

    wire.says("den", "SupineStartRoutine", routine="desk-break")
    practice = runner.sites["den"].scene.practice
    assert practice.state is State.SPEAKING

    wait_until(lambda: practice.state is State.HOLDING)
    assert wire.served_by == ["wire"]


def test_while_the_runner_is_about_something_a_message_waits_for_its_turn(served):
    wire, voice, _, runner = served
    busy, go_on = threading.Event(), threading.Event()

    def work():
        busy.set()
        go_on.wait(5)
        wire.served_by.append("worked")

    runner.post(work)
    busy.wait(5)
    wire.says("den", "SupineStartRoutine", routine="desk-break")
    assert voice.said("den") == []
    go_on.set()
    wait_until(lambda: voice.said("den"))

    assert wire.served_by == ["worked", "supine-runner"]


def test_what_waits_already_comes_before_a_message_that_could_be_served_at_once(served):
    wire, voice, _, runner = served
    with runner._turn:  # the runner's thread has nothing, and is not let in for the moment
        runner.inbox.put(("den", IntentHeard("SupineStartRoutine", {"routine": "desk-break"})))
        wire.says("den", "SupineStop")
    wait_until(lambda: len(wire.served_by) == 2)

    assert wire.served_by == ["supine-runner"] * 2
    assert voice.said("den")[-1] == "Stopped."


class Held(SystemClock):
    """Holds the runner's thread up between taking something out of the inbox and doing it."""

    def __init__(self):
        self.taken, self.go_on = threading.Event(), threading.Event()

    def take(self, inbox, until):
        item = super().take(inbox, until)
        if isinstance(item, ForSite):
            self.taken.set()
            self.go_on.wait(5)
        return item


def test_a_message_never_overtakes_what_is_about_to_be_done(served):
    """As a practice that was cut off, of which a site is told before any word from the broker."""
    wire, voice, _, runner = served
    clock = runner._clock = Held()
    runner.ask(lambda: None)  # from here on it takes by that clock
    started = IntentHeard("SupineStartRoutine", {"routine": "desk-break"}, dialogue="d")

    runner.inbox.put(ForSite("den", started))
    clock.taken.wait(5)
    assert runner.inbox.empty()
    wire.says("den", "SupineStop")
    assert wire.served_by == []
    clock.go_on.set()
    wait_until(lambda: wire.served_by)

    assert wire.served_by == ["supine-runner"]
    assert voice.said("den")[-1] == "Stopped."


def test_once_those_before_it_are_done_a_message_is_served_at_once_again(served):
    wire, voice, _, runner = served
    wire.says("den", "SupineStartRoutine", alone=False, routine="desk-break")
    wait_until(lambda: voice.said("den"))
    runner.ask(lambda: None)

    wire.says("den", "SupineStop")

    assert wire.served_by == ["supine-runner", "wire"]


def test_after_the_end_nothing_is_served_any_more(served):
    wire, voice, _, runner = served
    runner.stop()

    wire.says("den", "SupineStartRoutine", routine="desk-break")

    assert wire.served_by == []
    assert voice.said("den") == []


def test_a_mishap_while_a_message_is_served_is_logged_and_the_next_is_served(served, caplog):
    wire, voice, _, _ = served
    receive, wire.runner._voice.receive = wire.runner._voice.receive, None
    wire.says("den", "SupineStartRoutine", routine="desk-break")
    wire.runner._voice.receive = receive

    wire.says("den", "SupineStartRoutine", routine="desk-break")

    assert "going on" in caplog.text
    assert wire.served_by == ["wire"]
    assert voice.said("den")
