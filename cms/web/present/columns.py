"""The columns of a list: the usual ones, or those that `summary_fields` names (Static CMS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from cms.actions import EntryList
from cms.config import Absent, Collection, Field
from cms.entries import identifier_field
from cms.fields import field_at, scalar_text, summarise, summarise_value, value_at
from cms.index import EntryRow
from cms.web.present.words import date_in_words, time_ago

__all__ = ["ColumnView", "Columns", "list_columns"]

MOST = 5  # columns besides the titles; more are not legible
_TITLES = ("title", "summary")
_COMMITS = {"commit_date": "Last edit", "commit_author": "Edited by"}


class ColumnView(Struct, frozen=True):
    """The head of a column. `sort` is what choosing it puts into the address, `order` how the list is sorted by it."""

    label: str
    sort: str = ""
    order: str = ""  # ascending, descending, or "": not by this column
    kind: str = ""  # date, edit, or "" for a cell with a text


class Columns(Struct, frozen=True):
    """The columns of a list besides the pictures. `names` are those that are asked for; none: the usual ones."""

    found: EntryList
    names: tuple[str, ...]
    title: str

    @property
    def plain(self) -> bool:
        return not self.names

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that columns show."""
        return tuple(field for name in self.names if (field := self._field(name)) is not None)

    def heads(self, has_dates: bool) -> tuple[ColumnView, ...]:
        """The heads, the titles' first."""
        return tuple(self._heads(has_dates))

    def cells(self, row: EntryRow, now: datetime, labels: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
        """What a row has in the columns that are asked for."""
        return tuple(self._cell(name, row, now, labels.get(name, {})) for name in self.names)

    def _heads(self, has_dates: bool) -> Iterator[ColumnView]:
        label = self._field(self.title)
        yield self._head(label.label if label is not None and not self.plain else "Title", self.title)
        if self.plain:
            if has_dates:
                yield self._head("Date", self._date(), "date")
            yield self._head("Last edit", "commit_date", "edit")
        for name in self.names:
            field = self._field(name)
            yield self._head(_COMMITS.get(name) or (field.label if field is not None else name.capitalize()), name)

    def _head(self, label: str, name: str, kind: str = "") -> ColumnView:
        known = {option.value for option in self.found.sort_options}
        up, down, now = name, f"-{name}", self.found.sort
        if not name or up not in known:
            return ColumnView(label, kind=kind)
        order = {up: "ascending", down: "descending"}.get(now, "")
        first = down if kind else up
        return ColumnView(label, (down if now == up else up) if order else first, order, kind)

    def _date(self) -> str:
        """The field by which the column of dates is sorted."""
        dated = (field.name for field in self.found.collection.fields if field.widget == "datetime")
        return next(dated, "date")

    def _field(self, name: str) -> Field | None:
        return field_at(self.found.collection.fields, name)

    def _cell(self, name: str, row: EntryRow, now: datetime, labels: Mapping[str, str]) -> str:
        if name in _COMMITS:
            edited = time_ago(row.updated, now) if row.updated else ""
            return edited if name == "commit_date" else row.updated_by
        if name in ("slug", "path"):
            return row.slug if name == "slug" else str(row.path)
        held, field = value_at(row.values, name), self._field(name)
        value = None if isinstance(held, Absent) else held
        if value is None or value == "":
            return ""
        if labels:
            items = value if isinstance(value, list) else [value]
            return ", ".join(labels.get(scalar_text(item), scalar_text(item)) for item in items)
        if field is not None and field.widget == "datetime":
            return date_in_words(scalar_text(value))
        return summarise(field, value) if field is not None else summarise_value(value)


def list_columns(found: EntryList) -> Columns:
    """The columns of a list. One that is the title stands first, whatever its place."""
    collection = found.collection
    title = _title(collection)
    named = () if collection.kind == "files" else collection.summary_fields
    return Columns(found, tuple(name for name in named if name not in (*_TITLES, title))[:MOST], title)


def _title(collection: Collection) -> str:
    field = identifier_field(collection) if collection.kind == "folder" else None
    return field.name if field is not None else "title"
