"""How an entry stands in each of its languages: missing, partly written, older than the original, or complete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.model import OpenEntry
from cms.actions.opening import open_entry, read_version
from cms.actions.site import Site
from cms.entries import entry_fields, entry_i18n, translated_names, untranslated_names
from cms.index import HistoryRow
from cms.syntax import Value

__all__ = ["Translation", "translations"]

Values = Mapping[str, Value]
State = Literal["original", "missing", "partly", "older", "complete"]
VERSIONS = 6  # of a translation's history, looked at for the last one that changed its text
MOST = 12  # languages whose history is looked at


class Translation(Struct, frozen=True):
    """An entry in one language. `names` are the fields without a text, or those whose original changed `since`."""

    locale: str
    state: State
    names: tuple[str, ...] = ()
    since: datetime | None = None


def translations(site: Site, entry: OpenEntry) -> tuple[Translation, ...]:
    """All languages of an entry as it is published, the default one first; none for an entry that is not localised."""
    i18n = entry_i18n(entry.collection, entry.file)
    if i18n is None or not entry.slug or site.index.find(entry.collection.name, entry.slug) is None:
        return ()
    every = {locale: open_entry(site, entry.collection.name, entry.slug, locale=locale) for locale in entry.locales}
    original = every[i18n.default_locale]
    return tuple(
        _translation(site, original, found, deep=number <= MOST) for number, found in enumerate(every.values())
    )


def _translation(site: Site, original: OpenEntry, entry: OpenEntry, *, deep: bool) -> Translation:
    if not entry.translated:
        return Translation(entry.locale, "missing")
    if entry.locale == original.locale:
        return Translation(entry.locale, "original")
    if not original.translated:
        return Translation(entry.locale, "complete")
    fields = entry_fields(entry.collection, entry.file)
    if names := untranslated_names(fields, original.values, entry.values):
        return Translation(entry.locale, "partly", names)
    names, since = _outdated(site, original, entry) if deep else ((), None)
    return Translation(entry.locale, "older" if names else "complete", names, since)


def _outdated(site: Site, original: OpenEntry, entry: OpenEntry) -> tuple[tuple[str, ...], datetime | None]:
    """The fields of the original that changed since the translation's own text last did, and when the last one did."""
    translated = _last_change(site, entry)
    before = _values_then(site, original, translated.oid) if translated is not None else None
    if before is None:
        return (), None
    names = translated_names(entry_fields(entry.collection, entry.file), before, original.values)
    newest = _last_change(site, original) if names else None
    return names, newest.authored if newest is not None else None


def _last_change(site: Site, entry: OpenEntry) -> HistoryRow | None:
    """The last version of a language that changed its text, and not only what all languages have alike."""
    if entry.path is None:
        return None
    fields = entry_fields(entry.collection, entry.file)
    rows = site.index.history((entry.path,), VERSIONS)
    now: Values | None = entry.values
    for row, older in pairwise(rows):
        before = _values_at(site, replace(entry, path=older.path), older.oid)
        if now is None or before is None or translated_names(fields, before, now):
            return row
        now = before
    return rows[-1] if rows else None


def _values_then(site: Site, entry: OpenEntry, commit: str) -> Values | None:
    """The values a language had in a commit, wherever its file stood then."""
    if entry.path is None or (values := _values_at(site, entry, commit)) is not None:
        return values if entry.path is not None else None
    older = dict.fromkeys(row.path for row in site.index.history((entry.path,), 100) if row.path != entry.path)
    found = (_values_at(site, replace(entry, path=path), commit) for path in older)
    return next((values for values in found if values is not None), None)


def _values_at(site: Site, entry: OpenEntry, commit: str) -> Values | None:
    """The values a language had in a commit; None if it was not there."""
    found = read_version(site, entry, commit)
    return found.values if found is not None and found.translated else None
