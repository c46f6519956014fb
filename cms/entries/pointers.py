"""What relations hold of entries that get other slugs: the value they had, and the one they should have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import PurePosixPath

from msgspec import Struct

from cms.config import Collection, Field, SiteConfig
from cms.entries.targets import target_value, value_field
from cms.fields import scalar_text
from cms.syntax import Value

__all__ = ["Renamed", "Standing", "points_by_address", "repointed"]


class Standing(Struct, frozen=True):
    """An entry where it stands: what relations are told of."""

    slug: str
    path: PurePosixPath
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Entries of a collection before and after; by the `locales` of the site a relation's value may differ."""

    collection: Collection
    pairs: tuple[tuple[Standing, Standing], ...]
    locales: tuple[str, ...] = ()
    _known: dict[str, dict[str, str]] = attribute(default_factory=dict, repr=False, compare=False)

    def changed(self, site: SiteConfig) -> Iterator[str]:
        """What relations of the site hold of the entries that is true no more."""
        for asked in dict.fromkeys(_asked_of(self.collection, _all_fields(site))):
            yield from self._told(asked)

    def follow(self, relation: Field, value: Value) -> Value:
        """The value of a relation field, or of one of its items, after the renaming."""
        asked = next(_asked_of(self.collection, [relation]), "")
        if not asked or isinstance(value, (dict, list)):
            return value
        return self._told(asked).get(scalar_text(value), value)

    def _told(self, asked: str) -> Mapping[str, str]:
        """What a `value_field` gives now, by what it gave before, where that differs."""
        if asked not in self._known:
            found: dict[str, str] = {}
            for before, after in self.pairs:
                for locale in ("", *self.locales):
                    old, new = (target_value(self.collection, each, asked, locale) for each in (before, after))
                    if (text := scalar_text(old)) and text != scalar_text(new):
                        found.setdefault(text, scalar_text(new))
            self._known[asked] = found
        return self._known[asked]


def points_by_address(site: SiteConfig, collection: Collection) -> bool:
    """Whether there are relations to a collection that hold something of its entries' addresses."""
    return any(_asked_of(collection, _all_fields(site)))


def repointed(fields: Sequence[Field], values: Mapping[str, Value], renamed: Renamed) -> dict[str, Value]:
    """An entry's values with every relation to the renamed ones following them, also inside lists and objects."""
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
            asked = value_field(field)
            if asked == "slug" or "{{" in asked:
                yield asked


def _all_fields(site: SiteConfig) -> list[Field]:
    waiting = [field for each in site.collections for field in each.fields]
    waiting += [field for each in site.collections for file in each.files for field in file.fields]
    waiting += [field for each in site.collections if each.index_file is not None for field in each.index_file.fields]
    found: list[Field] = []
    while waiting:
        field = waiting.pop()
        found.append(field)
        waiting += (*field.fields, *field.types, *((field.field,) if field.field is not None else ()))
    return found
