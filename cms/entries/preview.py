"""The address of an entry on the live site, from `site_url` and `preview_path`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from cms.config import Absent, Collection, CollectionFile, SiteConfig
from cms.entries.addresses import render_parts
from cms.entries.dates import date_tags, entry_date, moment_of
from cms.entries.slugs import prepare, sanitise_name
from cms.entries.summaries import file_tags
from cms.fields import tag_names, value_at
from cms.syntax import Value

__all__ = ["preview_url"]

_DATE_TAGS = frozenset(["year", "month", "day", "hour", "minute", "second"])


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
    base = site.site_url or site.display_url
    if urlsplit(base).scheme not in ("http", "https"):
        return ""
    template = (file.preview_path if file is not None else "") or collection.preview_path
    if not template:
        return base
    moments = _moments(collection, file, values)
    if not moments and _DATE_TAGS.intersection(tag_names(template)):
        return base.rstrip("/")
    return f"{base.rstrip('/')}/{_filled(site, collection, template, values, slug, path, moments, locale)}"


def _filled(
    site: SiteConfig,
    collection: Collection,
    template: str,
    values: Mapping[str, Value],
    slug: str,
    path: PurePosixPath,
    moments: Mapping[str, str],
    locale: str,
) -> str:
    tags = file_tags(collection, path)
    known: dict[str, Value] = {**moments, **tags, "slug": slug, "locale": locale}
    keep = collection.options.get("preview_path_preserve_slashes", collection.nested is not None) is True

    def lookup(name: str) -> Value | Absent:
        return known[name] if name in known else value_at(values, name)

    def segment(_name: str, text: str) -> str:
        if text == tags["dirname"]:
            return text
        return sanitise_name(prepare(text), site.slug, keep_slashes=keep)

    return render_parts(template.removeprefix("/"), lookup, segment)


def _moments(collection: Collection, file: CollectionFile | None, values: Mapping[str, Value]) -> dict[str, str]:
    fields = file.fields if file is not None else collection.fields
    named = (file.options if file is not None else collection.options).get("preview_path_date_field")
    if isinstance(named, str) and named:
        field = next((item for item in fields if item.name == named), None)
        found = value_at(values, named)
        return date_tags(moment_of(field, None if isinstance(found, Absent) else found))
    return date_tags(entry_date(fields, values))
