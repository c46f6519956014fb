"""Languages: which ones an entry has, where each is stored, and its values in a file that holds several."""

from __future__ import annotations

from collections.abc import Mapping

from cms.config import Collection, CollectionFile, I18n, SiteConfig
from cms.syntax import Value

__all__ = ["entry_i18n", "has_locale", "one_file", "read_locale", "site_locales", "write_locale"]


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
    return found if isinstance(found, dict) else {}


def has_locale(collection: Collection, file: CollectionFile | None, whole: Mapping[str, Value], locale: str) -> bool:
    """Whether a document holds anything in a language."""
    i18n = entry_i18n(collection, file)
    if i18n is None or not one_file(i18n, collection, file):
        return True
    if _at_root(i18n, locale):
        return any(key not in i18n.locales for key in whole)
    return isinstance(whole.get(locale), dict)


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
    return {**whole, locale: dict(values)}


def _at_root(i18n: I18n, locale: str) -> bool:
    return i18n.structure == "single_file_default_root" and locale == i18n.default_locale
