"""The trees of nested collections: rows in and out, and reading one level at a time.

A level costs what it is wide, however large the site is: folders are rows of their own, with the number of entries in
and below them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cms.entries import Node
from cms.index.database import Database
from cms.index.listing import rows_of
from cms.index.model import EntryRow, LevelItem, LevelPage, LevelQuery
from cms.index.rows import decoded, encoded, plain
from cms.index.sorting import NOTHING, SortKey, sort_key

__all__ = ["Levels", "add_leaves", "take_leaves"]

FIRST = SortKey(-1, 0.0, "")  # the entry that is the top itself
_OWN = "SELECT entry, label FROM leaves WHERE collection = ? AND folder = ? AND rank > 0 ORDER BY rank LIMIT 1"


# ---------------------------------------------------------------------- writing, within a transaction of the caller
def add_leaves(connection: sqlite3.Connection, leaves: Iterable[tuple[int, int, Node]]) -> None:
    """Put entries into their trees: id, collection and place of each."""
    rows = [(collection, encoded(n.folder), n.rank, encoded(n.name), plain(n.label), entry)
            for entry, collection, n in leaves]  # fmt: skip
    connection.executemany("INSERT OR REPLACE INTO leaves VALUES (?, ?, ?, ?, ?, ?)", rows)
    _count(connection, ((collection, folder) for collection, folder, *_ in rows), 1)


def take_leaves(connection: sqlite3.Connection, entries: Sequence[int]) -> None:
    """Take entries out of their trees; a folder without entries goes too."""
    select = "SELECT collection, folder FROM leaves WHERE entry = ?"
    places = [row for entry in entries for row in connection.execute(select, (entry,))]
    connection.executemany("DELETE FROM leaves WHERE entry = ?", [(entry,) for entry in entries])
    _count(connection, places, -1)


def _count(connection: sqlite3.Connection, places: Iterable[tuple[int, bytes]], sign: int) -> None:
    numbers = Counter((collection, path) for collection, folder in places for path in _upwards(folder))
    rows = [(collection, _above(path), path, sign * number) for (collection, path), number in numbers.items()]
    connection.executemany(
        "INSERT INTO folders VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET entries = entries + excluded.entries", rows
    )
    gone = "DELETE FROM folders WHERE collection = ? AND parent = ? AND path = ? AND entries <= 0"
    if sign < 0:
        connection.executemany(gone, [row[:3] for row in rows])


def _upwards(folder: bytes) -> Iterator[bytes]:
    """A folder and those above it, without the top."""
    while folder:
        yield folder
        folder = _above(folder)


def _above(path: bytes) -> bytes:
    return path.rpartition(b"/")[0]


# ---------------------------------------------------------------------- reading
class _Child(NamedTuple):
    key: SortKey
    name: str  # unique in its level
    path: str  # of a folder, else ""
    label: str
    entry: int | None
    below: int


class Levels:
    """Reads the trees of an index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: LevelQuery) -> LevelPage:
        """A page of the nodes of one folder, folders and entries in one order."""
        with self._database.reading() as connection:
            collection = _collection(connection, query.collection)
            order = _ordered(_children(connection, collection, query), descending=query.sort[1])
            start = _start(order, query.after)
            shown = order[start:] if query.limit is None else order[start : start + query.limit]
            rows = dict(_rows(connection, [child.entry for child in shown if child.entry is not None]))
            items = tuple(LevelItem(c.label, c.path, rows.get(c.entry or 0), c.below) for c in shown)
        end = start + len(shown)
        return LevelPage(items, len(order), f"{end}:{shown[-1].name}" if shown and end < len(order) else "")

    def count(self, collection: str, folder: str) -> int:
        """How many entries stand in a folder and below it; 0 when there is no such folder."""
        path = encoded(folder)
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT entries FROM folders WHERE collection = ? AND parent = ? AND path = ?",
                (_collection(connection, collection), _above(path), path),
            ).fetchone()
        return int(found[0]) if found is not None else 0

    def below(self, collection: str, folder: str, limit: int) -> tuple[EntryRow, ...]:
        """The first entries that stand in a folder and below it, the folder's own too."""
        path = encoded(folder)
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT entry FROM leaves WHERE collection = ? AND (folder = ? OR (folder >= ? AND folder < ?))"
                " LIMIT ?",
                (_collection(connection, collection), path, path + b"/", path + b"0", limit),  # `0` is next to `/`
            ).fetchall()
            return rows_of(connection, [entry for (entry,) in found])

    def own(self, collection: str, folder: str) -> EntryRow | None:
        """The entry that a folder itself is; None when it has none."""
        with self._database.reading() as connection:
            found = connection.execute(_OWN, (_collection(connection, collection), encoded(folder))).fetchone()
            rows = rows_of(connection, [found[0]]) if found is not None else ()
        return rows[0] if rows else None

    def trail(self, collection: str, folder: str) -> tuple[tuple[str, str], ...]:
        """The folders that lead to one, the uppermost first: path and label of each, of itself too."""
        paths = list(_upwards(encoded(folder)))[::-1]
        with self._database.reading() as connection:
            number = _collection(connection, collection)
            labels = [connection.execute(_OWN, (number, path)).fetchone() for path in paths]
        names = [path.rpartition(b"/")[2] for path in paths]
        return tuple(
            (decoded(path), own[1] if own is not None else decoded(name))
            for path, name, own in zip(paths, names, labels, strict=True)
        )

    def folders(self, collection: str, limit: int) -> tuple[str, ...]:
        """The first folders of a tree, upper levels before lower ones of the same branch."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT path FROM folders WHERE collection = ? ORDER BY parent, path LIMIT ?",
                (_collection(connection, collection), limit),
            ).fetchall()
        return tuple(decoded(path) for (path,) in found)

    def depth(self, collection: str, folder: str) -> int:
        """How many levels of folders stand below a folder."""
        path = encoded(folder)
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT folder FROM leaves WHERE collection = ? AND folder >= ? AND folder < ?",
                (_collection(connection, collection), path + b"/", path + b"0"),  # `0` is next to `/`
            ).fetchall()
        return max((inner.count(b"/") - path.count(b"/") for (inner,) in found), default=0)


def _collection(connection: sqlite3.Connection, name: str) -> int:
    found = connection.execute("SELECT id FROM collections WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found is not None else 0


def _children(connection: sqlite3.Connection, collection: int, query: LevelQuery) -> Iterator[_Child]:
    folder, name = encoded(query.folder), query.sort[0]
    order = connection.execute(
        "SELECT id FROM orders WHERE collection = ? AND kind = 'sort' AND name = ?", (collection, name)
    ).fetchone()

    def key(label: str, entry: int | None) -> SortKey:
        if name == "title" or order is None:
            return sort_key(label) or NOTHING
        found = None
        if entry is not None:
            select = "SELECT rank, number, text FROM keys WHERE entry = ? AND sort = ?"
            found = connection.execute(select, (entry, order[0])).fetchone()
        return SortKey(*found) if found is not None else NOTHING

    for path, below in connection.execute(
        "SELECT path, entries FROM folders WHERE collection = ? AND parent = ?", (collection, folder)
    ).fetchall():
        own = connection.execute(_OWN, (collection, path)).fetchone()
        entry, label = own if own is not None else (None, decoded(path.rpartition(b"/")[2]))
        inside = below - (1 if own is not None else 0)
        yield _Child(key(label, entry), decoded(path), decoded(path), label, entry, inside)
    own = connection.execute(_OWN, (collection, folder)).fetchone()
    for leaf, label, entry in connection.execute(
        "SELECT name, label, entry FROM leaves WHERE collection = ? AND folder = ?", (collection, folder)
    ).fetchall():
        if own is None or entry != own[0] or not folder:
            first = own is not None and entry == own[0]
            yield _Child(FIRST if first else key(label, entry), f"./{decoded(leaf)}", "", label, entry, 0)


def _ordered(children: Iterable[_Child], *, descending: bool) -> list[_Child]:
    """Those without a value come last, up and down, by their labels; the top's own entry comes first."""
    every = list(children)
    top = [child for child in every if child.key.rank < 0]
    present = sorted((child for child in every if 0 <= child.key.rank < 2), reverse=descending, key=lambda c: c[:2])
    absent = (child for child in every if child.key.rank == 2)
    return [*top, *present, *sorted(absent, key=lambda child: (sort_key(child.label) or NOTHING, child.name))]


def _start(order: Sequence[_Child], after: str) -> int:
    """Where a page begins: after the node its cursor names, or where that one was."""
    number, _, name = after.partition(":")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    if not at or (at <= len(order) and order[at - 1].name == name):
        return min(at, len(order))
    return next((place + 1 for place, child in enumerate(order) if child.name == name), min(at, len(order)))


def _rows(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, EntryRow]]:
    for entry in ids:
        for row in rows_of(connection, [entry]):
            yield entry, row
