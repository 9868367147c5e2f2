from datetime import time

import pytest

from bench import Bench
from supine.core.reminders.model import Reminder, Source
from supine.core.scene import Settings
from supine.core.words import Happened, News


@pytest.fixture
def b(language):
    return Bench(Settings(language=language, reported=True))


def news(b, *kinds):
    told = [each for each in b.done if isinstance(each, Happened)]
    return [each for each in told if each.news in (kinds or News)]


def test_a_practice_is_told_from_its_start_to_its_end(b):
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.finish()

    told = news(b)
    assert told[0] == Happened(news=News.STARTED, routine="back-release", minutes=10.0)
    assert told[-1].news is News.FINISHED
    assert (told[-1].routine, told[-1].ending) == ("back-release", "completed")
    assert told[-1].minutes == pytest.approx(10, abs=0.1)


def test_each_step_is_told_once_and_on_both_its_sides(b):
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.get_down()
    b.finish()

    steps = [(each.step, each.side) for each in news(b, News.STEP)]
    assert len(steps) == len(set(steps))
    assert len({side for _, side in steps if side}) == 2


def test_what_is_stopped_is_told_with_its_ending(b):
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(30)
    b.say("SupineStop")

    assert [each.ending for each in news(b, News.FINISHED)] == ["stopped early"]


def test_a_pause_and_a_repetition_begin_no_step(b):
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(30)
    before = news(b)

    b.say("SupinePause")
    b.say("SupineResume")
    b.say("SupineRepeat")

    assert news(b) == before


def test_a_practice_that_takes_anothers_place_is_told_after_the_end_of_that(b):
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(60)
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.until_quiet()
    b.reply("SupineYes")

    told = [(each.news.value, each.routine) for each in news(b, News.STARTED, News.FINISHED)]
    assert told == [
        (News.STARTED, "back-release"),
        (News.FINISHED, "back-release"),
        (News.STARTED, "hip-stretch"),
    ]


def test_a_reminder_is_told_when_it_is_asked(b):
    reminder = Reminder(
        id="r",
        site_id="default",
        at=time(13, 0),
        zone="UTC",
        source=Source.COMMAND,
        created_at=b.wall,
        since=b.wall,
        routine_id="back-release",
    )
    b.site.scene.desk.reminders["r"] = reminder

    b.at("13:00")
    b.due(reminder)

    assert news(b, News.REMINDER) == [Happened(news=News.REMINDER, routine="back-release")]


def test_where_nobody_listens_nothing_is_told(language):
    b = Bench(Settings(language=language))

    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()

    assert news(b) == []
