import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from household import LONG_AGO, at, reminder
from sqlalchemy import event

from supine.adapters.store.direct import DirectReminders
from supine.adapters.store.migrations import prepare
from supine.adapters.store.reminderbook import KEPT_OF_EACH, ReminderBook, taken_back
from supine.adapters.store.reminderrows import Stored
from supine.core.reminders.model import Firing, Key, Source, State

DAY = date(2026, 6, 15)
DUE = at("2026-06-15 08:00")
MINUTE, DAYS = timedelta(minutes=1), timedelta(days=1)


def firing(id_="daily", day=DAY, state=State.ASKING, slot=0, **changes):
    look_at = DUE if state in (State.DUE, State.ASKING, State.ASKED, State.SNOOZED) else None
    times = {"due_at": DUE, "wanted_at": DUE, "look_at": look_at, "changed_at": DUE}
    return Firing(key=Key(id_, day, slot), state=state, **{**times, **changes})


def rows(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def ids(store):
    return [one.id for one in store.reminders.all()]


@contextmanager
def full_disk(store):
    """Let the database file grow no further."""

    def fill(connection, _):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(store._database._engine, "connect", fill)
    yield
    event.remove(store._database._engine, "connect", fill)


# ---- what is kept ---------------------------------------------------------------------------


def test_a_new_book_is_empty(opened):
    book = opened().reminders

    assert (book.all(), book.firings_open(), book.firings_since(date.min)) == ([], [], [])
    assert book.last_checked() is None
    assert not book.refresh()


def test_everything_comes_back_after_a_restart(opened):
    morning, evening = reminder(), reminder("20:00", id_="evening", enabled=False)
    asked = firing(state=State.ASKED, asked=(DUE,), unanswered=1)
    missed = firing("evening", state=State.MISSED)
    with opened() as store:
        store.reminders.put(morning)
        store.reminders.put(evening)
        store.reminders.save_firings([asked, missed])
        store.reminders.checked(DUE)

    book = opened().reminders

    assert sorted(book.all(), key=lambda one: one.id) == [morning, evening]
    assert book.firings_open() == [asked]
    assert book.firings_since(DAY) == [asked, missed]
    assert book.last_checked() == DUE


def test_what_was_put_is_known_before_the_disk_knows_it(opened, path, locked):
    store = opened()
    with locked(path):
        store.reminders.put(reminder())
        store.reminders.save_firings([firing()])
        known = ids(store), store.reminders.firings_open(), store.reminders.firings_since(DAY)

    assert known == (["daily"], [firing()], [firing()])


def test_a_reminder_that_is_put_again_is_changed(opened):
    with opened() as store:
        store.reminders.put(reminder())
        store.reminders.put(reminder("09:00"))

    assert opened().reminders.all() == [reminder("09:00")]


def test_of_removed_reminders_no_firings_stay_in_memory(opened):
    """Somebody makes one a day and cancels it, for years without a restart."""
    store = opened()
    book = store.reminders
    for number in range(30):
        book.put(reminder(id_=f"daily-{number}"))
        book.save_firings([firing(f"daily-{number}", state=State.ACCEPTED)])
        book.save_firings([replace(firing(f"daily-{number}"), key=Key(f"daily-{number}", DAY, 1))])
        if number:
            book.remove(f"daily-{number}")
    assert store.flush()
    with opened() as other:
        other.reminders.remove("daily-0")
        assert other.flush()

    assert book.refresh(5.0)
    assert book.all() == []
    assert (book._firings, book._open) == ({}, {})
    assert len(list(opened().reminders.firings_since(DAY))) == 60, "they are on disk"


def test_a_reminder_that_is_removed_stays_away_but_its_record_stays(opened):
    """If it is made again on the same day, nobody is asked twice."""
    with opened() as store:
        store.reminders.put(reminder())
        store.reminders.save_firings([firing(state=State.ACCEPTED)])
        store.flush()
        store.reminders.remove("daily")

    book = opened().reminders

    assert book.all() == []
    assert book.firings_since(DAY) == [firing(state=State.ACCEPTED)]


def test_removing_what_is_not_there_is_no_fault(opened):
    store = opened()

    store.reminders.remove("nobody")

    assert store.flush()
    assert ids(store) == []


def test_open_firings_of_a_reminder_that_is_no_more_are_not_told(opened):
    with opened() as store:
        store.reminders.put(reminder())
        store.reminders.save_firings([firing()])
        store.reminders.remove("daily")
        before = store.reminders.firings_open()

    assert before == opened().reminders.firings_open() == []


def test_a_settled_firing_is_not_open_any_more(opened):
    store = opened()
    store.reminders.put(reminder())
    store.reminders.save_firings([firing()])

    store.reminders.save_firings([firing(state=State.SKIPPED)])

    assert store.reminders.firings_open() == []
    assert store.reminders.firings_since(DAY) == [firing(state=State.SKIPPED)]


def test_there_is_never_more_than_one_record_for_a_key(opened, path):
    with opened() as store:
        for state in (State.DUE, State.ASKING, State.ASKED, State.ACCEPTED):
            store.reminders.save_firings([firing(state=state)])
            store.flush()

    assert rows(path, "SELECT count(*), max(state) FROM firings") == [(1, "accepted")]


def test_the_firings_since_a_date_are_those_of_that_date_and_later(opened):
    store = opened()
    store.reminders.save_firings([firing(day=DAY + n * DAYS) for n in range(4)])

    found = store.reminders.firings_since(DAY + 2 * DAYS)

    assert [one.key.local_date.day for one in found] == [17, 18]


def test_the_firings_of_some_reminders_are_those_since_a_date_and_all_that_are_open(opened):
    store = opened()
    waits = firing("a", state=State.SNOOZED)
    old, new = (firing("a", day=DAY + n * DAYS, state=State.MISSED) for n in (1, 2))
    store.reminders.save_firings([waits, old, new, firing("b", day=DAY + 2 * DAYS)])

    assert store.reminders.firings_of(["a", "nobody"], DAY + 2 * DAYS) == [waits, new]


def test_memory_stays_small_over_years_and_keeps_what_was_changed_last(opened):
    store = opened()
    store.reminders.put(reminder())
    waits = firing(state=State.SNOOZED)
    store.reminders.save_firings([waits])
    store.reminders.save_firings(
        firing(day=DAY + n * DAYS, state=State.MISSED) for n in range(1, 1000)
    )

    known = store.reminders.firings_since(date.min)
    store.close()
    again = opened().reminders

    assert len(known) == KEPT_OF_EACH
    assert known[0] == waits
    assert known[-1].key.local_date == DAY + 999 * DAYS
    assert again.firings_open() == [waits]
    assert again.firings_since(date.min)[1:] == known[1:]


def test_a_clock_that_ran_ahead_for_a_while_makes_nobody_forget_today(opened):
    today = firing(state=State.ACCEPTED)
    with opened() as store:
        store.reminders.save_firings([today])
        ahead = date(2038, 1, 19)
        store.reminders.save_firings(
            [firing(day=ahead - n * DAYS, state=State.MISSED) for n in range(60)]
        )
        store.reminders.checked(at("2038-01-19 03:14"))
        known = store.reminders.firings_since(DAY)

    assert known[0] == today
    assert opened().reminders.firings_since(DAY)[0] == today


# ---- written, then told ---------------------------------------------------------------------


def test_then_is_called_once_the_firings_are_on_disk(opened, path, until):
    store = opened()
    seen = []

    store.reminders.save_firings(
        [firing()], lambda: seen.append(rows(path, "SELECT state FROM firings"))
    )

    until(lambda: seen)
    assert seen == [[("asking",)]]


def test_then_is_called_on_the_writers_thread_in_the_order_of_the_saves(opened):
    store = opened()
    called = []
    for n in range(100):
        store.reminders.save_firings(
            [firing(day=DAY + n * DAYS)],
            lambda n=n: called.append((n, threading.current_thread().name)),
        )

    assert store.flush(10.0)
    assert called == [(n, "supine-store") for n in range(100)]


def test_then_is_not_called_while_the_disk_is_full_and_is_when_there_is_room(opened, until, caplog):
    store = opened()
    called = []
    many = [firing(f"r{n}") for n in range(500)]

    with full_disk(store):
        store.reminders.save_firings(many, lambda: called.append("asked"))
        until(lambda: caplog.messages)
        while_full = list(called)

    assert while_full == []
    assert store.flush(10.0)
    assert called == ["asked"]
    assert "the disk is full: make room" in caplog.messages[0]


def test_then_is_not_called_while_another_program_keeps_the_file_locked(
    opened, path, locked, until, caplog
):
    store = opened(busy_s=0.01)
    called = []
    with locked(path):
        store.reminders.save_firings([firing()], lambda: called.append(1))
        until(lambda: caplog.messages)
        assert called == []

    assert store.flush(10.0)
    assert called == [1]


def test_what_follows_may_fail_and_may_save_again(opened, path, caplog):
    store = opened()

    def follow():
        store.reminders.save_firings([firing(state=State.ASKED)])
        raise RuntimeError("nobody home")

    store.reminders.save_firings([firing()], follow)

    assert store.flush(10.0)
    assert store.flush(10.0)
    assert rows(path, "SELECT state FROM firings") == [("asked",)]
    assert caplog.messages == ["What was to follow a reminder's record has failed; going on"]


def test_of_what_is_changed_twice_while_the_disk_is_away_the_last_is_written(opened, path, locked):
    store = opened(busy_s=5.0)
    called = []
    with locked(path):
        for n, state in enumerate((State.ASKING, State.ASKED, State.ACCEPTED)):
            store.reminders.save_firings([firing(state=state)], lambda n=n: called.append(n))

    assert store.flush(10.0)
    assert called == [0, 1, 2]
    assert rows(path, "SELECT state FROM firings") == [("accepted",)]


def test_nothing_is_dropped_however_much_waits(opened, path, locked):
    store = opened(busy_s=5.0)
    called = []
    with locked(path):
        for n in range(15_000):
            key = firing(f"r{n % 3000}", day=DAY + n // 3000 * DAYS)
            store.reminders.save_firings([key], lambda: called.append(1))

    assert store.flush(20.0)
    assert rows(path, "SELECT count(*) FROM firings") == [(15_000,)]
    assert len(called) == 15_000


def test_ten_thousand_firings_are_one_transaction(opened, path):
    store = opened()
    transactions = []
    called = []
    event.listen(store._database._engine, "commit", transactions.append)
    many = [firing(f"r{n}") for n in range(10_000)]

    began = time.monotonic()
    store.reminders.save_firings(many, lambda: called.append(len(transactions)))
    handed_over_s = time.monotonic() - began

    assert store.flush(20.0)
    assert called == [1]
    assert rows(path, "SELECT count(*) FROM firings") == [(10_000,)]
    assert handed_over_s < 1.0


def test_what_no_database_can_hold_costs_only_itself(opened, path, caplog):
    store = opened()
    called = []

    store.reminders.put(reminder(id_="\ud800"))
    store.reminders.put(reminder())
    store.reminders.save_firings([firing("\ud800"), firing()], lambda: called.append(1))

    assert store.flush(10.0)
    assert rows(path, "SELECT id FROM reminders") == [("daily",)]
    assert rows(path, "SELECT reminder_id FROM firings") == [("daily",)]
    assert called == [1]
    assert len(caplog.messages) == 2


def test_closing_writes_what_waits(opened, path):
    store = opened()
    for n in range(200):
        store.reminders.save_firings([firing(day=DAY + n * DAYS)])

    assert store.close()
    assert rows(path, "SELECT count(*) FROM firings") == [(200,)]


# ---- while it is being written --------------------------------------------------------------


class Hands:
    """The writer's part, done step by step: what a book hands over is counted."""

    def __init__(self, database):
        prepare(database)
        self.database = database
        self.handed_over = 0
        self.book = ReminderBook(self.take)

    def take(self, book):
        self.handed_over += 1
        return True

    @contextmanager
    def writing(self):
        """Run the block when all is on disk, but the book does not know that yet."""
        with self.database.writing() as connection:
            self.book.write(connection)
        yield
        self.book.kept()

    def write(self):
        with self.writing():
            pass

    def on_disk(self):
        book = ReminderBook(self.take)
        with self.database.reading() as connection:
            book.load(connection)
        return book


@pytest.fixture
def hands(database):
    return Hands(database)


def test_what_changes_while_it_is_being_written_is_written_again(hands):
    hands.book.put(reminder())
    hands.book.save_firings([firing(), firing("other")])
    hands.book.checked(DUE)

    with hands.writing():
        hands.book.put(reminder("09:00"))
        hands.book.save_firings([firing(state=State.ASKED)])
        hands.book.checked(DUE + MINUTE)
    handed_over = hands.handed_over
    hands.write()

    assert handed_over == 2
    assert hands.handed_over == 2
    assert hands.on_disk().all() == [reminder("09:00")]
    assert hands.on_disk().firings_open() == [firing(state=State.ASKED)]
    assert hands.on_disk().last_checked() == DUE + MINUTE


def test_what_was_removed_while_it_was_being_written_is_removed(hands):
    hands.book.put(reminder())
    with hands.writing():
        hands.book.remove("daily")
    hands.write()

    assert hands.on_disk().all() == hands.book.all() == []


def test_then_of_a_save_while_another_is_being_written_waits_for_its_own(hands):
    called = []
    hands.book.save_firings([firing()], lambda: called.append("first"))

    with hands.writing():
        hands.book.save_firings([firing(state=State.ASKED)], lambda: called.append("second"))
        in_between = list(called)
    after_the_first = list(called)
    hands.write()

    assert in_between == []
    assert after_the_first == ["first"]
    assert called == ["first", "second"]


def test_what_is_put_here_while_another_programs_changes_are_read_stays(hands, path):
    hands.book.put(reminder(id_="a"))
    hands.write()
    DirectReminders(str(path)).change({"theirs": Stored(reminder(id_="theirs"))})
    hands.book.checked(DUE)

    with hands.writing():
        hands.book.put(reminder(id_="b"))
        hands.book.remove("a")

    assert sorted(one.id for one in hands.book.all()) == ["b", "theirs"]
    hands.write()
    assert sorted(one.id for one in hands.on_disk().all()) == ["b", "theirs"]


def test_a_refresh_is_not_content_with_a_look_that_began_before(hands):
    """What another program did in between would wait for a minute."""
    hands.book.put(reminder())
    with hands.writing():
        hands.book.refresh(0.0)

    assert hands.handed_over == 2


def test_a_change_that_changes_nothing_is_no_news(hands, path):
    hands.book.put(reminder())
    hands.write()

    DirectReminders(str(path)).change({"daily": Stored(reminder()), "nobody": None})
    hands.write()

    assert not hands.book.refresh(0.0)


def test_a_book_that_the_writer_could_not_take_is_handed_over_with_the_next_change(database):
    answers = [False, True]
    prepare(database)
    book = ReminderBook(lambda _: answers.pop(0))

    book.put(reminder(id_="a"))
    book.put(reminder(id_="b"))
    with database.writing() as connection:
        book.write(connection)
    book.kept()

    assert answers == []
    with closing(sqlite3.connect(database.path)) as connection:
        assert connection.execute("SELECT count(*) FROM reminders").fetchall() == [(2,)]


def test_a_book_that_the_writer_dropped_is_handed_over_with_the_next_change(hands):
    hands.book.put(reminder(id_="a"))

    hands.book.dropped()
    hands.book.put(reminder(id_="b"))

    assert hands.handed_over == 2


# ---- the alarm's last check -----------------------------------------------------------------


def test_a_mere_check_is_not_worth_a_write_every_minute(opened):
    store = opened()
    store.reminders.checked(DUE)
    store.flush()
    writes = []
    event.listen(store._database._engine, "commit", writes.append)

    for n in range(1, 30):
        store.reminders.checked(DUE + n * MINUTE)
        store._writer.flush(5.0)

    assert len(writes) == 2
    assert store.reminders.last_checked() == DUE + 29 * MINUTE
    store.close()
    assert opened().reminders.last_checked() == DUE + 29 * MINUTE


def test_looking_for_what_another_program_has_changed_writes_no_check(opened, path):
    """The alarm does both every minute, and a card wears."""
    store = opened()
    written = []
    for n in range(30):
        store.reminders.checked(DUE + n * MINUTE)
        store.reminders.refresh(5.0)
        written += rows(path, "SELECT checked_at FROM alarm")

    assert len(set(written)) == 3
    store.close()
    assert opened().reminders.last_checked() == DUE + 29 * MINUTE


def test_a_check_goes_along_with_what_is_written_anyway(opened, path):
    store = opened()
    store.reminders.checked(DUE)
    store.flush()

    store.reminders.checked(DUE + MINUTE)
    store.reminders.save_firings([firing()])
    store._writer.flush(5.0)

    assert rows(path, "SELECT checked_at FROM alarm") == [("2026-06-15 07:01:00.000000",)]


def test_a_clock_that_was_set_back_is_kept_at_once(opened, path):
    store = opened()
    store.reminders.checked(DUE)
    store.flush()

    store.reminders.checked(DUE - DAYS)
    store._writer.flush(5.0)

    assert rows(path, "SELECT checked_at FROM alarm") == [("2026-06-14 07:00:00.000000",)]


# ---- another program ------------------------------------------------------------------------


def test_what_another_program_adds_or_removes_is_noticed_once(opened, path):
    store = opened()
    store.reminders.put(reminder(id_="mine"))
    store.flush()
    other = DirectReminders(str(path))

    other.change({"theirs": Stored(reminder("20:00", id_="theirs")), "mine": None})
    noticed = [store.reminders.refresh(5.0) for _ in range(3)]

    assert noticed == [True, False, False]
    assert store.reminders.all() == [reminder("20:00", id_="theirs")]


def test_ones_own_changes_are_no_news(opened):
    store = opened()
    store.reminders.put(reminder())

    assert not store.reminders.refresh(5.0)
    store.reminders.remove("daily")
    assert not store.reminders.refresh(5.0)


def test_what_was_just_changed_here_is_not_undone_by_another_program(opened, path, locked):
    store = opened(busy_s=5.0)
    for id_ in ("a", "b", "c"):
        store.reminders.put(reminder(id_=id_))
    store.flush()
    DirectReminders(str(path)).change({"d": Stored(reminder(id_="d")), "c": None})

    with locked(path):
        store.reminders.put(reminder("09:00", id_="a"))
        store.reminders.remove("b")

    assert store.reminders.refresh(5.0)
    expected = [reminder("09:00", id_="a"), reminder(id_="d")]
    assert sorted(store.reminders.all(), key=lambda one: one.id) == expected
    store.close()
    assert sorted(opened().reminders.all(), key=lambda one: one.id) == expected


def test_a_refresh_does_not_wait_for_a_disk_that_is_away(opened, path, locked):
    store = opened(busy_s=5.0)
    with locked(path):
        began = time.monotonic()
        noticed = store.reminders.refresh()
        took_s = time.monotonic() - began

    assert not noticed
    assert took_s < 0.5


def test_news_that_come_after_the_waiting_are_told_by_the_next_refresh(opened, path, until):
    store = opened()
    DirectReminders(str(path)).change({"theirs": Stored(reminder(id_="theirs"))})

    store.reminders.refresh(0.0)
    store._writer.flush(5.0)

    assert ids(store) == ["theirs"]
    until(store.reminders.refresh)


def test_asking_never_waits_for_the_disk(opened, path, locked):
    store = opened(busy_s=5.0)
    store.reminders.put(reminder())
    store.flush()
    with locked(path):
        began = time.monotonic()
        for n in range(300):
            store.reminders.put(reminder(id_=f"r{n}"))
            store.reminders.save_firings([firing(f"r{n}")])
            store.reminders.checked(DUE + n * DAYS)
            store.reminders.firings_open()
            store.reminders.all()
        took_s = time.monotonic() - began

    assert took_s < 1.0
    assert len(ids(store)) == 301


def test_what_was_known_is_written_into_a_new_file_when_the_old_is_taken_away(opened, path):
    """Who moves a damaged database away does not mean to lose the reminders."""
    store = opened()
    store.reminders.put(reminder())
    store.reminders.save_firings([firing(state=State.ACCEPTED)])
    store.flush()

    path.unlink()
    store.reminders.checked(DUE)

    assert store.flush(10.0)
    assert not store.reminders.refresh(5.0)
    store.close()
    again = opened().reminders
    assert again.all() == [reminder()]
    assert again.firings_since(DAY) == [firing(state=State.ACCEPTED)]
    assert again.last_checked() == DUE


# ---- the config -----------------------------------------------------------------------------


def of_config(at_="08:00", id_="config-1", **options):
    return reminder(at_, id_=id_, source=Source.CONFIG, **options)


def test_the_configs_reminders_come_in_and_what_left_the_config_goes(opened):
    store = opened()
    store.reminders.put(reminder(id_="by-voice"))
    store.reminders.follow_config([of_config(), of_config("09:00", "config-2")])

    store.reminders.follow_config([of_config("09:00", "config-2"), of_config("10:00", "config-3")])

    assert sorted(ids(store)) == ["by-voice", "config-2", "config-3"]


def test_what_a_voice_changed_about_the_configs_reminder_stays(opened):
    with opened() as store:
        store.reminders.follow_config([of_config()])
        store.reminders.put(of_config("10:00", enabled=False))

    book = opened().reminders
    book.follow_config([of_config(since=DUE)])

    assert book.all() == [of_config("10:00", enabled=False)]


def test_a_reminder_of_the_config_that_was_taken_back_stays_away_until_its_entry_changes(opened):
    with opened() as store:
        store.reminders.follow_config([of_config()])
        store.reminders.remove("config-1")
        store.reminders.follow_config([of_config()])
        now = ids(store)
    with opened() as store:
        store.reminders.follow_config([of_config()])
        after_a_restart = ids(store)
        store.reminders.follow_config([of_config("09:00", "config-2")])
        changed = ids(store)
    with opened() as store:
        store.reminders.follow_config([of_config()])
        changed_back = ids(store)

    assert (now, after_a_restart, changed, changed_back) == ([], [], ["config-2"], ["config-1"])


@pytest.mark.parametrize("source", [Source.VOICE, Source.COMMAND])
def test_of_other_reminders_nothing_is_kept_once_they_are_removed(source):
    assert taken_back(Stored(reminder(source=source))) is None
    assert taken_back(None) is None


def test_a_reminder_of_the_config_is_marked_when_it_is_taken_back():
    assert taken_back(Stored(of_config())) == Stored(of_config(), cancelled=True)


# ---- all of it at once ----------------------------------------------------------------------


def test_many_threads_may_use_a_book_while_another_program_writes(opened, path):
    store = opened(busy_s=10.0)
    told = []

    def service(n):
        for i in range(20):
            store.reminders.put(reminder(id_=f"s{n}-{i}"))
            key = firing(f"s{n}-{i}")
            store.reminders.save_firings([key], lambda key=key.key: told.append(key))
            store.reminders.refresh(0.001)

    def program(n):
        for i in range(5):
            id_ = f"p{n}-{i}"
            DirectReminders(str(path), 10.0).change({id_: Stored(reminder(id_=id_))})

    threads = [threading.Thread(target=service, args=(n,)) for n in range(4)]
    threads += [threading.Thread(target=program, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert store.flush(20.0)
    store.reminders.refresh(10.0)
    everybody = {f"s{n}-{i}" for n in range(4) for i in range(20)}
    everybody |= {f"p{n}-{i}" for n in range(3) for i in range(5)}
    assert set(ids(store)) == everybody
    assert {id_ for (id_,) in rows(path, "SELECT id FROM reminders")} == everybody
    assert len(told) == len(set(told)) == 80


def test_the_book_keeps_an_instant_whatever_zone_it_is_given_in(opened):
    local = replace(reminder(), created_at=LONG_AGO.astimezone(ZoneInfo("Pacific/Apia")))
    with opened() as store:
        store.reminders.put(local)

    [back] = opened().reminders.all()

    assert back.created_at == local.created_at
    assert back.created_at.tzinfo is UTC
