"""Changing values in every language of a file, whatever the layout of languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cms.actions.site import Site
from cms.config import Collection, CollectionFile
from cms.documents import edit_document, parse_document
from cms.entries import entry_fields, entry_kind, read_locale, site_locales, write_locale
from cms.errors import SyntaxProblem
from cms.syntax import Value, same

__all__ = ["rewritten", "values_in"]

Change = Callable[[Mapping[str, Value], str], Mapping[str, Value]]


def rewritten(
    site: Site, collection: Collection, file: CollectionFile | None, locale: str, data: bytes, change: Change
) -> bytes:
    """The file's bytes with each language's values changed; the same bytes if that changes nothing.

    `locale` is the file's language, "" for a file that holds all of them. A file that cannot be read stays as it is.
    """
    try:
        document = parse_document(data, entry_kind(collection, file))
    except SyntaxProblem:
        return data
    whole: Mapping[str, Value] = document.values
    for each in (locale,) if locale else site_locales(site.config, collection, file) or ("",):
        values = read_locale(site.config, collection, file, whole, each)
        wanted = change(values, each)
        if values and not same(dict(values), dict(wanted)):
            whole = write_locale(site.config, collection, file, whole, wanted, each)
    if same(dict(document.values), dict(whole)):
        return data
    order = [field.name for field in entry_fields(collection, file)]
    return edit_document(document, dict(whole), order=order)


def values_in(
    site: Site, collection: Collection, file: CollectionFile | None, language: str, data: bytes
) -> Mapping[str, Value]:
    """The values that a file has in a language; none of one that cannot be read."""
    try:
        whole = parse_document(data, entry_kind(collection, file)).values
    except SyntaxProblem:
        return {}
    return read_locale(site.config, collection, file, whole, language)
