"""From an entry's files to its record for the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from cms.config import Collection, CollectionFile, Field, I18n, SiteConfig
from cms.documents import DocumentKind, Reading, read_document
from cms.entries.dates import listed_when
from cms.entries.filters import matches_filter
from cms.entries.indexing import filter_fields
from cms.entries.inference import Roles, roles_of, title_of
from cms.entries.kinds import entry_fields, entry_kind
from cms.entries.listing import EntryFiles
from cms.entries.locales import entry_i18n, has_locale, read_locale, site_locales
from cms.entries.nodes import Node, node_of
from cms.entries.record import EntryRecord, RecordProblem
from cms.entries.references import references_of
from cms.entries.summaries import chosen_image, listed_image, summary_of
from cms.entries.targets import target_values
from cms.entries.views import views_of
from cms.errors import SyntaxProblem
from cms.syntax import Value

__all__ = ["Extractor", "extract", "files_key"]

MAX_STORED = 1000  # values of one entry that a relation may store
MAX_TEXT = 400_000  # characters of an entry that are searched, of its fields and of its bodies

Documents = Mapping[PurePosixPath, tuple[str, bytes]]


def extract(site: SiteConfig, collection: Collection, entry: EntryFiles, documents: Documents) -> EntryRecord | None:
    """The record of one entry; see `Extractor.record`."""
    return Extractor(site, collection).record(entry, documents)


def files_key(oids: Mapping[PurePosixPath, str]) -> str:
    """What tells one state of an entry's files from another: their blobs, in the order of their paths."""
    return " ".join(oids[path] for path in sorted(oids))


class _Shape(Struct, frozen=True):
    """What the entries of a folder, or the one of a file, have in common."""

    kind: DocumentKind
    fields: tuple[Field, ...]
    i18n: I18n | None
    roles: Roles


