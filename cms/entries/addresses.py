"""The slug and the path of a new entry, from the collection's templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from msgspec import Struct

from cms.config import Absent, Collection, SiteConfig
from cms.entries.dates import date_tags, entry_date
from cms.entries.inference import identifier_field, title_of
from cms.entries.listing import localised_path
from cms.entries.slugs import cut, prepare, short_id, shortened, slugify
from cms.entries.templates import site_filters
from cms.errors import InvalidPath
from cms.fields import FieldContext, render_template, tag_names, template_text, value_at
from cms.fields.context import Filter
from cms.fields.template import Lookup
from cms.paths import clean_path, is_inside, without_invisible
from cms.syntax import Value

__all__ = ["SlugMaker", "entry_path", "new_slug", "render_parts", "slug_and_path"]

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
    typed: str = "",
    language: str = "",
    seed: str = "",
) -> str:
    """The slug of a new entry: the first free one of `hello`, `hello-1`, `hello-2` …

    It is the path below the collection's folder, without extension. `taken` tells whether a slug is in use; `below` is
    the folder chosen in a nested collection (`meta.path`), `typed` the name that somebody typed, `language` that of the
    values, and `seed` any text that nobody else has, from which identifiers are made. A name that no file may have
    becomes a short id.
    """
    maker = SlugMaker(collection, site, now, typed, language, seed)
    names = maker.path(values, below=below).split("/")
    slug = "/".join(_storable(name, collection.extension) or maker.short_id(values) for name in names)
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
    return SlugMaker(collection, site, now).path(values, below=below)


class SlugMaker(Struct, frozen=True):
    """Fills the `slug` and `path` templates of a collection. See `new_slug` for what it takes."""

    collection: Collection
    site: SiteConfig
    now: datetime
    typed: str = ""
    language: str = ""
    seed: str = ""

    def path(self, values: Mapping[str, Value], *, below: str = "") -> str:
        """The whole slug, before uniqueness."""
        slug = self.slug(values)
        if not slug or not all(slug.split("/")):
            slug = self.short_id(values)
        nested, folder = self.collection.nested, below.strip("/")
        index = nested.index_file if nested is not None and nested.subfolders else ""
        if index:
            own = folder if folder and not below.endswith("/") else f"{folder}/{slug}".strip("/")
            return f"{own}/{index}"
        if folder and (not self.collection.path or (nested is not None and nested.path_label)):
            return _cut(f"{folder}/{slug}", self.collection)
        if not self.collection.path:
            return _cut(slug, self.collection)

        def segment(_name: str, text: str) -> str:
            return text if text == slug else self._fit(text)

        path = render_parts(
            self.collection.path, self._lookup(values, slug), segment, literal=prepare, filters=self._filters()
        )
        return _cut(f"{folder}/{path.strip('/')}".strip("/"), self.collection)

    def slug(self, values: Mapping[str, Value]) -> str:
        """What the `slug` template gives, or what was typed in its place; "" when nothing of it can stand there."""
        template = self.collection.slug or "{{slug}}"
        if self.typed and "fields._slug" not in tag_names(template):
            return self._short(self._fit(self.typed))

        def segment(_name: str, text: str) -> str:
            fit = self._fit(text)
            return fit or (self.short_id(values) if self.site.dialect.names_empty_values else "")

        lookup = self._lookup(values, self._identifier(values))
        return self._short(render_parts(template, lookup, segment, filters=self._filters()).strip("/"))

    def short_id(self, values: Mapping[str, Value]) -> str:
        """What stands for a name that would be empty."""
        return short_id(f"{self.seed}{self.now.isoformat()}{sorted(map(str, values.items()))}")

    def _fit(self, text: str) -> str:
        return slugify(text, self.site.slug, self.site.dialect, language=self.language)

    def _short(self, slug: str) -> str:
        own = self.collection.slug_length
        return shortened(slug, self.site.slug.maxlength if own is None else own, self.site.slug)

    def _filters(self) -> Mapping[str, Filter]:
        return site_filters(self.site, self.language)

    def _identifier(self, values: Mapping[str, Value]) -> str:
        """The identifier field's value, else what else names the entry (Sveltia)."""
        field = identifier_field(self.collection)
        found = template_text(values.get(field.name)) if field is not None else ""
        return found if found.strip() else title_of(self.collection, None, values, "")

    def _lookup(self, values: Mapping[str, Value], slug: str) -> Lookup:
        zone = (self.now.tzinfo or UTC) if self.site.slug.local_dates else UTC
        known: dict[str, Value] = dict(
            date_tags(entry_date(self.collection.fields, values, zone) or self.now.astimezone(zone))
        )
        known |= {"slug": slug, "fields._slug": self.typed, **self._identifiers(values)}

        def lookup(name: str) -> Value | Absent:
            return known[name] if name in known else value_at(values, name)

        return lookup

    def _identifiers(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """A UUID, its last twelve and its first eight signs (Sveltia)."""
        seed = self.seed or self.short_id(values)
        whole = FieldContext(self.now, seed=seed).new_id(("slug",))
        return {"uuid": whole, "uuid_short": whole[-12:], "uuid_shorter": whole[:8]}


def render_parts(
    template: str,
    lookup: Lookup,
    process: Callable[[str, str], str],
    *,
    literal: Callable[[str], str] = str,
    filters: Mapping[str, Filter] | None = None,
) -> str:
    """A template in which the text of each tag is processed (by name and text), and the text between by `literal`."""
    parts, end = [], 0
    for match in _TAG.finditer(template):
        name = _NAME.match(match[0])
        parts.append(literal(template[end : match.start()]))
        parts.append(process(name[1] if name else "", render_template(match[0], lookup, filters=filters)))
        end = match.end()
    return "".join([*parts, literal(template[end:])])


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
