"""What is kept of a practice, at any moment of any practice, is enough to go on with it."""

import json
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench import Bench
from supine.core.events import Ending, Play, PracticeFound, RecordPractice, SavePractice
from supine.core.habits import Habits
from supine.core.recovery import KEEP_EVERY_S
from supine.core.restoring import take_down, take_up
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.snapshot import VERSION, KeptPart, Snapshot, SnapshotError
from supine.core.sounds import Sounds
from supine.core.states import RUNNING, State
from supine.model import Side

THINGS = st.one_of(
    st.tuples(st.just("wait"), st.floats(0.1, 120)),
    st.tuples(
        st.just("say"),
        st.sampled_from(
            [
                "SupineNext",
                "SupineBack",
                "SupineRestartStep",
                "SupineRepeat",
                "SupinePause",
                "SupineResume",
                "SupineShorter",
                "SupineLonger",
                "SupineSayLess",
                "SupinePain",
                "SupineGentler",
                "SupineSlower",
                "SupineHelpUp",
            ]
        ),
    ),
)

GIVEN = Snapshot(
    routine_id="hip-stretch",
    language="en",
    total_s=480.0,
    parts=(
        KeptPart(step="down"),
        KeptPart(step="hug", side=Side.LEFT, hold_s=20.0, instead=("Softly.",)),
        KeptPart(step="hug", side=Side.RIGHT, second_side=True, scale=0.5),
        KeptPart(step="end", closing=True),
    ),
    index=1,
    ready_after=1,
    state=State.PAUSED,
    within=State.HOLDING,
    still_s=12.5,
    held_s=7.25,
    sides_s={"quad": 30.0},
    practised_s=100.0,
    left_s=380.0,
    ends_as=Ending.STOPPED_EARLY,
    last_lying="hip-stretch",
)


def room(language, voice=14.0, **options):
    ours = Settings(language=language, can=frozenset({"volume"}), **options)
    return Bench(ours, voice, site=Site(ours, Habits(times_done={"hip-stretch": 1})))


def over_a_crash(b, away_s=0.0):
    """Return a new site that has taken up what is practised at another, by way of JSON."""
    site = Site(b.settings, Habits(times_done={"hip-stretch": 1}))
    site.scene.habits.gap_s = b.site.scene.habits.gap_s
    snapshot = take_down(b.site.scene, b.practice, b.now)
    assert snapshot is not None
    again = Snapshot.from_dict(json.loads(json.dumps(snapshot.as_dict())))
    assert again == snapshot
    take_up(site.scene, again, b.now + 5000.0, away_s)
    return site


def plan(practice):
    table = practice.timetable
    return [
        (part.step.id, part.side, part.scale, part.instead) for part in table.parts[table.index :]
    ]


def left_of(practice, now):
    """Return what is left, but for words that the one step left on the air for the next."""
    on_air, table = practice.lines.on_air, practice.timetable
    if on_air is None or on_air.main or practice.getting_ready or table.ends_at is not None:
        return practice.left_s(now)
    if practice.within() in {State.HOLDING, State.SETTLING}:
        return practice.left_s(now)
    return practice.left_s(now) - table.pace.estimate_s(on_air.text) - table.gap_s


@pytest.mark.parametrize("routine", ["back-release", "hip-stretch", "desk-break"])
def test_whatever_was_done_before_a_crash_what_is_left_is_the_same(language, routine):
    @settings(max_examples=120, deadline=None)
    @given(
        voice=st.sampled_from([8.0, 14.0, 22.0]),
        things=st.lists(THINGS, max_size=9),
        ready=st.booleans(),
        last_s=st.floats(0, 15),
    )
    @example(voice=22.0, things=[("say", "SupineGentler")], ready=False, last_s=6.0)
    def check(voice, things, ready, last_s):
        b = room(language, voice)
        b.say("SupineStartRoutine", routine=routine)
        if ready and routine != "desk-break":
            b.get_down()
        for kind, what in things:
            b.ears.clear()
            if b.practice is not None:
                b.wait(what) if kind == "wait" else b.say(what)
        if b.practice is not None:
            b.wait(last_s)
        if b.practice is None:
            return
        before, now = b.practice, b.now
        site = over_a_crash(b, away_s=40.0)
        after, then = site.scene.practice, now + 5000.0

        assert plan(after) == plan(before)
        assert after.left_s(then) == pytest.approx(left_of(before, now), abs=1)
        assert after.timetable.held_s == before.timetable.held_s
        assert after.hold_left_s(then) == pytest.approx(before.hold_left_s(now), abs=1e-3)
        assert after.getting_ready == before.getting_ready
        assert after.deadline is None, "nothing happens before somebody says so"

    check()


