"""The choices of a relation field, read from the index: all of a few targets, of many those that are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cms.actions.site import Site
from cms.config import Collection, Field
from cms.entries import slugs_told, starred, target_value, target_values, tells_by_path, value_field
from cms.fields import RelationOption, lookup_in, render_template, scalar_text, summarise_value, tag_names, value_at
from cms.index import EntryRow, Holding, ListQuery, SearchQuery
from cms.syntax import Value

__all__ = [
    "FEW",
    "FOUND",
    "filters_of",
    "has_many",
    "offered_options",
    "relation_among",
    "relation_options",
    "relation_values",
    "search_relation",
]

FEW = 200  # targets that a form lists; among more it searches
MOST_TAGS = 3  # of a template from which a slug is told
FOUND = 20  # choices that a search gives
SIFTED = 200  # hits of a search among which those that the filters let through are looked for
_SLUG = re.compile(r"\{\{\s*slug\s*\}\}")


def relation_options(site: Site, field: Field, locale: str = "") -> tuple[RelationOption, ...]:
    """Everything a relation field may point to, in the target's own order. Empty if the target is not there."""
    return _unique(option for row in _targets(site, field) for option in _options(site, field, row, locale))


def relation_among(
    site: Site, field: Field, values: Sequence[str], search: str = ""
) -> tuple[RelationOption, ...] | None:
    """Of many targets the ones with these values (as texts), and what a search finds; None when there are only few."""
    if not has_many(site, field):
        return None
    found = search_relation(site, field, search) if search.strip() else ()
    return _unique((*relation_values(site, field, values), *found))


def relation_values(site: Site, field: Field, values: Iterable[str], locale: str = "") -> tuple[RelationOption, ...]:
    """The choices with these values (as texts), however many targets there are; one query for all of them."""
    wanted = dict.fromkeys(value for value in values if value)
    if not wanted:
        return ()
    rows = _holding(site, field, tuple(wanted))
    options = _unique(option for row in rows for option in _options(site, field, row, locale))
    return tuple(option for option in options if scalar_text(option.value) in wanted)


def search_relation(
    site: Site, field: Field, search: str, holding: Sequence[Holding] = (), locale: str = ""
) -> tuple[RelationOption, ...]:
    """Up to FOUND choices that a search finds, the best first; without words the first ones of the list.

    With `holding` only among the entries that hold these values.
    """
    search = search.strip()
    collection = _collection(site, field)
    if collection is None:
        return ()
    if _text(field, "file"):
        options = relation_options(site, field, locale)
        return tuple(option for option in options if _answers(option, search))[:FOUND]
    if not search:
        rows = site.index.holding(collection.name, holding, FOUND)
        return _unique(option for row in rows for option in _options(site, field, row, locale))[:FOUND]
    limit = SIFTED if holding else FOUND
    hits = site.index.search(SearchQuery(search, (collection.name,), limit=limit)).hits
    found = [hit.row for hit in hits if all(_holds(hit.row.values, rule) for rule in holding)]
    options = _unique(option for row in found for option in _options(site, field, row, locale))
    if "*" in value_field(field):
        options = tuple(option for option in options if _answers(option, search)) or options
    return _unique((*(() if holding else relation_values(site, field, [search])), *options))[:FOUND]


def offered_options(
    site: Site, field: Field, holding: Sequence[Holding], search: str = "", locale: str = ""
) -> tuple[tuple[RelationOption, ...], bool] | None:
    """What filters (see `filters_of`) leave to offer, and whether it is a part of many; None without any."""
    collection = _collection(site, field)
    if collection is None or not holding or _text(field, "file"):
        return None
    rows = site.index.holding(collection.name, holding, FEW + 1)
    if len(rows) > FEW:
        return search_relation(site, field, search, holding, locale), True
    return _unique(option for row in rows for option in _options(site, field, row, locale)), False


def has_many(site: Site, field: Field) -> bool:
    """Whether there are too many targets to list."""
    collection = _collection(site, field)
    if collection is None:
        return False
    if _text(field, "file"):
        return len(relation_options(site, field)) > FEW
    return site.index.counts().get(collection.name, 0) > FEW


