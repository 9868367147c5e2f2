"""Reminders by voice: made, listed, moved, cancelled, asked about."""

from datetime import UTC, date, datetime, time

import pytest
from reminder_rooms import reminder

from supine.core.events import Answer, RemoveReminder, SaveFirings, SaveReminder
from supine.core.reminders.model import EVERY_DAY, Reason, Source, State


def said(commands):
    return [c.text for c in commands if isinstance(c, Answer)]


# 21


def test_a_reminder_is_said_back_with_day_and_time(room):
    b = room()

    commands = b.say(
        "SupineRemindMe", time="7:00", daypart="morning", days="daily", routine="back-release"
    )

    [line] = said(commands)
    assert "every day" in line
    assert "seven in the morning" in line
    [made] = b.reminders.values()
    assert (made.at, made.days, made.routine_id) == (time(7), EVERY_DAY, "back-release")
    assert made.source is Source.VOICE


def test_weekdays_at_half_past_six_is_in_the_morning(room):
    b = room()

    [line] = said(b.say("SupineRemindMe", time="6:30", days="weekdays"))

    assert "weekdays" in line
    [made] = b.reminders.values()
    assert (made.at, made.days) == (time(6, 30), frozenset(range(5)))


def test_a_repeating_one_has_its_hours(room):
    b = room()

    b.say(
        "SupineRemindMe", time="9:00", until="5:00", every=60, days="weekdays", routine="desk-break"
    )

    [made] = b.reminders.values()
    assert (made.at, made.until, made.every_s) == (time(9), time(17), 3600)


def test_without_a_time_it_says_what_is_missing(room):
    b = room()

    [line] = said(b.say("SupineRemindMe"))

    assert "time" in line
    assert b.reminders == {}


def test_none_one_and_several_are_listed(room):
    assert said(room().say("SupineListReminders")) == ["No reminders are set here."]

    b = room(reminder("8:00"))
    [one] = said(b.say("SupineListReminders"))
    assert "eight in the morning" in one

    b = room(reminder("8:00"), reminder("18:30"))
    [two] = said(b.say("SupineListReminders"))
    assert "two" in two
    assert "eight in the morning" in two
    assert "half past six in the evening" in two


def test_the_morning_one_is_cancelled(room):
    morning, evening = reminder("8:00"), reminder("18:30")
    b = room(morning, evening)

    commands = b.say("SupineCancelReminder", daypart="morning")

    assert [c for c in commands if isinstance(c, RemoveReminder)] == [RemoveReminder(morning.id)]
    assert list(b.site.scene.desk.reminders) == [evening.id]


def test_when_several_fit_it_asks_which(room):
    b = room(reminder("8:00"), reminder("18:30"))
    b.say("SupineCancelReminder")
    b.wait(6)

    commands = b.reply("SupineChoose", time="6:30", daypart="evening")

    assert [c for c in commands if isinstance(c, RemoveReminder)]
    assert [r.at for r in b.site.scene.desk.reminders.values()] == [time(8)]


@pytest.mark.parametrize(("nth", "left"), [(1, time(8)), (2, time(18, 30))])
def test_which_one_is_answered_by_counting_in_the_order_that_was_said(room, nth, left):
    b = room(reminder("8:00"), reminder("18:30"))  # at noon the one of the evening comes first
    [question] = said(b.say("SupineCancelReminder"))
    assert question.index("evening") < question.index("morning")
    b.wait(6)

    b.reply("SupineChoose", ordinal=nth)

    assert [r.at for r in b.site.scene.desk.reminders.values()] == [left]


def test_which_one_is_still_known_after_an_answer_that_was_not_understood(room):
    b = room(reminder("8:00"), reminder("18:30"))
    b.say("SupineCancelReminder")
    b.wait(6)
    b.mumble()
    b.wait(6)

    b.reply("SupineChoose", ordinal=1)

    assert [r.at for r in b.site.scene.desk.reminders.values()] == [time(8)]


def test_what_became_of_cancelled_reminders_does_not_pile_up(room):
    """Somebody makes and cancels a reminder a day, for years."""
    b = room()
    for _ in range(30):
        b.say("SupineRemindMe", time="1:00", daypart="pm")
        [daily] = b.site.scene.desk.reminders.values()
        b.ring("13:00", daily)
        b.reply("SupineNotToday")
        b.wait(6)
        b.say("SupineCancelReminder")
        b.wait(6)

    assert not b.site.scene.desk.firings


def test_a_reminder_that_is_cancelled_before_its_answer_is_settled(room):
    daily = reminder("13:00")
    b = room(daily)
    b.ring("13:00", daily)
    b.silence()

    commands = b.say("SupineCancelReminder")

    [firing] = b.kept.values()
    assert firing.state is State.OFF
    kinds = [type(each) for each in commands]
    assert kinds.index(SaveFirings) < kinds.index(RemoveReminder), "or its record would come back"


