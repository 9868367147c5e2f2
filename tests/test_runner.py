import logging
import threading

import pytest
from examples import DESK, REST

from fakes import FakeClock, FakeVoice
from supine.core.events import IntentHeard, LineHeard, RecordPractice
from supine.core.scene import Settings
from supine.core.site import Site
from supine.runner import Runner, _Stop


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
    runner.inbox.put(("cellar", LineHeard(1)))
    run_for(runner, clock, 1)
    runner.sites["cellar"].handle = lambda event, now: 1 / 0
    runner.inbox.put(("cellar", LineHeard(1)))

    with caplog.at_level(logging.ERROR):
        run_for(runner, clock, 60)

    assert "cellar" in caplog.text
    assert "Let your neck be long." in voice.said("kitchen")
    assert "cellar" not in runner.sites  # it begins anew with the next word


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
