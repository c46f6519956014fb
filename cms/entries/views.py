"""Into which views an entry falls: the filters that let it through, and its parts of the groups.

What is compared with the present time is not decided here: `due_tests` says what an index has to compare then.
Rules: Decap's `RegExp(pattern).test(String(value))`, where a missing value never matches; Sveltia's comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from cms.config import Absent, Collection, ViewRule, ViewTest
from cms.entries.dates import date_tags
from cms.fields import first_match, read_date, render_template, scalar_text, value_at
from cms.syntax import Value

__all__ = [
    "DueTest",
    "due_fields",
    "due_tests",
    "filter_names",
    "filter_view",
    "group_view",
    "values_at",
    "view_names",
    "views_of",
]

MAX_PARTS = 50  # of a group that one entry is in: the items of a list
MOST_VALUES = 1000  # that a path with `*` leads to
YES, NO = "1", ""

Views = tuple[tuple[str, str], ...]


class DueTest(Struct, frozen=True):
    """A comparison of a field with the present time. `values` are the texts to compare with, their tags filled in."""

    field: str
    operator: str  # eq, ne, lt, lte, gt, gte, in, not_in
    values: tuple[str, ...]


def filter_view(rule: ViewRule) -> str:
    """What an index calls a filter; of the entries it lets through it holds `1`."""
    return f"filter/{rule.name}"


def group_view(rule: ViewRule) -> str:
    """What an index calls a group; it holds each entry's parts ("" for those that have none)."""
    return f"group/{rule.name}"


def filter_names(collection: Collection) -> tuple[str, ...]:
    """The views that are filters."""
    return tuple(filter_view(rule) for rule in collection.view_filters.rules)


def view_names(collection: Collection) -> tuple[str, ...]:
    """All views of a collection."""
    return (*filter_names(collection), *(group_view(rule) for rule in collection.view_groups.rules))


def views_of(collection: Collection, values: Mapping[str, Value]) -> Views:
    """The views that an entry is in, each with what it holds of the entry."""
    filters = tuple((filter_view(rule), YES) for rule in collection.view_filters.rules if _passes(rule, values))
    groups = ((group_view(rule), part) for rule in collection.view_groups.rules for part in _parts(rule, values))
    return (*filters, *groups)


def due_fields(collection: Collection) -> tuple[str, ...]:
    """The fields that are compared with the present time."""
    rules = (*collection.view_filters.rules, *collection.view_groups.rules)
    return tuple(dict.fromkeys(rule.field for rule in rules if any(_is_due(test) for test in rule.tests)))


def due_tests(rule: ViewRule, now: datetime) -> tuple[DueTest, ...]:
    """A rule's comparisons with the present time, in the zone of `now`."""
    return tuple(
        DueTest(rule.field, test.operator, tuple(_filled(item, now) for item in _wanted(test)))
        for test in rule.tests
        if _is_due(test)
    )


def values_at(values: Mapping[str, Value], path: str) -> list[Value]:
    """The values at a dotted path, in which `*` stands for every item of a list."""
    before, star, after = path.partition("*")
    if not star:
        found = value_at(values, path)
        return [] if isinstance(found, Absent) else [found]
    items = value_at(values, before.rstrip("."))
    rest = after.lstrip(".")
    if not isinstance(items, list):
        return []
    nested = (values_at(item, rest) if isinstance(item, dict) else [] if rest else [item] for item in items)
    return [item for some in nested for item in some][:MOST_VALUES]


def _passes(rule: ViewRule, values: Mapping[str, Value]) -> bool:
    """Whether all that can be told without a clock holds."""
    found = values_at(values, rule.field)
    return all(_holds(test, found) for test in rule.tests if not _is_due(test))


def _parts(rule: ViewRule, values: Mapping[str, Value]) -> list[str]:
    """The parts of a group that an entry is in: one, or of a list one for each of its items."""
    if rule.compares:
        return [YES if _passes(rule, values) else NO]
    single = list(_single(values_at(values, rule.field)))
    parts = (_part(rule.tests[0], item) if rule.tests else scalar_text(item) for item in single)
    return list(dict.fromkeys(parts))[:MAX_PARTS] or [NO]


def _part(test: ViewTest, value: Value) -> str:
    return first_match(str(test.value), scalar_text(value), ignore_case=test.ignore_case) or NO


def _holds(test: ViewTest, found: list[Value]) -> bool:
    if test.operator == "empty":
        return all(map(_is_empty, found)) == (test.value is not False)
    single = list(_single(found))
    if test.operator in ("ne", "not_in"):
        return not any(_equal(value, wanted) for value in single for wanted in _wanted(test))
    if test.operator == "pattern":
        text = str(test.value)
        return any(first_match(text, scalar_text(value), ignore_case=test.ignore_case) is not None for value in single)
    if test.operator in ("eq", "in"):
        return any(_equal(value, wanted) for value in single or [None] for wanted in _wanted(test))
    return any(_is_ordered(test.operator, value, wanted) for value in single for wanted in _wanted(test))


def _single(found: list[Value]) -> Iterator[Value]:
    """The single values among those found: of a list its items."""
    for value in found:
        if isinstance(value, list):
            yield from (item for item in value if not isinstance(item, (list, dict)))
        elif not isinstance(value, dict):
            yield value


def _wanted(test: ViewTest) -> list[Value]:
    return test.value if isinstance(test.value, list) else [test.value]


def _is_empty(value: Value) -> bool:
    if isinstance(value, dict):
        return all(map(_is_empty, value.values()))
    return value is None or value == "" or value == []


def _equal(value: Value, wanted: Value) -> bool:
    if value is None or wanted is None:
        return value is wanted
    if isinstance(value, bool) or isinstance(wanted, bool):
        return scalar_text(value) == scalar_text(wanted)
    return _order(value, wanted) == 0


def _is_ordered(operator: str, value: Value, wanted: Value) -> bool:
    order = _order(value, wanted)
    if order is None:
        return False
    return {"lt": order < 0, "lte": order <= 0, "gt": order > 0, "gte": order >= 0}[operator]


def _order(value: Value, wanted: Value) -> int | None:
    """Less than, equal to or more than 0: numbers by size, dates by their moment, else as texts; None: neither."""
    if value is None or value == "" or wanted is None or isinstance(value, (bool, dict, list)):
        return None
    left, right = scalar_text(value), scalar_text(wanted)
    if isinstance(value, (int, float)) or isinstance(wanted, (int, float)):
        try:
            return _compared(float(left), float(right))
        except (ValueError, OverflowError):
            return None
    if (moment := _moment(left)) is not None and (other := _moment(right)) is not None:
        return _compared(moment, other)
    return (left > right) - (left < right)


def _compared(left: float, right: float) -> int:
    return (left > right) - (left < right)


def _moment(text: str) -> float | None:
    try:
        moment = read_date(text) if text[:1].isdigit() and len(text) < 40 else None
        return moment.timestamp() if moment is not None else None
    except (OverflowError, ValueError):
        return None


def _is_due(test: ViewTest) -> bool:
    texts = (value for value in _wanted(test) if isinstance(value, str))
    return test.operator not in ("pattern", "empty") and any("{{" in text for text in texts)


def _filled(value: Value, now: datetime) -> str:
    """A value to compare with, its tags filled in: `now`, `today`, and the parts of the present time."""
    if not isinstance(value, str):
        return scalar_text(value)
    known = {
        "now": now.isoformat(timespec="seconds"),
        "today": now.date().isoformat(),
        **date_tags(now.replace(tzinfo=UTC)),  # its digits as they are on the clock
    }
    return render_template(value, lambda name: known.get(name, ""))
