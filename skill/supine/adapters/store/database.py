"""Where things are kept and how they are reached: an SQLite file, or PostgreSQL by URL.

Each piece of work opens a connection of its own and closes it.  That costs a millisecond
on a thread nobody waits for, and it means that nothing goes stale: a server that was
restarted or a file that was brought back is simply met again.  Closing the last connection
also moves SQLite's log into the file and waits for the disk, so that what was confirmed
outlives a power cut although ``synchronous`` is NORMAL.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from supine.adapters.store.errors import READ_ONLY, StoreError, explain

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_FORMS = "sqlite:///PATH or postgresql://USER@HOST/DATABASE"
_SERVER_ANSWERS_WITHIN_S = 5


class Database:
    """One database, reached anew for each piece of work.

    Args:
        url: ``sqlite:///PATH``, the path alone, or ``postgresql://USER@HOST/DATABASE``.
        busy_s: How long another program's lock is waited for, in seconds.

    Raises:
        StoreError: The address is none of these, or PostgreSQL's driver is not installed.
    """

    path: Path | None
    """The SQLite file; None for a server."""

    def __init__(self, url: str, busy_s: float) -> None:
        address = _parse(url)
        self._busy_s = busy_s
        if address.drivername == "sqlite":
            self.path = _file(address)
            self.name = str(self.path)
            self._engine = create_engine("sqlite://", creator=self.connect, poolclass=NullPool)
            event.listen(self._engine, "begin", _begin)
        else:
            self.path = None
            self.name = URL.create(
                "postgresql", host=address.host, port=address.port, database=address.database
            ).render_as_string()
            self._engine = _server(self.name, address, busy_s)
        self._writing = self._engine.execution_options(supine_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Run the block in a transaction that only reads.

        Raises:
            StoreError: The database cannot be reached or read.
        """
        with self._trouble_told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run the block in a transaction: all of it is kept, or none.

        Raises:
            StoreError: The database cannot be reached or written.
            IntegrityError: The rows break a rule of their table; the database is well.
            DataError: The rows hold what their columns cannot.
        """
        with self._trouble_told(), self._writing.begin() as connection:
            yield connection

    def exists(self) -> bool:
        """Return whether there is anything to read: a server, or the file.

        Raises:
            StoreError: Nobody but its owner may know.
        """
        if self.path is None:
            return True
        try:
            self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except PermissionError as exc:
            owner = _owner(self.path)
            problem = f"only {owner} may look there: put `sudo -u {owner}` before the command"
            raise StoreError(self.name, problem) from exc
        except OSError as exc:
            raise StoreError(self.name, explain(exc)) from exc
        return True

    def connect(self) -> sqlite3.Connection:
        """Return a bare connection to the SQLite file, which is made if there is none.

        Raises:
            StoreError: A folder is there, or a file that must not be written.
            OSError: The file or its folder cannot be made.
            sqlite3.Error: The file cannot be opened.
        """
        assert self.path is not None, "a server has no file"  # noqa: S101 - for the type checker
        if self.path.is_dir():
            raise StoreError(self.name, "this is a folder: name a file in it")
        make_private(self.path)
        # SQLite would open it for reading and leave logs behind that nobody may write either.
        effective = os.access in os.supports_effective_ids
        if not os.access(self.path, os.W_OK, effective_ids=effective):
            raise StoreError(self.name, _not_ours(self.path))
        connection = sqlite3.connect(self.path, timeout=self._busy_s, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def log_ahead(self) -> None:
        """Let SQLite write a log ahead of the file: then readers never wait for the writer.

        What keeps it from doing so also hinders the first transaction, which says so.
        """
        if self.path is not None:
            with suppress(sqlite3.OperationalError), closing(self.connect()) as connection:
                connection.execute("PRAGMA journal_mode=WAL")

    @contextmanager
    def _trouble_told(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, DataError):
            raise
        except (DBAPIError, sqlite3.Error, OSError) as exc:
            raise StoreError(self.name, explain(exc)) from exc


def make_private(path: Path) -> None:
    """Make an empty file, and its folder, that only their owner may look into.

    SQLite gives the log beside a file the file's own rights.  A file that exists is not
    even opened: closing it again would take away this process's locks on it.

    Raises:
        OSError: The folder or the file cannot be made.
    """
    for folder in reversed(path.parents):
        folder.mkdir(0o700, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _not_ours(path: Path) -> str:
    """Return why a file that is there may not be written, and what to do."""
    if os.name != "posix" or (number := path.stat().st_uid) == os.geteuid():
        return READ_ONLY
    owner, us = _user(number), _user(os.geteuid())
    # Root's it is by mistake: somebody has once put sudo before `supine run`.
    mend = f"put `sudo -u {owner}` before the command" if number else f"sudo chown {us} {path}*"
    return f"it belongs to {owner}, and this is {us}: {mend}"


def _owner(path: Path) -> str:
    """Return whose a file is, or the nearest folder above of which one may know that."""
    for each in (path, *path.parents):
        with suppress(OSError):
            return _user(each.stat().st_uid)
    return "its owner"


def _user(number: int) -> str:
    """Return a user's name; the number where nobody is called that, or there are no names."""
    try:
        import pwd  # noqa: PLC0415 - not on every system

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return str(number)


def _begin(connection: Connection) -> None:
    """Begin SQLite's transactions, which Python's driver would leave out before DDL.

    A writer asks for the lock at once: one that asks half-way is refused without waiting.
    """
    writes = connection.get_execution_options().get("supine_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _parse(url: str) -> URL:
    """Return the address; what it says in errors never holds a password."""
    scheme, colon, _ = url.partition(":")
    if not colon or "/" in scheme:
        return URL.create("sqlite", database=url)
    if scheme not in _DRIVERS:
        raise StoreError(f"{scheme}:…", f"supine keeps nothing there: write {_FORMS}")
    try:
        return make_url(url).set(drivername=_DRIVERS[scheme])
    except (ArgumentError, ValueError) as exc:
        raise StoreError(f"{scheme}:…", f"this is not an address: write {_FORMS}") from exc


def _file(address: URL) -> Path:
    name = address.render_as_string()
    if address.database in {None, "", ":memory:"} or address.host or address.query:
        raise StoreError(name, "this names no file: write sqlite:///PATH, with nothing after it")
    try:
        return Path(str(address.database)).expanduser().absolute()
    except RuntimeError as exc:
        raise StoreError(name, "there is no such home folder: write the whole path") from exc


def _server(name: str, address: URL, busy_s: float) -> Engine:
    limits: dict[str, object] = {
        "connect_timeout": _SERVER_ANSWERS_WITHIN_S,
        "tcp_user_timeout": _SERVER_ANSWERS_WITHIN_S * 1000,
        "options": f"-c lock_timeout={round(busy_s * 1000)}",
    }
    arguments = {key: value for key, value in limits.items() if key not in address.query}
    try:
        return create_engine(address, poolclass=NullPool, connect_args=arguments)
    except ImportError as exc:
        raise StoreError(
            name, "PostgreSQL wants the package psycopg: pip install 'psycopg[binary]'"
        ) from exc