class Extractor:
    """Makes the records of one collection. What its entries have in common is found out once."""

    def __init__(self, site: SiteConfig, collection: Collection) -> None:
        self._site = site
        self._collection = collection
        self._shapes: dict[str, _Shape] = {}
        self._stored = [name for name in filter_fields(site, collection) if "{{" in name or "*" in name]

    def record(self, entry: EntryFiles, documents: Documents) -> EntryRecord | None:
        """The record of an entry from its files (path → blob oid, bytes); None if it has none or is filtered out.

        A file that cannot be read gives a record with a problem; it is listed, so that it can be repaired. Raises
        nothing for what stands in a file.
        """
        present = [path for path in dict.fromkeys((entry.path, *entry.files.values())) if path in documents]
        if not present:
            return None
        shape = self._shape(entry.file)
        problems: list[RecordProblem] = []
        read = {path: _read(shape.kind, path, documents[path][1], problems) for path in present}
        key = files_key({path: documents[path][0] for path in present})
        first = present[0]
        oid = documents[first][0]
        reading = read[first]
        if reading is None:
            return self._unreadable(entry, first, oid, tuple(problems), key)
        locale = shape.i18n.default_locale if shape.i18n is not None else ""
        values = read_locale(self._site, self._collection, entry.file, reading.values, locale)
        spoken = self._spoken(entry, read)
        if not matches_filter(self._collection.filter, values, first):
            return None
        body_key = shape.kind.body_key
        date, sort_date = listed_when(shape.roles.listed_date, values)
        header = {name: value for name, value in values.items() if name != body_key}
        wholes = [item.values for item in read.values() if item is not None]
        body = "\n\n".join(_bodies(wholes, body_key))[:MAX_TEXT]
        words = list(_words(wholes, body_key))
        record = EntryRecord(
            collection=self._collection.name,
            slug=entry.slug,
            path=first,
            oid=oid,
            files=dict(entry.files),
            title=title_of(self._collection, entry.file, values, entry.slug, shape.roles),
            summary=summary_of(
                self._collection,
                entry.file,
                values,
                entry.slug,
                first,
                locales=tuple(spoken),
                roles=shape.roles,
                site=self._site,
            ),
            date=date,
            sort_date=sort_date,
            image=self._image(entry, first, values, shape),
            values=header,
            problems=tuple(problems),
            words="\n".join(words)[:MAX_TEXT],
            body=body,
            references=references_of(shape.fields, header, words, body),
            files_key=key,
            node=self._node(entry, values, first, shape),
            views=views_of(self._collection, values),
            languages=self._titles(entry, shape, spoken),
        )
        if not self._stored:
            return record
        stored = {name: tuple(target_values(self._collection, record, name)[:MAX_STORED]) for name in self._stored}
        return replace(record, targets=stored)

    def _node(self, entry: EntryFiles, values: Mapping[str, Value], path: PurePosixPath, shape: _Shape) -> Node | None:
        nested, place = self._collection.nested, node_of(self._collection, entry.slug)
        if nested is None or place is None:
            return None
        label = summary_of(
            self._collection,
            entry.file,
            values,
            entry.slug,
            path,
            roles=shape.roles,
            template=nested.summary if nested.subfolders or place.rank else "",  # else it names folders, not files
            site=self._site,
        )
        return replace(place, label=label)

    def _image(self, entry: EntryFiles, path: PurePosixPath, values: Mapping[str, Value], shape: _Shape) -> str:
        names = self._collection.thumbnail
        if names is None or entry.file is not None:
            return listed_image(shape.roles.image, values)
        return chosen_image(self._collection, names, values, entry.slug, path)

    def _spoken(
        self, entry: EntryFiles, read: Mapping[PurePosixPath, Reading | None]
    ) -> dict[str, tuple[PurePosixPath, Mapping[str, Value]]]:
        """The languages the entry has, each with its file and its values."""
        found: dict[str, tuple[PurePosixPath, Mapping[str, Value]]] = {}
        for locale in site_locales(self._site, self._collection, entry.file):
            path = entry.files.get(locale) or entry.files.get("")
            reading = read.get(path) if path is not None else None
            if path is None or reading is None or not has_locale(self._collection, entry.file, reading.values, locale):
                continue
            found[locale] = path, read_locale(self._site, self._collection, entry.file, reading.values, locale)
        return found

    def _titles(
        self, entry: EntryFiles, shape: _Shape, spoken: Mapping[str, tuple[PurePosixPath, Mapping[str, Value]]]
    ) -> dict[str, tuple[str, str]]:
        """What lists call the entry in each of its languages."""
        return {
            locale: (
                title_of(self._collection, entry.file, values, entry.slug, shape.roles),
                summary_of(
                    self._collection,
                    entry.file,
                    values,
                    entry.slug,
                    path,
                    locales=tuple(spoken),
                    roles=shape.roles,
                    site=self._site,
                ),
            )
            for locale, (path, values) in spoken.items()
        }

    def _shape(self, file: CollectionFile | None) -> _Shape:
        name = file.name if file is not None else ""
        if name not in self._shapes:
            self._shapes[name] = _Shape(
                entry_kind(self._collection, file),
                entry_fields(self._collection, file),
                entry_i18n(self._collection, file),
                roles_of(self._collection, file),
            )
        return self._shapes[name]

    def _unreadable(
        self, entry: EntryFiles, path: PurePosixPath, oid: str, problems: tuple[RecordProblem, ...], key: str
    ) -> EntryRecord:
        title = entry.file.label if entry.file is not None else path.name
        return EntryRecord(
            self._collection.name,
            entry.slug,
            path,
            oid,
            dict(entry.files),
            title,
            title,
            problems=problems,
            files_key=key,
            node=node_of(self._collection, entry.slug, title),
            views=views_of(self._collection, {}),
        )


def _read(kind: DocumentKind, path: PurePosixPath, data: bytes, problems: list[RecordProblem]) -> Reading | None:
    try:
        reading = read_document(data, kind)
    except SyntaxProblem as problem:
        problems.append(RecordProblem(path, problem.line, problem.column, "error", problem.code, problem.message))
        return None
    problems += [
        RecordProblem(path, item.line, item.column, "warning", item.code, item.message) for item in reading.problems
    ]
    return reading


def _bodies(wholes: list[Mapping[str, Value]], body_key: str) -> Iterator[str]:
    """The bodies of all languages; in a file that holds several, each stands under its language."""
    for whole in wholes:
        if isinstance(body := whole.get(body_key), str):
            yield body
        for part in whole.values():
            if isinstance(part, dict) and isinstance(body := part.get(body_key), str):
                yield body


def _words(wholes: list[Mapping[str, Value]], body_key: str) -> Iterator[str]:
    """The texts and numbers of all fields but the bodies, in order."""
    waiting: list[Value] = [dict(whole) for whole in reversed(wholes)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if value:
                yield str(value)
        elif isinstance(value, dict):
            inner = [item for key, item in value.items() if key != body_key or not isinstance(item, str)]
            inner.reverse()
            waiting += inner
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield str(value)
