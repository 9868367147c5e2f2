"""Taking a practice up from what was kept, where its routine is not what it was any more."""

from dataclasses import replace

import pytest
from examples import HIPS, REST, step

from bench import Bench
from supine.core.events import RecordPractice
from supine.core.habits import Habits
from supine.core.restoring import take_down, take_up
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.snapshot import SnapshotError
from supine.core.sounds import CHIME, Sounds
from supine.core.states import State
from supine.core.timetable import Guidance
from supine.model import Side

KNOWN = {"hip-stretch": 3, "back-release": 3}


@pytest.fixture
def cut_off(language):
    """Return what was kept of a practice at the step ``at``, and its settings."""

    def make(routine_id, at, *, intents=(), habits=None, **options):
        ours = Settings(language=language, **options)
        b = Bench(ours, site=Site(ours, habits or Habits(times_done=dict(KNOWN))))
        b.say("SupineStartRoutine", routine=routine_id)
        b.get_down()
        while b.practice.timetable.part.step.id != at:
            b.wait(0.5)
        while b.practice.state is not State.HOLDING:
            b.wait(0.5)
        for intent in intents:
            b.ears.clear()
            b.say(intent)
        return take_down(b.site.scene, b.practice, b.now), ours

    return make


def taken_up(snapshot, settings, *routines, habits=None):
    """Take it up at a new site with these routines instead; return the bench."""
    if routines:
        language = replace(settings.language, routines={r.id: r for r in routines})
        settings = replace(settings, language=language)
    site = Site(settings, habits or Habits(times_done=dict(KNOWN)))
    b = Bench(settings, site=site)
    take_up(site.scene, snapshot, b.now, 30.0)
    return b


def without(routine, *gone):
    steps = tuple(each for each in routine.steps if each.id not in gone)
    close = tuple(each for each in routine.close if each.id not in gone)
    return replace(routine, steps=steps, close=close)


def test_where_the_present_step_is_gone_it_goes_on_with_the_next_from_its_words(cut_off):
    snapshot, settings = cut_off("back-release", "knees")
    b = taken_up(snapshot, settings, without(REST, "knees"))
    b.say("SupineResume")
    b.until_quiet()

    assert b.texts[1] == "Let your breath come and go."


def test_steps_that_are_gone_before_and_after_are_not_missed(cut_off):
    snapshot, settings = cut_off("back-release", "knees")
    b = taken_up(snapshot, settings, without(REST, "head", "breath", "kneel"))
    left_s = b.practice.left_s(b.now)
    b.say("SupineResume")
    taken_s = b.finish()

    assert b.practice is None
    assert "Slowly come to hands and knees." not in b.texts
    assert taken_s == pytest.approx(left_s, abs=5)


def test_steps_that_are_new_are_left_for_another_time(cut_off):
    snapshot, settings = cut_off("back-release", "knees")
    longer = replace(REST, steps=(step("new", "A new step.", hold_s=30), *REST.steps))
    b = taken_up(snapshot, settings, longer)
    b.say("SupineResume")
    b.finish()

    assert "A new step." not in b.texts
    assert b.texts[-1] == "That is all."


def test_a_close_whose_steps_have_other_names_now_is_not_lost(cut_off):
    snapshot, settings = cut_off("back-release", "rest")
    close = (step("over", "Roll over.", hold_s=5), step("up", "Stand up slowly."))
    b = taken_up(snapshot, settings, replace(REST, close=close))
    b.say("SupineResume")
    b.finish()

    assert b.texts[-2:] == ["Roll over.", "Stand up slowly."]


def test_in_a_close_with_other_names_it_begins_with_the_first_of_them(cut_off):
    snapshot, settings = cut_off("back-release", "kneel")
    close = (step("over", "Roll over.", hold_s=5), step("up", "Stand up slowly."))
    b = taken_up(snapshot, settings, replace(REST, close=close))
    b.say("SupineResume")
    b.finish()

    assert b.texts[1:] == ["Roll over.", "Stand up slowly."]


def test_where_getting_ready_is_gone_the_clock_starts_with_what_is_left(language):
    ours = Settings(language=language)
    b = Bench(ours, site=Site(ours, Habits(times_done=dict(KNOWN))))
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.wait(3)
    snapshot = take_down(b.site.scene, b.practice, b.now)
    b = taken_up(snapshot, ours, without(REST, "lower", "down"))

    assert not b.practice.getting_ready
    assert b.practice.left_s(b.now) == pytest.approx(600)
    b.say("SupineResume")
    b.finish()
    [record] = [c for c in b.done if isinstance(c, RecordPractice)]
    assert record.practised_s == pytest.approx(600, abs=2)


def test_a_routine_that_is_gone_cannot_be_taken_up_and_says_so(cut_off):
    snapshot, settings = cut_off("back-release", "rest")

    with pytest.raises(SnapshotError, match="no routine 'back-release'"):
        taken_up(snapshot, settings, HIPS)


def test_a_routine_of_which_nothing_is_left_cannot_be_taken_up(cut_off):
    snapshot, settings = cut_off("back-release", "rest")
    steps = (step("other", "Something else.", hold_s=5),)

    with pytest.raises(SnapshotError, match="nothing that was still to come"):
        taken_up(snapshot, settings, replace(REST, steps=steps, close=()))


