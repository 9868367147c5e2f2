"""The time promise and the ways of a practice, by a hand-turned clock."""

from dataclasses import replace

import pytest
from examples import CLOSE, REST, step

from supine.core.events import Ending, LineHeard, Outcome, RecordPractice, Say
from supine.core.habits import Habits
from supine.core.states import State


def record(bench):
    [record] = [c for c in bench.done if isinstance(c, RecordPractice)]
    return record


@pytest.mark.parametrize("voice", [8, 14, 22])
@pytest.mark.parametrize("overhead_s", [0.0, 0.4])
def test_a_fifteen_minute_practice_takes_fifteen_minutes_at_any_voice(bench, voice, overhead_s):
    b = bench(voice=voice, overhead_s=overhead_s)
    b.say("SupineStartRoutine", routine="back-release", minutes=15)
    b.get_down()

    took_s = b.finish()

    assert took_s == pytest.approx(900, abs=2)
    assert b.texts[-1] == "That is all."
    assert record(b).ending is Ending.COMPLETED


@pytest.mark.parametrize("voice", [8, 14, 22])
def test_pauses_are_not_counted(resting, voice):
    b = resting(voice=voice)
    for pause_s in (5, 300, 61.5):
        b.say("SupinePause")
        b.wait(pause_s)
        b.say("SupineResume")
        b.wait(30)

    b.finish()

    paused_s = 5 + 300 + 61.5
    resume_lines_s = sum(
        s.to_s - s.from_s for s in b.spoken if "Going on" in s.text or "On we" in s.text
    )
    assert b.now - b.ready_at - paused_s - resume_lines_s == pytest.approx(900, abs=2)


def test_the_hold_is_counted_from_the_end_of_the_words(bench):
    b = bench(voice=8)
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(120)

    words, after = b.heard("Chin neither up nor down."), b.heard("Let your knees be bent.")
    assert after.from_s - words.to_s == pytest.approx(15, abs=0.01)


@pytest.mark.parametrize("minutes", [5, 10, 15, 20, 45])
def test_any_allowed_length_is_kept(bench, minutes):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=minutes)
    b.get_down()

    assert b.finish() == pytest.approx(60 * minutes, abs=2)


def test_optional_steps_come_in_only_where_there_is_room(bench):
    said = {}
    for minutes in (6, 12):
        b = bench()
        b.say("SupineStartRoutine", routine="hip-stretch", minutes=minutes)
        b.get_down()
        b.finish()
        said[minutes] = b.texts

    assert "Once more, the left knee." not in said[6]
    assert "Once more, the right knee." in said[12]


def test_both_sides_are_held_alike_and_there_is_time_to_change(hugging):
    b = hugging()
    b.finish()

    settled = [s.to_s for s in b.spoken if s.text == "Let the other leg be long."]
    change = next(s for s in b.spoken if s.text == "Now the right side.")
    left = change.from_s - settled[0]
    right = b.heard("Let both knees be bent.").from_s - settled[1]
    assert left == pytest.approx(50, abs=0.01)  # five to settle, 45 held
    assert right == pytest.approx(left, abs=0.01)


def test_a_lost_confirmation_keeps_the_hold_where_it_was_planned(bench):
    b = bench()
    b.lose = frozenset({"Chin neither up nor down."})
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()

    b.finish()

    # The core's own cap is three minutes: the voice port reports much sooner.
    assert b.now - b.began > 0
    assert b.texts.count("Chin neither up nor down.") == 1
    assert b.texts[-1] == "That is all."


@pytest.mark.parametrize("talk_s", [200.0, 400.0, 700.0])
def test_after_others_have_talked_for_minutes_only_what_belongs_there_is_said(resting, talk_s):
    """Their dialogues may follow each other for longer than a line is waited for."""
    b = resting(minutes=20)
    while b.playing or b.queue:
        b.wait(0.5)
    so_far, until = len(b.spoken), b.now + talk_s
    b.playing = (until, -1, b.now, "(others)")

    b.wait(talk_s + 20)

    theirs, *ours = b.spoken[so_far:]
    assert theirs.text == "(others)"
    assert len([spoken for spoken in ours if spoken.from_s < until + 2]) <= 1
    b.finish()
    assert b.texts[-1] == "That is all."


