"""What a store refuses and what a database complains of, each as one sentence."""

import sqlite3
from errno import ENOSPC

from sqlalchemy.exc import DBAPIError

from supine.errors import SupineError

READ_ONLY = "this may be read but not written: let supine's user write the file and its folder"

_SAYS = {
    sqlite3.SQLITE_NOTADB: (
        "this file is not a database: move it away and supine makes a new one, or name another"
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the database is damaged: bring back a copy, or move it away and supine makes a new one"
    ),
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: (
        "this cannot be opened: let supine's user write the file and its folder"
    ),
    sqlite3.SQLITE_FULL: "the disk is full: make room",
    # What a full disk says first: there is no room for the file that readers share.
    sqlite3.SQLITE_IOERR: "the disk cannot be used: make room if it is full, else replace it",
    sqlite3.SQLITE_BUSY: "another program keeps this locked: let it finish, or end it",
}
"""By SQLite's primary result code."""


class StoreError(SupineError):
    """What is to be kept cannot be kept, or cannot be read.

    Attributes:
        place: The file, or the server's address without any secret.
        problem: What is wrong and what would be right.
    """

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place, self.problem = place, problem


def explain(exc: DBAPIError | sqlite3.Error | OSError) -> str:
    """Return what a database or a disk complains of, and what to do."""
    cause = exc.orig if isinstance(exc, DBAPIError) else exc
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest is detail
        return _SAYS.get(code, f"SQLite says: {cause}")
    if isinstance(cause, OSError):
        if cause.errno == ENOSPC:
            return _SAYS[sqlite3.SQLITE_FULL]
        if isinstance(cause, FileExistsError | NotADirectoryError):
            return "a file stands where its folder should be: name another place"
        return f"{cause.strerror or cause}: let supine's user write the file and its folder"
    first, *_ = str(cause).strip().splitlines() or [type(cause).__name__]
    return f"the server says: {first}"
