"""By what the lists of a collection can be sorted and filtered, as its configuration says."""

from __future__ import annotations

from collections.abc import Iterator

from cms.config import Collection, Field, SiteConfig
from cms.entries.moves import tells_by_path
from cms.entries.summaries import inferred_sorts
from cms.entries.targets import SLUGS, is_told_by_fields, value_field
from cms.entries.views import due_fields
from cms.syntax import Value

__all__ = ["filter_fields", "sort_fields"]

ALWAYS = ("title", "path", "date", "commit_date", "commit_author")


def sort_fields(config: SiteConfig, collection: Collection) -> tuple[str, ...]:
    """The fields lists are sorted by, as dotted names; some of them by any list; and the titles in other languages."""
    named = [name for name, _, _ in inferred_sorts(config, collection)]
    if collection.default_sort is not None:
        named.append(collection.default_sort[0])
    if collection.reorder is not None:
        named.append(collection.reorder.key)
    named += due_fields(collection)
    i18n = collection.i18n
    titles = [f"title@{locale}" for locale in i18n.locales if locale != i18n.default_locale] if i18n is not None else ()
    return tuple(dict.fromkeys((*ALWAYS, *named, *titles)))


def filter_fields(config: SiteConfig, collection: Collection) -> tuple[str, ...]:
    """The fields lists are filtered and grouped by, and those whose values relations of the site point to."""
    found: dict[str, None] = {}
    for rule in (*collection.view_filters.rules, *collection.view_groups.rules):
        found[rule.field] = None
    for field in _all_fields(config):
        if field.widget == "relation" and field.options.get("collection") == collection.name:
            value = value_field(field)
            if is_told_by_fields(value):
                found[value.removeprefix("fields.")] = None
            elif value in SLUGS and tells_by_path(collection):
                found["{{slug}}"] = None
            for item in _items(field.options.get("filters"), "filters"):
                if isinstance(item, dict) and isinstance(name := item.get("field"), str):
                    found[name.removeprefix("fields.")] = None
    return tuple(found)


def _items(option: Value, inner: str) -> list[Value]:
    """The items of an option that is a list, or a map with the list under `inner`."""
    if isinstance(option, dict):
        option = option.get(inner)
    return option if isinstance(option, list) else []


def _all_fields(config: SiteConfig) -> Iterator[Field]:
    waiting: list[Field] = []
    for collection in config.collections:
        waiting += collection.fields
        for file in collection.files:
            waiting += file.fields
    while waiting:
        field = waiting.pop()
        yield field
        waiting += (*field.fields, *field.types, *((field.field,) if field.field is not None else ()))
