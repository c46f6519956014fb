"""The slug and the path of a new entry, from the collection's templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from cms.config import ABSENT, Absent, Collection, SiteConfig
from cms.entries.inference import date_field, identifier_field
from cms.entries.listing import localised_path
from cms.entries.slugs import cut, prepare, short_id, slugify
from cms.errors import InvalidPath
from cms.fields import read_date, render_template, template_text, value_at
from cms.paths import clean_path, is_inside
from cms.syntax import Value

__all__ = ["date_tags", "entry_date", "entry_path", "new_slug", "render_parts", "slug_and_path"]

_TAG = re.compile(r"\{\{[^{}]*\}\}")
Lookup = Callable[[str], "Value | Absent"]


def new_slug(
    collection: Collection,
    values: Mapping[str, Value],
    site: SiteConfig,
    now: datetime,
    taken: Callable[[str], bool],
) -> str:
    """The slug of a new entry: the first free one of `hello`, `hello-1`, `hello-2` …

    It is the path below the collection's folder, without extension. `taken` tells whether a slug is in use.
    """
    slug = slug_and_path(collection, values, site, now)
    if not taken(slug):
        return slug
    mark = site.slug.sanitize_replacement or "-"
    number = 1
    while taken(_numbered(slug, mark, number, collection)):
        number += 1
    return _numbered(slug, mark, number, collection)


def entry_path(
    collection: Collection, slug: str, values: Mapping[str, Value], now: datetime, site: SiteConfig, locale: str = ""
) -> PurePosixPath:
    """Where an entry with this slug stands. Raises InvalidPath if that is not a safe place inside the folder."""
    path = clean_path(str(localised_path(collection, slug, locale)))
    folder = str(collection.folder)
    if "{{locale}}" not in folder and folder != "." and not _within(path, PurePosixPath(folder), collection):
        raise InvalidPath(f"The path {str(path)!r} leaves the folder of `{collection.name}`. Choose another name.")
    return path


def slug_and_path(collection: Collection, values: Mapping[str, Value], site: SiteConfig, now: datetime) -> str:
    """What the `slug` and `path` templates give, before uniqueness."""
    slug = _slug(collection, values, site, now)
    if not _usable(slug):
        slug = short_id(f"{now.isoformat()}{sorted(map(str, values.items()))}")
    if collection.nested is not None and isinstance(meta := values.get("path"), str) and collection.nested.path_label:
        below = meta.strip("/")
        index = collection.nested.index_file
        return f"{below}/{index}".strip("/") if index else f"{below}/{slug}".strip("/")
    if not collection.path:
        return cut(slug, collection.extension)
    lookup = _lookup(collection, values, now, slug)

    def segment(name: str, text: str) -> str:
        return text if name == "slug" else slugify(text, site.slug, site.dialect)

    return cut(prepare(render_parts(collection.path, lookup, segment)).strip("/"), collection.extension)


def render_parts(template: str, lookup: Lookup, process: Callable[[str, str], str]) -> str:
    """A template in which each tag's text is processed and the text between stays as it is."""

    def fill(match: re.Match[str]) -> str:
        name = re.match(r"\{\{\s*([^|}\s]*)", match[0])
        return process(name[1] if name else "", render_template(match[0], lookup))

    return _TAG.sub(fill, template)


def date_tags(when: datetime | None) -> dict[str, str]:
    """`year`, `month` … `second` of a moment, in UTC; nothing when there is none."""
    if when is None:
        return {}
    utc = when.astimezone(UTC)
    return {
        "year": f"{utc.year:04d}",
        "month": f"{utc.month:02d}",
        "day": f"{utc.day:02d}",
        "hour": f"{utc.hour:02d}",
        "minute": f"{utc.minute:02d}",
        "second": f"{utc.second:02d}",
    }


def entry_date(collection: Collection, values: Mapping[str, Value]) -> datetime | None:
    """The moment an entry carries, from its date field."""
    field = date_field(collection.fields)
    value = values.get(field.name) if field is not None else None
    return read_date(value) if isinstance(value, str) else None


def _slug(collection: Collection, values: Mapping[str, Value], site: SiteConfig, now: datetime) -> str:
    field = identifier_field(collection)
    identifier = template_text(values.get(field.name, ABSENT)) if field is not None else ""
    lookup = _lookup(collection, values, now, identifier)

    def process(_name: str, text: str) -> str:
        return slugify(text, site.slug, site.dialect)

    return render_parts(collection.slug or "{{slug}}", lookup, process).strip("/")


def _lookup(collection: Collection, values: Mapping[str, Value], now: datetime, slug: str) -> Lookup:
    moments = date_tags(entry_date(collection, values) or now)

    def lookup(name: str) -> Value | Absent:
        if name.startswith("fields."):
            return value_at(values, name)
        if name in moments:
            return moments[name]
        if name == "slug":
            return slug
        if name in ("uuid", "uuid_short", "uuid_shorter"):
            return short_id(f"{now.isoformat()}{name}")
        return value_at(values, name)

    return lookup


def _usable(slug: str) -> bool:
    return bool(slug) and all(slug.split("/"))


def _numbered(slug: str, mark: str, number: int, collection: Collection) -> str:
    folder, _, name = slug.rpartition("/")
    if folder and name in ("index", "_index"):
        return f"{folder}{mark}{number}/{name}"
    return f"{cut(slug, f'{mark}{number}.{collection.extension}')}{mark}{number}"


def _within(path: PurePosixPath, folder: PurePosixPath, collection: Collection) -> bool:
    if collection.i18n is not None and collection.i18n.structure == "multiple_root_folders":
        return is_inside(PurePosixPath(*path.parts[1:]), folder) or is_inside(path, folder)
    return is_inside(path, folder)
