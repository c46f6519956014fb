"""Entries whose files have a name of their own in each language (`slug: {i18n: true}`): a key in them links them.

Sveltia's rule: all files of an entry hold the same text under `canonical_slug.key`. One without the key is known by its
own name, so that files of the same name belong together as everywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from cms.config import Collection, I18n
from cms.documents import read_document
from cms.entries.kinds import entry_kind
from cms.entries.listing import EntryFiles
from cms.entries.locales import one_file
from cms.errors import SyntaxProblem
from cms.fields import render_template, value_at
from cms.syntax import Value

__all__ = ["canonical_slug", "link_of", "linked_entries", "own_slugs"]


def own_slugs(collection: Collection) -> I18n | None:
    """The languages of a collection whose entries have a name of their own in each; None for all others."""
    i18n = collection.i18n
    if i18n is None or not collection.localised_slug or collection.kind != "folder":
        return None
    return i18n if not one_file(i18n, collection, None) else None


def canonical_slug(i18n: I18n, slug: str, values: Mapping[str, Value]) -> str:
    """What links the files of a new entry, from its name and values in the default language."""
    text = render_template(i18n.canonical_slug[1], lambda name: slug if name == "slug" else value_at(values, name))
    return text.strip() or slug


def link_of(collection: Collection, i18n: I18n, data: bytes) -> str:
    """What a file says it is linked by; "" when it says nothing, or cannot be read."""
    try:
        found = read_document(data, entry_kind(collection, None)).values.get(i18n.canonical_slug[0])
    except SyntaxProblem:
        return ""
    return str(found).strip() if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def linked_entries(
    i18n: I18n, entries: Iterable[EntryFiles], link: Callable[[PurePosixPath], str]
) -> Iterator[EntryFiles]:
    """The entries that files make up which were gathered by their names, when `link` says what each is linked by.

    An entry is called as its file in the default language, else as the first one. What claims a language that is taken
    stands alone.
    """
    names: dict[PurePosixPath, str] = {}
    groups: dict[tuple[str, str], dict[str, PurePosixPath]] = {}
    for entry in entries:
        for locale, path in entry.files.items():
            names[path] = entry.slug
            group = groups.setdefault((link(path) or entry.slug, ""), {})
            if locale in group:
                group = groups.setdefault((entry.slug, str(path)), {})
            group[locale] = path
    seen: set[str] = set()
    for files in groups.values():
        locale = i18n.default_locale if i18n.default_locale in files else next(iter(files))
        slug = names[files[locale]]
        slug = f"{slug}.{locale}" if slug in seen else slug
        seen.add(slug)
        yield EntryFiles(slug, files[locale], files)
