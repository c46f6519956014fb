"""The address of an entry on the live site, from `site_url` and `preview_path`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from msgspec import Struct

from cms.config import Absent, Collection, CollectionFile, SiteConfig
from cms.entries.addresses import render_parts
from cms.entries.dates import date_tags, entry_date, moment_of
from cms.entries.locales import entry_i18n
from cms.entries.moves import short_address
from cms.entries.slugs import prepare, sanitise_name
from cms.entries.summaries import file_tags
from cms.entries.templates import site_filters
from cms.fields import tag_names, value_at
from cms.syntax import Value

__all__ = ["preview_path", "preview_url", "shows_links", "site_address"]

_DATE_TAGS = frozenset(["year", "month", "day", "hour", "minute", "second"])
_LOCALE = re.compile(r"\{\{\s*locale\s*\}\}/?")


def site_address(site: SiteConfig) -> str:
    """The address of the site itself, "" if it has none that a browser should open."""
    return next((url for url in (site.site_url, site.display_url) if urlsplit(url).scheme in ("http", "https")), "")


def shows_links(site: SiteConfig, collection: Collection, file: CollectionFile | None = None) -> bool:
    """Whether links to the site are offered: `show_preview_links` of the file, else the collection, else the site."""
    for options in (file.options if file is not None else {}, collection.options, site.options):
        if isinstance(said := options.get("show_preview_links"), bool):
            return said
    return True


def preview_url(
    site: SiteConfig,
    collection: Collection,
    file: CollectionFile | None,
    values: Mapping[str, Value],
    slug: str,
    path: PurePosixPath,
    *,
    locale: str = "",
) -> str:
    """Where the entry can be seen; the site's own address without a `preview_path`, "" if the site has none.

    A `preview_path` that needs a date which the entry does not have gives the site's address (Decap).
    """
    base = site_address(site)
    if not base or not _template(collection, file):
        return base
    found = preview_path(site, collection, file, values, slug, path, locale=locale)
    return base.rstrip("/") if found is None else f"{base.rstrip('/')}/{found}"


def preview_path(
    site: SiteConfig,
    collection: Collection,
    file: CollectionFile | None,
    values: Mapping[str, Value],
    slug: str,
    path: PurePosixPath,
    *,
    locale: str = "",
) -> str | None:
    """The entry's path on the site, without a slash before it; None if the configuration or its values do not tell."""
    template = _template(collection, file)
    moments = _moments(collection, file, values)
    if not template or (not moments and _DATE_TAGS.intersection(tag_names(template))):
        return None
    i18n = entry_i18n(collection, file)
    if i18n is not None and locale == i18n.default_locale:
        omitted = i18n.options.get("omit_default_locale_from_preview_path") is True
        template = _LOCALE.sub("", template) if omitted else template
    return _Page(site, collection, file, slug, path, locale).fill(template.removeprefix("/"), values, moments)


def _template(collection: Collection, file: CollectionFile | None) -> str:
    return (file.preview_path if file is not None else "") or collection.preview_path


class _Page(Struct, frozen=True):
    """What the tags of an entry's `preview_path` say besides its values."""

    site: SiteConfig
    collection: Collection
    file: CollectionFile | None
    slug: str
    path: PurePosixPath
    locale: str

    def fill(self, template: str, values: Mapping[str, Value], moments: Mapping[str, str]) -> str:
        tags = file_tags(self.collection, self.path)
        known: dict[str, Value] = {
            **moments,
            **tags,
            "slug": short_address(self.collection, self.slug),
            "locale": self.locale,
        }
        keep = self._keeps_slashes()

        def lookup(name: str) -> Value | Absent:
            return known[name] if name in known else value_at(values, name)

        def segment(name: str, text: str) -> str:
            if text == tags["dirname"] or name == "locale":
                return text
            if not self.site.dialect.sanitises_links:
                return quote(text, safe="/~")
            return sanitise_name(prepare(text), self.site.slug, keep_slashes=keep)

        return render_parts(template, lookup, segment, filters=site_filters(self.site, self.locale))

    def _keeps_slashes(self) -> bool:
        """Decap's default is to keep them where entries stand in folders."""
        own = self.file.options if self.file is not None else {}
        for options in (own, self.collection.options):
            if isinstance(said := options.get("preview_path_preserve_slashes"), bool):
                return said
        return self.collection.nested is not None


def _moments(collection: Collection, file: CollectionFile | None, values: Mapping[str, Value]) -> dict[str, str]:
    fields = file.fields if file is not None else collection.fields
    own = file.options.get("preview_path_date_field") if file is not None else None
    named = own or collection.options.get("preview_path_date_field")
    if isinstance(named, str) and named:
        field = next((item for item in fields if item.name == named), None)
        found = value_at(values, named)
        return date_tags(moment_of(field, None if isinstance(found, Absent) else found))
    return date_tags(entry_date(fields, values))
