"""The index: what lists are read from, and how it follows the branch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from cms.entries import EntryRecord, RecordProblem
from cms.index.model import EntryRow, ListPage, ListQuery, Updated
from cms.index.rows import COLUMNS, INSERT, encoded, facts_of, held_of, held_text, problems_of, row_of, stored
from cms.index.schema import Database
from cms.index.sorting import folded

__all__ = ["Index"]

# Sorts that columns carry, up and down; every other one is a value of the entry. Entries without one come last in both
# directions; going down they do so by themselves.
_COLUMN_ORDERS = {
    "title": ("e.title_key", "e.title_key DESC"),
    "path": ("e.path", "e.path DESC"),
    "slug": ("e.slug", "e.slug DESC"),
    "date": ("e.sort_date = '', e.sort_date", "e.sort_date DESC"),
    "commit_date": ("e.seconds IS NULL, e.seconds", "e.seconds DESC"),
    "commit_author": ("e.author = '', e.author COLLATE NOCASE", "e.author COLLATE NOCASE DESC"),
}
_FIELD_ORDERS = "f.rank IS NULL, f.rank, f.number, f.text", "f.rank DESC, f.number DESC, f.text DESC"
_HOLDS = "e.id IN (SELECT entry FROM held WHERE field = ? AND value = ?)"
_HOLDS_NOTHING = (
    "(e.id IN (SELECT entry FROM held WHERE field = ? AND value = '') OR "
    "e.id NOT IN (SELECT entry FROM held WHERE field = ?))"
)
_LATEST = """
UPDATE entries SET (seconds, moment, author) = (
    SELECT u.seconds, u.moment, u.author FROM places p JOIN updates u ON u.path = p.path
    WHERE p.entry = entries.id ORDER BY u.seconds DESC LIMIT 1
) WHERE EXISTS (SELECT 1 FROM places p JOIN updates u ON u.path = p.path WHERE p.entry = entries.id)
"""


class Index:
    """Lists of entries. Safe for many threads, each with its own connection; writes wait for each other.

    All methods raise StoreError when the file cannot be used; it is made anew, empty, then.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path, fingerprint: str) -> Index:
        """Open the index. One that is missing, broken or made with another fingerprint begins empty."""
        index = cls(Database(path, fingerprint))
        index.head()
        return index

    def head(self) -> str | None:
        """The commit that the rows were made from; None before the first build."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'head'").fetchone()
            return row[0] if row is not None else None

    def rebuild(
        self, head: str, records: Iterable[EntryRecord], updates: Mapping[PurePosixPath, Updated] | None = None
    ) -> None:
        """Replace everything by these records; one transaction. `updates` as in `set_updated`."""
        with self._database.writing() as connection:
            for table in ("held", "facts", "places", "entries", "updates"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608
            _insert(connection, records)
            _update(connection, updates or {})
            _set_head(connection, head)

    def apply(
        self,
        head: str,
        removed: Iterable[PurePosixPath],
        records: Iterable[EntryRecord],
        updates: Mapping[PurePosixPath, Updated] | None = None,
    ) -> None:
        """Move on to another commit: entries that have files at `removed` go, `records` come; one transaction."""
        with self._database.writing() as connection:
            for path in map(encoded, removed):
                connection.execute("DELETE FROM entries WHERE id IN (SELECT entry FROM places WHERE path = ?)", (path,))
                connection.execute("DELETE FROM updates WHERE path = ?", (path,))
            _insert(connection, records)
            _update(connection, updates or {})
            _set_head(connection, head)

    def set_updated(self, updates: Mapping[PurePosixPath, Updated]) -> None:
        """Say who last touched these files."""
        if updates:
            with self._database.writing() as connection:
                _update(connection, updates)

    def page(self, query: ListQuery) -> ListPage:
        """The rows of a query, and how many there are in all."""
        condition, values = _condition(query)
        join, order, extra = _order(*query.sort)
        limit = -1 if query.limit is None else max(query.limit, 0)
        with self._database.reading() as connection:
            total = connection.execute(f"SELECT count(*) FROM entries e WHERE {condition}", values).fetchone()[0]  # noqa: S608
            found = connection.execute(
                f"SELECT {COLUMNS} FROM entries e {join} WHERE {condition} ORDER BY {order}, e.path LIMIT ? OFFSET ?",  # noqa: S608
                [*extra, *values, limit, max(query.offset, 0)],
            ).fetchall()
        return ListPage(tuple(map(row_of, found)), total)

    def find(self, collection: str, slug: str) -> EntryRow | None:
        """One entry by its address."""
        return self._one("e.collection = ? AND e.slug = ?", (collection, encoded(slug)))

    def find_path(self, path: PurePosixPath) -> EntryRow | None:
        """The entry that a file belongs to; the first of them if several do."""
        return self._one("e.id IN (SELECT entry FROM places WHERE path = ?)", (encoded(path),))

    def paths(self, collection: str) -> tuple[PurePosixPath, ...]:
        """All files of a collection's entries."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT p.path FROM places p JOIN entries e ON e.id = p.entry WHERE e.collection = ?", (collection,)
            ).fetchall()
        return tuple(PurePosixPath(path.decode("utf-8", "surrogateescape")) for (path,) in found)

    def counts(self) -> dict[str, int]:
        """How many entries each collection has; one without entries is not named."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT collection, count(*) FROM entries GROUP BY collection").fetchall())

    def problems(self, collection: str | None = None) -> tuple[RecordProblem, ...]:
        """What is wrong with files, of one collection or of all, in the order of their paths."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT problems FROM entries WHERE problems != '[]' AND (? IS NULL OR collection = ?) ORDER BY path",
                (collection, collection),
            ).fetchall()
        return tuple(problem for (text,) in found for problem in problems_of(text))

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

    def _one(self, condition: str, values: tuple[str | bytes, ...]) -> EntryRow | None:
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {COLUMNS} FROM entries e WHERE {condition} ORDER BY e.id LIMIT 1",  # noqa: S608
                values,
            ).fetchone()
        return row_of(row) if row is not None else None