def test_one_of_two_is_moved_by_counting(room):
    b = room(reminder("8:00"), reminder("18:30"))
    b.say("SupineMoveReminder", time="7:00", daypart="evening")
    b.wait(6)

    b.reply("SupineChoose", ordinal=1)

    assert {r.at for r in b.site.scene.desk.reminders.values()} == {time(8), time(19)}


def test_a_repeating_one_is_named_with_its_hours(room):
    b = room(reminder("9:00", until=time(17), every_s=3600))

    [line] = said(b.say("SupineListReminders"))

    assert line == "I remind you every day from nine in the morning to five in the evening."


def test_the_only_one_is_moved_and_keeps_the_rest(room):
    b = room(reminder("8:00", minutes=10))

    commands = b.say("SupineMoveReminder", time="9:15", daypart="morning")

    [saved] = [c.reminder for c in commands if isinstance(c, SaveReminder)]
    assert (saved.at, saved.minutes, saved.routine_id) == (time(9, 15), 10, "back-release")
    assert "quarter past nine" in said(commands)[0]


@pytest.mark.parametrize(
    ("at", "to", "moved"),
    [("22:00", "8:00", 20), ("8:00", "7:00", 7), ("22:00", "13:00", 13), ("8:00", "5:00", 17)],
)
def test_one_of_the_evening_is_moved_within_the_evening(room, at, to, moved):
    b = room(reminder(at))

    b.say("SupineMoveReminder", time=to)

    assert [r.at for r in b.site.scene.desk.reminders.values()] == [time(moved)]


def test_one_of_two_is_moved_by_its_time(room):
    b = room(reminder("8:00"), reminder("18:30"))

    b.say("SupineMoveReminder", from_time="8:00", time="7:00", daypart="morning")

    assert {r.at for r in b.site.scene.desk.reminders.values()} == {time(7), time(18, 30)}


def test_what_fits_none_is_said_to_be_so(room):
    [line] = said(room(reminder("8:00")).say("SupineCancelReminder", time="3:00"))

    assert "no" in line.lower()


def test_nothing_missed_is_good_news(room):
    [line] = said(room(reminder()).say("SupineMissedReminders"))

    assert line.startswith("No")


def test_why_there_was_none_is_told_from_the_record(room):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    b.reply("SupineNotToday")

    [line] = said(b.say("SupineWhyNoReminder"))

    assert "leave it" in line


def test_why_there_was_none_yet_names_the_next(room):
    b = room(reminder("18:30"))
    b.site.scene.desk.reminders = {r.id: r for r in [reminder("18:30", id="new")]}

    [line] = said(b.say("SupineWhyNoReminder"))

    assert "half past six" in line or "running" in line


def test_keeping_them_after_all(room):
    b = room(reminder())
    b.say("SupineRemindersOff")
    b.wait(5)

    commands = b.reply("SupineNo")

    assert not [c for c in commands if isinstance(c, SaveReminder)]
    assert all(r.enabled for r in b.site.scene.desk.reminders.values())


def test_turning_on_what_is_not_there(room):
    assert said(room().say("SupineRemindersOn")) == ["No reminders are set here."]
    assert said(room().say("SupineRemindersOff")) == ["No reminders are set here."]


def test_times_are_the_households_not_utc(room):
    b = room(zone="Europe/Berlin")
    b.site.scene.desk.zone = "Europe/Berlin"

    b.say("SupineRemindMe", time="7:00", daypart="evening")

    [made] = b.reminders.values()
    assert made.zone == "Europe/Berlin"
    assert made.created_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


# Once, on one date


def once(b):
    [made] = b.reminders.values()
    return made


@pytest.mark.parametrize(
    ("said_date", "slots", "on", "at", "words"),
    [
        ("tomorrow", {"time": "8:00"}, 3, time(8), "tomorrow at eight in the morning"),
        ("tonight", {"time": "9:00"}, 2, time(21), "today at nine in the evening"),
        ("today", {"time": "3:00"}, 2, time(15), "today at three in the afternoon"),
        ("today", {"time": "8:00"}, 2, time(20), "today at eight in the evening"),
        ("overmorrow", {"time": "8:00"}, 4, time(8), "on Wednesday at eight in the morning"),
        ("fri", {"time": "8:00"}, 6, time(8), "on Friday at eight in the morning"),
        ("mon", {"time": "8:00"}, 9, time(8), "on Monday at eight in the morning"),
        (
            "today",
            {"time": "8:00", "daypart": "morning"},
            3,
            time(8),
            "tomorrow at eight in the morning",
        ),
    ],
)
def test_one_for_a_certain_day_is_made_and_said_back(room, said_date, slots, on, at, words):
    b = room()  # Monday 2 March, noon

    [line] = said(b.say("SupineRemindMe", date=said_date, **slots))

    assert line == f"I'll remind you {words}."
    assert (once(b).on_date, once(b).at) == (date(2026, 3, on), at)


def test_tomorrow_is_the_households_not_that_of_utc(room):
    b = room(zone="Pacific/Auckland")  # one in the morning on the third, there

    b.say("SupineRemindMe", date="tomorrow", time="8:00")

    assert once(b).on_date == date(2026, 3, 4)