def test_after_carrying_on_it_ends_as_it_would_have_and_both_sides_are_equal(language):
    """Killed in the left hold, after ten seconds of it."""
    b = room(language)
    b.say("SupineStartRoutine", routine="hip-stretch", minutes=8)
    b.get_down()
    while b.practice.hold_left_s(b.now) is None:
        b.wait(0.1)
    b.wait(10)
    left_s = b.practice.left_s(b.now)
    site, away_s = over_a_crash(b), 5000.0
    b.site, b.playing, b.queue, b.ears, b.spoken = site, None, [], [], []
    b.now += away_s
    b.say("SupineResume")
    resumed_at = b.now
    posture = "Going on. Your left knee towards your chest."
    held = {}
    while b.practice is not None:
        part = b.practice.timetable.part
        if part.step.id == "hug" and (held_s := b.practice.held_s(b.now)) is not None:
            held[part.side] = held_s
        b.wait(0.05)

    assert b.texts[0] == posture
    assert held[Side.LEFT] == pytest.approx(45, abs=0.1)
    assert held[Side.RIGHT] == pytest.approx(held[Side.LEFT], abs=0.2)
    said_s = len(posture) / 14
    assert b.now - resumed_at == pytest.approx(left_s + said_s, abs=1)
    [record] = [c for c in b.done if isinstance(c, RecordPractice)]
    assert record.ending is Ending.COMPLETED
    assert record.practised_s == pytest.approx(480, abs=1)


def test_the_sentence_that_was_being_spoken_is_said_again(language):
    b = room(language)
    b.say("SupineStartRoutine", routine="back-release", minutes=15)
    b.get_down()
    while not b.practice.lines.on_air or "Feet flat" not in b.practice.lines.on_air.text:
        b.wait(0.1)
    site = over_a_crash(b)
    b.site, b.playing, b.queue, b.ears, b.spoken = site, None, [], [], []
    b.now += 5000.0
    b.say("SupineResume")
    b.wait(15)

    assert b.texts[1:] == [
        "Feet flat on the floor.",
        "As wide apart as your shoulders.",
        "If they fall in, move your feet.",
    ]


def test_it_is_kept_at_every_turn_and_every_quarter_of_a_minute_between(language):
    b = room(language)
    b.say("SupineStartRoutine", routine="back-release", minutes=15)
    b.get_down()
    b.wait(150)
    assert b.practice.timetable.part.step.rest
    b.done.clear()
    b.wait(4 * KEEP_EVERY_S + 1)
    held = [c.snapshot.held_s for c in b.done if isinstance(c, SavePractice)]
    b.done.clear()
    b.say("SupinePause")
    b.wait(300)
    paused = [c.snapshot for c in b.done if isinstance(c, SavePractice)]

    assert len(held) == 4
    assert [b - a for a, b in pairwise(held)] == pytest.approx([15, 15, 15], abs=2)
    assert [(s.state, s.within) for s in paused] == [(State.PAUSED, State.HOLDING)]


def test_where_nothing_changes_nothing_is_kept(language):
    b = room(language)
    b.say("SupineStartRoutine", routine="back-release", minutes=15)
    b.get_down()
    b.wait(150)
    b.done.clear()
    b.say("SupineHowLong")
    b.say("SupineRepeat")

    assert not [c for c in b.done if isinstance(c, SavePractice)]


# ---- what is on a disk ------------------------------------------------------------------------


