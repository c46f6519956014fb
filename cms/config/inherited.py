"""What fields have from elsewhere: the site's `field_defaults`, and the tool whose defaults hold, its dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cms.config.dialect import Dialect
from cms.config.model import Collection, Field
from cms.syntax import Value

__all__ = ["settle_collections"]

_GROUPS = {"markdown": "richtext"}  # under which name of `field_defaults` a widget's options stand


def settle_collections(
    collections: tuple[Collection, ...], dialect: Dialect, defaults: Value
) -> tuple[Collection, ...]:
    """The collections with fields that know the dialect and have the options of `field_defaults` they do not say."""
    groups = defaults if isinstance(defaults, dict) else {}
    if dialect is Dialect.DECAP and not groups:
        return collections

    def settled(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(_settled(field, dialect, groups) for field in fields)

    return tuple(
        replace(
            each,
            fields=settled(each.fields),
            files=tuple(replace(file, fields=settled(file.fields)) for file in each.files),
        )
        for each in collections
    )


def _settled(field: Field, dialect: Dialect, groups: Mapping[str, Value]) -> Field:
    common = groups.get(_GROUPS.get(field.widget, ""))
    return replace(
        field,
        dialect=dialect,
        options={**common, **field.options} if isinstance(common, dict) else field.options,
        fields=tuple(_settled(inner, dialect, groups) for inner in field.fields),
        types=tuple(_settled(inner, dialect, groups) for inner in field.types),
        field=_settled(field.field, dialect, groups) if field.field is not None else None,
    )