def test_a_day_without_a_time_is_asked_for_it(room):
    b = room()

    [line] = said(b.say("SupineRemindMe", date="tomorrow", routine="back-release"))

    assert "tomorrow at eight" in line
    assert b.reminders == {}


def test_one_of_tomorrow_is_listed_moved_and_cancelled_as_that(room):
    b = room()
    b.say("SupineRemindMe", date="tomorrow", time="8:00")

    listed = said(b.say("SupineListReminders"))
    b.say("SupineMoveReminder", time="9:00")
    moved = once(b)
    [gone] = said(b.say("SupineCancelReminder"))

    assert listed == ["I remind you tomorrow at eight in the morning."]
    assert (moved.on_date, moved.at) == (date(2026, 3, 3), time(9))
    assert gone == "Cancelled, tomorrow at nine in the morning."
    assert b.reminders == {}


def test_one_that_was_asked_is_there_no_more_and_no_other_day_has_it(room):
    b = room(reminder("18:30", on_date=date(2026, 3, 2)))
    [one] = b.site.scene.desk.reminders.values()
    b.at("18:30")
    b.due(one)
    b.wait(10)
    b.reply("SupineNotToday")

    listed = said(b.say("SupineListReminders"))
    cancelled = said(b.say("SupineCancelReminder"))

    assert any("lie down" in text for text in b.texts)
    assert listed == ["No reminders are set here."]
    assert "no" in cancelled[0].lower()


def test_one_that_was_missed_while_supine_was_off_is_told_for_a_week_and_then_forgotten(room):
    b = room(reminder("8:00", on_date=date(2026, 3, 2)))
    [one] = b.site.scene.desk.reminders.values()
    b.due(one)  # four hours late

    [told] = said(b.say("SupineMissedReminders"))
    b.wait(6 * 86400)
    assert b.site.scene.desk.reminders
    b.wait(2 * 86400)
    b.due(one)  # whatever is due there next

    assert told.startswith("Yes, today at eight in the morning.")
    assert RemoveReminder(one.id) in b.done
    assert b.site.scene.desk.reminders == {}


def test_an_alarm_for_another_day_than_the_chosen_one_asks_nothing(room):
    b = room(reminder("18:30", on_date=date(2026, 3, 3)))
    [one] = b.site.scene.desk.reminders.values()
    b.at("18:30")

    b.due(one)
    b.wait(60)

    assert b.texts == []


def test_in_an_hour_is_once_at_the_time_that_it_is_then(room):
    b = room()
    b.at("14:20")

    [line] = said(b.say("SupineRemindMe", ahead=60, routine="hip-stretch"))
    [made] = b.reminders.values()
    b.ring("15:20", made)

    assert "today" in line
    assert (made.at, made.on_date) == (time(15, 20), b.wall.date())
    assert "hip stretch" in b.texts[-1]


def test_in_an_hour_may_be_tomorrow(room):
    b = room()
    b.at("23:30")

    [line] = said(b.say("SupineRemindMe", ahead=60))

    assert "tomorrow" in line
    [made] = b.reminders.values()
    assert (made.at, made.on_date) == (time(0, 30), date(2026, 3, 3))


@pytest.mark.parametrize("how", ["reply", "say"], ids=["in answer", "a while later"])
def test_remind_me_in_an_hour_puts_off_a_reminder_that_waits_for_its_answer(room, how):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    if how == "say":
        b.silence()
        b.wait(60)

    [line] = said(getattr(b, how)("SupineRemindMe", ahead=60))

    assert "an hour" in line
    assert b.site.scene.desk.reminders == {daily.id: daily}
    [firing] = b.kept.values()
    assert firing.state is State.SNOOZED


def test_with_another_routine_it_is_a_new_one_and_the_first_stays_open(room):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)
    b.silence()

    b.say("SupineRemindMe", ahead=60, routine="hip-stretch")

    assert len(b.site.scene.desk.reminders) == 2
    [firing] = b.kept.values()
    assert (firing.state, firing.reason) == (State.DUE, Reason.NO_ANSWER)


@pytest.mark.parametrize(
    ("slots", "until", "words"),
    [
        ({"time": "3:00"}, time(15), "three"),
        ({"time": "8:00"}, time(20), "eight"),
        ({"time": "8:00", "daypart": "evening"}, time(20), "eight"),
    ],
)
def test_remind_me_at_three_in_answer_puts_it_off_until_then(room, slots, until, words):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)

    [line] = said(b.reply("SupineRemindMe", **slots))

    assert words in line
    assert b.site.scene.desk.reminders == {daily.id: daily}
    [firing] = b.kept.values()
    assert (firing.state, firing.look_at.time()) == (State.SNOOZED, until)


@pytest.mark.parametrize(
    "slots", [{"time": "8:00", "daypart": "morning"}, {"time": "3:00", "date": "tomorrow"}]
)
def test_of_another_day_it_is_a_new_reminder(room, slots):
    daily = reminder()
    b = room(daily)
    b.ring("13:00", daily)

    b.reply("SupineRemindMe", **slots)

    assert len(b.site.scene.desk.reminders) == 2