def test_what_is_kept_comes_back_from_json_as_it_was():
    assert Snapshot.from_dict(json.loads(json.dumps(GIVEN.as_dict()))) == GIVEN


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": 2}, "version 2.*takes up version 1"),
        ({"version": None}, "version None"),
        ({"index": 4}, "outside of its own plan"),
        ({"index": -1}, "index is '-1', not a whole number"),
        ({"index": True}, "index is 'True'"),
        ({"ready_after": 5}, "gets ready for longer"),
        ({"parts": "all"}, "parts is 'all', not a list of parts"),
        ({"parts": []}, "outside of its own plan"),
        ({"parts": [{"step": 3}]}, "step is '3', not a text"),
        ({"parts": [None]}, "a part of a kept practice is NoneType"),
        ({"state": "flying"}, "state is 'flying'"),
        ({"state": "done"}, "state is 'done'"),
        ({"within": "parked"}, "within is 'parked'"),
        ({"held_s": None}, "exactly while it holds"),
        ({"within": "speaking"}, "exactly while it holds"),
        ({"held_s": float("nan")}, "held_s is 'nan', not a number"),
        ({"still_s": -1}, "still_s is '-1'"),
        ({"left_s": "soon"}, "left_s is 'soon'"),
        ({"left_s": 1e12}, "left_s is"),
        ({"lines": ["x" * 301]}, "lines is"),
        ({"lines": [""]}, "lines is"),
        ({"lines": "Rest."}, "lines is"),
        ({"sides_s": {"hug": "long"}}, "sides_s is"),
        ({"sides_s": [1]}, "sides_s is"),
        ({"guidance": "shout"}, "one of full, brief, less"),
        ({"ends_as": "lost"}, "one of completed"),
        ({"told": 1}, "told is '1', not true or false"),
        ({"routine_id": ""}, "routine_id is '', not a text"),
        ({"total_s": None}, "total_s is 'None', not a number"),
    ],
)
def test_what_does_not_hold_together_is_refused_with_the_reason(change, told):
    with pytest.raises(SnapshotError, match=told):
        Snapshot.from_dict({**GIVEN.as_dict(), **change})


@pytest.mark.parametrize("data", [None, [], "snapshot", 7])
def test_what_is_no_mapping_is_refused(data):
    with pytest.raises(SnapshotError, match="not a mapping"):
        Snapshot.from_dict(data)


def test_any_value_in_any_place_is_taken_or_refused_never_a_traceback():
    """A disk may hold anything."""
    values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    values |= st.lists(values, max_size=2) | st.dictionaries(
        st.text(max_size=3), values, max_size=2
    )

    @settings(max_examples=300, deadline=None)
    @given(
        key=st.sampled_from(sorted(GIVEN.as_dict())), value=values, at=st.none() | st.integers(0, 3)
    )
    def check(key, value, at):
        data = GIVEN.as_dict()
        if at is None:
            data[key] = value
        else:
            data["parts"][at] = {**data["parts"][at], "scale": value, "instead": value}
        with suppress(SnapshotError):
            assert Snapshot.from_dict(data).parts

    check()


def test_a_version_is_written_with_it():
    assert GIVEN.as_dict()["version"] == VERSION


def test_a_state_that_runs_by_itself_is_one_that_can_be_kept():
    for state in RUNNING:
        held_s = 1.0 if state is State.HOLDING else None
        kept = replace(GIVEN, state=state, within=state, held_s=held_s)
        assert Snapshot.from_dict(kept.as_dict()).state is state


def test_a_chime_that_is_playing_at_the_end_is_not_worth_keeping(language):
    ours = Settings(language=language, can=frozenset({"sound"}), sounds=Sounds(chime=True))
    site = Site(ours, Habits())
    b = Bench(ours, site=site)
    b.say("SupineStartRoutine", routine="desk-break")
    while b.practice is not None and b.practice.timetable.part.step.id != "chime":
        b.wait(0.1)

    assert b.practice is not None
    assert isinstance(b.done[-1], Play)
    assert take_down(site.scene, b.practice, b.now) is None


def test_an_event_with_a_snapshot_puts_the_practice_back(language):
    b = room(language)
    b.send(PracticeFound(GIVEN, b.wall))

    assert b.practice.routine.id == "hip-stretch"
    assert b.practice.hold_left_s(b.now) == pytest.approx(20 - 7.25)
