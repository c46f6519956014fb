"""Dotted paths: which field stands at one, and reading and writing the value there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cms.config import ABSENT, Absent, Field
from cms.errors import InvalidInput
from cms.fields.template import Lookup
from cms.fields.values import Held
from cms.syntax import Value

__all__ = ["field_at", "get_at", "item_field", "lookup_in", "set_at", "split_path", "value_at"]

_BRACKET = re.compile(r"\[(\d+)\]")
_ITEM = re.compile(r"\d+|n\d+|\*")  # an index, the key of a new item in a form, any item
Path = str | Sequence[str | int]


def split_path(path: Path) -> tuple[str, ...]:
    """The parts of `links.0.url` or `links[0].url`."""
    if isinstance(path, str):
        return tuple(_BRACKET.sub(r".\1", path).split("."))
    return tuple(str(part) for part in path)


def field_at(fields: Sequence[Field], path: Path) -> Field | None:
    """The field at a dotted path (`seo.title`, `links.0.url`, `tags.0`), or None when no field describes it."""
    parts = split_path(path)
    for size in range(len(parts), 0, -1):
        name = ".".join(parts[:size])
        found = next((field for field in fields if field.name == name), None)
        if found is not None:
            return _within(found, parts[size:])
    return None


def item_field(field: Field, type_name: str = "") -> Field | None:
    """What one item of a list is: its single field, an object of its fields, one of its types, or plain text."""
    if field.types:
        return next((kind for kind in field.types if kind.name == type_name), None)
    if field.field is not None:
        return field.field
    label = field.label_singular or field.label
    if field.fields:
        return Field(field.name, label, "object", fields=field.fields, summary=field.summary)
    if field.widget in ("file", "image"):
        return Field(field.name, label, field.widget, options=_single(field.options))
    return Field(field.name, label, "string", required=False, pattern=None)


def _single(options: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in options.items() if key not in ("multiple", "min", "max", "media_library")}


def _within(field: Field, parts: tuple[str, ...]) -> Field | None:
    if not parts:
        return field
    if field.widget != "list":
        return field_at(_inner(field), parts)
    if not _ITEM.fullmatch(parts[0]):
        return None
    rest = parts[1:]
    kinds = [kind for kind in (field.types or (item_field(field),)) if kind is not None]
    found = (_within(kind, rest) for kind in kinds)
    return next((item for item in found if item is not None), None)


def _inner(field: Field) -> tuple[Field, ...]:
    return (*field.fields, *(inner for kind in field.types for inner in kind.fields))


def get_at(values: Mapping[str, Value], path: Path, default: Held = ABSENT) -> Held:
    """The value at a dotted path, or `default` when there is none."""
    present: Held = dict(values)
    parts = split_path(path)
    while parts:
        taken = _step(present, parts)
        if taken is None:
            return default
        present, parts = taken
    return present


def value_at(values: Mapping[str, Value], path: str) -> Held:
    """`get_at` for a tag of a template: `fields.` before the name is left out."""
    return get_at(values, path.removeprefix("fields."))


def lookup_in(values: Mapping[str, Value], **more: Value) -> Lookup:
    """A lookup for `render_template` over an entry's values and some names besides."""

    def lookup(name: str) -> Held:
        found = value_at(values, name)
        return more.get(name, ABSENT) if isinstance(found, Absent) else found

    return lookup


def set_at(values: Mapping[str, Value], path: Path, value: Held) -> dict[str, Value]:
    """A copy of the values with another one at the path; maps on the way are made, ABSENT removes the key.

    An index equal to a list's length adds an item. Raises InvalidInput when the path leads through a value that has no
    inside, or past the end of a list.
    """
    changed = _changed(dict(values), split_path(path), value, ".".join(split_path(path)))
    return changed if isinstance(changed, dict) else {}


def _step(present: Held, parts: tuple[str, ...]) -> tuple[Value, tuple[str, ...]] | None:
    if isinstance(present, dict):
        for size in range(len(parts), 0, -1):
            name = ".".join(parts[:size])
            if name in present:
                return present[name], parts[size:]
    elif isinstance(present, list) and parts[0].isdigit() and int(parts[0][:9]) < len(present):
        return present[int(parts[0])], parts[1:]
    return None


def _changed(present: Held, parts: tuple[str, ...], value: Held, whole: str) -> Held:
    if not parts:
        return value
    if isinstance(present, list):
        return _changed_list(present, parts, value, whole)
    if present is None or isinstance(present, Absent):
        present = {}
    if not isinstance(present, dict):
        raise InvalidInput(f"`{whole}` cannot be set: there is a single value where `{parts[0]}` would have to be.")
    taken = _step(present, parts)
    used = parts[: len(parts) - len(taken[1])] if taken else parts[:1]
    name = ".".join(used)
    inner = _changed(present.get(name, ABSENT), parts[len(used) :], value, whole)
    copy = {key: item for key, item in present.items() if key != name or not isinstance(inner, Absent)}
    if not isinstance(inner, Absent):
        copy[name] = inner
    return copy


def _changed_list(present: list[Value], parts: tuple[str, ...], value: Held, whole: str) -> Held:
    place = int(parts[0][:9]) if parts[0].isdigit() else -1
    if not 0 <= place <= len(present):
        raise InvalidInput(f"`{whole}` cannot be set: the list has {len(present)} items, counted from 0.")
    old: Held = present[place] if place < len(present) else ABSENT
    inner = _changed(old, parts[1:], value, whole)
    return [*present[:place], *([] if isinstance(inner, Absent) else [inner]), *present[place + 1 :]]
