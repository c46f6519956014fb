"""Opening entries: from an address to the values a form shows."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec.structs import replace

from cms.actions.addressing import with_slug_control
from cms.actions.choosing import FormChoices
from cms.actions.model import OpenEntry
from cms.actions.site import Site
from cms.actions.zones import site_zone, zone_named
from cms.config import Collection, CollectionFile
from cms.documents import Document, parse_document
from cms.entries import (
    aliases_key,
    collection_files,
    entry_fields,
    entry_i18n,
    entry_kind,
    fields_in,
    file_of,
    has_locale,
    localised_path,
    own_slugs,
    own_values,
    read_locale,
    site_filters,
    site_locales,
    title_of,
    with_shared,
)
from cms.errors import Forbidden, NotFound, SyntaxProblem
from cms.fields import ROOT, Control, FieldContext, FormData, Problem, build_controls, default_values, parse_text
from cms.paths import clean_path
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
    "read_version",
]


def collection_named(site: Site, name: str) -> Collection:
    """The collection, or NotFound."""
    if (collection := site.config.collection(name)) is None:
        known = ", ".join(item.name for item in site.config.collections)
        raise NotFound(f"There is no collection `{name}`. The configuration has: {known or 'none'}.")
    return collection


def open_entry(site: Site, collection_name: str, slug: str, *, locale: str = "", start: str = "") -> OpenEntry:
    """The entry as the branch has it now. Raises NotFound.

    A file of a file collection that is not there yet opens empty, with the fields' defaults. So does a language that
    the entry does not have yet, with what is the same in all of them, or, with `start` (the blob of the original
    language), with the text it had then.
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
    blank = replace(_blank(site, collection, file, chosen, locales), slug=slug, start=start, title=row.title)
    if path is None:
        return _begun(site, replace(blank, path=entry_file(blank, row.path, chosen)))
    blob = site.repository.read_path(path)
    if blob is None:
        raise NotFound(f"There is no file {path} any more. The entry {collection_name}/{slug} was deleted.")
    opened = replace(blank, path=path, base=blob.oid, updated=row.updated, updated_by=row.updated_by)
    return _with_bytes(site, opened, blob.data)


def at_commit(site: Site, collection_name: str, slug: str, commit: str, *, locale: str = "") -> OpenEntry:
    """The entry as a commit had it. Raises NotFound."""
    collection = collection_named(site, collection_name)
    file = file_of(collection, slug)
    locales = site_locales(site.config, collection, file)
    chosen = _locale(locale, locales)
    row = site.index.find(collection.name, slug) if own_slugs(collection) is not None else None
    if row is not None and chosen in row.files:
        opened = replace(_blank(site, collection, file, chosen, locales), slug=slug, path=row.files[chosen])
        if (found := read_version(site, opened, commit)) is not None and found.translated:
            return found
    paths = [entry.path for entry in site.repository.list_files(commit)]
    for item in collection_files(collection, site.config, paths):
        path = item.files.get(chosen) or item.files.get("")
        blob = site.repository.read_path(path, commit) if item.slug == slug and path else None
        if path is not None and blob is not None:
            opened = replace(_blank(site, collection, file, chosen, locales), slug=slug, path=path, base=blob.oid)
            return _with_bytes(site, opened, blob.data)
    raise NotFound(f"There is no entry {collection_name}/{slug} in that version.")


def as_of(site: Site, entry: OpenEntry, oid: str) -> OpenEntry:
    """The same entry with the bytes of an older blob: as the form was opened.

    Raises NotFound if git no longer has it.
    """
    if oid == entry.base:
        return entry
    return _with_bytes(site, replace(entry, base=oid), site.repository.read(oid))


def read_version(site: Site, entry: OpenEntry, commit: str) -> OpenEntry | None:
    """The entry with what its file had in a commit; None if it was not there, or cannot be read."""
    blob = site.repository.read_path(entry.path, commit) if entry.path is not None else None
    if blob is None:
        return None
    found = _read(site, replace(entry, base=blob.oid), blob.data)
    return found if not found.problem else None


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
    blank = replace(_blank(site, collection, file, _locale(locale, locales), locales), below=below)
    if duplicate_of:
        original = open_entry(site, collection_name, duplicate_of, locale=locale)
        return replace(blank, values=_copied(site, original), title=original.title)
    context = entry_context(site, blank)
    values = default_values(blank.fields, context)
    for name, text in (prefill or {}).items():
        field = next((item for item in blank.fields if item.name == name), None)
        if field is not None and not field.fields and not field.types:
            values[name] = parse_text(field, text, None, context)
    return replace(blank, values=values)


