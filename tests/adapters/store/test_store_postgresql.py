"""The same store on a real PostgreSQL, where the machine has its server and psycopg."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from household import at, micro_pause, reminder
from sqlalchemy import text

from supine.adapters.store import open_store
from supine.adapters.store.database import Database
from supine.adapters.store.direct import DirectReminders
from supine.adapters.store.errors import StoreError
from supine.adapters.store.migrations import MIGRATIONS, prepare
from supine.adapters.store.reminderrows import Stored
from supine.core.events import (
    Ending,
    ForgetPractice,
    RecordPractice,
    RememberPreference,
    SavePractice,
)
from supine.core.reminders.model import Firing, Key, State
from under_way import RESTING

DONE = RecordPractice("hip-rest", Ending.COMPLETED, 900.5)
READY_WITHIN_S = 20.0


class Server:
    """A PostgreSQL that listens on a socket in its own folder only.

    Args:
        binaries: Where ``postgres`` and ``initdb`` are.
        folder: Empty; short enough for the path of a socket.
    """

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.folder = folder
        self._binaries = binaries
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to be root; any other user may own it.
        self._user = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(folder, **self._user)
        self._run("initdb", "-D", folder / "data", "-U", "supine", "-A", "trust", "--no-sync")

    def start(self) -> None:
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", "fsync=off"]
        options = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "data", *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self._user,
            )
        end = time.monotonic() + READY_WITHIN_S
        while self._run("pg_isready", "-q", "-h", self.folder, check=False) != 0:
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # at once, without waiting for clients
            self._process.wait(10)
            self._process = None

    def new_database(self, name: str) -> str:
        self._run("createdb", "-h", self.folder, "-U", "supine", name)
        return f"postgresql://supine@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: object, check: bool = True) -> int:
        return subprocess.run(
            [self._binaries / program, *map(str, arguments)],
            cwd=self.folder,
            check=check,
            stdout=subprocess.DEVNULL,
            **self._user,
        ).returncode


def newest_binaries() -> Path | None:
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    return debian[-1].parent if debian else None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    binaries = newest_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine: apt-get install postgresql")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("PostgreSQL's driver is not installed: pip install 'psycopg[binary]'")
    folder = Path(tempfile.mkdtemp(prefix="supine-pg-"))
    try:
        one = Server(binaries, folder)
        one.start()
        yield one
        one.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def url(server, request):
    return server.new_database(f"test_{abs(hash(request.node.name))}")


def test_postgresql_keeps_everything_over_a_restart_of_supine(url, opened, wall):
    with opened(url) as store:
        store.tell("den", DONE)
        store.tell("den", RememberPreference("volume", "0.6"))
        store.tell("den", RememberPreference("volume", "0.4"))
        before = store.habits("den")

    store = opened(url)

    assert store.habits("den") == before
    (entry,) = store.history(since=wall.now)
    assert (entry.routine_id, entry.ended_at) == ("hip-rest", wall.now)
    assert entry.ended_at.utcoffset().total_seconds() == 0


def test_postgresql_says_what_it_cannot_hold_and_the_rest_is_kept(url, opened, caplog):
    store = opened(url)

    store.tell("d\0n", DONE)
    store.tell("\ud800", DONE)
    store.tell("den", DONE)

    assert store.flush(10.0)
    assert [entry.site_id for entry in store.history()] == ["den"]
    assert len(caplog.messages) == 2


def test_postgresql_keeps_reminders_and_their_record(url, opened):
    lost = Firing(
        key=Key("daily", date(2026, 6, 15), 0),
        due_at=at("2026-06-15 08:00"),
        state=State.MISSED,
        wanted_at=at("2026-06-15 08:15"),
        look_at=None,
        changed_at=at("2026-06-15 10:15"),
        asked=(at("2026-06-15 08:00"),),
        merged_into=Key("pause", date(2026, 6, 15), 32_400),
    )
    waits = replace(
        lost, key=lost.key._replace(slot=5), state=State.SNOOZED, look_at=at("2026-06-15 08:30")
    )
    called = []
    with opened(url) as store:
        store.reminders.put(reminder(text="Kurze Pause?", minutes=5))
        store.reminders.put(micro_pause())
        store.reminders.save_firings([replace(lost, state=State.ASKED)])
        store.reminders.save_firings([lost, waits], lambda: called.append(1))
        store.reminders.checked(at("2026-06-15 11:00"))
        assert store.flush()

    book = opened(url).reminders

    assert called == [1]
    assert book.all() == [reminder(text="Kurze Pause?", minutes=5), micro_pause()]
    assert book.firings_since(date.min) == [lost, waits]
    assert book.firings_open() == [waits]
    assert book.last_checked() == at("2026-06-15 11:00")


def test_postgresql_drops_only_the_reminder_that_it_cannot_hold(url, opened, caplog):
    with opened(url) as store:
        for one in (reminder(id_="a"), reminder(id_="n\0l"), reminder(id_="b")):
            store.reminders.put(one)

    assert sorted(one.id for one in opened(url).reminders.all()) == ["a", "b"]
    assert len(caplog.messages) == 1


def test_in_postgresql_two_programs_notice_each_others_reminders(url, opened):
    service = opened(url)
    service.reminders.put(reminder(id_="mine"))
    service.flush()

    DirectReminders(url).change({"theirs": Stored(reminder(id_="theirs")), "mine": None})

    assert service.reminders.refresh(5.0)
    assert not service.reminders.refresh(5.0)
    assert service.reminders.all() == [reminder(id_="theirs")]
    assert list(DirectReminders(url).read(date.min).reminders) == ["theirs"]


def test_a_refresh_does_not_wait_for_a_postgresql_that_is_away(server, url, opened):
    store = opened(url)
    server.stop()

    began = time.monotonic()
    noticed = store.reminders.refresh()
    took_s = time.monotonic() - began
    server.start()

    assert not noticed
    assert took_s < 0.5


def test_a_new_postgresql_may_be_opened_by_several_at_the_same_moment(url, opened_at_once):
    first, *others = opened_at_once(url)

    first.tell("den", DONE)
    first.flush()

    assert all(len(other.history()) == 1 for other in others)


def test_postgresql_may_go_away_and_come_back(server, url, opened, until, caplog):
    store = opened(url)
    store.tell("den", DONE)
    store.flush()

    server.stop()
    store.tell("den", DONE)
    until(lambda: caplog.messages)
    with pytest.raises(StoreError, match="the server says: "):
        store.history()
    server.start()

    assert store.flush(30.0)
    assert len(store.history()) == 2
    assert len(caplog.messages) == 1


def test_postgresql_migrations_are_kept_whole_or_not_at_all(url):
    database = Database(url, 1.0)
    prepare(database, MIGRATIONS[:1])

    def half_then_broken(connection):
        connection.execute(text("ALTER TABLE history ADD COLUMN room TEXT"))
        connection.execute(text("UPDATE nothing SET x = 1"))

    def whole(connection):
        connection.execute(text("ALTER TABLE history ADD COLUMN room TEXT"))

    with pytest.raises(StoreError, match="version 2 could not be made of 1"):
        prepare(database, [*MIGRATIONS[:1], half_then_broken])
    prepare(database, [*MIGRATIONS[:1], whole])

    with database.reading() as connection:
        assert connection.execute(text("SELECT schema_version FROM meta")).scalars().all() == [2]


def test_a_practice_under_way_is_kept_in_postgresql_and_gone_at_its_end(url, opened, wall):
    with opened(url) as store:
        store.tell("den", SavePractice(replace(RESTING, index=0)))
        store.tell("den", SavePractice(RESTING))
        store.tell("attic", SavePractice(RESTING))
        assert store.flush()
    with opened(url) as again:
        assert {kept.site_id: kept.snapshot for kept in again.cut_off} == {
            "den": RESTING,
            "attic": RESTING,
        }
        assert again.cut_off[0].changed_at == wall()
        again.tell("den", DONE)
        again.tell("attic", ForgetPractice())
        assert again.flush()

    last = opened(url)
    assert last.cut_off == ()
    assert [entry.site_id for entry in last.history()] == ["den"]


def test_a_postgresql_of_something_else_is_refused(url):
    database = Database(url, 1.0)
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE states (id INTEGER)"))

    with pytest.raises(StoreError, match="holds the tables of something else"):
        prepare(database)


@pytest.mark.usefixtures("server")
def test_a_postgresql_that_is_not_there_is_told_without_the_password(wall):
    with pytest.raises(StoreError) as raised:
        open_store("postgresql://me:s3cret@127.0.0.1:1/house", wall)

    said = str(raised.value)
    assert said.startswith("postgresql://127.0.0.1:1/house: the server says: ")
    assert "refused" in said
    assert "s3cret" not in said
    assert "\n" not in said
