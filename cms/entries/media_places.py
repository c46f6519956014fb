"""Where an entry's pictures and files stand, and what a field stores for them.

`media_folder` and `public_folder` of site, collection, file and field, each a template over the one above: a leading
slash means the repository's root, else the folder is beside the entry's file (Decap). Sveltia's public folders begin
with a slash unless they begin with `.` or `@`; Decap's lose what leads nowhere (`./images` is `images`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from cms.config import ABSENT, Absent, AssetCollection, Collection, CollectionFile, Field, SiteConfig
from cms.entries.addresses import render_parts
from cms.entries.dates import date_tags, entry_date
from cms.entries.inference import identifier_field
from cms.entries.kinds import entry_fields
from cms.entries.slugs import slugify
from cms.entries.summaries import file_tags
from cms.entries.templates import site_filters
from cms.errors import InvalidPath
from cms.fields import tag_names, template_text, value_at
from cms.paths import clean_path, split_existing
from cms.syntax import Value

__all__ = ["MediaPlace", "asset_place", "media_path", "media_value", "resolve_media_folder", "site_media_folder"]

_LEVELS = frozenset(["media_folder", "public_folder"])  # the same for every entry


@dataclass(frozen=True, slots=True)
class MediaPlace:
    """`folder` in the repository; `public` stands before a file's name in the stored value ("" for nothing).

    `bound`: another entry may have another place.
    """

    folder: PurePosixPath
    public: str
    bound: bool = attribute(default=False, compare=False)


def resolve_media_folder(
    site: SiteConfig,
    collection: Collection | None = None,
    file: CollectionFile | None = None,
    field: Field | None = None,
    entry_path: PurePosixPath | None = None,
    values: Mapping[str, Value] | None = None,
) -> MediaPlace:
    """Where files of this field of this entry go. Raises InvalidPath if the folder would leave the repository."""
    folder, public, bound = _evaluated(site, collection, file, field, entry_path, values or {})
    return MediaPlace(_folder(folder), public, bound)


def site_media_folder(site: SiteConfig) -> MediaPlace:
    """Where files go that belong to no collection."""
    return MediaPlace(PurePosixPath(site.media_folder or "."), _address(site, site.public_folder))


def asset_place(assets: AssetCollection) -> MediaPlace:
    """Where the files of an asset collection go."""
    return MediaPlace(assets.media_folder, assets.public_folder)


def media_value(place: MediaPlace, name: str) -> str:
    """What a field stores for a file of that folder; `name` may lead through folders."""
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
    """The file in the repository that a stored value names; None for addresses elsewhere and for nothing.

    Percent-encoded names are decoded. Whether the file exists is not looked at.
    """
    text = stored.strip().split("#", 1)[0].split("?", 1)[0]
    if not text:
        return None
    own_folder, own_public, _ = _evaluated(site, collection, file, field, entry_path, values)
    for folder, public in ((own_folder, own_public), *_shared(site)):
        if (below := _below(text, public)) is not None:
            return _existing(f"{folder}/{below}")
    if text.startswith("//") or urlsplit(text).scheme:
        return None
    if text.startswith("/"):
        return _in_public_root(site, text)
    return _existing(f"{entry_path.parent}/{text}") if entry_path is not None else None


def _shared(site: SiteConfig) -> list[tuple[str, str]]:
    """Folder and public folder of the site and of its asset collections, the longest address first."""
    shared = [(site.media_folder, _address(site, site.public_folder))]
    shared += [(str(item.media_folder), item.public_folder) for item in site.asset_collections]
    return sorted(shared, key=lambda pair: len(pair[1]), reverse=True)


def _evaluated(
    site: SiteConfig,
    collection: Collection | None,
    file: CollectionFile | None,
    field: Field | None,
    entry_path: PurePosixPath | None,
    values: Mapping[str, Value],
) -> tuple[str, str, bool]:
    """Folder below the repository's root, and public folder, as text; and whether they are of this entry alone."""
    levels: list[Collection | CollectionFile | Field] = [level for level in (collection, file) if level is not None]
    if field is not None:
        levels += _lineage(field, entry_fields(collection, file) if collection is not None else ())
    fill = _Filler(site, collection, file, entry_path, values)
    folder, public, own, bound = site.media_folder, site.public_folder, False, False
    for level in levels:
        if level.media_folder is not None:
            folder, own = fill(level.media_folder, "media_folder", folder), True
            bound = not _LEVELS.issuperset(tag_names(level.media_folder)) or (
                bound and "media_folder" in tag_names(level.media_folder)
            )
            public = folder if level.public_folder is None else public
        if level.public_folder is not None:
            public = fill(level.public_folder, "public_folder", public)
    beside = own and not folder.startswith("/")
    if beside:
        start = entry_path.parent if entry_path is not None else (collection.folder if collection else None)
        folder = f"{start or '.'}/{folder}"
    return folder.strip("/"), _address(site, public, beside=beside), bound or beside


