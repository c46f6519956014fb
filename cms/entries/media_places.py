"""Where an entry's pictures and files stand, and what a field stores for them.

`media_folder` and `public_folder` of site, collection, file and field, each over the one above: a leading slash means
the repository's root, else the folder is beside the entry (Decap).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from cms.config import ABSENT, Absent, Collection, CollectionFile, Field, SiteConfig
from cms.entries.addresses import date_tags, entry_date, render_parts
from cms.entries.inference import identifier_field
from cms.entries.slugs import sanitise_name
from cms.errors import InvalidPath
from cms.fields import template_text, value_at
from cms.paths import clean_path
from cms.syntax import Value

__all__ = ["MediaPlace", "media_path", "media_value", "resolve_media_folder"]


@dataclass(frozen=True, slots=True)
class MediaPlace:
    """`folder` in the repository, and `public`: what stands before the file's name in the stored value ("" for nothing)."""

    folder: PurePosixPath
    public: str


def resolve_media_folder(
    site: SiteConfig,
    collection: Collection | None = None,
    file: CollectionFile | None = None,
    field: Field | None = None,
    entry_path: PurePosixPath | None = None,
    values: Mapping[str, Value] | None = None,
) -> MediaPlace:
    """Where files of this field of this entry go. Raises InvalidPath if the folder would leave the repository."""
    folder, public = site.media_folder, site.public_folder
    beside = False
    for level in (collection, file, field):
        if level is None or (level.media_folder is None and level.public_folder is None):
            continue
        if level.media_folder is not None:
            fill = _filler(site, collection, entry_path, values or {}, folder, public)
            raw = fill(level.media_folder)
            beside = not raw.startswith("/")
            folder = raw.strip("/") if not beside else raw.rstrip("/")
            if level.public_folder is None:
                public = raw
        if level.public_folder is not None:
            public = _filler(site, collection, entry_path, values or {}, folder, public)(level.public_folder)
    if beside:
        start = entry_path.parent if entry_path is not None else (collection.folder if collection else None)
        folder = posixpath.normpath(f"{start or '.'}/{folder}")
    return MediaPlace(_safe(folder), public)


def media_value(place: MediaPlace, name: str) -> str:
    """What a field stores for a file of that folder."""
    return f"{place.public.rstrip('/')}/{name}" if place.public else name


def media_path(
    site: SiteConfig,
    collection: Collection | None,
    file: CollectionFile | None,
    field: Field | None,
    entry_path: PurePosixPath | None,
    values: Mapping[str, Value],
    stored: str,
) -> PurePosixPath | None:
    """The file in the repository that a stored value names; None for addresses elsewhere and for nothing."""
    text = stored.split("#", 1)[0].split("?", 1)[0]
    if not text or "://" in text or text.startswith(("//", "data:", "mailto:", "tel:")):
        return None
    try:
        place = resolve_media_folder(site, collection, file, field, entry_path, values)
        return _under(text, place) or _under(text, resolve_media_folder(site)) or _elsewhere(site, text, entry_path)
    except InvalidPath:
        return None


def _under(text: str, place: MediaPlace) -> PurePosixPath | None:
    public = place.public.rstrip("/")
    if public and text.startswith(f"{public}/"):
        return _safe(f"{place.folder}/{text[len(public) + 1 :]}")
    if not public and place.public == "" and not text.startswith("/"):
        return _safe(f"{place.folder}/{text}")
    return None


def _elsewhere(site: SiteConfig, text: str, entry_path: PurePosixPath | None) -> PurePosixPath | None:
    if text.startswith("/"):
        root = site.media_folder.removesuffix(site.public_folder.strip("/")).rstrip("/")
        return _safe(f"{root}{text}" if root else text)
    folder = entry_path.parent if entry_path is not None else PurePosixPath(".")
    return _safe(posixpath.normpath(f"{folder}/{text}"))


def _filler(
    site: SiteConfig,
    collection: Collection | None,
    entry_path: PurePosixPath | None,
    values: Mapping[str, Value],
    folder: str,
    public: str,
) -> Callable[[str], str]:
    known: dict[str, Value] = {"media_folder": folder, "public_folder": public.strip("/")}
    if collection is not None:
        known |= date_tags(entry_date(collection, values))
        identifier = identifier_field(collection)
        if identifier is not None:
            known["slug"] = template_text(values.get(identifier.name, ABSENT))
    if entry_path is not None:
        base = str(collection.folder) if collection is not None and collection.folder is not None else ""
        known["dirname"] = entry_path.parent.as_posix().removeprefix(base).strip("/")
        known["filename"], known["extension"] = entry_path.stem, entry_path.suffix.lstrip(".")

    def lookup(name: str) -> Value | Absent:
        return known[name] if name in known else value_at(values, name)

    def process(name: str, text: str) -> str:
        if name in ("media_folder", "public_folder", "dirname"):
            return text
        return sanitise_name(text.strip().lower(), site.slug)

    def fill(template: str) -> str:
        return render_parts(template, lookup, process)

    return fill


def _safe(text: str) -> PurePosixPath:
    path = posixpath.normpath(text.strip("/") or ".")
    return PurePosixPath(".") if path == "." else clean_path(path)
