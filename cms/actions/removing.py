"""Deleting, renaming and taking back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from cms.actions.messages import message_by
from cms.actions.model import SaveOutcome
from cms.actions.opening import collection_named
from cms.actions.site import Site
from cms.config import Collection
from cms.entries import entry_moves, file_of, slugify
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.gitstore import Change, Identity, StaleBase
from cms.index import EntryRow
from cms.paths import clean_path
from cms.state import Person

__all__ = ["delete_entry", "rename_entry", "undo"]


def delete_entry(site: Site, collection_name: str, slug: str, *, person: Person) -> SaveOutcome:
    """Delete an entry in all its languages: one commit. Raises NotFound, Forbidden (`delete: false`) and StoreError."""
    collection = collection_named(site, collection_name)
    file = file_of(collection, slug)
    if not (file.delete if file is not None else collection.delete):
        raise Forbidden(f"The configuration does not let entries of `{collection.name}` be deleted (`delete: true`).")
    row = _row(site, collection, slug)
    files, bases = _present(site, row, row.files.values())
    message = message_by(site, person, "delete", collection, slug, row.path, row.values)
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(dict.fromkeys(files), bases, author=author, message=message))
    site.refresh()
    return SaveOutcome(saved.commit, slug, row.path, left_alone=saved.left_alone)


def rename_entry(site: Site, collection_name: str, slug: str, new_slug: str, *, person: Person) -> SaveOutcome:
    """Give an entry another address: its files, and a page bundle's folder, move in one commit.

    Raises Conflict if it is taken.
    """
    collection = collection_named(site, collection_name)
    if collection.kind != "folder":
        raise Forbidden("An entry of a file collection stands where the configuration says; it cannot be renamed.")
    row = _row(site, collection, slug)
    wanted = "/".join(slugify(part, site.config.slug) for part in new_slug.strip("/").split("/"))
    if not all(wanted.split("/")):
        raise InvalidInput(f"{new_slug!r} leaves nothing that an address can be made of. Use letters or digits.")
    if wanted == slug:
        return SaveOutcome(site.head(), slug, row.path, changed=False)
    tree = (entry.path for entry in site.repository.list_files())
    planned = entry_moves(collection, site.config, row.files, slug, wanted, tree)
    moves = {path: clean_path(str(target)) for path, target in planned.items()}
    files, bases = _present(site, row, moves)
    author = Identity(person.name, person.email)
    message = message_by(site, person, "update", collection, wanted, moves[row.path], row.values)
    change = Change(
        files={**dict.fromkeys(files), **{moves[path]: data for path, data in files.items()}},
        bases={**dict.fromkeys(moves.values()), **bases},
        author=author,
        message=message,
    )
    try:
        saved = site.repository.save(change)
    except StaleBase as stale:
        if stale.path in moves.values():
            raise Conflict(f"There is already an entry at {wanted}. Choose another address.") from stale
        raise
    site.refresh()
    return SaveOutcome(saved.commit, wanted, moves[row.path], left_alone=saved.left_alone)


def undo(site: Site, commit: str, *, person: Person) -> SaveOutcome:
    """Take one commit back by a new one.

    Raises Conflict if its files changed since, NotFound if there is no such commit.
    """
    info = site.repository.commit_info(commit)
    subject = info.message.split("\n", 1)[0]
    author = Identity(person.name, person.email)
    saved = site.repository.revert(commit, author, f"Undo: {subject}\n\nThis reverts commit {info.oid}.")
    site.refresh()
    return SaveOutcome(saved.commit, "", PurePosixPath("."), left_alone=saved.left_alone)


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
