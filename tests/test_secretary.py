"""Between the core, the store and the alarm clock: what is kept, told, and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from supine.core.events import (
    FiringsSaved,
    RemindersRead,
    RemoveReminder,
    SaveFirings,
    SaveReminder,
    Say,
    TellUnfit,
    WakeAt,
)
from supine.core.reminders.desk import Desk
from supine.core.reminders.model import (
    AlarmChecked,
    Firing,
    Key,
    Reason,
    Reminder,
    RemindersDue,
    Source,
    State,
)
from supine.secretary import Secretary

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = Key("daily", NOON.date(), 0)


def reminder(reminder_id="daily", site_id="bedroom"):
    return Reminder(
        id=reminder_id,
        site_id=site_id,
        at=time(12),
        zone="UTC",
        source=Source.VOICE,
        created_at=NOON - timedelta(days=9),
        since=NOON - timedelta(days=9),
    )


def firing(state=State.DUE, key=KEY):
    look_at = NOON + timedelta(hours=1) if state is State.DUE else None
    return Firing(
        key=key, due_at=NOON, state=state, wanted_at=NOON, look_at=look_at, changed_at=NOON
    )


class Notebook:
    """A book on paper: it writes when it is told to."""

    def __init__(self, *reminders):
        self.kept = {r.id: r for r in reminders}
        self.records = {}
        self.waiting = []
        self.last = None
        self.changed_outside = False

    def all(self):
        return list(self.kept.values())

    def put(self, reminder):
        self.kept[reminder.id] = reminder

    def remove(self, reminder_id):
        self.kept.pop(reminder_id, None)

    def firings_open(self):
        return [f for f in self.records.values() if f.look_at is not None]

    def firings_of(self, reminder_ids, day: date):
        theirs = [f for f in self.records.values() if f.key.reminder_id in reminder_ids]
        return [f for f in theirs if f.look_at is not None or f.key.local_date >= day]

    def save_firings(self, firings, then):
        self.waiting.append((firings, then))

    def write(self):
        for firings, then in self.waiting:
            self.records |= {f.key: f for f in firings}
            then()
        self.waiting = []

    def checked(self, at):
        self.last = at

    def last_checked(self):
        return self.last

    def refresh(self):
        changed, self.changed_outside = self.changed_outside, False
        return changed


class Bell:
    """An alarm clock that rings when a test says so."""

    def __init__(self, post):
        self.post = post
        self.done = []

    def start(self, reminders, seen_at=None):
        self.done.append(("start", [r.id for r in reminders], seen_at))

    def put(self, reminder):
        self.done.append(("put", reminder.id))

    def remove(self, reminder_id):
        self.done.append(("remove", reminder_id))

    def wake(self, site_id, key, at):
        self.done.append(("wake", site_id, key, at))

    def stop(self, timeout_s=None):
        self.done.append(("stop",))

    def trouble(self):
        return None


@pytest.fixture
def office():
    """Make a secretary with her book and bell, and the events that were posted."""

    def make(book):
        posted, bells = [], []

        def alarm(post):
            bells.append(Bell(post))
            return bells[0]

        secretary = Secretary(
            book, alarm, lambda *event: posted.append(event), lambda call: call(), lambda: NOON
        )
        return secretary, bells[0], posted

    return make


def test_a_site_is_told_only_when_it_is_written(office):
    book = Notebook(reminder())
    secretary, _, posted = office(book)

    secretary.tell("bedroom", SaveFirings((firing(),)))
    assert posted == []
    book.write()

    assert posted == [("bedroom", FiringsSaved((firing(),)))]


def test_without_a_store_it_is_told_at_once(office):
    secretary, _, posted = office(None)

    secretary.tell("bedroom", SaveFirings((firing(),)))

    assert posted == [("bedroom", FiringsSaved((firing(),)))]


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("no time zone 'X' here"), "no time zone 'X' here"), (KeyError(), "KeyError")],
)
def test_a_reminder_that_nothing_can_be_decided_about_is_told_with_what_to_do(
    office, caplog, error, said
):
    secretary, _, _ = office(None)

    secretary.tell("bedroom", TellUnfit("daily", error))

    [line] = caplog.messages
    assert line.startswith(f"Reminder daily is left aside: {said}; the others go on.")
    assert line.endswith("supine reminders remove daily")


def test_without_a_store_the_configs_reminders_are_there_all_the_same():
    bells = []
    secretary = Secretary(
        None,
        lambda post: bells.append(Bell(post)) or bells[0],
        lambda *_: None,
        lambda call: call(),
        lambda: NOON,
        [reminder()],
    )
    desk = Desk()

    secretary.start()
    secretary.open_desk("bedroom", desk)

    assert bells[0].done == [("start", ["daily"], None)]
    assert list(desk.reminders) == ["daily"]


def test_what_was_open_is_looked_at_before_the_clock_starts(office):
    book = Notebook(reminder())
    book.records = {KEY: firing()}
    book.last = NOON - timedelta(hours=2)
    secretary, bell, _ = office(book)

    secretary.start()

    assert bell.done == [
        ("wake", "bedroom", KEY, NOON + timedelta(hours=1)),
        ("start", ["daily"], NOON - timedelta(hours=2)),
    ]


def test_what_waited_for_a_silence_is_looked_at_at_once(office):
    """Or it would wait for the end of its window: the voice that was to tell is gone."""
    book = Notebook(reminder())
    book.records = {KEY: replace(firing(), reason=Reason.BUSY)}
    secretary, bell, _ = office(book)

    secretary.start()

    assert bell.done[0] == ("wake", "bedroom", KEY, NOON)


def test_a_desk_gets_its_own_sites_reminders_and_records(office):
    book = Notebook(reminder(), reminder("other", "study"))
    book.records = {KEY: firing(State.SKIPPED), Key("other", NOON.date(), 0): firing()}
    secretary, _, _ = office(book)
    desk = Desk()

    secretary.open_desk("bedroom", desk)

    assert list(desk.reminders) == ["daily"]
    assert list(desk.firings) == [KEY]


def test_reminders_are_kept_and_rung_and_forgotten(office):
    book = Notebook()
    secretary, bell, _ = office(book)

    secretary.tell("bedroom", SaveReminder(reminder()))
    assert list(book.kept) == ["daily"]
    secretary.tell("bedroom", WakeAt(KEY, NOON))
    secretary.tell("bedroom", RemoveReminder("daily"))

    assert book.kept == {}
    assert bell.done == [("put", "daily"), ("wake", "bedroom", KEY, NOON), ("remove", "daily")]


def test_of_a_cancelled_reminder_nothing_is_left_in_memory(office):
    secretary, _, _ = office(Notebook())
    for number in range(50):
        secretary.tell("bedroom", SaveReminder(reminder(f"daily-{number}")))
        secretary.tell("bedroom", RemoveReminder(f"daily-{number}"))

    assert secretary._sites == {}
    assert secretary._at["bedroom"] == {}


def test_what_is_due_reaches_its_site_and_a_check_is_kept_behind_it(office):
    book = Notebook(reminder())
    _, bell, posted = office(book)

    bell.post(RemindersDue("bedroom", (KEY,)))
    bell.post(AlarmChecked(NOON))

    assert posted == [("bedroom", RemindersDue("bedroom", (KEY,)))]
    assert book.last == NOON


def test_what_is_made_while_a_change_from_outside_is_on_its_way_is_not_overlooked():
    """The site would forget it when it is told of what there was before."""
    book, posted, calls, bells = Notebook(reminder()), [], [], []
    secretary = Secretary(
        book,
        lambda post: bells.append(Bell(post)) or bells[0],
        lambda *event: posted.append(event),
        calls.append,
        lambda: NOON,
    )
    book.kept["new"], book.changed_outside = reminder("new"), True
    bells[0].post(AlarmChecked(NOON))
    calls.pop(0)()
    assert [site_id for site_id, _ in posted] == ["bedroom"]

    secretary.tell("bedroom", SaveReminder(reminder("by voice")))
    secretary.tell("bedroom", RemoveReminder("daily"))

    assert {each.id for each in posted[-1][1].reminders} == {"new", "by voice"}
    calls.pop(0)()
    told = len(posted)
    secretary.tell("bedroom", SaveReminder(reminder("later")))
    assert len(posted) == told, "nobody is told of what they have made themselves"


def test_a_change_from_outside_is_taken_up(office):
    book = Notebook(reminder(), reminder("gone"))
    secretary, bell, posted = office(book)
    secretary.start()
    del book.kept["gone"]
    book.kept["new"] = reminder("new", "study")
    book.changed_outside = True

    bell.post(AlarmChecked(NOON))

    assert ("remove", "gone") in bell.done
    assert ("put", "new") in bell.done
    assert ("bedroom", RemindersRead((book.kept["daily"],))) in posted
    assert ("study", RemindersRead((book.kept["new"],))) in posted


def test_other_commands_are_none_of_her_business(office):
    secretary, bell, posted = office(Notebook())

    secretary.tell("bedroom", Say(1, "Lie down."))
    secretary.stop()

    assert posted == []
    assert bell.done == [("stop",)]


def test_a_question_that_a_crash_cut_off_is_told_again_at_once():
    """Nobody is left to wait for three minutes, by whom it was never heard."""
    asking = replace(firing(State.ASKING), look_at=NOON + timedelta(minutes=3))
    asked = replace(
        firing(State.ASKED, Key("other", NOON.date(), 0)), look_at=NOON + timedelta(minutes=3)
    )
    book = Notebook(reminder(), reminder("other"))
    book.records = {KEY: asking, asked.key: asked}
    bells = []

    def bell(post):
        bells.append(Bell(post))
        return bells[-1]

    secretary = Secretary(book, bell, lambda *_: None, lambda function: function(), lambda: NOON)
    book.write()
    desk = Desk()
    secretary.open_desk("bedroom", desk)
    secretary.start()

    assert (desk.firings[KEY].state, desk.firings[KEY].look_at) == (State.DUE, NOON)
    assert desk.firings[asked.key] == asked, "what was heard is not asked twice"
    assert ("wake", "bedroom", KEY, NOON) in bells[0].done


def test_a_reminder_that_came_since_the_beginning_is_known_when_the_alarm_starts(office):
    book = Notebook(reminder())
    secretary, _, _ = office(book)
    book.put(reminder("new"))

    secretary.start()
    desk = Desk()
    secretary.open_desk("bedroom", desk)

    assert {*desk.reminders} == {"daily", "new"}


def test_one_record_that_the_alarm_clock_refuses_does_not_keep_the_others_from_it(office, caplog):
    book = Notebook(reminder(), reminder("odd"))
    odd = Key("odd", NOON.date(), 0)
    book.records = {odd: firing(key=odd), KEY: firing()}
    secretary, bell, _ = office(book)

    def wake(site_id, key, at):
        if key == odd:
            raise OverflowError("date value out of range")
        bell.done.append(("wake", site_id, key, at))

    bell.wake = wake
    secretary.start()

    assert [done[0] for done in bell.done] == ["wake", "start"]
    assert "Reminder odd cannot be looked at again" in caplog.text


def test_a_book_that_is_found_later_gets_what_was_made_and_what_became_of_it(office):
    secretary, _, _ = office(None)
    secretary.start()
    secretary.tell("bedroom", SaveReminder(reminder("kept")))
    secretary.tell("bedroom", SaveReminder(reminder("gone")))
    secretary.tell("bedroom", RemoveReminder("gone"))
    kept = firing(State.SKIPPED, Key("kept", NOON.date(), 0))
    secretary.tell("bedroom", SaveFirings((kept,)))
    book = Notebook(reminder())
    book.records = {KEY: firing(State.MISSED)}

    secretary.take_up(book, {})
    book.write()
    secretary.tell("bedroom", SaveReminder(reminder("new")))

    assert list(book.kept) == ["daily", "kept", "new"]
    assert book.records[kept.key] == kept
    assert {one.id for one in secretary.reminders()} == {"daily", "kept", "new"}


def test_with_a_book_that_is_found_later_it_rings_for_what_is_open_and_what_was_missed(office):
    secretary, bell, _ = office(None)
    secretary.start()
    book = Notebook(reminder())
    book.records, book.last = {KEY: firing()}, NOON - timedelta(hours=2)

    secretary.take_up(book, {})
    bell.done.clear()
    secretary.start()

    assert bell.done == [
        ("wake", "bedroom", KEY, NOON + timedelta(hours=1)),
        ("start", ["daily"], NOON - timedelta(hours=2)),
    ]


def test_a_book_that_is_found_later_is_laid_on_the_desks_that_there_are_already(office):
    secretary, _, _ = office(None)
    desk = Desk()
    secretary.open_desk("bedroom", desk)
    book = Notebook(reminder())
    book.records = {KEY: firing(State.SKIPPED)}

    secretary.take_up(book, {"bedroom": desk})

    assert list(desk.reminders) == ["daily"]
    assert desk.firings == book.records


def test_what_the_config_has_no_more_by_the_book_is_not_rung_for():
    """Somebody has taken a reminder of the config back, in a run before."""
    bells = []
    secretary = Secretary(
        None,
        lambda post: bells.append(Bell(post)) or bells[0],
        lambda *_: None,
        lambda call: call(),
        lambda: NOON,
        [reminder("taken-back")],
    )
    secretary.start()

    secretary.take_up(Notebook(reminder()), {})

    assert ("remove", "taken-back") in bells[0].done


def test_without_a_book_records_do_not_pile_up_for_ever(office, monkeypatch):
    monkeypatch.setattr("supine.secretary.WITHOUT_BOOK_MAX", 5)
    secretary, _, _ = office(None)

    for number in range(9):
        secretary.tell("bedroom", SaveFirings((firing(key=Key("daily", NOON.date(), number)),)))

    assert [key.slot for key in secretary._became] == [4, 5, 6, 7, 8]


def test_a_site_that_begins_while_the_alarm_is_being_started_finds_its_reminders(office):
    """The one is on the runner's thread, the other is not: a practice is brought back just then."""
    book = Notebook(reminder())
    secretary, _, _ = office(book)
    desk, new = Desk(), reminder("new")

    class Interrupted(list):
        def __iter__(self):
            if not desk.reminders:
                secretary.open_desk("bedroom", desk)
                secretary.tell("bedroom", SaveReminder(new))
            return super().__iter__()

    every = book.all()
    book.all = lambda: Interrupted(every)
    secretary.start()

    assert [*desk.reminders] == ["daily"]
    assert {one.id for one in secretary.reminders()} == {"daily", "new"}
