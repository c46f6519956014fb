"""The list of a collection as its template draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from cms.actions import EntryList, ListPart
from cms.config import Collection, CollectionFile, Field
from cms.entries import entry_i18n, file_of
from cms.fields import field_at, summarise
from cms.index import EntryRow, Fragment, Hit
from cms.syntax import Value
from cms.web.present.columns import Columns, ColumnView, list_columns
from cms.web.present.icons import icon_named
from cms.web.present.words import (
    Avatar,
    avatar,
    date_in_words,
    entry_nouns,
    full_time,
    language_name,
    month_in_words,
    time_ago,
)

__all__ = ["ListView", "RowView", "list_view"]

Picture = Callable[[EntryRow], str]  # a row's thumbnail address, "" for none
Link = Callable[[EntryRow], str]  # its address on the live site, "" where that is not known
Place = Callable[[EntryRow], str]  # where it stands in a tree, "" for its top
Labels = Callable[[Field], Mapping[str, str]]  # what a relation's values are called

META_VALUES = 2
META_LENGTH = 60
_META_WIDGETS = frozenset({"string", "select", "relation", "list"})
_MEANING = ("author", "authors", "by", "category", "categories", "tags", "tag", "topic", "topics", "role", "place")


class LanguageMark(Struct, frozen=True):
    """A language the site has, and whether the entry has it."""

    locale: str
    name: str
    there: bool


class RowView(Struct, frozen=True):
    """One entry. `repair` is the line that says why its file cannot be read, else "".

    `locale` is the language its title is in, where the list is shown in another than the default one. Of a search
    `marked` is the title and `passage` a piece of the text, with the words that were found.
    """

    slug: str
    title: str
    meta: tuple[str, ...]
    thumb: str
    date: str
    edited: str
    edited_full: str
    edited_iso: str
    by: Avatar | None
    repair: str
    deletable: bool
    languages: tuple[LanguageMark, ...] = ()
    locale: str = ""
    live: str = ""  # its address on the site
    marked: tuple[Fragment, ...] = ()
    passage: tuple[Fragment, ...] = ()
    cells: tuple[str, ...] = ()
    icon: str = ""
    divided: bool = False  # a line stands before it
    missing: bool = False  # its file is not there yet
    place: str = ""  # where it stands in the tree of a nested collection


class SectionView(Struct, frozen=True):
    """The rows of one part of a grouped list. `begun`: the page before has rows of it too."""

    value: str
    label: str
    count: int
    rows: tuple[RowView, ...]
    begun: bool


class ListView(Struct, frozen=True):
    """`going_on` is the cursor of the next page, "" on the last; `partly` says that there are more than these rows.

    `columns` stand after the pictures, the first of them for the titles; each row has a cell for each of the others.
    `plain` says that these others are the usual ones, the date and the last edit.
    """

    rows: tuple[RowView, ...]
    sections: tuple[SectionView, ...]
    columns: tuple[ColumnView, ...]
    plain: bool
    has_thumbs: bool
    has_dates: bool
    summary: str
    going_on: str
    partly: bool
    nouns: str


class _Meta(Struct, frozen=True):
    """Which fields the second line is made of, and what the values of relations are called."""

    fields: tuple[Field, ...]
    labels: Mapping[str, Mapping[str, str]]


def list_view(
    found: EntryList,
    *,
    now: datetime,
    picture: Picture,
    labels: Labels,
    link: Link = lambda _row: "",
    locale: str = "",
    place: Place | None = None,
) -> ListView:
    """The rows of one list and what is said around them; `locale` is the language that the titles are shown in."""
    collection = found.collection
    columns = list_columns(found)
    fields = _meta_fields(collection) if columns.plain else ()
    shown = {field.name: field for field in (*fields, *columns.fields)}
    known = {name: labels(field) for name, field in shown.items() if field.widget == "relation"}
    meta = _Meta(fields, known)
    rows = {
        row.slug: replace(
            _in_language(
                _row(collection, row, now, picture(row), meta, columns, found.hits.get(row.slug)),
                row,
                collection,
                locale,
            ),
            live=link(row),
            place=place(row) if place is not None else "",
        )
        for row in found.rows
    }
    thumbs = any(row.thumb or row.icon for row in rows.values())
    return ListView(
        rows=tuple(rows[row.slug] for row in found.rows),
        sections=tuple(_section(part, found, rows) for part in found.parts),
        columns=columns.heads(any(row.date for row in rows.values())),
        plain=columns.plain,
        has_thumbs=thumbs,
        has_dates=columns.plain and any(row.date for row in rows.values()),
        summary=_summary(found),
        going_on=found.next,
        partly=bool(found.after or found.next),
        nouns=entry_nouns(collection, 2),
    )


def _section(part: ListPart, found: EntryList, rows: Mapping[str, RowView]) -> SectionView:
    field = field_at(found.collection.fields, found.group.field) if found.group is not None else None
    dated = field is not None and field.widget == "datetime"
    label = month_in_words(part.label) if dated else part.label
    return SectionView(part.value, label, part.count, tuple(rows[row.slug] for row in part.rows), part.begun)


def _summary(found: EntryList) -> str:
    nouns = entry_nouns(found.collection, found.total)
    total = f"{found.total:,}+" if found.more else f"{found.total:,}"
    if found.search:
        return f"{total} {nouns} with “{found.search}”"
    return f"{total} {nouns}"


def _row(
    collection: Collection,
    row: EntryRow,
    now: datetime,
    thumb: str,
    meta: _Meta,
    columns: Columns,
    hit: Hit | None,
) -> RowView:
    file = file_of(collection, row.slug)
    broken = next((item for item in row.problems if item.severity == "error"), None)
    return RowView(
        slug=row.slug,
        title=row.summary or row.title or row.slug,
        meta=_meta_line(file, row, meta),
        thumb=thumb,
        date=date_in_words(row.date),
        edited=time_ago(row.updated, now) if row.updated else "",
        edited_full=full_time(row.updated, now) if row.updated else "",
        edited_iso=row.updated.isoformat() if row.updated else "",
        by=avatar(row.updated_by) if row.updated_by else None,
        repair=_repair(broken.line, broken.message) if broken and not row.values else "",
        deletable=file.delete if file is not None else collection.delete,
        marked=hit.title if hit is not None else (),
        passage=hit.passage if hit is not None else (),
        cells=columns.cells(row, now, meta.labels),
        icon=icon_named(file.icon) if file is not None and file.icon else "",
        divided=file is not None and file.divider,
        missing=not row.oid,
    )


def _in_language(view: RowView, row: EntryRow, collection: Collection, locale: str) -> RowView:
    """The row with the languages its entry has, its title in one of them if it has that."""
    file = next((item for item in collection.files if item.name == row.slug), None)
    i18n = entry_i18n(collection, file)
    if i18n is None:
        return view
    marks = tuple(LanguageMark(tag, language_name(tag), tag in row.languages) for tag in i18n.locales)
    title, summary = row.languages.get(locale, ("", ""))
    if not locale or locale == i18n.default_locale or not (title or summary) or view.marked:
        return replace(view, languages=marks)
    return replace(view, languages=marks, title=summary or title, locale=locale)


def _repair(line: int, message: str) -> str:
    return f"Line {line}: {message}" if line else message


def _meta_fields(collection: Collection) -> tuple[Field, ...]:
    """The fields whose values say most about an entry, the most telling first."""
    taken = {collection.identifier_field or "title", collection.body_field}
    fields = [item for item in collection.fields if item.widget in _META_WIDGETS and item.name not in taken]
    return tuple(sorted(fields, key=_meaning))


def _meta_line(file: CollectionFile | None, row: EntryRow, meta: _Meta) -> tuple[str, ...]:
    if file is not None:
        said = ("Not written yet",) if not row.oid else ()
        text = file.description or ("" if file.label == row.title else file.label)
        return (*said, text) if text else said
    texts = (_text(item, row.values, meta.labels.get(item.name, {})) for item in meta.fields)
    shown = [text for text in texts if text and text not in (row.summary, row.title)]
    return tuple(shown[:META_VALUES])


def _meaning(field: Field) -> int:
    return _MEANING.index(field.name) if field.name in _MEANING else len(_MEANING)


def _text(field: Field, values: Mapping[str, Value], labels: Mapping[str, str]) -> str:
    value = values.get(field.name)
    if value is None or not _is_plain(value):
        return ""
    if field.widget == "relation":
        names = [labels.get(str(item), "") for item in (value if isinstance(value, list) else [value])]
        text = ", ".join(name for name in names if name)
    else:
        text = summarise(field, value)
    return "" if len(text) > META_LENGTH or "\n" in text or text.startswith(("/", "http:", "https:")) else text


def _is_plain(value: Value) -> bool:
    items: Sequence[Value] = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, str) for item in items)
