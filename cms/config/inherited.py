"""What is said for the whole site: `output` for collections; for fields `field_defaults` and the dialect."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from cms.config.dialect import Dialect
from cms.config.model import Collection, Field
from cms.syntax import Value

__all__ = ["settle_collections"]

_GROUPS = {"markdown": "richtext"}  # under which name of `field_defaults` a widget's options stand


def settle_collections(
    collections: tuple[Collection, ...], dialect: Dialect, defaults: Value, output: Value
) -> tuple[Collection, ...]:
    """The collections with the site's `output`, and with fields that know the dialect and what `field_defaults` say."""
    groups = defaults if isinstance(defaults, dict) else {}
    if dialect is Dialect.DECAP and not groups and output is None:
        return collections

    def settled(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(_settled(field, dialect, groups) for field in fields)

    return tuple(
        replace(
            each,
            options=each.options if output is None else {**each.options, "output": output},
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
