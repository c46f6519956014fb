"""Names of their own for the languages of an entry, and the key that links its files."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from cms.actions.model import OpenEntry
from cms.actions.opening import open_entry
from cms.actions.site import Site
from cms.config import ABSENT
from cms.entries import canonical_slug, entry_path, identifier_field, new_slug, own_slugs
from cms.fields import template_text
from cms.syntax import Value

__all__ = ["linked"]

Wanted = dict[str, tuple[OpenEntry, Mapping[str, Value]]]


def linked(site: Site, wanted: Wanted) -> Wanted:
    """The languages of an entry that are to be written, those that are begun at a place and with a key of their own.

    The original gets the key too, if it has none. Nothing changes where the files of all languages have one name.
    """
    first = next(iter(wanted.values()))[0]
    i18n = own_slugs(first.collection)
    if i18n is None or all(entry.translated for entry, _ in wanted.values()):
        return wanted
    key, found = i18n.canonical_slug[0], dict(wanted)
    if i18n.default_locale not in found and any(entry.origin == i18n.default_locale for entry, _ in wanted.values()):
        default = open_entry(site, first.collection.name, first.slug, locale=i18n.default_locale)
        found[i18n.default_locale] = default, default.values
    link = _link(found, key) or canonical_slug(i18n, first.slug, found.get(i18n.default_locale, (first, {}))[1])
    for locale, (entry, values) in found.items():
        placed = entry if entry.translated or locale == i18n.default_locale else _placed(site, entry, values)
        found[locale] = placed, values if values.get(key) else {**values, key: link}
    return found


def _link(wanted: Wanted, key: str) -> str:
    """What the files that are there are linked by."""
    texts = (values.get(key) for entry, values in wanted.values() if entry.translated)
    return next((str(text) for text in texts if isinstance(text, (str, int)) and str(text).strip()), "")


def _placed(site: Site, entry: OpenEntry, values: Mapping[str, Value]) -> OpenEntry:
    """The language at the first free place for its own name; without a title, at that of the original."""
    collection, now = entry.collection, site.clock()
    field = identifier_field(collection)

    def taken(slug: str) -> bool:
        path = entry_path(collection, slug, values, now, site.config, entry.locale)
        return site.repository.read_path(path) is not None

    slug = entry.slug
    if field is None or template_text(values.get(field.name, ABSENT)):
        slug = new_slug(collection, values, site.config, now, taken, language=entry.locale)
    return replace(entry, path=entry_path(collection, slug, values, now, site.config, entry.locale))
