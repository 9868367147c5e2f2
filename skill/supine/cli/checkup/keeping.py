"""The database: whether it opens, is ours, takes what is written, and has room."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from supine.adapters.store.database import Database
from supine.adapters.store.errors import StoreError
from supine.adapters.store.migrations import MIGRATIONS, version_of
from supine.cli.checkup.finding import Finding, fine, note, trouble
from supine.cli.checkup.machine import database_file

ROOM = 50_000_000
"""Bytes that have to be free: years of history need a tenth of it, its safety copies the rest."""

BUSY_S = 1.5


def database(url: str, room: int = ROOM) -> Iterator[Finding]:
    """Look at the database as it is; nothing is made, moved or written.

    Args:
        url: As the settings have it.
        room: How many bytes have to be free.
    """
    try:
        place = Database(url, BUSY_S)
        if place.path is None or place.exists():
            yield _opened(place)
        else:
            yield _to_be_made(place.path)
    except StoreError as error:
        yield trouble("database", error.place, error.problem)
        return
    if place.path is not None:
        if (shared := database_file(place.path)) is not None:
            yield shared
        yield _disk(_standing(place.path), room)


def _opened(place: Database) -> Finding:
    """Look into a database that is there.

    Raises:
        StoreError: It cannot be read or written, or is not ours.
    """
    version = version_of(place)
    with place.writing():  # asks for the lock, and gives it back
        pass
    if version < len(MIGRATIONS):
        what = f"{place.name}, version {version}: supine run makes version {len(MIGRATIONS)} of it"
        return note("database", what)
    return fine("database", f"{place.name}, version {version}, can be written")


def _to_be_made(path: Path) -> Finding:
    folder = _standing(path)
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        what = f"{path} is not there, and cannot be made in {folder}"
        return trouble("database", what, "let supine's user write there, or name another place")
    return fine("database", f"{path} is not there yet; the first supine run makes it")


def _standing(path: Path) -> Path:
    """Return the nearest folder above that is there."""
    return next((folder for folder in path.parents if folder.exists()), Path("/"))


def _disk(folder: Path, room: int) -> Finding:
    free = shutil.disk_usage(folder).free
    what = f"{free // 1_000_000:,} MB free at {folder}"
    if free < room:
        return trouble("disk", what, f"make room: {room // 1_000_000} MB at least")
    return fine("disk", what)
