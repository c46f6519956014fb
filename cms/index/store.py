"""The index: what lists and searches are read from, and how it follows the branch."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from cms.entries import RecordProblem
from cms.index.database import Database
from cms.index.history import (
    add_commits,
    file_history,
    forget_commits,
    renamed_to,
    set_latest,
    set_latest_of_range,
)
from cms.index.holding import entries_holding, entries_named, entries_that_hold
from cms.index.levels import Levels
from cms.index.listing import count_parts, list_page, one_entry
from cms.index.media import (
    add_media,
    clear_media,
    drop_media,
    media_count,
    media_file,
    media_folders,
    media_oids,
    media_page,
)
from cms.index.model import (
    EntryRow,
    HistoryCommit,
    HistoryRow,
    Hit,
    Holding,
    IndexedFields,
    ListPage,
    ListQuery,
    MediaFolder,
    MediaPage,
    MediaQuery,
    MediaRow,
    SearchPage,
    SearchQuery,
)
from cms.index.rows import Prepared, decoded, encoded, problems_of
from cms.index.searching import hits_of, search_page
from cms.index.writing import add, clear, drop, entries_at, set_collections, set_meta, slugs

__all__ = ["Index", "State"]

RANGE = 5_000  # entries of one transaction
_AT = "e.id IN (SELECT id FROM entries WHERE path = ? UNION SELECT entry FROM places WHERE path = ?)"


class State(Struct, frozen=True):
    """How far the index is. `head` is the commit its rows are of, `history` the one its history reaches ("": none).

    `digest` stands for the configuration they were made with. `head` is "" while the index is being built, `part` is a
    commit on the way of a history that is being read, up to the commit `goal`; what was read is of that one's history.
    """

    head: str = ""
    history: str = ""
    digest: str = ""
    part: str = ""
    goal: str = ""


class Index:
    """Lists, search and history of one branch. Safe for many threads and processes; writers wait for each other.

    All methods raise StoreError when the file cannot be used; it is made anew, empty, then.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.levels = Levels(database)  # the trees of nested collections

    @classmethod
    def open(cls, path: Path, fingerprint: str) -> Index:
        """Open the index. One that is missing, broken or of another version begins empty."""
        index = cls(Database(path, fingerprint))
        index.state()
        return index

    @property
    def path(self) -> Path:
        """The index's file."""
        return self._database.path

    def state(self) -> State:
        """How far the index is, as of this moment."""
        with self._database.reading() as connection:
            found = dict(connection.execute("SELECT key, value FROM meta WHERE key != 'fingerprint'").fetchall())
        return State(*(found.get(name, "") for name in ("head", "history", "digest", "history_part", "history_goal")))

    @contextlib.contextmanager
    def exclusive(self, work: str) -> Iterator[None]:
        """Hold a lock under which one process at a time does a long work (a name) on the index; waits for it."""
        with self._database.locked(work):
            yield

    # ------------------------------------------------------------------ building: many transactions, resumable
    def begin(self, digest: str, digests: Mapping[str, str], fields: Mapping[str, IndexedFields]) -> None:
        """Start to bring the rows to a commit: from now on there is no head. Rows of unchanged collections stay.

        `digests` and `fields` have an item for each collection, `digest` stands for all of them.
        """
        with self._database.writing() as connection:
            connection.execute("DELETE FROM meta WHERE key = 'head'")
            set_collections(connection, digests, fields)
            set_meta(connection, "digest", digest)

    def clear(self) -> None:
        """Take everything out, so that all of it is read again."""
        with self._database.writing() as connection:
            clear(connection)
            clear_media(connection)
            for table in ("touches", "commits"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608
            connection.execute("DELETE FROM meta WHERE key != 'fingerprint'")

    def files_keys(self, collection: str) -> dict[bytes, str]:
        """Of each entry that is there, its slug (as git's bytes) and the key of the files it was made from."""
        with self._database.reading() as connection:
            return dict(
                connection.execute(
                    "SELECT e.slug, e.files_key FROM entries e JOIN collections c ON c.id = e.collection"
                    " WHERE c.name = ?",
                    (collection,),
                ).fetchall()
            )

    def drop(self, collection: str, gone: Iterable[bytes]) -> None:
        """Take entries out by their slugs."""
        remaining = iter(gone)
        while some := list(islice(remaining, 1000)):
            with self._database.writing() as connection:
                drop(connection, slugs(connection, collection, some))

    def add(self, rows: Iterable[Prepared], *, fresh: bool = False) -> None:
        """Put entries in. `fresh` says that none of them is there."""
        with self._database.writing(large=True) as connection:
            add(connection, rows, fresh=fresh)

    def media_oids(self) -> dict[bytes, str]:
        """The blob of every media file that is held, by its path as git's bytes."""
        with self._database.reading() as connection:
            return media_oids(connection)

    def add_media(self, rows: Iterable[MediaRow]) -> None:
        """Put media files in."""
        with self._database.writing(large=True) as connection:
            add_media(connection, rows)

    def drop_media(self, paths: Iterable[bytes]) -> None:
        """Take media files out."""
        with self._database.writing() as connection:
            drop_media(connection, paths)

    def finish(self, head: str, digest: str) -> bool:
        """Say that the rows are those of a commit; False if they were begun for another configuration meanwhile."""
        with self._database.writing() as connection:
            found = connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
            if found is None or found[0] != digest:
                return False
            set_meta(connection, "head", head)
            return True

    def optimise(self) -> None:
        """Let the query planner know the tables and give the write-ahead log's room back."""
        with self._database.upkeep() as connection:
            connection.execute("PRAGMA optimize=0x10002")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # ------------------------------------------------------------------ following: one transaction
    def apply(
        self,
        base: State,
        head: str,
        removed: Iterable[PurePosixPath],
        rows: Iterable[Prepared],
        commits: Iterable[HistoryCommit] | None = None,
        forgotten: Iterable[str] = (),
        media: Iterable[MediaRow] = (),
    ) -> bool:
        """Move on from one commit to another: entries with files at `removed` go, `rows` come; one transaction.

        Media files at `removed` go as well, and `media` come.

        `commits` are those that were added, parents first, if the history reaches the base, and `forgotten` those the
        branch no longer has. False, and nothing done, when the index is not, or no longer, at the base.
        """
        with self._database.writing() as connection:
            now = dict(connection.execute("SELECT key, value FROM meta").fetchall())
            if (now.get("head", ""), now.get("digest", "")) != (base.head, base.digest):
                return False
            paths, files = [encoded(path) for path in removed], list(media)
            drop_media(connection, set(paths).difference(encoded(row.path) for row in files))
            add_media(connection, files)
            old = entries_at(connection, paths)
            present = add(connection, rows)
            drop(connection, old.difference(present))
            if commits is not None and now.get("history", "") == base.history:
                touched = forget_commits(connection, forgotten) | add_commits(connection, commits)
                set_latest(connection, entries_at(connection, touched).union(present))
                set_meta(connection, "history", head)
            set_meta(connection, "head", head)
            return True

    # ------------------------------------------------------------------ history: many transactions, resumable
    def clear_history(self) -> None:
        """Begin the history anew."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM touches")
            connection.execute("DELETE FROM commits")
            connection.execute("DELETE FROM meta WHERE key LIKE 'history%'")

    def add_history(self, commits: Sequence[HistoryCommit], goal: str) -> None:
        """Add commits, parents before children, on the way to the one that `finish_history` names."""
        with self._database.writing() as connection:
            add_commits(connection, commits)
            set_meta(connection, "history_part", commits[-1].oid)
            set_meta(connection, "history_goal", goal)

    def finish_history(self, head: str) -> None:
        """Say that the history reaches a commit, and note for every entry who last touched it."""
        self.note_latest()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM meta WHERE key LIKE 'history_%'")
            set_meta(connection, "history", head)

    def note_latest(self) -> None:
        """Note for every entry who last touched it, as the history says."""
        with self._database.reading() as connection:
            last = connection.execute("SELECT max(id) FROM entries").fetchone()[0] or 0
        for first in range(1, last + 1, RANGE):
            with self._database.writing() as connection:
                set_latest_of_range(connection, first, first + RANGE - 1)

    # ------------------------------------------------------------------ reading
    def page(self, query: ListQuery) -> ListPage:
        """One page of a list."""
        with self._database.reading() as connection:
            return list_page(connection, query)

    def count(self, query: ListQuery) -> int:
        """How many entries a query finds; of a search up to a limit."""
        return self.page(replace(query, limit=0, after="")).total

    def parts(self, query: ListQuery, view: str) -> dict[str, int]:
        """How many of a query's entries a view holds each of its values of."""
        with self._database.reading() as connection:
            return count_parts(connection, query, view)

    def search(self, query: SearchQuery) -> SearchPage:
        """The best hits of a search over all collections."""
        with self._database.reading() as connection:
            return search_page(connection, query)

    def hits(self, search: str, rows: Sequence[EntryRow]) -> tuple[Hit, ...]:
        """What a search finds in entries that a list found by it."""
        with self._database.reading() as connection:
            return hits_of(connection, search, rows)

    def media(self, query: MediaQuery) -> MediaPage:
        """One page of media files."""
        with self._database.reading() as connection:
            return media_page(connection, query)

    def media_folders(self, parent: PurePosixPath, limit: int) -> tuple[MediaFolder, ...]:
        """The folders just below one in which media files stand, at any depth."""
        with self._database.reading() as connection:
            return media_folders(connection, parent, limit)

    def media_count(self, folder: PurePosixPath) -> int:
        """How many media files stand below a folder."""
        with self._database.reading() as connection:
            return media_count(connection, folder)

    def media_file(self, path: PurePosixPath) -> MediaRow | None:
        """One media file, or None if there is none."""
        with self._database.reading() as connection:
            return media_file(connection, path)

    def find(self, collection: str, slug: str) -> EntryRow | None:
        """One entry by its address."""
        return self._one("c.name = ? AND e.slug = ?", (collection, encoded(slug)))

    def find_path(self, path: PurePosixPath) -> EntryRow | None:
        """The entry that a file belongs to; the first of them if several do."""
        return self._one(_AT, (encoded(path), encoded(path)))

    def find_many(self, collection: str, slugs: Iterable[str]) -> tuple[EntryRow, ...]:
        """The entries of these addresses that are there."""
        with self._database.reading() as connection:
            return entries_named(connection, collection, dict.fromkeys(slugs))

    def find_values(self, collection: str, field: str, values: Iterable[str]) -> tuple[EntryRow, ...]:
        """For each value the first entry that holds it in a field by which the collection can be filtered."""
        with self._database.reading() as connection:
            return entries_holding(connection, collection, field, dict.fromkeys(values))

    def holding(self, collection: str, rules: Sequence[Holding], limit: int) -> tuple[EntryRow, ...]:
        """The first entries, by title, that hold what all of the rules want."""
        with self._database.reading() as connection:
            return entries_that_hold(connection, collection, rules, limit)

    def paths(self, collection: str) -> tuple[PurePosixPath, ...]:
        """All files of a collection's entries."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT e.path FROM entries e JOIN collections c ON c.id = e.collection WHERE c.name = ? UNION"
                " SELECT p.path FROM places p JOIN entries e ON e.id = p.entry"
                " JOIN collections c ON c.id = e.collection WHERE c.name = ?",
                (collection, collection),
            ).fetchall()
        return tuple(PurePosixPath(decoded(path)) for (path,) in found)

    def counts(self) -> dict[str, int]:
        """How many entries each collection has; one without entries is not named."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT name, entries FROM collections WHERE entries > 0").fetchall())

    def groups(self, collection: str, field: str) -> dict[str, int]:
        """How many entries hold each value of a field by which the collection can be filtered; "" for none."""
        with self._database.reading() as connection:
            return dict(
                connection.execute(
                    "SELECT h.value, count(*) FROM held h JOIN orders o ON o.id = h.field AND o.kind = 'filter'"
                    " JOIN collections c ON c.id = o.collection WHERE c.name = ? AND o.name = ? GROUP BY h.value",
                    (collection, field),
                ).fetchall()
            )

    def pointing(
        self, kind: str, key: str, value: str | None = None, *, limit: int = 1000
    ) -> tuple[tuple[EntryRow, str], ...]:
        """The first entries that point to something, and what each has; see `entries.Reference`."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT entry, value FROM pointers WHERE kind = ? AND key = ? AND (? IS NULL OR value = ?)"
                " ORDER BY entry LIMIT ?",
                (kind, key, value, value, limit),
            ).fetchall()
            rows = ((one_entry(connection, "e.id = ?", (entry,)), value) for entry, value in found)
            return tuple((row, value) for row, value in rows if row is not None)

    def history(self, paths: Collection[PurePosixPath], limit: int) -> tuple[HistoryRow, ...]:
        """The versions of some files, newest first, through their renames; a commit counts once."""
        with self._database.reading() as connection:
            every = [list(islice(file_history(connection, path), limit)) for path in paths]
        found: dict[str, HistoryRow] = {}
        for row in (row for rows in every for row in rows):
            found.setdefault(row.oid, row)
        if len(every) > 1:
            return tuple(sorted(found.values(), key=lambda row: row.authored, reverse=True))[:limit]
        return tuple(found.values())[:limit]

    def renamed_to(self, path: PurePosixPath) -> HistoryRow | None:
        """Where the file that stood at a path was moved last, and by whom; None if it was not, as far as is known."""
        with self._database.reading() as connection:
            return renamed_to(connection, path)

    def problems(self, collection: str | None = None) -> tuple[RecordProblem, ...]:
        """What is wrong with files, of one collection or of all, in the order of their paths."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT e.problems FROM entries e JOIN collections c ON c.id = e.collection"
                " WHERE e.problems != '[]' AND (? IS NULL OR c.name = ?) ORDER BY e.path",
                (collection, collection),
            ).fetchall()
        return tuple(problem for (text,) in found for problem in problems_of(text))

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

    def _one(self, condition: str, values: tuple[str | bytes, ...]) -> EntryRow | None:
        with self._database.reading() as connection:
            return one_entry(connection, condition, values)
