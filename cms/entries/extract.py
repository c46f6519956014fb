"""From an entry's files to its record for the index."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cms.config import Collection, SiteConfig
from cms.documents import Document, parse_document
from cms.entries.dates import entry_when
from cms.entries.filters import matches_filter
from cms.entries.inference import title_of
from cms.entries.kinds import entry_fields, entry_kind
from cms.entries.listing import EntryFiles
from cms.entries.locales import entry_i18n, read_locale
from cms.entries.record import EntryRecord, RecordProblem
from cms.entries.summaries import entry_image, summary_of
from cms.errors import SyntaxProblem
from cms.syntax import Value

__all__ = ["extract"]

Documents = Mapping[PurePosixPath, tuple[str, bytes]]


def extract(site: SiteConfig, collection: Collection, entry: EntryFiles, documents: Documents) -> EntryRecord | None:
    """The record of an entry from its files (path → blob oid, bytes); None if it has none or is filtered out.

    A file that cannot be read gives a record with a problem; it is listed, so that it can be repaired. Raises nothing
    for what stands in a file.
    """
    present = [path for path in dict.fromkeys((entry.path, *entry.files.values())) if path in documents]
    if not present:
        return None
    read = {path: _read(collection, entry, path, documents[path][1]) for path in present}
    problems = tuple(problem for _, found in read.values() for problem in found)
    path = present[0]
    document = read[path][0]
    if document is None:
        return _unreadable(collection, entry, path, documents[path][0], problems)
    return _record(site, collection, entry, path, documents[path][0], document, problems)


def _record(
    site: SiteConfig,
    collection: Collection,
    entry: EntryFiles,
    path: PurePosixPath,
    oid: str,
    document: Document,
    problems: tuple[RecordProblem, ...],
) -> EntryRecord | None:
    i18n = entry_i18n(collection, entry.file)
    locale = i18n.default_locale if i18n is not None else ""
    values: Mapping[str, Value] = read_locale(site, collection, entry.file, document.values, locale)
    if not matches_filter(collection.filter, values):
        return None
    date, sort_date = entry_when(entry_fields(collection, entry.file), values)
    return EntryRecord(
        collection=collection.name,
        slug=entry.slug,
        path=path,
        oid=oid,
        files=dict(entry.files),
        title=title_of(collection, entry.file, values, entry.slug),
        summary=summary_of(collection, entry.file, values, entry.slug, path),
        date=date,
        sort_date=sort_date,
        image=entry_image(collection, entry.file, values),
        values={key: value for key, value in values.items() if key != document.kind.body_key},
        problems=problems,
    )


def _unreadable(
    collection: Collection, entry: EntryFiles, path: PurePosixPath, oid: str, problems: tuple[RecordProblem, ...]
) -> EntryRecord:
    title = entry.file.label if entry.file is not None else path.name
    return EntryRecord(collection.name, entry.slug, path, oid, dict(entry.files), title, title, problems=problems)


def _read(
    collection: Collection, entry: EntryFiles, path: PurePosixPath, data: bytes
) -> tuple[Document | None, list[RecordProblem]]:
    try:
        document = parse_document(data, entry_kind(collection, entry.file))
    except SyntaxProblem as problem:
        return None, [RecordProblem(path, problem.line, problem.column, "error", problem.code, problem.message)]
    return document, [
        RecordProblem(path, item.line, item.column, "warning", item.code, item.message) for item in document.problems
    ]
