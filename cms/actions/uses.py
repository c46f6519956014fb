"""What uses what, read from the index: the entries that show a media file."""

from __future__ import annotations

from pathlib import PurePosixPath

from cms.actions.media import media_url_path
from cms.actions.model import OpenEntry
from cms.actions.site import Site
from cms.entries import entry_fields, file_of, media_key
from cms.index import EntryRow

__all__ = ["media_uses"]


def media_uses(site: Site, path: PurePosixPath) -> tuple[EntryRow, ...]:
    """The entries that name a media file in a field or in their text, at most 1,000, as of the index's commit.

    Found by the file's name; an address counts when it leads to this very file from where the entry stands.
    """
    found: dict[tuple[str, str], EntryRow] = {}
    for row, address in site.index.pointing("media", media_key(path.name)):
        if (row.collection, row.slug) not in found and _leads_to(site, row, address, path):
            found[row.collection, row.slug] = row
    return tuple(found.values())


def _leads_to(site: Site, row: EntryRow, address: str, path: PurePosixPath) -> bool:
    collection = site.config.collection(row.collection)
    if collection is None:
        return False
    file = file_of(collection, row.slug)
    fields = entry_fields(collection, file)
    entry = OpenEntry(collection, file, fields, slug=row.slug, path=row.path, values=row.values)
    field = next((item for item in fields if row.values.get(item.name) == address), None)
    return media_url_path(site, entry, field, address) == str(path)
