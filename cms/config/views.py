"""Which entries a folder collection holds and how they can be sorted: `filter`, `sortable_fields`, `nested`, `meta`."""

from __future__ import annotations

from msgspec.structs import replace

from cms.config.collection_options import FILTER_OPTIONS
from cms.config.expressions import says_if_it_cannot_run
from cms.config.model import EntryFilter, Nested, SortableField
from cms.config.parts import Mapping, Part, Sequence, plain
from cms.config.taking import Options, take
from cms.syntax import Value

__all__ = ["build_filter", "build_nested", "build_sorting"]

Sorting = tuple[tuple[SortableField, ...] | None, tuple[str, bool] | None]


def build_filter(options: Options) -> EntryFilter | None:
    """`filter`: a value, several, null, a pattern, or Static CMS's list of rules, which must all hold."""
    part = options.part("filter")
    parts = part.items if isinstance(part, Sequence) else (part,) if part is not None else ()
    rules = [rule for item in parts if (rule := _rule(options, item)) is not None]
    if not rules:
        return None
    return replace(rules[0], others=tuple(rules[1:])) if rules[1:] else rules[0]


def _rule(options: Options, part: Part) -> EntryFilter | None:
    if not isinstance(part, Mapping):
        options.error("wrong-filter", "filter", "a filter should be a mapping with a `field`; it is not used")
        return None
    rule = take(options.notes, part, options.path("filter"), FILTER_OPTIONS)
    field = rule.text("field")
    if not field and not rule.text("pattern"):
        rule.error("wrong-filter", "", "a filter needs a `field`; it is not used")
        return None
    written = rule.text("pattern")
    place = (rule.path("pattern"), rule.at("pattern"))
    if written and says_if_it_cannot_run(options.notes, written, "the filter is not used", *place):
        return None
    values: tuple[Value, ...] = ()
    for name in ("value", "values"):
        if name in rule:
            value = rule.value(name)
            values += tuple(value) if isinstance(value, list) else (value,)
    return EntryFilter(field, values, written, match_all=rule.flag("match_all", False))


def build_sorting(options: Options) -> Sorting:
    """`sortable_fields` in its three grammars, and the first order: the field and whether it is descending."""
    if "sortable_fields" not in options:
        return None, None
    part = options.part("sortable_fields")
    default: tuple[str, bool] | None = None
    if isinstance(part, Mapping):
        below = part.entries.get("default")
        default = _default(plain(below.part)) if below is not None else None
        fields = part.entries.get("fields")
        part = fields.part if fields is not None else None
    found: dict[str, SortableField] = {}
    for item in part.items if isinstance(part, Sequence) else ():
        name, label, order = _sortable(plain(item))
        if not name:
            message = "a field to sort by should be its name, or a mapping with a `field`; it is left out"
            options.notes.error("wrong-type", message, options.path("sortable_fields"), item.position)
            continue
        found.setdefault(name, SortableField(name, label))
        default = default or (None if order is None else (name, order))
    return tuple(found.values()), default


def _default(value: Value) -> tuple[str, bool] | None:
    """Sveltia's and Static CMS's `default`; the direction None means ascending."""
    if isinstance(value, str) and value:
        return value, False
    if not isinstance(value, dict) or not isinstance(value.get("field"), str):
        return None
    return str(value["field"]), str(value.get("direction")).lower() in ("descending", "desc")


def _sortable(value: Value) -> tuple[str, str, bool | None]:
    """Name, label, and whether it is the first order, descending (True) or ascending (False)."""
    if isinstance(value, str):
        return value, "", None
    if not isinstance(value, dict) or not isinstance(value.get("field"), str):
        return "", "", None
    written = value.get("default_sort")
    order = None if written in (None, False) else str(written).lower() in ("desc", "descending")
    label = value.get("label")
    return str(value["field"]), label if isinstance(label, str) else "", order


def build_nested(options: Options) -> Nested | None:
    """`nested` with the folder's field of `meta.path` (Decap) or `nested.path` (Static CMS)."""
    if not options.flag("nested", True) or "nested" not in options:
        return None
    below = options.below("nested")
    if below is None:
        return Nested()
    meta = options.below("meta")
    path = (meta.below("path") if meta is not None else None) or below.below("path")
    return Nested(
        depth=below.integer("depth"),
        summary=below.text("summary"),
        subfolders=below.flag("subfolders", True),
        index_file=path.text("index_file") if path is not None else "",
        path_label=(path.text("label") or "Path") if path is not None else "",
        path_hidden=path is not None and path.text("widget") == "hidden",
    )