def _copied(site: Site, original: OpenEntry) -> dict[str, Value]:
    """What a copy of an entry begins with: a former address leads to one entry only, and so does what links files."""
    collection = original.collection
    linked = own_slugs(collection)
    own = {aliases_key(site.config, collection), *((linked.canonical_slug[0],) if linked is not None else ())}
    return {key: value for key, value in original.values.items() if key not in own}


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
        filters=site_filters(site.config, entry.locale),
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
    site: Site,
    entry: OpenEntry,
    *,
    form: FormData | None = None,
    problems: tuple[Problem, ...] = (),
    root: str = ROOT,
) -> tuple[Control, ...]:
    """The form of an entry; with `form`, as it was typed. `root`: what the names of its controls begin with."""
    context = entry_context(site, entry)
    controls = build_controls(entry.fields, entry.values, context, problems, form, root)
    return with_slug_control(entry, controls, context, problems, form, root)


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


def _blank(
    site: Site, collection: Collection, file: CollectionFile | None, locale: str, locales: tuple[str, ...]
) -> OpenEntry:
    fields = fields_in(site.config, entry_fields(collection, file), entry_i18n(collection, file), locale)
    return OpenEntry(collection, file, fields, locale=locale, locales=locales)


def entry_file(entry: OpenEntry, beside: PurePosixPath, locale: str) -> PurePosixPath:
    """Where the entry's file of a language stands, or would stand, `beside` being one of its files."""
    if entry.file is not None:
        return clean_path(str(entry.file.file).replace("{{locale}}", locale))
    return clean_path(str(localised_path(entry.collection, entry.slug, locale)))


def _begun(site: Site, entry: OpenEntry) -> OpenEntry:
    """A language of an entry before anything is written in it."""
    values = default_values(entry.fields, entry_context(site, entry))
    original = _original(site, entry)
    if original is None:
        return replace(entry, values=values)
    fields = entry_fields(entry.collection, entry.file)
    if entry.start:
        original = as_of(site, original, entry.start)
        values = {**values, **own_values(fields, original.values)}
    values = with_shared(fields, None, original.values, values)
    return replace(entry, values=values, title=entry.title or original.title, origin=original.locale)


def _original(site: Site, entry: OpenEntry) -> OpenEntry | None:
    """The entry in the language it is translated from: the default one, else the first that there is."""
    row = site.index.find(entry.collection.name, entry.slug)
    for locale in entry.locales if row is not None else ():
        path = row.files.get(locale) or row.files.get("") if row is not None and locale != entry.locale else None
        blob = site.repository.read_path(path) if path is not None else None
        if blob is not None:
            blank = replace(_blank(site, entry.collection, entry.file, locale, entry.locales), slug=entry.slug)
            found = _read(site, replace(blank, path=path, base=blob.oid), blob.data)
            if found.translated:
                return found
    return None


def _missing_file(
    site: Site, collection: Collection, file: CollectionFile, locale: str, locales: tuple[str, ...]
) -> OpenEntry:
    path = PurePosixPath(str(file.file).replace("{{locale}}", locale))
    blank = replace(_blank(site, collection, file, locale, locales), slug=file.name, path=path, title=file.label)
    return replace(blank, values=default_values(blank.fields, entry_context(site, blank)))


def _with_bytes(site: Site, entry: OpenEntry, data: bytes) -> OpenEntry:
    opened = _read(site, entry, data)
    return opened if opened.translated or opened.problem else _begun(site, opened)


def _read(site: Site, entry: OpenEntry, data: bytes) -> OpenEntry:
    """The entry with the values that its file has in its language, if any."""
    try:
        document: Document = parse_document(data, entry_kind(entry.collection, entry.file))
    except SyntaxProblem as problem:
        place = f"Line {problem.line}: " if problem.line else ""
        title = entry.title or entry.slug
        return replace(entry, source=data, values={}, document=None, problem=f"{place}{problem.message}", title=title)
    opened = replace(entry, source=data, document=document, problem="")
    if not has_locale(entry.collection, entry.file, document.values, entry.locale):
        return replace(opened, values={}, translated=False)
    values: Mapping[str, Value] = read_locale(site.config, entry.collection, entry.file, document.values, entry.locale)
    title = title_of(entry.collection, entry.file, values, entry.slug)
    return replace(opened, values=values, title=title, translated=True, origin="")
