"""The media library: uploading, showing and deleting files."""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec import Struct

from cms.actions.library import media_target, place_named
from cms.actions.messages import message_by
from cms.actions.model import MediaItem, OpenEntry, SaveOutcome, Upload
from cms.actions.site import Site
from cms.actions.uploads import checked, free_path
from cms.config import Field
from cms.entries import media_path, media_value
from cms.errors import Forbidden, InvalidPath, NotFound
from cms.gitstore import Change, Identity, blob_oid
from cms.media import content_type_of
from cms.paths import clean_path
from cms.state import Person

__all__ = [
    "ROW_THUMBNAIL",
    "THUMBNAIL",
    "MediaContent",
    "delete_media",
    "media_url_path",
    "read_media",
    "thumbnail",
    "upload_media",
]

THUMBNAIL = (480, 360)  # pixels: a tile, a card
ROW_THUMBNAIL = (128, 96)


class MediaContent(Struct, frozen=True):
    """The bytes of a file of the library and how a browser may have them."""

    name: str
    oid: str
    data: bytes
    content_type: str
    inline: bool


def upload_media(
    site: Site,
    upload: Upload,
    *,
    person: Person,
    collection: str = "",
    slug: str = "",
    field: str = "",
    place: str | None = None,
    folder: str = "",
) -> MediaItem:
    """Add a file to the library: one commit. Raises InvalidUpload, InvalidPath, Forbidden and StoreError.

    It goes to `folder` (relative, "" for the place itself) of a place, by default to where the field keeps its files.
    """
    target = media_target(site, collection, slug, field)
    where = place_named(site, target, place)
    if not where.takes:
        raise Forbidden(f"Files of {where.label} belong to single entries. Add them in the form of an entry.")
    below = clean_path(folder) if folder else PurePosixPath(".")
    fit = checked(site, upload, target)
    path = free_path(site, where.place.folder / below, fit.name, {})
    message = message_by(site, person, "upload_media", target.collection, "", path)
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(files={path: fit.data}, bases={path: None}, author=author, message=message))
    site.saved(saved, {path: fit.data})
    value = media_value(where.place, path.relative_to(where.place.folder).as_posix())
    oid = blob_oid(fit.data)
    return MediaItem(path, path.name, oid, len(fit.data), fit.kind, value, fit.width, fit.height, fit.change)


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
    from cms.media import thumbnail as small_picture  # see `cms.media`

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