def filters_of(field: Field, values: Mapping[str, Value], slug: str) -> tuple[Holding, ...]:
    """The `filters` with their tags filled in from the entry; one of whose values none is known is left out."""
    written = field.options.get("filters")
    found: list[Holding] = []
    for rule in written if isinstance(written, list) else ():
        name = rule.get("field") if isinstance(rule, dict) else None
        if not isinstance(rule, dict) or not isinstance(name, str):
            continue
        given = rule.get("values", rule.get("value"))
        wanted = [
            text for item in (given if isinstance(given, list) else [given]) for text in _told(item, values, slug)
        ]
        if wanted:
            found.append(Holding(name.removeprefix("fields."), tuple(wanted), exclude=rule.get("exclude") is True))
    return tuple(found)


def _told(item: Value, values: Mapping[str, Value], slug: str) -> Iterator[Value]:
    if not isinstance(item, str) or "{{" not in item:
        if not isinstance(item, (list, dict)):
            yield item
        return
    names = tag_names(item)
    whole = value_at(values, names[0]) if len(names) == 1 and item.strip().startswith("{{") else None
    if isinstance(whole, list) and item.strip().endswith("}}"):
        yield from (each for each in whole if not isinstance(each, (list, dict)))
    elif text := render_template(item, lookup_in(values, slug=slug)):
        yield text


def _holds(values: Mapping[str, Value], rule: Holding) -> bool:
    held = value_at(values, rule.field)
    texts = {scalar_text(item) for item in (held if isinstance(held, list) else [held]) if not isinstance(item, dict)}
    return any(scalar_text(value) in texts for value in rule.values) is not rule.exclude


def _holding(site: Site, field: Field, values: tuple[str, ...]) -> Iterable[EntryRow]:
    """The entries that have a choice with one of these values; all for a template that hangs on the language."""
    collection, name = _collection(site, field), value_field(field)
    if collection is None:
        return ()
    if _text(field, "file"):
        return _targets(site, field)
    by_slug = name in ("slug", "{{slug}}")
    if by_slug and not tells_by_path(collection):
        return site.index.find_many(collection.name, [slug for each in values for slug in slugs_told(collection, each)])
    if by_slug or "{{locale}}" not in name.replace(" ", ""):
        return site.index.find_values(collection.name, "{{slug}}" if by_slug else name.removeprefix("fields."), values)
    if _SLUG.search(name) and name.count("{{") <= MOST_TAGS:  # the pattern of many tags would take for ever
        told = (slug for value in values for slug in _slugs(name, value))
        return site.index.find_many(collection.name, [slug for each in told for slug in slugs_told(collection, each)])
    return _targets(site, field)


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


def _options(site: Site, field: Field, row: EntryRow, locale: str) -> Iterator[RelationOption]:
    collection, name = _collection(site, field), value_field(field)
    locale = locale or (site.config.i18n.default_locale if site.config.i18n else "")  # an entry in no language has one
    shown = _list(field, "display_fields") or ([name] if name != "{{slug}}" else [])
    values = target_values(collection, row, name, locale)
    if "*" in name and "{{" not in name:
        for index, value in enumerate(values):
            label = " ".join(_numbered(collection, row, each, index) for each in shown) or summarise_value(value)
            yield RelationOption(value, label, row.title)
        return
    for value in values:
        texts = (summarise_value(target_value(collection, row, each, locale)) for each in shown)
        label = " ".join(filter(None, texts))
        yield RelationOption(value, label or row.title, "" if label else row.slug)


def _numbered(collection: Collection | None, row: EntryRow, name: str, index: int) -> str:
    found = starred(row.values, name.split(".")) if "*" in name else [target_value(collection, row, name)]
    at = index if "*" in name else 0
    return summarise_value(found[at]) if at < len(found) else ""


def _text(field: Field, name: str) -> str:
    value = field.options.get(name)
    return value if isinstance(value, str) else ""


def _list(field: Field, name: str) -> list[str]:
    value = field.options.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
