"""The media files of the tree: rows in and out, folders with their counts, pages by name or size, search by name.

All media files of the repository are held, whatever the configuration says, so that another one needs no new rows.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from cms.index.model import MediaFolder, MediaPage, MediaQuery, MediaRow
from cms.index.query import beginnings, insides, parse_search
from cms.index.rows import decoded, encoded, plain
from cms.index.words import folded, paired

__all__ = [
    "add_media",
    "clear_media",
    "drop_media",
    "media_count",
    "media_file",
    "media_folders",
    "media_oids",
    "media_page",
]

MOST_FOUND = 5_000  # hits of a search, or files with an extension, that are counted and sorted
FEW = 2_000  # files that are sorted by themselves; of more, the order is walked until a page is full
MAX_CURSOR = 20_000  # characters
_COLUMNS = "path, oid, size, kind"
_DIGITS = re.compile(r"[0-9]+")
_Deltas = dict[bytes, list[int]]


# ---------------------------------------------------------------------- writing
def add_media(connection: sqlite3.Connection, rows: Iterable[MediaRow]) -> None:
    """Put files in; one with the same path is replaced."""
    deltas: _Deltas = {}
    texts: list[tuple[int, str, str]] = []
    parts: list[tuple[int, str]] = []
    for row in rows:
        path = encoded(row.path)
        old = connection.execute("SELECT id, kind FROM media WHERE path = ?", (path,)).fetchone()
        if old is not None:
            connection.execute("UPDATE media SET oid = ?, size = ? WHERE id = ?", (row.oid, row.size, old[0]))
            continue
        extension = row.path.suffix.lstrip(".").lower()
        values = (path, row.oid, row.size, row.kind, extension, plain(_as_counted(row.path.name)))
        insert = "INSERT INTO media (path, oid, size, kind, extension, sort) VALUES (?, ?, ?, ?, ?, ?)"
        number = connection.execute(insert, values).lastrowid or 0
        texts.append((number, *_texts(row.path)))
        parts.append((number, _whole(row.path)))
        _count(deltas, row.path, row.kind, 1)
    # At the end: a statement on another table makes the full-text index write out what it has gathered.
    connection.executemany("INSERT INTO media_search (rowid, name, folder) VALUES (?, ?, ?)", texts)
    connection.executemany("INSERT INTO media_insides (rowid, path) VALUES (?, ?)", parts)
    _write_counts(connection, deltas)


def drop_media(connection: sqlite3.Connection, paths: Iterable[bytes]) -> None:
    """Take files out; what is no media file is passed over."""
    deltas: _Deltas = {}
    for path in paths:
        old = connection.execute("SELECT id, kind FROM media WHERE path = ?", (path,)).fetchone()
        if old is None:
            continue
        where = PurePosixPath(decoded(path))
        remove = "INSERT INTO media_search (media_search, rowid, name, folder) VALUES ('delete', ?, ?, ?)"
        connection.execute(remove, (old[0], *_texts(where)))
        remove = "INSERT INTO media_insides (media_insides, rowid, path) VALUES ('delete', ?, ?)"
        connection.execute(remove, (old[0], _whole(where)))
        connection.execute("DELETE FROM media WHERE id = ?", (old[0],))
        _count(deltas, where, old[1], -1)
    _write_counts(connection, deltas)


def clear_media(connection: sqlite3.Connection) -> None:
    """Take out all files."""
    connection.execute("DELETE FROM media")
    connection.execute("DELETE FROM media_folders")
    connection.execute("INSERT INTO media_search (media_search) VALUES ('delete-all')")
    connection.execute("INSERT INTO media_insides (media_insides) VALUES ('delete-all')")


def media_oids(connection: sqlite3.Connection) -> dict[bytes, str]:
    """The blob of every file that is held."""
    return dict(connection.execute("SELECT path, oid FROM media").fetchall())


def _texts(path: PurePosixPath) -> tuple[str, str]:
    """Name and folders as the full-text index holds them."""
    return paired(plain(path.name)), paired(plain(str(path.parent)))


def _whole(path: PurePosixPath) -> str:
    """The path as the index of insides holds it."""
    return plain(folded(str(path)))


def _as_counted(name: str) -> str:
    """A name as people sort: `photo-9` before `photo-10`, in any case, accents beside their letters."""
    return _DIGITS.sub(lambda run: f"{len(run[0].lstrip('0')):02}{run[0].lstrip('0')}", folded(name))


def _count(deltas: _Deltas, path: PurePosixPath, kind: str, step: int) -> None:
    for folder in path.parents:
        delta = deltas.setdefault(encoded(folder), [0, 0])
        delta[0] += step
        delta[1] += step * (kind == "image")


def _write_counts(connection: sqlite3.Connection, deltas: _Deltas) -> None:
    upsert = (
        "INSERT INTO media_folders VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE"
        " SET files = files + excluded.files, pictures = pictures + excluded.pictures"
    )
    connection.executemany(upsert, [(path, _parent(path), *delta) for path, delta in sorted(deltas.items())])
    gone = [(path,) for path, (files, _) in deltas.items() if files < 0]
    connection.executemany("DELETE FROM media_folders WHERE path = ? AND files <= 0", gone)


def _parent(folder: bytes) -> bytes:
    return b"" if folder == b"." else folder.rpartition(b"/")[0] or b"."


# ---------------------------------------------------------------------- reading
def media_page(connection: sqlite3.Connection, query: MediaQuery) -> MediaPage:
    """One page of files."""
    folders = _outermost(query.folders)
    if query.search.strip():
        return _found(connection, query, folders)
    total, pictures = _counts(connection, folders)
    walked = total > FEW
    inside, values = _inside(folders, query.extensions)
    if query.extensions is not None:
        order = "INDEXED BY media_by_name" if walked else ""
        total, pictures = _counted(connection, f"SELECT kind FROM media {order} WHERE {inside}", values)  # noqa: S608
    order = f"INDEXED BY media_by_{'size' if query.sort[0] == 'size' else 'name'}" if walked else ""
    source = f"SELECT {_COLUMNS}, sort FROM media {order} WHERE {inside} AND {_of_kind(query.kind)}"  # noqa: S608
    rows, cursor = _walk(connection, source, values, query, spread=walked)
    return MediaPage(rows, total, pictures, cursor)


def media_folders(connection: sqlite3.Connection, parent: PurePosixPath, limit: int) -> tuple[MediaFolder, ...]:
    """The folders just below one that hold files, at any depth, in order."""
    select = "SELECT path, files FROM media_folders WHERE parent = ? ORDER BY path LIMIT ?"
    found = connection.execute(select, (encoded(parent), limit))
    return tuple(MediaFolder(PurePosixPath(decoded(path)), files) for path, files in found)


def media_count(connection: sqlite3.Connection, folder: PurePosixPath) -> int:
    """How many files stand below a folder."""
    return _counts(connection, [encoded(folder)])[0]


def media_file(connection: sqlite3.Connection, path: PurePosixPath) -> MediaRow | None:
    """One file."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM media WHERE path = ?", (encoded(path),)).fetchone()  # noqa: S608
    return _row(row) if row is not None else None


