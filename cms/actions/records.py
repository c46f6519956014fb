"""From git to the index: which entries a commit holds, and which of them a move of the branch changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath

from cms.config import Collection, SiteConfig
from cms.entries import EntryFiles, EntryRecord, collection_files, extract
from cms.gitstore import CommitInfo, Repository, TreeChange, TreeEntry
from cms.index import Index, Updated

__all__ = ["changed_records", "entry_records", "updates_of"]

LINK = "120000"  # a symlink is never an entry
BATCH = 500  # entries whose files are read at once


def entry_records(repository: Repository, config: SiteConfig, commit: str) -> Iterator[EntryRecord]:
    """Every entry of every collection as it stands in a commit."""
    tree = _files(repository, commit)
    for collection in config.collections:
        yield from _records(repository, config, collection, collection_files(collection, config, tree), tree)


def changed_records(
    repository: Repository, config: SiteConfig, index: Index, commit: str, changes: Sequence[TreeChange]
) -> tuple[set[PurePosixPath], list[EntryRecord]]:
    """What the changed files mean for the index: paths whose rows go, and rows that come.

    A localised collection of which a file changed is read anew as a whole, because its entries span several files.
    """
    paths = {change.path for change in changes}
    removed = set(paths)
    records: list[EntryRecord] = []
    for collection in config.collections:
        touched = [item for item in collection_files(collection, config, paths) if set(item.files.values()) & paths]
        if not touched:
            continue
        if collection.i18n is not None:
            tree = _files(repository, commit)
            found = list(_records(repository, config, collection, collection_files(collection, config, tree), tree))
            removed.update(index.paths(collection.name))
        else:
            tree = {c.path: TreeEntry(c.path, c.new_oid, c.mode) for c in changes if c.new_oid and c.mode != LINK}
            found = list(_records(repository, config, collection, touched, tree))
        records.extend(found)
    return removed, records


def updates_of(
    repository: Repository, commit: str, paths: Sequence[PurePosixPath] | None
) -> Mapping[PurePosixPath, Updated]:
    """Who last touched each path, and when. `paths` None means all."""
    if paths is not None and not paths:
        return {}
    return {path: _updated(info) for path, info in repository.last_commits(paths, commit).items()}


def _updated(info: CommitInfo) -> Updated:
    return Updated(info.oid, info.authored, info.author.name, info.author.email)


def _files(repository: Repository, commit: str) -> dict[PurePosixPath, TreeEntry]:
    return {entry.path: entry for entry in repository.list_files(commit) if entry.mode != LINK}


def _records(
    repository: Repository,
    config: SiteConfig,
    collection: Collection,
    entries: Iterable[EntryFiles],
    tree: Mapping[PurePosixPath, TreeEntry],
) -> Iterator[EntryRecord]:
    remaining = iter(entries)
    while batch := list(islice(remaining, BATCH)):
        wanted = [tree[path] for item in batch for path in item.files.values() if path in tree]
        blobs = dict(repository.read_many([entry.oid for entry in wanted]))
        for item in batch:
            documents = {path: (tree[path].oid, blobs[tree[path].oid]) for path in item.files.values() if path in tree}
            if documents and (record := extract(config, collection, item, documents)) is not None:
                yield record
