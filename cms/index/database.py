"""The index's file: connections that threads take and give back, and a new file when the old one cannot be used."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from cms.errors import StoreBusy, StoreError
from cms.index.listing import add_functions
from cms.index.schema import SCHEMA_VERSION, is_current, make_tables

__all__ = ["Database"]

WAIT = 60  # seconds that a writer waits for another process
IDLE = 4  # connections that wait for the next request; more at once are opened and closed again
CACHE = 2048  # KiB of pages that a connection keeps; the system keeps them too
LARGE_CACHE = 16384
_BROKEN = frozenset(
    [sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR]
)  # ERROR: a table is not there
_BUSY = frozenset([sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED])


class _Held(Struct, frozen=True):
    """A connection, the file it was opened on, and how often all had been closed by then."""

    connection: sqlite3.Connection
    file: tuple[int, int]
    closings: int


class Database:
    """Connections to one index file. A file that is gone or broken is made anew, empty. Safe for threads."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        self.fingerprint = f"{SCHEMA_VERSION}:{fingerprint}"
        self._idle: list[_Held] = []  # the one used last is taken first: its pages are in memory
        self._closings = 0
        self._guard = threading.RLock()  # of the idle ones, and of opening
        self._writer = threading.RLock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading, which sees one commit of a writer as a whole, however much is read.

        Raises StoreError, after which the next use begins anew, if the file is broken.
        """
        with self._used() as connection, _transaction(connection, "DEFERRED"):
            yield connection

    @contextlib.contextmanager
    def upkeep(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of any transaction. Raises StoreError and StoreBusy."""
        with self._used() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self, *, large: bool = False) -> Iterator[sqlite3.Connection]:
        """A connection within one transaction, which holds wholly or not at all. Raises StoreError and StoreBusy.

        A `large` one, of many rows, may use more memory.
        """
        with self._writer, self._used() as connection:
            if large:
                connection.execute(f"PRAGMA cache_size=-{LARGE_CACHE}")
            try:
                with _transaction(connection):
                    yield connection
            finally:
                if large:
                    connection.execute(f"PRAGMA cache_size=-{CACHE}")

    @contextlib.contextmanager
    def locked(self, work: str) -> Iterator[None]:
        """Hold the lock of a long work, which one process at a time does; freed by the system if that ends."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.with_suffix(f".{work}.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def close(self) -> None:
        """Close all connections, those in use when they are given back. Using the index again opens new ones."""
        with self._guard:
            self._closings += 1
            while self._idle:
                self._idle.pop().connection.close()

    @contextlib.contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        held: _Held | None = None
        try:
            held = self._taken()
            try:
                yield held.connection
            finally:
                self._give_back(held)
        except sqlite3.DatabaseError as problem:
            if _code(problem) in _BUSY:
                raise StoreBusy("Another program is writing the list of entries. Try again in a moment.") from problem
            if held is not None and _code(problem) in _BROKEN:
                with self._guard, self._changing():
                    if held.file == self._file():  # else another one has made it anew, and may be filling it
                        self._remove()
            said = f"The list of entries cannot be used: {problem}. Try again; it is made anew."
            raise StoreError(said) from problem

    def _taken(self) -> _Held:
        with self._guard:
            file = self._file()
            while self._idle:
                held = self._idle.pop()
                if held.file == file:
                    return held
                held.connection.close()
            return self._opened()

    def _give_back(self, held: _Held) -> None:
        with self._guard:
            if held.closings == self._closings and len(self._idle) < IDLE and not held.connection.in_transaction:
                self._idle.append(held)
            else:
                held.connection.close()

    def _opened(self) -> _Held:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._changing():
                if not self.path.exists():
                    self._remove()  # what is left of the write-ahead log belongs to a file that is gone
                try:
                    return self._prepared()
                except sqlite3.DatabaseError as problem:
                    if _code(problem) in _BUSY:
                        raise
                    self._remove()
                    return self._prepared()
        except OSError as problem:
            raise StoreError(f"The folder {self.path.parent} cannot be written: {problem.strerror}.") from problem

    def _changing(self) -> contextlib.AbstractContextManager[None]:
        """Hold what opens and removes the file: neither may happen between the steps of another process's."""
        return self.locked("file")

    def _prepared(self) -> _Held:
        connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA page_size=8192")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(f"PRAGMA cache_size=-{CACHE}")
            add_functions(connection)
            if not is_current(connection, self.fingerprint):
                with _transaction(connection):
                    if not is_current(connection, self.fingerprint):  # another process may have made it meanwhile
                        make_tables(connection, self.fingerprint)
        except BaseException:
            connection.close()
            raise
        return _Held(connection, self._file(), self._closings)

    def _file(self) -> tuple[int, int]:
        """Which file stands at the path; (0, 0) when none does."""
        try:
            found = self.path.stat()
        except OSError:
            return 0, 0
        return found.st_dev, found.st_ino

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):  # what cannot be removed shows when it is opened
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # a broken file cannot even roll back
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _code(problem: sqlite3.DatabaseError) -> int:
    """The primary result code; 0 when the library gave none."""
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF
