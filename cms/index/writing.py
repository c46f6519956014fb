"""Writing the index: rows in, rows out, always within a transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cms.index.levels import add_leaves, take_leaves
from cms.index.model import IndexedFields
from cms.index.rows import COMMIT_SORTS, INSERT, UPSERT, Prepared, unpacked
from cms.index.sorting import NOTHING
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

MOST_FLAGS = 62  # filters of a collection whose combinations are counted: the bits of SQLite's integers
_DEPENDENT = ("keys", "held", "pointers", "places")
_Tally = tuple[int, str, int]  # a view, what it holds, the mask
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
            bits = {each: 1 << place for place, each in enumerate(fields[name].flags[:MOST_FLAGS])}
            orders = [(row, each, "sort", 0) for each in fields[name].sorts]
            orders += [(row, each, "filter", 0) for each in fields[name].filters]
            orders += [(row, each, "view", bits.get(each, 0)) for each in fields[name].views]
            connection.executemany("INSERT INTO orders (collection, name, kind, bit) VALUES (?, ?, ?, ?)", orders)


def clear(connection: sqlite3.Connection) -> None:
    """Take out all collections and entries; the history stays."""
    for table in (*_DEPENDENT, "leaves", "folders", "tallies", "texts", "entries", "orders", "collections"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")


def drop_collection(connection: sqlite3.Connection, name: str) -> None:
    """Take a collection out with all its entries."""
    number = connection.execute("SELECT id FROM collections WHERE name = ?", (name,)).fetchone()[0]
    entries = [row[0] for row in connection.execute("SELECT id FROM entries WHERE collection = ?", (number,))]
    drop(connection, entries)
    connection.execute("DELETE FROM tallies WHERE field IN (SELECT id FROM orders WHERE collection = ?)", (number,))
    connection.execute("DELETE FROM orders WHERE collection = ?", (number,))
    connection.execute("DELETE FROM collections WHERE id = ?", (number,))


def entries_at(connection: sqlite3.Connection, paths: Iterable[bytes]) -> set[int]:
    """The entries that have files at these paths."""
    return {row[0] for path in paths for row in connection.execute(_AT, (path, path))}


def drop(connection: sqlite3.Connection, entries: Iterable[int]) -> None:
    """Take entries out."""
    gone = list(entries)
    select = "SELECT collection FROM entries WHERE id = ?"
    found = [connection.execute(select, (entry,)).fetchone() for entry in gone]
    _count(connection, Counter(row[0] for row in found if row is not None), -1)
    take_out(connection, gone)
    connection.executemany("DELETE FROM entries WHERE id = ?", [(entry,) for entry in gone])


def add(connection: sqlite3.Connection, rows: Iterable[Prepared], *, fresh: bool = False) -> list[int]:
    """Put entries in; one with the same address is replaced and keeps its id. `fresh`: there is none. Gives the ids."""
    ids = collection_ids(connection)
    known = [row for row in rows if row.collection in ids]
    before = connection.execute("SELECT max(id) FROM entries").fetchone()[0] or 0
    entries = _new_ids(connection, len(known)) if fresh else _ids(connection, known, ids)
    new = {entry: row.collection for entry, row in zip(entries, known, strict=True) if entry > before}
    _count(connection, Counter(ids[name] for name in new.values()), 1)
    _insert(connection, list(zip(entries, known, strict=True)), ids, fresh=fresh)
    return entries


def _new_ids(connection: sqlite3.Connection, number: int) -> list[int]:
    first = 1 + (connection.execute("SELECT max(id) FROM entries").fetchone()[0] or 0)
    return list(range(first, first + number))


def _ids(connection: sqlite3.Connection, rows: Sequence[Prepared], ids: Mapping[str, int]) -> list[int]:
    """The ids of entries with these addresses, new ones for those that are new; what hangs on the old ones goes."""
    select = "SELECT id FROM entries WHERE collection = ? AND slug = ?"
    found = [connection.execute(select, (ids[row.collection], row.row[0])).fetchone() for row in rows]
    take_out(connection, list(dict.fromkeys(row[0] for row in found if row is not None)))
    new = iter(_new_ids(connection, len(rows)))
    given: dict[tuple[str, object], int] = {}  # an address that comes twice is one entry
    return [
        given.setdefault((row.collection, row.row[0]), old[0] if old is not None else next(new))
        for row, old in zip(rows, found, strict=True)
    ]


def _insert(
    connection: sqlite3.Connection,
    entries: Sequence[tuple[int, Prepared]],
    ids: Mapping[str, int],
    *,
    fresh: bool,
) -> None:
    """Put rows in under their ids, table by table, which keeps each table's pages together."""
    latest = dict(entries)
    if len(latest) < len(entries):
        entries = list(latest.items())
    orders = _orders(connection)
    commit = {ids[row.collection]: tuple(_commit_orders(orders, ids[row.collection])) for _, row in entries}
    insert = INSERT if fresh else UPSERT
    connection.executemany(insert, [(entry, *row.row, ids[row.collection]) for entry, row in entries])
    keys: list[tuple[object, ...]] = []
    held: list[tuple[int, str, int]] = []
    views: set[tuple[int, str, int]] = set()
    for entry, row in entries:
        collection = ids[row.collection]
        keys += [(orders[collection, "sort", name], *key, entry) for name, *key in row.keys]
        keys += [(order, *NOTHING, entry) for order in commit[collection]]
        held += [(orders[collection, "filter", name], value, entry) for name, value in row.held]
        views.update((orders[collection, "view", name], value, entry) for name, value in row.views)
    pointers = [(*pointer, entry) for entry, row in entries for pointer in row.pointers]
    places = [(path, entry) for entry, row in entries for path in row.places]
    connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", sorted(keys))
    connection.executemany("INSERT OR IGNORE INTO held VALUES (?, ?, ?)", sorted((*held, *views)))
    _tally(connection, _tallies(connection, views), 1)
    connection.executemany("INSERT OR IGNORE INTO pointers VALUES (?, ?, ?, ?)", sorted(pointers))
    connection.executemany("INSERT INTO places VALUES (?, ?)", places)
    add_leaves(connection, [(entry, ids[row.collection], row.node) for entry, row in entries if row.node is not None])
    connection.executemany("INSERT INTO texts VALUES (?, ?)", [(entry, row.packed) for entry, row in entries])
    # All texts at the end: a statement on another table makes the full-text index write out what it has gathered.
    connection.executemany(
        "INSERT INTO search (rowid, title, words, body) VALUES (?, ?, ?, ?)",
        [(entry, *row.texts) for entry, row in entries],
    )


def take_out(connection: sqlite3.Connection, entries: Sequence[int]) -> None:
    """Remove all that hangs on entries."""
    select = "SELECT packed FROM texts WHERE entry = ?"
    packed = [(entry, connection.execute(select, (entry,)).fetchone()) for entry in entries]
    texts = [(entry, *map(paired, unpacked(found[0]))) for entry, found in packed if found is not None]
    _tally(connection, _tallies(connection, _held_views(connection, entries)), -1)
    take_leaves(connection, entries)
    for table in (*_DEPENDENT, "texts"):
        connection.executemany(f"DELETE FROM {table} WHERE entry = ?", [(entry,) for entry in entries])  # noqa: S608
    connection.executemany(
        "INSERT INTO search (search, rowid, title, words, body) VALUES ('delete', ?, ?, ?, ?)", texts
    )


def _held_views(connection: sqlite3.Connection, entries: Sequence[int]) -> list[tuple[int, str, int]]:
    """What the views hold of entries."""
    select = (
        "SELECT h.field, h.value, h.entry FROM held h JOIN orders o ON o.id = h.field AND o.kind = 'view'"
        " WHERE h.entry = ?"
    )
    return [row for entry in entries for row in connection.execute(select, (entry,))]


def _tallies(connection: sqlite3.Connection, views: Iterable[tuple[int, str, int]]) -> Counter[_Tally]:
    """How many entries the views hold each value of, by the filters that let them through."""
    every = list(views)
    bits = dict(connection.execute("SELECT id, bit FROM orders WHERE bit > 0").fetchall()) if every else {}
    masks: Counter[int] = Counter()
    for field, _, entry in every:
        masks[entry] |= bits.get(field, 0)
    return Counter((field, value, masks[entry]) for field, value, entry in every)


def _tally(connection: sqlite3.Connection, numbers: Mapping[_Tally, int], sign: int) -> None:
    """Keep count of what the views hold."""
    connection.executemany(
        "INSERT INTO tallies VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET entries = entries + excluded.entries",
        [(*tally, sign * number) for tally, number in numbers.items()],
    )
    if sign < 0:
        gone = "DELETE FROM tallies WHERE field = ? AND value = ? AND mask = ? AND entries <= 0"
        connection.executemany(gone, list(numbers))


def _count(connection: sqlite3.Connection, numbers: Mapping[int, int], sign: int) -> None:
    """Keep the collections' counts."""
    rows = [(sign * number, collection) for collection, number in numbers.items()]
    connection.executemany("UPDATE collections SET entries = entries + ? WHERE id = ?", rows)


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