def _address(site: SiteConfig, public: str, *, beside: bool = False) -> str:
    """A public folder as the dialect writes it. Sveltia's slash is left out beside an entry, where it leads nowhere."""
    if not public or public[0] in "/@" or urlsplit(public).scheme:
        return public
    if site.dialect.roots_public_folders:
        return public if public.startswith(".") or beside else f"/{public.strip('/')}"
    plain = posixpath.normpath(public)
    return "" if plain == "." else plain


def _lineage(field: Field, fields: Sequence[Field]) -> list[Field]:
    """The fields around a field, outermost first, and the field itself: each may carry a folder.

    An item of a list of pictures has no field of its own; it is found by the list's name.
    """
    return _around(field, fields) or [next((item for item in fields if item.name == field.name), field)]


def _around(field: Field, fields: Sequence[Field]) -> list[Field]:
    for item in fields:
        if item is field:
            return [item]
        inner = (*item.fields, *item.types, *((item.field,) if item.field is not None else ()))
        if inner and (found := _around(field, inner)):  # most fields of a large form have none
            return [item, *found]
    return []


class _Filler:
    """Fills the templates of one entry's folders."""

    def __init__(
        self,
        site: SiteConfig,
        collection: Collection | None,
        file: CollectionFile | None,
        entry_path: PurePosixPath | None,
        values: Mapping[str, Value],
    ) -> None:
        self.site, self.values = site, values
        self.collection, self.file, self.entry_path = collection, file, entry_path

    @cached_property
    def known(self) -> dict[str, Value]:
        """What the tags say of this entry; most folders have none."""
        known: dict[str, Value] = {}
        if self.collection is not None:
            known |= date_tags(entry_date(entry_fields(self.collection, self.file), self.values))
            identifier = identifier_field(self.collection, self.file)
            found = self.values.get(identifier.name, ABSENT) if identifier is not None else ABSENT
            known["slug"] = template_text(found)
        if self.entry_path is not None:
            known |= file_tags(self.collection, self.entry_path)
        return known

    def __call__(self, template: str, name: str, above: str) -> str:
        """`template` with `{{name}}` standing for the folder of the level above, its values made fit for a path."""
        known: dict[str, Value] = {"media_folder": self.site.media_folder, "public_folder": self.site.public_folder}
        known |= {**self.known, name: above}
        whole = {template_text(known[key]) for key in ("media_folder", "public_folder", "dirname") if key in known}

        def lookup(tag: str) -> Value | Absent:
            return known[tag] if tag in known else value_at(self.values, tag)

        def segment(_tag: str, text: str) -> str:
            return text if text in whole else slugify(text, self.site.slug, self.site.dialect)

        return render_parts(template, lookup, segment, filters=site_filters(self.site))


def _below(text: str, public: str) -> str | None:
    """What follows the public folder in a stored value; None when it does not begin with it."""
    prefix = public.rstrip("/")
    if not public:
        return None if text.startswith("/") or urlsplit(text).scheme else text
    return text.removeprefix(f"{prefix}/") if text.startswith(f"{prefix}/") else None


def _in_public_root(site: SiteConfig, text: str) -> PurePosixPath | None:
    """A site-absolute address, by the part that the media folder has before what it shares with its public address."""
    media, public = PurePosixPath(site.media_folder).parts, PurePosixPath(site.public_folder.strip("/")).parts
    shared = 0
    while shared < min(len(media), len(public)) and media[-1 - shared] == public[-1 - shared]:
        shared += 1
    if not shared:
        return None
    before = "/".join(("", *public[: len(public) - shared]))
    if not text.startswith(f"{before}/"):
        return None
    return _existing("/".join((*media[: len(media) - shared], text.removeprefix(f"{before}/"))))


def _folder(text: str) -> PurePosixPath:
    path = posixpath.normpath(text or ".")
    return PurePosixPath(".") if path == "." else clean_path(path)


def _existing(text: str) -> PurePosixPath | None:
    path = PurePosixPath(posixpath.normpath(unquote(text).lstrip("/")))
    try:
        split_existing(path)
    except InvalidPath:
        return None
    return path
