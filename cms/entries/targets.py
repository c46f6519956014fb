"""What a relation stores of an entry: `value_field` as a name, a dotted path, a path through a list, or a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Protocol

from cms.config import Absent, Collection, Field
from cms.entries.moves import told_slug
from cms.entries.summaries import file_tags
from cms.fields import lookup_in, render_template, value_at
from cms.syntax import Value

__all__ = [
    "SLUGS",
    "Target",
    "is_told_by_fields",
    "starred",
    "target_text",
    "target_value",
    "target_values",
    "value_field",
]

SLUGS = ("slug", "{{slug}}")


class Target(Protocol):
    """An entry that relations point to, as the index has it or is given it."""

    @property
    def slug(self) -> str: ...

    @property
    def path(self) -> PurePosixPath: ...

    @property
    def values(self) -> Mapping[str, Value]: ...


def value_field(field: Field) -> str:
    """What a relation stores, by default the slug (Sveltia)."""
    given = field.options.get("value_field")
    return given if isinstance(given, str) and given else "{{slug}}"


def is_told_by_fields(name: str) -> bool:
    """Whether a `value_field` gives what the entry itself says: not its address alone, nor something of a language."""
    return name not in SLUGS and "{{locale}}" not in name.replace(" ", "")


def target_values(collection: Collection | None, target: Target, name: str, locale: str = "") -> list[Value]:
    """What a `value_field` gives of an entry: one value, or with `*` one of each item of a list."""
    if "*" in name and "{{" not in name:
        return starred(target.values, name.removeprefix("fields.").split("."))
    value = target_value(collection, target, name, locale)
    return [value] if value is not None and not isinstance(value, (list, dict)) else []


def target_value(collection: Collection | None, target: Target, name: str, locale: str = "") -> Value:
    """The value of a name (`title`, `seo.title`) or the text of a template (`{{dirname}}/{{slug}}`); None for none."""
    if name in SLUGS:
        return told_slug(collection, target.slug) if collection is not None else target.slug
    if "{{" in name:
        return target_text(collection, target, name, locale)
    found = value_at(target.values, name)
    return None if isinstance(found, Absent) else found


def target_text(collection: Collection | None, target: Target, template: str, locale: str = "") -> str:
    """A template over an entry: its fields, `slug`, `dirname`, `filename`, `extension` and the language."""
    slug = told_slug(collection, target.slug) if collection is not None else target.slug
    names: dict[str, Value] = {"slug": slug, "locale": locale, **file_tags(collection, target.path)}
    below = lookup_in(target.values)
    return render_template(template, lambda name: names[name] if name in names else below(name))


def starred(present: Value | Mapping[str, Value], parts: list[str]) -> list[Value]:
    """The values at a path with `*` for any item of a list."""
    return list(_starred(present, parts))


def _starred(present: Value | Mapping[str, Value], parts: list[str]) -> Iterator[Value]:
    if not parts:
        if not isinstance(present, Mapping):
            yield present
        return
    head, rest = parts[0], parts[1:]
    if head == "*":
        for item in present if isinstance(present, list) else ():
            yield from _starred(item, rest)
    elif isinstance(present, Mapping) and head in present:
        yield from _starred(present[head], rest)
