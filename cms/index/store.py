"""The index database: every read and write of it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from cms.config import Absent
from cms.entries import EntryRecord, RecordProblem
from cms.fields import get_at, read_date
from cms.index.model import EntryRow, ListPage, ListQuery, Updated
from cms.index.sorting import folded, sort_key
from cms.syntax import Timestamp, Value

__all__ = ["SCHEMA_VERSION", "Index"]

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY, collection TEXT NOT NULL, slug TEXT NOT NULL, path TEXT NOT NULL, oid TEXT NOT NULL,
    files TEXT NOT NULL, title TEXT NOT NULL, folded TEXT NOT NULL, summary TEXT NOT NULL, date TEXT NOT NULL,
    sort_date TEXT NOT NULL, image TEXT NOT NULL, data TEXT NOT NULL, problems TEXT NOT NULL,
    UNIQUE (collection, slug)
);
CREATE TABLE places (path TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    PRIMARY KEY (path, entry)) WITHOUT ROWID;
CREATE INDEX places_by_entry ON places (entry);
CREATE INDEX entries_by_date ON entries (collection, sort_date DESC, id);
CREATE TABLE updates (path TEXT PRIMARY KEY, seconds REAL NOT NULL, moment TEXT NOT NULL, name TEXT NOT NULL,
    email TEXT NOT NULL, oid TEXT NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = (
    "e.collection, e.slug, e.path, e.oid, e.files, e.title, e.summary, e.date, e.sort_date, e.image, e.data, "
    "e.problems, u.moment, u.name"
)
# Sorts that columns carry; every other one is a value of the entry, compared by `sort_key`.
_BY_COLUMN = {
    "title": "e.folded",
    "path": "e.path",
    "slug": "e.slug",
    "commit_date": "u.seconds",
    "commit_author": "u.name",
}


class Index:
    """Lists of entries. Safe for many threads, each with its own connection; writes wait for each other."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path = path
        self.fingerprint = f"{SCHEMA_VERSION}:{fingerprint}"
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.RLock()

    @classmethod
    def open(cls, path: Path, fingerprint: str) -> Index:
        """Open the index; one that is corrupt, or was made with another fingerprint, begins empty."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        index = cls(path, fingerprint)
        try:
            index._prepare()
        except sqlite3.DatabaseError:
            index._discard()
            index._prepare()
        return index

    def head(self) -> str | None:
        """The commit that the rows were made from; None before the first build."""
        return self._meta("head")

    def rebuild(self, head: str, records: Iterable[EntryRecord]) -> None:
        """Replace everything by these records."""
        with self._guard, self._writing() as connection:
            connection.execute("DELETE FROM entries")
            connection.execute("DELETE FROM places")
            connection.execute("DELETE FROM updates")
            self._insert(connection, records)
            self._set_meta(connection, "head", head)

    def apply(self, head: str, removed: Iterable[PurePosixPath], records: Iterable[EntryRecord]) -> None:
        """Move on to another commit: entries at `removed` paths go, `records` come; one transaction."""
        with self._guard, self._writing() as connection:
            for path in removed:
                connection.execute(
                    "DELETE FROM entries WHERE id IN (SELECT entry FROM places WHERE path = ?)", (_text(path),)
                )
                connection.execute("DELETE FROM updates WHERE path = ?", (_text(path),))
            self._insert(connection, records)
            self._set_meta(connection, "head", head)

    def set_updated(self, updates: Mapping[PurePosixPath, Updated]) -> None:
        """Say who last touched these files."""
        if not updates:
            return
        rows = [
            (_text(path), item.when.timestamp(), item.when.isoformat(), item.name, item.email, item.commit)
            for path, item in updates.items()
        ]
        with self._guard, self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?, ?, ?)", rows)

    def page(self, query: ListQuery) -> ListPage:
        """The rows of a query."""
        where, values = ["e.collection = ?"], [query.collection]
        if query.search.strip():
            for word in folded(query.search).split():
                where.append("instr(e.folded, ?) > 0")
                values.append(word)
        for name, wanted in query.filters.items():
            where.append("has_value(e.data, ?, ?)")
            values += [name, json.dumps(wanted)]
        condition = " AND ".join(where)
        connection = self._connection()
        total = connection.execute(f"SELECT count(*) FROM entries e WHERE {condition}", values).fetchone()[0]  # noqa: S608
        order, extra = _order(*query.sort)
        limit = -1 if query.limit is None else query.limit
        found = connection.execute(
            f"SELECT {_COLUMNS} FROM entries e LEFT JOIN updates u ON u.path = e.path "  # noqa: S608
            f"WHERE {condition} ORDER BY {order}, e.path LIMIT ? OFFSET ?",
            [*values, *extra, limit, query.offset],
        )
        return ListPage(tuple(map(_row, found)), total)

    def find(self, collection: str, slug: str) -> EntryRow | None:
        """One entry by its address."""
        return self._one("e.collection = ? AND e.slug = ?", (collection, slug))

    def find_path(self, path: PurePosixPath) -> EntryRow | None:
        """The entry that a file belongs to; the first of them if several do."""
        return self._one("e.id IN (SELECT entry FROM places WHERE path = ?)", (_text(path),))

    def paths(self, collection: str) -> tuple[PurePosixPath, ...]:
        """All files of a collection's entries."""
        found = self._connection().execute(
            "SELECT p.path FROM places p JOIN entries e ON e.id = p.entry WHERE e.collection = ?", (collection,)
        )
        return tuple(PurePosixPath(_decoded(path)) for (path,) in found)

    def counts(self) -> dict[str, int]:
        """How many entries each collection has."""
        return dict(self._connection().execute("SELECT collection, count(*) FROM entries GROUP BY collection"))

    def problems(self, collection: str | None = None) -> tuple[RecordProblem, ...]:
        """What is wrong with files, of one collection or of all."""
        found = self._connection().execute(
            "SELECT problems FROM entries WHERE problems != '[]' AND (? IS NULL OR collection = ?) ORDER BY path",
            (collection, collection),
        )
        return tuple(problem for (text,) in found for problem in _problems(text))

    def close(self) -> None:
        with self._guard:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._local = threading.local()

    # inside ---------------------------------------------------------------------------------------------------------

    def _one(self, condition: str, values: tuple[str, ...]) -> EntryRow | None:
        found = self._connection().execute(
            f"SELECT {_COLUMNS} FROM entries e LEFT JOIN updates u ON u.path = e.path WHERE {condition} LIMIT 1",  # noqa: S608
            values,
        )
        row = found.fetchone()
        return _row(row) if row is not None else None

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.create_function("value_key", 3, _value_key, deterministic=True)
            connection.create_function("has_value", 3, _has_value, deterministic=True)
            self._local.connection = connection
            with self._guard:
                self._all.append(connection)
        return connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _prepare(self) -> None:
        connection = self._connection()
        with self._writing():
            made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]
            if made and self._meta("fingerprint") == self.fingerprint:
                return
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in tables:
                connection.execute(f'DROP TABLE IF EXISTS "{name}"')
            for statement in _SCHEMA.split(";"):
                if statement.strip():
                    connection.execute(statement)
            self._set_meta(connection, "fingerprint", self.fingerprint)

    def _discard(self) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _meta(self, key: str) -> str | None:
        row = self._connection().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row is not None else None

    @staticmethod
    def _set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @staticmethod
    def _insert(connection: sqlite3.Connection, records: Iterable[EntryRecord]) -> None:
        for record in records:
            connection.execute(
                "DELETE FROM entries WHERE collection = ? AND slug = ?", (record.collection, _encoded(record.slug))
            )
            inserted = connection.execute(
                "INSERT INTO entries (collection, slug, path, oid, files, title, folded, summary, date, sort_date, "
                "image, data, problems) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _stored(record),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO places VALUES (?, ?)",
                [(_text(path), inserted.lastrowid) for path in record.files.values()],
            )


