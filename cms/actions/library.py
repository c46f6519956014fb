"""The media library as a list: its places, their folders, a page of files, from the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.model import LibraryPlace, MediaFolderItem, MediaItem, MediaList, OpenEntry
from cms.actions.opening import collection_named, open_entry
from cms.actions.site import Site
from cms.config import Collection, Field
from cms.entries import (
    MediaPlace,
    MediaRules,
    asset_place,
    entry_fields,
    media_rules,
    media_value,
    resolve_media_folder,
    site_media_folder,
)
from cms.errors import InvalidPath
from cms.fields import field_at
from cms.index import MediaPage, MediaQuery, MediaRow
from cms.media import accepted_extensions
from cms.paths import clean_path

__all__ = ["MediaTarget", "find_file", "find_media", "library_places", "list_media", "media_target", "place_named"]

PER_PAGE = 120
MOST_FOLDERS = 500  # that are listed below one
FIELD_PLACE = "field"  # the name of the place of a field's own files
TOP = PurePosixPath(".")
_PICTURES = accepted_extensions("image/*")


class MediaTarget(Struct, frozen=True):
    """The field of the entry that files are for; all of it may be missing."""

    collection: Collection | None = None
    entry: OpenEntry | None = None
    field: Field | None = None

    @property
    def accept(self) -> str:
        """What the field takes, as in HTML: its `accept`, else pictures for an image field; "" for all."""
        if self.field is None:
            return ""
        written = self.field.options.get("accept")
        return written if isinstance(written, str) and written else "image/*" if self.field.widget == "image" else ""

    def rules(self, site: Site) -> MediaRules:
        """What becomes of the files that are added here."""
        return media_rules(site.config, self.collection, self.entry.file if self.entry else None, self.field)


def media_target(site: Site, collection_name: str, slug: str, field_path: str) -> MediaTarget:
    """The field of a collection's entry, of a new one without `slug`; of a list that of its items. Raises NotFound."""
    if not collection_name:
        return MediaTarget()
    collection = collection_named(site, collection_name)
    entry = open_entry(site, collection_name, slug) if slug else None
    fields = entry.fields if entry else entry_fields(collection, None)
    field = field_at(fields, field_path) if field_path else None
    if field is not None and field.widget == "list" and field.field is not None:
        field = field.field
    return MediaTarget(collection, entry, field)


def list_media(
    site: Site,
    *,
    collection: str = "",
    slug: str = "",
    field: str = "",
    place: str | None = None,
    folder: str = "",
    search: str = "",
    kind: str = "",
    sort: str = "",
    limit: int = PER_PAGE,
    after: str = "",
) -> MediaList:
    """A page of the library, or of what a field may take. `place` None: where the field keeps its files.

    `kind` is `image`, `other` or "" for all; `sort` is `name` or `size`, with `-` before it for the other way. An
    unknown place or folder is the first place, the whole of it.
    """
    target = media_target(site, collection, slug, field)
    places = tuple(
        replace(item, files=site.index.media_count(item.place.folder)) for item in library_places(site, target)
    )
    chosen = next((item for item in places if item.name == place), places[0])
    below = _folder(folder)
    root = chosen.place.folder / below
    extensions = accepted_extensions(target.accept)
    if extensions == _PICTURES:
        kind, extensions = "image", None
    order = ("size" if sort.removeprefix("-") == "size" else "name", sort.startswith("-"))
    folders_only = target.field is not None and target.field.options.get("select_folder") is True
    query = MediaQuery((root,), kind, extensions, search, order, limit, after)
    page = MediaPage((), 0, 0) if folders_only else site.index.media(query)
    return MediaList(
        chosen,
        places,
        "" if below == TOP else str(below),
        tuple(_folders(site, chosen.place, root)),
        tuple(_item(chosen, row) for row in page.rows),
        page.total,
        page.pictures,
        page.next,
        page.more,
        folders_only,
        target.accept,
        target.rules(site),
    )


def find_media(site: Site, search: str, limit: int) -> MediaList:
    """The first files of all places whose names a search finds, as the site's search shows them."""
    places = library_places(site, MediaTarget())
    page = site.index.media(MediaQuery(tuple(item.place.folder for item in places), search=search, limit=limit))
    nearest = sorted(places, key=lambda item: len(item.place.folder.parts), reverse=True)

    def item(row: MediaRow) -> MediaItem:
        found = next(each for each in nearest if row.path.is_relative_to(each.place.folder))
        return _item(found, row)

    items = tuple(map(item, page.rows))
    return MediaList(places[0], places, "", (), items, page.total, page.pictures, page.next, page.more)


