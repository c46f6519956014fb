"""Writing the index: rows in, rows out, always within a transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from cms.index.model import IndexedFields
from cms.index.rows import COMMIT_SORTS, INSERT, UPDATE, Prepared, unpacked
from cms.index.words import paired

__all__ = [
    "add",
    "clear",
    "collection_ids",
    "drop",
    "drop_collection",
    "entries_at",
    "set_collections",
    "set_meta",
    "slugs",
]

_DEPENDENT = ("keys", "held", "pointers", "places")
_AT = "SELECT id FROM entries WHERE path = ? UNION SELECT entry FROM places WHERE path = ?"


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a fact about the whole index."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def collection_ids(connection: sqlite3.Connection) -> dict[str, int]:
    """The collections' ids by their names."""
    return dict(connection.execute("SELECT name, id FROM collections").fetchall())


def set_collections(
    connection: sqlite3.Connection, digests: Mapping[str, str], fields: Mapping[str, IndexedFields]
) -> None:
    """Have just these collections. One whose digest is another now loses its rows."""
    known = dict(connection.execute("SELECT name, digest FROM collections").fetchall())
    if not any(digests.get(name) == digest for name, digest in known.items()):
        clear(connection)
        known = {}
    for name in known:
        if digests.get(name) != known[name]:
            drop_collection(connection, name)
    for name, digest in digests.items():
        if known.get(name) != digest:
            row = connection.execute("INSERT INTO collections (name, digest) VALUES (?, ?)", (name, digest)).lastrowid
            orders = [(row, each, "sort") for each in fields[name].sorts]
            orders += [(row, each, "filter") for each in fields[name].filters]
            connection.executemany("INSERT INTO orders (collection, name, kind) VALUES (?, ?, ?)", orders)


def clear(connection: sqlite3.Connection) -> None:
    """Take out all collections and entries; the history stays."""
    for table in (*_DEPENDENT, "texts", "entries", "orders", "collections"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")


def drop_collection(connection: sqlite3.Connection, name: str) -> None:
    """Take a collection out with all its entries."""
    number = connection.execute("SELECT id FROM collections WHERE name = ?", (name,)).fetchone()[0]
    entries = [row[0] for row in connection.execute("SELECT id FROM entries WHERE collection = ?", (number,))]
    drop(connection, entries)
    connection.execute("DELETE FROM orders WHERE collection = ?", (number,))
    connection.execute("DELETE FROM collections WHERE id = ?", (number,))


def entries_at(connection: sqlite3.Connection, paths: Iterable[bytes]) -> set[int]:
    """The entries that have files at these paths."""
    return {row[0] for path in paths for row in connection.execute(_AT, (path, path))}


def drop(connection: sqlite3.Connection, entries: Iterable[int]) -> None:
    """Take entries out."""
    for entry in entries:
        _take_out(connection, entry)
        connection.execute("DELETE FROM entries WHERE id = ?", (entry,))


def add(connection: sqlite3.Connection, rows: Iterable[Prepared], *, fresh: bool = False) -> list[int]:
    """Put entries in; one with the same address is replaced and keeps its id. `fresh`: there is none. Gives the ids."""
    ids = collection_ids(connection)
    orders = _orders(connection)
    added: list[int] = []
    texts: list[tuple[int | str, ...]] = []
    for row in rows:
        if row.collection in ids:
            added.append(_add(connection, row, ids[row.collection], orders, fresh=fresh))
            texts.append((added[-1], *row.texts))
    # All texts at the end: a statement on another table makes the full-text index write out what it has gathered.
    connection.executemany("INSERT INTO search (rowid, title, words, body) VALUES (?, ?, ?, ?)", texts)
    return added


def _add(
    connection: sqlite3.Connection,
    prepared: Prepared,
    collection: int,
    orders: Mapping[tuple[int, str, str], int],
    *,
    fresh: bool,
) -> int:
    found = None
    if not fresh:
        found = connection.execute(
            "SELECT id FROM entries WHERE collection = ? AND slug = ?", (collection, prepared.row[0])
        ).fetchone()
    if found is None:
        entry = int(connection.execute(INSERT, (*prepared.row, collection)).lastrowid or 0)
        commit = [(order, 2, 0.0, "", entry) for order in _commit_orders(orders, collection)]
        connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", commit)
    else:
        entry = found[0]
        _take_out(connection, entry, spared=_commit_orders(orders, collection))
        connection.execute(UPDATE, (*prepared.row, collection, entry))
    keys = [(orders[collection, "sort", name], *key, entry) for name, *key in prepared.keys]
    connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", keys)
    if prepared.held:
        held = [(orders[collection, "filter", name], value, entry) for name, value in prepared.held]
        connection.executemany("INSERT OR IGNORE INTO held VALUES (?, ?, ?)", held)
    if prepared.pointers:
        pointers = [(*pointer, entry) for pointer in prepared.pointers]
        connection.executemany("INSERT OR IGNORE INTO pointers VALUES (?, ?, ?, ?)", pointers)
    if prepared.places:
        connection.executemany("INSERT INTO places VALUES (?, ?)", [(path, entry) for path in prepared.places])
    connection.execute("INSERT INTO texts VALUES (?, ?)", (entry, prepared.packed))
    return entry


def _take_out(connection: sqlite3.Connection, entry: int, spared: Iterable[int] = ()) -> None:
    """Remove all that hangs on an entry, apart from its keys under the `spared` orders."""
    found = connection.execute("SELECT packed FROM texts WHERE entry = ?", (entry,)).fetchone()
    if found is not None:
        texts = map(paired, unpacked(found[0]))
        connection.execute(
            "INSERT INTO search (search, rowid, title, words, body) VALUES ('delete', ?, ?, ?, ?)", (entry, *texts)
        )
        connection.execute("DELETE FROM texts WHERE entry = ?", (entry,))
    kept = list(spared)
    marks = ", ".join("?" * len(kept))
    connection.execute(f"DELETE FROM keys WHERE entry = ? AND sort NOT IN ({marks})", (entry, *kept))  # noqa: S608
    for table in _DEPENDENT[1:]:
        connection.execute(f"DELETE FROM {table} WHERE entry = ?", (entry,))  # noqa: S608


def _orders(connection: sqlite3.Connection) -> dict[tuple[int, str, str], int]:
    found = connection.execute("SELECT collection, kind, name, id FROM orders").fetchall()
    return {(collection, kind, name): number for collection, kind, name, number in found}


def _commit_orders(orders: Mapping[tuple[int, str, str], int], collection: int) -> Iterator[int]:
    for name in COMMIT_SORTS:
        if (number := orders.get((collection, "sort", name))) is not None:
            yield number


def slugs(connection: sqlite3.Connection, collection: str, names: Iterable[bytes]) -> list[int]:
    """The ids of a collection's entries by their slugs."""
    select = "SELECT e.id FROM entries e JOIN collections c ON c.id = e.collection WHERE c.name = ? AND e.slug = ?"
    found = (connection.execute(select, (collection, name)).fetchone() for name in names)
    return [row[0] for row in found if row is not None]
