"""Where an uploaded file goes, and what a field stores for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cms.actions.model import OpenEntry, Upload
from cms.actions.site import Site
from cms.config import Field
from cms.entries import MediaPlace, media_file_name, media_value, resolve_media_folder
from cms.errors import InvalidInput
from cms.fields import field_at, set_at
from cms.media import CheckedUpload, check_upload, unique_name
from cms.paths import clean_path
from cms.syntax import Value

__all__ = ["UPLOAD_LIMIT", "checked", "free_path", "place_uploads", "upload_limit"]

UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes, unless the configuration asks for less


def place_uploads(
    site: Site, entry: OpenEntry, values: Mapping[str, Value], uploads: Mapping[str, Upload]
) -> tuple[dict[str, Value], dict[PurePosixPath, bytes]]:
    """Check the files sent with a form and put their addresses into the values.

    `uploads` maps dotted field paths to files. Returns the values and the files to commit with the entry. Raises
    InvalidUpload and InvalidPath.
    """
    wanted: dict[str, Value] = dict(values)
    files: dict[PurePosixPath, bytes] = {}
    for name, upload in uploads.items():
        field = field_at(entry.fields, name)
        if field is None or field.widget not in ("file", "image", "markdown"):
            raise InvalidInput(f"`{name}` does not take a file.")
        place = resolve_media_folder(site.config, entry.collection, entry.file, field, entry.path, wanted)
        fit = checked(site, upload, field)
        path = free_path(site, place, fit.name, files)
        files[path] = fit.data
        wanted = set_at(wanted, name, media_value(place, path.name))
    return wanted, files


def checked(site: Site, upload: Upload, field: Field | None) -> CheckedUpload:
    """The upload as it may be stored: name cleaned, type proven by its content. Raises InvalidUpload."""
    accept = field.options.get("accept") if field is not None else ""
    if not accept and field is not None and field.widget == "image":
        accept = "image/*"
    name = media_file_name(upload.name, site.config.slug)
    return check_upload(
        name, upload.data, limit=upload_limit(site, field), accept=accept if isinstance(accept, str) else ""
    )


def upload_limit(site: Site, field: Field | None) -> int:
    """The largest file taken, in bytes: the field's or the site's `max_file_size`, within Quire's own limit."""
    for source in (field.options.get("media_library") if field else None, site.config.options.get("media_library")):
        config = source.get("config", source) if isinstance(source, dict) else None
        size = config.get("max_file_size") if isinstance(config, dict) else None
        if isinstance(size, int) and not isinstance(size, bool) and size > 0:
            return min(size, UPLOAD_LIMIT)
    return UPLOAD_LIMIT


def free_path(site: Site, place: MediaPlace, name: str, pending: Mapping[PurePosixPath, bytes]) -> PurePosixPath:
    """The first free path for a file of that name in a media folder: nothing is ever overwritten."""

    def taken(candidate: str) -> bool:
        path = place.folder / candidate
        return path in pending or site.repository.read_path(path) is not None

    return clean_path(str(place.folder / unique_name(name, taken)))