def find_file(site: Site, place: LibraryPlace, path: str) -> MediaItem | None:
    """One file of a place by its path in the repository."""
    row = site.index.media_file(PurePosixPath(path))
    return _item(place, row) if row is not None and row.path.is_relative_to(place.place.folder) else None


def library_places(site: Site, target: MediaTarget) -> tuple[LibraryPlace, ...]:
    """The field's own folder if it has one, the media folder, the asset collections, the collections' own folders."""
    own = _field_place(site, target)
    found = [own] if own is not None else []
    found += [item for item in _shared_places(site, target) if own is None or item.place != own.place]
    known: dict[tuple[PurePosixPath, str], LibraryPlace] = {}
    for item in found:
        known.setdefault((item.place.folder, item.place.public), item)
    return tuple(known.values())


def place_named(site: Site, target: MediaTarget, name: str | None) -> LibraryPlace:
    """A place by its name; the first one by default."""
    places = library_places(site, target)
    return next((item for item in places if item.name == name), places[0])


def _field_place(site: Site, target: MediaTarget) -> LibraryPlace | None:
    """Where the field keeps its files, unless only a new entry will say."""
    if target.collection is None:
        return None
    entry = target.entry
    path, values = (entry.path, entry.values) if entry is not None else (None, {})
    file = entry.file if entry is not None else None
    place = resolve_media_folder(site.config, target.collection, file, target.field, path, values)
    if place == site_media_folder(site.config) or (place.bound and entry is None):
        return None
    label = "This entry" if place.bound else target.collection.label
    return LibraryPlace(FIELD_PLACE, label, "", place, field=True)


def _shared_places(site: Site, target: MediaTarget) -> Iterator[LibraryPlace]:
    config = site.config
    yield LibraryPlace("", "All files", "", site_media_folder(config))
    for item in config.asset_collections:
        yield LibraryPlace(item.name, item.label, item.icon, asset_place(item))
    if target.collection is None:
        yield from _collection_places(site)


def _collection_places(site: Site) -> Iterator[LibraryPlace]:
    """The folders that collections have of their own; where each entry has one, they are only shown together."""
    media = PurePosixPath(site.config.media_folder or ".")
    for collection in site.config.collections:
        if collection.media_folder is None or collection.hide:
            continue
        try:
            place = resolve_media_folder(site.config, collection)
        except InvalidPath:
            continue
        if place.bound:
            place = MediaPlace(_fixed_folder(collection), place.public, bound=True)
        inside = place.folder.is_relative_to(media) and (place.bound or place.folder == media)
        if place.folder != TOP and not inside:
            yield LibraryPlace(f"in:{collection.name}", collection.label, "", place, takes=not place.bound)


def _fixed_folder(collection: Collection) -> PurePosixPath:
    """The folder below which the folders of all entries stand."""
    written = collection.media_folder or ""
    fixed, tag, _ = (written if written.startswith("/") else str(collection.folder or ".")).partition("{{")
    return PurePosixPath((fixed.rpartition("/")[0] if tag else fixed).strip("/") or ".")


def _folder(text: str) -> PurePosixPath:
    """A folder below a place as an address names it; the whole place for what is none."""
    try:
        return clean_path(text) if text else TOP
    except InvalidPath:
        return TOP


def _folders(site: Site, place: MediaPlace, root: PurePosixPath) -> Iterator[MediaFolderItem]:
    for found in site.index.media_folders(root, MOST_FOLDERS):
        path = found.path.relative_to(place.folder).as_posix()
        yield MediaFolderItem(found.path.name, path, "" if place.bound else media_value(place, path), found.files)


def _item(place: LibraryPlace, row: MediaRow) -> MediaItem:
    return MediaItem(row.path, row.path.name, row.oid, row.size, row.kind, _value(place, row.path), place=place.name)


def _value(place: LibraryPlace, path: PurePosixPath) -> str:
    return media_value(place.place, path.relative_to(place.place.folder).as_posix()) if place.takes else ""
