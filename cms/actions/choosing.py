"""The choices of all relations of one form: each asked for once, however many items of its lists point somewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cms.actions.relations import (
    filters_of,
    has_many,
    offered_options,
    relation_options,
    relation_values,
    search_relation,
)
from cms.actions.site import Site
from cms.config import Field
from cms.entries import relation_texts
from cms.fields import RelationOption, scalar_text
from cms.index import Holding
from cms.syntax import Value

__all__ = ["FormChoices"]


Target = tuple[str, ...]


class FormChoices:
    """What `FieldContext` asks about relations, for one entry in one language. Not for longer than a request."""

    def __init__(
        self, site: Site, fields: Sequence[Field], values: Mapping[str, Value], slug: str = "", locale: str = ""
    ) -> None:
        self._site = site
        self._fields = fields
        self._values = values
        self._slug = slug
        self._locale = locale
        self._many: dict[Target, bool] = {}
        self._all: dict[Target, tuple[RelationOption, ...]] = {}
        self._known: dict[int, dict[str, RelationOption | None]] = {}
        self._offered: dict[tuple[int, tuple[Holding, ...], str], tuple[tuple[RelationOption, ...], bool] | None] = {}
        self._present: dict[int, tuple[str, ...]] | None = None

    def options(self, field: Field) -> tuple[RelationOption, ...]:
        """Everything the field may point to."""
        target = _target(field)
        if target not in self._all:
            self._all[target] = relation_options(self._site, field, self._locale)
        return self._all[target]

    def among(self, field: Field, values: Sequence[str], search: str) -> tuple[RelationOption, ...] | None:
        """Of too many to list, those with these values and those that a search finds; else None."""
        target = _target(field)
        if target not in self._many:
            self._many[target] = has_many(self._site, field)
        if not self._many[target]:
            return None
        held = self._held(field, values)
        if not search.strip():
            return held
        found = search_relation(self._site, field, search, locale=self._locale)
        return (*held, *(option for option in found if option not in held))

    def offered(
        self, field: Field, root: Mapping[str, Value], search: str
    ) -> tuple[tuple[RelationOption, ...], bool] | None:
        """What the field's `filters` leave to offer, given the entry's values; see `offered_options`."""
        if not field.options.get("filters"):
            return None
        asked = id(field), filters_of(field, root, self._slug), search
        if asked not in self._offered:
            self._offered[asked] = offered_options(self._site, field, asked[1], search, self._locale)
        return self._offered[asked]

    def _held(self, field: Field, values: Sequence[str]) -> tuple[RelationOption, ...]:
        known = self._known.setdefault(id(field), {})
        asked = [value for value in values if value and value not in known]
        if asked:
            if self._present is None:
                self._present = relation_texts(self._fields, self._values)
            asked += [value for value in self._present.get(id(field), ()) if value not in known]
            found = relation_values(self._site, field, asked, self._locale)
            known.update(dict.fromkeys(asked))
            known.update((scalar_text(option.value), option) for option in found)
        return tuple(option for value in dict.fromkeys(values) if (option := known.get(value)) is not None)


def _target(field: Field) -> Target:
    """What the choices depend on: fields of the same target have the same ones."""
    return tuple(str(field.options.get(name)) for name in ("collection", "file", "value_field", "display_fields"))
