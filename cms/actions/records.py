"""From git to the index's rows: which entries a commit holds, and what their files say."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cms.config import Collection, I18n, SiteConfig, collection_digest
from cms.entries import (
    EntryFiles,
    EntryRecord,
    Extractor,
    collection_files,
    filter_fields,
    filter_names,
    link_of,
    linked_entries,
    own_slugs,
    sort_fields,
    view_names,
)
from cms.errors import StoreError
from cms.gitstore import CommitTouches, Repository, TreeChange
from cms.index import Change, HistoryCommit, Index, IndexedFields, MediaRow, Prepared, prepare
from cms.media import media_kind

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

__all__ = [
    "MANY",
    "Plan",
    "Reader",
    "Wanted",
    "Workers",
    "changed_entries",
    "count_files",
    "history_commits",
    "media_rows",
    "media_rows_of",
    "prepared_rows",
    "read_entries",
    "wanted_entries",
]

LINK = "120000"  # a symlink is never an entry
CHUNK = 200  # entries whose files are read at once
MANY = 1_500  # entries from which on other processes help
MOST_HELPERS = 3  # one writer keeps no more of them busy
WAITING = 3  # pieces of work that wait for each of them
MOST_WAITING = 12  # results that this process keeps while others are at an earlier one
TOP = PurePosixPath(".")

Wanted = tuple[EntryFiles, dict[PurePosixPath, str]]  # an entry, and the blobs of its files that are there
Documents = dict[PurePosixPath, tuple[str, bytes]]  # path → blob, bytes


@dataclass(frozen=True)
class Plan:
    """A configuration as the index needs it."""

    config: SiteConfig

    @cached_property
    def fields(self) -> dict[str, IndexedFields]:
        """By which fields each collection is sorted and filtered."""
        return {
            each.name: IndexedFields(
                sort_fields(self.config, each), filter_fields(self.config, each), view_names(each), filter_names(each)
            )
            for each in self.config.collections
        }

    @cached_property
    def digests(self) -> dict[str, str]:
        """With what each collection's rows are made."""
        return {
            each.name: _digest(collection_digest(self.config, each), repr(self.fields[each.name]))
            for each in self.config.collections
        }

    @cached_property
    def digest(self) -> str:
        """All digests as one."""
        return _digest(*(f"{name}={digest}" for name, digest in self.digests.items()))

    @cached_property
    def links(self) -> dict[str, dict[str, str]]:
        """By collection what blobs say they are linked by, see `entries.linking`."""
        return {}

    @cached_property
    def extractors(self) -> dict[str, Extractor]:
        """What makes the records of each collection."""
        return {each.name: Extractor(self.config, each) for each in self.config.collections}


def wanted_entries(repository: Repository, plan: Plan, collection: Collection, commit: str) -> Iterator[Wanted]:
    """The entries of a collection in a commit, in the order of their paths."""
    folder = _folder(collection)
    files = (entry for entry in repository.list_files(commit, folder) if entry.mode != LINK)
    if collection.kind == "folder" and collection.i18n is None and "{{locale}}" not in str(collection.folder):
        for file in files:
            for entry in collection_files(collection, plan.config, (file.path,)):
                yield entry, {file.path: file.oid}
        return
    oids = {file.path: file.oid for file in files}
    entries = collection_files(collection, plan.config, oids)
    if (i18n := own_slugs(collection)) is not None:
        gathered = list(entries)
        links = _links(repository, plan, collection, i18n, [oids[p] for each in gathered for p in each.files.values()])
        entries = linked_entries(i18n, gathered, lambda path: links[oids[path]])
    for entry in entries:
        present = {path: oids[path] for path in (entry.path, *entry.files.values()) if path in oids}
        if present:
            yield entry, present


def _links(
    repository: Repository, plan: Plan, collection: Collection, i18n: I18n, oids: Iterable[str]
) -> Mapping[str, str]:
    """What each of these blobs says it is linked by; a blob is read once."""
    known = plan.links.setdefault(collection.name, {})
    for oid, data in repository.read_many([oid for oid in dict.fromkeys(oids) if oid not in known]):
        known[oid] = link_of(collection, i18n, data)
    return known


def count_files(repository: Repository, plan: Plan, commit: str) -> int:
    """How many files stand where entries of the collections may stand: an upper bound of their number."""
    folders = {_folder(each) for each in plan.config.collections if each.kind == "folder"}
    if TOP in folders:
        folders = {TOP}
    return sum(repository.count_files(commit, folder) for folder in folders)


