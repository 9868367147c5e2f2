from examples import step

from supine.core.asides import asides_of
from supine.core.timetable import Guidance, Part
from supine.model import Cue, Reps, Side


def cues(*cues, hold_s, phrases, guidance=Guidance.FULL, **more):
    part = Part(step=step("x", "Hold.", cues=cues, **more))
    return [(a.at - 100, a.text) for a in asides_of(part, 100.0, hold_s, phrases, guidance)]


def test_a_repeating_cue_takes_its_sentences_in_turn(phrases):
    cue = Cue(say=("One thing.", "Another."), every_s=60)

    assert cues(cue, hold_s=250, phrases=phrases) == [
        (60, "One thing."),
        (120, "Another."),
        (180, "One thing."),
    ]


def test_no_repeating_cue_comes_shortly_before_the_announced_end_or_after_it(phrases):
    often = Cue(say=("Still here.",), every_s=60)
    end = Cue(say=("Soon we come up.",), left_s=45)

    assert cues(often, end, hold_s=320, phrases=phrases) == [
        (60, "Still here."),
        (120, "Still here."),
        (180, "Still here."),
        (240, "Still here."),
        (275, "Soon we come up."),
    ]
    assert (240, "Still here.") not in cues(often, end, hold_s=310, phrases=phrases)


def test_a_cue_that_lies_outside_the_hold_is_left_out(phrases):
    assert cues(Cue(say=("Late.",), at_s=30), hold_s=20, phrases=phrases) == []
    assert cues(Cue(say=("Early.",), left_s=30), hold_s=20, phrases=phrases) == []


def test_movements_are_counted_at_their_pace_even_when_little_is_said(phrases):
    counted = cues(hold_s=12, phrases=phrases, guidance=Guidance.LESS, reps=Reps(count=3, pace_s=4))

    assert counted == [(0, "One."), (4, "Two."), (8, "Three.")]


def test_saying_less_leaves_the_cues_out(phrases):
    cue = Cue(say=("Still here.",), every_s=60)

    assert cues(cue, hold_s=250, phrases=phrases, guidance=Guidance.LESS) == []


def test_a_cue_names_the_side_that_is_practised(phrases):
    said = {Side.LEFT: ("The left rests.",), Side.RIGHT: ("The right rests.",)}
    turn = step("x", "Turn.", sides=tuple(Side), cues=(Cue(say=said, at_s=10),))

    for side, text in ((Side.LEFT, "The left rests."), (Side.RIGHT, "The right rests.")):
        [aside] = asides_of(Part(step=turn, side=side), 0.0, 30.0, phrases, Guidance.FULL)
        assert (aside.at, aside.text) == (10.0, text)
