"""From git to the index's rows: which entries a commit holds, and what their files say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath

from msgspec import Struct

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
from cms.gitstore import CommitTouches, Repository, TreeChange
from cms.index import Change, HistoryCommit, Index, IndexedFields, MediaRow, Prepared, prepare
from cms.media import media_kind

__all__ = [
    "CHUNK",
    "Plan",
    "Wanted",
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
TOP = PurePosixPath(".")

Wanted = tuple[EntryFiles, dict[PurePosixPath, str]]  # an entry, and the blobs of its files that are there
Documents = dict[PurePosixPath, tuple[str, bytes]]  # path → blob, bytes


class Plan(Struct, frozen=True, dict=True):
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


def read_entries(repository: Repository, wanted: Iterable[Wanted]) -> Iterator[tuple[EntryFiles, Documents]]:
    """Entries with what stands in their files: path → blob, bytes."""
    remaining = iter(wanted)
    while chunk := list(islice(remaining, CHUNK)):
        oids = [oid for _, files in chunk for oid in files.values()]
        blobs = dict(repository.read_many(oids))
        for entry, files in chunk:
            yield entry, {path: (oid, blobs[oid]) for path, oid in files.items()}


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