def prepared_rows(repository: Repository, plan: Plan, collection: str, wanted: Iterable[Wanted]) -> Iterator[Prepared]:
    """The rows of some entries of a collection."""
    fields = plan.fields[collection]
    for record in _records(repository, plan, collection, wanted):
        yield prepare(record, fields)


def changed_entries(
    repository: Repository, plan: Plan, index: Index, commit: str, changes: Sequence[TreeChange]
) -> Iterator[tuple[Collection, list[Wanted]]]:
    """The entries that changed files belong to, as they stand in the commit, by collection."""
    paths = [change.path for change in changes]
    there = {change.path: change.new_oid for change in changes if change.new_oid and change.mode != LINK}
    gone = set(paths).difference(there)
    for collection in plan.config.collections:
        found: list[Wanted] = []
        if own_slugs(collection) is not None:
            related = _related(index, paths)
            every = wanted_entries(repository, plan, collection, commit)
            found += (wanted for wanted in every if not related.isdisjoint(wanted[0].files.values()))
            if found:
                yield collection, found
            continue
        touched = collection_files(collection, plan.config, paths)
        if collection.i18n is None and "{{locale}}" in str(collection.folder):  # of an entry's files one counts
            names = {entry.slug for entry in touched}
            every = wanted_entries(repository, plan, collection, commit) if names else iter(())
            found += (wanted for wanted in every if wanted[0].slug in names)
        for entry in touched:
            files = set(entry.files.values())
            if files.isdisjoint(paths):
                continue
            known = index.find(collection.name, entry.slug)
            files.update(known.files.values() if known is not None else ())
            oids = dict(there)
            for path in files.difference(paths):
                if (blob := repository.read_path(path, commit)) is not None:
                    oids[path] = blob.oid
            present = sorted(files.intersection(oids).difference(gone))
            whole = next(
                (each for each in collection_files(collection, plan.config, present) if each.slug == entry.slug), None
            )
            if whole is not None and present:
                found.append((whole, {path: oids[path] for path in whole.files.values() if path in oids}))
        if found:
            yield collection, found


def _related(index: Index, paths: Sequence[PurePosixPath]) -> set[PurePosixPath]:
    """Files, and those that belonged to an entry with them."""
    rows = (index.find_path(path) for path in paths)
    return {*paths, *(path for row in rows if row is not None for path in row.files.values())}


def history_commits(commits: Iterable[CommitTouches]) -> Iterator[HistoryCommit]:
    """Commits as the index keeps them."""
    for each in commits:
        changes = tuple(Change(touch.path, touch.old_path, touch.deleted) for touch in each.touches)
        yield HistoryCommit(
            each.oid,
            each.parents,
            each.committed,
            each.authored,
            each.author.name,
            each.author.email,
            each.subject,
            changes,
        )


def media_rows(repository: Repository, commit: str) -> Iterator[MediaRow]:
    """Every media file of a commit, wherever it stands."""
    for entry in repository.list_files(commit, sizes=True):
        if entry.mode != LINK and (kind := media_kind(entry.path)):
            yield MediaRow(entry.path, entry.oid, entry.size or 0, kind)


def media_rows_of(
    repository: Repository, changes: Sequence[TreeChange], sizes: Mapping[str, int] | None = None
) -> list[MediaRow]:
    """The media files among changed ones, as they are now. `sizes` are those of blobs that are known already."""
    found = [
        (change.path, change.new_oid, kind)
        for change in changes
        if change.new_oid and change.mode != LINK and (kind := media_kind(change.path))
    ]
    known = sizes if sizes is not None else repository.sizes(oid for _, oid, _ in found)
    return [MediaRow(path, oid, known.get(oid, 0), kind) for path, oid, kind in found]


P = TypeVar("P", bound=Plan)
T = TypeVar("T")
Work = Callable[[Repository, P, str, Iterable[Wanted]], Iterator[T]]


