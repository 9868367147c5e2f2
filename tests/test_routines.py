"""What the routines that supine brings have to say, whatever the words."""

import re

import pytest

from supine.core.rehearsal import rehearse
from supine.data import shipped
from supine.loading.library import load_library

LENGTHS = {
    "back-release": ("lying", 5, 15, 45),
    "back-release-further": ("lying", 15, 20, 25),
    "head-neck-back": ("lying", 5, 10, 20),
    "poise-pause": ("sitting", 1, 2, 3),
    "before-a-run": ("standing", 2, 3, 4),
    "hip-stretch": ("lying", 6, 8, 12),
    "hip-strength": ("standing", 8, 10, 15),
    "wind-down": ("bed", 10, 15, 20),
}
"""Position, and the minutes: shortest, usual, longest."""

PAIN = "hurts, .*ease"
BED = "getting up from the floor is hard, use a bed"
PREGNANT = "fifth month of pregnancy, lie on your side"
ASK = "osteoporosis.* professional"
GETTING_UP = (
    "Before you move, (only )?(think|stop)",
    "eyes .*arm",
    "Wait here on your side",
    "hands and knees",
    "one foot",
    "steady",
    "notice how you feel",
)

TOLD = {
    "back-release": (
        "carpet without draught",
        "paperbacks",
        "ten to twenty minutes without phones, children or pets",
        "music .*lasts as long",
        "Know what is coming before you start",
        "roll to one side, come to kneeling, and stand",
        "slowly and smoothly",
        "notice how your body feels",
        "comfort zone, .*limits",
        *(PAIN, BED, PREGNANT, ASK),
        "neck straight",
        "tips back, add a book",
        "chin to chest, take one away",
        "ninety degrees, feet flat",
        "as wide apart as your shoulders",
        "fall in or out, move your feet",
        "calves on a chair",
        "arms rest by your sides, naturally straight",
        "free of tension",
        "relax and grow heavy",
        "breath come and go",
        "feel longer, let your hands lift your head, and put it back",
        *GETTING_UP,
    ),
    "back-release-further": (
        *("paperbacks", "carpet", PAIN, BED, PREGNANT, ASK),
        "hands draw it slowly towards your chest",
        "lift it gently",
        "put it down again",
        "arm rise slowly towards the ceiling",
        "shoulder blade lifts",
        "shoulder settle back",
        "arm come down",
        *GETTING_UP,
    ),
    "head-neck-back": (
        *("not a treatment", "eyes stay open", PAIN, BED, PREGNANT, ASK),
        "stop, eyes open, and do nothing",
        "thought, not done",
        "neck be long and soft",
        "head balance freely, not pulled down into your spine",
        "back lengthen, and let it widen",
        "sitting bones to the top of your head, you are one springy whole",
        "shoulders release sideways",
        "arms and legs be free",
        "wheels. Head, neck and back are the car",
        "breath be full, free and natural",
        "whole ceiling, and the space all around",
        "twenty-one to three a month",
        *GETTING_UP,
    ),
    "poise-pause": (
        "Stop for a moment",
        "neck be long and soft",
        "head balance freely, up",
        "back lengthen and widen",
        "shoulders release sideways",
        "arms and legs be free",
        "breath be full, free and natural",
        "whole space around you, near and far",
    ),
    "before-a-run": (
        "Before you start, stop",
        "Look into the distance",
        "space all around you, and not only the ground",
        "neck lengthen and soften",
        "head balance up",
        "back lengthen",
        "shoulders release sideways",
        "Now run",
        PAIN,
    ),
    "hip-stretch": (
        *("well-known stretches", "comfort", PAIN, BED, ASK, "fifth month of pregnancy"),
        "leg slide out, until it lies long",
        "draw the other knee gently to your chest",
        "leg is on top",
        "that ankle by hand or with the towel",
        "Long sitting tightens the hip flexors",
        "tip the pelvis forward, and the lower back sways",
        *GETTING_UP,
    ),
    "hip-strength": (
        *(PAIN, ASK, "fifth month of pregnancy"),
        "don't tip your chest towards the floor. That feeds tight hip flexors",
        "kettlebell is welcome, and your body weight is enough",
        "keeps your upper body over your heels",
        "also called the deadlift",
        "Swing only if you know the swing",
        "not machines",
        "does not outweigh the rest of the day",
        "wake the glutes and hamstrings",
    ),
    "wind-down": (
        *(PAIN, "fifth month of pregnancy, lie on your side"),
        "whatever way is comfortable",
        "pillow carry your head, neither tipped back nor bent forward",
        "neck be long and soft",
        "head be free",
        "back be long and wide",
        "shoulders release sideways",
        "arms and legs be free",
        "breath come and go",
    ),
}
"""What has to be told somewhere, in the order in which it comes as far as it is steps."""

