import pytest

from bench import Bench
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site


@pytest.fixture
def bench(language):
    """Make a bench: ``bench()``, or with a voice, a favourite, habits of one's own."""

    def make(*, voice=14.0, overhead_s=0.0, habits=None, **settings):
        settings = Settings(language=language, **settings)
        site = Site(settings, habits or Habits(times_done={"hip-stretch": 3}))
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