def _found(connection: sqlite3.Connection, query: MediaQuery, folders: Sequence[bytes]) -> MediaPage:
    """What was searched for: at most MOST_FOUND files, which are counted and sorted."""
    search = parse_search(query.search)
    match = beginnings(search)
    if not match or search.collections or search.fields:
        return MediaPage((), 0, 0)
    inside, values = _inside(folders, query.extensions)
    matches = [f"SELECT rowid FROM media_{table} WHERE media_{table} MATCH ?"  # noqa: S608
               for table, words in (("search", match), ("insides", insides(search))) if words]  # fmt: skip
    some = (
        f"SELECT {_COLUMNS}, sort FROM ({' UNION '.join(matches)}) s CROSS JOIN media m ON m.id = s.rowid"  # noqa: S608
        f" WHERE {inside} LIMIT {MOST_FOUND}"
    )
    values = [*filter(None, (match, insides(search))), *values]
    total, pictures = _counted(connection, some, values)
    source = f"SELECT * FROM ({some}) WHERE {_of_kind(query.kind)}"  # noqa: S608
    rows, cursor = _walk(connection, source, values, query, spread=False)
    return MediaPage(rows, total, pictures, cursor, total >= MOST_FOUND)


def _walk(
    connection: sqlite3.Connection, source: str, values: Sequence[object], query: MediaQuery, *, spread: bool
) -> tuple[tuple[MediaRow, ...], str]:
    """A page of `source` in its order, and the cursor of its end. `spread`: the order's index is walked."""
    column, descends = _column(query), query.sort[1]
    after = _after(query.after)
    # A plus keeps SQLite from walking the whole order for the few files of one folder.
    key = f"{column}, path" if spread else f"+{column}, +path"
    further = f" AND ({column}, path) {'<' if descends else '>'} (?, ?)" if after else ""
    way = "DESC" if descends else "ASC"
    order = ", ".join(f"{part} {way}" for part in key.split(", "))
    select = f"{source}{further} ORDER BY {order} LIMIT ?"
    found = connection.execute(select, (*values, *(after or ()), query.limit + 1)).fetchall()
    rows, rest = found[: query.limit], found[query.limit :]
    cursor = _cursor(rows[-1][4] if column == "sort" else rows[-1][2], rows[-1][0]) if rest and rows else ""
    return tuple(_row(row[:4]) for row in rows), cursor


