"""The media library: uploading, listing, showing and deleting files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from cms.actions.messages import message_by
from cms.actions.model import MediaItem, OpenEntry, SaveOutcome, Upload
from cms.actions.opening import collection_named, open_entry
from cms.actions.site import Site
from cms.actions.uploads import checked, free_path
from cms.config import Collection, Field
from cms.entries import MediaPlace, entry_fields, media_path, media_value, resolve_media_folder
from cms.errors import InvalidPath, NotFound
from cms.fields import field_at
from cms.gitstore import Change, Identity
from cms.media import MediaFile, content_type_of, list_files
from cms.media import thumbnail as small_picture
from cms.state import Person

__all__ = [
    "ROW_THUMBNAIL",
    "THUMBNAIL",
    "MediaContent",
    "delete_media",
    "list_media",
    "media_url_path",
    "read_media",
    "thumbnail",
    "upload_media",
]

THUMBNAIL = (480, 360)  # pixels: a tile, a card
ROW_THUMBNAIL = (128, 96)


@dataclass(frozen=True, slots=True)
class MediaContent:
    """The bytes of a file of the library and how a browser may have them."""

    name: str
    oid: str
    data: bytes
    content_type: str
    inline: bool


@dataclass(frozen=True, slots=True)
class _Target:
    """Which field of which entry a file is for; all of it may be missing."""

    place: MediaPlace
    field: Field | None = None
    collection: Collection | None = None


def upload_media(
    site: Site, upload: Upload, *, person: Person, collection: str = "", slug: str = "", field: str = ""
) -> MediaItem:
    """Add a file to the library, where the field keeps its files: one commit. Raises InvalidUpload, StoreError."""
    target = _target(site, collection, slug, field)
    fit = checked(site, upload, target.field)
    path = free_path(site, target.place, fit.name, {})
    message = message_by(site, person, "upload_media", target.collection, "", path)
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(files={path: fit.data}, bases={path: None}, author=author, message=message))
    site.saved(saved, {path: fit.data})
    blob = site.repository.read_path(path)
    oid = blob.oid if blob else ""
    value = media_value(target.place, path.name)
    return MediaItem(path, path.name, oid, len(fit.data), fit.kind, value, fit.width, fit.height)


def list_media(
    site: Site,
    *,
    collection: str = "",
    slug: str = "",
    field: str = "",
    search: str = "",
    kind: str = "",
    sort: str = "",
) -> tuple[MediaItem, ...]:
    """The files of the library, or of the folder a field takes its files from."""
    target = _target(site, collection, slug, field)
    if not kind and target.field is not None and target.field.widget == "image":
        kind = "image"
    head = site.repository.head()
    if not head:
        return ()
    found = site.repository.list_files(head, target.place.folder, sizes=True)
    files = list_files(((item.path, item.oid, item.size or 0) for item in found), search=search, kind=kind, sort=sort)
    return tuple(_item(target.place, file) for file in files)


def read_media(site: Site, path: str) -> MediaContent:
    """One file of the library by its path in the repository. Raises NotFound for all that is not a media file."""
    where = PurePosixPath(path)
    try:
        blob = site.repository.read_path(where) if content_type_of(where) is not None else None
    except InvalidPath:
        blob = None
    kind = content_type_of(where, blob.data) if blob is not None else None
    if blob is None or kind is None:
        raise NotFound(f"There is no picture or file {path}.")
    return MediaContent(where.name, blob.oid, blob.data, kind.content_type, kind.inline)


def thumbnail(site: Site, path: str, size: tuple[int, int] = THUMBNAIL) -> MediaContent:
    """A WebP of a picture that fits in `size`; pictures that cannot be made small come as they are."""
    whole = read_media(site, path)
    small = small_picture(whole.data, size)
    if small is None:
        return whole
    return MediaContent(whole.name, f"{whole.oid}-{size[0]}", small, "image/webp", True)


def delete_media(site: Site, path: str, *, person: Person) -> SaveOutcome:
    """Delete a file of the library: one commit, which `undo` takes back."""
    where = PurePosixPath(path)
    if content_type_of(where) is None or (blob := site.repository.read_path(where)) is None:
        raise NotFound(f"There is no picture or file {path}.")
    message = message_by(site, person, "delete_media", None, "", where)
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(files={where: None}, bases={where: blob.oid}, author=author, message=message))
    site.refresh()
    return SaveOutcome(saved.commit, "", where, left_alone=saved.left_alone)


def media_url_path(site: Site, entry: OpenEntry, field: Field | None, value: str) -> str | None:
    """The path in the repository of the file a field's value names, or None (an address elsewhere, nothing at all)."""
    found = media_path(site.config, entry.collection, entry.file, field, entry.path, entry.values, value)
    return str(found) if found is not None else None


def _target(site: Site, collection_name: str, slug: str, field_path: str) -> _Target:
    if not collection_name:
        return _Target(MediaPlace(PurePosixPath(site.config.media_folder or "."), site.config.public_folder))
    collection = collection_named(site, collection_name)
    entry = open_entry(site, collection_name, slug) if slug else None
    fields = entry.fields if entry else entry_fields(collection, None)
    field = field_at(fields, field_path) if field_path else None
    file = entry.file if entry else None
    place = resolve_media_folder(
        site.config, collection, file, field, entry.path if entry else None, entry.values if entry else {}
    )
    return _Target(place, field, collection)


def _item(place: MediaPlace, file: MediaFile) -> MediaItem:
    value = media_value(place, file.path.relative_to(place.folder).as_posix())
    return MediaItem(file.path, file.name, file.oid, file.size, file.kind, value, file.width, file.height)
