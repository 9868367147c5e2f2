import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from supine.adapters.store import open_store
from supine.adapters.store.database import Database

NOBODY = 65534


class Wall:
    """A clock on the wall that a test sets."""

    def __init__(self):
        self.now = datetime(2026, 3, 1, 7, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time_passed: float) -> None:
        self.now += timedelta(**time_passed)


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "supine.db"


@pytest.fixture
def database(path):
    return Database(str(path), 0.2)


@pytest.fixture
def opened(path, wall):
    """Open stores, on `path` unless told otherwise, that are closed when the test is over."""
    stores = []

    def open_one(url: str | None = None, busy_s: float = 0.2, zone=UTC):
        stores.append(open_store(url or str(path), wall, zone, busy_s))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def opened_at_once(opened):
    """Open one database from several threads at the same moment."""

    def open_all(url: str | None = None) -> list[object]:
        gate = Barrier(4)

        def open_one(_: int) -> object:
            gate.wait(10)
            return opened(url, busy_s=5.0)

        with ThreadPoolExecutor(gate.parties) as pool:
            return list(pool.map(open_one, range(gate.parties)))

    return open_all


@pytest.fixture
def locked():
    """Keep a database locked against writers, as another program would."""

    @contextmanager
    def lock(path: Path):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    return lock


@pytest.fixture
def until():
    """Wait until something holds; fail when it does not within some seconds."""

    def wait(holds: Callable[[], object], within_s: float = 10.0) -> None:
        end = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < end, "it never came true"
            time.sleep(0.005)

    return wait


@pytest.fixture
def own_folder(tmp_path):
    """A folder of a user whom rights apply to: root, who may write anything, plays nobody."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    open_store(str(tmp_path / "any.db"), lambda: datetime.now(UTC)).close()  # import it all as root
    folder = Path(tempfile.mkdtemp(prefix="supine-"))
    os.chown(folder, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)
