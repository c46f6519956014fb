"""What relations hold of an entry that gets another slug: the value they had, and the one they should have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from cms.config import Absent, Collection, Field, SiteConfig
from cms.entries.summaries import file_tags
from cms.fields import render_template, scalar_text, value_at
from cms.syntax import Value

__all__ = ["Renamed", "repointed"]

_SLUG = ("slug", "{{slug}}")


@dataclass(frozen=True, slots=True)
class Renamed:
    """An entry before and after: its slug and its file's path. `values` are the same."""

    collection: Collection
    values: Mapping[str, Value]
    slug: str
    path: PurePosixPath
    new_slug: str
    new_path: PurePosixPath

    def changed(self, site: SiteConfig) -> Iterator[tuple[str, str]]:
        """What relations of the site hold that has changed with the slug: the old value and the new one."""
        for value_field in dict.fromkeys(_asked_of(self.collection, _all_fields(site))):
            before, after = self._told(value_field, self.slug, self.path), self.renewed(value_field)
            if before and before != after:
                yield before, after

    def renewed(self, value_field: str) -> str:
        """What a relation with that `value_field` stores of the entry now."""
        return self._told(value_field, self.new_slug, self.new_path)

    def follow(self, field: Field, value: Value) -> Value:
        """The value of a relation field, or of one of its items, after the renaming."""
        value_field = next(_asked_of(self.collection, [field]), "")
        if not value_field or isinstance(value, (dict, list)):
            return value
        same = scalar_text(value) == self._told(value_field, self.slug, self.path)
        return self.renewed(value_field) if same else value

    def _told(self, value_field: str, slug: str, path: PurePosixPath) -> str:
        if value_field in _SLUG:
            return slug
        known: dict[str, Value] = {**file_tags(self.collection, path), "slug": slug}

        def lookup(name: str) -> Value | Absent:
            return known[name] if name in known else value_at(self.values, name)

        return render_template(value_field, lookup)


def repointed(fields: Sequence[Field], values: Mapping[str, Value], renamed: Renamed) -> dict[str, Value]:
    """An entry's values with every relation to the renamed entry following it, also inside lists and objects."""
    found = dict(values)
    for field in fields:
        if field.name in found:
            found[field.name] = _repointed(field, found[field.name], renamed)
    return found


def _repointed(field: Field, value: Value, renamed: Renamed) -> Value:
    if field.widget == "relation":
        if isinstance(value, list):
            return [renamed.follow(field, item) for item in value]
        return renamed.follow(field, value)
    if isinstance(value, list):
        return [_item(field, item, renamed) for item in value]
    return _item(field, value, renamed)


def _item(field: Field, value: Value, renamed: Renamed) -> Value:
    if field.field is not None:
        return _repointed(field.field, value, renamed)
    if not isinstance(value, dict):
        return value
    kind = next((each for each in field.types if each.name == value.get(field.type_key)), None)
    return repointed(kind.fields if kind is not None else field.fields, value, renamed)


def _asked_of(collection: Collection, fields: Sequence[Field]) -> Iterator[str]:
    """The `value_field`s of relations to a collection that depend on an entry's slug or path."""
    for field in fields:
        if field.widget == "relation" and field.options.get("collection") == collection.name:
            asked = field.options.get("value_field") or "{{slug}}"
            if isinstance(asked, str) and (asked in _SLUG or "{{" in asked):
                yield asked


def _all_fields(site: SiteConfig) -> list[Field]:
    waiting = [field for each in site.collections for field in each.fields]
    waiting += [field for each in site.collections for file in each.files for field in file.fields]
    found: list[Field] = []
    while waiting:
        field = waiting.pop()
        found.append(field)
        waiting += (*field.fields, *field.types, *((field.field,) if field.field is not None else ()))
    return found
