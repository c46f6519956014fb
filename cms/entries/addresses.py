"""The slug and the path of a new entry, from the collection's templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from cms.config import ABSENT, Absent, Collection, SiteConfig
from cms.entries.dates import date_tags, entry_date
from cms.entries.inference import identifier_field
from cms.entries.listing import localised_path
from cms.entries.slugs import cut, prepare, short_id, slugify
from cms.errors import InvalidPath
from cms.fields import render_template, template_text, value_at
from cms.fields.template import Lookup
from cms.paths import clean_path, is_inside, without_invisible
from cms.syntax import Value

__all__ = ["entry_path", "new_slug", "render_parts", "slug_and_path"]

_TAG = re.compile(r"""\{\{(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^{}'"])*\}\}""")
_NAME = re.compile(r"\{\{\s*([^|}\s]*)")
_UNSAFE_START, _UNSAFE_END = " -~", " ."


def new_slug(
    collection: Collection,
    values: Mapping[str, Value],
    site: SiteConfig,
    now: datetime,
    taken: Callable[[str], bool],
    *,
    below: str = "",
) -> str:
    """The slug of a new entry: the first free one of `hello`, `hello-1`, `hello-2` …

    It is the path below the collection's folder, without extension. `taken` tells whether a slug is in use; `below` is
    the folder chosen in a nested collection (`meta.path`). A name that no file may have becomes a short id.
    """
    names = slug_and_path(collection, values, site, now, below=below).split("/")
    slug = "/".join(_storable(name, collection.extension) or _short_id(values, now) for name in names)
    number, candidate = 0, slug
    while taken(candidate):
        number += 1
        candidate = _numbered(slug, f"{site.slug.sanitize_replacement}{number}", collection)
    return candidate


def entry_path(
    collection: Collection, slug: str, values: Mapping[str, Value], now: datetime, site: SiteConfig, locale: str = ""
) -> PurePosixPath:
    """Where an entry with this slug stands. Raises InvalidPath if that is not a safe place inside the folder."""
    clean_path(f"{slug}.{collection.extension}")
    path = clean_path(str(localised_path(collection, slug, locale)))
    folder = localised_path(collection, "x", locale).parent
    if str(folder) != "." and not is_inside(path, folder):
        raise InvalidPath(f"The path {str(path)!r} leaves the folder of `{collection.name}`. Choose another name.")
    return path


def slug_and_path(
    collection: Collection, values: Mapping[str, Value], site: SiteConfig, now: datetime, *, below: str = ""
) -> str:
    """What the `slug` and `path` templates give, before uniqueness. `below` is the folder of `meta.path`.

    Where a folder is an entry, `below` is that folder, or, with a slash at its end, the one in which it is made.
    """
    slug = _slug(collection, values, site, now)
    if not slug or not all(slug.split("/")):
        slug = _short_id(values, now)
    nested, folder = collection.nested, below.strip("/")
    index = nested.index_file if nested is not None and nested.subfolders else ""
    if index:
        own = folder if folder and not below.endswith("/") else f"{folder}/{slug}".strip("/")
        return f"{own}/{index}"
    if folder and (not collection.path or (nested is not None and nested.path_label)):
        return _cut(f"{folder}/{slug}", collection)
    if not collection.path:
        return _cut(slug, collection)

    def segment(_name: str, text: str) -> str:
        return text if text == slug else slugify(text, site.slug, site.dialect)

    path = render_parts(collection.path, _lookup(collection, values, now, slug), segment, literal=prepare)
    return _cut(f"{folder}/{path.strip('/')}".strip("/"), collection)


def render_parts(
    template: str,
    lookup: Lookup,
    process: Callable[[str, str], str],
    *,
    literal: Callable[[str], str] = str,
) -> str:
    """A template in which the text of each tag is processed (by name and text), and the text between by `literal`."""
    parts, end = [], 0
    for match in _TAG.finditer(template):
        name = _NAME.match(match[0])
        parts.append(literal(template[end : match.start()]))
        parts.append(process(name[1] if name else "", render_template(match[0], lookup)))
        end = match.end()
    return "".join([*parts, literal(template[end:])])


def _slug(collection: Collection, values: Mapping[str, Value], site: SiteConfig, now: datetime) -> str:
    field = identifier_field(collection)
    identifier = template_text(values.get(field.name, ABSENT)) if field is not None else ""

    def process(_name: str, text: str) -> str:
        return slugify(text, site.slug, site.dialect)

    template = collection.slug or "{{slug}}"
    return render_parts(template, _lookup(collection, values, now, identifier), process).strip("/")


def _lookup(collection: Collection, values: Mapping[str, Value], now: datetime, slug: str) -> Lookup:
    moments = date_tags(entry_date(collection.fields, values) or now.astimezone(UTC))

    def lookup(name: str) -> Value | Absent:
        if name in moments:
            return moments[name]
        if name == "slug":
            return slug
        if name in ("uuid", "uuid_short", "uuid_shorter"):
            return short_id(f"{now.isoformat()}{name}")
        return value_at(values, name)

    return lookup


def _short_id(values: Mapping[str, Value], now: datetime) -> str:
    return short_id(f"{now.isoformat()}{sorted(map(str, values.items()))}")


def _storable(name: str, extension: str) -> str:
    """The name without what no file's name may hold, begin or end with (cms.paths); "" if it may not be used."""
    name = unicodedata.normalize("NFC", without_invisible(name)).lstrip(_UNSAFE_START).rstrip(_UNSAFE_END)
    try:
        clean_path(f"{name}.{extension}")
        clean_path(name)
    except InvalidPath:
        return ""
    return name


def _cut(slug: str, collection: Collection) -> str:
    return cut(slug, _ending(collection))


def _ending(collection: Collection) -> str:
    """What may follow the slug in the file's name; the longest language where the name holds one."""
    locales = collection.i18n.locales if collection.i18n is not None else ()
    longest = max(locales, key=len, default="")
    return f"{longest}.{collection.extension}" if longest else collection.extension


def _numbered(slug: str, suffix: str, collection: Collection) -> str:
    folder, _, name = slug.rpartition("/")
    index = collection.nested.index_file if collection.nested is not None else ""
    if folder and name in ("index", "_index", index):  # a folder is the entry: its name is what must be new
        return f"{folder}{suffix}/{name}"
    return f"{cut(slug, f'{suffix}.{_ending(collection)}')}{suffix}"