def test_a_step_that_has_lost_its_sides_is_passed_over(cut_off):
    snapshot, settings = cut_off("hip-stretch", "hug")
    steps = [step("hug", "Both knees.", hold_s=30) if s.id == "hug" else s for s in HIPS.steps]
    b = taken_up(snapshot, settings, replace(HIPS, steps=tuple(steps)))

    assert b.practice.timetable.part.step.id == "bent"


def test_in_another_language_the_step_is_said_from_its_first_word(cut_off):
    snapshot, settings = cut_off("back-release", "knees", intents=["SupinePain", "SupineGentler"])
    assert snapshot.parts[snapshot.index].instead == (
        "Let it go, and rest in whatever position is easiest.",
    )
    other = replace(settings.language, code="qaa")
    b = taken_up(snapshot, replace(settings, language=other))

    assert b.practice.stand.within is State.SPEAKING
    assert b.practice.timetable.part.instead is not None
    b.say("SupineResume")
    b.until_quiet()
    assert b.texts[1] == "Let it go, and rest in whatever position is easiest."


def test_a_gentler_version_stays_gentle(cut_off):
    snapshot, settings = cut_off("hip-stretch", "hug", intents=["SupinePain", "SupineGentler"])
    b = taken_up(snapshot, settings)
    part = b.practice.timetable.part

    assert part.step.id == "hug"
    assert part.side is Side.LEFT
    assert part.instead == ("Let both knees be bent.",)
    ahead = [p for p in b.practice.timetable.ahead if p.step.id == "hug"]
    assert ahead == [], "the other side was dropped"


def test_what_was_asked_for_is_kept(cut_off):
    snapshot, settings = cut_off("back-release", "rest", intents=["SupineSayLess", "SupineLonger"])
    b = taken_up(snapshot, settings)

    assert b.practice.timetable.guidance is Guidance.LESS
    assert b.practice.timetable.extra_s == 120.0


def test_what_is_said_before_the_first_time_is_taken_up_as_well(language):
    ours = Settings(language=language)
    b = Bench(ours, site=Site(ours, Habits()))
    b.say("SupineStartRoutine", routine="hip-stretch")
    while not b.practice.lines.on_air or b.practice.lines.on_air.text != "Have a mat.":
        b.wait(0.2)
    snapshot = take_down(b.site.scene, b.practice, b.now)
    assert [part.preface for part in snapshot.parts[:2]] == [True, False]
    b = taken_up(snapshot, ours, habits=Habits())
    b.say("SupineResume")
    b.wait(15)

    assert b.texts[1:4] == ["Have a mat.", "Never push.", "When you are down, say, I'm down."]


def test_somebody_who_knows_it_by_now_is_not_told_the_preface_again(language):
    ours = Settings(language=language)
    b = Bench(ours, site=Site(ours, Habits()))
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.wait(2)
    snapshot = take_down(b.site.scene, b.practice, b.now)
    b = taken_up(snapshot, ours)

    assert b.practice.timetable.part.step.id == "down"
    assert b.practice.getting_ready


def test_sounds_come_back_where_they_were(cut_off):
    loud = {"can": frozenset({"sound"}), "sounds": Sounds(chime=True, background=True)}
    snapshot, settings = cut_off("back-release", "rest", **loud)
    b = taken_up(snapshot, settings)
    after_rest = b.practice.timetable.ahead[0]

    assert after_rest.sounds == (CHIME,)
    assert b.practice.timetable.parts[-1].step.id == "chime"
    assert b.practice.lines.background is not None
    assert all(part.step != "chime" for part in snapshot.parts)


def test_the_voice_is_as_well_known_as_before(cut_off):
    snapshot, settings = cut_off("back-release", "rest")
    slow = replace(snapshot, per_char_s=0.125, start_s=0.3)
    b = taken_up(slow, settings)

    assert b.site.scene.pace.estimate_s("x" * 40) == pytest.approx(5.3)
    assert b.practice.timetable.pace is b.site.scene.pace


def test_it_stands_still_since_it_was_taken_down(cut_off):
    snapshot, settings = cut_off("back-release", "rest")
    b = taken_up(replace(snapshot, still_s=100.0, state=State.PAUSED), settings)

    assert b.practice.state is State.PARKED
    assert b.now - b.practice.at(b.now) == pytest.approx(130.0)


def test_the_plan_is_taken_down_once_for_as_long_as_it_stays_the_same(language):
    ours = Settings(language=language)
    b = Bench(ours, site=Site(ours, Habits(times_done=dict(KNOWN))))
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.get_down()
    plans = []
    for _ in range(2):
        plans.append(take_down(b.site.scene, b.practice, b.now).parts)
        b.wait(5)
    b.say("SupineShorter", minutes=3)
    shorter = take_down(b.site.scene, b.practice, b.now)
    b.say("SupineStop")
    b.say("SupineStartRoutine", routine="back-release")
    other = take_down(b.site.scene, b.practice, b.now)

    assert plans[0] is plans[1]
    assert len(shorter.parts) < len(plans[0])
    assert other.routine_id == "back-release"
    assert "knees" in [part.step for part in other.parts]