IN_ORDER = {
    "head-neck-back": ("stop", "neck", "head", "back", "shoulders", "limbs", "breath", "seeing"),
    "poise-pause": ("stop", "neck", "head", "back", "shoulders", "limbs", "breath", "seeing"),
    "before-a-run": ("stop", "distance", "neck", "head", "back", "shoulders", "run"),
    "wind-down": ("stop", "neck", "head", "back", "shoulders", "limbs"),
}


@pytest.fixture(scope="module")
def languages():
    codes = [folder.name for folder in shipped("intents").iterdir() if folder.is_dir()]
    return load_library([shipped("routines")], shipped("intents"), codes).languages


def test_these_are_all(languages):
    for language in languages.values():
        assert set(language.routines) == set(LENGTHS)


@pytest.mark.parametrize("routine_id", LENGTHS)
def test_it_is_as_long_as_it_should_be_and_can_be_of_any_length_between(languages, routine_id):
    position, *minutes = LENGTHS[routine_id]
    for language in languages.values():
        routine = language.routines[routine_id]
        allowed = routine.minutes

        assert routine.position == position
        assert [allowed.min, allowed.default, allowed.max] == minutes
        assert any(step.rest for step in routine.steps)


def texts_of(routine):
    """Yield everything that is told of a routine or said in it in full."""
    yield from (*routine.about, *routine.why, *routine.needs, *routine.rules)
    for step in (*routine.steps, *routine.close):
        for words in step.words.values():
            yield from words.full
        for cue in step.cues:
            lines = cue.say.values() if isinstance(cue.say, dict) else [cue.say]
            for each in lines:
                yield from each


@pytest.mark.parametrize(
    ("routine_id", "told"),
    [(routine_id, told) for routine_id, many in TOLD.items() for told in many],
)
def test_it_tells_what_it_should(languages, routine_id, told):
    texts = list(texts_of(languages["en"].routines[routine_id]))

    assert any(re.search(told, text) for text in texts)


@pytest.mark.parametrize("routine_id", IN_ORDER)
def test_directions_are_given_in_their_order(languages, routine_id):
    steps = [step.id for step in languages["en"].routines[routine_id].steps]

    assert [each for each in steps if each in IN_ORDER[routine_id]] == list(IN_ORDER[routine_id])


@pytest.mark.parametrize("routine_id", LENGTHS)
def test_both_sides_are_treated_alike_in_every_length_and_language(languages, routine_id):
    for language in languages.values():
        minutes = language.routines[routine_id].minutes
        for asked in range(minutes.min, minutes.max + 1):
            held = {"left": [], "right": []}
            for row in rehearse(language, routine_id, asked):
                if row.side and not row.text:
                    held[row.side].append((row.step, row.kind, round(row.duration_s)))

            assert held["left"] == held["right"], (language.code, asked)


@pytest.mark.parametrize("routine_id", [each for each in LENGTHS if LENGTHS[each][0] == "lying"])
def test_the_way_up_is_slow_and_takes_a_minute_or_two(languages, routine_id):
    for language in languages.values():
        routine = language.routines[routine_id]
        closing = {step.id for step in routine.close}
        for asked in (routine.minutes.min, routine.minutes.default, routine.minutes.max):
            rows = [row for row in rehearse(language, routine_id, asked) if row.step in closing]
            ids = list(dict.fromkeys(row.step for row in rows))

            assert ids == ["think", "roll", "wait", "kneel", "foot", "stand", "notice", "end"]
            assert 60 <= rows[-1].start_s + rows[-1].duration_s - rows[0].start_s <= 120
            waited = [row for row in rows if row.step == "wait" and row.kind == "hold"]
            assert waited[0].duration_s >= 6


def test_the_wind_down_ends_in_silence_and_nobody_has_to_get_up(languages):
    for language in languages.values():
        routine = language.routines["wind-down"]
        rows = rehearse(language, "wind-down", routine.minutes.default)

        assert routine.close == ()
        assert not rows[-1].text
        assert rows[-1].duration_s > 60


@pytest.mark.parametrize("minutes", [15, 20, 25])
def test_the_three_movements_stand_inside_a_full_back_release(languages, minutes):
    rows = rehearse(languages["en"], "back-release-further", minutes)
    steps = list(dict.fromkeys(row.step for row in rows))

    middle = [steps.index(each) for each in ("rest", "knee", "lift", "arm", "rest-again")]
    assert middle == sorted(middle)
    assert {"head", "knees", "arms"} <= set(steps[: middle[0]])