def _stored(record: EntryRecord) -> tuple[str, ...]:
    return (
        record.collection,
        _encoded(record.slug),
        _text(record.path),
        record.oid,
        json.dumps({locale: _text(path) for locale, path in record.files.items()}),
        _encoded(record.title),
        _encoded(folded(record.title)),
        _encoded(record.summary),
        record.date,
        record.sort_date,
        record.image,
        json.dumps(_tagged(dict(record.values))),
        json.dumps([[_text(p.path), p.line, p.column, p.severity, p.code, p.message] for p in record.problems]),
    )


def _row(row: tuple[Any, ...]) -> EntryRow:
    collection, slug, path, oid, files, title, summary, date, sort_date, image, data, problems, moment, name = row
    return EntryRow(
        collection,
        _decoded(slug),
        PurePosixPath(_decoded(path)),
        oid,
        {locale: PurePosixPath(_decoded(text)) for locale, text in json.loads(files).items()},
        _decoded(title),
        _decoded(summary),
        date,
        sort_date,
        image,
        _untagged(json.loads(data)),
        _problems(problems),
        datetime.fromisoformat(moment) if moment else None,
        name or "",
    )


def _problems(text: str) -> tuple[RecordProblem, ...]:
    return tuple(
        RecordProblem(PurePosixPath(_decoded(path)), line, column, severity, code, message)
        for path, line, column, severity, code, message in json.loads(text)
    )


def _order(name: str, descending: bool) -> tuple[str, list[str]]:
    direction = "DESC" if descending else "ASC"
    if name in _BY_COLUMN:
        column = _BY_COLUMN[name]
        return f"{column} IS NULL, {column} = '', {column} {direction}", []
    # missing values last in both directions
    keys = "value_key(e.data, ?, 0), value_key(e.data, ?, 1) {d}, value_key(e.data, ?, 2) {d}"
    return keys.format(d=direction), [name, name, name]


def _value_key(data: str, name: str, part: int) -> float | str:
    value = get_at(_untagged(json.loads(data)), name, None)
    if isinstance(value, Timestamp):
        moment = read_date(value)
        value = moment.astimezone(UTC).isoformat() if moment is not None else str(value)
    key = sort_key(None if isinstance(value, Absent) else value)
    if part == 0:
        return 1 if key[0] == 2 else 0
    return key[0] * 1e300 + key[1] if part == 1 else key[2]


def _has_value(data: str, name: str, wanted_text: str) -> bool:
    wanted: Value = json.loads(wanted_text)
    value = get_at(_untagged(json.loads(data)), name, None)
    items = value if isinstance(value, list) else [value]
    return any(_plain_text(item) == _plain_text(wanted) for item in items)


def _plain_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None or isinstance(value, Absent) else str(value)


def _tagged(value: Value) -> Any:
    """Values as JSON; a date as spelt keeps that it is one."""
    if isinstance(value, dict):
        return {key: _tagged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    return {"\0date": str(value)} if isinstance(value, Timestamp) else value


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        if "\0date" in value:
            return Timestamp(value["\0date"])
        return {key: _untagged(item) for key, item in value.items()}
    return [_untagged(item) for item in value] if isinstance(value, list) else value


def _text(path: PurePosixPath) -> str:
    return _encoded(str(path))


def _encoded(text: str) -> str:
    """Names that are not UTF-8 carry lone surrogates, which SQLite does not take."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _decoded(text: str) -> str:
    return text
