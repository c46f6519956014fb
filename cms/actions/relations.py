"""The choices of a relation field, read from the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cms.actions.site import Site
from cms.config import Absent, Collection, Field
from cms.fields import RelationOption, render_template, summarise_value, value_at
from cms.index import EntryRow, ListQuery
from cms.syntax import Value

__all__ = ["relation_options"]

MOST = 1000  # a form lists no more; searching among more belongs to the index


def relation_options(site: Site, field: Field, locale: str = "") -> tuple[RelationOption, ...]:
    """What a relation field may point to, in the target's own order. Empty if the target is not there."""
    collection = site.config.collection(_text(field, "collection"))
    if collection is None:
        return ()
    seen: dict[str, RelationOption] = {}
    for row in _targets(site, collection, _text(field, "file")):
        for option in _options(field, row):
            seen.setdefault(f"{type(option.value).__name__}:{option.value}", option)
    return tuple(seen.values())


def _targets(site: Site, collection: Collection, file: str) -> tuple[EntryRow, ...]:
    if file:
        row = site.index.find(collection.name, file)
        return (row,) if row is not None else ()
    return site.index.page(ListQuery(collection.name, sort=("title", False), limit=MOST)).rows


def _options(field: Field, row: EntryRow) -> Iterator[RelationOption]:
    value_field = _text(field, "value_field") or "{{slug}}"
    shown = _list(field, "display_fields") or ([value_field] if value_field != "{{slug}}" else [])
    if "*" in value_field:
        for index, value in enumerate(_starred(row.values, value_field.split("."))):
            label = " ".join(_numbered(row.values, name, index) for name in shown) or summarise_value(value)
            yield RelationOption(value, label, row.title)
        return
    value = _value(row, value_field)
    if value is None or isinstance(value, (list, dict)):
        return
    label = " ".join(filter(None, (summarise_value(_value(row, name)) for name in shown)))
    yield RelationOption(value, label or row.title, "" if label else row.slug)


def _value(row: EntryRow, name: str) -> Value:
    if name in ("slug", "{{slug}}"):
        return row.slug
    if "{{" in name:
        return render_template(name, lambda key: row.slug if key == "slug" else _held(row.values, key))
    return _held(row.values, name)


def _held(values: Mapping[str, Value], name: str) -> Value:
    found = value_at(values, name)
    return None if isinstance(found, Absent) else found


def _starred(present: Value | Mapping[str, Value], parts: list[str]) -> list[Value]:
    if not parts:
        return [present] if not isinstance(present, Mapping) else []
    head, rest = parts[0], parts[1:]
    if head == "*":
        return [found for item in present for found in _starred(item, rest)] if isinstance(present, list) else []
    return _starred(present[head], rest) if isinstance(present, Mapping) and head in present else []


def _numbered(values: Mapping[str, Value], name: str, index: int) -> str:
    found = _starred(values, name.split(".")) if "*" in name else [_held(values, name)]
    return summarise_value(found[index]) if index < len(found) else ""


def _text(field: Field, name: str) -> str:
    value = field.options.get(name)
    return value if isinstance(value, str) else ""


def _list(field: Field, name: str) -> list[str]:
    value = field.options.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
