"""`filter`: which files of a folder belong to the collection."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cms.config import ABSENT, Absent, EntryFilter
from cms.fields import matches, template_text, value_at
from cms.syntax import Value

__all__ = ["matches_filter"]

_NOWHERE = PurePosixPath()


def matches_filter(rule: EntryFilter | None, values: Mapping[str, Value], path: PurePosixPath = _NOWHERE) -> bool:
    """Whether an entry passes: its value is one of the rule's (compared strictly), or a list that holds one of them.

    A rule with a pattern searches the value's text, or without a field the name of the file; one without values wants
    the field to be missing or null. With `match_all` a list must hold all of the values. The rule's `others` must hold
    too.
    """
    return rule is None or all(_holds(each, values, path) for each in (rule, *rule.others))


def _holds(rule: EntryFilter, values: Mapping[str, Value], path: PurePosixPath) -> bool:
    if not rule.field:
        return matches(rule.pattern, path.name) is True
    value = value_at(values, rule.field)
    if rule.pattern:
        return not isinstance(value, Absent) and matches(rule.pattern, template_text(value)) is True
    if isinstance(value, list):
        found = [any(_equal(item, wanted) for item in value) for wanted in rule.values]
        return any(found) and (all(found) or not rule.match_all)
    if not rule.values:
        return value is ABSENT or value is None
    return any(_equal(value, wanted) for wanted in rule.values)


def _equal(value: Value | Absent, wanted: Value) -> bool:
    """JavaScript's `===`, with a missing value equal to null."""
    if isinstance(value, Absent) or value is None:
        return wanted is None
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, str) != isinstance(wanted, str):
        return False
    return value == wanted