def _condition(query: ListQuery) -> tuple[str, list[str]]:
    where, values = ["e.collection = ?"], [query.collection]
    for word in folded(query.search).split():
        where.append("instr(e.search, ?) > 0")
        values.append(word)
    for name, wanted in query.filters.items():
        text = held_text(wanted)
        where.append(_HOLDS if text else _HOLDS_NOTHING)
        values += [name, text] if text else [name, name]
    return " AND ".join(where), values


def _order(name: str, descending: bool) -> tuple[str, str, list[str]]:
    """Join, order and their values. No text of the query becomes SQL."""
    if name in _COLUMN_ORDERS:
        return "", _COLUMN_ORDERS[name][descending], []
    return "LEFT JOIN facts f ON f.entry = e.id AND f.field = ?", _FIELD_ORDERS[descending], [name]


def _insert(connection: sqlite3.Connection, records: Iterable[EntryRecord]) -> None:
    for record in records:
        connection.execute(
            "DELETE FROM entries WHERE collection = ? AND slug = ?", (record.collection, encoded(record.slug))
        )
        entry = connection.execute(INSERT, stored(record)).lastrowid
        paths = {record.path, *record.files.values()}
        connection.executemany("INSERT INTO places VALUES (?, ?)", [(encoded(path), entry) for path in paths])
        connection.executemany(
            "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)", [(entry, *fact) for fact in facts_of(record.values)]
        )
        connection.executemany(
            "INSERT OR IGNORE INTO held VALUES (?, ?, ?)", [(*pair, entry) for pair in held_of(record.values)]
        )
        connection.execute(f"{_LATEST} AND id = ?", (entry,))


def _update(connection: sqlite3.Connection, updates: Mapping[PurePosixPath, Updated]) -> None:
    rows = [
        (encoded(path), item.when.timestamp(), item.when.isoformat(), item.name, item.email, item.commit)
        for path, item in updates.items()
    ]
    connection.executemany("INSERT OR REPLACE INTO updates VALUES (?, ?, ?, ?, ?, ?)", rows)
    touched = [(row[0],) for row in rows]
    connection.executemany(f"{_LATEST} AND id IN (SELECT entry FROM places WHERE path = ?)", touched)  # noqa: S608


def _set_head(connection: sqlite3.Connection, head: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('head', ?)", (head,))
