"""Where an uploaded file goes, and what a field stores for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cms.actions.library import MediaTarget
from cms.actions.model import OpenEntry, Upload
from cms.actions.site import Site
from cms.entries import MediaRules, media_file_name, media_value, resolve_media_folder
from cms.errors import InvalidInput
from cms.fields import field_at, set_at
from cms.media import UPLOAD_LIMIT, CheckedUpload, unique_name
from cms.paths import clean_path
from cms.syntax import Value

__all__ = ["checked", "checked_uploads", "free_path", "place_uploads"]


def checked_uploads(site: Site, entry: OpenEntry, uploads: Mapping[str, Upload]) -> dict[str, CheckedUpload]:
    """The files sent with a form as they may be stored, by the dotted path of their field. Raises InvalidUpload."""
    found = {}
    for name, upload in uploads.items():
        field = field_at(entry.fields, name)
        if field is None or field.widget not in ("file", "image", "markdown"):
            raise InvalidInput(f"`{name}` does not take a file.")
        found[name] = checked(site, upload, MediaTarget(entry.collection, entry, field))
    return found


def place_uploads(
    site: Site,
    entry: OpenEntry,
    values: Mapping[str, Value],
    uploads: Mapping[str, CheckedUpload],
    moved_to: PurePosixPath | None = None,
) -> tuple[dict[str, Value], dict[PurePosixPath, bytes]]:
    """Give the files sent with a form their places, and put their addresses into the values.

    `moved_to` is where the entry will be: its files go there, under names that are free in both places, because those
    in the old one may move along. Returns the values and the files to commit with the entry. Raises InvalidPath.
    """
    wanted: dict[str, Value] = dict(values)
    files: dict[PurePosixPath, bytes] = {}
    for name, fit in uploads.items():
        field = field_at(entry.fields, name)
        place, before = (
            resolve_media_folder(site.config, entry.collection, entry.file, field, path, wanted)
            for path in (moved_to or entry.path, entry.path)
        )
        path = free_path(site, place.folder, fit.name, files, before.folder)
        files[path] = fit.data
        wanted = set_at(wanted, name, media_value(place, path.name))
    return wanted, files


def checked(site: Site, upload: Upload, target: MediaTarget) -> CheckedUpload:
    """The upload as it may be stored: named and changed as the rules say, its type proven. Raises InvalidUpload."""
    from cms.media import check_upload  # see `cms.media`

    rules = target.rules(site)
    return check_upload(
        _name(site, upload.name, rules),
        upload.data,
        limit=min(rules.limit or UPLOAD_LIMIT, UPLOAD_LIMIT),
        accept=target.accept,
        pictures=rules.pictures,
        optimise_svg=rules.optimise_svg,
    )


def _name(site: Site, name: str, rules: MediaRules) -> str:
    """The name as `slugify_filename` has it: by default Decap makes a slug of it, and Sveltia keeps it."""
    slugify = rules.slugify if rules.slugify is not None else site.config.dialect.sanitises_uploads
    return media_file_name(name, site.config.slug, site.config.dialect) if slugify else name


def free_path(
    site: Site,
    folder: PurePosixPath,
    name: str,
    pending: Mapping[PurePosixPath, bytes],
    also: PurePosixPath | None = None,
) -> PurePosixPath:
    """The first free path for a file of that name in a folder (and `also` another): nothing is ever overwritten."""

    def taken(candidate: str) -> bool:
        paths = {each / candidate for each in (folder, also or folder)}
        return any(path in pending or site.repository.read_path(path) is not None for path in paths)

    return clean_path(str(folder / unique_name(name, taken)))