def test_a_doubled_or_late_report_changes_nothing(resting):
    b = resting()
    before = (b.practice.state, b.site.deadline)

    for line_id in range(1, 40):
        assert b.send(LineHeard(line_id)) == []

    assert (b.practice.state, b.site.deadline) == before


def test_a_pause_at_the_gate_leaves_the_gate_waiting(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)
    b.reply("SupinePause")
    b.wait(120)
    b.say("SupineResume")
    b.wait(10)

    assert b.practice.state is State.WAITING
    b.reply("SupineReady")
    assert b.finish() == pytest.approx(900, abs=2)


def test_a_paused_sentence_that_was_not_sent_is_said_after_the_pause(bench):
    """The house was busy with the words "hang on": nothing may be lost for that."""
    b = bench()
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(0.1)
    b.say("SupinePause")
    b.wait(60)
    b.say("SupineResume")
    b.finish()

    assert b.texts.count("Let your head rest on the books.") == 1
    assert b.texts.count("Chin neither up nor down.") == 1


def test_cues_are_said_inside_the_rest_and_take_nothing_from_it(resting):
    b = resting(minutes=15)
    b.finish()

    assert b.texts.count("Still here.") >= 2
    assert (
        b.heard("A little more, and then up.").to_s
        < b.heard("Before you move, think of rolling over.").from_s
    )
    gap = (
        b.heard("Before you move, think of rolling over.").from_s
        - b.heard("A little more, and then up.").from_s
    )
    assert gap == pytest.approx(30, abs=0.5)


def test_nothing_is_said_twice(resting):
    b = resting()
    b.finish()

    ids = [c.line_id for c in b.done if isinstance(c, Say)]
    assert len(ids) == len(set(ids))
    assert b.texts.count("Nothing to do now.") == 1


def test_the_first_time_begins_with_needs_and_rules(bench):
    b = bench(habits=Habits())
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.until_quiet()

    assert b.texts[1:4] == [
        "A few words first, since it is new. Say next to pass over them.",
        "Have a mat.",
        "Never push.",
    ]
    b.reply("SupineReady")
    assert b.finish() == pytest.approx(480, abs=2)
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.until_quiet()
    assert "Never push." not in b.texts[-2:]


def test_a_routine_without_rest_takes_the_time_it_takes(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="desk-break")

    b.finish()

    assert b.texts == ["Desk break, one minute.", "Stop for a moment.", "Let your neck be long."]
    assert b.now - b.began == pytest.approx(30 + 63 / 14, abs=1)


def test_the_hold_after_a_lost_sentence_is_counted_from_when_its_words_should_have_ended(bench):
    """Also if it had to wait for somebody's dialogue before it could be begun."""
    b = bench()
    b.say("SupineStartRoutine", routine="back-release", minutes=15)
    b.get_down()
    practice = b.practice
    while (
        practice.lines.on_air is None or practice.lines.main or not practice.timetable.part.hold_s
    ):
        b.wait(0.5)
    on_air, waited_s, cap_s = practice.lines.on_air, 20.0, 9.0
    takes_s = practice.timetable.pace.estimate_s(on_air.text)
    now = on_air.sent_at + waited_s + cap_s

    practice.heard(LineHeard(on_air.line_id, Outcome.LOST, cap_s), now)

    assert practice.held_s(now) == pytest.approx(cap_s - takes_s)


def test_at_a_gate_that_nobody_answers_the_beginning_is_said_before_a_part_without_words(bench):
    b = bench()
    scene = b.site.scene
    gate = step("down", "When you are down, say, I'm down.", until_ready=True)
    silent = replace(REST, id="silent", steps=(gate, step("rest", rest=True)))
    only = {"silent": silent}
    scene.settings = replace(
        scene.settings, language=replace(scene.settings.language, routines=only)
    )
    b.say("SupineStartRoutine")

    b.finish()

    asked_at = b.texts.index("Are you lying down?")
    assert b.texts[asked_at + 1 :][:2] == ["I'll begin now.", CLOSE[0].words[None].full[0]]
