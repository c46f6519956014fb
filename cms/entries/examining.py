"""What is wrong with one entry: its file, its values against its fields, and what it points to.

What an entry points to can only be judged when all entries are known: that is handed out with it, and so is what other
entries may point to in this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from cms.config import ABSENT, Absent, Collection, CollectionFile, Field, I18n, SiteConfig
from cms.documents import Document, DocumentKind, ambiguous_values, parse_document, read_document
from cms.entries.filters import matches_filter
from cms.entries.kinds import entry_fields, entry_kind
from cms.entries.listing import EntryFiles
from cms.entries.locales import entry_i18n, has_locale, one_file, read_locale, root_in
from cms.entries.media_places import media_path, resolve_media_folder
from cms.entries.pictures import picture_tail, pictures_in
from cms.entries.record import RecordProblem
from cms.entries.targets import target_values, value_field
from cms.entries.translations import fields_in
from cms.errors import DocumentError, InvalidPath, SyntaxProblem
from cms.fields import FieldContext, Problem, RelationOption, scalar_text, validate
from cms.syntax import Value

__all__ = ["Examined", "Examiner", "Pointer", "TargetKey"]

MAX_PROBLEMS = 200  # of one entry that are told
_MARKER = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_ADDRESSES = ("slug", "url", "permalink")  # what generators build a page's address from

Documents = Mapping[PurePosixPath, tuple[str, bytes]]
Path = tuple[str | int, ...]


class TargetKey(NamedTuple):
    """What relations of one kind ask of a collection. `file` is the one of a file collection, else ""."""

    collection: str
    file: str
    value_field: str


class Pointer(NamedTuple):
    """A file of the repository, or a value that an entry of `target` has to offer. `path` leads to it in `file`.

    `loose` is not empty for a picture in a text, whose address may count from elsewhere: where the file may be, too.
    """

    target: TargetKey | None  # None: a media file, or an address of the entry's own
    value: str
    label: str
    file: PurePosixPath
    oid: str
    kind: DocumentKind
    path: Path
    shown: str
    loose: tuple[str, ...] = ()


class Examined(Struct, frozen=True):
    """`claims` are the addresses that the entry gives itself, each by its key (`slug`, `url`, `permalink`)."""

    problems: tuple[RecordProblem, ...]
    slug: str
    path: PurePosixPath
    listed: bool = True
    pointers: tuple[Pointer, ...] = ()
    offers: tuple[tuple[TargetKey, tuple[str, ...]], ...] = ()
    claims: tuple[Pointer, ...] = ()


class Examiner:
    """Examines the entries of one collection. `targets` are what relations of the whole site ask of it."""

    def __init__(self, site: SiteConfig, collection: Collection, context: FieldContext) -> None:
        self._site, self._collection = site, collection
        label = collection.label_singular or collection.label
        noun = label if label.isupper() else label[:1].lower() + label[1:]
        self._context = replace(context, noun=noun, relation_among=_all_there)
        self._targets = sorted(_targets(site, collection))
        self._fields: dict[tuple[str, str], tuple[Field, ...]] = {}

    def examine(self, entry: EntryFiles, documents: Documents) -> Examined | None:
        """Everything about an entry from its files (path → oid, bytes); None without any. Raises nothing for content.

        An entry that the collection's filter leaves out is not `listed`, and nothing is said of it.
        """
        present = [path for path in dict.fromkeys((entry.path, *entry.files.values())) if path in documents]
        if not present:
            return None
        kind = entry_kind(self._collection, entry.file)
        found = _Findings()
        read = {path: _File.of(kind, path, *documents[path], found) for path in present}
        first = read[present[0]]
        i18n = entry_i18n(self._collection, entry.file)
        if first is None:
            return Examined(found.all(), entry.slug, present[0])
        default = i18n.default_locale if i18n is not None else ""
        values = read_locale(self._site, self._collection, entry.file, first.values, default)
        if not matches_filter(self._collection.filter, values):
            return Examined((), entry.slug, present[0], listed=False)
        for locale, file, inside in _versions(entry, read, self._collection, i18n):
            self._check(entry, locale, file, inside, found)
        target = _Target(entry.slug, present[0], values)
        offers = tuple(
            (key, tuple(map(scalar_text, target_values(self._collection, target, key.value_field))))
            for key in self._targets
            if not key.file or (entry.file is not None and key.file == entry.file.name)
        )
        claims = tuple(
            Pointer(None, value, key, first.path, first.oid, kind, (key,), value)
            for key in _ADDRESSES
            if isinstance(value := values.get(key), str) and value and "{{" not in value
        )
        return Examined(found.all(), entry.slug, present[0], True, tuple(found.pointers), offers, claims)

    def _check(self, entry: EntryFiles, locale: str, file: _File, inside: Path, found: _Findings) -> None:
        """The values of one language against the fields."""
        fields = self._fields_in(entry.file, locale)
        values = read_locale(self._site, self._collection, entry.file, file.values, locale)
        context = replace(self._context, locale=locale) if locale else self._context
        rooted = inside and root_in(self._collection, entry.file, file.values.get(locale)) is not None

        def at(path: Path) -> Path:
            return (*inside, *(path[1:] if rooted else path))

        for problem in validate(fields, values, context):
            found.note(_judged(problem, fields, file, at(problem.path)))
        for each, path, value in _leaves(fields, values, ()):
            self._point(entry.file, each, value, file, values, at(path), found)

    def _fields_in(self, file: CollectionFile | None, locale: str) -> tuple[Field, ...]:
        """The fields as a language has them."""
        key = (file.name if file is not None else "", locale)
        if key not in self._fields:
            i18n = entry_i18n(self._collection, file)
            self._fields[key] = fields_in(self._site, entry_fields(self._collection, file), i18n, locale)
        return self._fields[key]

    def _point(
        self,
        of: CollectionFile | None,
        field: Field,
        value: Value,
        file: _File,
        values: Mapping[str, Value],
        path: Path,
        found: _Findings,
    ) -> None:
        text = scalar_text(value)
        if field.widget == "markdown":
            for address in pictures_in(text):
                there = media_path(self._site, self._collection, of, field, file.path, values, address)
                found.pointers.append(
                    Pointer(None, str(there or ""), field.label, file.path, file.oid, file.kind, path, address,
                            (self._by_name(of, field, file, values, address),))
                )  # fmt: skip
        elif field.widget == "relation":
            if (key := _target_key(field)) is not None and self._site.collection(key.collection) is not None:
                found.pointers.append(Pointer(key, text, field.label, file.path, file.oid, file.kind, path, text))
        elif (place := media_path(self._site, self._collection, of, field, file.path, values, text)) is not None:
            found.pointers.append(Pointer(None, str(place), field.label, file.path, file.oid, file.kind, path, text))

    def _by_name(
        self, of: CollectionFile | None, field: Field, file: _File, values: Mapping[str, Value], address: str
    ) -> str:
        """The file of that name in the media folder: some sites write addresses that only they can read."""
        try:
            folder = resolve_media_folder(self._site, self._collection, of, field, file.path, values).folder
        except InvalidPath:
            folder = file.path.parent
        return str(folder / picture_tail(address).rpartition("/")[2])


class _Target(Struct, frozen=True):
    """An entry as relations point to it."""

    slug: str
    path: PurePosixPath
    values: Mapping[str, Value]


class _Findings(Struct):
    problems: list[RecordProblem] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)

    def note(self, problem: RecordProblem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def all(self) -> tuple[RecordProblem, ...]:
        """In the order of the files, each once."""
        return tuple(sorted(dict.fromkeys(self.problems), key=lambda item: (item.path, item.line, item.column)))


class _File(Struct):
    """A file that was read; with places only once one is asked for."""

    kind: DocumentKind
    path: PurePosixPath
    oid: str
    data: bytes
    values: Mapping[str, Value]
    document: Document | None = None

    @classmethod
    def of(cls, kind: DocumentKind, path: PurePosixPath, oid: str, data: bytes, found: _Findings) -> _File | None:
        try:
            reading = read_document(data, kind)
        except SyntaxProblem as problem:
            found.note(RecordProblem(path, problem.line, problem.column, "error", problem.code, problem.message))
            return None
        for item in (*reading.problems, *ambiguous_values(data, kind)):
            found.note(RecordProblem(path, item.line, item.column, "warning", item.code, item.message))
        if b"\n<<<<<<< " in data and (marker := _MARKER.search(data)):
            line = data.count(b"\n", 0, marker.start()) + 1
            words = "here stand the marks of a merge that was not finished; both versions are in the file"
            found.note(RecordProblem(path, line, 1, "warning", "merge-marker", words))
        return cls(kind, path, oid, data, reading.values)

    def locate(self, path: Path) -> tuple[int, int]:
        if self.document is None:
            try:
                self.document = parse_document(self.data, self.kind)
            except DocumentError:
                return 1, 1
        line, column = self.document.locate(path)
        return max(line, 1), max(column, 1)


def _all_there(_field: Field, values: Sequence[str], _search: str) -> Sequence[RelationOption]:
    """Whether a relation points to something is told once all entries are known."""
    return [RelationOption(value, value) for value in values]


def _targets(site: SiteConfig, collection: Collection) -> set[TargetKey]:
    """What relations anywhere in the site ask of the entries of a collection."""
    found: set[TargetKey] = set()
    waiting = [
        each
        for other in site.collections
        for each in (*other.fields, *(inner for file in other.files for inner in file.fields))
    ]
    while waiting:
        each = waiting.pop()
        waiting += [*each.fields, *each.types, *([each.field] if each.field is not None else [])]
        key = _target_key(each) if each.widget == "relation" else None
        if key is not None and key.collection == collection.name:
            found.add(key)
    return found


def _target_key(field: Field) -> TargetKey | None:
    """What a relation asks for; None when it does not say it, or its values differ by language."""
    collection, file = field.options.get("collection"), field.options.get("file")
    name = value_field(field)
    if not isinstance(collection, str) or not collection or "{{locale}}" in name.replace(" ", ""):
        return None
    return TargetKey(collection, file if isinstance(file, str) else "", name)


def _versions(
    entry: EntryFiles, read: Mapping[PurePosixPath, _File | None], collection: Collection, i18n: I18n | None
) -> Iterator[tuple[str, _File, Path]]:
    """Each language of an entry that is there: its file and the way to it in the file."""
    if i18n is None:
        yield from (("", file, ()) for file in read.values() if file is not None)
        return
    if one_file(i18n, collection, entry.file):
        for file in filter(None, read.values()):
            for locale in i18n.locales:
                at_root = i18n.structure == "single_file_default_root" and locale == i18n.default_locale
                if at_root or has_locale(collection, entry.file, file.values, locale):
                    yield locale, file, () if at_root else (locale,)
        return
    for locale, path in entry.files.items():
        if (file_there := read.get(path)) is not None:
            yield locale, file_there, ()


def _judged(problem: Problem, fields: Sequence[Field], file: _File, path: Path) -> RecordProblem:
    """A problem with its place. That a truth value is absent is a warning: generators take it for false."""
    line, column = file.locate(path)
    top = next((each for each in fields if each.name == problem.path[0]), None) if problem.path else None
    if problem.code == "required" and top is not None and top.widget == "boolean":
        words = f"{top.label} is neither true nor false; generators take that for false."
        return RecordProblem(file.path, line, column, "warning", problem.code, words)
    return RecordProblem(file.path, line, column, problem.severity, problem.code or "format", problem.message)


def _leaves(fields: Sequence[Field], values: Mapping[str, Value], path: Path) -> Iterator[tuple[Field, Path, Value]]:
    """Each single value of a relation, a file or a picture, and each text that may show some."""
    for each in fields:
        value = values.get(each.name, ABSENT)
        if isinstance(value, Absent) or value is None or value == "":
            continue
        yield from _in_field(each, value, (*path, each.name))


def _in_field(field: Field, value: Value, path: Path) -> Iterator[tuple[Field, Path, Value]]:
    if field.widget in ("relation", "file", "image", "markdown"):
        for number, item in enumerate(value) if isinstance(value, list) else [(-1, value)]:
            if isinstance(item, (str, int, float)) and item != "":
                yield field, path if number < 0 else (*path, number), item
    elif field.field is not None and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _in_field(field.field, item, (*path, number))
    elif field.fields or field.types:
        for number, item in enumerate(value) if isinstance(value, list) else [(-1, value)]:
            if isinstance(item, dict):
                kind = next((kind for kind in field.types if kind.name == item.get(field.type_key)), None)
                inner = kind.fields if kind is not None else field.fields
                yield from _leaves(inner, item, path if number < 0 else (*path, number))
