"""Deleting and taking back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from cms.actions.messages import message_by
from cms.actions.model import SaveOutcome
from cms.actions.moving import refuse_named
from cms.actions.opening import collection_named
from cms.actions.site import Site
from cms.config import Collection
from cms.entries import entry_folder, file_of, folder_moves, owns_folder
from cms.errors import Forbidden, NotFound
from cms.gitstore import Change, Identity
from cms.index import EntryRow
from cms.state import Person

__all__ = ["delete_entry", "delete_with_all_below", "entries_below", "undo"]


def entries_below(site: Site, collection_name: str, slug: str) -> int:
    """How many entries of a nested collection stand below one: they stay where they are when it is deleted."""
    collection = collection_named(site, collection_name)
    if collection.nested is None or not owns_folder(collection, slug):
        return 0
    return max(site.index.levels.count(collection.name, entry_folder(slug)) - 1, 0)


def delete_entry(site: Site, collection_name: str, slug: str, *, person: Person) -> SaveOutcome:
    """Delete an entry in all its languages: one commit. Raises NotFound, Forbidden (`delete: false`) and StoreError."""
    collection, row = _deletable(site, collection_name, slug)
    files, bases = _present(site, row, row.files.values())
    message = message_by(site, person, "delete", collection, slug, row.path, row.values)
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(dict.fromkeys(files), bases, author=author, message=message))
    site.refresh()
    return SaveOutcome(saved.commit, slug, row.path, left_alone=saved.left_alone)


def delete_with_all_below(site: Site, collection_name: str, slug: str, *, person: Person) -> SaveOutcome:
    """Delete the page of a folder with all that is in the folder, in every language: one commit.

    Raises as `delete_entry`, InvalidInput if the configuration names something in it, Conflict if it changes meanwhile.
    """
    collection, row = _deletable(site, collection_name, slug)
    folder = entry_folder(slug)
    if not entries_below(site, collection_name, slug):
        return delete_entry(site, collection_name, slug, person=person)
    places = tuple(folder_moves(collection, folder, folder))
    refuse_named(site, collection, places)
    head = site.head()
    every = (entry for place in places for entry in site.repository.list_files(head, place))
    bases: dict[PurePosixPath, str | None] = {entry.path: entry.oid for entry in every}
    bases |= _present(site, row, row.files.values())[1]
    message = message_by(site, person, "delete", collection, slug, row.path, row.values)
    told = f"{message}\n\nWith all that was below it: {len(bases)} files."
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(dict.fromkeys(bases), bases, author=author, message=told))
    site.refresh(wait=False)  # what took many files is read in the background, and pages say how far it is
    return SaveOutcome(saved.commit, slug, row.path, left_alone=saved.left_alone)


def undo(site: Site, commit: str, *, person: Person) -> SaveOutcome:
    """Take one commit back by a new one.

    Raises Conflict if its files changed since, NotFound if there is no such commit.
    """
    info = site.repository.commit_info(commit)
    subject = info.message.split("\n", 1)[0]
    author = Identity(person.name, person.email)
    saved = site.repository.revert(commit, author, f"Undo: {subject}\n\nThis reverts commit {info.oid}.")
    site.refresh(wait=False)  # what moved many files is read in the background, and pages say how far it is
    return SaveOutcome(saved.commit, "", PurePosixPath("."), left_alone=saved.left_alone)


def _deletable(site: Site, collection_name: str, slug: str) -> tuple[Collection, EntryRow]:
    collection = collection_named(site, collection_name)
    file = file_of(collection, slug)
    if not (file.delete if file is not None else collection.delete):
        raise Forbidden(f"The configuration does not let entries of `{collection.name}` be deleted (`delete: true`).")
    return collection, _row(site, collection, slug)


def _row(site: Site, collection: Collection, slug: str) -> EntryRow:
    if (row := site.index.find(collection.name, slug)) is None:
        raise NotFound(f"There is no entry {collection.name}/{slug}. It may have been renamed or deleted.")
    return row


def _present(
    site: Site, row: EntryRow, paths: Iterable[PurePosixPath]
) -> tuple[dict[PurePosixPath, bytes], dict[PurePosixPath, str | None]]:
    """Bytes and oids of those of an entry's files that are there."""
    files: dict[PurePosixPath, bytes] = {}
    bases: dict[PurePosixPath, str | None] = {}
    for path in paths:
        if (blob := site.repository.read_path(path)) is not None:
            files[path], bases[path] = blob.data, blob.oid
    if not files:
        raise NotFound(f"The entry {row.collection}/{row.slug} has no file any more.")
    return files, bases
