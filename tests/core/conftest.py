from pathlib import Path

import pytest
import yaml
from bench import Bench

from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site
from supine.model import (
    Cue,
    Language,
    Minutes,
    PhraseBook,
    Position,
    Routine,
    Side,
    Step,
    Words,
)

CHECKOUT = Path(__file__).resolve().parents[2]


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


@pytest.fixture(scope="session")
def phrases():
    data = yaml.safe_load((CHECKOUT / "intents/en/phrases.yaml").read_text())
    as_tuple = lambda value: (value,) if isinstance(value, str) else tuple(value)  # noqa: E731
    return PhraseBook(
        phrases={key: as_tuple(value) for key, value in data["phrases"].items()},
        numbers=tuple(data["numbers"]),
        units={key: (unit["one"], unit["other"]) for key, unit in data["units"].items()},
        sides={Side(side): word for side, word in data["sides"].items()},
    )


@pytest.fixture(scope="session")
def language(phrases):
    data = yaml.safe_load((CHECKOUT / "intents/en/phrases.yaml").read_text())
    return Language(
        code="en",
        phrases=phrases,
        routines={r.id: r for r in (REST, HIPS, DESK)},
        safety=tuple(data["safety"]),
    )


@pytest.fixture
def bench(language):
    """Make a bench: ``bench()``, or with a voice, a favourite, habits of one's own."""

    def make(*, voice=14.0, overhead_s=0.0, habits=None, **settings):
        settings = Settings(language=language, **settings)
        site = Site(settings, habits or Habits(times_done={"hip-stretch": 1}))
        return Bench(settings, voice, overhead_s, site=site)

    return make


@pytest.fixture
def resting(bench):
    """Somebody in the long rest of a back release, asked to take ``minutes``."""

    def make(minutes=15, **options):
        b = bench(**options)
        b.say("SupineStartRoutine", routine="back-release", minutes=minutes)
        b.get_down()
        b.wait(150)
        assert b.practice.timetable.part.step.id == "rest"
        return b

    return make


@pytest.fixture
def hugging(bench):
    """Somebody holding the left knee in a hip stretch."""

    def make(minutes=8, **options):
        b = bench(**options)
        b.say("SupineStartRoutine", routine="hip-stretch", minutes=minutes)
        b.get_down()
        while b.practice.hold_left_s(b.now) is None:
            b.wait(0.1)
        return b

    return make
