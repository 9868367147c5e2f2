"""Small routines to practise on in tests of the core."""

from supine.model import Cue, Minutes, Position, Routine, Side, Step, Words


def step(step_id, *say, sides=(None,), brief=(), name=None, posture=None, **more):
    """Return a step; {side} in its texts is filled in for each side."""

    def by_side(text):
        return {side: text.format(side=side) for side in sides} if text else {}

    words = {
        side: Words(
            tuple(line.format(side=side) for line in say),
            tuple(line.format(side=side) for line in brief),
        )
        for side in sides
    }
    return Step(id=step_id, words=words, name=by_side(name), posture=by_side(posture), **more)


BOTH = (Side.LEFT, Side.RIGHT)

CLOSE = (
    step("think", "Before you move, think of rolling over.", hold_s=8),
    step("roll", "Let your eyes and an arm lead you to the side.", hold_s=10),
    step("wait", "Wait here on your side.", hold_s=15),
    step("kneel", "Slowly come to hands and knees.", hold_s=10),
    step("stand", "One foot in front, and stand up.", "Notice how you feel.", hold_s=12),
    step("end", "That is all."),
)

REST = Routine(
    id="back-release",
    name="back release",
    position=Position.LYING,
    minutes=Minutes(default=15, min=5, max=45),
    steps=(
        step("lower", "Come down to the floor slowly.", "Roll onto your back.", hold_s=5),
        step("down", "When you are down, say, I'm down.", until_ready=True),
        step("head", "Let your head rest on the books.", "Chin neither up nor down.", hold_s=15),
        step(
            "knees",
            "Let your knees be bent.",
            "Feet flat on the floor.",
            "As wide apart as your shoulders.",
            "If they fall in, move your feet.",
            brief=("Knees bent, feet flat.",),
            name="your knees",
            posture="On your back, knees bent.",
            hold_s=40,
        ),
        step("breath", "Let your breath come and go.", hold_s=40, optional=True),
        step(
            "rest",
            "Nothing to do now.",
            name="the long rest",
            rest=True,
            cues=(
                Cue(say=("Still here.", "Notice your back."), every_s=120),
                Cue(say=("A little more, and then up.",), left_s=30),
            ),
            gentler=("Let your calves rest on a chair.",),
        ),
    ),
    close=CLOSE,
)

HIPS = Routine(
    id="hip-stretch",
    name="hip stretch",
    position=Position.LYING,
    minutes=Minutes(default=8, min=6, max=12),
    needs=("Have a mat.",),
    rules=("Never push.",),
    steps=(
        step("down", "When you are down, say, I'm down.", until_ready=True),
        step(
            "hug",
            "Draw your {side} knee towards your chest.",
            "Let the other leg be long.",
            sides=BOTH,
            name="the {side} knee",
            posture="Your {side} knee towards your chest.",
            settle_s=5,
            hold_s=45,
            gentler="bent",
        ),
        step("bent", "Let both knees be bent.", hold_s=20),
        step("quad", "On your side, hold the {side} ankle.", sides=BOTH, settle_s=8, hold_s=30),
        step(
            "hug-again",
            "Once more, the {side} knee.",
            sides=BOTH,
            settle_s=5,
            hold_s=30,
            optional=True,
        ),
        step("rest", "Rest with your knees bent.", rest=True),
    ),
    close=CLOSE,
)

DESK = Routine(
    id="desk-break",
    name="desk break",
    position=Position.SITTING,
    minutes=Minutes(default=1, min=1, max=1),
    steps=(
        step("pause", "Stop for a moment.", hold_s=10),
        step("neck", "Let your neck be long.", hold_s=20),
    ),
)

TWO_RESTS = Routine(
    id="two-rests",
    name="two rests",
    position=Position.BED,
    minutes=Minutes(default=10, min=5, max=20),
    steps=(
        step("first", "Rest a while.", rest=True),
        step("move", "Move your toes.", hold_s=10),
        step("second", "And rest again.", rest=True),
    ),
)
