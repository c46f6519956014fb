"""The state database: every read and write of it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, create_engine, delete, event, insert, select, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from cms.errors import StoreError
from cms.state.locks import KeyedLocks
from cms.state.model import Once, Person, Session
from cms.state.tables import links, metadata, saves, sessions

__all__ = ["State", "open_state"]

LINK_LIFE = timedelta(minutes=10)
IDLE_LIFE = timedelta(days=14)
ABSOLUTE_LIFE = timedelta(days=30)
SEEN_STEP = timedelta(minutes=5)  # how often a session's last use is written
SAVES_LIFE = timedelta(days=2)


class State:
    """Sessions, links and save keys. Safe for many threads."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock
        self._locks = KeyedLocks()

    def new_link(self, person: Person) -> str:
        """A token for one sign-in within 10 minutes: 256 bits, URL-safe."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(delete(links).where(links.c.expires < now.timestamp()))
            connection.execute(
                insert(links).values(
                    token=_hash(token), expires=(now + LINK_LIFE).timestamp(), name=person.name, email=person.email
                )
            )
        return token

    def use_link(self, token: str) -> Person | None:
        """Spend a link. None if it is unknown, used or older than 10 minutes."""
        hashed = _hash(token)
        with self._engine.begin() as connection:
            row = connection.execute(select(links).where(links.c.token == hashed)).one_or_none()
            spent = connection.execute(delete(links).where(links.c.token == hashed)).rowcount
        if row is None or spent != 1 or row.expires < self._clock().timestamp():
            return None
        return Person(row.name, row.email)

    def new_session(self, person: Person) -> str:
        """Start a session; returns the token for the cookie (256 bits)."""
        token = secrets.token_urlsafe(32)
        now = self._clock().timestamp()
        with self._engine.begin() as connection:
            connection.execute(
                insert(sessions).values(token=_hash(token), name=person.name, email=person.email, created=now, seen=now)
            )
        return token

    def session(self, token: str) -> Session | None:
        """The live session of a cookie: used within 14 days and begun within 30."""
        hashed, now = _hash(token), self._clock()
        with self._engine.connect() as connection:
            row = connection.execute(select(sessions).where(sessions.c.token == hashed)).one_or_none()
        if row is None:
            return None
        created = datetime.fromtimestamp(row.created, tz=now.tzinfo)
        seen = datetime.fromtimestamp(row.seen, tz=now.tzinfo)
        if now - seen > IDLE_LIFE or now - created > ABSOLUTE_LIFE:
            self.end_session(token)
            return None
        if now - seen > SEEN_STEP:
            with self._engine.begin() as connection:
                connection.execute(update(sessions).where(sessions.c.token == hashed).values(seen=now.timestamp()))
        return Session(Person(row.name, row.email), created)

    def end_session(self, token: str) -> None:
        """Sign out: the cookie is worth nothing from now on."""
        with self._engine.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token == _hash(token)))

    @contextlib.contextmanager
    def once(self, key: str) -> Iterator[Once]:
        """Run a save at most once per form: a second run with the same key waits, then sees the first one's outcome."""
        with self._locks(key):
            hashed = _hash(key)
            with self._engine.connect() as connection:
                row = connection.execute(select(saves).where(saves.c.key == hashed)).one_or_none()
            once = Once(outcome=row.outcome if row is not None else None)
            yield once
            if once.recorded is not None and once.outcome is None:
                self._remember(hashed, once.recorded)

    def _remember(self, hashed: str, outcome: str) -> None:
        now = self._clock()
        with self._engine.begin() as connection:
            connection.execute(delete(saves).where(saves.c.created < (now - SAVES_LIFE).timestamp()))
            connection.execute(insert(saves).values(key=hashed, outcome=outcome, created=now.timestamp()))

    def close(self) -> None:
        self._engine.dispose()


def open_state(folder: Path, clock: Callable[[], datetime]) -> State:
    """Open (or make) the state database in the instance folder. The folder becomes 0700, the file 0600.

    Raises StoreError if the file is damaged; it is never deleted.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "state.sqlite"
    if not path.exists():
        path.touch(mode=0o600)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30.0, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    try:
        with _alone(folder / "state.lock"):  # neither the switch to WAL nor new tables stand two processes at once
            metadata.create_all(engine)
    except DatabaseError as problem:
        engine.dispose()
        raise StoreError(
            f"The file {path}, which holds sessions, cannot be read ({problem.orig}). Move it aside and start again: "
            "everybody signs in anew, and nothing else is lost.",
            code="state-damaged",
        ) from None
    return State(engine, clock)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # nothing in here is content: a power loss may cost the last sign-in, which no save needs to wait for
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
