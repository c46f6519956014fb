"""Opening entries: from an address to the values a form shows."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from cms.actions.choosing import FormChoices
from cms.actions.model import OpenEntry
from cms.actions.site import Site
from cms.actions.zones import site_zone, zone_named
from cms.config import Collection, CollectionFile, Field
from cms.documents import Document, parse_document
from cms.entries import (
    collection_files,
    entry_fields,
    entry_kind,
    file_of,
    read_locale,
    site_locales,
    title_of,
)
from cms.errors import Forbidden, NotFound, SyntaxProblem
from cms.fields import Control, FieldContext, FormData, Problem, build_controls, default_values, parse_text
from cms.syntax import Value

__all__ = [
    "as_of",
    "at_commit",
    "collection_named",
    "entry_context",
    "entry_controls",
    "file_named",
    "new_entry",
    "open_entry",
]


def collection_named(site: Site, name: str) -> Collection:
    """The collection, or NotFound."""
    if (collection := site.config.collection(name)) is None:
        known = ", ".join(item.name for item in site.config.collections)
        raise NotFound(f"There is no collection `{name}`. The configuration has: {known or 'none'}.")
    return collection


def open_entry(site: Site, collection_name: str, slug: str, *, locale: str = "") -> OpenEntry:
    """The entry as the branch has it now. Raises NotFound.

    A file of a file collection that is not there yet opens empty, with the fields' defaults.
    """
    collection = collection_named(site, collection_name)
    file = file_of(collection, slug)
    locales = site_locales(site.config, collection, file)
    chosen = _locale(locale, locales)
    row = site.index.find(collection.name, slug)
    if row is None:
        if file is None or collection.kind == "folder":
            raise NotFound(f"There is no entry {collection_name}/{slug}. It may have been renamed or deleted.")
        return _missing_file(site, collection, file, chosen, locales)
    path = row.files.get(chosen) or row.files.get("") or (row.path if not chosen else None)
    if path is None:
        return replace(_blank(collection, file, chosen, locales), slug=slug, title=row.title, path=None, values={})
    blob = site.repository.read_path(path)
    if blob is None:
        raise NotFound(f"There is no file {path} any more. The entry {collection_name}/{slug} was deleted.")
    opened = replace(_blank(collection, file, chosen, locales), slug=slug, path=path, base=blob.oid)
    opened = replace(opened, updated=row.updated, updated_by=row.updated_by)
    return _with_bytes(site, opened, blob.data)


def at_commit(site: Site, collection_name: str, slug: str, commit: str, *, locale: str = "") -> OpenEntry:
    """The entry as a commit had it. Raises NotFound."""
    collection = collection_named(site, collection_name)
    file = file_of(collection, slug)
    locales = site_locales(site.config, collection, file)
    chosen = _locale(locale, locales)
    paths = [entry.path for entry in site.repository.list_files(commit)]
    for item in collection_files(collection, site.config, paths):
        path = item.files.get(chosen) or item.files.get("")
        blob = site.repository.read_path(path, commit) if item.slug == slug and path else None
        if path is not None and blob is not None:
            opened = replace(_blank(collection, file, chosen, locales), slug=slug, path=path, base=blob.oid)
            return _with_bytes(site, opened, blob.data)
    raise NotFound(f"There is no entry {collection_name}/{slug} in that version.")


def as_of(site: Site, entry: OpenEntry, oid: str) -> OpenEntry:
    """The same entry with the bytes of an older blob: as the form was opened.

    Raises NotFound if git no longer has it.
    """
    if oid == entry.base:
        return entry
    return _with_bytes(site, replace(entry, base=oid), site.repository.read(oid))


def new_entry(
    site: Site,
    collection_name: str,
    *,
    locale: str = "",
    prefill: Mapping[str, str] | None = None,
    duplicate_of: str = "",
    below: str = "",
    index: bool = False,
) -> OpenEntry:
    """An entry that is not there yet: the fields' defaults, values from the address, or those of another entry.

    `below` is the folder of a nested collection in which it is begun; `index` begins the collection's `index_file`.
    Raises Forbidden when the collection does not allow it.
    """
    collection = collection_named(site, collection_name)
    if collection.kind != "folder" or not collection.create:
        raise Forbidden(f"The configuration does not let `{collection.name}` have new entries (`create: true`).")
    file = collection.index_file if index else None
    locales = site_locales(site.config, collection, file)
    blank = replace(_blank(collection, file, _locale(locale, locales), locales), below=below)
    if duplicate_of:
        original = open_entry(site, collection_name, duplicate_of, locale=locale)
        return replace(blank, values=dict(original.values), title=original.title)
    context = entry_context(site, blank)
    values = default_values(blank.fields, context)
    for name, text in (prefill or {}).items():
        field = next((item for item in blank.fields if item.name == name), None)
        if field is not None and not field.fields and not field.types:
            values[name] = parse_text(field, text, None, context)
    return replace(blank, values=values)


def entry_context(site: Site, entry: OpenEntry) -> FieldContext:
    """What the fields of this entry may ask of the outside."""
    person, now = site.person(), site.clock()
    choices = FormChoices(site, entry.fields, entry.values, entry.slug, entry.locale)
    return FieldContext(
        now=now,
        zone=site_zone(site.config, now),
        zone_named=zone_named,
        seed=secrets.token_hex(16),
        locale=entry.locale,
        slug=entry.slug,
        author_name=person.name,
        author_email=person.email,
        noun=noun_of(entry),
        relation_options=choices.options,
        relation_among=choices.among,
        relation_offered=choices.offered,
        omit_empty=_output(site, "omit_empty_optional_fields"),
        encode_paths=_output(site, "encode_file_path"),
    )


def _output(site: Site, name: str) -> bool:
    """What `output` says of values."""
    given = site.config.options.get("output")
    return isinstance(given, dict) and given.get(name) is True


def entry_controls(
    site: Site, entry: OpenEntry, *, form: FormData | None = None, problems: tuple[Problem, ...] = ()
) -> tuple[Control, ...]:
    """The form of an entry; with `form`, as it was typed."""
    return build_controls(entry.fields, entry.values, entry_context(site, entry), problems, form)


def file_named(collection: Collection, name: str) -> CollectionFile | None:
    """The item of `files`, or the index file, of that name."""
    index = collection.index_file
    return index if index is not None and index.name == name else file_of(collection, name)


def noun_of(entry: OpenEntry) -> str:
    """What people call one of these: the `label_singular`, in lower case as in running text."""
    label = (entry.file.label if entry.file else "") or entry.collection.label_singular or entry.collection.label
    return label if label.isupper() else label[:1].lower() + label[1:]


def _locale(wanted: str, locales: tuple[str, ...]) -> str:
    if wanted and wanted not in locales:
        raise NotFound(f"There is no language `{wanted}` here. The configuration has: {', '.join(locales) or 'none'}.")
    return wanted or (locales[0] if locales else "")


def _blank(collection: Collection, file: CollectionFile | None, locale: str, locales: tuple[str, ...]) -> OpenEntry:
    fields: tuple[Field, ...] = entry_fields(collection, file)
    return OpenEntry(collection, file, fields, locale=locale, locales=locales)


def _missing_file(
    site: Site, collection: Collection, file: CollectionFile, locale: str, locales: tuple[str, ...]
) -> OpenEntry:
    path = PurePosixPath(str(file.file).replace("{{locale}}", locale))
    blank = replace(_blank(collection, file, locale, locales), slug=file.name, path=path, title=file.label)
    return replace(blank, values=default_values(blank.fields, entry_context(site, blank)))


def _with_bytes(site: Site, entry: OpenEntry, data: bytes) -> OpenEntry:
    try:
        document: Document = parse_document(data, entry_kind(entry.collection, entry.file))
    except SyntaxProblem as problem:
        place = f"Line {problem.line}: " if problem.line else ""
        title = entry.title or entry.slug
        return replace(entry, source=data, values={}, document=None, problem=f"{place}{problem.message}", title=title)
    values: Mapping[str, Value] = read_locale(site.config, entry.collection, entry.file, document.values, entry.locale)
    title = title_of(entry.collection, entry.file, values, entry.slug)
    return replace(entry, source=data, document=document, values=values, problem="", title=title)
