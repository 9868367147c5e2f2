"""Reminders as people meet them: asked, answered, put off, missed; by a hand-turned clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from reminder_rooms import reminder

from supine.core.events import Answer, FiringsSaved, SaveFirings, SaveReminder, Say, TellUnfit
from supine.core.habits import Habits
from supine.core.reminders.model import Key, Reason, RemindersDue, State
from supine.core.reminders.quiet import Quiet
from supine.core.reminders.record import opening
from supine.core.scene import Settings
from supine.core.site import Site


def record(b):
    [firing] = b.kept.values()
    return firing


def due_while(room, **house):
    """Return a room whose reminder is due while something is so, such as ``disk_works=False``."""
    daily = reminder()
    b = room(daily)
    for name, value in house.items():
        setattr(b, name, value)
    b.at("13:00")
    b.due(daily)
    return b


def asked(b):
    return [t for t in b.texts if "lie down" in t or "time for" in t.lower()]


# 19


def test_it_asks_and_yes_starts_the_practice_in_the_same_breath(room):
    daily = reminder(minutes=10)
    b = room(daily)
    b.ring("13:00", daily)

    assert "back release" in b.texts[-1]
    commands = b.reply("SupineYes")

    assert [c.text for c in commands if isinstance(c, Answer)] == ["Back release, ten minutes."]
    assert b.practice.routine.id == "back-release"
    assert record(b).state is State.ACCEPTED


def test_what_is_asked_is_on_disk_before_it_is_said(room):
    b = due_while(room, disk_works=False)
    b.wait(15)

    assert b.texts == []
    saved = [f for c in b.done if isinstance(c, SaveFirings) for f in c.firings]
    assert [f.state for f in saved] == [State.DUE, State.ASKING]


def test_a_disk_that_is_full_does_not_silence_anybody(room):
    b = due_while(room, disk_works=False)
    b.wait(30)

    assert len(asked(b)) == 1
    assert record(b).state is State.ASKED


def test_a_reminder_that_is_told_twice_is_asked_once(room):
    daily = reminder()
    b = room(daily)
    b.at("13:00")
    b.due(daily)
    b.due(daily)
    b.wait(6)
    b.due(daily)
    b.reply("SupineNotToday")
    b.due(daily)
    b.wait(30)

    assert len(asked(b)) == 1


# 20


@pytest.mark.parametrize(
    ("minutes", "said"), [(10, "ten minutes"), (30, "thirty minutes"), (60, "hour")]
)
def test_a_snooze_asks_once_then_and_tomorrow_as_ever(room, minutes, said):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    [line] = [c.text for c in b.reply("SupineLater", minutes=minutes) if isinstance(c, Answer)]
    assert said in line

    b.wait(minutes * 60 - 30)
    b.woken()
    b.wait(10)
    assert len(asked(b)) == 1
    b.wait(60)
    b.woken()
    b.wait(10)
    assert len(asked(b)) == 2
    b.reply("SupineNotToday")
    b.at("13:00")
    b.due(daily)
    b.wait(10)

    assert len(asked(b)) == 3
    assert "late" not in asked(b)[-1]


def test_later_alone_is_ten_minutes_and_after_lunch_a_time_of_day(room):
    daily = reminder("12:30")
    b = room(daily, after_lunch=time(14, 0))
    b.ring("12:30", daily)
    [line] = [c.text for c in b.reply("SupineLater", moment="after_lunch") if isinstance(c, Answer)]

    assert "two" in line
    assert record(b).wanted_at == datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def test_not_today_is_until_tomorrow(room):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    b.reply("SupineNotToday")

    assert record(b).state is State.SKIPPED
    b.at("12:59")
    assert len(asked(b)) == 1


def test_off_is_asked_once_to_confirm(room):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    b.reply("SupineRemindersOff")
    b.wait(4)
    [line] = [c.text for c in b.reply("SupineYes") if isinstance(c, Answer)]

    assert "again" in line.lower() or "back" in line.lower()
    assert b.reminders[daily.id].enabled is False
    assert record(b).state is State.OFF
    b.say("SupineRemindersOn")
    assert b.reminders[daily.id].enabled is True


def test_no_answer_is_asked_again_once_and_then_missed(room):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    b.silence()
    assert record(b).reason is Reason.NO_ANSWER
    b.wait(15 * 60)
    b.woken()
    b.wait(10)
    b.silence()
    b.wait(3600)
    b.woken()
    b.wait(30)

    assert len(asked(b)) == 2
    assert record(b).state is State.MISSED


# 22


def test_a_late_one_says_that_it_is_late(room):
    daily = reminder()
    b = room(daily)
    b.at("13:20")
    b.due(daily)
    b.wait(10)

    [said] = asked(b)
    assert "twenty minutes" in said


def test_a_too_late_one_is_missed_and_can_be_asked_about(room):
    daily = reminder()
    b = room(daily)
    b.at("19:00")
    b.due(daily)
    b.wait(10)

    assert asked(b) == []
    [line] = [c.text for c in b.say("SupineMissedReminders") if isinstance(c, Answer)]
    assert "one in the afternoon" in line


def test_a_crash_between_asking_and_hearing_asks_again_inside_the_window(room, language):
    daily = reminder()
    b = room(daily)
    b.at("13:00")
    b.due(daily)
    b.wait(0.5)  # on disk as being asked, not heard yet
    assert record(b).state is State.ASKING

    site = Site(Settings(language=language), Habits())
    site.scene.desk.reminders = {daily.id: daily}
    site.scene.desk.firings = dict(b.kept)
    b.site, b.playing, b.queue, b.ears = site, None, [], []
    b.wait(240)
    b.woken()
    b.wait(70)
    b.woken()
    b.wait(10)

    assert len(asked(b)) == 1
    assert record(b).state is State.ASKED


# 24


def test_quiet_hours_keep_it_or_move_it(room):
    quiet = (Quiet(start=time(21, 30), end=time(7, 30)),)
    evening = reminder("21:20")
    b = room(evening, quiet=quiet)
    b.ring("21:20", evening)
    b.reply("SupineLater", minutes=25)
    b.at("21:45")
    b.wait(30)
    b.woken()
    b.wait(30)

    assert len(asked(b)) == 1
    assert record(b).state is State.QUIET
    [line] = [c.text for c in b.say("SupineWhyNoReminder") if isinstance(c, Answer)]
    assert "quiet" in line


def test_somebody_elses_dialogue_is_waited_for(room):
    b = due_while(room, talk=True)
    b.wait(120)
    assert asked(b) == []
    assert record(b).reason is Reason.BUSY

    b.talk = False
    b._tell_if_free()
    b.wait(10)

    assert len(asked(b)) == 1


def test_a_running_practice_counts_as_done(room):
    daily = reminder("12:05")
    b = room(daily)
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.at("12:05")
    b.due(daily)
    b.wait(60)

    assert asked(b) == []
    assert record(b).state is State.DONE_ALREADY


# 25


def test_done_already_today_stays_quiet(room):
    daily = reminder("15:00")
    b = room(daily)
    b.say("SupineStartRoutine", routine="back-release", minutes=5)
    b.get_down()
    b.finish()
    b.at("15:00")
    b.due(daily)
    b.wait(30)

    assert asked(b) == []
    assert record(b).reason is Reason.DONE_TODAY


def test_the_mornings_reminder_does_not_silence_the_evenings(room):
    noon, evening = reminder("13:00", minutes=5), reminder("18:00")
    b = room(noon, evening)
    b.ring("13:00", noon)
    b.reply("SupineYes")
    b.get_down()
    b.finish()
    b.at("18:00")
    b.due(evening)
    b.wait(10)

    assert len(asked(b)) == 2


# delivery


def test_what_reached_no_loudspeaker_is_tried_again_and_told_as_that(room):
    daily = reminder()
    b = room(daily)
    b.loudspeaker_dead = True
    b.ring("13:00", daily)
    b.silence()
    assert record(b).reason is Reason.UNDELIVERED

    for _ in range(130):
        b.wait(61)
        b.woken()
        if b.ears:
            b.wait(6)
            b.silence()

    assert record(b).state is State.UNDELIVERED
    b.loudspeaker_dead = False
    [line] = [c.text for c in b.say("SupineMissedReminders") if isinstance(c, Answer)]
    assert "one in the afternoon" in line


def test_several_at_once_become_one(room):
    two = reminder(id="a"), reminder(id="b", routine_id="hip-stretch")
    b = room(*two)
    b.at("13:00")
    b.due(*two)
    b.wait(10)

    assert len(asked(b)) == 1
    assert {f.state for f in b.kept.values()} == {State.ASKED, State.MERGED}


def test_other_words_are_taken_as_such_and_the_reminder_stays_open(room):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    b.ears.clear()

    b.say("SupineHowLong")
    b.wait(20)

    assert record(b).state is State.DUE
    assert record(b).reason is Reason.NO_ANSWER


def test_a_text_of_ones_own_is_said(room):
    daily = reminder(text="Time to be kind to your back.")
    b = room(daily)
    b.ring("13:00", daily)

    assert b.texts == ["Time to be kind to your back."]


def test_no_line_of_a_reminder_is_said_by_an_announcement_alone(room):
    """Whoever is asked must be able to answer."""
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)

    assert not [c for c in b.done if isinstance(c, Say)]
    assert [c for c in b.done if isinstance(c, Answer)][-1].question is not None


def test_a_site_without_that_reminder_says_nothing(room):
    b = room()
    b.send(RemindersDue("default", ()))
    b.due(reminder())
    b.wait(10)

    assert b.texts == []
    assert not [c for c in b.done if isinstance(c, SaveReminder)]


def test_tomorrow_is_another_record(room):
    daily = reminder()
    b = room(daily)
    for _ in range(3):
        b.ring("13:00", daily)
        b.reply("SupineNotToday")
        b.wait(timedelta(hours=1).total_seconds())

    assert len(b.kept) == 3
    assert len(asked(b)) == 3


def test_yes_by_the_wake_word_while_it_is_still_asking_is_an_answer(room):
    daily = reminder(minutes=10)
    b = room(daily)
    b.ring("13:00", daily)

    b.say("SupineYes")

    assert b.practice.routine.id == "back-release"
    assert record(b).state is State.ACCEPTED


def test_yes_after_the_ear_was_closed_is_an_answer_until_it_is_asked_again(room):
    daily = reminder(minutes=10)
    b = room(daily)
    b.ring("13:00", daily)
    b.silence()
    b.wait(120)

    b.say("SupineYes")

    assert b.practice.routine.id == "back-release"
    assert record(b).state is State.ACCEPTED


def test_a_record_that_was_on_disk_before_does_not_stand_for_the_one_of_asking(room):
    """The disk tells of each record in its turn, and only the last says that it is asked."""
    b = due_while(room, disk_works=False)
    saved = [c for c in b.done if isinstance(c, SaveFirings)]
    assert [f.state for c in saved for f in c.firings] == [State.DUE, State.ASKING]

    b.send(FiringsSaved(saved[0].firings))
    b.wait(6)
    assert b.texts == []

    b.send(FiringsSaved(saved[1].firings))
    b.wait(6)
    assert len(asked(b)) == 1


def test_a_late_answer_to_one_while_another_waits_for_the_disk_leaves_no_deadline_behind(room):
    """A deadline that is over and stays would have the runner go round without end."""
    first, second = reminder("13:00"), reminder("13:05")
    b = room(first, second)
    b.ring("13:00", first)
    b.silence()
    b.at("13:05")
    b.disk_works = False
    b.due(second)
    b.wait(5)

    b.say("SupineNotToday")
    b.wait(60)

    assert b.site.deadline is None


def test_one_that_is_cancelled_while_the_disk_writes_that_it_is_asked_is_not_asked(room):
    b = due_while(room, disk_works=False)

    b.say("SupineCancelReminder")
    b.wait(60)

    assert asked(b) == []
    assert b.site.idle


def test_yes_goes_to_the_reminder_that_waits_although_one_before_it_was_cancelled(room):
    first, second = reminder("13:00"), reminder("13:20")
    b = room(first, second)
    for daily in (first, second):
        b.at(f"{daily.at:%H:%M}")
        b.due(daily)
        b.wait(6)
        b.silence()
        if daily is first:
            b.say("SupineCancelReminder", time="1:00", daypart="pm")
            b.wait(6)

    b.say("SupineYes")

    assert b.practice.routine.id == "back-release"


def without_its_zone(**more):
    """A reminder whose zone the machine has lost since it was made."""
    lost = reminder(**more)
    object.__setattr__(lost, "zone", "Europe/Nowhere")
    return lost


def test_of_reminders_one_of_which_has_lost_its_zone_can_be_asked_and_it_can_be_cancelled(room):
    b = room(without_its_zone(id="lost", at="9:00"), reminder("18:30"))
    b.at("13:00")

    [listed] = [c.text for c in b.say("SupineListReminders") if isinstance(c, Answer)]
    [why] = [c.text for c in b.say("SupineWhyNoReminder") if isinstance(c, Answer)]
    b.say("SupineCancelReminder", time="9:00", daypart="morning")

    assert "half past six" in listed
    assert why
    assert [r.at for r in b.site.scene.desk.reminders.values()] == [time(18, 30)]


@pytest.mark.parametrize("known", [False, True], ids=["when it is told", "when it is decided"])
def test_a_reminder_that_nothing_can_be_decided_about_keeps_no_other_waiting(room, known):
    lost, daily = without_its_zone(id="lost"), reminder()
    b = room(lost, daily)
    b.at("13:00")
    if known:  # its record was opened while there was the zone
        key = Key("lost", b.wall.date(), 0)
        b.site.scene.desk.put(opening(replace(lost, zone="UTC"), key, None, b.wall))
        b.site.scene.desk.finished["hip-stretch"] = b.wall  # so that its day is looked at

    b.due(lost, daily)
    b.due(lost)
    b.wait(6)

    assert len(asked(b)) == 1
    assert b.kept[Key(daily.id, b.wall.date(), 0)].state is State.ASKED
    [told] = [c for c in b.done if isinstance(c, TellUnfit)]
    assert told.reminder_id == "lost"
    assert "Europe/Nowhere" in str(told.error)