def _row(row: tuple[bytes, str, int, str]) -> MediaRow:
    path, oid, size, kind = row
    return MediaRow(PurePosixPath(decoded(path)), oid, size, kind)


def _column(query: MediaQuery) -> str:
    return "size" if query.sort[0] == "size" else "sort"


def _of_kind(kind: str) -> str:
    return {"image": "kind = 'image'", "other": "kind != 'image'"}.get(kind, "1")


def _outermost(folders: Iterable[PurePosixPath]) -> list[bytes]:
    """The folders of which none stands in another, so that nothing is counted twice."""
    chosen = set(folders)
    return sorted(encoded(folder) for folder in chosen if chosen.isdisjoint(folder.parents))


def _inside(folders: Sequence[bytes], extensions: frozenset[str] | None) -> tuple[str, list[object]]:
    """The condition that a path is below one of the folders, and has one of the extensions; `0` comes after `/`."""
    ranges = " OR ".join(["(path > ? AND path < ?)"] * len(folders)) or "0"
    values: list[object] = [edge for folder in folders for edge in (folder + b"/", folder + b"0")]
    if b"." in folders:
        ranges, values = "1", []
    if extensions is None:
        return f"({ranges})", values
    return f"({ranges}) AND extension IN ({', '.join('?' * len(extensions))})", [*values, *sorted(extensions)]


def _counted(connection: sqlite3.Connection, source: str, values: Sequence[object]) -> tuple[int, int]:
    counted = f"SELECT count(*), coalesce(sum(kind = 'image'), 0) FROM ({source})"  # noqa: S608
    total, pictures = connection.execute(counted, values).fetchone()
    return total, pictures


def _counts(connection: sqlite3.Connection, folders: Sequence[bytes]) -> tuple[int, int]:
    select = "SELECT files, pictures FROM media_folders WHERE path = ?"
    found = [connection.execute(select, (folder,)).fetchone() or (0, 0) for folder in folders]
    return sum(files for files, _ in found), sum(pictures for _, pictures in found)


def _cursor(key: str | int, path: bytes) -> str:
    return base64.urlsafe_b64encode(json.dumps([key, path.hex()]).encode()).decode().rstrip("=")


def _after(cursor: str) -> tuple[str | int, bytes] | None:
    """Where a page begins; None, the first page, for what is no cursor."""
    if not cursor or len(cursor) > MAX_CURSOR:
        return None
    try:
        key, path = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (key, bytes.fromhex(path)) if isinstance(key, str | int) else None
    except (binascii.Error, ValueError, TypeError):
        return None
