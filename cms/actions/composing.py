"""From the values of an entry's languages to the files that hold them: several languages, one commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.linking import linked
from cms.actions.model import OpenEntry
from cms.actions.opening import open_entry
from cms.actions.site import Site
from cms.config import Collection, CollectionFile, I18n
from cms.documents import create_document, edit_document
from cms.entries import entry_fields, entry_i18n, entry_kind, with_shared, write_locale
from cms.syntax import Value, same

__all__ = ["Composed", "composed", "spread"]

Values = Mapping[str, Value]


class Composed(Struct, frozen=True):
    """One file as it is wanted. `base` is the blob it replaces, "" for a new file."""

    path: PurePosixPath
    base: str
    data: bytes


def composed(site: Site, wanted: Iterable[tuple[OpenEntry, Values]]) -> tuple[Composed, ...]:
    """The files that differ from what is there, of an entry's languages as they stand and the values they should have.

    Raises DocumentError.
    """
    by_file: dict[PurePosixPath, list[tuple[OpenEntry, Values]]] = {}
    for entry, values in wanted:
        if entry.path is not None:
            by_file.setdefault(entry.path, []).append((entry, values))
    found = (_file(site, path, parts) for path, parts in by_file.items())
    return tuple(file for file in found if file is not None)


def spread(site: Site, wanted: dict[str, tuple[OpenEntry, Values]]) -> dict[str, tuple[OpenEntry, Values]]:
    """The same with what is the same in all languages brought to the entry's other ones.

    What changed in the default language goes to those that are there; one that is begun gets all of it.
    """
    first = next(iter(wanted.values()))[0]
    i18n = entry_i18n(first.collection, first.file)
    if i18n is None:
        return wanted
    default = wanted.get(i18n.default_locale)
    if default is None:
        begun = {locale: _begun(site, entry, values, i18n) for locale, (entry, values) in wanted.items()}
        return linked(site, begun)
    fields = entry_fields(first.collection, first.file)
    found = dict(wanted)
    before = default[0].values if default[0].translated else None
    for locale in first.locales:
        entry, values = found.get(locale) or _other(site, first, locale)
        if locale == i18n.default_locale or entry.path is None or not (entry.translated or locale in wanted):
            continue
        known = before if entry.translated else None
        shared = with_shared(fields, known, default[1], values, default[0].origins)
        if locale in wanted or not same(shared, dict(values)):
            found[locale] = entry, shared
    return linked(site, found)


def _other(site: Site, entry: OpenEntry, locale: str) -> tuple[OpenEntry, Values]:
    if not entry.slug or site.index.find(entry.collection.name, entry.slug) is None:
        return replace(entry, locale=locale, path=None), {}
    other = open_entry(site, entry.collection.name, entry.slug, locale=locale)
    return (replace(other, path=None), {}) if other.problem else (other, other.values)


def _begun(site: Site, entry: OpenEntry, values: Values, i18n: I18n) -> tuple[OpenEntry, Values]:
    """A language that is begun by itself, with what is the same in all of them as it stands now."""
    if entry.translated or not entry.origin:
        return entry, values
    default = open_entry(site, entry.collection.name, entry.slug, locale=i18n.default_locale)
    if not default.translated:
        return entry, values
    return entry, with_shared(entry_fields(entry.collection, entry.file), None, default.values, values)


def _file(site: Site, path: PurePosixPath, parts: list[tuple[OpenEntry, Values]]) -> Composed | None:
    first = parts[0][0]
    collection, file = first.collection, first.file
    whole: Values = first.document.values if first.document is not None else {}
    for entry, values in parts:
        whole = write_locale(site.config, collection, file, whole, values, entry.locale)
    order = [field.name for field in entry_fields(collection, file)]
    comments = _comments(collection, file) if site.config.dialect.writes_comments else {}
    if first.document is None:
        return Composed(
            path, first.base, create_document(whole, entry_kind(collection, file), order=order, comments=comments)
        )
    data = edit_document(first.document, whole, order=order, comments=comments)
    return Composed(path, first.base, data) if data != first.source else None


def _comments(collection: Collection, file: CollectionFile | None) -> dict[str, str]:
    """What the configuration wants above a key. It is written when the key is, never above one that is there."""
    return {field.name: field.comment for field in entry_fields(collection, file) if field.comment}
