"""The history of every file, and from it who last touched an entry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath

from cms.index.model import HistoryCommit, HistoryRow
from cms.index.rows import decoded, encoded
from cms.index.sorting import NOTHING, sort_key

__all__ = ["add_commits", "file_history", "forget_commits", "renamed_to", "set_latest", "set_latest_of_range"]

_VERSIONS = """
SELECT c.seconds, c.generation, c.oid, c.moment, c.name, c.email, c.subject, t.old_path, t.deleted
FROM touches t JOIN commits c ON c.id = t.change WHERE t.path = ? AND (c.seconds, c.generation) < (?, ?)
ORDER BY c.seconds DESC, c.generation DESC
"""
_LATEST = """
SELECT e.id, e.collection, c.moment, c.name, c.seconds, c.generation FROM entries e
JOIN touches t ON t.path = e.path JOIN commits c ON c.id = t.change WHERE t.deleted = 0 AND e.id BETWEEN ? AND ?
UNION ALL SELECT e.id, e.collection, c.moment, c.name, c.seconds, c.generation FROM entries e
JOIN places p ON p.entry = e.id JOIN touches t ON t.path = p.path JOIN commits c ON c.id = t.change
WHERE t.deleted = 0 AND e.id BETWEEN ? AND ? ORDER BY 1
"""
_NEWER = (1 << 62, 1 << 62)
RENAMES = 100  # followed back from one file


def add_commits(connection: sqlite3.Connection, commits: Iterable[HistoryCommit]) -> set[bytes]:
    """Add commits, parents before children; one that is there is left. Gives the paths they touched."""
    generations: dict[str, int] = {}
    touched: set[bytes] = set()
    for commit in commits:
        generation = 1 + max((_generation(connection, oid, generations) for oid in commit.parents), default=0)
        generations[commit.oid] = generation
        moment = commit.authored.isoformat()
        row = (commit.oid, commit.committed, generation, moment, commit.name, commit.email, commit.subject)
        number = connection.execute(
            "INSERT OR IGNORE INTO commits (oid, seconds, generation, moment, name, email, subject)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            row,
        ).fetchone()
        if number is None:
            continue
        touches = [
            (
                encoded(change.path),
                number[0],
                encoded(change.old_path) if change.old_path is not None else None,
                int(change.deleted),
            )
            for change in commit.changes
        ]
        connection.executemany("INSERT OR IGNORE INTO touches VALUES (?, ?, ?, ?)", touches)
        touched.update(touch[0] for touch in touches)
    return touched


def forget_commits(connection: sqlite3.Connection, oids: Iterable[str]) -> set[bytes]:
    """Take commits out that the branch no longer has. Gives the paths they touched."""
    touched: set[bytes] = set()
    for oid in oids:
        row = connection.execute("SELECT id FROM commits WHERE oid = ?", (oid,)).fetchone()
        if row is not None:
            touched.update(item[0] for item in connection.execute("SELECT path FROM touches WHERE change = ?", row))
            connection.execute("DELETE FROM touches WHERE change = ?", row)
            connection.execute("DELETE FROM commits WHERE id = ?", row)
    return touched


def file_history(connection: sqlite3.Connection, path: PurePosixPath) -> Iterator[HistoryRow]:
    """The versions of a file, newest first, through its renames."""
    name, before = encoded(path), _NEWER
    for _ in range(RENAMES):
        source = None
        for seconds, generation, oid, moment, person, email, subject, old, deleted in connection.execute(
            _VERSIONS, (name, *before)
        ).fetchall():
            place = PurePosixPath(decoded(name))
            yield HistoryRow(oid, place, datetime.fromisoformat(moment), person, email, subject, bool(deleted))
            if old is not None:
                source, before = old, (seconds, generation)
                break
        if source is None:
            return
        name = source


def renamed_to(connection: sqlite3.Connection, path: PurePosixPath) -> HistoryRow | None:
    """The last version in which a file came from a path: where it went, and who moved it."""
    found = connection.execute(
        "SELECT t.path, c.oid, c.moment, c.name, c.email, c.subject FROM touches t JOIN commits c ON c.id = t.change"
        " WHERE t.old_path = ? ORDER BY c.seconds DESC, c.generation DESC LIMIT 1",
        (encoded(path),),
    ).fetchone()
    if found is None:
        return None
    place, oid, moment, person, email, subject = found
    return HistoryRow(oid, PurePosixPath(decoded(place)), datetime.fromisoformat(moment), person, email, subject, False)


def set_latest(connection: sqlite3.Connection, entries: Iterable[int]) -> None:
    """Note who last touched these entries, and when."""
    for entry in entries:
        found = connection.execute(_LATEST, (entry, entry, entry, entry)).fetchall()
        _note(connection, found or [(entry, None, "", "", None, 0)])


def set_latest_of_range(connection: sqlite3.Connection, first: int, last: int) -> None:
    """`set_latest` for all entries with ids in a range that have a history."""
    _note(connection, connection.execute(_LATEST, (first, last, first, last)).fetchall())


def _note(connection: sqlite3.Connection, rows: Iterable[tuple[int, int | None, str, str, int | None, int]]) -> None:
    """Of each entry's rows, which stand together, keep the newest."""
    orders = {
        (collection, name): number
        for collection, name, number in connection.execute(
            "SELECT collection, name, id FROM orders WHERE kind = 'sort' AND name LIKE 'commit_%'"
        )
    }
    writer = connection.cursor()
    for entry, group in groupby(rows, key=itemgetter(0)):
        _, collection, moment, name, seconds, _ = max(group, key=lambda row: (row[4] or 0, row[5]))
        if collection is None:
            found = connection.execute("SELECT collection FROM entries WHERE id = ?", (entry,)).fetchone()
            collection = found[0] if found else None
        writer.execute("UPDATE entries SET moment = ?, author = ? WHERE id = ?", (moment, name, entry))
        for order, key in (
            ("commit_date", (0, float(seconds), "") if seconds is not None else NOTHING),
            ("commit_author", sort_key(name) or NOTHING),
        ):
            if (number := orders.get((collection, order))) is not None:
                writer.execute("DELETE FROM keys WHERE entry = ? AND sort = ?", (entry, number))
                writer.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", (number, *key, entry))


def _generation(connection: sqlite3.Connection, oid: str, known: dict[str, int]) -> int:
    if oid not in known:
        row = connection.execute("SELECT generation FROM commits WHERE oid = ?", (oid,)).fetchone()
        known[oid] = row[0] if row else 0
    return known[oid]
