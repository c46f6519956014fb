"""`condition`: whether a field is shown. Paths are from the entry's root; all rules must hold."""

from __future__ import annotations

import json
from collections.abc import Mapping

from msgspec.structs import asdict

from cms.config import Absent, Condition, Field
from cms.fields.lookup import value_at
from cms.fields.values import Held, is_empty, is_scalar, scalar_text
from cms.syntax import Value, same
from cms.syntax.patterns import matches

__all__ = ["conditions_text", "has_conditions", "is_shown"]


def is_shown(field: Field, root: Mapping[str, Value]) -> bool:
    """Whether all of the field's conditions hold for the entry's values."""
    return all(_holds(rule, value_at(root, rule.field)) for rule in field.conditions)


def has_conditions(fields: tuple[Field, ...]) -> bool:
    """Whether any field, at any depth, has a condition."""
    return any(_has(field) for field in fields)


def conditions_text(field: Field) -> str:
    """The conditions as JSON for the page's script, empty when there are none."""
    if not field.conditions:
        return ""
    return json.dumps([asdict(rule) for rule in field.conditions], ensure_ascii=False)


def _has(field: Field) -> bool:
    single = (field.field,) if field.field is not None else ()
    return bool(field.conditions) or has_conditions((*field.fields, *field.types, *single))


def _holds(rule: Condition, present: Held) -> bool:
    if rule.operator == "empty":
        return is_empty(present) == (rule.value is not False)
    if rule.operator in ("in", "not_in"):
        wanted = rule.value if isinstance(rule.value, list) else [rule.value]
        return any(_equal(present, item) for item in wanted) == (rule.operator == "in")
    if rule.operator == "all":
        return all(_equal(present, item) for item in rule.value) if isinstance(rule.value, list) else False
    if rule.operator in ("==", "!="):
        return _equal(present, rule.value) == (rule.operator == "==")
    if rule.operator == "pattern":
        return matches(scalar_text(rule.value), _text(present)) is not False
    return _ordered(rule, present)


def _equal(present: Held, wanted: Value) -> bool:
    if isinstance(present, list) and not isinstance(wanted, list):
        return any(_equal(item, wanted) for item in present)
    if isinstance(present, Absent) or present is None:
        return wanted is None or wanted is False
    if is_scalar(present) and is_scalar(wanted):
        return scalar_text(present) == scalar_text(wanted)
    return same(present, wanted)


def _ordered(rule: Condition, present: Held) -> bool:
    try:
        left, right = float(_text(present)), float(scalar_text(rule.value))
    except ValueError:
        return False
    results = {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}
    return results.get(rule.operator, True)


def _text(present: Held) -> str:
    return scalar_text(present) if is_scalar(present) else ""
