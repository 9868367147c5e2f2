from dataclasses import replace

import pytest
from examples import HIPS, REST, TWO_RESTS

from supine.core.pace import Pace
from supine.core.timetable import Guidance, Timetable, practice_parts
from supine.model import Sound


def table(routine, phrases, **options):
    parts, ready_after = practice_parts(routine, None)
    made = Timetable(parts, phrases, Pace(), **options)
    made.index = ready_after
    return made


def steps(made):
    return [(part.step.id, part.side) for part in made.parts]


def test_a_step_with_sides_is_two_parts_in_order(phrases):
    made = table(HIPS, phrases)

    assert [side for step_id, side in steps(made) if step_id == "hug"] == ["left", "right"]


def test_getting_ready_ends_with_the_first_gate():
    assert practice_parts(REST, None)[1] == 2
    assert practice_parts(REST, HIPS.steps[0])[1] == 3


def test_the_second_side_begins_with_the_cue_to_change(phrases):
    made = table(HIPS, phrases)
    left, right = (part for part in made.parts if part.step.id == "hug")

    assert made.lines(right) == (
        "Now the right side.",
        *made.lines(left)[0:0],
        *(line.replace("left", "right") for line in made.lines(left)),
    )


def test_optional_steps_go_when_there_is_no_room_the_later_first(phrases):
    made = table(HIPS, phrases)
    made.begin(0.0, 360)

    assert "hug-again" not in [step_id for step_id, _ in steps(made)]
    roomy = table(HIPS, phrases)
    roomy.begin(0.0, 720)
    assert "hug-again" in [step_id for step_id, _ in steps(roomy)]


def test_the_rest_takes_what_is_left(phrases):
    made = table(REST, phrases)
    made.begin(0.0, 900)
    made.index = next(n for n, part in enumerate(made.parts) if part.step.rest)

    hold_s = made.hold_s(200.0)

    assert 200.0 + hold_s + made.ahead_s() == pytest.approx(900)


def added_up(made):
    """Return what is ahead, line by line as somebody would add it up by hand."""
    whole_s = 0.0
    for part in made.ahead:
        silent_s = part.step.settle_s + part.hold_s
        spoken = [made.pace.estimate_s(line) + made.gap_s for line in made.lines(part)]
        joined = spoken and (silent_s or part.step.rest or part is made.parts[-1])
        whole_s += sum(spoken) + silent_s - (made.gap_s if joined else 0.0)
    return whole_s


def test_what_is_ahead_is_added_up_anew_whatever_has_changed(phrases):
    made = table(HIPS, phrases)

    def hear_a_slow_voice():
        made.pace.learn("A slow voice said this.", 4.0)

    def play_a_sound():
        part = made.parts[-2]
        made.replace_part(part, replace(part, sounds=(Sound("gong", 7.5),)))

    changes = [
        lambda: None,
        hear_a_slow_voice,
        lambda: setattr(made, "gap_s", 2.0),
        lambda: setattr(made, "guidance", Guidance.BRIEF),
        lambda: setattr(made, "index", made.index + 1),
        play_a_sound,
        lambda: made.shorten(0.0, 10.0, 60.0),
        lambda: setattr(made, "hurried", True),
        made.drop_other_side,
        lambda: setattr(made, "index", len(made.parts) - 1),
        lambda: setattr(made, "index", len(made.parts)),
    ]
    for change in changes:
        change()
        assert made.ahead_s() == pytest.approx(added_up(made))
        assert made.rests() == sum(part.step.rest for part in made.parts[made.index :])


def test_where_even_the_short_texts_are_needed_they_are_used(phrases):
    made = table(REST, phrases)
    made.begin(0.0, 60)

    assert made.hurried
    knees = next(part for part in made.parts if part.step.id == "knees")
    assert made.lines(knees) == ("Knees bent, feet flat.",)


def test_a_silence_of_the_close_gives_and_takes_only_within_bounds(phrases):
    made = table(REST, phrases)
    made.begin(0.0, 900)
    made.index = next(n for n, part in enumerate(made.parts) if part.closing)
    planned_s = made.part.hold_s
    on_time = 900 - planned_s - made.ahead_s()

    assert made.hold_s(on_time) == pytest.approx(planned_s)
    assert made.hold_s(on_time - 600) == pytest.approx(1.5 * planned_s)
    assert made.hold_s(on_time + 600) == pytest.approx(0.6 * planned_s)


def test_shortening_drops_optional_steps_before_it_hurries_both_sides_alike(phrases):
    made = table(HIPS, phrases)
    made.begin(0.0, 720)

    granted_s = made.shorten(0.0, 60.0, 300.0)

    assert granted_s == 300
    assert "hug-again" not in [step_id for step_id, _ in steps(made)]
    holds = {part.side: part.hold_s for part in made.parts if part.step.id == "quad"}
    assert len(set(holds.values())) <= 1
    assert [part.step.id for part in made.parts if part.closing] == [s.id for s in HIPS.close]


def test_shortening_never_goes_below_the_close(phrases):
    made = table(REST, phrases)
    made.begin(0.0, 900)

    granted_s = made.shorten(0.0, 10.0, 1.0)

    assert granted_s > sum(step.hold_s for step in REST.close)


def test_little_is_said_briefly(phrases):
    made = table(REST, phrases, guidance=Guidance.BRIEF)
    knees = next(part for part in made.parts if part.step.id == "knees")

    assert made.lines(knees) == ("Knees bent, feet flat.",)


def test_extra_time_goes_to_this_rest_and_not_to_the_next(phrases):
    """ "Two more minutes" means now, also in a routine with several rests."""
    made = table(TWO_RESTS, phrases)
    made.begin(0.0, 600)
    first_s = made.hold_s(10.0)

    made.shift(120)
    made.extra_s += 120

    assert made.hold_s(10.0) == pytest.approx(first_s + 120)


def test_whoever_is_down_already_needs_no_getting_ready_but_the_preface():
    everything, _ = practice_parts(REST, None)
    parts, ready_after = practice_parts(REST, None, down=True)
    with_preface, after_preface = practice_parts(REST, HIPS.steps[0], down=True)

    assert parts == everything[2:]
    assert ready_after == 0
    assert [part.step.id for part in with_preface[:2]] == [HIPS.steps[0].id, "head"]
    assert after_preface == 1
