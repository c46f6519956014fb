"""Languages: which ones an entry has, where each is stored, and its values in a file that holds several."""

from __future__ import annotations

from collections.abc import Mapping

from cms.config import Collection, CollectionFile, I18n, SiteConfig
from cms.entries.kinds import root_field
from cms.syntax import Value

__all__ = ["entry_i18n", "has_locale", "one_file", "read_locale", "root_in", "site_locales", "write_locale"]

_NOTHING: list[Value] = []  # of a language that is not there yet


def entry_i18n(collection: Collection, file: CollectionFile | None = None) -> I18n | None:
    """The i18n that holds for an entry; None when it is not localised."""
    return file.i18n if file is not None else collection.i18n


def site_locales(config: SiteConfig, collection: Collection, file: CollectionFile | None = None) -> tuple[str, ...]:
    """The languages of an entry, the default one first; none when it is not localised."""
    i18n = entry_i18n(collection, file)
    if i18n is None:
        return ()
    return (i18n.default_locale, *(locale for locale in i18n.locales if locale != i18n.default_locale))


def one_file(i18n: I18n, collection: Collection, file: CollectionFile | None) -> bool:
    """Whether all languages stand in one file. File collections always do, unless `{{locale}}` is in the path."""
    place = str(file.file) if file is not None else str(collection.folder)
    if "{{locale}}" in place:
        return False
    return collection.kind == "files" or i18n.structure in ("single_file", "single_file_default_root")


def read_locale(
    config: SiteConfig,
    collection: Collection,
    file: CollectionFile | None,
    whole: Mapping[str, Value],
    locale: str,
) -> Mapping[str, Value]:
    """The values of one language in a document."""
    i18n = entry_i18n(collection, file)
    if i18n is None or not one_file(i18n, collection, file):
        return whole
    if _at_root(i18n, locale):
        return {key: value for key, value in whole.items() if key not in i18n.locales or key == locale}
    found = whole.get(locale)
    if (root := root_in(collection, file, found)) is not None:
        return {root: found}
    return found if isinstance(found, dict) else {}


def has_locale(collection: Collection, file: CollectionFile | None, whole: Mapping[str, Value], locale: str) -> bool:
    """Whether a document holds anything in a language."""
    i18n = entry_i18n(collection, file)
    if i18n is None or not one_file(i18n, collection, file):
        return True
    if _at_root(i18n, locale):
        return any(key not in i18n.locales for key in whole)
    found = whole.get(locale)
    return isinstance(found, dict) or root_in(collection, file, found) is not None


def write_locale(
    config: SiteConfig,
    collection: Collection,
    file: CollectionFile | None,
    whole: Mapping[str, Value],
    values: Mapping[str, Value],
    locale: str,
) -> dict[str, Value]:
    """The document with the values of one language put in; the other languages stay as they are."""
    i18n = entry_i18n(collection, file)
    if i18n is None or not one_file(i18n, collection, file):
        return dict(values)
    if _at_root(i18n, locale):
        others = {key: value for key, value in whole.items() if key in i18n.locales and key != locale}
        return {**values, **others}
    root = root_in(collection, file, whole.get(locale, _NOTHING))
    if root is None:
        return {**whole, locale: dict(values)}
    if root in values:
        return {**whole, locale: values[root]}
    return {key: value for key, value in whole.items() if key != locale}


def root_in(collection: Collection, file: CollectionFile | None, found: Value) -> str | None:
    """The name of the field whose value is all that there is of a language in a file of several (`root`, Sveltia).

    `found` is what is there, an empty list where there is nothing yet; None for a language that is a mapping of fields.
    """
    field = root_field(collection, file)
    if field is None:
        return None
    fits = isinstance(found, list if field.widget == "list" else dict) or found is _NOTHING
    return field.name if fits else None


def _at_root(i18n: I18n, locale: str) -> bool:
    return i18n.structure == "single_file_default_root" and locale == i18n.default_locale