class Workers(Generic[P, T]):
    """Does something with many entries, with the help of other processes when there are many. Close it.

    `work` is a function of a module: it gets a repository, the plan, a collection's name and some of its entries.
    `spare` is how many cores are left to this process. One that `joins` does some of the work itself while it waits for
    the others: above all while they start.
    """

    def __init__(
        self,
        repository: Repository,
        plan: P,
        expected: int,
        work: Work[P, T],
        *,
        spare: int = 1,
        joins: bool = False,
    ) -> None:
        self._repository = repository
        self._plan = plan
        self._work = work
        self._helpers = _helpers(spare) if expected >= MANY else 0
        self._joins = joins
        self._pool = _pool(repository, plan, self._helpers) if self._helpers else None

    def results(self, collection: str, wanted: Iterable[Wanted]) -> Iterator[list[T]]:
        """What comes of entries of a collection, some at a time, in order. Raises StoreError."""
        remaining = iter(wanted)
        chunks = iter(lambda: list(islice(remaining, CHUNK)), [])
        if self._pool is None:
            for chunk in chunks:
                yield self._done(collection, chunk)
            return
        from concurrent.futures.process import BrokenProcessPool

        waiting: deque[Future[list[T]] | list[T]] = deque()
        try:
            for chunk in chunks:
                while waiting and (_is_done(waiting[0]) or len(waiting) >= self._most):
                    yield _result(waiting.popleft())
                busy = sum(not _is_done(each) for each in waiting) >= WAITING * self._helpers
                own = busy and self._joins
                waiting.append(
                    self._done(collection, chunk) if own else self._pool.submit(_work, self._work, collection, chunk)
                )
            while waiting:
                yield _result(waiting.popleft())
        except BrokenProcessPool as ended:
            raise StoreError("A process that read entries ended. Try again; what was read is kept.") from ended

    @property
    def _most(self) -> int:
        """How many results may wait for the oldest one."""
        return MOST_WAITING if self._joins else 2 * MOST_HELPERS + 1

    def _done(self, collection: str, chunk: list[Wanted]) -> list[T]:
        return list(self._work(self._repository, self._plan, collection, chunk))

    def close(self) -> None:
        """End the other processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


class Reader(Workers[Plan, Prepared]):
    """Prepares the rows of many entries. Close it."""

    def __init__(self, repository: Repository, plan: Plan, expected: int, *, joins: bool) -> None:
        super().__init__(repository, plan, expected, prepared_rows, joins=joins)

    def rows(self, collection: str, wanted: Iterable[Wanted]) -> Iterator[list[Prepared]]:
        """The rows of entries of a collection, some at a time, in order. Raises StoreError."""
        return self.results(collection, wanted)


def read_entries(repository: Repository, wanted: Iterable[Wanted]) -> Iterator[tuple[EntryFiles, Documents]]:
    """Entries with what stands in their files: path → blob, bytes."""
    remaining = iter(wanted)
    while chunk := list(islice(remaining, CHUNK)):
        oids = [oid for _, files in chunk for oid in files.values()]
        blobs = dict(repository.read_many(oids))
        for entry, files in chunk:
            yield entry, {path: (oid, blobs[oid]) for path, oid in files.items()}


def _is_done(result: Future[list[T]] | list[T]) -> bool:
    return isinstance(result, list) or result.done()


def _result(result: Future[list[T]] | list[T]) -> list[T]:
    return result if isinstance(result, list) else result.result()


def _records(repository: Repository, plan: Plan, collection: str, wanted: Iterable[Wanted]) -> Iterator[EntryRecord]:
    extractor = plan.extractors[collection]
    for entry, documents in read_entries(repository, wanted):
        if (record := extractor.record(entry, documents)) is not None:
            yield record


def _folder(collection: Collection) -> PurePosixPath:
    """The folder below which all files of a collection stand."""
    if collection.kind == "files" or collection.folder is None:
        return TOP
    if collection.i18n is not None and collection.i18n.structure == "multiple_root_folders":
        return TOP
    before = str(collection.folder).partition("{{")[0]
    return PurePosixPath(before.rpartition("/")[0] or ".") if "{{" in str(collection.folder) else collection.folder


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


# ---------------------------------------------------------------------- in the other processes


def _helpers(spare: int) -> int:
    return max(0, min(MOST_HELPERS, len(os.sched_getaffinity(0)) - spare))


def _pool(repository: Repository, plan: Plan, helpers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor  # needed by few, and slow to import
    from multiprocessing import get_context

    where = repository.work_tree or repository.git_dir
    return ProcessPoolExecutor(
        helpers, mp_context=get_context("spawn"), initializer=_start, initargs=(where, repository.branch, plan)
    )


_helper: tuple[Repository, Any] | None = None  # of a process that helps


def _start(where: Path, branch: str, plan: Plan) -> None:
    global _helper  # a pool has no other way to hand something to its processes
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _helper = Repository.open(where, branch=branch, recover=False), plan


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Work[Any, T], collection: str, chunk: list[Wanted]) -> list[T]:
    if _helper is None:
        raise StoreError("The process that reads entries was not started.")
    repository, plan = _helper
    return list(work(repository, plan, collection, chunk))
