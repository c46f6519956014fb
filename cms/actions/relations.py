"""The choices of a relation field, read from the index: all of a few targets, of many those that are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cms.actions.site import Site
from cms.config import Absent, Collection, Field
from cms.fields import RelationOption, render_template, scalar_text, summarise_value, value_at
from cms.index import EntryRow, ListQuery, SearchQuery
from cms.syntax import Value

__all__ = ["relation_among", "relation_options", "relation_values", "search_relation"]

FEW = 200  # targets that a form lists; among more it searches
MOST_TAGS = 3  # of a template from which a slug is told
FOUND = 20  # choices that a search gives
_SLUG = re.compile(r"\{\{\s*slug\s*\}\}")


def relation_options(site: Site, field: Field, locale: str = "") -> tuple[RelationOption, ...]:
    """Everything a relation field may point to, in the target's own order. Empty if the target is not there."""
    return _unique(option for row in _targets(site, field) for option in _options(field, row))


def relation_among(
    site: Site, field: Field, values: Sequence[str], search: str = ""
) -> tuple[RelationOption, ...] | None:
    """Of many targets the ones with these values (as texts), and what a search finds; None when there are only few."""
    if not _has_many(site, field):
        return None
    found = search_relation(site, field, search) if search.strip() else ()
    return _unique((*relation_values(site, field, values), *found))


def relation_values(site: Site, field: Field, values: Iterable[str]) -> tuple[RelationOption, ...]:
    """The choices with these values (as texts), however many targets there are."""
    wanted = dict.fromkeys(value for value in values if value)
    if not wanted:
        return ()
    options = _unique(option for row in _holding(site, field, tuple(wanted)) for option in _options(field, row))
    return tuple(option for option in options if scalar_text(option.value) in wanted)


def search_relation(site: Site, field: Field, search: str) -> tuple[RelationOption, ...]:
    """Up to FOUND choices that a search finds, the best first; without words the first ones of the list."""
    search = search.strip()
    collection = _collection(site, field)
    if collection is None:
        return ()
    if _text(field, "file"):
        return tuple(option for option in relation_options(site, field) if _answers(option, search))[:FOUND]
    if not search:
        rows = site.index.page(ListQuery(collection.name, sort=("title", False), limit=FOUND)).rows
        return _unique(option for row in rows for option in _options(field, row))[:FOUND]
    hits = site.index.search(SearchQuery(search, (collection.name,), limit=FOUND)).hits
    options = _unique(option for hit in hits for option in _options(field, hit.row))
    if "*" in _value_field(field):
        options = tuple(option for option in options if _answers(option, search)) or options
    return _unique((*relation_values(site, field, [search]), *options))[:FOUND]


def _has_many(site: Site, field: Field) -> bool:
    collection = _collection(site, field)
    if collection is None:
        return False
    if _text(field, "file"):
        return len(relation_options(site, field)) > FEW
    return site.index.counts().get(collection.name, 0) > FEW


def _holding(site: Site, field: Field, values: tuple[str, ...]) -> Iterable[EntryRow]:
    """The entries that may have a choice with one of these values; all for a template that does not tell the slug."""
    collection, name = _collection(site, field), _value_field(field)
    if collection is None:
        return ()
    told = _SLUG.search(name) and name.count("{{") <= MOST_TAGS  # the pattern of many tags would take for ever
    if _text(field, "file") or "*" in name or ("{{" in name and not told):
        return _targets(site, field)
    if name in ("slug", "{{slug}}"):
        found = (site.index.find(collection.name, value) for value in values)
    elif "{{" in name:
        found = (site.index.find(collection.name, slug) for value in values for slug in _slugs(name, value))
    else:
        found = (site.index.find_value(collection.name, name.removeprefix("fields."), value) for value in values)
    return (row for row in found if row is not None)


def _slugs(template: str, value: str) -> tuple[str, ...]:
    """The slug in the text that a template with `{{slug}}` has made."""
    pattern = "".join(
        "(.+)" if _SLUG.fullmatch(part) else ".*" if part.startswith("{{") else re.escape(part)
        for part in re.split(r"(\{\{.*?\}\})", template)
    )
    found = re.fullmatch(pattern, value, re.DOTALL)
    return found.groups()[:1] if found else ()


def _targets(site: Site, field: Field) -> tuple[EntryRow, ...]:
    collection, file = _collection(site, field), _text(field, "file")
    if collection is None:
        return ()
    if file:
        row = site.index.find(collection.name, file)
        return (row,) if row is not None else ()
    return site.index.page(ListQuery(collection.name, sort=("title", False), limit=None)).rows


def _collection(site: Site, field: Field) -> Collection | None:
    return site.config.collection(_text(field, "collection"))


def _unique(options: Iterable[RelationOption]) -> tuple[RelationOption, ...]:
    seen: dict[str, RelationOption] = {}
    for option in options:
        seen.setdefault(f"{type(option.value).__name__}:{option.value}", option)
    return tuple(seen.values())


def _answers(option: RelationOption, search: str) -> bool:
    text = f"{option.label} {option.description} {scalar_text(option.value)}".casefold()
    return all(word in text for word in search.casefold().split())


def _value_field(field: Field) -> str:
    return _text(field, "value_field") or "{{slug}}"


def _options(field: Field, row: EntryRow) -> Iterator[RelationOption]:
    value_field = _value_field(field)
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
