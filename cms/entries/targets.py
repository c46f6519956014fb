"""What relations point to: the values that an entry offers for a `value_field`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cms.config import Absent, Field
from cms.fields import render_template, scalar_text, value_at
from cms.syntax import Value

__all__ = ["TargetKey", "offered_values", "target_key"]

SLUG = ("slug", "{{slug}}")


class TargetKey(NamedTuple):
    """What relations of one kind ask for. `file` is the one of a file collection, else ""."""

    collection: str
    file: str
    value_field: str


def target_key(field: Field) -> TargetKey | None:
    """What a relation field asks for; None when it does not say it or its value cannot be told from one entry."""
    collection, file, value_field = (_text(field, name) for name in ("collection", "file", "value_field"))
    value_field = value_field or "{{slug}}"
    if not collection or "{{locale}}" in value_field:
        return None
    return TargetKey(collection, file, value_field)


def offered_values(values: Mapping[str, Value], slug: str, value_field: str) -> Iterator[str]:
    """What a relation with that `value_field` may store of an entry, as texts."""
    if value_field in SLUG:
        yield slug
    elif "{{" in value_field:
        yield render_template(value_field, lambda key: slug if key == "slug" else _held(values, key))
    else:
        parts = value_field.removeprefix("fields.").split(".")
        yield from (scalar_text(value) for value in _reached(dict(values), parts) if value is not None)


def _reached(present: Value, parts: list[str]) -> Iterator[Value]:
    """The single values at a path whose `*` stands for every item of a list. A list at its end offers its items."""
    if isinstance(present, list):
        rest = parts[1:] if parts and parts[0] == "*" else parts
        for item in present:
            yield from _reached(item, rest)
    elif not parts:
        if not isinstance(present, dict):
            yield present
    elif isinstance(present, dict) and parts[0] in present:
        yield from _reached(present[parts[0]], parts[1:])


def _held(values: Mapping[str, Value], name: str) -> Value:
    found = value_at(values, name)
    return None if isinstance(found, Absent) else found


def _text(field: Field, name: str) -> str:
    value = field.options.get(name)
    return value if isinstance(value, str) else ""
